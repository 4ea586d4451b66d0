from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from django.db import transaction

from accounts.models import User
from activities.models import Activity, CreditType, Designation, OfficeSettings, StatusChange
from activities.opening import Opening, Plan, opening_refusal
from activities.readiness import approval_refusals, computed_credit, decision_refusals, designation_refusal
from activities.services.designations import OtherCredit, designate_others
from activities.services.moving import move
from activities.services.requests import Request, ask, close_requests
from activities.services.sessions import approve_sessions_of_plan
from activities.supporters import support_gaps
from activities.workflow import lock, refuse_wrong_state
from core.errors import ActionRefused, first_refusal


def _refuse_other_version(locked: Activity, version: int | None) -> None:
    if version is not None and version != locked.version:
        raise ActionRefused(
            f"You read version {version}, and version {locked.version} has been submitted since. Please read it first."
        )


def _refuse_outsider(by: User | None) -> None:
    if by is not None and not by.has_perm("activities.change_activity"):
        raise ActionRefused("This is for the CME office.")


@transaction.atomic
def request_changes(
    activity: Activity,
    *,
    requests: Iterable[Request],
    by: User,
    at: datetime,
    note: str = "",
    version: int | None = None,
    settled: Collection[int] = (),
) -> StatusChange:
    """Give the proposal back with at least one request or a note. Raises ActionRefused (REV-1, REV-3).

    `settled` are requests (by primary key) that need nothing more; the others stay open.
    """
    locked = lock(activity)
    refuse_wrong_state(locked, "request_changes")
    _refuse_other_version(locked, version)
    first_refusal(decision_refusals(locked, by=by))
    close_requests(locked, settled, by=by, at=at)
    asked = ask(locked, requests, by=by, at=at)
    if not asked and not note.strip():
        raise ActionRefused("Say what should change, in at least one section or in the note.", field="note")
    return move(locked, "request_changes", by=by, at=at, note=note)


@transaction.atomic
def approve_activity(
    activity: Activity,
    *,
    by: User,
    at: datetime,
    maximum: Decimal | None = None,
    others: Iterable[OtherCredit] = (),
    note: str = "",
    version: int | None = None,
    settled: Collection[int] = (),
    opening: Plan | None = None,
) -> Designation:
    """Approve one version and designate its credit, by default the most the plan supports (REV-2 to REV-5, AMA-1).

    `others` are designated beside AMA credit (AMA-8). `opening` says when registration opens; without it, what was set
    before holds.

    Raises ActionRefused with every reason against it.
    """
    locked = lock(activity)
    refuse_wrong_state(locked, "approve")
    _refuse_other_version(locked, version)
    office = OfficeSettings.current()
    first_refusal(decision_refusals(locked, by=by))
    close_requests(locked, settled, by=by, at=at)
    first_refusal(approval_refusals(locked, by=by, at=at, office=office))
    computed = computed_credit(locked, office)
    credit = maximum if maximum is not None else computed
    if credit is None:
        raise ActionRefused("No credit can be computed from the plan.", field="maximum")
    if refusal := designation_refusal(credit, activity=locked, office=office):
        raise ActionRefused(refusal, field="maximum")
    designation, _ = Designation.objects.update_or_create(
        activity=locked,
        credit_type_id=CreditType.AMA,
        defaults={"maximum": credit, "designated_at": at, "designated_by": by},
    )
    designate_others(locked, others, by=by, at=at)
    move(locked, "approve", by=by, at=at, note=note)
    if locked.is_series:
        approve_sessions_of_plan(locked, by=by, at=at)
    if opening is not None:
        _open_as_planned(locked, opening, by=by, at=at)
    return designation


def _open_as_planned(locked: Activity, plan: Plan, *, by: User, at: datetime) -> None:
    if refusal := opening_refusal(plan, activity=locked, at=at):
        raise ActionRefused(refusal, field="opens_at")
    locked.registration_opens_at = plan.at if plan.how == Opening.AT_A_TIME else None
    locked.save(update_fields=["registration_opens_at"])
    if plan.how == Opening.AT_ONCE:
        move(locked, "open", by=by, at=at)


@dataclass(frozen=True)
class Approval:
    """One of several approvals, as a reviewer confirmed it: of this version, with this credit."""

    activity: Activity
    version: int | None = None
    maximum: Decimal | None = None
    others: tuple[OtherCredit, ...] = ()
    opening: Plan | None = None


def approve_ready(
    approvals: Iterable[Approval], *, by: User, at: datetime
) -> tuple[list[Activity], list[tuple[Activity, str]]]:
    """Approve those that are ready, each by itself; the others come back with the reason (REV-7)."""
    approved: list[Activity] = []
    refused: list[tuple[Activity, str]] = []
    for approval in approvals:
        try:
            approve_activity(
                approval.activity,
                by=by,
                at=at,
                maximum=approval.maximum,
                others=approval.others,
                version=approval.version,
                opening=approval.opening,
            )
        except ActionRefused as refusal:
            refused.append((approval.activity, refusal.message))
        else:
            approved.append(approval.activity)
    return approved, refused


@transaction.atomic
def decline_proposal(
    activity: Activity, *, by: User, at: datetime, note: str, version: int | None = None
) -> StatusChange:
    locked = lock(activity)
    refuse_wrong_state(locked, "decline")
    _refuse_other_version(locked, version)
    first_refusal(decision_refusals(locked, by=by))
    if not note.strip():
        raise ActionRefused("Say why, so that the planners can learn from it.", field="note")
    return move(locked, "decline", by=by, at=at, note=note)


@transaction.atomic
def open_activity(activity: Activity, *, by: User | None, at: datetime) -> StatusChange:
    """Open registration; `by` is None where the clock does it."""
    _refuse_outsider(by)
    locked = lock(activity)
    refuse_wrong_state(locked, "open")
    first_refusal(support_gaps(locked))
    return move(locked, "open", by=by, at=at)


@transaction.atomic
def close_activity(activity: Activity, *, by: User | None, at: datetime) -> StatusChange:
    _refuse_outsider(by)
    return move(lock(activity), "close", by=by, at=at)


@transaction.atomic
def cancel_activity(activity: Activity, *, by: User, at: datetime, note: str) -> StatusChange:
    locked = lock(activity)
    refuse_wrong_state(locked, "cancel")
    _refuse_outsider(by)
    if not note.strip():
        raise ActionRefused("Say why it is cancelled; registered learners will read it.", field="note")
    return move(locked, "cancel", by=by, at=at, note=note)
