from collections.abc import Collection, Iterable, Sequence
from datetime import datetime

from django.db import transaction
from django.utils import timezone

from accounts.models import User
from activities.models import Activity, OfficeSettings, Session
from core.background import request_after_commit
from core.errors import ActionRefused, first_refusal
from credits.eligibility import (
    is_granted_by_rule,
    late_claim_refusals,
    opened_until,
    presence_refusals,
    sessions_to_tell_of,
    standing_of,
)
from credits.models import LateClaimRequest
from credits.services.claims import own_work
from credits.tasks import announce_late_claim, tell_of_late_claim
from learners.models import CompletedWork
from learners.services import record_by_staff

Status = LateClaimRequest.Status


@transaction.atomic
def ask_late_claim(
    activity: Activity,
    *,
    learner: User,
    reason: str,
    at: datetime,
    session: Session | None = None,
    work: CompletedWork | None = None,
) -> LateClaimRequest:
    """Ask to claim after the window: granted at once as far as the office's rule goes, else queued (AMA-7).

    Raises ActionRefused.
    """
    # One at a time per person, so that two tabs do not both take the last grant of the year.
    User.objects.select_for_update().get(pk=learner.pk)
    standing = standing_of(activity, learner, at=at, session=session, work=own_work(work, activity, learner))
    first_refusal(late_claim_refusals(standing))
    if not reason.strip():
        raise ActionRefused("Say why you are late.", field="reason")
    office = OfficeSettings.current()
    request = LateClaimRequest(
        activity=activity,
        session=standing.session,
        work=standing.work,
        learner=learner,
        reason=reason.strip(),
        asked_at=at,
    )
    granted = granted_this_year(learner, at=at)
    if is_granted_by_rule(standing, granted_this_year=granted, office=office, at=at):
        _grant(request, by=None, at=at, note="", office=office)
    else:
        request.save()
        request_after_commit(announce_late_claim, request.pk)
    return request


@transaction.atomic
def tell_presence(
    activity: Activity, *, learner: User, sessions: Sequence[Session], reason: str, at: datetime
) -> list[LateClaimRequest]:
    """Tell the office of `sessions` one was in without being on record, after the codes stopped (ATT-3, ATT-4).

    One request for an activity, of a series one for each session, as credit is claimed. Raises ActionRefused.
    """
    User.objects.select_for_update().get(pk=learner.pk)
    office = OfficeSettings.current()
    first_refusal(presence_refusals(activity, learner, office=office, at=at))
    if not sessions:
        raise ActionRefused("Choose where you were.", field="sessions")
    possible = sessions_to_tell_of(activity, learner, office=office, at=at)
    if not set(sessions) <= set(possible):
        raise ActionRefused("One of these you have told of already, or you are on record for it.", field="sessions")
    if not reason.strip():
        raise ActionRefused("Say in a sentence how it came about.", field="reason")
    groups = [[one] for one in sessions] if activity.is_claimed_per_session else [list(sessions)]
    return [_tell(activity, learner, group, reason=reason.strip(), at=at) for group in groups]


def _tell(activity: Activity, learner: User, sessions: list[Session], *, reason: str, at: datetime) -> LateClaimRequest:
    request = LateClaimRequest.objects.create(
        activity=activity,
        session=sessions[0] if activity.is_claimed_per_session else None,
        learner=learner,
        kind=LateClaimRequest.Kind.PRESENCE,
        reason=reason,
        asked_at=at,
    )
    request.sessions_told.set(sessions)
    request_after_commit(announce_late_claim, request.pk)
    return request


def granted_this_year(learner: User, *, at: datetime) -> int:
    """How many late claims this person was granted by rule in the calendar year of `at`."""
    return LateClaimRequest.objects.granted_by_rule(learner, year=timezone.localtime(at).year).count()


@transaction.atomic
def grant_late_claim(
    request: LateClaimRequest,
    *,
    by: User,
    at: datetime,
    note: str = "",
    sessions: Collection[Session] | None = None,
) -> LateClaimRequest:
    """Open a personal claim window, and record the attendance that was told of; also for one that was declined before.

    `sessions` are those to record, where it is not all that were told of; `note` then says why. Raises ActionRefused.
    """
    current = _lock(request, by=by)
    if current.status == Status.GRANTED:
        raise ActionRefused("This late claim has been granted already.")
    told = list(current.sessions_told.order_by("starts_at"))
    recorded = told if sessions is None else [session for session in told if session in sessions]
    if told and not recorded:
        raise ActionRefused("Choose at least one session to record, or decline.", field="sessions")
    if len(recorded) < len(told) and not note.strip():
        raise ActionRefused("Say why the others are not recorded; the learner reads it.", field="note")
    for session in recorded:
        record_by_staff(session, learner=current.learner, by=by, at=at)
    return _grant(current, by=by, at=at, note=note.strip(), office=OfficeSettings.current())


@transaction.atomic
def decline_late_claim(request: LateClaimRequest, *, by: User, at: datetime, note: str) -> LateClaimRequest:
    """Raises ActionRefused, also without a note: the learner reads it."""
    current = _lock(request, by=by)
    if current.status != Status.WAITING:
        raise ActionRefused("This late claim has been decided already.")
    if not note.strip():
        raise ActionRefused("Say why it is declined; the learner reads it.", field="note")
    current.status, current.decided_at, current.decided_by = Status.DECLINED, at, by
    current.note = note.strip()
    current.save()
    request_after_commit(tell_of_late_claim, current.pk)
    return current


def decide_together(
    requests: Iterable[LateClaimRequest], *, grants: bool, by: User, at: datetime, note: str
) -> tuple[int, list[tuple[LateClaimRequest, str]]]:
    """Decide on each that can be; returns how many, and the others each with the reason."""
    refused: list[tuple[LateClaimRequest, str]] = []
    done = 0
    for request in requests:
        try:
            if grants:
                grant_late_claim(request, by=by, at=at, note=note)
            else:
                decline_late_claim(request, by=by, at=at, note=note)
        except ActionRefused as refusal:
            refused.append((request, refusal.message))
        else:
            done += 1
    return done, refused


def _lock(request: LateClaimRequest, *, by: User) -> LateClaimRequest:
    current = (
        LateClaimRequest.objects.select_for_update(of=("self",))
        .select_related("activity", "learner")
        .get(pk=request.pk)
    )
    if not by.has_perm("credits.decide_lateclaimrequest"):
        raise ActionRefused("Deciding on late claims is for the CME office.")
    if current.learner_id == by.pk:
        raise ActionRefused("Somebody else must decide on your own late claim.")
    return current


def _grant(
    request: LateClaimRequest, *, by: User | None, at: datetime, note: str, office: OfficeSettings
) -> LateClaimRequest:
    request.status, request.decided_at, request.decided_by, request.note = Status.GRANTED, at, by, note
    request.closes_at = opened_until(request, office=office, at=at)
    request.telling_since = request.told_at = None  # also where a refusal was told before
    request.save()
    request_after_commit(tell_of_late_claim, request.pk)
    return request
