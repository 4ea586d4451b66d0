"""What the demonstration's learners chose of a conference's sessions that run side by side, as far as seats go."""

from collections import Counter
from datetime import timedelta
from random import Random

from activities.models import Activity, Session
from activities.side_by_side import overlap
from learners.choosing import Slot, slots_of
from learners.models import Registration, SessionChoice


def keep_choices(activity: Activity, rng: Random) -> None:
    """In order of arrival; most follow one track, some have not decided."""
    slots = slots_of(activity, None, at=activity.created_at)
    if not slots:
        return
    taken: Counter[int] = Counter()
    choices, chose = [], []
    for registration in activity.registrations.holding_seats().order_by("registered_at", "pk"):
        if rng.random() < 0.15:
            continue
        likes = rng.choice(sorted({option.session.track for slot in slots for option in slot.options}))
        registration.chose_at = registration.registered_at + timedelta(minutes=rng.randrange(1, 9))
        chose.append(registration)
        own: list[Session] = []
        for slot in slots:
            session = _pick(slot, likes, taken, own, rng)
            if session is not None:
                own.append(session)
                taken[session.pk] += 1
        choices += [
            SessionChoice(registration=registration, session=session, chosen_at=registration.chose_at)
            for session in own
        ]
    Registration.objects.bulk_update(chose, ["chose_at"])
    SessionChoice.objects.bulk_create(choices, batch_size=2000)


def _pick(slot: Slot, likes: str, taken: Counter[int], own: list[Session], rng: Random) -> Session | None:
    free = [
        option.session
        for option in slot.options
        if (option.session.seats is None or taken[option.session.pk] < option.session.seats)
        and not any(overlap(option.session, other) for other in own)
    ]
    liked = [session for session in free if session.track == likes]
    if liked and rng.random() < 0.85:
        return liked[0]
    return rng.choice(free) if free else None
