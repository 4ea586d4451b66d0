from typing import Any

from django import forms

from reports.programme import Chosen


class ChosenForm(forms.Form):
    """What the programme's page is narrowed to; what makes no sense is as if nothing were chosen."""

    year = forms.TypedChoiceField(label="Year", coerce=int, empty_value=None, required=False)
    area = forms.ChoiceField(label="Content area", required=False)
    format = forms.ChoiceField(label="Format", required=False)
    department = forms.TypedChoiceField(label="Department", coerce=int, empty_value=None, required=False)

    def __init__(self, *args: Any, choices: dict[str, list[tuple[str, str]]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name, field in self.fields.items():
            field.choices = [("", "All"), *choices[name]]  # type: ignore[attr-defined]

    def chosen(self) -> Chosen:
        data = self.cleaned_data if self.is_valid() else getattr(self, "cleaned_data", {})
        return Chosen(data.get("year"), data.get("area") or "", data.get("format") or "", data.get("department"))
