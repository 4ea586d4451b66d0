"""Times on the clock of a place, and the moments they stand for (PLN-6).

A session may run past midnight, and through a night on which the clocks change; both are said, never guessed.
"""

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

_HALF_A_DAY = timedelta(hours=12)


def in_words(clock: time | datetime) -> str:
    return f"{clock:%-I:%M\N{NO-BREAK SPACE}%p}"


def to_instant(wall: datetime, zone: ZoneInfo) -> datetime | None:
    """The instant, in UTC, of a time on the clock; None for an hour that the clocks skip in spring.

    Of an hour that comes twice in autumn, the first is meant.
    """
    instant = wall.replace(tzinfo=zone).astimezone(UTC)
    return instant if instant.astimezone(zone).replace(tzinfo=None) == wall else None


def skipped_refusal(wall: datetime, zone: ZoneInfo) -> str:
    """Why this time cannot be meant; empty for one that the clocks show."""
    if to_instant(wall, zone) is not None:
        return ""
    instead = wall.replace(tzinfo=zone).astimezone(UTC).astimezone(zone)
    return (
        f"On {wall:%B %-d} the clocks go forward, and there is no {in_words(wall)}: it is {in_words(instead)} by then. "
        "Choose another time."
    )


def end_refusal(start: time, end: time, *, ends_next_day: bool) -> str:
    """Why a session cannot have these times; empty where it can. Overnight is meant only where it is said."""
    if ends_next_day and end >= start:
        hours = 24 + (datetime.combine(date.min, end) - datetime.combine(date.min, start)).total_seconds() / 3600
        return (
            f"With “ends the next day” it would last {hours:.3g} hours. Untick that, or make one session for each day."
        )
    if ends_next_day or end > start:
        return ""
    if end == start:
        return "A session cannot end when it starts."
    afternoon = (datetime.combine(date.min, end) + _HALF_A_DAY).time()
    guess = f"Is it {in_words(afternoon)}? " if end.hour < 12 and afternoon > start else ""
    return f"It would end before it starts. {guess}If it runs past midnight, tick “Ends the next day”."


def last_day_of(day: date, *, ends_next_day: bool) -> date:
    return day + timedelta(days=1) if ends_next_day else day


def change_of_clocks(starts_at: datetime, ends_at: datetime, zone: ZoneInfo) -> list[str]:
    """What a reader has to know of a session in a night on which the clocks change; empty in any other."""
    starts, ends = starts_at.astimezone(zone), ends_at.astimezone(zone)
    told = [
        f"{in_words(moment)} comes twice that night; the {'second' if moment.fold else 'first'} is meant ({moment:%Z})"
        for moment in (starts, ends)
        if _comes_twice(moment, zone)
    ]
    shift = (ends.utcoffset() or timedelta()) - (starts.utcoffset() or timedelta())
    if shift:
        minutes = round(abs(shift).total_seconds() / 60)
        by = "an hour" if minutes == 60 else f"{minutes} minutes"
        told.append(f"the clocks go {'forward' if shift > timedelta() else 'back'} {by} in between")
    return told


def _comes_twice(moment: datetime, zone: ZoneInfo) -> bool:
    wall = moment.replace(tzinfo=None)
    first, second = (wall.replace(tzinfo=zone, fold=fold).utcoffset() for fold in (0, 1))
    return first != second and to_instant(wall.replace(fold=0), zone) is not None
