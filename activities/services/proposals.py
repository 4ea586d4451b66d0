from datetime import datetime

from django.db import transaction

from accounts.models import Profession, User
from activities.confirmation import valid_confirmation
from activities.models import Activity, ActivityVersion, OfficeSettings, StatusChange, TeamMember
from activities.plans import write_out_plan
from activities.readiness import has_begun, open_items
from activities.services.confirming import record_confirmation
from activities.services.disclosure_requests import ask_whom_the_plan_names
from activities.services.moving import move
from activities.workflow import lock, refuse_wrong_state
from core.errors import ActionRefused, first_refusal


@transaction.atomic
def begin_proposal(*, title: str, format: str, by: User) -> Activity:
    """A new draft. Whoever begins it is its director, unless they belong to the office and draft for somebody."""
    office = OfficeSettings.current()
    activity = Activity.objects.create(
        title=title,
        format=format,
        created_by=by,
        drafted_for_director=by.is_staff,
        evaluation_before_claim=office.evaluation_before_claim,
        follow_up_days=office.follow_up_days,
        attendance_by=Activity.AttendanceBy.SESSION
        if format == Activity.Format.SERIES
        else Activity.AttendanceBy.ACTIVITY,
        evaluation_per_session=False,
        delivery=Activity.Delivery.ONLINE if format in Activity.SELF_PACED_FORMATS else Activity.Delivery.IN_PERSON,
    )
    profile = getattr(by, "profile", None)
    if not by.is_staff:
        TeamMember.objects.create(
            activity=activity,
            person=by,
            role=TeamMember.Role.DIRECTOR,
            profession=profile.profession if profile else Profession.objects.get(pk="other"),
            employer=profile.employer if profile else "",
        )
    return activity


@transaction.atomic
def submit_proposal(activity: Activity, *, by: User, at: datetime, attests: bool) -> StatusChange:
    """Hand the plan to the office. The director attests; the plan is kept as a version (PLN-5, REV-2).

    Whom it names and who has not disclosed is asked to (SII-1).

    Raises ActionRefused with everything that is still missing.
    """
    locked = lock(activity)
    refuse_wrong_state(locked, "submit")
    first_refusal([item.sentence for item in open_items(locked)])
    attested_at, attested_by = _attestation(locked, by=by, at=at, attests=attests)
    if has_begun(locked, at=at):
        raise ActionRefused("It has begun. Credit cannot be designated afterwards, so it cannot be submitted any more.")
    locked.version += 1
    locked.attested_at, locked.attested_by = attested_at, attested_by
    locked.save(update_fields=["attested_at", "attested_by"])
    ActivityVersion.objects.create(
        activity=locked, number=locked.version, plan=write_out_plan(locked), submitted_at=at, submitted_by=by
    )
    change = move(locked, "submit", by=by, at=at)
    ask_whom_the_plan_names(locked, by=by, at=at)
    return change


def _attestation(locked: Activity, *, by: User, at: datetime, attests: bool) -> tuple[datetime, User]:
    """By the director now; or, for what the office drafted, as they confirmed the very plan before (PLN-5)."""
    if not locked.team.filter(person=by, role__in=TeamMember.ATTESTING_ROLES).exists():
        confirmation = valid_confirmation(locked)
        if confirmation is None:
            raise ActionRefused("Only the activity director can attest and submit. Please ask them to open this page.")
        _refuse_stranger(locked, by=by)
        return confirmation.confirmed_at, confirmation.confirmed_by
    if not attests:
        raise ActionRefused(
            "Read what you attest to above the button, and tick it. Without that the plan cannot be submitted.",
            field="attests",
        )
    if locked.drafted_for_director:
        record_confirmation(locked, by=by, at=at)
    return at, by


@transaction.atomic
def withdraw_proposal(activity: Activity, *, by: User, at: datetime, note: str = "") -> StatusChange:
    locked = lock(activity)
    if not by.has_perm("activities.change_activity"):
        _refuse_stranger(locked, by=by)
    return move(locked, "withdraw", by=by, at=at, note=note)


@transaction.atomic
def resume_proposal(activity: Activity, *, by: User, at: datetime) -> StatusChange:
    locked = lock(activity)
    _refuse_stranger(locked, by=by)
    return move(locked, "resume", by=by, at=at)


def _refuse_stranger(activity: Activity, *, by: User) -> None:
    if not Activity.objects.planned_by(by).filter(pk=activity.pk).exists():
        raise ActionRefused("Only this activity’s planners can do this.")
