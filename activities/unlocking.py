"""What unlocks with the approval, and why it has not (REV-6, STM-3)."""

from typing import Final

from activities.models import Activity, Status

_LATER: Final = "{what} unlock when the office approves it. Until then nothing may be said of credit, not even that it was applied for."
_WHY: Final = {
    Status.DRAFT: f"This proposal is still a draft. {_LATER}",
    Status.CHANGES_REQUESTED: f"The office has asked for changes. {_LATER}",
    Status.SUBMITTED: f"The office is reading this proposal. {_LATER}",
    Status.WITHDRAWN: "This proposal was withdrawn. {what} unlock once it is taken up again and the office approves it.",
    Status.DECLINED: "The office declined this proposal, so nothing may be said of credit for it.",
    Status.CANCELLED: "This activity was cancelled, so nothing is shown or recorded for it any more.",
}


def why_locked(activity: Activity, *, what: str) -> str:
    """In a sentence, with `what` as it begins one (“The statements”); empty once it is approved."""
    if activity.is_published:
        return ""
    return _WHY[Status(activity.status)].format(what=what)
