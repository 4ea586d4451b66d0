"""The pattern from which the sessions of a series are made."""

from collections.abc import Sequence
from datetime import date, time
from typing import Any

from django import forms
from django.core.exceptions import ValidationError

from activities.clocks import end_refusal
from activities.dates import long_date
from activities.forms.fields import DateInput, TimeInput, plausible_year, tell_length
from activities.models import Activity, Session
from activities.recurrence import Occurrence, Pattern, Recurrence, last_possible_day, occurrences
from activities.services.series import Alike

WEEKDAYS: list[tuple[int, str]] = list(
    enumerate(("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"))
)
ORDINALS = [(1, "first"), (2, "second"), (3, "third"), (4, "fourth"), (-1, "last")]


class RecurrenceForm(forms.Form):
    """Shown twice: with the pattern alone, and with the dates it comes to, to tick."""

    pattern = forms.ChoiceField(
        label="How it recurs", choices=Pattern, initial=Pattern.WEEKLY, widget=forms.RadioSelect
    )
    weekdays = forms.TypedMultipleChoiceField(
        label="Days of the week",
        choices=WEEKDAYS,
        coerce=int,
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )
    ordinal = forms.TypedChoiceField(
        label="Which of them in the month", choices=ORDINALS, coerce=int, required=False, initial=2
    )
    month_day = forms.IntegerField(
        label="Day of the month",
        min_value=1,
        max_value=31,
        required=False,
        help_text="Months that do not have it are passed over.",
    )
    interval = forms.IntegerField(
        label="Repeats every so many weeks or months",
        min_value=1,
        max_value=12,
        initial=1,
        help_text="1 for each of them, 2 for every other.",
    )
    first = forms.DateField(label="From", widget=DateInput(), validators=[plausible_year])
    last = forms.DateField(
        label="Until", widget=DateInput(), validators=[plausible_year], help_text="At most twelve months later."
    )
    start = forms.TimeField(label="Begins at", widget=TimeInput())
    end = forms.TimeField(label="Ends at", widget=TimeInput())
    ends_next_day = forms.BooleanField(label="Ends the next day", required=False)
    title = forms.CharField(
        label="Title",
        max_length=200,
        required=False,
        help_text=f"Empty for “{Session.TO_BE_ANNOUNCED}”; each session is named later.",
    )
    kind = forms.ChoiceField(
        choices=[(kind.value, kind.label) for kind in Session.Kind if kind not in Session.NEVER_FOR_CREDIT]
    )
    room = forms.CharField(max_length=80, required=False)

    def __init__(self, *args: Any, activity: Activity, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        tell_length(self.fields)
        self.activity = activity
        self.initial.update(first=activity.start_date, last=activity.end_date)

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        self._clean_pattern(cleaned)
        self._clean_days(cleaned.get("first"), cleaned.get("last"))
        self._clean_times(cleaned.get("start"), cleaned.get("end"), ends_next_day=bool(cleaned.get("ends_next_day")))
        if not self.errors and not self.recurrence.dates():
            raise ValidationError("No date fits this pattern. Choose a longer time, or other days.")
        return cleaned

    def _clean_pattern(self, cleaned: dict[str, Any]) -> None:
        pattern = cleaned.get("pattern")
        if pattern in {Pattern.WEEKLY, Pattern.MONTH_WEEKDAY} and not cleaned.get("weekdays"):
            self.add_error("weekdays", "Choose at least one day of the week.")
        if pattern == Pattern.MONTH_DAY and "month_day" not in self.errors and not cleaned.get("month_day"):
            self.add_error("month_day", "Say on which day of the month, from 1 to 31.")

    def _clean_times(self, start: time | None, end: time | None, *, ends_next_day: bool) -> None:
        if start is None or end is None:
            return
        if refusal := end_refusal(start, end, ends_next_day=ends_next_day):
            self.add_error("end", refusal)

    def _clean_days(self, first: date | None, last: date | None) -> None:
        if first is None or last is None:
            return
        starts, ends = self.activity.start_date, self.activity.end_date
        if last < first:
            self.add_error("last", "The last day cannot be before the first.")
        elif last > last_possible_day(first):
            self.add_error(
                "last", f"A series lasts at most twelve months: until {long_date(last_possible_day(first))}."
            )
        if starts and first < starts:
            self.add_error("first", f"The series begins on {long_date(starts)}. Choose that day or a later one.")
        if ends and last > ends:
            self.add_error("last", f"The series ends on {long_date(ends)}. Choose that day or an earlier one.")

    @property
    def recurrence(self) -> Recurrence:
        """Of a valid form."""
        given = self.cleaned_data
        return Recurrence(
            pattern=given["pattern"],
            first=given["first"],
            last=given["last"],
            start=given["start"],
            end=given["end"],
            interval=given["interval"],
            weekdays=tuple(given["weekdays"]),
            month_day=given["month_day"] or 1,
            ordinal=given["ordinal"] or 1,
        )

    @property
    def alike(self) -> Alike:
        given = self.cleaned_data
        return Alike(given["title"].strip() or Session.TO_BE_ANNOUNCED, given["kind"], given["room"].strip())

    def occurrences(self) -> list[Occurrence]:
        return occurrences(self.recurrence, self.activity)

    def fingerprint(self) -> str:
        """Names the pattern that the ticked dates belong to."""
        return repr(self.recurrence)


class DatesForm(forms.Form):
    """Dates to keep or leave out."""

    dates = forms.TypedMultipleChoiceField(
        coerce=date.fromisoformat,
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": "Leave at least one date ticked."},
    )

    def __init__(self, *args: Any, shown: Sequence[Occurrence], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.shown = shown
        self.fields["dates"].choices = [(o.date.isoformat(), long_date(o.date)) for o in shown]  # type: ignore[attr-defined]
        self.fields["dates"].required = bool(shown)

    def ticked(self) -> set[str]:
        """ISO dates: as they were ticked, or those that are suggested where they are shown anew."""
        if self.is_bound:
            return set(self.data.getlist("dates"))  # type: ignore[attr-defined]
        return {o.date.isoformat() for o in self.shown if o.is_suggested}

    def rows(self) -> list[tuple[Occurrence, bool]]:
        """Each date once, with whether it is ticked."""
        ticked = self.ticked()
        each = {one.date: one for one in reversed(self.shown)}
        return [(one, one.date.isoformat() in ticked) for one in reversed(each.values())]


class PatternDatesForm(DatesForm):
    """The page posts as `seen` which pattern its dates were shown for."""

    def __init__(self, *args: Any, pattern: RecurrenceForm, **kwargs: Any) -> None:
        super().__init__(*args, shown=pattern.occurrences(), **kwargs)
        self.pattern = pattern

    def is_of_another_pattern(self) -> bool:
        return bool(self.data.get("seen", "") != self.pattern.fingerprint())

    def ticked(self) -> set[str]:
        if self.is_bound and self.is_of_another_pattern():
            return {o.date.isoformat() for o in self.shown if o.is_suggested}
        return super().ticked()
