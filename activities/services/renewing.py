"""Planning the next year of a series (PLN-8, domain §7: a series is renewed every year)."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from django.db import transaction

from accounts.models import User
from activities.models import Activity, Session, Status, TeamMember
from activities.models.status import PUBLISHED
from activities.recurrence import a_year_later, closed_days, last_possible_day, times_on
from activities.services.copying import YEAR, copy_plan, years_ahead
from activities.workflow import lock
from core.errors import ActionRefused

# Who teaches next year is not known yet; who plans stays.
STAYING = [role for role in TeamMember.Role.values if role not in TeamMember.PRESENTING_ROLES]


@dataclass(frozen=True)
class NextSession:
    """A date of the coming year, like one of this year's. `closed` names the holiday for which it is left out."""

    date: date
    like: Session
    closed: str


def next_year(activity: Activity, *, at: datetime) -> list[NextSession]:
    """The same weekdays at the same hours, in order; without those on which nobody is there."""
    sessions = list(activity.sessions.taking_place().filter(counts_for_credit=True))
    if not sessions:
        return []
    for session in sessions:
        session.activity = activity
    days = a_year_later([session.local_date for session in sessions], years=years_ahead(activity, at=at))
    closed = closed_days(min(days), max(days))
    pairs = zip(days, sessions, strict=True)
    return sorted((NextSession(day, one, closed.get(day, "")) for day, one in pairs), key=lambda one: one.date)


def renewal_refusal(activity: Activity, *, by: User) -> str:
    """Why its next year cannot be planned from it now; empty means it can."""
    if not activity.is_series or activity.status not in PUBLISHED:
        return "Only a series that was approved is renewed."
    is_planner = Activity.objects.planned_by(by).filter(pk=activity.pk).exists()
    if not is_planner and not by.has_perm("activities.change_activity"):
        return "Only this activity’s planners can do this."
    if activity.copies.exclude(status__in=(Status.DECLINED, Status.WITHDRAWN)).exists():
        return "Its next year is planned already."
    return ""


@transaction.atomic
def renew_series(activity: Activity, *, by: User, at: datetime) -> Activity:
    """A draft of the next year: the plan and who plans it, and the same weekdays, to be named anew (PLN-8).

    Topics, speakers, disclosures and approvals do not come along. Raises ActionRefused.
    """
    locked = lock(activity)
    if refusal := renewal_refusal(locked, by=by):
        raise ActionRefused(refusal)
    copy, _, _ = copy_plan(locked, shift=YEAR * years_ahead(locked, at=at), by=by, at=at, roles=STAYING)
    made = _hold(copy, next_year(locked, at=at))
    _set_days(copy, made)
    return copy


def _hold(copy: Activity, planned: Sequence[NextSession]) -> list[Session]:
    sessions = []
    for one in planned:
        begins, ends = one.like.local_starts_at, one.like.local_ends_at
        times = None if one.closed else times_on(one.date, begins.time(), ends.time(), copy.zone)
        if times:
            sessions.append(
                Session(
                    activity=copy,
                    kind=one.like.kind,
                    room=one.like.room,
                    starts_at=times.starts_at,
                    ends_at=times.ends_at,
                )
            )
    return Session.objects.bulk_create(sessions)


def _set_days(copy: Activity, made: Sequence[Session]) -> None:
    """The second Tuesday may come a week earlier or later than 52 weeks after the last."""
    if not made or copy.start_date is None or copy.end_date is None:
        return
    days = [session.local_date for session in made]
    copy.start_date = min(copy.start_date, *days)
    copy.end_date = max(min(copy.end_date, last_possible_day(copy.start_date)), *days)
    copy.save(update_fields=["start_date", "end_date"])
