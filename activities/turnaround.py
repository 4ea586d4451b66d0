"""How long reviews take, with the office and with planners, from the permanent rows of status changes (REV-6).

A review runs from a submission to its approval, refusal or withdrawal, through as many rounds as it needs. Whose a turn
of it was, for how long and whether it was late says `activities.workflow`, as of the present one.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from itertools import groupby
from statistics import median
from typing import Final

from django.db.models import Min, Q, QuerySet
from django.utils import timezone

from accounts.models import User
from activities.models import Activity, OfficeSettings, Status, StatusChange
from activities.workflow import OFFICE, PLANNERS, Turn, turn_in, turn_of

UNDER_REVIEW: Final = (Status.SUBMITTED, Status.CHANGES_REQUESTED)
DECIDED: Final = (Status.APPROVED, Status.DECLINED)
AGES: Final = (
    ("Less than a week", 0, 7),
    ("1 to 2 weeks", 7, 14),
    ("2 to 4 weeks", 14, 28),
    ("4 weeks or more", 28, None),
)


@dataclass(frozen=True)
class Period:
    """Whole months in the office's time zone, the last of which may still run."""

    months: tuple[date, ...]

    @classmethod
    def last_year(cls, *, today: date) -> "Period":
        """The present month and the eleven before it."""
        return cls(tuple(_month(today.year * 12 + today.month - 1 - back) for back in range(11, -1, -1)))

    @classmethod
    def year(cls, year: int) -> "Period":
        return cls(tuple(date(year, month, 1) for month in range(1, 13)))

    @property
    def start(self) -> datetime:
        return _midnight(self.months[0])

    @property
    def end(self) -> datetime:
        last = self.months[-1]
        return _midnight(_month(last.year * 12 + last.month))

    def __contains__(self, moment: datetime) -> bool:
        return self.start <= moment < self.end


@dataclass
class Review:
    """One way from a submission to what became of it; `ended_by` is None while it runs."""

    activity: Activity
    submitted_at: datetime
    turns: list[tuple[Turn, StatusChange]] = field(default_factory=list)  # each with the change that ended it
    ended_by: StatusChange | None = None

    def days_with(self, whose: str) -> int:
        """Whole days of all its turns together."""
        return sum((turn.at - turn.since for turn, _ in self.turns if turn.whose == whose), timedelta()).days

    @property
    def times_returned(self) -> int:
        return sum(change.to_status == Status.CHANGES_REQUESTED for _, change in self.turns)


@dataclass(frozen=True)
class Days:
    """The median and the longest of some numbers of days; both None of no numbers."""

    median: float | None
    longest: int | None

    @classmethod
    def of(cls, days: Sequence[int]) -> "Days":
        return cls(float(median(days)), max(days)) if days else cls(None, None)


@dataclass(frozen=True)
class Outcomes:
    """What came in and what was decided in some time, and how long the decided took."""

    submitted: int
    again: int
    approved: int
    declined: int
    with_office: Days  # of the decided
    with_planners: Days  # of those decided that were given back: the others never were with them

    @property
    def decided(self) -> int:
        return self.approved + self.declined


@dataclass(frozen=True)
class ReviewerWork:
    """The turns of the office that one person ended."""

    reviewer: User
    approved: int
    declined: int
    returned: int
    late: int
    days: Days

    @property
    def answered(self) -> int:
        return self.approved + self.declined + self.returned


@dataclass(frozen=True)
class Waiting:
    """What is under review now: how much of each age with whom, and what waits longest for the office."""

    ages: list[tuple[str, int, int]]  # words, with the office, with planners
    office: int
    planners: int
    late: int
    longest: list[tuple[Activity, Turn]]


@dataclass(frozen=True)
class Turnaround:
    ended: list[Review]  # in the period, in the order in which they ended
    months: list[tuple[date, Outcomes]]
    total: Outcomes
    reviewers: list[ReviewerWork]


def turnaround(period: Period, *, office: OfficeSettings) -> Turnaround:
    """One query, whatever the number of reviews."""
    reviews = list(_reviews(_histories(period), office))
    ended = [review for review in reviews if review.ended_by and review.ended_by.at in period]
    return Turnaround(
        ended=sorted(ended, key=_ended_at),
        months=[(month, _outcomes(reviews, Period((month,)))) for month in period.months],
        total=_outcomes(reviews, period),
        reviewers=_by_reviewer(reviews, period),
    )


def waiting_now(activities: Iterable[Activity], *, at: datetime, office: OfficeSettings) -> Waiting:
    """`activities`: those under review (UNDER_REVIEW)."""
    turns = [(activity, turn_of(activity, at=at, office=office)) for activity in activities]
    with_office = [(activity, turn) for activity, turn in turns if turn.whose == OFFICE]
    with_planners = [(activity, turn) for activity, turn in turns if turn.whose == PLANNERS]
    return Waiting(
        ages=[(words, _aged(with_office, low, high), _aged(with_planners, low, high)) for words, low, high in AGES],
        office=len(with_office),
        planners=len(with_planners),
        late=sum(turn.is_late for _, turn in with_office),
        longest=sorted(with_office, key=lambda waiting: waiting[1].since)[:5],
    )


def years_reviewed(*, today: date) -> list[int]:
    """The years of which there is something to tell, the present one first."""
    first = StatusChange.objects.filter(action="submit").aggregate(first=Min("at"))["first"]
    return list(range(today.year, timezone.localdate(first).year - 1, -1)) if first else [today.year]


def _histories(period: Period) -> QuerySet[StatusChange]:
    """The whole history of every activity whose review moved in the period, one after the other."""
    under_review = Q(from_status__in=UNDER_REVIEW) | Q(to_status__in=UNDER_REVIEW)
    moved = StatusChange.objects.filter(under_review, at__gte=period.start, at__lt=period.end).order_by()
    found = StatusChange.objects.filter(activity__in=moved.values("activity"))
    return found.select_related("by", "activity__department").defer("note").order_by("activity_id", "at", "pk")


def _reviews(changes: Iterable[StatusChange], office: OfficeSettings) -> Iterator[Review]:
    for _, history in groupby(changes, key=lambda change: change.activity_id):
        review, since = None, None
        for change in history:
            if review is None and change.to_status in UNDER_REVIEW:
                review = Review(change.activity, change.at)
            elif review is not None and since is not None:
                review.turns.append((turn_in(change.from_status, since=since, at=change.at, office=office), change))
            since = change.at
            if review is not None and change.to_status not in UNDER_REVIEW:
                review.ended_by = change
                yield review
                review = None
        if review is not None:
            yield review


def _outcomes(reviews: Iterable[Review], period: Period) -> Outcomes:
    known = list(reviews)
    decided = [r for r in known if r.ended_by and r.ended_by.at in period and r.ended_by.to_status in DECIDED]
    again = [c for r in known for _, c in r.turns if c.to_status == Status.SUBMITTED and c.at in period]
    approved = sum(review.ended_by.to_status == Status.APPROVED for review in decided if review.ended_by)
    return Outcomes(
        submitted=sum(review.submitted_at in period for review in known),
        again=len(again),
        approved=approved,
        declined=len(decided) - approved,
        with_office=Days.of([review.days_with(OFFICE) for review in decided]),
        with_planners=Days.of([review.days_with(PLANNERS) for review in decided if review.times_returned]),
    )


def _by_reviewer(reviews: Iterable[Review], period: Period) -> list[ReviewerWork]:
    """Who answered most comes first."""
    answered: dict[User, list[tuple[Turn, str]]] = {}
    for review in reviews:
        for turn, change in review.turns:
            if change.by and change.at in period and change.to_status in (*DECIDED, Status.CHANGES_REQUESTED):
                answered.setdefault(change.by, []).append((turn, change.to_status))
    work = [_work_of(reviewer, turns) for reviewer, turns in answered.items()]
    return sorted(work, key=lambda one: (-one.answered, one.reviewer.sort_name))


def _work_of(reviewer: User, answered: list[tuple[Turn, str]]) -> ReviewerWork:
    became = [status for _, status in answered]
    return ReviewerWork(
        reviewer=reviewer,
        approved=became.count(Status.APPROVED),
        declined=became.count(Status.DECLINED),
        returned=became.count(Status.CHANGES_REQUESTED),
        late=sum(turn.is_late for turn, _ in answered),
        days=Days.of([turn.days for turn, _ in answered]),
    )


def _aged(turns: Iterable[tuple[Activity, Turn]], low: int, high: int | None) -> int:
    return sum(turn.days >= low and (high is None or turn.days < high) for _, turn in turns)


def _ended_at(review: Review) -> datetime:
    assert review.ended_by is not None
    return review.ended_by.at


def _month(months: int) -> date:
    """The first day of a month counted from January of the year 0."""
    return date(months // 12, months % 12 + 1, 1)


def _midnight(day: date) -> datetime:
    return timezone.make_aware(datetime.combine(day, time.min))
