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
from learners.services.choosing import choose_sessions
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
    register_and_choose,
    register_learner,
    seat_waiting,
    take_back_walk_in,
)
from learners.services.showing import note_shown
from learners.services.work import confirm_work, decide_on_work_together, remove_work, send_back_work, write_work

__all__ = [
    "cancel_registration",
    "change_columns",
    "check_list",
    "choose_sessions",
    "confirm_seat",
    "confirm_work",
    "decide_on_work_together",
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
    "register_and_choose",
    "register_learner",
    "remove_work",
    "replace_code",
    "same_file",
    "seat_waiting",
    "send_back_work",
    "take_back_walk_in",
    "upload_list",
    "write_list",
    "write_work",
]
