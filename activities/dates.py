"""Dates and times as people read them, always in the activity's own time zone."""

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

from activities.clocks import in_words
from activities.models import Activity
from activities.models.time_zones import UNITED_STATES


def day_in_words(day: date) -> str:
    return f"{day:%A, %B} {day.day}, {day.year}"


def long_date(day: date) -> str:
    return f"{day:%B} {day.day}, {day.year}"


def date_range(first: date, last: date) -> str:
    """“December 4, 2026”, “December 4 – 6, 2026”, “November 30 – December 2, 2026”."""
    if first == last:
        return long_date(first)
    if first.year != last.year:
        return f"{long_date(first)} – {long_date(last)}"
    if first.month != last.month:
        return f"{first:%B} {first.day} – {long_date(last)}"
    return f"{first:%B} {first.day} – {last.day}, {first.year}"


def moved(moment: datetime, shift: timedelta, zone: ZoneInfo) -> datetime:
    """By the clock on the wall: nine o'clock stays nine o'clock whatever daylight saving does."""
    wall = moment.astimezone(zone).replace(tzinfo=None) + shift
    return wall.replace(tzinfo=zone).astimezone(UTC)


def dates_of(activity: Activity) -> str:
    """Empty while a plan has no dates."""
    return date_range(activity.start_date, activity.end_date) if activity.start_date and activity.end_date else ""


def clock(moment: datetime) -> str:
    """“8:05 AM” of a moment that is already in its zone, on one line."""
    return in_words(moment)


def on_day_or_at(moment: datetime, *, at: datetime) -> str:
    """“at 4:15 PM” where it is the day of `at`, else “on May 4 at 4:15 PM”; `moment` is already in its zone."""
    if moment.date() == at.astimezone(moment.tzinfo).date():
        return f"at {clock(moment)}"
    return f"on {moment:%B} {moment.day} at {clock(moment)}"


def clock_range(start: datetime, end: datetime) -> str:
    """“8:00 – 9:15 AM”, “11:30 AM – 1:00 PM”, with a non-breaking dash."""
    if f"{start:%p}" == f"{end:%p}" and start.date() == end.date():
        return f"{start:%-I:%M} – {clock(end)}"
    return f"{clock(start)} – {clock(end)}"


def zone_in_words(activity: Activity, on: datetime) -> str:
    """“Mountain Time (MST)”, “Paris time (CET)”."""
    label = activity.get_time_zone_display()
    name = f"{label.split(' (')[0]} {'Time' if activity.time_zone in UNITED_STATES else 'time'}"
    return f"{name} ({on.astimezone(activity.zone):%Z})"
