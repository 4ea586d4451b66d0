"""A day's agenda as a table of time and tracks, where sessions run side by side."""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from itertools import groupby, pairwise

from activities.dates import clock, day_in_words
from activities.models import Session
from activities.side_by_side import overlap

MOST_LANES = 6  # more tracks than that are read as a list


@dataclass(frozen=True)
class Cell:
    """`session` is None where nothing runs. `until` is filled where it ends later than its first row says."""

    session: Session | None
    rows: int = 1
    lanes: int = 1
    until: str = ""
    credit: str = ""


@dataclass(frozen=True)
class Row:
    """From one moment at which something begins or ends to the next."""

    time: str
    minutes: int
    cells: list[Cell]

    @property
    def quarters(self) -> int:
        """Its height: one step for each quarter of an hour, eight at most."""
        return max(1, min(8, round(self.minutes / 15)))


@dataclass(frozen=True)
class Timetable:
    heading: str
    lanes: list[str]
    rows: list[Row]

    @property
    def has_named_lanes(self) -> bool:
        return any(self.lanes)


def no_word_of_credit(session: Session) -> str:
    return ""


def timetables_of(sessions: Iterable[Session]) -> list[Timetable]:
    """Of each day on which sessions run side by side."""
    in_order = sorted(sessions, key=lambda session: session.starts_at)
    by_day = groupby(in_order, key=lambda session: session.local_date)
    return [drawn for _, of_day in by_day if (drawn := timetable_of(list(of_day)))]


def timetable_of(of_day: list[Session], credit_of: Callable[[Session], str] = no_word_of_credit) -> Timetable | None:
    """None where nothing runs side by side, or too much does to be drawn."""
    lanes, placed = _place(of_day)
    if not 1 < len(lanes) <= MOST_LANES:
        return None
    rows = []
    moments = sorted({moment for session in of_day for moment in (session.starts_at, session.ends_at)})
    for begins, ends in pairwise(moments):
        if any(session.starts_at <= begins < session.ends_at for session in of_day):
            cells = list(_cells(begins, of_day, placed, lanes=len(lanes), moments=moments, credit_of=credit_of))
            local = begins.astimezone(of_day[0].activity.zone)
            rows.append(Row(clock(local), round((ends - begins).total_seconds() / 60), cells))
    return Timetable(day_in_words(of_day[0].local_date), lanes, rows)


def _place(of_day: list[Session]) -> tuple[list[str], dict[int, int]]:
    """Names of the lanes, and the lane of each session (by its place in the day) that has something beside it."""
    lanes: list[str] = []
    running: list[list[Session]] = []
    placed: dict[int, int] = {}
    for place, session in enumerate(of_day):
        if not any(overlap(session, other) for other in of_day if other is not session):
            continue
        name = session.track.strip() or session.room.strip()
        for lane, taken in enumerate(running):
            if lanes[lane].casefold() == name.casefold() and not any(overlap(session, other) for other in taken):
                break
        else:
            lane = len(lanes)
            lanes.append(name)
            running.append([])
        running[lane].append(session)
        placed[place] = lane
    return lanes, placed


def _cells(
    begins: datetime,
    of_day: list[Session],
    placed: dict[int, int],
    *,
    lanes: int,
    moments: list[datetime],
    credit_of: Callable[[Session], str],
) -> Iterator[Cell]:
    """Those that begin in this row; what began above reaches into it by its span."""
    running = {place: s for place, s in enumerate(of_day) if s.starts_at <= begins < s.ends_at}
    if alone := next((s for place, s in running.items() if place not in placed), None):
        yield Cell(alone, lanes=lanes, until=_until(alone), credit=credit_of(alone))
        return
    by_lane = {placed[place]: session for place, session in running.items()}
    for lane in range(lanes):
        session = by_lane.get(lane)
        if session is None:
            yield Cell(None)
        elif session.starts_at == begins:
            rows = sum(session.starts_at <= moment < session.ends_at for moment in moments)
            yield Cell(session, rows=rows, until=_until(session), credit=credit_of(session))


def _until(session: Session) -> str:
    return f"until {clock(session.local_ends_at)}"
