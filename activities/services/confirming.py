"""The office drafts, the director confirms (PLN-5)."""

from datetime import datetime

from django.db import transaction
from django.db.models import Q

from accounts.models import User
from activities.emails import confirmation_letter, invitation_letter
from activities.models import Activity, PlanConfirmation, PlanInvitation, TeamMember
from activities.models.status import IN_PLANNING
from activities.plans import write_out_plan
from activities.readiness import open_items
from activities.workflow import lock
from core.errors import ActionRefused, first_refusal
from core.letters import write_letter

_INVITED = (*TeamMember.ATTESTING_ROLES, TeamMember.Role.COORDINATOR)


def invitation_refusal(activity: Activity, by: User) -> str:
    """Why `by` cannot invite the director now; empty means they can."""
    if not (by.is_staff and by.has_perm("activities.change_activity")):
        return "Only the office invites a director to confirm what it drafted."
    if not activity.drafted_for_director:
        return "The planners wrote this plan themselves; there is nothing to confirm."
    if activity.status not in IN_PLANNING:
        return f"The plan is {activity.get_status_display().lower()}."
    if not activity.team.filter(role=TeamMember.Role.DIRECTOR).exists():
        return "Name the activity director in “Team and audience” first."
    return ""


@transaction.atomic
def invite_to_confirm(activity: Activity, *, by: User, at: datetime) -> list[PlanInvitation]:
    """Write to director, co-director and coordinator, each with a link of their own. Raises ActionRefused."""
    locked = lock(activity)
    if refusal := invitation_refusal(locked, by):
        raise ActionRefused(refusal)
    people = {m.person for m in locked.team.filter(role__in=_INVITED).select_related("person") if m.person_id != by.pk}
    first_refusal([] if people else ["You are the director yourself: confirm it on this page."])
    invitations = []
    for person in sorted(people, key=lambda person: person.email):
        invitation = PlanInvitation.objects.create(activity=locked, person=person, invited_at=at, invited_by=by)
        invitation.letter = write_letter(invitation_letter(invitation), at=at)
        invitation.save(update_fields=["letter"])
        invitations.append(invitation)
    return invitations


def note_opening(invitation: PlanInvitation, *, by: User, at: datetime) -> None:
    """That the invited person, signed in, came to the plan; the first time is what is kept."""
    PlanInvitation.objects.filter(pk=invitation.pk, person=by, opened_at=None).update(opened_at=at)


@transaction.atomic
def confirm_plan(activity: Activity, *, by: User, at: datetime, attests: bool) -> PlanConfirmation:
    """The director makes the drafted plan their own, as it stands. Raises ActionRefused."""
    locked = lock(activity)
    if not locked.team.filter(person=by, role__in=TeamMember.ATTESTING_ROLES).exists():
        raise ActionRefused("Only the activity director can confirm the plan.")
    if not locked.drafted_for_director or locked.status not in IN_PLANNING:
        raise ActionRefused("There is nothing to confirm now.")
    first_refusal([item.sentence for item in open_items(locked)])
    if not attests:
        raise ActionRefused("Please read the attestation and tick it.", field="attests")
    return record_confirmation(locked, by=by, at=at)


def record_confirmation(locked: Activity, *, by: User, at: datetime) -> PlanConfirmation:
    """Who drafted the plan, and who invited the director to it, are told by letter."""
    confirmation = PlanConfirmation.objects.create(
        activity=locked, plan=write_out_plan(locked), confirmed_at=at, confirmed_by=by
    )
    drafting = Q(pk=locked.created_by_id) | Q(pk__in=locked.invitations.values("invited_by"))
    for person in User.objects.filter(drafting, is_active=True).exclude(pk=by.pk).order_by("email"):
        write_letter(confirmation_letter(confirmation, person), at=at)
    return confirmation
