from learners.models.series import CalendarFeed, SessionLetter
from learners.models.shown import DisclosureShowing, ShownDisclosures
from learners.models.taking_part import (
    CODE_LENGTH,
    Attendance,
    AttendanceImport,
    ImportRow,
    Registration,
    SessionCode,
    import_path,
    new_session_code,
)

__all__ = [
    "CODE_LENGTH",
    "Attendance",
    "AttendanceImport",
    "CalendarFeed",
    "DisclosureShowing",
    "ImportRow",
    "Registration",
    "SessionCode",
    "SessionLetter",
    "ShownDisclosures",
    "import_path",
    "new_session_code",
]
