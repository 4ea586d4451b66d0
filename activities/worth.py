"""What a plan is worth in credit, with the reckoning a planner can follow (AMA-1, AMA-2)."""

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal

from activities.credit import attendable_minutes, credit_for, round_to_quarter
from activities.models import Activity, OfficeSettings, Session


@dataclass(frozen=True)
class Counted:
    session: Session
    credit: Decimal

    @property
    def ends_on_another_day(self) -> bool:
        return self.session.local_starts_at.date() != self.session.local_ends_at.date()


@dataclass(frozen=True)
class Worth:
    """`minutes` are those one person can attend; `total` is None while nothing counts."""

    lines: list[Counted]
    minutes: int
    total: Decimal | None

    @property
    def minutes_side_by_side(self) -> int:
        return sum(line.session.minutes for line in self.lines) - self.minutes

    @property
    def hours(self) -> Decimal:
        return (Decimal(self.minutes) / 60).quantize(Decimal("0.001"))


def worth_of(sessions: Iterable[Session], *, is_series: bool) -> Worth:
    """For a series the longest session's, since credit is designated per session."""
    counting = [session for session in sessions if session.counts_for_credit]
    intervals = [(session.starts_at, session.ends_at) for session in counting]
    lines = [Counted(session, credit_for([interval])) for session, interval in zip(counting, intervals, strict=True)]
    if not lines:
        return Worth([], 0, None)
    total = max(line.credit for line in lines) if is_series else credit_for(intervals)
    return Worth(lines, attendable_minutes(intervals), total)


def worth_of_minutes(minutes: int | None) -> Worth:
    return Worth([], minutes or 0, round_to_quarter(minutes) if minutes else None)


def worth_of_format(activity: Activity, office: OfficeSettings) -> Worth:
    """Of a format that is not timed: what the office sets for it."""
    value = office.untimed_credit.get(activity.format)
    return Worth([], 0, Decimal(str(value)) if value is not None else None)
