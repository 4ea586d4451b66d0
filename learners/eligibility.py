"""Why a person cannot register or record attendance now; empty means they can."""

from datetime import datetime, timedelta

from accounts.models import User
from activities.models import Activity, OfficeSettings, Session, Status
from activities.session_gate import reasons_shut, shut_sentence
from learners.models import Registration, SessionCode


def seats_left(activity: Activity) -> int | None:
    """None where there is no limit."""
    if activity.capacity is None:
        return None
    return max(activity.capacity - activity.registrations.filter(status=Registration.Status.REGISTERED).count(), 0)


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
                f"This code stopped working on {closed:%B %-d at %-I:%M %p}. If you were there, ask the course staff "
                "to record your attendance."
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
                f"Today this code worked until {closes.astimezone(zone):%-I:%M %p}. If you were there, ask the "
                "course staff to record your attendance."
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
