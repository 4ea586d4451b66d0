"""The letters to the planners of a series: about its sessions, and about its end."""

from collections.abc import Collection
from itertools import groupby

from django.conf import settings
from django.db.models import Q, QuerySet
from django.urls import reverse
from django.utils import timezone

from accounts.models import User
from activities.models import Activity, SessionChange, TeamMember
from core.letters import Draft, send_letter


def send_session_letter(changes: QuerySet[SessionChange]) -> None:
    """A letter to each planner, but to nobody who did all of it themselves."""
    rows = list(changes.select_related("session__activity", "by").order_by("action", "session__starts_at", "pk"))
    activity = rows[0].session.activity
    for change in rows:
        change.session.activity = activity  # its zone, without asking for it once per session
    actors = {change.by_id for change in rows}
    did_it_all = actors.pop() if len(actors) == 1 else None
    for reader in _on_team(activity, TeamMember.PLANNING_ROLES):
        if reader.pk != did_it_all:
            send_letter(_draft(activity, reader, rows), at=timezone.now())


def _on_team(activity: Activity, roles: Collection[str]) -> QuerySet[User]:
    on_team = Q(team_memberships__activity=activity, team_memberships__role__in=roles)
    return User.objects.filter(on_team, is_active=True).distinct().order_by("email")


def _draft(activity: Activity, reader: User, changes: list[SessionChange]) -> Draft:
    groups = groupby(changes, key=lambda change: change.action)
    return Draft(
        key=f"session-changes:{max(change.pk for change in changes)}",
        kind="session-changes",
        to=reader,
        subject=_subject(activity, changes),
        template="activities/letters/sessions",
        context={
            "activity": activity,
            "groups": [(action, list(of_action)) for action, of_action in groups],
            "address": settings.SITE_URL + reverse("plan:sessions", args=[activity.slug]),
        },
        about=activity,
    )


def _subject(activity: Activity, changes: list[SessionChange]) -> str:
    needs = {SessionChange.Action.RETURNED, SessionChange.Action.REMINDED}
    if any(change.action in needs for change in changes):
        return f"Your turn: sessions of {activity}"
    if len(changes) == 1:
        return f"{changes[0].get_action_display()}: {changes[0].session} ({activity})"
    return f"{len(changes)} sessions of {activity}"


def send_renewal_letter(activity: Activity) -> None:
    """Ask those who direct a series, and who coordinate it, to plan its next year."""
    roles = (*TeamMember.ATTESTING_ROLES, TeamMember.Role.COORDINATOR)
    for reader in _on_team(activity, roles):
        draft = Draft(
            key=f"renewal:{activity.pk}",
            kind="renewal",
            to=reader,
            subject=f"Ends soon: {activity}",
            template="activities/letters/renewal",
            context={
                "activity": activity,
                "address": settings.SITE_URL + reverse("plan:renew", args=[activity.slug]),
            },
            about=activity,
        )
        send_letter(draft, at=timezone.now())
