"""Letters about planning and review: to whose turn it is, or who waits to hear (REV-6)."""

from datetime import datetime
from typing import Any, Final

from django.conf import settings
from django.db.models import Q
from django.urls import reverse
from django.utils import timezone

from accounts.models import User
from activities.invitation_links import VALID_FOR, invitation_link
from activities.models import Exclusion, PlanInvitation, StatusChange, TeamMember
from activities.sections import get_section
from core.letters import Draft, send_letter, write_letter

_SUBJECTS: Final = {
    "submit": "To review: {activity}",
    "request_changes": "Your turn: {activity}",
    "approve": "Approved: {activity}",
    "decline": "Declined: {activity}",
    "cancel": "Cancelled: {activity}",
}


def send_change_letter(change: StatusChange) -> None:
    """A letter to each person concerned but who did it."""
    context = _context(change)
    for reader in readers_of(change):
        draft = Draft(
            key=f"status-change:{change.pk}",
            kind="status-change",
            to=reader,
            subject=_SUBJECTS[change.action].format(activity=change.activity),
            template="activities/letters/change",
            context=context,
            about=change.activity,
        )
        send_letter(draft, at=timezone.now())


def invitation_letter(invitation: PlanInvitation) -> Draft:
    """To a director or coordinator, with a link of their own, which nobody else gets to read (PLN-5)."""
    activity, person = invitation.activity, invitation.person
    is_director = activity.team.filter(person=person, role__in=TeamMember.ATTESTING_ROLES).exists()
    return Draft(
        key=f"plan-invitation:{invitation.pk}",
        kind="plan-invitation",
        to=person,
        subject=f"{'Please confirm' if is_director else 'Please look through'}: the plan of {activity}",
        template="activities/letters/invitation",
        context={
            "activity": activity,
            "person": person,
            "invited_by": invitation.invited_by,
            "is_director": is_director,
            "days": VALID_FOR.days,
        },
        about=activity,
        secrets={"link": invitation_link(invitation)},
    )


def readers_of(change: StatusChange) -> list[User]:
    """The office's reviewers who may decide on it, or its planners."""
    if change.action == "submit":
        decides = Q(groups__permissions__codename="decide_activity") | Q(user_permissions__codename="decide_activity")
        on_team = change.activity.team.values("person")
        readers = User.objects.filter(decides).exclude(pk__in=on_team)
    else:
        readers = User.objects.filter(
            team_memberships__activity=change.activity, team_memberships__role__in=TeamMember.PLANNING_ROLES
        )
    who_did_it = [change.by_id] if change.by_id else []
    return list(readers.filter(is_active=True).exclude(pk__in=who_did_it).distinct().order_by("email"))


def _context(change: StatusChange) -> dict[str, Any]:
    activity = change.activity
    requests = activity.review_requests.filter(version=change.version) if change.action == "request_changes" else []
    page = (
        reverse("admin:activities_activity_review", args=[activity.pk])
        if change.action == "submit"
        else reverse("plan:proposal", args=[activity.slug])
    )
    return {
        "change": change,
        "activity": activity,
        "requests": [(get_section(request.section).title, request.text) for request in requests],
        "maximum": activity.maximum_credit,
        "address": settings.SITE_URL + page,
    }


def write_exclusion_letters(exclusion: Exclusion, *, at: datetime) -> None:
    """To the planners; where the person refused themself, to the office’s reviewers too (SII-3)."""
    activity = exclusion.activity
    readers = Q(team_memberships__activity=activity, team_memberships__role__in=TeamMember.PLANNING_ROLES)
    if exclusion.excluded_by_id == exclusion.person_id:
        readers |= Q(groups__permissions__codename="decide_activity")
        readers |= Q(user_permissions__codename="decide_activity")
    people = User.objects.filter(readers, is_active=True).exclude(pk=exclusion.person_id).distinct()
    for reader in people.order_by("email"):
        draft = Draft(
            key=f"exclusion:{exclusion.pk}",
            kind="exclusion",
            to=reader,
            subject=f"No longer {exclusion.get_role_display().lower()}: {exclusion.person}, {activity}",
            template="activities/letters/exclusion",
            context={
                "exclusion": exclusion,
                "activity": activity,
                "address": settings.SITE_URL + reverse("plan:proposal", args=[activity.slug]),
            },
            about=activity,
        )
        write_letter(draft, at=at)
