"""Why a person cannot register, record attendance or hand in work now; empty means they can."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Final

from django.db.models import Count
from django.utils import timezone

from accounts.models import User
from activities.credit import worth_of_minutes
from activities.dates import long_date
from activities.models import Activity, Designation, OfficeSettings, Session, Status
from activities.sections import has_agenda
from activities.session_gate import reasons_shut, shut_sentence
from learners.models import CompletedWork, Registration, SessionCode

# So few seats are said in a list, for who has to make up their mind.
FEW_SEATS: Final = 10


FULL_BUT_STREAMED: Final = "in the room; online there is place for everybody"


def seats_left(activity: Activity) -> int | None:
    """None where there is no limit."""
    return seats_left_of([activity]).get(activity.pk)


def seats_left_of(activities: Iterable[Activity]) -> dict[int, int]:
    """Of those with a limit, by primary key, in one query."""
    limited = {activity.pk: activity.capacity for activity in activities if activity.capacity is not None}
    held = Registration.objects.in_the_room().filter(activity__in=limited).order_by()
    taken = dict(held.values_list("activity").annotate(Count("pk")))
    return {pk: max(capacity - taken.get(pk, 0), 0) for pk, capacity in limited.items()}


@dataclass(frozen=True)
class SeatNote:
    """What a list says about registering for one activity."""

    words: str
    is_full: bool = False


def seat_notes(activities: Iterable[Activity], *, at: datetime) -> dict[int, SeatNote]:
    """By primary key: full, few seats left, or opening later; nothing of those one can simply register for."""
    listed = list(activities)
    seats = seats_left_of(one for one in listed if not registration_refusals(one, at=at))
    notes = {}
    for activity in listed:
        opens_at, left = activity.registration_opens_at, seats.get(activity.pk)
        if activity.status == Status.APPROVED and opens_at and opens_at > at:
            notes[activity.pk] = SeatNote(f"Registration opens {_short_day(opens_at, activity, at=at)}")
        elif left == 0:
            notes[activity.pk] = SeatNote(
                FULL_BUT_STREAMED if activity.is_hybrid else "with a waiting list", is_full=True
            )
        elif left is not None and left <= FEW_SEATS:
            notes[activity.pk] = SeatNote(f"{left} seat{'' if left == 1 else 's'} left")
    return notes


def _short_day(moment: datetime, activity: Activity, *, at: datetime) -> str:
    """“December 5”, with the year where it is another one."""
    day = timezone.localdate(moment, activity.zone)
    return f"{day:%B} {day.day}" if day.year == timezone.localdate(at, activity.zone).year else long_date(day)


def registration_refusals(activity: Activity, *, at: datetime) -> list[str]:
    """A full activity is no refusal: it has a waiting list."""
    if activity.status == Status.APPROVED:
        if activity.registration_opens_at and activity.registration_opens_at > at:
            opens = activity.registration_opens_at.astimezone(activity.zone)
            return [f"Registration opens on {opens:%B %-d, %Y at %-I:%M %p}."]
        return ["Registration is not open yet. Please come back soon."]
    if activity.status != Status.OPEN:
        return [f"This activity is {activity.get_status_display().lower()}; one cannot register any more."]
    if has_ended(activity, at=at) and not activity.is_self_paced:
        return ["This activity is over. If you were there, use the code you were given."]
    return []


def has_ended(activity: Activity, *, at: datetime) -> bool:
    return activity.end_date is not None and at.astimezone(activity.zone).date() > activity.end_date


def online_address_for(registration: Registration | None) -> str:
    """Where somebody who holds a seat takes part online, at any time until it is over; nobody else is told it.

    Who comes in person is not: who would rather watch says so first, and the seat goes to who waits (ADR 13).
    Planners and the office know it from the plan. Empty where nothing is held online, or it does not take place.
    """
    if registration is None or registration.status != Registration.Status.REGISTERED:
        return ""
    if registration.activity.is_hybrid and registration.attends == Registration.Attends.IN_PERSON:
        return ""
    return registration.activity.online_address if registration.activity.is_published else ""


def is_over(activity: Activity, *, at: datetime) -> bool:
    """Nothing of it can be attended with a code any more, and what was attended can be claimed (ATT-4)."""
    if activity.format not in Activity.TIMED_FORMATS or activity.status not in {Status.OPEN, Status.CLOSED}:
        return False
    last = activity.sessions.open_to_learners().order_by("-ends_at").values_list("ends_at", flat=True).first()
    return last is not None and at >= last + timedelta(minutes=OfficeSettings.current().code_minutes_after)


NOT_RECORDED = (
    "Your attendance is not on record, and the codes have stopped working. If you were there, tell the office."
)


def codes_have_stopped(activity: Activity, session: Session | None = None, *, at: datetime) -> bool:
    """Whether only the office can still record who was there: at `session`, or at all of a timed activity (ATT-4)."""
    if session is None or activity.format not in Activity.TIMED_FORMATS:
        return is_over(activity, at=at)
    return at >= session.ends_at + timedelta(minutes=OfficeSettings.current().code_minutes_after)


def can_be_told_after(code: SessionCode, sessions: list[Session], *, at: datetime) -> bool:
    """Whether the office can be told of having been where `code` no longer works; `sessions` are what it stands for."""
    return is_over(code.activity, at=at) or any(codes_have_stopped(code.activity, one, at=at) for one in sessions)


def no_codes_reason(activity: Activity) -> str:
    """Why an approved activity has no code at all; empty where a session of it gets one (SII-7)."""
    if not has_agenda(activity):
        return "Learners take part at their own pace, so there is no session at which to show a code."
    if activity.sessions.open_to_learners().exists():
        return ""
    if activity.is_series and activity.sessions.taking_place().filter(counts_for_credit=True).exists():
        return "The office has approved no session of this series yet. Each gets its code once it has."
    return "Codes are made for the items of the agenda that count for credit, and none does."


def code_refusals(code: SessionCode, *, at: datetime) -> list[str]:
    """ATT-4: a code works in its window, until it is replaced, for an activity that is open."""
    zone = code.activity.zone
    if code.replaced_at is not None:
        return ["This code has been replaced. Please use the one that is shown now."]
    if code.activity.status != Status.OPEN:
        return ["This activity is not open for attendance."]
    if at < code.opens_at:
        opens = code.opens_at.astimezone(zone)
        return [f"This code works from {opens:%B %-d at %-I:%M %p} on. Please try again then."]
    if at >= code.closes_at:
        closed = code.closes_at.astimezone(zone)
        return [
            (
                f"This code stopped working on {closed:%B %-d at %-I:%M %p}. If you were there, tell the office, "
                "or ask the course staff to record your attendance."
            )
        ]
    return []


def sessions_of_code(code: SessionCode, *, at: datetime) -> list[Session]:
    """What a code stands for: its session, or all counting sessions of the local day for a whole activity."""
    if code.session is not None:
        return [code.session]
    today = at.astimezone(code.activity.zone).date()
    sessions = list(code.activity.sessions.filter(counts_for_credit=True))
    for session in sessions:
        session.activity = code.activity
    return [session for session in sessions if session.local_date == today]


def attendance_refusals(
    code: SessionCode, sessions: list[Session], *, office: OfficeSettings, at: datetime
) -> list[str]:
    """Why `code` records nothing now. `sessions` are those it stands for; one that is cleared is enough (SII-7)."""
    if refusals := code_refusals(code, at=at):
        return refusals
    if not sessions:
        return ["Nothing of this activity that counts for credit takes place today."]
    if refusals := _day_refusals(code, sessions, office=office, at=at):
        return refusals
    if all(reasons_shut(sessions, office=office, at=at).values()):
        return [shut_sentence(sessions[0], at=at)]
    return []


def _day_refusals(code: SessionCode, sessions: list[Session], *, office: OfficeSettings, at: datetime) -> list[str]:
    """The code of a course of several days works around each day's sessions, not through the night (ATT-4)."""
    zone = code.activity.zone
    opens = min(s.starts_at for s in sessions) - timedelta(minutes=office.code_minutes_before)
    closes = max(s.ends_at for s in sessions) + timedelta(minutes=office.code_minutes_after)
    if at < opens and code.session is None:
        return [f"Today this code works from {opens.astimezone(zone):%-I:%M %p} on. Please try again then."]
    if at >= closes and code.session is None:
        return [
            (
                f"Today this code worked until {closes.astimezone(zone):%-I:%M %p}. If you were there, tell the "
                "office, or ask the course staff to record your attendance."
            )
        ]
    return []


def place_in_line(registration: Registration) -> int:
    """1 for who moves up next; 0 for who does not wait."""
    if registration.status != Registration.Status.WAITING:
        return 0
    line = Registration.objects.filter(activity=registration.activity_id).waiting()
    return list(line.values_list("pk", flat=True)).index(registration.pk) + 1


def registration_of(activity: Activity, learner: User) -> Registration | None:
    return Registration.objects.filter(activity=activity, learner=learner).first()


# --- Completed work (AMA-2) ------------------------------------------------------------------------------------------
def writing_refusals(activity: Activity, learner: User, *, office: OfficeSettings, at: datetime) -> list[str]:
    """Why this person cannot write down or hand in work now: registered people can, until credit can no longer be claimed."""
    if activity.work_format is None:
        return ["This activity does not ask for work of your own."]
    if activity.status not in {Status.OPEN, Status.CLOSED}:
        return [f"This activity is {activity.get_status_display().lower()}."]
    closes_at = activity.claim_closes_at(office.claim_window_days)
    if closes_at is not None and at >= closes_at:
        return ["The time in which work could be handed in is over. Please write to the office if you missed it."]
    if not Registration.objects.holding_seats().filter(activity=activity, learner=learner).exists():
        return ["Register first."]
    return []


def day_refusal(day: date, activity: Activity, *, at: datetime) -> str:
    """Why something done on `day` is no work for this activity; empty means it is (REV-4)."""
    if day > timezone.localdate(at, activity.zone):
        return "This day is still to come."
    if activity.start_date and day < activity.start_date:
        return f"The activity began on {long_date(activity.start_date)}; what was done before gives no credit."
    if activity.end_date and day > activity.end_date:
        return f"The activity ended on {long_date(activity.end_date)}; what was done afterwards gives no credit."
    return ""


def work_gaps(work: CompletedWork) -> list[tuple[str, str]]:
    """What still has to be filled in before it can be handed in, each with its field; empty means nothing."""
    gaps = [(name, "Fill this in before you hand it in.") for name in work.needed if not getattr(work, name)]
    if work.kind == CompletedWork.Kind.MANUSCRIPT and not (work.acceptance or work.proof):
        gaps.append(("acceptance", "Copy the editor’s words, or add the letter as a file."))
    return gaps


def deciding_refusals(work: CompletedWork, *, by: User) -> list[str]:
    """Why `by` cannot confirm it or send it back; nobody decides on what is theirs (REV-3)."""
    if not by.has_perm("learners.decide_completedwork"):
        return ["Confirming completed work is for the CME office."]
    if work.learner_id == by.pk:
        return ["Somebody else must decide on your own work."]
    if work.status != CompletedWork.Status.HANDED_IN:
        return [f"This work is {work.get_status_display().lower()}, so there is nothing to decide."]
    return []


def worth_of_work(work: CompletedWork, designation: Designation) -> Decimal:
    """Credits of one piece: what was designated for it, which for a presentation is by the hour (AMA-2)."""
    if work.kind == CompletedWork.Kind.TEACHING:
        return worth_of_minutes(work.minutes or 0, per_hour=designation.maximum, step=designation.step)
    return designation.maximum
