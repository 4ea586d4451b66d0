"""Calendar files: what is in them, and identifiers that stay when times change (RFC 5545).

The same activities give the same bytes, so that a program which asks every hour is told that nothing changed.
"""

import hashlib
from collections.abc import Callable, Iterable
from datetime import date, datetime, timedelta
from itertools import groupby
from urllib.parse import urlsplit

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.utils.cache import get_conditional_response
from icalendar import Calendar, Event

from activities.dates import clock_range
from activities.models import Activity, Session, Status
from activities.places import each_once

YEAR = timedelta(days=366)
AddressOf = Callable[[Activity], str]
Share = tuple[list[Session], datetime | None]  # of an activity: what one person attends of it, and since when


def whole(activity: Activity) -> Share:
    return list(activity.sessions.all()), None


def not_told(_: Activity) -> str:
    """The address of a stream is for those who registered."""
    return ""


def calendar_of(
    activities: Iterable[Activity],
    *,
    name: str,
    at: datetime,
    address_of: AddressOf,
    share_of: Callable[[Activity], Share] = whole,
    online_address_of: AddressOf = not_told,
) -> bytes:
    """A calendar of `activities`, whose sessions should be prefetched; `address_of` gives the address of a page.

    `share_of` gives what somebody attends of one; without it, all of it is shown. `online_address_of` gives where its
    reader takes part online; without it, nobody learns that.
    """
    calendar = Calendar()
    calendar.add("prodid", "-//UUCME//Activities//EN")
    calendar.add("version", "2.0")
    calendar.add("method", "PUBLISH")
    calendar.add("x-wr-calname", name)
    calendar.add("refresh-interval", timedelta(hours=1), parameters={"value": "DURATION"})
    calendar.add("x-published-ttl", timedelta(hours=1))
    days = []
    for activity in activities:
        days += [day for day in (activity.start_date, activity.end_date) if day]
        online_address = online_address_of(activity)
        for event in _events(activity, *share_of(activity)):
            event.add("url", address_of(activity))
            if online_address:
                _lead_online(event, activity, online_address)
            calendar.add_component(event)
    # Clock changes of these years only: all since 1970 would be longer than the events.
    first, last = min(days, default=at.date()), max(days, default=at.date())
    calendar.add_missing_timezones(first_date=first - YEAR, last_date=last + YEAR)
    return bytes(calendar.to_ical())


def calendar_response(
    request: HttpRequest,
    activities: Iterable[Activity],
    *,
    name: str,
    file_name: str,
    at: datetime,
    address_of: AddressOf,
    share_of: Callable[[Activity], Share] = whole,
    online_address_of: AddressOf = not_told,
) -> HttpResponse:
    """The calendar, or that it has not changed since it was last asked for."""
    text = calendar_of(
        activities, name=name, at=at, address_of=address_of, share_of=share_of, online_address_of=online_address_of
    )
    etag = f'"{hashlib.sha256(text).hexdigest()}"'
    headers = {"Content-Disposition": f'inline; filename="{file_name}"', "ETag": etag}
    response = HttpResponse(text, content_type="text/calendar; charset=utf-8", headers=headers)
    return get_conditional_response(request, etag=etag, response=response) or response


def as_webcal(address: str) -> str:
    """The address by which a calendar program is asked to subscribe instead of importing once."""
    return f"webcal://{address.split('://', 1)[-1]}"


def _status(activity: Activity, session: Session | None = None) -> str:
    """A session of a series that the office has not approved may still change."""
    if activity.status == Status.CANCELLED or (session and session.is_cancelled):
        return "CANCELLED"
    if session and activity.is_series and session.counts_for_credit and session.approved_at is None:
        return "TENTATIVE"
    return "CONFIRMED" if activity.is_published else "TENTATIVE"


def _events(activity: Activity, sessions: list[Session], chose_at: datetime | None) -> list[Event]:
    for session in sessions:
        session.activity = activity
    if not sessions:
        return _without_agenda(activity)
    if activity.is_series:
        return [_session_event(activity, session) for session in sessions]
    days = groupby((s for s in sessions if not s.is_cancelled), key=lambda session: session.local_date)
    return [_day_event(activity, day, list(of_day), chose_at=chose_at) for day, of_day in days]


def _session_event(activity: Activity, session: Session) -> Event:
    event = _event(activity, f"session-{session.pk}", f"{session} ({activity.title})", session)
    if session.is_cancelled:
        event.add("description", session.cancel_reason)
    event.add("dtstart", session.local_starts_at)
    event.add("dtend", session.local_ends_at)
    event.add("location", _place(activity, session.room))
    return event


def _day_event(activity: Activity, day: date, sessions: list[Session], *, chose_at: datetime | None) -> Event:
    number = (day - (activity.start_date or day)).days + 1
    event = _event(activity, f"activity-{activity.pk}-day-{number}", activity.title, changed_at=chose_at)
    event.add("dtstart", sessions[0].local_starts_at)
    event.add("dtend", max(session.local_ends_at for session in sessions))
    event.add("location", _place(activity))
    lines = [
        f"{clock_range(s.local_starts_at, s.local_ends_at)}  {s.title}{f' ({s.room})' if s.room else ''}"
        for s in sessions
    ]
    event.add("description", "\n".join(lines))
    return event


def _without_agenda(activity: Activity) -> list[Event]:
    """Whole days: those of the activity, or the last one of what one does when one likes."""
    if activity.start_date is None or activity.end_date is None:
        return []
    any_time = activity.format not in Activity.TIMED_FORMATS
    title = f"Last day: {activity.title}" if any_time else activity.title
    event = _event(activity, f"activity-{activity.pk}", title)
    event.add("dtstart", activity.end_date if any_time else activity.start_date)
    event.add("dtend", activity.end_date + timedelta(days=1))  # the day after, as the format has it
    event.add("transp", "TRANSPARENT")
    event.add("location", _place(activity))
    return [event]


def _event(
    activity: Activity, key: str, summary: str, session: Session | None = None, *, changed_at: datetime | None = None
) -> Event:
    """Whoever has it in their calendar takes the one with the higher sequence for the newer."""
    event = Event()
    is_cancelled = activity.status == Status.CANCELLED
    event.add("sequence", (session.sequence if session else 0) + is_cancelled)
    since = (activity.status_changed_at or activity.created_at, session and session.updated_at, changed_at)
    changed_at = max(moment for moment in since if moment)
    event.add("dtstamp", changed_at)
    event.add("last-modified", changed_at)
    event.add("status", _status(activity, session))
    event.add("uid", f"{key}@{urlsplit(settings.SITE_URL).hostname or 'uucme'}")
    event.add("summary", summary)
    return event


def _lead_online(event: Event, activity: Activity, address: str) -> None:
    """In the description, which every program shows; as the place too where nobody comes to another."""
    if event.get("status") == "CANCELLED":
        return
    before = event.pop("description", "")
    event.add("description", f"Join online: {address}\n\n{before}".strip())
    if activity.is_online_only:
        event.pop("location", None)
        event.add("location", address)


def _place(activity: Activity, room: str = "") -> str:
    """Never the address of a stream, which is for those who registered."""
    if activity.is_online_only:
        return "Online"
    return ", ".join(each_once(room, activity.venue, activity.city, activity.state))
