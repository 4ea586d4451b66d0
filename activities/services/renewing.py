"""Planning the next year of a series (PLN-8, domain §7: a series is renewed every year)."""

from collections import Counter
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from itertools import pairwise
from typing import Final

from django.db import transaction

from accounts.models import User
from activities.models import Activity, Session, Status, TeamMember
from activities.models.status import PUBLISHED
from activities.recurrence import (
    A_FORTNIGHT,
    Occurrence,
    a_year_later,
    closed_days,
    dates_taken,
    last_possible_day,
    times_on,
)
from activities.services.copying import YEAR, copy_plan, years_ahead
from activities.workflow import lock
from core.errors import ActionRefused

# Who teaches next year is not known yet; who plans stays.
STAYING: Final = [role for role in TeamMember.Role.values if role not in TeamMember.PRESENTING_ROLES]


@dataclass(frozen=True, kw_only=True)
class NextSession(Occurrence):
    """A date of the coming year, like one of this year's. `skipped` says why it is offered but was not held this year."""

    like: Session
    skipped: str = ""

    @property
    def is_suggested(self) -> bool:
        return super().is_suggested and not self.skipped


def next_year(activity: Activity, *, at: datetime) -> list[NextSession]:
    """The same weekdays at the same hours, in order; with what speaks against a date, and those this year left out."""
    sessions = list(activity.sessions.taking_place().filter(counts_for_credit=True))
    if not sessions:
        return []
    for session in sessions:
        session.activity = activity
    years = years_ahead(activity, at=at)
    days = a_year_later([session.local_date for session in sessions], years=years)
    pairs = sorted(zip(days, sessions, strict=True), key=lambda pair: pair[0])
    held, closed = dates_taken(activity), closed_days(min(days), max(days))
    likely = [(day, like, "") for day, like in pairs] + list(_left_out(activity, pairs, shift=YEAR * years))
    return [
        NextSession(
            day,
            times_on(day, like.local_starts_at.time(), like.local_ends_at.time(), activity.zone),
            closed.get(day, ""),
            held.get(day, ""),
            like=like,
            skipped=skipped,
        )
        for day, like, skipped in sorted(likely, key=lambda one: one[0])
    ]


def _left_out(
    activity: Activity, pairs: Sequence[tuple[date, Session]], *, shift: timedelta
) -> Iterator[tuple[date, Session, str]]:
    """The weeks between, where it meets every week or every other."""
    closed = closed_days(pairs[0][0] - shift, pairs[-1][0] - shift)
    for weekday in sorted({day.weekday() for day, _ in pairs}):
        of_weekday = [(day, like) for day, like in pairs if day.weekday() == weekday]
        steps = [other - one for (one, _), (other, _) in pairwise(of_weekday) if other > one]
        usual = Counter(steps).most_common(1)[0][0] if steps else timedelta(0)
        if not timedelta(0) < usual <= A_FORTNIGHT:
            continue
        for (one, like), (other, _) in pairwise(of_weekday):
            day = one + usual
            while day < other:
                this_year = closed.get(day - shift, "")
                yield day, like, f"None this year ({this_year})" if this_year else "None this year"
                day += usual


def planned_already(activity: Activity) -> Activity | None:
    """The next year of a series, once somebody began to plan it."""
    return activity.copies.exclude(status__in=(Status.DECLINED, Status.WITHDRAWN)).first()


def renewal_refusal(activity: Activity, *, by: User) -> str:
    """Why its next year cannot be planned from it now; empty means it can."""
    if not activity.is_series or activity.status not in PUBLISHED:
        return "Only a series that was approved is renewed."
    is_planner = Activity.objects.planned_by(by).filter(pk=activity.pk).exists()
    if not is_planner and not by.has_perm("activities.change_activity"):
        return "Only this activity’s planners can do this."
    if planned_already(activity):
        return "Its next year is planned already."
    return ""


@transaction.atomic
def renew_series(activity: Activity, *, by: User, at: datetime, dates: Collection[date] | None = None) -> Activity:
    """A draft of the next year: the plan and who plans it, and the same weekdays, to be named anew (PLN-8).

    `dates` are those of `next_year` that are wanted; None for those that are suggested. Topics, speakers, disclosures
    and approvals do not come along. Raises ActionRefused.
    """
    locked = lock(activity)
    if refusal := renewal_refusal(locked, by=by):
        raise ActionRefused(refusal)
    planned = [one for one in next_year(locked, at=at) if one.can_be_held]
    wanted = [one for one in planned if (one.is_suggested if dates is None else one.date in dates)]
    copy, _, _ = copy_plan(locked, shift=YEAR * years_ahead(locked, at=at), by=by, at=at, roles=STAYING)
    _set_days(copy, _hold(copy, wanted), after=locked.end_date)
    return copy


def _hold(copy: Activity, wanted: Sequence[NextSession]) -> list[Session]:
    return Session.objects.bulk_create(
        Session(
            activity=copy,
            kind=one.like.kind,
            room=one.like.room,
            starts_at=one.times.starts_at,
            ends_at=one.times.ends_at,
        )
        for one in wanted
        if one.times
    )


def _set_days(copy: Activity, made: Sequence[Session], *, after: date | None) -> None:
    """The second Tuesday may come a week earlier or later than 52 weeks after the last; no day is in both years."""
    if not made or copy.start_date is None or copy.end_date is None or after is None:
        return
    days = [session.local_date for session in made]
    copy.start_date = min(max(copy.start_date, after + timedelta(days=1)), *days)
    copy.end_date = max(min(copy.end_date, last_possible_day(copy.start_date)), *days)
    copy.save(update_fields=["start_date", "end_date"])
