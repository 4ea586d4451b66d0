"""The letter to the planners of a series about its sessions."""

from itertools import groupby

from django.conf import settings
from django.core.mail import EmailMultiAlternatives
from django.db.models import Q, QuerySet
from django.template.loader import render_to_string
from django.urls import reverse

from accounts.models import User
from activities.models import Activity, SessionChange, TeamMember


def send_session_letter(changes: QuerySet[SessionChange]) -> None:
    """One letter to the planners, but to nobody who did all of it themselves. Raises whatever the mail server answers."""
    rows = list(changes.select_related("session__activity", "by").order_by("action", "session__starts_at", "pk"))
    activity = rows[0].session.activity
    for change in rows:
        change.session.activity = activity  # its zone, without asking for it once per session
    actors = {change.by_id for change in rows}
    did_it_all = actors.pop() if len(actors) == 1 else None
    if readers := [person.email for person in _planners(activity) if person.pk != did_it_all]:
        _send(activity, readers, rows)


def _planners(activity: Activity) -> QuerySet[User]:
    on_team = Q(team_memberships__activity=activity, team_memberships__role__in=TeamMember.PLANNING_ROLES)
    return User.objects.filter(on_team, is_active=True).distinct().order_by("email")


def _send(activity: Activity, readers: list[str], changes: list[SessionChange]) -> None:
    groups = groupby(changes, key=lambda change: change.action)
    context = {
        "activity": activity,
        "groups": [(action, list(of_action)) for action, of_action in groups],
        "address": settings.SITE_URL + reverse("plan:sessions", args=[activity.slug]),
    }
    letter = EmailMultiAlternatives(
        subject=_subject(activity, changes),
        body=render_to_string("activities/letters/sessions.txt", context),
        to=readers,
    )
    letter.attach_alternative(render_to_string("activities/letters/sessions.html", context), "text/html")
    letter.send()


def _subject(activity: Activity, changes: list[SessionChange]) -> str:
    needs = {SessionChange.Action.RETURNED, SessionChange.Action.REMINDED}
    if any(change.action in needs for change in changes):
        return f"Your turn: sessions of {activity}"
    if len(changes) == 1:
        return f"{changes[0].get_action_display()}: {changes[0].session} ({activity})"
    return f"{len(changes)} sessions of {activity}"
