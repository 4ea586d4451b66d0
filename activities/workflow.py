"""The states of an activity and the only ways between them (REV-1).

The table is the whole truth: `apply_transition` is the one place that writes `Activity.status`, and
`docs/workflow.md` is drawn from it.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import takewhile
from typing import Final

from django.utils import timezone

from accounts.models import User
from activities.models import Activity, OfficeSettings, Status, StatusChange
from core.errors import ActionRefused

PLANNERS: Final = "planners"
OFFICE: Final = "the office"
NOBODY: Final = "nobody"
CLOCK: Final = "the clock"


# How long after an act the same press counts as its repetition.
PRESSED_TWICE: Final = timedelta(seconds=30)


@dataclass(frozen=True)
class Transition:
    action: str
    label: str
    sources: tuple[Status, ...]
    target: Status
    who: tuple[str, ...]
    clock: str = ""  # when the clock does it


TRANSITIONS: Final = {
    transition.action: transition
    for transition in (
        Transition("submit", "Submit", (Status.DRAFT, Status.CHANGES_REQUESTED), Status.SUBMITTED, (PLANNERS,)),
        Transition("request_changes", "Request changes", (Status.SUBMITTED,), Status.CHANGES_REQUESTED, (OFFICE,)),
        Transition("approve", "Approve", (Status.SUBMITTED,), Status.APPROVED, (OFFICE,)),
        Transition("decline", "Decline", (Status.SUBMITTED,), Status.DECLINED, (OFFICE,)),
        Transition(
            "withdraw",
            "Withdraw",
            (Status.DRAFT, Status.SUBMITTED, Status.CHANGES_REQUESTED),
            Status.WITHDRAWN,
            (PLANNERS, OFFICE),
        ),
        Transition("resume", "Take up again", (Status.WITHDRAWN,), Status.DRAFT, (PLANNERS,)),
        Transition(
            "open",
            "Open registration",
            (Status.APPROVED,),
            Status.OPEN,
            (OFFICE, CLOCK),
            clock="at the time set for registration; where none is set, never",
        ),
        Transition(
            "close",
            "Close",
            (Status.OPEN,),
            Status.CLOSED,
            (OFFICE, CLOCK),
            clock="when credit can no longer be claimed",
        ),
        Transition("cancel", "Cancel", (Status.APPROVED, Status.OPEN), Status.CANCELLED, (OFFICE,)),
    )
}

TURN: Final = {
    Status.DRAFT: PLANNERS,
    Status.CHANGES_REQUESTED: PLANNERS,
    Status.SUBMITTED: OFFICE,
    Status.APPROVED: OFFICE,
    Status.OPEN: NOBODY,
    Status.CLOSED: NOBODY,
    Status.DECLINED: NOBODY,
    Status.WITHDRAWN: NOBODY,
    Status.CANCELLED: NOBODY,
}


def whose_turn(activity: Activity) -> str:
    """Who is expected to act next (REV-6)."""
    return TURN[Status(activity.status)]


@dataclass(frozen=True)
class Turn:
    """Who is expected to act next, since when, and for how many whole days (REV-6)."""

    whose: str
    since: datetime
    at: datetime
    days_allowed: int | None  # what the office gives itself for a review

    @property
    def days(self) -> int:
        return (self.at - self.since).days

    @property
    def is_late(self) -> bool:
        return self.days_allowed is not None and self.days > self.days_allowed

    @property
    def is_anybodys(self) -> bool:
        return self.whose != NOBODY

    @property
    def sentence(self) -> str:
        """“With the office since November 12, 3 days of 10”; empty where nobody has to act."""
        return self._told("the planners" if self.whose == PLANNERS else self.whose)

    @property
    def sentence_to_planners(self) -> str:
        return self._told("you" if self.whose == PLANNERS else self.whose)

    def _told(self, whom: str) -> str:
        if not self.is_anybodys:
            return ""
        limit = f" of {self.days_allowed}" if self.days_allowed is not None else ""
        if self.days < 1 and not limit:
            return f"With {whom} since today" if self._is_today else f"With {whom} since yesterday"
        return f"With {whom} since {self._since}, {self.days} day{'' if self.days == 1 else 's'}{limit}"

    @property
    def _is_today(self) -> bool:
        return timezone.localdate(self.since) == timezone.localdate(self.at)

    @property
    def _since(self) -> str:
        day = timezone.localdate(self.since)
        return f"{day:%B %-d}" if day.year == timezone.localdate(self.at).year else f"{day:%B %-d, %Y}"


def turn_of(activity: Activity, *, at: datetime, office: OfficeSettings) -> Turn:
    """The one place that answers whose turn it is and for how many days."""
    since = activity.status_changed_at or activity.created_at
    if activity.status == Status.APPROVED and activity.registration_opens_at is not None:
        return Turn(NOBODY, since, at, None)  # the clock opens it
    return turn_in(activity.status, since=since, at=at, office=office)


def turn_in(status: str, *, since: datetime, at: datetime, office: OfficeSettings) -> Turn:
    """The turn of who has to act in a status: the present one, or one that ended at `at`."""
    allowed = office.review_days if status == Status.SUBMITTED else None
    return Turn(TURN[Status(status)], since, at, allowed)


def allowed_actions(activity: Activity, side: str) -> list[Transition]:
    """What `side` (PLANNERS, OFFICE or CLOCK) may do now, by the table alone."""
    return [t for t in TRANSITIONS.values() if activity.status in t.sources and side in t.who]


def lock(activity: Activity) -> Activity:
    """The activity as it is now, locked until the transaction ends."""
    return Activity.objects.select_for_update().get(pk=activity.pk)


def refuse_wrong_state(activity: Activity, action: str) -> None:
    """Raise ActionRefused when the table has no way for `action` from the present state."""
    transition = TRANSITIONS[action]
    if activity.status not in transition.sources:
        raise ActionRefused(
            f"“{activity}” is {activity.get_status_display().lower()} now, so “{transition.label.lower()}” is no longer "
            "possible. Someone may have acted on it meanwhile; please look at its history."
        )


def is_repeated(activity: Activity, action: str, *, by: User, version: int | None, at: datetime) -> bool:
    """Whether `by` did this very act on this version moments ago and nobody else acted since: a button pressed twice."""
    recent = list(activity.status_changes.filter(at__gt=at - PRESSED_TWICE).order_by("-pk"))
    own = list(takewhile(lambda change: change.by_id == by.pk and change.version == version, recent))
    return any(change.action == action for change in own)


def apply_transition(locked: Activity, action: str, *, by: User | None, at: datetime, note: str = "") -> StatusChange:
    """Move a locked activity and write the permanent row. `by` is None where the clock did it."""
    refuse_wrong_state(locked, action)
    change = StatusChange.objects.create(
        activity=locked,
        action=action,
        from_status=locked.status,
        to_status=TRANSITIONS[action].target,
        version=locked.version,
        note=note,
        at=at,
        by=by,
    )
    locked.status = TRANSITIONS[action].target
    locked.status_changed_at = at
    locked.save(update_fields=["status", "status_changed_at", "version"])
    return change
