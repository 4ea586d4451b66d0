"""What becomes of a change to a session for those who take part: codes follow, choices fall away, and letters go out."""

from collections.abc import Iterable
from datetime import datetime

from django.db import transaction

from activities.models import Activity, SessionChange
from activities.side_by_side import is_chosen_among, overlap
from activities.workflow import lock
from core.background import request_after_commit
from learners.choosing import sessions_of
from learners.models import Registration, SessionChoice, SessionLetter
from learners.services.attendance import issue_codes
from learners.services.choosing import note_choice
from learners.tasks import tell_of_sessions


@transaction.atomic
def follow_changes(activity: Activity, *, at: datetime) -> list[SessionLetter]:
    """Bring codes and choices into line with the sessions, and write to those whom it concerns.

    Of what runs side by side these are those who chose it, of everything else all who had registered before.
    """
    locked = lock(activity)
    changes = list(
        SessionChange.objects.to_follow()
        .filter(session__activity=locked)
        .select_related("session")
        .select_for_update(of=("self",))
        .order_by("at", "pk")
    )
    if not changes:
        return []
    if locked.is_published:
        issue_codes(locked, at=at)
    told = [change for change in changes if change.action in SessionChange.CONCERNS_LEARNERS]
    seats = Registration.objects.holding_seats().filter(activity=locked, learner__is_active=True)
    concerned = _Concerned(locked, told)
    dropped = _drop_choices(told, at=at)
    letters = SessionLetter.objects.bulk_create(
        [
            SessionLetter(
                change=change,
                learner_id=registration.learner_id,
                drops_choice=(registration.pk, change.session_id) in dropped,
            )
            for registration in seats
            for change in told
            if registration.registered_at <= change.at and concerned.has(registration, change)
        ],
        ignore_conflicts=True,
    )
    SessionChange.objects.filter(pk__in=[change.pk for change in changes]).update(followed_at=at)
    for learner in {letter.learner_id for letter in letters}:
        request_after_commit(tell_of_sessions, learner, locked.pk)
    return letters


class _Concerned:
    """Who wants to hear of a change, as the choices stood before it."""

    def __init__(self, activity: Activity, changes: Iterable[SessionChange]) -> None:
        changed = {change.session_id: change.session for change in changes}
        chosen = SessionChoice.objects.filter(session__in=changed)
        self._chose = set(chosen.values_list("registration", "session"))
        others = sessions_of(activity)
        chosen_by_some = {session for _, session in self._chose}
        for session in changed.values():
            session.activity = activity
        self._to_choose = {
            pk for pk, session in changed.items() if pk in chosen_by_some or is_chosen_among(session, others)
        }

    def has(self, registration: Registration, change: SessionChange) -> bool:
        is_for_all = change.session_id not in self._to_choose or change.action == SessionChange.Action.ADDED
        return is_for_all or (registration.pk, change.session_id) in self._chose


def _drop_choices(changes: Iterable[SessionChange], *, at: datetime) -> set[tuple[int, int]]:
    """Take away what can no longer be attended: cancelled, or moved beside another choice of the same person.

    Returns (registration, session) of each that is gone.
    """
    changed = {change.session_id for change in changes}
    dropped = set()
    affected = SessionChoice.objects.filter(session__in=changed).select_related("session", "registration")
    for choice in affected.order_by("session__starts_at", "pk"):
        others = SessionChoice.objects.filter(registration=choice.registration).exclude(pk=choice.pk)
        if choice.session.is_cancelled or any(
            overlap(choice.session, other.session) for other in others.select_related("session")
        ):
            choice.delete()
            note_choice(choice.registration, at=at)
            dropped.add((choice.registration_id, choice.session_id))
    return dropped
