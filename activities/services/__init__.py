"""The acts of planning and review, one function each."""

from activities.services.copying import copy_activity
from activities.services.designations import designate_other_credit
from activities.services.proposals import begin_proposal, resume_proposal, submit_proposal, withdraw_proposal
from activities.services.review import (
    approve_activity,
    approve_ready,
    cancel_activity,
    close_activity,
    decline_proposal,
    open_activity,
    request_changes,
)

__all__ = [
    "approve_activity",
    "approve_ready",
    "begin_proposal",
    "cancel_activity",
    "close_activity",
    "copy_activity",
    "decline_proposal",
    "designate_other_credit",
    "open_activity",
    "request_changes",
    "resume_proposal",
    "submit_proposal",
    "withdraw_proposal",
]
