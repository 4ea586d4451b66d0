"""Lists of rows, as posted by a page that somebody else may have changed meanwhile."""

import re
from collections.abc import Iterable, Iterator

from django import forms
from django.core.exceptions import ValidationError
from django.http import QueryDict

from core.typed import whole_number

PREFIX = "rows"
MOST_ROWS = 120  # a year of weekly sessions twice over; each row is a form to draw
_FIELD = re.compile(rf"{PREFIX}-([0-9]{{1,4}})-(.+)")


class NamedRows(forms.BaseInlineFormSet):
    row_name = "row"

    def add_fields(self, form: forms.ModelForm, index: int | None) -> None:
        super().add_fields(form, index)
        form.fields["DELETE"].label = f"Remove this {self.row_name.lower()}"


class GapRows(NamedRows):
    def clean(self) -> None:
        """A gap goes only when no objective closes it any more: they would go with it, unasked."""
        super().clean()
        for number, form in enumerate(self.forms, start=1):
            if form in self.deleted_forms and form.instance.pk and (served := list(form.instance.objectives.all())):
                raise ValidationError(
                    f"Gap {number} cannot be removed yet: the objective “{served[0]}” closes it. Give that objective "
                    "another gap, or remove it, first."
                )


def is_removed(form: forms.BaseForm) -> bool:
    """Whether it is marked to go when the section is saved."""
    box = form["DELETE"]
    return bool(box.field.to_python(box.value()))


def as_posted(form: forms.BaseForm) -> Iterator[tuple[str, str]]:
    """Names and values as a browser would post the form untouched."""
    for bound in form:
        if isinstance(bound.field, forms.BooleanField):
            values = ["on"] if bound.field.to_python(bound.value()) else []
        else:
            shown = bound.field.widget.format_value(bound.value())
            values = shown if isinstance(shown, list) else [shown or ""]
        yield from ((bound.html_name, value) for value in values)


def with_more_rows(typed: QueryDict, number: int) -> QueryDict:
    changed = typed.copy()
    changed[f"{PREFIX}-TOTAL_FORMS"] = str(_count(typed, "TOTAL_FORMS") + number)
    return changed


def settle_rows(typed: QueryDict, *, existing: Iterable[int]) -> QueryDict:
    """The same rows, where those that were removed meanwhile come as new ones, so that their text is not lost."""
    known = {str(pk) for pk in existing}
    rows = _rows(typed)
    begun_from = [row.get("id", [""])[0] for row in rows]
    if all(not pk or pk in known for pk in begun_from):
        return typed
    kept = [row for row, pk in zip(rows, begun_from, strict=True) if pk in known]
    new = [{**row, "id": [""]} for row, pk in zip(rows, begun_from, strict=True) if pk not in known]
    settled = QueryDict(mutable=True)
    for key, values in typed.lists():
        if not _FIELD.fullmatch(key):
            settled.setlist(key, values)
    settled[f"{PREFIX}-INITIAL_FORMS"] = str(len(kept))
    settled[f"{PREFIX}-TOTAL_FORMS"] = str(len(rows))
    for index, row in enumerate([*kept, *new]):
        for name, values in row.items():
            settled.setlist(f"{PREFIX}-{index}-{name}", values)
    return settled


def _rows(typed: QueryDict) -> list[dict[str, list[str]]]:
    rows: list[dict[str, list[str]]] = [{} for _ in range(min(_count(typed, "TOTAL_FORMS"), MOST_ROWS))]
    for key, values in typed.lists():
        match = _FIELD.fullmatch(key)
        if match and int(match[1]) < len(rows):
            rows[int(match[1])][match[2]] = [str(value) for value in values]
    return rows


def _count(typed: QueryDict, name: str) -> int:
    return whole_number(typed.get(f"{PREFIX}-{name}")) or 0
