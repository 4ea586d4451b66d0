"""The acts about single sessions of an approved series: naming, moving, cancelling, approving."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime

from django.db import transaction
from django.utils import timezone

from accounts.models import Profession, User
from activities.clearance import team_clearances
from activities.models import Activity, Objective, OfficeSettings, Session, SessionChange, TeamMember
from activities.readiness import outside_activity
from activities.services.disclosure_requests import occasion_of
from activities.session_gate import (
    State,
    approval_refusals,
    change_refusal,
    gate_of,
    gates_of,
    has_own_gate,
    undecidable,
)
from activities.tasks import tell_of_session_changes
from activities.workflow import lock
from core.background import request_after_commit
from core.errors import ActionRefused, first_refusal
from disclosures.services import request_disclosure

Action = SessionChange.Action


@dataclass(frozen=True)
class NewSpeaker:
    """Somebody who is not on the team yet; known people are found by their address."""

    email: str
    given_name: str
    family_name: str
    profession: Profession
    employer: str = ""


@dataclass(frozen=True)
class Details:
    """What a session is to be. `speakers` and `objectives` are the activity's own."""

    title: str
    kind: str
    starts_at: datetime
    ends_at: datetime
    room: str = ""
    speakers: tuple[TeamMember, ...] = ()
    objectives: tuple[Objective, ...] = ()
    new_speakers: tuple[NewSpeaker, ...] = field(default=())


# --- Planners ---------------------------------------------------------------------------------------------------------


@transaction.atomic
def add_session(activity: Activity, *, details: Details, by: User, at: datetime) -> Session:
    """One more session of a running series; the office approves it before it begins (REV-4). Raises ActionRefused."""
    locked = lock(activity)
    _refuse_strangers(locked, by)
    session = Session(activity=locked, starts_at=details.starts_at, ends_at=details.ends_at)
    if refusal := change_refusal(session, at=at):
        raise ActionRefused("A session is added before it begins." if details.starts_at <= at else refusal)
    _write(session, details, by=by, at=at)
    _note(session, Action.ADDED, by=by, at=at)
    return session


@transaction.atomic
def change_session(
    session: Session, *, details: Details, by: User, at: datetime, based_on: datetime | None = None
) -> Session:
    """Name it, move it, give it other speakers. What was approved is approved again after that (REV-4, SII-7).

    `based_on` is the `updated_at` that was read. Raises ActionRefused.
    """
    current = _lock_session(session)
    _refuse_strangers(current.activity, by)
    if refusal := change_refusal(current, at=at):
        raise ActionRefused(refusal)
    if details.starts_at <= at:
        raise ActionRefused("A session cannot be moved into the past.", field="date")
    if based_on is not None and based_on != current.updated_at:
        raise ActionRefused(
            "Somebody saved this session meanwhile. What you typed is below; save again to put it in place of theirs."
        )
    before, approved = _Seen.of(current), (current.approved_at, current.approved_by)
    current.approved_at = current.approved_by = None
    _write(current, details, by=by, at=at)
    after = _Seen.of(current)
    if after.content == before.content and after.times == before.times:
        current.approved_at, current.approved_by = approved
    if after != before:
        current.sequence += 1
    current.save()
    if after.times != before.times:
        _note(current, Action.MOVED, by=by, at=at, starts_before=before.times[0])
    elif after.content != before.content:
        _note(current, Action.CHANGED, by=by, at=at)
    return current


@dataclass(frozen=True)
class _Seen:
    """A session as the office approved it, and as calendars show it."""

    content: tuple[str, frozenset[int]]
    times: tuple[datetime, datetime]
    room: str

    @classmethod
    def of(cls, session: Session) -> "_Seen":
        speakers = frozenset(session.speakers.values_list("pk", flat=True))
        return cls((session.title, speakers), (session.starts_at, session.ends_at), session.room)


@transaction.atomic
def cancel_session(session: Session, *, reason: str, by: User, at: datetime) -> Session:
    """It does not take place; those registered are told why. Raises ActionRefused."""
    current = _lock_session(session)
    _refuse_strangers(current.activity, by)
    if refusal := change_refusal(current, at=at):
        raise ActionRefused(refusal)
    if not reason.strip():
        raise ActionRefused("Say why it is cancelled; registered learners will read it.", field="reason")
    current.cancelled_at, current.cancelled_by, current.cancel_reason = at, by, reason.strip()[:300]
    current.approved_at = current.approved_by = None
    current.sequence += 1
    current.save()
    _note(current, Action.CANCELLED, by=by, at=at, note=current.cancel_reason)
    return current


def _refuse_strangers(activity: Activity, by: User) -> None:
    """The planners', and the office's (PLN-5)."""
    if by.is_staff and by.has_perm("activities.change_activity"):
        return
    if not Activity.objects.planned_by(by).filter(pk=activity.pk).exists():
        raise ActionRefused("Only this activity’s planners can do this.")


def _lock_session(session: Session) -> Session:
    """As it is now, its activity locked first: what is done to one series is done one after another."""
    activity = lock(session.activity)
    current = Session.objects.get(pk=session.pk, activity=activity)
    current.activity = activity
    return current


def _write(session: Session, details: Details, *, by: User, at: datetime) -> None:
    session.title = details.title.strip() or Session.TO_BE_ANNOUNCED
    session.kind, session.room = details.kind, details.room
    session.starts_at, session.ends_at = details.starts_at, details.ends_at
    if outside := outside_activity(session, session.activity):
        raise ActionRefused(outside, field="date")
    session.save()
    named = [_take_on(session.activity, new, by=by, at=at) for new in details.new_speakers]
    session.speakers.set([*details.speakers, *named])
    session.objectives.set(details.objectives)


def _take_on(activity: Activity, new: NewSpeaker, *, by: User, at: datetime) -> TeamMember:
    """Their place on the team, and a letter that asks them to disclose where they have not (SII-1)."""
    person = User.objects.filter(email__iexact=new.email).first()
    if person is None:
        person = User.objects.create_user(
            new.email,
            given_name=new.given_name,
            family_name=new.family_name,
            printed_name=f"{new.given_name} {new.family_name}".strip(),
        )
    member = activity.team.filter(person=person, controls_content=True).first()
    if member is None:
        member = TeamMember.objects.create(
            activity=activity,
            person=person,
            role=TeamMember.Role.SPEAKER,
            profession=new.profession,
            employer=new.employer,
            position=activity.team.count(),
        )
    _invite_to_disclose(member, by=by, at=at)
    return member


def _invite_to_disclose(member: TeamMember, *, by: User, at: datetime) -> None:
    on = timezone.localdate(at, member.activity.zone)
    clearances = team_clearances(member.activity, office=OfficeSettings.current(), on=on)
    if any(clearance.member == member and clearance.disclosure is None for clearance in clearances):
        request_disclosure(person=member.person, occasion=occasion_of(member, member.activity), by=by, at=at)


# --- The office -------------------------------------------------------------------------------------------------------


@transaction.atomic
def approve_session(session: Session, *, by: User, at: datetime) -> Session:
    """Open one session to learners, before it begins (REV-3, REV-4, SII-7). Raises ActionRefused with every reason."""
    current = _lock_session(session)
    gate = gate_of(current, office=OfficeSettings.current(), at=at)
    first_refusal(approval_refusals(gate, by=by))
    _approve(current, by=by, at=at)
    _note(current, Action.APPROVED, by=by, at=at)
    return current


@transaction.atomic
def approve_ready_sessions(
    sessions: Iterable[Session], *, by: User, at: datetime
) -> tuple[list[Session], list[tuple[Session, str]]]:
    """Approve those that are ready; the others come back, each with the reason (REV-7). The letters go out together."""
    approved: list[Session] = []
    refused: list[tuple[Session, str]] = []
    for session in sessions:
        try:
            approved.append(approve_session(session, by=by, at=at))
        except ActionRefused as refusal:
            refused.append((session, refusal.message))
    return approved, refused


@transaction.atomic
def return_session(session: Session, *, note: str, by: User, at: datetime) -> SessionChange:
    """Ask the planners for something before it can be approved. Raises ActionRefused."""
    current = _lock_session(session)
    first_refusal(undecidable(gate_of(current, office=OfficeSettings.current(), at=at), by=by))
    if not note.strip():
        raise ActionRefused("Say what you need from the planners.", field="note")
    return _note(current, Action.RETURNED, by=by, at=at, note=note.strip())


def approve_sessions_of_plan(activity: Activity, *, by: User, at: datetime) -> None:
    """With the approval of a series, open those of its sessions that lack nothing; the others follow one by one.

    Call it inside the transaction that approved the locked activity.
    """
    sessions = list(activity.sessions.taking_place())
    for session in sessions:
        session.activity = activity
    for gate in gates_of(sessions, office=OfficeSettings.current(), at=at):
        if has_own_gate(gate.session) and gate.state == State.READY:
            _approve(gate.session, by=by, at=at)


def _approve(session: Session, *, by: User, at: datetime) -> None:
    session.approved_at, session.approved_by = at, by
    session.save(update_fields=["approved_at", "approved_by", "updated_at"])


def withdraw_approvals(member: TeamMember, *, by: User, at: datetime) -> None:
    """Sessions to come that lose this speaker have to be approved again (SII-7)."""
    for session in member.sessions.filter(approved_at__isnull=False, starts_at__gt=at):
        session.approved_at = session.approved_by = None
        session.save(update_fields=["approved_at", "approved_by", "updated_at"])
        _note(session, Action.CHANGED, by=by, at=at, note=f"{member.person} no longer speaks.")


# --- What is noted, and told ------------------------------------------------------------------------------------------


def _note(
    session: Session,
    action: SessionChange.Action,
    *,
    by: User | None,
    at: datetime,
    note: str = "",
    starts_before: datetime | None = None,
) -> SessionChange:
    change = SessionChange.objects.create(
        session=session, action=action, note=note, starts_before=starts_before, at=at, by=by
    )
    if action in SessionChange.TOLD:
        request_after_commit(tell_of_session_changes, session.activity_id)
    return change


@transaction.atomic
def remind_of_session(session: Session, *, at: datetime) -> SessionChange | None:
    """Tell the planners, once per session, that it draws near and what it still lacks; None where nothing is to say."""
    current = _lock_session(session)
    gate = gate_of(current, office=OfficeSettings.current(), at=at)
    if gate.state != State.INCOMPLETE or current.changes.filter(action=Action.REMINDED).exists():
        return None
    return _note(current, Action.REMINDED, by=None, at=at, note=" ".join(gate.missing))
