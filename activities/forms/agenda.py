"""The agenda: times typed in the activity's own time zone (PLN-6)."""

from datetime import datetime
from typing import Any, ClassVar

from django import forms
from django.core.exceptions import ValidationError

from activities.clocks import end_refusal, last_day_of, skipped_refusal, to_instant
from activities.forms.agenda_rows import Slot
from activities.forms.fields import DateInput, PlanForm, TimeInput, plausible_year
from activities.forms.offered import Offered, offer
from activities.models import Activity, Session
from activities.readiness import outside_activity


class SessionForm(PlanForm, forms.ModelForm):
    needed: tuple[str, ...] = ("title", "kind", "date", "start", "end")
    date = forms.DateField(widget=DateInput(), validators=[plausible_year])
    start = forms.TimeField(label="From", widget=TimeInput())
    end = forms.TimeField(label="To", widget=TimeInput())
    ends_next_day = forms.BooleanField(label="Ends the next day", required=False)

    field_order: tuple[str, ...] = (
        "title",
        "kind",
        "date",
        "start",
        "end",
        "ends_next_day",
        "counts_for_credit",
        "room",
        "track",
        "seats",
        "speakers",
        "objectives",
    )

    class Meta:
        model = Session
        fields: ClassVar[tuple[str, ...]] = (
            "title",
            "kind",
            "counts_for_credit",
            "room",
            "track",
            "seats",
            "speakers",
            "objectives",
        )
        widgets: ClassVar = {"speakers": forms.CheckboxSelectMultiple, "objectives": forms.CheckboxSelectMultiple}
        labels: ClassVar = {"counts_for_credit": "Counts for credit", "objectives": "Objectives it serves"}
        help_texts: ClassVar = {
            "track": "Only where sessions run at the same time.",
            "seats": "Only where fewer fit in than come to the activity.",
        }

    def __init__(
        self, *args: Any, activity: Activity, offered: Offered, follows: Slot | None = None, **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self.activity, self.offered = activity, offered
        self.prepare_fields()
        self.fields["speakers"].queryset = activity.team.filter(controls_content=True)  # type: ignore[attr-defined]
        self.fields["objectives"].queryset = activity.objectives.all()  # type: ignore[attr-defined]
        offer(self.fields["speakers"], offered.speakers)
        offer(self.fields["objectives"], offered.objectives)
        if not offered.speakers:
            self.fields["speakers"].help_text = "Whoever is named under “Team and audience” can be chosen here."
        if not offered.objectives:
            del self.fields["objectives"]
        if activity.is_series:
            self.fields.pop("seats", None)  # nothing runs beside its sessions
        if self.instance.pk:
            starts_at = self.instance.starts_at.astimezone(activity.zone)
            ends_at = self.instance.ends_at.astimezone(activity.zone)
            self.initial.update(
                date=starts_at.date(),
                start=starts_at.time(),
                end=ends_at.time(),
                ends_next_day=ends_at.date() > starts_at.date(),
            )
        else:
            self.initial["title"] = ""  # only a session of a series is announced later
            self.initial.update((follows or Slot(date=activity.start_date)).initial())

    def has_changed(self) -> bool:
        """A new row with nothing but what it was preset to is an empty row."""
        if self.instance.pk:
            return super().has_changed()
        filled_in = {name for name in self.changed_data if self[name].value()}
        return bool(filled_in - {"kind", "counts_for_credit", "date"})

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        day, start, end = cleaned.get("date"), cleaned.get("start"), cleaned.get("end")
        if cleaned.get("kind") in Session.NEVER_FOR_CREDIT:
            cleaned["counts_for_credit"], cleaned["seats"] = False, None
        if day is None or start is None or end is None:
            return cleaned
        ends_next_day = bool(cleaned.get("ends_next_day"))
        if refusal := end_refusal(start, end, ends_next_day=ends_next_day):
            raise ValidationError({"end": refusal})
        last_day = last_day_of(day, ends_next_day=ends_next_day)
        self.instance.starts_at = self._instant(datetime.combine(day, start), field="start")
        self.instance.ends_at = self._instant(datetime.combine(last_day, end), field="end")
        self.instance.activity, self.instance.title = self.activity, cleaned.get("title") or "This session"
        if sentence := outside_activity(self.instance, self.activity):
            raise ValidationError({"end" if ends_next_day else "date": sentence})
        return cleaned

    def _instant(self, typed: datetime, *, field: str) -> datetime:
        instant = to_instant(typed, self.activity.zone)
        if instant is None:
            raise ValidationError({field: skipped_refusal(typed, self.activity.zone)})
        return instant


class WorkForm(PlanForm, forms.ModelForm):
    """In place of an agenda, where credit is for completed work (AMA-2)."""

    class Meta:
        model = Activity
        fields = ("material",)
        widgets: ClassVar = {"material": forms.Textarea(attrs={"rows": 10})}
        labels: ClassVar = {"material": "What learners are asked to do"}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.prepare_fields()
        assert self.instance.work_format
        self.fields["material"].help_text = f"{self.instance.work_format.asked} Learners read it before they begin."


class SelfPacedForm(PlanForm, forms.ModelForm):
    """In place of an agenda, for material that is not held at a time (AMA-5)."""

    class Meta:
        model = Activity
        fields = ("self_paced_minutes", "material", "pass_mark")
        widgets: ClassVar = {"material": forms.Textarea(attrs={"rows": 14})}
        labels: ClassVar = {
            "self_paced_minutes": "Minutes a learner needs",
            "pass_mark": "Per cent to pass the assessment",
        }
        help_texts: ClassVar = {"pass_mark": "Learners are told beforehand."}

    needed = ("pass_mark",)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.prepare_fields()
