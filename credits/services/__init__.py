"""The acts of claiming and issuing, one function each."""

from credits.services.certificates import (
    issue_certificate,
    replace_certificate,
    revoke_certificate,
    try_again,
)
from credits.services.claims import ForBoard, Wanted, claim_credit, claim_together, correct_claim, kind_for
from credits.services.designs import Written, begin_design, choose_design, publish_design, write_design
from credits.services.goals import keep_goal, remove_goal, renew_goal
from credits.services.late import (
    ask_late_claim,
    decide_together,
    decline_late_claim,
    grant_late_claim,
    granted_this_year,
    tell_presence,
)
from credits.services.outside import keep_outside_credit, remove_outside_credit
from credits.services.recorded import undo_attendance

__all__ = [
    "ForBoard",
    "Wanted",
    "Written",
    "ask_late_claim",
    "begin_design",
    "choose_design",
    "claim_credit",
    "claim_together",
    "correct_claim",
    "decide_together",
    "decline_late_claim",
    "grant_late_claim",
    "granted_this_year",
    "issue_certificate",
    "keep_goal",
    "keep_outside_credit",
    "kind_for",
    "publish_design",
    "remove_goal",
    "remove_outside_credit",
    "renew_goal",
    "replace_certificate",
    "revoke_certificate",
    "tell_presence",
    "try_again",
    "undo_attendance",
    "write_design",
]
