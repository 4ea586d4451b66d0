"""Sessions that run at the same time, of which one person can attend one."""

from collections.abc import Iterable

from activities.models import Session


def overlap(one: Session, other: Session) -> bool:
    return one.starts_at < other.ends_at and other.starts_at < one.ends_at


def is_chosen_among(session: Session, others: Iterable[Session]) -> bool:
    """Whether a learner chooses it: another of the same activity runs beside it, or it has seats of its own.

    Breaks, meals and exhibits are for everybody, whatever runs beside them; a series is attended as it comes.
    """
    if session.activity.is_series or session.kind in Session.NEVER_FOR_CREDIT:
        return False
    beside = (other for other in others if other.pk != session.pk and other.kind not in Session.NEVER_FOR_CREDIT)
    return session.seats is not None or any(overlap(session, other) for other in beside)


def to_choose(sessions: Iterable[Session]) -> list[Session]:
    """Those of one activity, saved and taking place, that a learner chooses."""
    held = [session for session in sessions if not session.is_cancelled]
    return [session for session in held if is_chosen_among(session, held)]
