"""The letter to somebody registered for an activity whose sessions changed."""

from django.conf import settings
from django.db.models import QuerySet
from django.urls import reverse
from django.utils import timezone

from activities.models import SessionChange
from core.letters import Draft, send_letter
from learners.models import SessionLetter

_VERBS = {
    SessionChange.Action.CANCELLED: "Cancelled",
    SessionChange.Action.MOVED: "Moved",
    SessionChange.Action.ADDED: "Added",
}


def send_letter_about_sessions(letters: QuerySet[SessionLetter]) -> None:
    """One letter to one person; of a session that changed twice, only what holds now."""
    rows = list(letters.select_related("learner", "change__session__activity").order_by("change__at", "pk"))
    person, activity = rows[0].learner, rows[0].change.session.activity
    newest = {letter.change.session_id: letter.change for letter in rows}
    changes = sorted(newest.values(), key=lambda change: change.session.starts_at)
    dropped = {letter.change.session_id for letter in rows if letter.drops_choice}
    draft = Draft(
        key=f"session-letters:{max(letter.pk for letter in rows)}",
        kind="session-letter",
        to=person,
        subject=_subject(changes),
        template="learners/letters/sessions",
        context={
            "person": person,
            "activity": activity,
            "changes": changes,
            "dropped": dropped,
            "choosing": f"{settings.SITE_URL}{reverse('learners:register', args=[activity.slug])}#sessions",
            "address": settings.SITE_URL + activity.get_absolute_url(),
        },
        about=activity,
    )
    send_letter(draft, at=timezone.now())


def _subject(changes: list[SessionChange]) -> str:
    first = changes[0]
    if len(changes) > 1:
        return f"Changes in {first.session.activity}"
    return f"{_VERBS[SessionChange.Action(first.action)]}: {first.session} ({first.session.activity})"
