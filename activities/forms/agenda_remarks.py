"""What is said of an agenda once it is saved: what moved, and what is asked back."""

from collections.abc import Iterable, Sequence
from typing import Final

from django import forms

from activities.clocks import in_words
from activities.dates import day_in_words
from activities.models import Session

MANY_MINUTES: Final = 6 * 60
EARLIEST_HOUR: Final = 5


def moved_into_order(rows: Sequence[forms.ModelForm], *, is_series: bool) -> list[str]:
    """Of valid rows: where those stand, once saved, whose new time puts them elsewhere than they were typed."""
    typed = [form.instance for form in rows]
    ordered = sorted(typed, key=lambda session: session.starts_at)
    sentences = []
    for form in rows:
        above = ordered[: ordered.index(form.instance)]
        stood_above = typed[: typed.index(form.instance)]
        if {"date", "start"} & set(form.changed_data) and _ids(above) != _ids(stood_above):
            place = f"after “{above[-1]}”" if above else "first"
            day = f", {day_in_words(form.instance.local_date)}," if is_series else ""
            sentences.append(f"“{form.instance}”{day} stands {place}: the agenda is in order of time.")
    return sentences


def _ids(sessions: Iterable[Session]) -> set[int]:
    """New sessions have no key yet, and are told apart by what they are."""
    return {id(session) for session in sessions}


def long_or_at_night(rows: Sequence[forms.ModelForm]) -> list[str]:
    """Of valid rows whose times were typed: what is asked back of those that last or begin unusually."""
    sentences = []
    for form in rows:
        session: Session = form.instance
        if not {"start", "end"} & set(form.changed_data):
            continue
        if session.minutes > MANY_MINUTES:
            hours = f"{session.minutes / 60:.3g} hours"
            sentences.append(f"“{session}” lasts {hours}. If that is not meant, please look at its times.")
        elif session.local_starts_at.hour < EARLIEST_HOUR:
            begins = in_words(session.local_starts_at)
            sentences.append(f"“{session}” begins at {begins}. If that is not meant, please look at its times.")
    return sentences
