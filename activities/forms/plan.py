"""Basics, gaps, objectives, content, evaluation and independence."""

from datetime import UTC, date, timedelta
from itertools import groupby
from operator import attrgetter
from typing import Any, ClassVar
from zoneinfo import ZoneInfo

from django import forms
from django.core.exceptions import ValidationError
from django.utils import timezone

from activities.dates import moved
from activities.forms.fields import DateInput, PlanForm, plausible_year
from activities.forms.offered import Offered, offer
from activities.models import Activity, Competency, Objective, Partner, PracticeGap
from activities.models.plan import GAP_WORDS
from activities.wording import starts_with_observable_verb
from core.words import count_words


class BasicsForm(PlanForm, forms.ModelForm):
    needed = ("title", "format", "delivery", "time_zone")
    move_sessions = forms.BooleanField(
        label="Move the agenda along when the first day changes",
        help_text="Every item keeps its time of day. To undo it, set the old first day again.",
        initial=True,
    )

    class Meta:
        model = Activity
        fields = (
            "title",
            "department",
            "format",
            "format_rationale",
            "description",
            "start_date",
            "end_date",
            "time_zone",
            "delivery",
            "venue",
            "city",
            "state",
            "online_address",
            "expected_learners",
            "capacity",
            "lessons_learned",
            "changes_planned",
        )
        widgets: ClassVar = {
            "start_date": DateInput(),
            "time_zone": forms.Select(attrs={"data-find": "Find a time zone by city or region"}),
            "end_date": DateInput(),
            "format_rationale": forms.Textarea(attrs={"rows": 2}),
            "lessons_learned": forms.Textarea(attrs={"rows": 4}),
            "changes_planned": forms.Textarea(attrs={"rows": 4}),
            "description": forms.Textarea(attrs={"rows": 5}),
        }
        labels: ClassVar = {
            "start_date": "First day",
            "end_date": "Last day",
            "delivery": "How it is delivered",
            "expected_learners": "Learners you expect",
            "capacity": "Seats",
        }
        help_texts: ClassVar = {
            "description": "What people will read in the catalogue once it is approved.",
            "time_zone": "Every time you type for this activity is in this zone.",
            "format_rationale": "At most 25 words.",
            "capacity": "Empty for no limit. Where it is streamed too, the seats in the room.",
        }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.prepare_fields()
        if not self.instance.sessions.exists():
            del self.fields["move_sessions"]
        if not self.instance.is_renewal:
            del self.fields["lessons_learned"], self.fields["changes_planned"]

    def clean_start_date(self) -> date | None:
        return self._plausible("start_date")

    def clean_end_date(self) -> date | None:
        return self._plausible("end_date")

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        first, last = cleaned.get("start_date"), cleaned.get("end_date")
        if first and last and last < first:
            self.add_error("end_date", "The last day cannot be before the first.")
        return cleaned

    def _plausible(self, name: str) -> date | None:
        """What was held long ago keeps its days; credit is designated beforehand, so a new day is one to come (REV-5)."""
        day: date | None = self.cleaned_data[name]
        if day is not None and name in self.changed_data:
            plausible_year(day)
            if day < timezone.localdate(timezone=self.instance.zone):
                raise ValidationError(f"{day:%B %-d, %Y} is over. Credit cannot be designated afterwards.")
        return day

    def clean_format(self) -> str:
        chosen: str = self.cleaned_data["format"]
        if self.instance.is_exempt and chosen in Activity.NEVER_EXEMPT_FORMATS:
            raise ValidationError(
                "The office found that nobody has to disclose for it, which is never so for a series or enduring "
                "material. Please ask the office before you change the format."
            )
        return chosen

    def save(self, commit: bool = True) -> Activity:
        before = self.initial["time_zone"]
        activity: Activity = super().save(commit)
        if activity.time_zone != before:
            _keep_times_on_the_clock(activity, before=ZoneInfo(before))
        if self.cleaned_data.get("move_sessions") and activity.start_date:
            first = self.initial["start_date"] or _first_day_of_agenda(activity)
            _move_along(activity, activity.start_date - first if first else timedelta())
        return activity


def _first_day_of_agenda(activity: Activity) -> date | None:
    """Where sessions were typed before the days of the activity were set."""
    session = activity.sessions.first()
    return session.local_date if session else None


def _move_along(activity: Activity, shift: timedelta) -> None:
    """The agenda follows the first day, at the same times on the clock (PLN-6)."""
    if not shift:
        return
    for session in activity.sessions.all():
        length = session.ends_at - session.starts_at
        session.starts_at = moved(session.starts_at, shift, activity.zone)
        session.ends_at = moved(session.ends_at, shift, activity.zone)
        if session.ends_at <= session.starts_at:  # the clocks change in between
            session.ends_at = session.starts_at + length
        session.save(update_fields=["starts_at", "ends_at"])


def _keep_times_on_the_clock(activity: Activity, *, before: ZoneInfo) -> None:
    """Nine o'clock stays nine o'clock: times were typed for the place, whatever its zone was thought to be (PLN-6)."""
    for session in activity.sessions.all():
        length = session.ends_at - session.starts_at
        session.starts_at, session.ends_at = (
            moment.astimezone(before).replace(tzinfo=activity.zone).astimezone(UTC)
            for moment in (session.starts_at, session.ends_at)
        )
        if session.ends_at <= session.starts_at:  # the clocks of the new zone change in between
            session.ends_at = session.starts_at + length
        session.save(update_fields=["starts_at", "ends_at"])


class GapForm(PlanForm, forms.ModelForm):
    class Meta:
        model = PracticeGap
        fields = (
            "setting",
            "current_practice",
            "best_practice",
            "evidence",
            "reference",
            "need_knowledge",
            "need_competence",
            "need_performance",
        )
        widgets: ClassVar = {
            "current_practice": forms.Textarea(attrs={"rows": 3}),
            "best_practice": forms.Textarea(attrs={"rows": 3}),
            "reference": forms.Textarea(attrs={"rows": 2}),
            "need_knowledge": forms.Textarea(attrs={"rows": 2}),
            "need_competence": forms.Textarea(attrs={"rows": 2}),
            "need_performance": forms.Textarea(attrs={"rows": 2}),
        }
        labels: ClassVar = {
            "setting": "Where it falls short",
            "current_practice": "What is done now",
            "best_practice": "What best practice is",
            "evidence": "How you found the gap",
            "reference": "Reference",
            "need_knowledge": "What do they need to know?",
            "need_competence": "What do they need to know how to do?",
            "need_performance": "What do they need to do in practice?",
        }
        help_texts: ClassVar = {
            "best_practice": "Together with what is done now, at most 100 words.",
            "reference": "The guideline, the data set, the paper or the survey.",
            "need_competence": "Skills or strategy. At least one of the three needs is asked for; at most 50 words each.",
        }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.prepare_fields()
        best = self.fields["best_practice"].widget.attrs
        best["data-word-limit"] = GAP_WORDS
        best["data-word-with"] = self["current_practice"].id_for_label

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        words = count_words(cleaned.get("current_practice") or "") + count_words(cleaned.get("best_practice") or "")
        if words > GAP_WORDS:
            raise ValidationError(
                {"best_practice": f"The gap has {words} words; please shorten it to {GAP_WORDS} or fewer."}
            )
        return cleaned


class ObjectiveForm(PlanForm, forms.ModelForm):
    needed = ("gap", "text", "change")

    class Meta:
        model = Objective
        fields = ("text", "gap", "change")
        widgets: ClassVar = {"text": forms.TextInput(attrs={"list": "observable-verbs"})}
        labels: ClassVar = {
            "text": "Learners will be able to…",
            "gap": "Which gap it closes",
            "change": "What it is designed to change",
        }

    def __init__(self, *args: Any, activity: Activity, offered: Offered, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.prepare_fields()
        self.fields["gap"].queryset = activity.gaps.all()  # type: ignore[attr-defined]
        offer(self.fields["gap"], offered.gaps)

    def clean(self) -> dict[str, Any]:
        """Refused here before the model does, with verbs that fit the chosen level (PLN-2)."""
        cleaned = super().clean() or {}
        try:
            starts_with_observable_verb(cleaned.get("text") or "", cleaned.get("change") or "")
        except ValidationError as refusal:
            self.add_error("text", refusal)
        return cleaned


class ContentForm(PlanForm, forms.ModelForm):
    class Meta:
        model = Activity
        fields = ("content_areas", "competencies")
        widgets: ClassVar = {
            "content_areas": forms.CheckboxSelectMultiple,
            "competencies": forms.CheckboxSelectMultiple,
        }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.prepare_fields()
        self.fields["competencies"].choices = _by_framework()  # type: ignore[attr-defined]


def _by_framework() -> list[tuple[str, list[tuple[str, str]]]]:
    competencies = Competency.objects.all()
    return [
        (framework, [(competency.pk, competency.name) for competency in members])
        for framework, members in groupby(competencies, key=attrgetter("framework"))
    ]


class EvaluationPlanForm(PlanForm, forms.ModelForm):
    class Meta:
        model = Activity
        fields = (
            "outcome_competence",
            "outcome_performance",
            "outcome_patient",
            "evaluation_plan",
            "follow_up_days",
            "evaluation_before_claim",
            "evaluation_per_session",
        )
        widgets: ClassVar = {"evaluation_plan": forms.Textarea(attrs={"rows": 4})}
        labels: ClassVar = {
            "outcome_competence": "Competence: whether learners know how to do it",
            "outcome_performance": "Performance: whether they do it",
            "outcome_patient": "Patient outcomes: whether patients fare better",
            "evaluation_plan": "How the change will be measured",
            "evaluation_before_claim": "Learners evaluate before they claim credit",
            "evaluation_per_session": "Learners evaluate each session of the series",
        }
        help_texts: ClassVar = {
            "evaluation_plan": "Which data, from whom, when. At most 150 words. A question per objective is made for you.",
            "follow_up_days": "Between 30 and 90.",
            "evaluation_before_claim": "",
            "evaluation_per_session": "",
        }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.prepare_fields()
        if not self.instance.is_series:
            del self.fields["evaluation_per_session"]

    def clean_follow_up_days(self) -> int | None:
        days: int | None = self.cleaned_data["follow_up_days"]
        if days is not None and not 30 <= days <= 90:
            raise ValidationError("Choose between 30 and 90 days.")
        return days


class IndependenceForm(PlanForm, forms.ModelForm):
    partner_names = forms.CharField(
        label="Joint providers that are not accredited",
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text="One to a line; empty if your department holds it alone. Never a company that sells health products.",
    )

    class Meta:
        model = Activity
        fields = ("independence_statement", "has_commercial_support", "has_exhibits")
        widgets: ClassVar = {"independence_statement": forms.Textarea(attrs={"rows": 4})}
        labels: ClassVar = {
            "independence_statement": "How content stays independent of industry",
            "has_commercial_support": "We seek commercial support (money or goods from a company)",
            "has_exhibits": "We plan exhibits or advertisements",
        }
        help_texts: ClassVar = {
            "independence_statement": "Who chose the topics and the speakers, and how. At most 100 words.",
        }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.prepare_fields()
        if self.instance.pk:
            self.initial["partner_names"] = "\n".join(partner.name for partner in self.instance.partners.all())

    def clean_partner_names(self) -> list[str]:
        """One name for each line, each once."""
        names = list(dict.fromkeys(" ".join(n.split()) for n in self.cleaned_data["partner_names"].splitlines()))
        most = Partner._meta.get_field("name").max_length or 0
        if long := next((name for name in names if len(name) > most), ""):
            raise ValidationError(f"“{long[:40]}…” is too long for a name: write one partner to a line.")
        return [name for name in names if name]

    def save(self, commit: bool = True) -> Activity:
        activity: Activity = super().save(commit)
        names = self.cleaned_data["partner_names"]
        activity.partners.exclude(name__in=names).delete()
        for name in names:
            Partner.objects.get_or_create(activity=activity, name=name)
        return activity
