from datetime import date
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.db.models import QuerySet

from activities.dates import long_date
from activities.forms.fields import DateInput, plausible_year, tell_length
from activities.models import Activity


class BeginForm(forms.Form):
    title = forms.CharField(max_length=200, help_text="As it shall read in the catalogue; it can be changed later.")
    format = forms.ChoiceField(choices=Activity.Format)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        tell_length(self.fields)


class HeldField(forms.ModelChoiceField):
    def label_from_instance(self, obj: Any) -> str:
        return f"{obj.title} ({long_date(obj.start_date)})" if obj.start_date else obj.title


class CopyForm(forms.Form):
    """What was held before, planned again: “Was it held last year?” (PLN-8)."""

    held = HeldField(Activity.objects.none(), label="What you held before", empty_label="Choose an activity")
    first_day = forms.DateField(
        label="New first day",
        required=False,
        widget=DateInput(),
        validators=[plausible_year],
        help_text="Everything else moves with it, at the same times of day. Empty: the same weekday a year later.",
    )

    def __init__(self, *args: Any, held: QuerySet[Activity], today: date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.today = today
        self.fields["held"].queryset = held  # type: ignore[attr-defined]

    def clean_first_day(self) -> date | None:
        first_day: date | None = self.cleaned_data["first_day"]
        if first_day is not None and first_day <= self.today:
            raise ValidationError("Choose a day that is still to come.")
        return first_day


class SubmitForm(forms.Form):
    attests = forms.BooleanField(
        required=False,
        label=(
            "I attest that this plan is mine or that I have corrected it to be so, that no ineligible company chose its "
            "topics, speakers or content, and that patients’ privacy and others’ copyright are respected in it."
        ),
    )
