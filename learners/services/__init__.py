"""The acts of taking part, one function each."""

from learners.services.attendance import (
    find_code,
    issue_codes,
    let_code_change,
    record_attendance,
    record_by_staff,
    record_together,
    replace_code,
)
from learners.services.imports import (
    change_columns,
    check_list,
    discard_list,
    invite_people,
    read_again,
    same_file,
    upload_list,
    write_list,
)
from learners.services.registration import (
    cancel_registration,
    confirm_seat,
    pass_on_seats,
    register_learner,
    seat_waiting,
)
from learners.services.showing import note_shown

__all__ = [
    "cancel_registration",
    "change_columns",
    "check_list",
    "confirm_seat",
    "discard_list",
    "find_code",
    "invite_people",
    "issue_codes",
    "let_code_change",
    "note_shown",
    "pass_on_seats",
    "read_again",
    "record_attendance",
    "record_by_staff",
    "record_together",
    "register_learner",
    "replace_code",
    "same_file",
    "seat_waiting",
    "upload_list",
    "write_list",
]
