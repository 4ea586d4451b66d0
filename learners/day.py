"""Where a day stands for who is there: what is over, what is running, and what of it is still to come (ADR 3)."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from activities.dates import on_day_or_at
from activities.models import Activity, Session


class Stand(StrEnum):
    OVER = "over"
    NOW = "running now"
    TO_COME = "to come"


@dataclass(frozen=True)
class Day:
    """The sessions a code stands for, and what of the activity follows them.

    `to_come` is empty where the evaluation may follow at once: the last session is running, is over, or is the only
    one and about to begin.
    """

    sessions: list[tuple[Session, Stand]]
    to_come: list[Session]
    at: datetime

    @property
    def is_running_on(self) -> bool:
        return bool(self.to_come)

    @property
    def for_another_code(self) -> list[Session]:
        """Of what is to come, what this code does not stand for now: another day's, or with codes of their own."""
        here = {session.pk for session, _ in self.sessions}
        return [session for session in self.to_come if session.pk not in here]

    @property
    def evaluation_asked(self) -> str:
        """“at 4:15 PM”, “on May 4 at 4:15 PM”: when the last session is over."""
        last = max(self.to_come, key=lambda session: session.ends_at)
        return on_day_or_at(last.local_ends_at, at=self.at)

    @property
    def running(self) -> list[Session]:
        """What one is in just now or, in a break and before the first, what comes next."""
        now = [session for session, stand in self.sessions if stand is Stand.NOW]
        if now:
            return now
        later = [session for session, stand in self.sessions if stand is Stand.TO_COME]
        return [session for session in later if session.starts_at == later[0].starts_at] or [self.sessions[-1][0]]


def day_of(activity: Activity, sessions: Sequence[Session], *, at: datetime) -> Day:
    """`sessions`: what the code stands for now, at least one."""
    ordered = sorted(sessions, key=lambda session: (session.starts_at, session.pk))
    return Day([(one, _stand(one, at)) for one in ordered], _to_come(activity, ordered, at), at)


def _stand(session: Session, at: datetime) -> Stand:
    if at < session.starts_at:
        return Stand.TO_COME
    return Stand.NOW if at < session.ends_at else Stand.OVER


def _to_come(activity: Activity, sessions: list[Session], at: datetime) -> list[Session]:
    """Counting sessions that begin after what is running now; of a series, whose weeks stand for themselves, none."""
    if activity.is_claimed_per_session:
        return []
    begun = [session for session in sessions if session.starts_at <= at]
    here = begun[-1] if begun else sessions[0]
    after = max(at, here.starts_at)
    following = activity.sessions.open_to_learners().filter(starts_at__gt=after)
    for session in (to_come := list(following)):
        session.activity = activity
    return to_come
