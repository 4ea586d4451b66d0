"""The dates of a series: making them from a pattern (PLN-6)."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from django.db import transaction

from accounts.models import User
from activities.models import Activity, SectionSave, Session
from activities.recurrence import Recurrence, dates_taken, times_on
from activities.services.drafting import editing_refusal
from activities.workflow import lock
from core.errors import ActionRefused

# As many as the agenda's form shows: a year of weekly sessions twice over.
MOST_SESSIONS = 120


@dataclass(frozen=True)
class Alike:
    """What the sessions made from one pattern have in common."""

    title: str = Session.TO_BE_ANNOUNCED
    kind: str = Session.Kind.TALK
    room: str = ""


@transaction.atomic
def add_sessions(
    activity: Activity, *, recurrence: Recurrence, dates: Collection[date], alike: Alike, by: User, at: datetime
) -> list[Session]:
    """Add a session on each of `dates` that the pattern has; a date that has a session already gets no second one.

    A plan without days takes those of the pattern. Raises ActionRefused.
    """
    locked = lock(activity)
    if refusal := editing_refusal(locked, by):
        raise ActionRefused(refusal)
    _set_days(locked, recurrence)
    taken = dates_taken(locked)
    wanted = [day for day in recurrence.dates() if day in set(dates) and day not in taken]
    if len(taken) + len(wanted) > MOST_SESSIONS:
        raise ActionRefused(f"A series has at most {MOST_SESSIONS} sessions. Choose fewer dates, or a longer interval.")
    made = _make(locked, recurrence, wanted, alike)
    if not made:
        raise ActionRefused("Each of these dates has a session already, so there is nothing to add.")
    SectionSave.objects.update_or_create(activity=locked, section="agenda", defaults={"saved_at": at, "saved_by": by})
    return made


def _make(activity: Activity, recurrence: Recurrence, days: Sequence[date], alike: Alike) -> list[Session]:
    found = [times_on(day, recurrence.start, recurrence.end, activity.zone) for day in days]
    return Session.objects.bulk_create(
        Session(
            activity=activity,
            title=alike.title,
            kind=alike.kind,
            room=alike.room,
            counts_for_credit=alike.kind not in Session.NEVER_FOR_CREDIT,
            starts_at=times.starts_at,
            ends_at=times.ends_at,
        )
        for times in found
        if times
    )


def _set_days(activity: Activity, recurrence: Recurrence) -> None:
    if activity.start_date is None or activity.end_date is None:
        activity.start_date = activity.start_date or recurrence.first
        activity.end_date = activity.end_date or recurrence.last
        activity.save(update_fields=["start_date", "end_date"])
    if recurrence.first < activity.start_date or recurrence.last > activity.end_date:
        raise ActionRefused("These dates reach beyond the days of the series. Change its first or last day first.")
