from datetime import datetime

from django.db import transaction

from accounts.models import User
from activities.models import Activity
from activities.workflow import lock
from core.background import request_after_commit
from core.errors import ActionRefused, first_refusal
from learners.eligibility import registration_refusals, seats_left
from learners.models import Registration
from learners.tasks import tell_of_seat


@transaction.atomic
def register_learner(
    activity: Activity,
    *,
    learner: User,
    at: datetime,
    access_needs: str = "",
    shares_name_with_industry: bool = False,
) -> Registration:
    """A seat, or a place on the waiting list where none is left (ATT-1, ATT-2).

    Registering again changes nothing but the answers. The activity is locked, so that seats are counted once.
    """
    locked = lock(activity)
    existing = Registration.objects.filter(activity=locked, learner=learner).first()
    if existing and existing.status != Registration.Status.CANCELLED:
        existing.access_needs = access_needs
        existing.shares_name_with_industry = shares_name_with_industry
        existing.save(update_fields=["access_needs", "shares_name_with_industry"])
        return existing
    first_refusal(registration_refusals(locked, at=at))
    registration = existing or Registration(activity=locked, learner=learner)
    registration.status = Registration.Status.WAITING if is_full(locked) else Registration.Status.REGISTERED
    registration.registered_at = at
    registration.cancelled_at = registration.moved_up_at = None
    registration.access_needs = access_needs
    registration.shares_name_with_industry = shares_name_with_industry
    registration.save()
    return registration


def is_full(locked: Activity) -> bool:
    """Also when seats are free but people wait for them: they come first."""
    waits = locked.registrations.filter(status=Registration.Status.WAITING).exists()
    return seats_left(locked) == 0 or waits


@transaction.atomic
def cancel_registration(registration: Registration, *, at: datetime) -> list[Registration]:
    """Give the place back; returns those who move up from the waiting list, in order of arrival (ATT-2)."""
    locked = lock(registration.activity)
    current = Registration.objects.get(pk=registration.pk)
    if current.status == Registration.Status.CANCELLED:
        return []
    if current.learner.attendances.filter(session__activity=locked).exists():
        raise ActionRefused("You attended it, so the registration stays on record.")
    current.status = Registration.Status.CANCELLED
    current.cancelled_at = at
    current.save(update_fields=["status", "cancelled_at"])
    return move_up(locked, at=at)


@transaction.atomic
def seat_waiting(activity: Activity, *, at: datetime) -> list[Registration]:
    """Move people up where seats became free otherwise: the office made room (ATT-2)."""
    return move_up(lock(activity), at=at)


def move_up(locked: Activity, *, at: datetime) -> list[Registration]:
    """Seat the longest waiting as far as seats go, and tell them by letter."""
    free = seats_left(locked)
    waiting = Registration.objects.filter(activity=locked).waiting()
    moved = list(waiting if free is None else waiting[:free])
    for registration in moved:
        registration.status = Registration.Status.REGISTERED
        registration.moved_up_at, registration.telling_since, registration.told_at = at, None, None
        registration.save(update_fields=["status", "moved_up_at", "telling_since", "told_at"])
        request_after_commit(tell_of_seat, registration.pk)
    return moved
