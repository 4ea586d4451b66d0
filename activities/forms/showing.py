"""What stands in a section's forms, as words a person reads: for plans shown and for two texts side by side (PLN-9)."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, time
from typing import TYPE_CHECKING, Any

from django import forms
from django.forms import BoundField
from django.utils.formats import date_format, time_format

if TYPE_CHECKING:
    from activities.forms.sections import SectionForms

NOT_SHOWN = {"DELETE", "id", "activity", "move_sessions"}


@dataclass(frozen=True)
class Line:
    key: tuple[str, str]
    row: str
    label: str
    text: str


@dataclass(frozen=True)
class Difference:
    row: str
    label: str
    saved: str
    typed: str


def lines_of(section_forms: "SectionForms") -> Iterator[Line]:
    """Every field with its words; rows that are marked for removal or were never begun are left out."""
    if section_forms.form is not None:
        yield from _lines(section_forms.form, key="", row="")
    for number, form in enumerate(section_forms.kept_rows(), start=1):
        key = str(form.instance.pk or f"new {number}")
        yield from _lines(form, key=key, row=f"{section_forms.row_name} {number}")


def differences(saved: "SectionForms", typed: "SectionForms") -> list[Difference]:
    """Where the saved and the typed text are not the same. Rows are matched by what they were begun from."""
    theirs = {line.key: line for line in lines_of(saved)}
    mine = {line.key: line for line in lines_of(typed)}
    found = []
    for key in dict.fromkeys([*theirs, *mine]):
        left, right = theirs.get(key), mine.get(key)
        texts = left.text if left else "", right.text if right else ""
        if texts[0] != texts[1]:
            line = left or right
            assert line is not None
            found.append(Difference(line.row, line.label, *texts))
    return found


def say_the_same(one: "SectionForms", other: "SectionForms") -> bool:
    """Whether both hold the same words, whichever rows they were begun from."""
    return _words_by_row(one) == _words_by_row(other)


def _words_by_row(section_forms: "SectionForms") -> list[tuple[str, str, str]]:
    return [(line.row, line.label, line.text) for line in lines_of(section_forms)]


def _lines(form: forms.BaseForm, *, key: str, row: str) -> Iterator[Line]:
    left_out = NOT_SHOWN | getattr(form, "not_asked", frozenset())
    for field in form:
        if not field.is_hidden and field.name not in left_out:
            yield Line((key, field.name), row, str(field.label), words_of(field))


def words_of(field: BoundField) -> str:
    value = field.value()
    if isinstance(field.field, forms.BooleanField):
        return "Yes" if field.field.to_python(value) else "No"
    if isinstance(field.field, forms.ChoiceField | forms.ModelChoiceField):
        return _chosen(field.field, value)
    if isinstance(field.field, forms.DateField | forms.TimeField):
        return _moment(field.field, value)
    return "" if value is None else str(value).replace("\r\n", "\n").strip()


def _chosen(field: Any, value: Any) -> str:
    values = value if isinstance(value, Iterable) and not isinstance(value, str) else [value]
    wanted = {str(getattr(one, "pk", one)) for one in values if one not in (None, "")}
    labels = [
        str(label)
        for one, choice in field.choices
        for value_of_one, label in (choice if isinstance(choice, list | tuple) else [(one, choice)])
        if str(value_of_one) in wanted and str(value_of_one)
    ]
    return ", ".join(labels)


def _moment(field: forms.Field, value: Any) -> str:
    try:
        moment = field.to_python(value)
    except forms.ValidationError:
        return str(value)
    if isinstance(moment, date):
        return date_format(moment, "F j, Y")
    return time_format(moment, "g:i A") if isinstance(moment, time) else ""
