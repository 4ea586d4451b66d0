"""Promotion kept apart from education, in space or in time (SII-11)."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import timedelta

from activities.models import Session

APART = timedelta(minutes=30)


@dataclass(frozen=True)
class TooClose:
    """Promotion in the room of education, within half an hour of it."""

    promotion: Session
    education: Session

    @property
    def sentence(self) -> str:
        where = f"in {self.education.room}" if self.education.room else "in the same room, as far as the agenda says"
        return (
            f"“{self.promotion}” is {_when(self.promotion, self.education)} “{self.education}”, {where}. Leave 30 minutes "
            "between promotion and education, or give the promotion a room of its own."
        )


def too_close(sessions: Iterable[Session]) -> list[TooClose]:
    """For each item of promotion the nearest counting session it disturbs, in the order of the agenda.

    Two items share a room where their rooms have the same name, or neither has one.
    """
    listed = list(sessions)
    education = [session for session in listed if session.counts_for_credit]
    found = []
    for promotion in (session for session in listed if session.kind in Session.PROMOTION):
        disturbed = [one for one in education if _same_room(one, promotion) and _distance(promotion, one) < APART]
        if disturbed:
            found.append(TooClose(promotion, min(disturbed, key=lambda one: _distance(promotion, one))))
    return found


def _same_room(one: Session, other: Session) -> bool:
    return one.room.strip().casefold() == other.room.strip().casefold()


def _distance(one: Session, other: Session) -> timedelta:
    """The time between them; nothing or less where they overlap."""
    return max(one.starts_at - other.ends_at, other.starts_at - one.ends_at)


def _when(promotion: Session, education: Session) -> str:
    minutes = round(_distance(promotion, education).total_seconds() / 60)
    if minutes < 0:
        return "at the same time as"
    side = "before" if promotion.starts_at < education.starts_at else "after"
    return f"{minutes} minutes {side}" if minutes else f"right {side}"
