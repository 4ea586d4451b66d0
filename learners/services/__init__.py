"""The acts of taking part, one function each."""

from learners.services.attendance import (
    find_code,
    issue_codes,
    record_attendance,
    record_by_staff,
    record_together,
    replace_code,
)
from learners.services.registration import (
    cancel_registration,
    confirm_seat,
    pass_on_seats,
    register_learner,
    seat_waiting,
)

__all__ = [
    "cancel_registration",
    "confirm_seat",
    "find_code",
    "issue_codes",
    "pass_on_seats",
    "record_attendance",
    "record_by_staff",
    "record_together",
    "register_learner",
    "replace_code",
    "seat_waiting",
]
