from learners.models.choices import SessionChoice
from learners.models.imports import AttendanceImport, ImportRow, import_path
from learners.models.series import CalendarFeed, SessionLetter
from learners.models.shown import DisclosureShowing, ShownDisclosures
from learners.models.taking_part import (
    CODE_LENGTH,
    Attendance,
    Registration,
    SessionCode,
    new_session_code,
)
from learners.models.work import MOST_MINUTES, STAGES, CompletedWork, work_proof_path

__all__ = [
    "CODE_LENGTH",
    "MOST_MINUTES",
    "STAGES",
    "Attendance",
    "AttendanceImport",
    "CalendarFeed",
    "CompletedWork",
    "DisclosureShowing",
    "ImportRow",
    "Registration",
    "SessionChoice",
    "SessionCode",
    "SessionLetter",
    "ShownDisclosures",
    "import_path",
    "new_session_code",
    "work_proof_path",
]
