"""Taking part, as the office sees it: split by noun."""

from learners.admin.records import (
    AttendanceAdmin,
    AttendanceImportAdmin,
    DisclosureShowingAdmin,
    RegistrationAdmin,
    SessionCodeAdmin,
)
from learners.admin.work import CompletedWorkAdmin

__all__ = [
    "AttendanceAdmin",
    "AttendanceImportAdmin",
    "CompletedWorkAdmin",
    "DisclosureShowingAdmin",
    "RegistrationAdmin",
    "SessionCodeAdmin",
]
