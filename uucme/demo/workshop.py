"""What making the demonstration's activities needs at hand."""

from dataclasses import dataclass
from datetime import datetime
from random import Random

from activities.models import Status
from core.codes import ALPHABET
from uucme.demo.clock import Clock
from uucme.demo.shapes import Plan
from uucme.demo.staff import Staff

DECISIONS = {
    Status.CHANGES_REQUESTED,
    Status.APPROVED,
    Status.OPEN,
    Status.CLOSED,
    Status.DECLINED,
    Status.WITHDRAWN,
    Status.CANCELLED,
}


@dataclass
class Workshop:
    """What building needs at hand, and the codes given out so far."""

    clock: Clock
    staff: Staff
    copy: int
    used_codes: set[str]

    def rng(self, plan: Plan) -> Random:
        return Random(f"{plan.key}-{self.copy}")

    def code(self, rng: Random, length: int) -> str:
        """A code nobody has yet; the same on every load of the same day."""
        while True:
            code = "".join(rng.choice(ALPHABET) for _ in range(length))
            if code not in self.used_codes:
                self.used_codes.add(code)
                return code


@dataclass(frozen=True)
class Dates:
    """When a proposal was begun, handed in and decided."""

    created: datetime
    submitted: datetime
    decided: datetime


def dates_of(plan: Plan, clock: Clock, rng: Random) -> Dates:
    starts = plan.starts if plan.starts is not None else 120
    decided = plan.decided if plan.decided is not None else min(starts - 38, -6)
    submitted = plan.submitted
    if submitted is None:
        submitted = decided - 8 if Status(plan.status) in DECISIONS else -9
    created = plan.created if plan.created is not None else submitted - 24
    return Dates(*(clock.office_hours(days, rng) for days in (created, submitted, decided)))
