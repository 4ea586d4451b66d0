"""The acts of taking part, one function each."""

from learners.services.attendance import (
    find_code,
    issue_codes,
    record_attendance,
    record_by_staff,
    record_together,
    replace_code,
)
from learners.services.registration import cancel_registration, register_learner, seat_waiting

__all__ = [
    "cancel_registration",
    "find_code",
    "issue_codes",
    "record_attendance",
    "record_by_staff",
    "record_together",
    "register_learner",
    "replace_code",
    "seat_waiting",
]
