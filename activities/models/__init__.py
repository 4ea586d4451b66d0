from activities.models.activity import Activity
from activities.models.agenda import Session, SessionChange
from activities.models.confirmation import PlanConfirmation, PlanCorrection, PlanInvitation
from activities.models.credit_types import CreditType
from activities.models.department import Department
from activities.models.history import ActivityVersion, StatusChange
from activities.models.independence import Exclusion, Exemption
from activities.models.office import ClosedDay, OfficeSettings
from activities.models.plan import (
    Competency,
    ContentArea,
    Objective,
    PracticeGap,
    ProfessionAbsence,
    SectionDraft,
    SectionSave,
)
from activities.models.review import Comment, Designation, Mitigation, ReviewRequest
from activities.models.status import Stage, Status
from activities.models.support import Agreement, CommercialSupport, Exhibitor
from activities.models.team import Partner, TeamMember

__all__ = [
    "Activity",
    "ActivityVersion",
    "Agreement",
    "ClosedDay",
    "Comment",
    "CommercialSupport",
    "Competency",
    "ContentArea",
    "CreditType",
    "Department",
    "Designation",
    "Exclusion",
    "Exemption",
    "Exhibitor",
    "Mitigation",
    "Objective",
    "OfficeSettings",
    "Partner",
    "PlanConfirmation",
    "PlanCorrection",
    "PlanInvitation",
    "PracticeGap",
    "ProfessionAbsence",
    "ReviewRequest",
    "SectionDraft",
    "SectionSave",
    "Session",
    "SessionChange",
    "Stage",
    "Status",
    "StatusChange",
    "TeamMember",
]
