"""The states of an activity and the only ways between them (REV-1).

The table is the whole truth: `apply_transition` is the one place that writes `Activity.status`, and
`docs/workflow.md` is drawn from it.
"""

from dataclasses import dataclass
from datetime import datetime
from typing import Final

from accounts.models import User
from activities.models import Activity, Status, StatusChange
from core.errors import ActionRefused

PLANNERS: Final = "planners"
OFFICE: Final = "the office"
NOBODY: Final = "nobody"
CLOCK: Final = "the clock"


@dataclass(frozen=True)
class Transition:
    action: str
    label: str
    sources: tuple[Status, ...]
    target: Status
    who: tuple[str, ...]


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
        Transition("open", "Open registration", (Status.APPROVED,), Status.OPEN, (OFFICE, CLOCK)),
        Transition("close", "Close", (Status.OPEN,), Status.CLOSED, (OFFICE, CLOCK)),
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
    Status.WITHDRAWN: PLANNERS,
    Status.CANCELLED: NOBODY,
}


def whose_turn(activity: Activity) -> str:
    """Who is expected to act next (REV-6)."""
    return TURN[Status(activity.status)]


def days_waiting(activity: Activity, *, at: datetime) -> int:
    """Whole days in the present state (REV-6)."""
    return (at - (activity.status_changed_at or activity.created_at)).days


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
