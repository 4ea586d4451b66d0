"""The gate of a session: what it lacks, whether the office may approve it, whether learners may enter.

The one place of these rules (REV-4, SII-7), asked by pages, services, admin, codes and claims alike. A series is approved as
a whole; each of its sessions then by itself, before it begins. Sessions of anything else are approved with their activity.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db.models import TextChoices, prefetch_related_objects

from accounts.models import User
from activities.clearance import uncleared_people
from activities.models import OfficeSettings, Session, Status
from activities.readiness import decision_refusals, outside_activity


class State(TextChoices):
    """Where a session of a series stands."""

    CANCELLED = "cancelled", "Cancelled"
    APPROVED = "approved", "Approved"
    OVER = "over", "Not approved in time"
    READY = "ready", "Ready for the office"
    INCOMPLETE = "incomplete", "Incomplete"


@dataclass(frozen=True)
class Gate:
    """One session with what it still lacks for the office's approval."""

    session: Session
    missing: list[str]
    at: datetime

    @property
    def state(self) -> State:
        if self.session.is_cancelled:
            return State.CANCELLED
        if self.session.approved_at:
            return State.APPROVED
        if has_begun(self.session, at=self.at):
            return State.OVER
        return State.INCOMPLETE if self.missing else State.READY

    @property
    def days_left(self) -> int:
        """Whole local days until it is held; negative once it is over."""
        zone = self.session.activity.zone
        return (self.session.local_date - self.at.astimezone(zone).date()).days


def has_own_gate(session: Session) -> bool:
    return session.activity.is_series and session.counts_for_credit


def has_begun(session: Session, *, at: datetime) -> bool:
    return session.starts_at <= at


def gates_of(sessions: Sequence[Session], *, office: OfficeSettings, at: datetime) -> list[Gate]:
    """In a few queries, however many sessions. Their `activity` should be at hand."""
    prefetch_related_objects(list(sessions), "speakers")
    uncleared = uncleared_people(sessions, office=office, at=at)
    return [Gate(session, [*_own_gaps(session), *uncleared[session.pk]], at) for session in sessions]


def gate_of(session: Session, *, office: OfficeSettings, at: datetime) -> Gate:
    return gates_of([session], office=office, at=at)[0]


def _own_gaps(session: Session) -> list[str]:
    gaps = []
    if not session.is_named:
        gaps.append("Say what it is about.")
    if not session.speakers.all():
        gaps.append("Name its speakers.")
    if outside := outside_activity(session, session.activity):
        gaps.append(outside)
    return gaps


# --- The office -------------------------------------------------------------------------------------------------------


def approval_refusals(gate: Gate, *, by: User) -> list[str]:
    """Why `by` cannot approve it now (REV-3, REV-4, SII-7); empty means they can."""
    return undecidable(gate, by=by) or gate.missing


def undecidable(gate: Gate, *, by: User) -> list[str]:
    """Why there is nothing for `by` to decide about it, whatever it lacks (REV-3, REV-4)."""
    return decision_refusals(gate.session.activity, by=by) or _settled(gate)


def _settled(gate: Gate) -> list[str]:
    session = gate.session
    if not has_own_gate(session):
        return ["It is not approved by itself: only the counting sessions of a series are."]
    if session.activity.status not in {Status.APPROVED, Status.OPEN}:
        return ["Its series is not approved."]
    if session.is_cancelled:
        return ["It is cancelled."]
    if session.approved_at:
        return ["It is approved already."]
    if has_begun(session, at=gate.at):
        return ["It has begun, and credit cannot be designated afterwards."]
    return []


# --- Planners ---------------------------------------------------------------------------------------------------------


def change_refusal(session: Session, *, at: datetime) -> str:
    """Why a session of a running series can no longer be changed, moved or cancelled; empty means it can."""
    if session.activity.status not in {Status.APPROVED, Status.OPEN}:
        return f"The series is {session.activity.get_status_display().lower()}, so its sessions stay as they are."
    if session.is_cancelled:
        return "This session is cancelled. Add another one instead."
    if has_begun(session, at=at):
        return "This session has begun, so it stays as it is."
    return ""


# --- Learners ---------------------------------------------------------------------------------------------------------


def reasons_shut(sessions: Sequence[Session], *, office: OfficeSettings, at: datetime) -> dict[int, list[str]]:
    """What keeps each session shut to attendance and claims (SII-7); an empty list where it is open."""
    uncleared = uncleared_people(sessions, office=office, at=at)
    return {session.pk: [*not_approved(session), *uncleared[session.pk]] for session in sessions}


def not_approved(session: Session) -> list[str]:
    if session.is_cancelled:
        return [f"“{session}” is cancelled."]
    if has_own_gate(session) and session.approved_at is None:
        return [f"The office has not approved “{session}”."]
    return []


def shut_sentence(session: Session, *, at: datetime) -> str:
    """What learners read of a session that is shut; nothing about whose disclosure it is."""
    if session.is_cancelled:
        return f"“{session}” is cancelled."
    if has_own_gate(session) and session.approved_at is None:
        if has_begun(session, at=at):
            return f"“{session}” was not approved for credit before it began, so there is no credit for it."
        return f"“{session}” is not open yet: the office has still to approve it. Please ask the course staff."
    return (
        f"“{session}” is not open yet: the office is still reviewing its speakers’ disclosures. Please try again "
        "in a while, or ask the course staff."
    )
