"""What a person downloads: one file for machines, one to read, and their certificates (PRS-5)."""

import json
import zipfile
from collections.abc import Iterator
from datetime import date, datetime
from pathlib import PurePath
from typing import IO, Any

from django.core.serializers.json import DjangoJSONEncoder
from django.db.models import Field, FileField, ForeignKey, Model
from django.db.models.fields.files import FieldFile
from django.template.loader import render_to_string
from django.utils import formats, timezone
from django.utils.text import get_valid_filename

from accounts.models import User
from credits.models import Certificate
from people.models import PersonExport
from people.relations import Kind, Relation, relations

# What only the system reads: it stands in the file for machines, and would only puzzle a reader.
_NOT_READ = {"ID", "key", "snapshot", "shown", "attempts", "due at", "superuser status", "staff status", "active"}
_NOT_TOLD = {"password", "secrets", "headers", "attachments", "html", "email_key", "name_key", "sort_name", "sameness"}


def pack(person: User, *, at: datetime, into: IO[bytes]) -> None:
    """Write the ZIP to `into`, one certificate at a time."""
    sections = list(_sections(person))
    record = {"made_at": at, "person": _told(person), **{name: rows for name, _, rows in sections}}
    with zipfile.ZipFile(into, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("record.json", json.dumps(record, cls=DjangoJSONEncoder, ensure_ascii=False, indent=2))
        context = {"person": person, "at": at, "account": _read(_told(person)), "sections": _readable(sections)}
        archive.writestr("record.html", render_to_string("people/export.html", context))
        for name, proof in _files_of(person):
            with proof.open("rb") as opened:
                archive.writestr(name, opened.read())
        made = Certificate.objects.filter(claim__learner=person).exclude(pdf="").order_by("pk")
        for certificate in made.iterator(50):
            with certificate.pdf.open("rb") as pdf:
                archive.writestr(f"certificates/{certificate.number}.pdf", pdf.read())


def _files_of(person: User) -> Iterator[tuple[str, FieldFile]]:
    """(name in the ZIP, file) of what they sent us, such as proofs. Certificates have a folder of their own."""
    for relation in relations(Kind.HAS):
        if relation.of in {Certificate, PersonExport}:
            continue
        for field in (field for field in relation.of._meta.concrete_fields if isinstance(field, FileField)):
            theirs = relation.of._base_manager.filter(**{relation.field: person}).exclude(**{field.name: ""})
            for row in theirs.order_by("pk").iterator(50):
                stored: FieldFile = getattr(row, field.name)
                if stored.name and stored.storage.exists(stored.name):
                    given = get_valid_filename(getattr(row, f"{field.name}_name", "") or PurePath(stored.name).name)
                    yield f"files/{relation.of._meta.model_name}-{row.pk}-{given}", stored


def _sections(person: User) -> Iterator[tuple[str, str, list[dict[str, Any]]]]:
    """(key, heading, rows) of everything that is theirs, and in numbers what they did."""
    for relation in relations(Kind.HAS):
        rows = relation.of._base_manager.filter(**{relation.field: person}).order_by("pk")
        if shown := _shown_relations(relation.of):
            rows = rows.select_related(*shown)
        told = [_with_parts(row, relation) for row in rows]
        if told:
            yield f"{relation.model}.{relation.field}", relation.name.capitalize(), told
    acts = [
        {"what": f"{relation.name}: {relation.field.replace('_', ' ')}", "how often": count}
        for relation in relations(Kind.DID)
        if (count := relation.of._base_manager.filter(**{relation.field: person}).count())
    ]
    if acts:
        yield "acts", "What you did for others", acts


def _shown_relations(model: type[Model]) -> list[str]:
    return [field.name for field in model._meta.concrete_fields if isinstance(field, ForeignKey) and not field.null]


def _with_parts(row: Model, relation: Relation) -> dict[str, Any]:
    parts = {name: [_told(part) for part in getattr(row, name).all()] for name in relation.along}
    return _told(row) | {name.replace("_", " "): rows for name, rows in parts.items() if rows}


def _told(row: Model) -> dict[str, Any]:
    """Its fields under the names people read, what they point at in words."""
    return {
        str(field.verbose_name): value
        for field in row._meta.concrete_fields
        if field.name not in _NOT_TOLD and (value := _value(field, row)) not in (None, "", [], {})
    }


def _value(field: "Field[Any, Any]", row: Model) -> object:
    if isinstance(field, ForeignKey):
        pointed = getattr(row, field.name)
        return None if pointed is None else str(pointed)
    if isinstance(field, FileField):
        return str(getattr(row, field.name))
    if field.choices:
        return str(getattr(row, f"get_{field.name}_display")())
    return field.value_from_object(row)


def _read(told: dict[str, Any]) -> list[tuple[str, object]]:
    """As lines for people: parts become lines of their own."""
    lines: list[tuple[str, object]] = []
    for name, value in told.items():
        if isinstance(value, list) and value and isinstance(value[0], dict):
            lines += [
                (name, "; ".join(f"{key}: {_in_words(said)}" for key, said in part.items() if key not in _NOT_READ))
                for part in value
            ]
        elif name not in _NOT_READ and value is not False:
            lines.append((name, _in_words(value)))
    return lines


def _in_words(value: object) -> object:
    if value is True:
        return "yes"
    if isinstance(value, datetime):
        return formats.date_format(timezone.localtime(value), "DATETIME_FORMAT")
    if isinstance(value, date):
        return formats.date_format(value)
    if isinstance(value, list) and all(isinstance(one, str) for one in value):
        return ", ".join(value)
    return json.dumps(value, ensure_ascii=False) if isinstance(value, dict | list) else value


def _readable(
    sections: list[tuple[str, str, list[dict[str, Any]]]],
) -> list[tuple[str, list[list[tuple[str, object]]]]]:
    return [(heading, [_read(row) for row in rows]) for _, heading, rows in sections]
