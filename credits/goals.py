"""How far somebody has come toward a goal they set, from what stands in their transcript (CRT-8)."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from accounts.models import User
from activities.models import CreditType
from credits.models import Claim, CreditGoal, OutsideCredit
from credits.transcripts import claims_of, outside_of

NOTHING = Decimal(0)


@dataclass(frozen=True)
class Part:
    """Of all credit, or of Category 1: what is wanted, claimed with us, and self-reported."""

    name: str
    wanted: Decimal
    claimed: Decimal
    self_reported: Decimal

    @property
    def reached(self) -> Decimal:
        return self.claimed + self.self_reported

    @property
    def is_reached(self) -> bool:
        return self.reached >= self.wanted

    @property
    def claimed_percent(self) -> float:
        return self._percent(self.claimed)

    @property
    def self_reported_percent(self) -> float:
        """Of the bar, what is left of it beyond what was claimed."""
        return min(self._percent(self.self_reported), 100 - self.claimed_percent)

    def _percent(self, amount: Decimal) -> float:
        return float(min(amount / self.wanted, Decimal(1)) * 100)

    @property
    def sentence(self) -> str:
        return f"{short(self.reached)} of {short(self.wanted)} {self.name}"


@dataclass(frozen=True)
class Progress:
    goal: CreditGoal
    parts: list[Part]  # all credit first
    on: date

    @property
    def self_reported(self) -> Decimal:
        return self.parts[0].self_reported

    @property
    def is_reached(self) -> bool:
        return all(part.is_reached for part in self.parts)

    @property
    def is_over(self) -> bool:
        return self.goal.is_over(on=self.on)

    @property
    def time(self) -> str:
        """“312 days left”, “begins in 3 days”, “ended on January 31, 2026”."""
        if self.is_over:
            return f"ended on {self.goal.ends_date:%B %-d, %Y}"
        if self.goal.starts_date > self.on:
            return f"begins in {_days((self.goal.starts_date - self.on).days)}"
        left = (self.goal.ends_date - self.on).days
        return f"{_days(left)} left" if left else "today is the last day"

    @property
    def sentence(self) -> str:
        """“22.5 of 40 credits, 18 of 34 Category 1, 312 days left”"""
        return ", ".join([*(part.sentence for part in self.parts), self.time])


def short(amount: Decimal) -> str:
    """40, 22.5, 0.75: as one says it."""
    return f"{amount:.2f}".rstrip("0").rstrip(".")


def _days(number: int) -> str:
    return "1 day" if number == 1 else f"{number} days"


def progress_of(learner: User, *, on: date) -> list[Progress]:
    """Of every goal, those that run first; in a fixed number of queries."""
    goals = list(learner.credit_goals.all())
    if not goals:
        return []
    since, until = min(goal.starts_date for goal in goals), max(goal.ends_date for goal in goals)
    claims = [claim for claim in claims_of(learner, since=since, until=until) if not claim.is_revoked]  # type: ignore[attr-defined]
    outside = outside_of(learner, since=since, until=until)
    found = [_progress(goal, claims, outside, gives_category_1=is_given_category_1(learner), on=on) for goal in goals]
    return sorted(found, key=lambda progress: progress.is_over)


def is_given_category_1(learner: User) -> bool:
    """Others than physicians take part in it, and are not given it (AMA-4)."""
    return CreditType(code=CreditType.AMA).is_for(getattr(learner, "profile", None))


def _progress(
    goal: CreditGoal, claims: Iterable[Claim], outside: Iterable[OutsideCredit], *, gives_category_1: bool, on: date
) -> Progress:
    def within(day: date) -> bool:
        return goal.starts_date <= day <= goal.ends_date

    ours = [claim for claim in claims if within(claim.day)]  # type: ignore[attr-defined]
    elsewhere = [credit for credit in outside if within(credit.completed_date)]
    category_1 = [credit for credit in elsewhere if credit.kind == OutsideCredit.Kind.CATEGORY_1 and gives_category_1]
    parts = [Part("credits", goal.total, _hours(ours), _sum(elsewhere))]
    if goal.category_1:
        given = [claim for claim in ours if claim.kind == Claim.Kind.AMA_CREDIT]
        parts.append(Part("Category 1", goal.category_1, _sum(given), _sum(category_1)))
    return Progress(goal, parts, on)


def _hours(claims: Iterable[Claim]) -> Decimal:
    """What was attended or done counts once, also where several types were claimed for it."""
    once: dict[tuple[int, int | None, int | None], Decimal] = {}
    for claim in claims:
        place = (claim.activity_id, claim.session_id, claim.work_id)
        is_first_choice = claim.kind != Claim.Kind.OTHER_CREDIT
        if is_first_choice or place not in once:
            once[place] = claim.amount
    return sum(once.values(), NOTHING)


def _sum(rows: Iterable[Claim] | Iterable[OutsideCredit]) -> Decimal:
    return sum((row.amount for row in rows), NOTHING)
