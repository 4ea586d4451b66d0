from collections.abc import Collection
from datetime import datetime

from django.db import transaction

from activities.models import Session
from activities.workflow import lock
from core.errors import first_refusal
from learners.choosing import choosing_refusals, refuse_choice, slots_of, taken_seats
from learners.models import Registration, SessionChoice


@transaction.atomic
def choose_sessions(registration: Registration, *, sessions: Collection[Session], at: datetime) -> list[SessionChoice]:
    """Attend these of the sessions that run side by side, in place of what was chosen of those to come (ATT-2).

    What has begun stays as it was chosen. The activity is locked, so that the seats of a session are counted once.
    Raises ActionRefused, and then nothing changes.
    """
    locked = lock(registration.activity)
    current = Registration.objects.select_related("activity").get(pk=registration.pk)
    first_refusal(choosing_refusals(current))
    slots = slots_of(locked, current, at=at)
    begun = [slot.chosen.session for slot in slots if slot.has_begun and slot.chosen]
    wanted = {session.pk: session for session in (*begun, *sessions)}
    refuse_choice(slots, wanted.values())
    dropped, _ = current.choices.exclude(session__in=wanted).delete()
    have = set(current.choices.values_list("session", flat=True))
    new = SessionChoice.objects.bulk_create(
        SessionChoice(registration=current, session=session, chosen_at=at)
        for pk, session in wanted.items()
        if pk not in have
    )
    if new or dropped:
        note_choice(current, at=at)
    return list(current.choices.select_related("session"))


def drop_choices(registration: Registration) -> None:
    """Give the seats in sessions back along with the seat in the activity; call it with the activity locked."""
    registration.choices.all().delete()
    registration.chose_at = None


def drop_overfull(registration: Registration, *, at: datetime) -> None:
    """Give back chosen sessions whose seats others have taken meanwhile, for who comes after having watched."""
    chosen = [choice.session for choice in registration.choices.select_related("session")]
    taken = taken_seats(chosen)
    full = [session for session in chosen if session.seats is not None and taken[session.pk] > session.seats]
    if full:
        registration.choices.filter(session__in=full).delete()
        note_choice(registration, at=at)


def note_choice(registration: Registration, *, at: datetime) -> None:
    """Calendars are told of another choice by its time."""
    registration.chose_at = at
    registration.save(update_fields=["chose_at"])
