"""What the planning forms have in common."""

from typing import Any

from django import forms

from core.words import WordLimit


class DateInput(forms.DateInput):
    input_type = "date"

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(format="%Y-%m-%d", **kwargs)


class TimeInput(forms.TimeInput):
    input_type = "time"

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(format="%H:%M", **kwargs)


class PlanForm:
    """Mixin: nothing is required to be saved as a draft (readiness asks for it), and word limits are counted live."""

    fields: dict[str, forms.Field]
    # What the model itself cannot do without.
    needed: tuple[str, ...] = ()

    def prepare_fields(self) -> None:
        for name, field in self.fields.items():
            field.required = name in self.needed
            for limit in self._word_limits(name):
                field.widget.attrs["data-word-limit"] = limit

    def _word_limits(self, name: str) -> list[int]:
        """The model states them; its form fields do not carry its validators."""
        model = self._meta.model  # type: ignore[attr-defined]
        columns = {column.name: column for column in model._meta.get_fields()}
        validators = getattr(columns.get(name), "validators", [])
        return [validator.limit for validator in validators if isinstance(validator, WordLimit)]
