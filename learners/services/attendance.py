from collections.abc import Collection, Iterable, Sequence
from datetime import datetime, timedelta

from django.db import transaction

from accounts.models import User
from activities.models import Activity, OfficeSettings, Session
from activities.session_gate import not_approved, reasons_shut
from activities.unlocking import why_locked
from activities.workflow import lock
from core.codes import tidy_code
from core.errors import ActionRefused, first_refusal
from core.ratelimit import is_shut_out, too_many
from learners.eligibility import attendance_refusals, sessions_of_code
from learners.models import Attendance, Registration, SessionCode
from learners.screen import find_on_screen
from learners.services.registration import is_full
from learners.services.showing import note_shown
from learners.showing import disclosures_for, fingerprint_of

GUESSES = 8
GUESS_SECONDS = 600


def find_code(
    typed: str, *, by: User | None, address: str, at: datetime, admitted: Collection[int] = ()
) -> SessionCode:
    """The code somebody typed. Raises ActionRefused, and after a few wrong ones makes them wait (ATT-4).

    Guesses are counted per person where one is signed in, else per network address: a whole lecture hall may
    share one address. `admitted` are codes whose changing code on the screen the person has given already.
    """
    key = f"code:person-{by.pk}" if by else f"code:address-{address}"
    limit = GUESSES if by else GUESSES * 10
    # Before looking: who has used up the guesses must not learn that the next one is right.
    if is_shut_out(key, limit=limit):
        raise ActionRefused("Those were too many wrong codes. Please wait ten minutes, or ask the course staff.")
    tidied = tidy_code(typed)
    code = SessionCode.objects.filter(code=tidied).select_related("activity", "session__activity").first()
    if code is None:
        code = find_on_screen(tidied, at=at, seconds=OfficeSettings.current().code_seconds)
    elif code.changes and code.pk not in admitted:
        raise ActionRefused("The code of this session changes. Please use the one on the screen now.", field="code")
    if code is None:
        too_many(key, limit=limit, seconds=GUESS_SECONDS)
        raise ActionRefused("We do not know this code. Please compare it with the one on the screen.", field="code")
    return code


@transaction.atomic
def issue_codes(activity: Activity, *, at: datetime) -> list[SessionCode]:
    """The codes of an approved activity, one per counting session or one per activity.

    Those that exist stay, and their windows follow a session that was moved.
    """
    locked = lock(activity)
    if refusal := why_locked(locked, what="Codes"):
        raise ActionRefused(refusal)
    office = OfficeSettings.current()
    sessions = list(locked.sessions.open_to_learners())
    if not sessions:
        return []
    # A series lasts a year: one code for all of it would be known to everybody after a week (ATT-4).
    if locked.attendance_by == Activity.AttendanceBy.SESSION or locked.is_series:
        wanted: list[tuple[Session | None, datetime, datetime]] = [(s, s.starts_at, s.ends_at) for s in sessions]
    else:
        wanted = [(None, min(s.starts_at for s in sessions), max(s.ends_at for s in sessions))]
    have = {
        code.session_id: code
        for code in SessionCode.objects.filter(activity=locked).in_use().select_related("activity", "session")
    }
    for session, starts_at, ends_at in wanted:
        key = session.pk if session else None
        code = have.setdefault(key, SessionCode(activity=locked, session=session, created_at=at))
        window = (
            starts_at - timedelta(minutes=office.code_minutes_before),
            ends_at + timedelta(minutes=office.code_minutes_after),
        )
        if (code.opens_at, code.closes_at) != window:
            code.opens_at, code.closes_at = window
            code.save()
    return sorted((have[session.pk if session else None] for session, _, _ in wanted), key=lambda code: code.opens_at)


@transaction.atomic
def replace_code(code: SessionCode, *, at: datetime) -> SessionCode:
    """Retire a code that got about, and issue another with the same window (ATT-4)."""
    lock(code.activity)
    current = SessionCode.objects.get(pk=code.pk)
    if current.replaced_at is not None:
        raise ActionRefused("This code has been replaced already.")
    current.replaced_at = at
    current.save(update_fields=["replaced_at"])
    return SessionCode.objects.create(
        changes=current.changes,
        activity=current.activity,
        session=current.session,
        opens_at=current.opens_at,
        closes_at=current.closes_at,
        created_at=at,
    )


@transaction.atomic
def let_code_change(code: SessionCode, *, changes: bool) -> SessionCode:
    """Whether only the changing code on the screen counts, or the printed one (ATT-4)."""
    lock(code.activity)
    current = SessionCode.objects.get(pk=code.pk)
    if current.replaced_at is not None:
        raise ActionRefused("This code has been replaced already.")
    current.changes = changes
    current.save(update_fields=["changes"])
    return current


@transaction.atomic
def record_attendance(
    code: SessionCode, *, learner: User, at: datetime, source: str, read: str | None = None
) -> list[Attendance]:
    """Record that `learner` is there, registering who comes unregistered (ATT-1, ATT-3, ATT-4, SII-7, SII-8).

    `read` names the disclosures their page showed (`learners.showing.fingerprint_of`): where they have changed since,
    they are shown again first. Doing it twice changes nothing. Raises ActionRefused.
    """
    locked = lock(code.activity)
    code = SessionCode.objects.select_related("activity", "session__activity").get(pk=code.pk)
    office = OfficeSettings.current()
    sessions = sessions_of_code(code, at=at)
    first_refusal(attendance_refusals(code, sessions, office=office, at=at))
    shut = reasons_shut(sessions, office=office, at=at)
    openable = [session for session in sessions if not shut[session.pk]]
    told = disclosures_for(code.activity, sessions, at=at)
    if read is not None and read != fingerprint_of(told) and not _attends_all(openable, learner):
        raise ActionRefused("What people disclosed has changed since you opened this page. Please read it again.")
    _register_walk_in(locked, learner, at)
    note_shown(locked, learner=learner, told=told, at=at)
    return [
        _attend(session, learner, source=source, by=learner, at=at, disclosures_shown_at=at) for session in openable
    ]


@transaction.atomic
def record_by_staff(
    session: Session, *, learner: User, by: User, at: datetime, source: str = Attendance.Source.STAFF
) -> Attendance:
    """Attendance that staff vouch for, outside any window. Nobody vouches for themselves."""
    if learner == by:
        raise ActionRefused("Somebody else must vouch for your own attendance.")
    locked = lock(session.activity)
    session = Session.objects.select_related("activity").get(pk=session.pk)
    if not locked.is_published:
        raise ActionRefused("Attendance can be recorded once the activity is approved.")
    if session.starts_at > at:
        raise ActionRefused(f"“{session}” has not begun yet.")
    first_refusal(not_approved(session))
    Registration.objects.get_or_create(activity=locked, learner=learner, defaults={"registered_at": at})
    return _attend(session, learner, source=source, by=by, at=at, disclosures_shown_at=None)


@transaction.atomic
def record_together(session: Session, *, learners: Iterable[User], by: User, at: datetime) -> list[Attendance]:
    """All of them or, where one is refused, none."""
    return [record_by_staff(session, learner=learner, by=by, at=at) for learner in learners]


def _attends_all(sessions: Sequence[Session], learner: User) -> bool:
    return Attendance.objects.filter(learner=learner, session__in=sessions).count() == len(sessions)


def _register_walk_in(locked: Activity, learner: User, at: datetime) -> None:
    registration = Registration.objects.filter(activity=locked, learner=learner).first()
    if registration and registration.status == Registration.Status.REGISTERED:
        return
    if is_full(locked):
        if locked.is_hybrid:
            raise ActionRefused(
                "Every seat in the room is taken and you are not registered. If you take part online, register for that "
                "first; else please see the course staff."
            )
        raise ActionRefused("Every seat is taken and you are not registered. Please see the course staff.")
    registration = registration or Registration(activity=locked, learner=learner)
    registration.status = Registration.Status.REGISTERED
    registration.registered_at, registration.cancelled_at = at, None
    registration.news = ""  # they are in the room
    registration.save()


def _attend(
    session: Session, learner: User, *, source: str, by: User, at: datetime, disclosures_shown_at: datetime | None
) -> Attendance:
    attendance, _ = Attendance.objects.get_or_create(
        session=session,
        learner=learner,
        defaults={
            "source": source,
            "recorded_at": at,
            "recorded_by": by,
            "disclosures_shown_at": disclosures_shown_at,
        },
    )
    return attendance
