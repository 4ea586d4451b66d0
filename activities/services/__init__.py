"""The acts of planning and review, one function each."""

from activities.services.comments import write_comment
from activities.services.copying import copy_activity
from activities.services.designations import designate_other_credit
from activities.services.proposals import begin_proposal, resume_proposal, submit_proposal, withdraw_proposal
from activities.services.reminding import remind_planners, send_due_reminders
from activities.services.requests import answer_request, settle_requests
from activities.services.review import (
    Approval,
    approve_activity,
    approve_ready,
    cancel_activity,
    close_activity,
    decline_proposal,
    open_activity,
    request_changes,
)

__all__ = [
    "Approval",
    "answer_request",
    "approve_activity",
    "approve_ready",
    "begin_proposal",
    "cancel_activity",
    "close_activity",
    "copy_activity",
    "decline_proposal",
    "designate_other_credit",
    "open_activity",
    "remind_planners",
    "request_changes",
    "resume_proposal",
    "send_due_reminders",
    "settle_requests",
    "submit_proposal",
    "withdraw_proposal",
    "write_comment",
]
