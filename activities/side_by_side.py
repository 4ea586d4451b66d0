"""Sessions that run at the same time, of which one person can attend one."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass

from activities.clocks import in_words
from activities.models import Session


def overlap(one: Session, other: Session) -> bool:
    return one.starts_at < other.ends_at and other.starts_at < one.ends_at


@dataclass(frozen=True)
class Clash:
    """Two sessions at the same time that share something. One track holds one session at a time; a room or a person
    may be shared on purpose, so that is asked back and no more.
    """

    session: Session
    sentence: str
    is_certain: bool


def speakers_of(session: Session) -> dict[int, str]:
    """Names of those who speak in it, as saved, by person."""
    return {member.person_id: member.name for member in session.speakers.all()}


def clashes(
    sessions: Iterable[Session], *, speakers: Callable[[Session], Mapping[int, str]] = speakers_of
) -> list[Clash]:
    """Each under the later of the two (PLN-6). Breaks, meals and exhibits may lie beside anything.

    `speakers` gives the names of those who speak in a session, where it is only typed.
    """
    held = [one for one in sessions if not one.is_cancelled and one.kind not in Session.NEVER_FOR_CREDIT]
    held.sort(key=lambda one: (one.starts_at, one.ends_at))
    return [
        Clash(later, f"“{earlier}” and “{later}” are both {shared} at {in_words(later.local_starts_at)}.", is_certain)
        for number, later in enumerate(held)
        for earlier in held[:number]
        if overlap(earlier, later)
        for shared, is_certain in _shared(earlier, later, speakers)
    ]


def _shared(
    one: Session, other: Session, speakers: Callable[[Session], Mapping[int, str]]
) -> Iterator[tuple[str, bool]]:
    if track := _same(one.track, other.track):
        yield f"in track {track}" if not track.casefold().startswith("track") else f"in {track}", True
    if room := _same(one.room, other.room):
        yield f"in {room}", False
    of_one = speakers(one)
    yield from ((f"with {name}", False) for key, name in speakers(other).items() if key in of_one)


def _same(one: str, other: str) -> str:
    one, other = one.strip(), other.strip()
    return one if one.casefold() == other.casefold() else ""


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
