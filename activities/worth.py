"""What a plan is worth in credit, with the reckoning a planner can follow (AMA-1, AMA-2)."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from activities.clocks import change_of_clocks
from activities.credit import attendable_minutes, credit_for, plain, round_to_quarter
from activities.models import Activity, OfficeSettings, Session


@dataclass(frozen=True)
class Line:
    """One item of the agenda as it counts: minutes that run beside another counting item are counted once (AMA-1)."""

    session: Session
    counted: int
    is_new_day: bool

    @property
    def counts(self) -> bool:
        return self.session.counts_for_credit and not self.session.is_cancelled

    @property
    def why(self) -> str:
        if self.session.is_cancelled:
            return "cancelled"
        if not self.session.counts_for_credit:
            return "does not count"
        if self.counted < self.session.minutes:
            return f"{self.session.minutes - self.counted} min are counted with the session beside it"
        return ""

    @property
    def credit(self) -> Decimal:
        """Of this session by itself: what a session of a series is worth."""
        return credit_for([(self.session.starts_at, self.session.ends_at)])

    @property
    def notes(self) -> list[str]:
        """Why it counts as it does, and what the clocks do meanwhile."""
        session = self.session
        clocks = change_of_clocks(session.starts_at, session.ends_at, session.activity.zone)
        return [self.why, *clocks] if self.why else clocks

    @property
    def ends_on_another_day(self) -> bool:
        return self.session.local_starts_at.date() != self.session.local_ends_at.date()


def agenda_lines(sessions: Iterable[Session], *, is_series: bool) -> list[Line]:
    """In order of time. One goes to every session of a series, and each is claimed by itself."""
    lines: list[Line] = []
    covered_until: datetime | None = None
    day = None
    for session in sorted(sessions, key=lambda session: (session.starts_at, session.ends_at)):
        counted = 0
        if session.counts_for_credit and not session.is_cancelled:
            begins = session.starts_at
            if covered_until is not None and covered_until > begins and not is_series:
                begins = min(covered_until, session.ends_at)
            counted = round((session.ends_at - begins).total_seconds() / 60)
            covered_until = max(covered_until or session.ends_at, session.ends_at)
        lines.append(Line(session, counted, session.local_date != day))
        day = session.local_date
    return lines


@dataclass(frozen=True)
class Worth:
    """`minutes` are those one person can attend; `total` is None while nothing counts."""

    lines: list[Line]
    minutes: int
    total: Decimal | None

    @property
    def counting_minutes(self) -> int:
        return sum(line.session.minutes for line in self.lines if line.counts)

    @property
    def reckoning(self) -> str:
        """“290 counting minutes − 60 side by side = 230. 230 ÷ 60 = 3.83, to the nearest quarter: 3.75.”"""
        if not self.minutes or self.total is None:
            return ""
        beside = self.counting_minutes - self.minutes if self.lines else 0
        first = f"{self.counting_minutes} counting minutes − {beside} side by side = {self.minutes}. " if beside else ""
        counted = f"{self.minutes}" if beside else f"{self.minutes} {'counting ' if self.lines else ''}minutes"
        return f"{first}{counted} ÷ 60 = {Decimal(self.minutes) / 60:.2f}, to the nearest quarter: {plain(self.total)}."


def worth_of(sessions: Iterable[Session], *, is_series: bool) -> Worth:
    """For a series the longest session's, since credit is designated per session."""
    lines = agenda_lines(sessions, is_series=is_series)
    counting = [line for line in lines if line.counts]
    if not counting:
        return Worth(lines, 0, None)
    if is_series:
        return Worth(lines, max(line.counted for line in counting), max(line.credit for line in counting))
    intervals = [(line.session.starts_at, line.session.ends_at) for line in counting]
    return Worth(lines, attendable_minutes(intervals), credit_for(intervals))


def worth_of_minutes(minutes: int | None) -> Worth:
    return Worth([], minutes or 0, round_to_quarter(minutes) if minutes else None)


def worth_of_format(activity: Activity, office: OfficeSettings) -> Worth:
    """Of a format that is not timed: what the office sets for it."""
    return Worth([], 0, office.credit_of_format(activity.format))
