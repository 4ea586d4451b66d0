"""What the planning forms have in common."""

from collections.abc import Mapping
from datetime import date
from typing import Any, Final

from django import forms
from django.core.exceptions import ValidationError
from django.utils import timezone

from core.words import WordLimit


class DateInput(forms.DateInput):
    input_type = "date"

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(format="%Y-%m-%d", **kwargs)


class TimeInput(forms.TimeInput):
    input_type = "time"

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(format="%H:%M", **kwargs)


YEARS_AHEAD: Final = 10


def plausible_year(day: date) -> None:
    """A validator: 1900 and 2999 are slips of the finger, and no calendar could reckon with the last of them."""
    this_year = timezone.localdate().year
    if not this_year - 1 <= day.year <= this_year + YEARS_AHEAD:
        raise ValidationError(f"The year {day.year} cannot be meant. Please check it.")


def tell_length(fields: Mapping[str, forms.Field]) -> None:
    """A browser would cut off what is pasted, without a word; the server tells how much too long it is, and keeps it."""
    for field in fields.values():
        field.widget.attrs.pop("maxlength", None)
        if getattr(field, "max_length", None):
            field.error_messages.setdefault(
                "max_length", "This has %(show_value)s characters; please shorten it to %(limit_value)s or fewer."
            )


class PlanForm:
    """Mixin: nothing is required to be saved as a draft (readiness asks for it), and word limits are counted live."""

    fields: dict[str, forms.Field]
    # What the model itself cannot do without.
    needed: tuple[str, ...] = ()

    @property
    def not_asked(self) -> frozenset[str]:
        """Fields that mean nothing beside what stands in the others."""
        return frozenset()

    def prepare_fields(self) -> None:
        tell_length(self.fields)
        for name, field in self.fields.items():
            field.required = name in self.needed
            if isinstance(field, forms.IntegerField):
                field.error_messages |= {
                    "invalid": "Write a whole number.",
                    "min_value": "Write %(limit_value)s or more.",
                    "max_value": "Write %(limit_value)s or less.",
                }
            for limit in self._word_limits(name):
                field.widget.attrs["data-word-limit"] = limit

    def _word_limits(self, name: str) -> list[int]:
        """The model states them; its form fields do not carry its validators."""
        model = self._meta.model  # type: ignore[attr-defined]
        columns = {column.name: column for column in model._meta.get_fields()}
        validators = getattr(columns.get(name), "validators", [])
        return [validator.limit for validator in validators if isinstance(validator, WordLimit)]
