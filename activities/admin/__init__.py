"""The office's working place for activities: the queue, the review page and the settings."""

from activities.admin.activity import ActivityAdmin
from activities.admin.companies import CompanyAdmin
from activities.admin.credit_types import CreditTypeAdmin
from activities.admin.session import SessionAdmin
from activities.admin.settings import (
    CompetencyAdmin,
    ContentAreaAdmin,
    DepartmentAdmin,
    OfficeSettingsAdmin,
    StatusChangeAdmin,
)

__all__ = [
    "ActivityAdmin",
    "CompanyAdmin",
    "CompetencyAdmin",
    "ContentAreaAdmin",
    "CreditTypeAdmin",
    "DepartmentAdmin",
    "OfficeSettingsAdmin",
    "SessionAdmin",
    "StatusChangeAdmin",
]
