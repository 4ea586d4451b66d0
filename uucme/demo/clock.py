"""The demonstration's time: everything is told from now, in the office's time zone."""

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
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
        """So many days from today; with a weekday, the first such day from there on."""
        day = self.today + timedelta(days=days)
        return day if weekday is None else day + timedelta(days=(weekday - day.weekday()) % 7)

    def moment(self, day: date, at: str, zone: ZoneInfo = DENVER) -> datetime:
        return datetime.combine(day, time.fromisoformat(at), zone)

    def office_hours(self, days: int, rng: Random) -> datetime:
        """Some time at work on that day or the working day before it, never in the future."""
        day = self.day(days)
        day -= timedelta(days=max(day.weekday() - 4, 0))
        worked = datetime.combine(day, time(8 + rng.randrange(9), rng.randrange(60), rng.randrange(60)), DENVER)
        return min(worked, self.now - timedelta(minutes=20 + rng.randrange(40)))

    def past(self, moment: datetime) -> datetime:
        """That moment, or a minute ago where it is still to come."""
        return min(moment, self.now - timedelta(minutes=1))
