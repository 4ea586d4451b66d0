from collections.abc import Collection
from datetime import datetime, timedelta
from typing import Any

from django.db import transaction
from django.db.models import Max

from accounts.models import User
from activities.models import Activity, OfficeSettings, Session
from activities.workflow import lock
from core.background import request_after_commit
from core.errors import ActionRefused, first_refusal
from core.letters import write_letter
from learners.choosing import choosing_refusals
from learners.eligibility import registration_refusals, seats_left
from learners.emails import attends_otherwise_letter
from learners.models import Registration
from learners.services.choosing import choose_sessions, drop_choices, drop_overfull
from learners.tasks import tell_learner

LEAST_TO_ANSWER = timedelta(hours=1)


@transaction.atomic
def register_learner(
    activity: Activity,
    *,
    learner: User,
    at: datetime,
    attends: str = "",
    access_needs: str = "",
    shares_name_with_industry: bool = False,
) -> Registration:
    """A seat, or a place on the waiting list where none is left (ATT-1, ATT-2).

    Registering again changes nothing but the answers. The activity is locked, so that seats are counted once. Where
    it is streamed too, `attends` says how somebody takes part, and who watches takes no seat (ADR 13). Raises
    ActionRefused.
    """
    locked = lock(activity)
    existing = locked.registrations.filter(learner=learner).first()
    if existing and existing.status != Registration.Status.CANCELLED:
        existing.access_needs = access_needs
        existing.shares_name_with_industry = shares_name_with_industry
        existing.save(update_fields=["access_needs", "shares_name_with_industry"])
        if attends and attends != existing.attends:
            _attend_otherwise(existing, locked, attends=attends, at=at)
        return existing
    first_refusal(registration_refusals(locked, at=at))
    registration = existing or Registration(activity=locked, learner=learner)
    registration.attends = attends
    waits = is_full(locked) and not registration.watches
    registration.status = Registration.Status.WAITING if waits else Registration.Status.REGISTERED
    registration.registered_at = at
    if registration.status == Registration.Status.WAITING:
        registration.registered_at = _behind_all(locked, at=at)
    registration.cancelled_at = registration.moved_up_at = registration.confirm_by = None
    registration.access_needs = access_needs
    registration.shares_name_with_industry = shares_name_with_industry
    _tell(registration, Registration.News(registration.status))
    return registration


def _attend_otherwise(existing: Registration, locked: Activity, *, attends: str, at: datetime) -> None:
    """Change how somebody takes part: a seat in the room has to be free, and one that is given up goes to the next."""
    watched, is_registered = existing.watches, existing.status == Registration.Status.REGISTERED
    was_never_asked = not existing.attends
    existing.attends = attends
    if watched and not existing.watches and is_registered and is_full(locked):
        raise ActionRefused(
            "Every seat in the room is taken. You stay registered to take part online.", field="attends"
        )
    if existing.watches:
        existing.confirm_by = None
    if existing.watches and not is_registered:
        existing.status = Registration.Status.REGISTERED
        _tell(existing, Registration.News.REGISTERED)
        return
    existing.save(update_fields=["attends", "confirm_by"])
    if watched and not existing.watches:
        drop_overfull(existing, at=at)
    if existing.watches and not watched:
        move_up(locked, at=at)
    if is_registered and (existing.watches or not was_never_asked):
        write_letter(attends_otherwise_letter(existing, at=at), at=at)


def _behind_all(locked: Activity, *, at: datetime) -> datetime:
    """The time by which somebody lines up: after everybody who was let in before them.

    Of many at once the lock decides who comes first; the clocks of their requests may say otherwise by a moment.
    """
    last = locked.registrations.aggregate(last=Max("registered_at"))["last"]
    return max(at, last + timedelta(microseconds=1)) if last else at


@transaction.atomic
def register_and_choose(
    activity: Activity, *, learner: User, at: datetime, sessions: Collection[Session], **answers: Any
) -> tuple[Registration, ActionRefused | None]:
    """Register, and choose among sessions that run side by side (ATT-1, ATT-2).

    A seat is not lost because a session filled up meanwhile: then the choice comes back refused, and nothing of it is
    saved. Who waits for a seat chooses once they have one.
    """
    registration = register_learner(activity, learner=learner, at=at, **answers)
    # Most activities have nothing to choose from: then the lock, for which others wait, is held no longer.
    if not (sessions or registration.chose_at) or choosing_refusals(registration):
        return registration, None
    try:
        choose_sessions(registration, sessions=sessions, at=at)
    except ActionRefused as refusal:
        return registration, refusal
    return registration, None


def _tell(registration: Registration, news: Registration.News) -> None:
    """Save it, and have its learner told."""
    registration.news, registration.telling_since, registration.told_at = news, None, None
    registration.save()
    request_after_commit(tell_learner, registration.pk)


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
    news = Registration.News.LEFT if current.status == Registration.Status.WAITING else Registration.News.CANCELLED
    _give_up(current, at=at)
    _tell(current, news)
    return move_up(locked, at=at)


@transaction.atomic
def confirm_seat(registration: Registration, *, at: datetime) -> Registration:
    """Take the seat that was kept after moving up. Raises ActionRefused once it has gone to the next (ATT-2)."""
    lock(registration.activity)
    current = Registration.objects.get(pk=registration.pk)
    if current.status != Registration.Status.REGISTERED or (current.confirm_by and current.confirm_by <= at):
        raise ActionRefused(
            "The seat was kept for a while and has gone to the next who waited. You can register again."
        )
    current.confirm_by = None
    current.save(update_fields=["confirm_by"])
    return current


@transaction.atomic
def pass_on_seats(activity: Activity, *, at: datetime) -> list[Registration]:
    """Give seats nobody confirmed in time to who waits next; returns those who lost theirs (ATT-2)."""
    locked = lock(activity)
    late = list(Registration.objects.filter(activity=locked).to_pass_on(at=at))
    for registration in late:
        _give_up(registration, at=at)
        _tell(registration, Registration.News.PASSED_ON)
    move_up(locked, at=at)
    return late


def take_back_walk_in(locked: Activity, *, learner: User, recorded_at: datetime, at: datetime) -> None:
    """Undo the registration that came about by recording somebody at `recorded_at`; others stay as they are (ATT-3)."""
    registration = locked.registrations.filter(
        learner=learner, registered_at=recorded_at, status=Registration.Status.REGISTERED
    ).first()
    if registration and not learner.attendances.filter(session__activity=locked).exists():
        _give_up(registration, at=at)
        registration.save()
        move_up(locked, at=at)


def _give_up(registration: Registration, *, at: datetime) -> None:
    drop_choices(registration)
    registration.status = Registration.Status.CANCELLED
    registration.cancelled_at, registration.confirm_by = at, None


@transaction.atomic
def seat_waiting(activity: Activity, *, at: datetime) -> list[Registration]:
    """Move people up where seats became free otherwise: the office made room (ATT-2)."""
    return move_up(lock(activity), at=at)


def move_up(locked: Activity, *, at: datetime) -> list[Registration]:
    """Seat the longest waiting as far as seats go, and tell them by letter."""
    free = seats_left(locked)
    office = OfficeSettings.current()
    waiting = Registration.objects.filter(activity=locked).waiting()
    moved = list(waiting if free is None else waiting[:free])
    for registration in moved:
        registration.status = Registration.Status.REGISTERED
        registration.moved_up_at = at
        registration.confirm_by = kept_until(locked, office=office, at=at)
        _tell(registration, Registration.News.SEAT)
    return moved


def kept_until(activity: Activity, *, office: OfficeSettings, at: datetime) -> datetime | None:
    """Until when a seat is kept for who moves up `at`: the office's hours, or half of what is left before the start.

    None where too little is left to ask.
    """
    if not office.seat_hours or activity.starts_at is None:
        return None
    kept = min(timedelta(hours=office.seat_hours), (activity.starts_at - at) / 2)
    return at + kept if kept >= LEAST_TO_ANSWER else None
