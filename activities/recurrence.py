"""The dates of a series: what a pattern comes to, by the clock on the wall of the place (PLN-6).

A session at eight stays a session at eight whatever daylight saving does, so dates are worked out as dates and only then
become instants.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Final
from zoneinfo import ZoneInfo

import holidays
from dateutil.relativedelta import relativedelta
from dateutil.rrule import MONTHLY, WEEKLY, rrule, weekday
from django.db.models import TextChoices

from activities.clocks import last_day_of, to_instant
from activities.models import Activity, ClosedDay

MOST_MONTHS: Final = 12
A_FORTNIGHT: Final = timedelta(weeks=2)
SUNDAY: Final = 6


class Pattern(TextChoices):
    WEEKLY = "weekly", "On days of the week"
    MONTH_DAY = "month_day", "On a day of the month, such as the 15th"
    MONTH_WEEKDAY = "month_weekday", "On a weekday of the month, such as the second Tuesday"


@dataclass(frozen=True)
class Recurrence:
    """`weekdays` count from 0 for Monday; `ordinal` is 1 to 4, or -1 for the last. Both ends are included.

    An `end` that is not after `start` is on the next day. `interval` counts weeks, or months.
    """

    pattern: str
    first: date
    last: date
    start: time
    end: time
    interval: int = 1
    weekdays: tuple[int, ...] = ()
    month_day: int = 1
    ordinal: int = 1

    def dates(self) -> list[date]:
        """A month without such a day is passed over: the 31st comes seven times a year."""
        begin = datetime.combine(self.first, time.min)
        until = datetime.combine(self.last, time.min)
        if self.pattern == Pattern.WEEKLY:
            rule = rrule(WEEKLY, dtstart=begin, until=until, interval=self.interval, byweekday=self.weekdays)
        elif self.pattern == Pattern.MONTH_DAY:
            rule = rrule(MONTHLY, dtstart=begin, until=until, interval=self.interval, bymonthday=self.month_day)
        else:
            days = [weekday(day, self.ordinal) for day in self.weekdays]
            rule = rrule(MONTHLY, dtstart=begin, until=until, interval=self.interval, byweekday=days)
        return [moment.date() for moment in rule]


@dataclass(frozen=True)
class Times:
    """When one session is held, in UTC."""

    starts_at: datetime
    ends_at: datetime


@dataclass(frozen=True)
class Occurrence:
    """One date of a pattern. `times` is None where the clocks skip that hour.

    `closed` names the holiday, `taken` the session that is held on that date already.
    """

    date: date
    times: Times | None
    closed: str = ""
    taken: str = ""

    @property
    def can_be_held(self) -> bool:
        return self.times is not None and not self.taken

    @property
    def is_suggested(self) -> bool:
        return self.can_be_held and not self.closed


def last_possible_day(first: date) -> date:
    """A series is reported as one activity of at most twelve months."""
    return first + relativedelta(months=MOST_MONTHS) - timedelta(days=1)


def times_on(day: date, start: time, end: time, zone: ZoneInfo) -> Times | None:
    last_day = last_day_of(day, ends_next_day=end <= start)
    starts_at = to_instant(datetime.combine(day, start), zone)
    ends_at = to_instant(datetime.combine(last_day, end), zone)
    return Times(starts_at, ends_at) if starts_at and ends_at and ends_at > starts_at else None


def closed_days(first: date, last: date) -> dict[date, str]:
    """US federal holidays, with the days on which they are observed, and the office's own list."""
    federal = holidays.country_holidays("US", years=range(first.year, last.year + 1))
    closed = {day: name for day, name in federal.items() if first <= day <= last}
    return closed | dict(ClosedDay.objects.filter(date__range=(first, last)).values_list("date", "name"))


def occurrences(recurrence: Recurrence, activity: Activity) -> list[Occurrence]:
    """Every date of the pattern, with what speaks against it."""
    closed = closed_days(recurrence.first, recurrence.last)
    taken = dates_taken(activity)
    return [
        Occurrence(
            day,
            times_on(day, recurrence.start, recurrence.end, activity.zone),
            closed.get(day, ""),
            taken.get(day, ""),
        )
        for day in recurrence.dates()
    ]


def dates_taken(activity: Activity) -> dict[date, str]:
    """The local dates on which the activity has a session, with its title."""
    return dict(_dates_taken(activity))


def _dates_taken(activity: Activity) -> Iterator[tuple[date, str]]:
    for session in activity.sessions.all():
        yield session.starts_at.astimezone(activity.zone).date(), str(session)


# --- The same days a year later ---------------------------------------------------------------------------------------


def a_year_later(days: list[date], *, years: int) -> list[date]:
    """The same weekdays: the second Tuesdays of months where they are that, else so many times 52 weeks later."""
    for ordinal, of_day in (("first", _ordinal), ("last", _ordinal_from_end)):
        found = {(day.weekday(), of_day(day)) for day in days}
        months = {(day.year, day.month) for day in days}
        # A fifth Tuesday is not in every month, so it is no pattern of months.
        if len(found) == 1 and len(months) == len(days) > 1 and of_day(days[0]) < 5:
            number = of_day(days[0]) if ordinal == "first" else -of_day(days[0])
            return [_nth(day + relativedelta(years=years, day=1), day.weekday(), number) for day in days]
    return [day + timedelta(weeks=52 * years) for day in days]


def _ordinal(day: date) -> int:
    return (day.day - 1) // 7 + 1


def _ordinal_from_end(day: date) -> int:
    """1 for the last such weekday of its month."""
    return ((day + relativedelta(day=31)).day - day.day) // 7 + 1


def _nth(month: date, day_of_week: int, number: int) -> date:
    """The `number`th such weekday of the month, counted from its end where negative."""
    begin = month if number > 0 else month + relativedelta(day=31)
    return begin + relativedelta(weekday=weekday(day_of_week, number))


# --- Days that are better avoided -------------------------------------------------------------------------------------


def unusual_days(first: date, last: date) -> list[str]:
    """Of each Sunday, holiday and day on which the office is closed a sentence; nothing speaks against having it so."""
    closed = closed_days(first, last)
    days = [first + timedelta(days=number) for number in range((last - first).days + 1)]
    return [
        f"{day:%B} {day.day}, {day.year}, is {closed[day]}."
        if day in closed
        else f"{day:%B} {day.day}, {day.year}, is a Sunday."
        for day in days
        if day in closed or day.weekday() == SUNDAY
    ]


def unusual_days_of(activity: Activity) -> list[str]:
    """A series has its own dates, and what is done when one likes has none."""
    if activity.format not in Activity.TIMED_FORMATS or activity.is_series:
        return []
    if activity.start_date is None or activity.end_date is None:
        return []
    return unusual_days(activity.start_date, min(activity.end_date, activity.start_date + A_FORTNIGHT))
