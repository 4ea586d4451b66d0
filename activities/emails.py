"""Letters about planning and review: to whose turn it is, or who waits to hear (REV-6)."""

from datetime import datetime
from typing import Any, Final

from django.conf import settings
from django.contrib.auth.models import Permission
from django.db.models import Q
from django.urls import reverse
from django.utils import timezone

from accounts.models import User
from activities.asked import Asked, open_requests
from activities.confirmation import standing_of
from activities.invitation_links import VALID_FOR, invitation_link
from activities.models import (
    Activity,
    Comment,
    Exclusion,
    OfficeSettings,
    PlanConfirmation,
    PlanInvitation,
    StatusChange,
    TeamMember,
)
from activities.readiness import open_items
from activities.reminders import Reminder
from core.letters import Draft, Secrets, send_letter, write_letter

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
    for reader in planners_to_tell(change):
        send_letter(_submitted_letter(change, reader), at=timezone.now())


def _submitted_letter(change: StatusChange, reader: User) -> Draft:
    activity = change.activity
    return Draft(
        key=f"status-change:{change.pk}",
        kind="status-change",
        to=reader,
        subject=f"Submitted: {activity}",
        template="activities/letters/submitted",
        context={
            "change": change,
            "activity": activity,
            "reader": reader,
            "answer_by": OfficeSettings.current().answer_by(timezone.localdate(change.at)),
            "address": settings.SITE_URL + _planners_page(activity),
        },
        about=activity,
    )


def confirmation_letter(confirmation: PlanConfirmation, reader: User) -> Draft:
    """To who drafted the plan, once its director made it their own (PLN-5)."""
    activity = confirmation.activity
    return Draft(
        key=f"plan-confirmation:{confirmation.pk}",
        kind="plan-confirmation",
        to=reader,
        subject=f"Confirmed: {activity}",
        template="activities/letters/confirmed",
        context={
            "confirmation": confirmation,
            "activity": activity,
            "reader": reader,
            "corrections": standing_of(activity).corrections_in_words,
            "address": settings.SITE_URL + _planners_page(activity),
        },
        about=activity,
    )


def invitation_letter(invitation: PlanInvitation) -> Draft:
    """To a director or coordinator, with a link of their own, which nobody else gets to read (PLN-5)."""
    activity, person = invitation.activity, invitation.person
    is_director = activity.team.filter(person=person, role__in=TeamMember.ATTESTING_ROLES).exists()
    director = activity.team.filter(role=TeamMember.Role.DIRECTOR).select_related("person").first()
    secrets = Secrets()
    return Draft(
        key=f"plan-invitation:{invitation.pk}",
        kind="plan-invitation",
        to=person,
        subject=f"{'Please confirm' if is_director else 'Please look through'}: the plan of {activity}",
        template="activities/letters/invitation",
        context={
            "link": secrets.gap("link", invitation_link(invitation)),
            "activity": activity,
            "person": person,
            "invited_by": invitation.invited_by,
            "is_director": is_director,
            "director": director.person if director else None,
            "missing": len(open_items(activity)),
            "days": VALID_FOR.days,
        },
        about=activity,
        secrets=secrets,
    )


def readers_of(change: StatusChange) -> list[User]:
    """The office's reviewers who may decide on it, or its planners."""
    concerned = reviewers_of if change.action == "submit" else planners_of
    return [person for person in concerned(change.activity) if person.pk != change.by_id]


def planners_to_tell(change: StatusChange) -> list[User]:
    """Who hears that a plan was submitted, and is not asked to review it: who did it, directs it or coordinates it."""
    if change.action != "submit":
        return []
    roles = (*TeamMember.ATTESTING_ROLES, TeamMember.Role.COORDINATOR)
    of_team = Q(pk__in=TeamMember.objects.filter(activity=change.activity, role__in=roles).values("person"))
    return list(User.objects.filter(of_team | Q(pk=change.by_id), is_active=True).order_by("email"))


def reviewers_of(activity: Activity) -> list[User]:
    """Those of the office who may decide on it (REV-3)."""
    decides = Q(groups__permissions__codename="decide_activity") | Q(user_permissions__codename="decide_activity")
    may = User.objects.filter(decides, is_active=True).exclude(pk__in=activity.team.values("person"))
    return list(may.exclude(pk=activity.created_by_id).distinct().order_by("email"))


def office_addresses() -> list[str]:
    """The office's own address, else everybody who decides on proposals. Raises LookupError where there is nobody."""
    office = OfficeSettings.current()
    if office.contact_email:
        return [office.contact_email]
    decide = Permission.objects.filter(codename="decide_activity", content_type__app_label="activities")
    may_decide = Q(is_superuser=True) | Q(user_permissions__in=decide) | Q(groups__permissions__in=decide)
    reviewers = User.objects.filter(may_decide, is_active=True, is_staff=True).distinct().order_by("pk")
    addresses = list(reviewers.values_list("email", flat=True))
    if not addresses:
        raise LookupError("Nobody can be alerted: set the office's e-mail address in its settings.")
    return addresses


def planners_of(activity: Activity) -> list[User]:
    planning = {"team_memberships__activity": activity, "team_memberships__role__in": TeamMember.PLANNING_ROLES}
    return list(User.objects.filter(is_active=True, **planning).distinct().order_by("email"))


def comment_readers(comment: Comment) -> list[User]:
    """The other side."""
    concerned = planners_of if comment.by_office else reviewers_of
    return [person for person in concerned(comment.activity) if person.pk != comment.written_by_id]


def comment_letter(reader: User, comments: list[Comment]) -> Draft:
    """One letter about all of `comments`, the oldest first."""
    activity, by_office = comments[0].activity, comments[0].by_office
    return Draft(
        key=f"comments:{comments[0].pk}",
        kind="comments",
        to=reader,
        subject=f"{comments[-1].written_by} wrote about {activity}",
        template="activities/letters/comments",
        context={
            "activity": activity,
            "comments": comments,
            "address": settings.SITE_URL + (_planners_page(activity) if by_office else _review_page(activity)),
        },
        about=activity,
    )


def _review_page(activity: Activity) -> str:
    return reverse("admin:activities_activity_review", args=[activity.pk])


def _planners_page(activity: Activity) -> str:
    return reverse("plan:proposal", args=[activity.slug])


def _context(change: StatusChange) -> dict[str, Any]:
    activity = change.activity
    requests = open_requests(activity) if change.action == "request_changes" else []
    page = _review_page(activity) if change.action == "submit" else _planners_page(activity)
    return {
        "change": change,
        "activity": activity,
        "requests": [(asked.label, asked.text, _address_of(asked, activity)) for asked in requests],
        "maximum": activity.maximum_credit,
        "address": settings.SITE_URL + page,
    }


def write_exclusion_letters(exclusion: Exclusion, *, at: datetime) -> None:
    """To the planners and the person; where the person refused themself, to the office’s reviewers instead (SII-3)."""
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
    if exclusion.excluded_by_id != exclusion.person_id:
        write_letter(_letter_to_excluded(exclusion), at=at)


def _letter_to_excluded(exclusion: Exclusion) -> Draft:
    return Draft(
        key=f"excluded:{exclusion.pk}",
        kind="exclusion",
        to=exclusion.person,
        subject=f"About your role as {exclusion.get_role_display().lower()}: {exclusion.activity}",
        template="activities/letters/excluded",
        context={
            "exclusion": exclusion,
            "activity": exclusion.activity,
            "office": OfficeSettings.current(),
            "address": settings.SITE_URL + reverse("disclosures:disclose"),
        },
        about=exclusion.activity,
    )


def _address_of(asked: Asked, activity: Activity) -> str:
    section = reverse("plan:section", args=[activity.slug, asked.section])
    return f"{settings.SITE_URL}{section}#asked-{asked.request.pk}"


_REMINDERS: Final = {
    "requests": "The office waits for your answer: {activity}",
    "draft": "Time to submit: {activity}",
    "review": "A review is late: {activity}",
    "by-hand": "A reminder: {activity}",
}


def reminder_letters(reminder: Reminder) -> list[Draft]:
    """A letter to each of those whose turn it is."""
    activity = reminder.activity
    context = {
        "reminder": reminder,
        "activity": activity,
        "requests": [one for one in open_requests(activity) if not one.is_answered] if activity.version else [],
        "address": settings.SITE_URL
        + (_planners_page(activity) if reminder.is_for_planners else _review_page(activity)),
    }
    return [
        Draft(
            key=f"reminder:{activity.pk}:{reminder.name}",
            kind="reminder",
            to=reader,
            subject=_REMINDERS[reminder.kind].format(activity=activity),
            template="activities/letters/reminder",
            context=context,
            about=activity,
        )
        for reader in (planners_of(activity) if reminder.is_for_planners else reviewers_of(activity))
    ]
