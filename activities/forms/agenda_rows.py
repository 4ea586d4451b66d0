"""The sessions of an agenda as rows: a new one begins where the one before it ends, in the same room."""

from collections.abc import Iterable, Mapping
from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import date, time, timedelta
from functools import cached_property
from typing import Any, Self

from django.http import QueryDict

from activities.clocks import last_day_of
from activities.forms.rows import PREFIX, NamedRows
from activities.models import Activity, Session
from core.typed import whole_number

A_WEEK = 7


@dataclass(frozen=True)
class Slot:
    """When, where and as what a session is held, as far as it is known."""

    date: date | None
    start: time | None = None
    end: time | None = None
    ends_next_day: bool = False
    room: str = ""
    kind: str = Session.Kind.TALK

    @classmethod
    def of(cls, session: Session) -> Self:
        starts, ends = session.local_starts_at, session.local_ends_at
        is_overnight = ends.date() > starts.date()
        return cls(starts.date(), starts.time(), ends.time(), is_overnight, session.room, session.kind)

    @classmethod
    def typed(cls, typed: Mapping[str, Any], row: str) -> Self:
        """`row` is the prefix of its fields. What is no date and no time is not known."""
        return cls(
            _read(date, typed.get(f"{row}-date")),
            _read(time, typed.get(f"{row}-start")),
            _read(time, typed.get(f"{row}-end")),
            bool(typed.get(f"{row}-ends_next_day")),
            typed.get(f"{row}-room") or "",
            typed.get(f"{row}-kind") or Session.Kind.TALK,
        )

    def initial(self) -> dict[str, Any]:
        return {name: value for name, value in vars(self).items() if value}

    def as_typed(self, row: str) -> dict[str, str]:
        words = {
            "date": f"{self.date:%Y-%m-%d}" if self.date else "",
            "start": f"{self.start:%H:%M}" if self.start else "",
            "end": f"{self.end:%H:%M}" if self.end else "",
            "ends_next_day": "on" if self.ends_next_day else "",
            "room": self.room,
            "kind": self.kind,
            "counts_for_credit": "on",
        }
        return {f"{row}-{name}": word for name, word in words.items() if word}


def _read[Moment: (date, time)](kind: type[Moment], text: Any) -> Moment | None:
    with suppress(TypeError, ValueError):
        return kind.fromisoformat(text)
    return None


def slot_after(before: Slot | None, *, activity: Activity, days_on: int) -> Slot:
    """What a session is preset to that comes after `before`; a series meets at the same hours, so many days later."""
    if before is None:
        return Slot(date=activity.start_date)
    day = before.date and last_day_of(before.date, ends_next_day=before.ends_next_day)
    if activity.is_series:
        day = before.date and before.date + timedelta(days=days_on)
    if day and activity.end_date and day > activity.end_date:
        day = None
    if activity.is_series:
        return replace(before, date=day)
    return Slot(day, before.end, room=before.room)


def days_between(sessions: Iterable[Session]) -> int:
    """From one session of a series to the next, as its last two are."""
    days = [session.local_date for session in sessions][-2:]
    return (days[-1] - days[0]).days or A_WEEK if days else A_WEEK


def with_session_begun(typed: QueryDict, activity: Activity) -> QueryDict:
    """`typed` with its last row, of which nothing is typed, preset to what follows the one above."""
    changed = typed.copy()
    number = (whole_number(typed.get(f"{PREFIX}-TOTAL_FORMS")) or 1) - 1
    above = Slot.typed(typed, f"{PREFIX}-{number - 1}") if number else None
    slot = slot_after(above, activity=activity, days_on=days_between(activity.sessions.all()))
    for name, words in slot.as_typed(f"{PREFIX}-{number}").items():
        changed[name] = words
    return changed


class AgendaRows(NamedRows):
    """A script follows the same rule for the rows it adds, by `days_on` and the last day of the activity."""

    instance: Activity

    def get_form_kwargs(self, index: int | None) -> dict[str, Any]:
        kwargs: dict[str, Any] = super().get_form_kwargs(index)
        if index is None or index >= self.initial_form_count():
            kwargs["follows"] = slot_after(self._before(index), activity=self.instance, days_on=self.days_on)
        return kwargs

    @cached_property
    def days_on(self) -> int:
        """0 where all is held in one go."""
        return days_between(self.get_queryset()) if self.instance.is_series else 0

    def _before(self, index: int | None) -> Slot | None:
        """The row above; of an unbound form, and for the template of a row, the last that is saved."""
        if self.is_bound and index:
            return Slot.typed(self.data, f"{self.prefix}-{index - 1}")
        saved = list(self.get_queryset())
        return Slot.of(saved[-1]) if saved and not (self.is_bound and index == 0) else None
