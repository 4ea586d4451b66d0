from collections.abc import Iterable
from datetime import datetime

from django.db import transaction
from django.utils import timezone

from accounts.models import User
from activities.models import Activity, OfficeSettings, Session
from core.background import request_after_commit
from core.errors import ActionRefused, first_refusal
from credits.eligibility import is_granted_by_rule, late_claim_closes_at, late_claim_refusals, standing_of
from credits.models import LateClaimRequest
from credits.services.claims import own_work
from credits.tasks import announce_late_claim, tell_of_late_claim
from learners.models import CompletedWork

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


def granted_this_year(learner: User, *, at: datetime) -> int:
    """How many late claims this person was granted by rule in the calendar year of `at`."""
    return LateClaimRequest.objects.granted_by_rule(learner, year=timezone.localtime(at).year).count()


@transaction.atomic
def grant_late_claim(request: LateClaimRequest, *, by: User, at: datetime, note: str = "") -> LateClaimRequest:
    """Open a personal claim window; also for one that was declined before. Raises ActionRefused."""
    current = _lock(request, by=by)
    if current.status == Status.GRANTED:
        raise ActionRefused("This late claim has been granted already.")
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
    current = LateClaimRequest.objects.select_for_update(of=("self",)).select_related("activity").get(pk=request.pk)
    if not by.has_perm("credits.decide_lateclaimrequest"):
        raise ActionRefused("Deciding on late claims is for the CME office.")
    if current.learner_id == by.pk:
        raise ActionRefused("Somebody else must decide on your own late claim.")
    return current


def _grant(
    request: LateClaimRequest, *, by: User | None, at: datetime, note: str, office: OfficeSettings
) -> LateClaimRequest:
    request.status, request.decided_at, request.decided_by, request.note = Status.GRANTED, at, by, note
    request.closes_at = late_claim_closes_at(request.activity, office=office, at=at)
    request.telling_since = request.told_at = None  # also where a refusal was told before
    request.save()
    request_after_commit(tell_of_late_claim, request.pk)
    return request
