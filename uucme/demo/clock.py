"""The demonstration's time: everything is told from now, in the office's time zone."""

from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from random import Random
from zoneinfo import ZoneInfo

DENVER = ZoneInfo("America/Denver")


@dataclass(frozen=True)
class Clock:
    now: datetime

    @property
    def today(self) -> date:
        return self.now.astimezone(DENVER).date()

    def day(self, days: int, weekday: int | None = None) -> date:
        """So many days from today; with a weekday, the first such day from there on that is no holiday."""
        day = self.today + timedelta(days=days)
        if weekday is None:
            return day
        day += timedelta(days=(weekday - day.weekday()) % 7)
        while is_holiday(day):
            day += timedelta(weeks=1 if days > 0 else -1)  # what has passed stays past
        return day

    def moment(self, day: date, at: str, zone: ZoneInfo = DENVER) -> datetime:
        # In UTC, where adding minutes never meets a change of clocks.
        return datetime.combine(day, time.fromisoformat(at), zone).astimezone(UTC)

    def office_hours(self, days: int, rng: Random) -> datetime:
        """Some time at work on that day or the working day before it, never in the future."""
        day = self.day(days)
        day -= timedelta(days=max(day.weekday() - 4, 0))
        worked = datetime.combine(
            day, time(8 + rng.randrange(9), rng.randrange(60), rng.randrange(60)), DENVER
        ).astimezone(UTC)
        return min(worked, self.now - timedelta(minutes=20 + rng.randrange(40)))

    def past(self, moment: datetime) -> datetime:
        """That moment, or a minute ago where it is still to come."""
        return min(moment, self.now - timedelta(minutes=1))


def is_holiday(day: date) -> bool:
    """Days on which no medical school holds a course."""
    if (day.month, day.day) in {(7, 4), (7, 24), (11, 11), (6, 19)}:
        return True
    thanksgiving = day.month == 11 and day.weekday() in {3, 4} and 22 <= day.day - (day.weekday() - 3) <= 28
    return thanksgiving or (day.month == 12 and day.day >= 20) or (day.month == 1 and day.day == 1)
