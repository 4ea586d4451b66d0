"""Everything that points at a person, and what becomes of it when two accounts are one person's (ATT-5).

One line for each relation: a test walks all of them and fails where a line is missing, so that no room's rows are
forgotten by a merge, by what a person downloads, or by closing an account.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from enum import Enum
from typing import Any, Final

from django.apps import apps
from django.db.models import Field, Model
from simple_history.models import HistoricalChanges

from accounts.models import User


class Kind(Enum):
    HAS = "theirs"  # moves to the account that is kept, and is downloaded
    DID = "an act of theirs on something"  # history: stays as it was written
    TECHNICAL = "nothing of theirs"  # how Django and the history tables hang together


class Clash(Enum):
    """What to do where both accounts have the same, and there may be one."""

    SET_ASIDE = "one is taken out, kept in the journal"
    STAYS = "the other's stays with the account that is closed"
    REFUSE = "the merge is refused"


@dataclass(frozen=True)
class Relation:
    model: str
    field: str
    kind: Kind
    once: tuple[str, ...] | None = None  # there is one for each person and these; () for one per person
    clash: Clash = Clash.STAYS
    along: tuple[str, ...] = ()  # rows behind it that belong to it, for the download

    @property
    def of(self) -> type[Model]:
        return apps.get_model(self.model)

    @property
    def name(self) -> str:
        return str(self.of._meta.verbose_name_plural)


def _has(model: str, field: str, **more: Any) -> Relation:
    return Relation(model, field, Kind.HAS, **more)


def _all(kind: Kind, *fields: str) -> Iterator[Relation]:
    for dotted in fields:
        model, _, field = dotted.rpartition(".")
        yield Relation(model, field, kind)


# fmt: off
RELATIONS: Final = (
    _has("core.Letter", "person"),
    _has("accounts.Profile", "user", once=()),
    _has("accounts.Identifier", "user", once=("kind", "state")),
    _has("account.EmailAddress", "user", once=("email",)),
    _has("disclosures.Disclosure", "person", along=("relationships",)),
    _has("disclosures.DisclosureRequest", "person"),
    _has("disclosures.Refusal", "person"),
    _has("disclosures.AcceptedOmission", "person", once=("employer_key", "relationship", "undone_at")),
    _has("activities.Exclusion", "person", once=("activity", "role")),
    _has("activities.TeamMember", "person", once=("activity", "role")),
    _has("activities.PlanInvitation", "person"),
    _has("activities.Activity", "created_by"),
    _has("activities.SectionDraft", "person", once=("activity", "section")),
    _has("learners.Registration", "learner", once=("activity",), clash=Clash.SET_ASIDE, along=("choices",)),
    _has("learners.Attendance", "learner", once=("session",), clash=Clash.SET_ASIDE),
    _has("learners.DisclosureShowing", "learner", once=("shown",)),
    # `sameness` is what counts once: one review, one presentation, one project of an activity.
    _has("learners.CompletedWork", "learner", once=("sameness",), clash=Clash.SET_ASIDE),
    _has("learners.SessionLetter", "learner", once=("change",)),
    _has("learners.AttendanceImport", "uploaded_by"),
    _has("learners.ImportRow", "person"),
    _has("evaluations.Evaluation", "learner", once=("activity", "session"), along=("answers", "commitments", "speaker_ratings")),
    _has("evaluations.AssessmentAttempt", "learner", once=("questionnaire", "number")),
    _has("evaluations.GrantedAttempt", "learner", once=("activity", "number")),
    _has("evaluations.FollowUpLetter", "learner", once=("month",)),
    _has("evaluations.BaselineAnswer", "learner", once=("question",)),
    _has("evaluations.FollowUpStop", "learner", once=()),
    _has("credits.Claim", "learner", once=("activity", "session", "work__sameness", "credit_type"), clash=Clash.REFUSE,
         along=("certificates",)),
    _has("credits.LateClaimRequest", "learner", once=("activity", "session", "work__sameness", "kind")),
    _has("credits.ClaimReminder", "learner", once=("activity", "session", "stage")),
    _has("credits.OutsideCredit", "learner"),
    _has("credits.CreditGoal", "learner", once=("name", "starts_date")),
    _has("people.JoinRequest", "person", once=("other_email",)),
    *_all(
        Kind.DID,
        "activities.Comment.written_by", "activities.ReviewRequest.answered_by", "activities.ReviewRequest.settled_by",
        "activities.PlanConfirmation.confirmed_by", "activities.PlanCorrection.corrected_by",
        "activities.PlanInvitation.invited_by", "credits.CertificateDesign.changed_by",
        "credits.CertificateDesign.published_by", "credits.DesignChoice.by",
        "activities.Agreement.uploaded_by", "activities.CommercialSupport.attested_by",
        "activities.CommercialSupport.withdrawn_by", "activities.Exclusion.excluded_by", "activities.Exclusion.undone_by",
        "activities.Exemption.ended_by", "activities.Exemption.exempted_by", "activities.Exhibitor.added_by",
        "disclosures.DisclosureRequest.asked_by", "activities.SectionSave.saved_by", "activities.Session.approved_by",
        "activities.Session.cancelled_by", "activities.SessionChange.by", "activities.Activity.attested_by",
        "activities.ActivityVersion.submitted_by", "activities.StatusChange.by", "activities.ReviewRequest.asked_by",
        "activities.Designation.designated_by", "activities.Mitigation.decided_by", "activities.Mitigation.mitigated_by",
        "learners.CompletedWork.sent_back_by", "learners.CompletedWork.confirmed_by",
        "learners.Attendance.recorded_by", "learners.AttendanceImport.written_by", "learners.AttendanceImport.undone_by",
        "credits.Certificate.revoked_by", "credits.Certificate.replaced_by",
        "disclosures.Company.decided_by", "disclosures.AcceptedOmission.accepted_by",
        "disclosures.AcceptedOmission.undone_by", "credits.LateClaimRequest.decided_by", "admin.LogEntry.user",
        "evaluations.BiasResolution.resolved_by", "evaluations.GrantedAttempt.granted_by",
        "evaluations.CourseReview.written_by",
        "people.Merge.merged_by", "people.Merge.undone_by", "people.JoinRequest.settled_by",
        "people.NotTheSame.decided_by", "people.ClosedAccount.closed_by",
    ),
    *_all(
        Kind.TECHNICAL,
        "learners.CalendarFeed.learner",  # an address in a calendar program: it goes with the account
        "accounts.User_groups.user", "accounts.User_user_permissions.user",
        "people.Merge.kept", "people.Merge.merged", "people.NotTheSame.first", "people.NotTheSame.second",
        "people.ClosedAccount.person", "people.PersonExport.person",
    ),
)
# fmt: on


def relations(kind: Kind) -> list[Relation]:
    return [relation for relation in RELATIONS if relation.kind == kind]


def pointing_at_people() -> Iterator[tuple[str, str]]:
    """(model, field) of every relation to a person that the database has; tables of history aside, which say what was."""
    for found in User._meta.get_fields(include_hidden=True):
        if not (found.auto_created and not found.concrete):
            continue
        field: Field[Any, Any] = found.field  # type: ignore[union-attr]
        if not issubclass(field.model, HistoricalChanges):
            yield field.model._meta.label, field.name
