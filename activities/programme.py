"""What an activity's page and a line of the catalogue tell, put in order."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, datetime
from itertools import groupby

from django.db.models import Prefetch, prefetch_related_objects
from django.utils import timezone

from activities.clearance import disclosures_to_learners
from activities.credit import credit_of_series
from activities.dates import clock, clock_range, dates_of, day_in_words, long_date, zone_in_words
from activities.models import Activity, OfficeSettings, Session, TeamMember
from activities.session_gate import not_approved
from activities.statements import credit_phrase, required_statements
from activities.timetable import Timetable, timetable_of

MOST_NAMED = 3
MOST_PEOPLE = 12
NEAR = 8  # sessions of a series that are shown at once

# --- A line of the catalogue -----------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Row:
    """One activity in a list. `day` is the day it stands under; `when` says the rest, `spoken` also the day."""

    activity: Activity
    day: date
    when: str
    spoken: str
    where: str
    credit: str
    is_running: bool = False

    @property
    def audience(self) -> str:
        """The first professions it is for, and how many more there are."""
        names = [profession.plural for profession in self.activity.audience.all()]
        more = len(names) - MOST_NAMED
        return ", ".join(names[:MOST_NAMED]) + (f" and {more} more" if more > 0 else "")


@dataclass(frozen=True)
class Month:
    heading: str
    rows: list[Row]


def rows_of(listed: Iterable[Activity]) -> list[Row]:
    """For activities from `filters.listed` or `listed_past`."""
    return [_row(activity, activity.listed_on) for activity in listed]  # type: ignore[attr-defined]


def _row(activity: Activity, day: date) -> Row:
    when = _when(activity)
    spoken = "" if activity.any_time else day_in_words(day)  # type: ignore[attr-defined]
    is_running = activity.running_until is not None  # type: ignore[attr-defined]
    return Row(activity, day, when, spoken, where_in_short(activity), credit_line(activity), is_running)


def by_month(listed: Iterable[Activity]) -> list[Month]:
    def heading(row: Row) -> str:
        if row.activity.any_time:  # type: ignore[attr-defined]
            return "Any time, at your own pace"
        return f"{row.day:%B %Y}"

    return [Month(name, list(rows)) for name, rows in groupby(rows_of(listed), key=heading)]


def _when(activity: Activity) -> str:
    if activity.any_time and activity.end_date:  # type: ignore[attr-defined]
        minutes = f", about {activity.self_paced_minutes} minutes" if activity.self_paced_minutes else ""
        return f"Until {long_date(activity.end_date)}{minutes}"
    if (until := activity.running_until) is not None:  # type: ignore[attr-defined]
        return f"Now, until {clock(until.astimezone(activity.zone))} {until.astimezone(activity.zone):%Z}"
    following: datetime | None = activity.next_starts_at  # type: ignore[attr-defined]
    if following is None or (not activity.is_series and activity.start_date != activity.end_date):
        return dates_of(activity)
    local = following.astimezone(activity.zone)
    prefix = "Next session at " if activity.is_series else ""
    return f"{prefix}{clock(local)} {local:%Z}"


def where_in_short(activity: Activity) -> str:
    """“Salt Lake City, UT”, “Salt Lake City, UT, and live-streamed”, “Online”."""
    town = ", ".join(part for part in (activity.city, activity.state) if part)
    if activity.delivery == Activity.Delivery.HYBRID:
        return f"{town}, and live-streamed" if town else activity.get_delivery_display()
    if activity.delivery == Activity.Delivery.IN_PERSON:
        return town or activity.venue
    return activity.get_delivery_display()


def credit_line(activity: Activity) -> str:
    """“Up to 3.75 AMA PRA Category 1 Credits™”; nothing before approval (STM-3)."""
    if not activity.is_published or activity.maximum_credit is None:
        return ""
    return f"Up to {credit_phrase(activity.maximum_credit)} {activity.credit_per}".rstrip()


# --- The programme of one activity -----------------------------------------------------------------------------------


NAMED_KINDS = (
    Session.Kind.CASES,
    Session.Kind.PANEL,
    Session.Kind.WORKSHOP,
    Session.Kind.SIMULATION,
    Session.Kind.INDUSTRY,
)


@dataclass(frozen=True)
class Item:
    """A session as the page shows it. `credit` says whether it counts; nothing before approval (STM-3).

    `until` is filled where it ends earlier than what runs beside it; `standing` for a series alone: cancelled, or approved.
    """

    session: Session
    kind: str
    until: str
    credit: str
    standing: str = ""


@dataclass(frozen=True)
class Slot:
    """What begins at one time; more than one item runs in parallel."""

    time: str
    contents: list[Item]

    @property
    def is_parallel(self) -> bool:
        return len(self.contents) > 1


@dataclass(frozen=True)
class Day:
    heading: str
    date: date
    slots: list[Slot]
    timetable: Timetable | None = None


@dataclass(frozen=True)
class Person:
    member: TeamMember
    roles: str

    @property
    def profession(self) -> str:
        return self.member.profession.in_short


@dataclass(frozen=True)
class Programme:
    """`later` and `earlier` are filled for a series alone: what is far off, and what is over."""

    dates: str
    hours: str
    zone: str
    any_time: bool
    is_over: bool
    coming: list[Day]
    later: list[Day]
    earlier: list[Day]
    people: list[Person]
    more_people: list[Person]
    total: str = ""  # of a series: what its approved sessions come to; nothing before approval (STM-3)


def programme_of(activity: Activity, *, at: datetime) -> Programme:
    sessions = list(activity.sessions.prefetch_related("speakers__person__profile"))
    for session in sessions:
        session.activity = activity  # its zone, without asking for it once per session
        for speaker in session.speakers.all():
            speaker.activity = activity
    coming = [s for s in sessions if not activity.is_series or s.ends_at > at]
    earlier = [s for s in reversed(sessions) if activity.is_series and s.ends_at <= at]
    # Kept on the activity, where the disclosures told beside the programme find it.
    with_people = TeamMember.objects.select_related("person__profile", "profession")
    prefetch_related_objects([activity], Prefetch("team", with_people))
    people = _people(activity.team.all())
    any_time = not sessions and activity.format not in Activity.TIMED_FORMATS
    near = NEAR if activity.is_series else len(coming)
    return Programme(
        dates=_dates(activity, any_time=any_time, at=at),
        hours=_hours(activity, [s for s in coming if not s.is_cancelled]),
        zone=zone_in_words(activity, coming[0].starts_at if coming else activity.starts_at or at),
        any_time=any_time,
        is_over=bool(sessions) and all(s.ends_at <= at or s.is_cancelled for s in sessions),
        coming=_days(coming[:near]),
        later=_days(coming[near:]),
        earlier=_days(earlier),
        people=people[:MOST_PEOPLE],
        more_people=people[MOST_PEOPLE:],
        total=_total(activity, sessions),
    )


def _total(activity: Activity, sessions: list[Session]) -> str:
    """“45 sessions are approved: 45.00 AMA PRA Category 1 Credits™ for who attends them all”."""
    approved = [(s.starts_at, s.ends_at) for s in sessions if s.approved_at and s.counts_for_credit]
    if not activity.is_series or not activity.is_published or activity.maximum_credit is None or not approved:
        return ""
    number = "1 session is" if len(approved) == 1 else f"{len(approved)} sessions are"
    total = credit_phrase(credit_of_series(approved, activity.maximum_credit))
    return f"{number} approved: {total} for who attends {'it' if len(approved) == 1 else 'them all'}"


def _dates(activity: Activity, *, any_time: bool, at: datetime) -> str:
    if not any_time or activity.start_date is None or activity.end_date is None:
        return dates_of(activity)
    if activity.start_date <= timezone.localdate(at, activity.zone) <= activity.end_date:
        return f"Any time until {long_date(activity.end_date)}"
    return f"Any time, {dates_of(activity)}"


def when_in_full(activity: Activity, *, at: datetime) -> str:
    """For who decides whether to come: the day with its hours, of a series its next session, of several days the first.

    “Tuesday, May 19, 2026, 8:00 AM – 4:15 PM MDT”, “Next session: …”, “May 19 – 21, 2026, from 8:00 AM MDT on”.
    """
    sessions = list(activity.sessions.taking_place())
    for session in sessions:
        session.activity = activity
    if activity.is_series:
        following = next((one for one in sessions if one.ends_at > at), None)
        if following is None:
            return dates_of(activity)
        return f"Next session: {_day_and_hours(following, following)}"
    if not sessions:
        return dates_of(activity)
    first, last = sessions[0], max(sessions, key=lambda one: one.ends_at)
    if first.local_date == last.local_ends_at.date():
        return _day_and_hours(first, last)
    return f"{dates_of(activity)}, from {clock(first.local_starts_at)} {first.local_starts_at:%Z} on"


def taking_place(days: Iterable[Day]) -> list[Session]:
    """The sessions of these days, without those that are cancelled."""
    sessions = (item.session for day in days for slot in day.slots for item in slot.contents)
    return [session for session in sessions if not session.is_cancelled]


def when_series_meets(activity: Activity, programme: Programme, *, at: datetime) -> str:
    """For paper, which outlives the next session: “Thursdays, March 12, 2026 – March 11, 2027, 7:45 – 8:45 AM Mountain Time”.

    Weekday and hours are those of what is still to come, and named where all sessions share them.
    """
    sessions = taking_place([*programme.coming, *programme.later]) or taking_place(programme.earlier)
    weekdays = {f"{one.local_date:%A}s" for one in sessions} if len(sessions) > 1 else set()
    hours = {clock_range(one.local_starts_at, one.local_ends_at) for one in sessions}
    parts = [*(weekdays if len(weekdays) == 1 else ()), dates_of(activity)]
    if len(hours) == 1:
        # Without MST or MDT: most series go on through both.
        zone, _, _ = zone_in_words(activity, at).rpartition(" (")
        parts.append(f"{hours.pop()} {zone}")
    return ", ".join(parts)


def _day_and_hours(first: Session, last: Session) -> str:
    hours = clock_range(first.local_starts_at, last.local_ends_at)
    return f"{day_in_words(first.local_date)}, {hours} {first.local_starts_at:%Z}"


def _hours(activity: Activity, sessions: list[Session]) -> str:
    """The hours of a single day, or the next session of a series; several days have theirs in the agenda."""
    if sessions and activity.is_series:
        following = sessions[0].local_starts_at
        return f"Next: {following:%A, %B} {following.day}, {clock(following)}"
    if not sessions or activity.start_date != activity.end_date:
        return ""
    return clock_range(sessions[0].local_starts_at, max(s.local_ends_at for s in sessions))


def _days(sessions: list[Session]) -> list[Day]:
    return [_day(day, list(of_day)) for day, of_day in groupby(sessions, key=lambda session: session.local_date)]


def _day(day: date, sessions: list[Session]) -> Day:
    return Day(day_in_words(day), day, _slots(sessions), timetable_of(sessions, credit_of=_item_credit))


def _slots(sessions: list[Session]) -> list[Slot]:
    slots = []
    for _, together in groupby(sorted(sessions, key=lambda s: s.starts_at), key=lambda s: s.starts_at):
        parallel = list(together)
        last = max(s.local_ends_at for s in parallel)
        slots.append(Slot(clock_range(parallel[0].local_starts_at, last), [_item(s, last) for s in parallel]))
    return slots


def _item(session: Session, slot_ends_at: datetime) -> Item:
    kind = session.get_kind_display() if session.kind in NAMED_KINDS else ""
    until = f"until {clock(session.local_ends_at)}" if session.local_ends_at < slot_ends_at else ""
    return Item(session, kind, until, _item_credit(session), _standing(session))


def _standing(session: Session) -> str:
    if session.is_cancelled:
        return "cancelled"
    return "approved" if session.activity.is_published and session.approved_at else ""


def _item_credit(session: Session) -> str:
    if not session.activity.is_published or session.kind in Session.NEVER_FOR_CREDIT or not_approved(session):
        return ""
    return f"{session.minutes} minutes count for credit" if session.counts_for_credit else "No credit"


def _people(members: Iterable[TeamMember]) -> list[Person]:
    """Each person once, with all their roles; those who teach first. Who only coordinates is not named."""
    named = sorted((m for m in members if m.controls_content), key=lambda m: m.role in TeamMember.PLANNING_ROLES)
    by_person: dict[int, list[TeamMember]] = {}
    for member in named:
        by_person.setdefault(member.person_id, []).append(member)
    return [Person(theirs[0], ", ".join(m.get_role_display() for m in theirs)) for theirs in by_person.values()]


# --- What learners have to be told -----------------------------------------------------------------------------------


@dataclass(frozen=True)
class Told:
    """Nothing at all before approval: no word of credit (STM-3), and disclosures are still being collected."""

    statements: list[str] = field(default_factory=list)
    disclosures: list[str] = field(default_factory=list)
    credit: str = ""
    claim_until: str = ""


def told_to_learners(activity: Activity, *, at: datetime) -> Told:
    if not activity.is_published:
        return Told()
    office = OfficeSettings.current()
    # What was disclosed for an activity that is over stays what was told then.
    on = min(timezone.localdate(at, activity.zone), activity.end_date or date.max)
    return Told(
        statements=required_statements(activity, office),
        disclosures=disclosures_to_learners(activity, office=office, on=on),
        credit=credit_line(activity),
        claim_until=claim_until(activity, at=at, office=office),
    )


def claim_until(activity: Activity, *, at: datetime, office: OfficeSettings) -> str:
    """“January 22, 2027”, the last day on which credit can be claimed; empty once that has passed."""
    last_day = activity.claim_last_day(office.claim_window_days)
    return long_date(last_day) if last_day and timezone.localdate(at, activity.zone) <= last_day else ""
