"""Requests of a review: answering, settling and asking again (REV-2)."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction

from accounts.models import User
from activities.models import Activity, ReviewRequest, Status
from activities.models.status import IN_PLANNING
from activities.readiness import decision_refusals
from activities.sections import SECTION_KEYS
from activities.workflow import lock
from core.errors import ActionRefused, first_refusal

ANSWER_LENGTH = 1000
REQUEST_LENGTH = 1000


@dataclass(frozen=True)
class Request:
    """One thing to change: in which section, and what.

    `field` is the place in the section (see `activities.differences`), empty for the section as a whole; `follows` is
    the earlier request that is asked again.
    """

    section: str
    text: str
    field: str = ""
    follows: int | None = None


@transaction.atomic
def answer_request(request: ReviewRequest, *, text: str, by: User, at: datetime) -> ReviewRequest:
    """Say something about a request, instead of a change or beside it. Raises ActionRefused."""
    locked = lock(request.activity)
    current = ReviewRequest.objects.get(pk=request.pk)
    if not Activity.objects.planned_by(by).filter(pk=locked.pk).exists():
        raise ActionRefused("Only this activity’s planners can answer.")
    if locked.status not in IN_PLANNING:
        raise ActionRefused("It is with the office again, so answers can no longer be changed.")
    if current.settled_at is not None:
        raise ActionRefused("The office has settled this already; there is nothing left to answer.")
    if not text.strip():
        raise ActionRefused("Write what the office should know.", field="answer")
    if len(text) > ANSWER_LENGTH:
        raise ActionRefused(f"Please shorten it to {ANSWER_LENGTH} characters.", field="answer")
    current.answer, current.answered_at, current.answered_by = text.strip(), at, by
    current.save(update_fields=["answer", "answered_at", "answered_by"])
    return current


@transaction.atomic
def settle_requests(activity: Activity, *, settled: Collection[int], by: User, at: datetime) -> list[ReviewRequest]:
    """Mark requests (by primary key) as settled. Raises ActionRefused where a colleague was quicker (REV-3)."""
    locked = lock(activity)
    if locked.status not in (Status.SUBMITTED, Status.CHANGES_REQUESTED):
        raise ActionRefused(f"“{locked}” is {locked.get_status_display().lower()} now; its requests stay as they are.")
    first_refusal(decision_refusals(locked, by=by))
    return close_requests(locked, settled, by=by, at=at)


def close_requests(locked: Activity, pks: Collection[int], *, by: User, at: datetime) -> list[ReviewRequest]:
    """Raises ActionRefused unless all of them are still open."""
    found = list(locked.review_requests.unsettled().filter(pk__in=pks))
    if len(found) < len(set(pks)):
        raise ActionRefused(
            "A colleague has settled one of these requests or asked it again meanwhile. Please read the page again."
        )
    for request in found:
        request.settled_at, request.settled_by = at, by
        request.save(update_fields=["settled_at", "settled_by"])
    return found


def ask(locked: Activity, requests: Iterable[Request], *, by: User, at: datetime) -> list[ReviewRequest]:
    """Write down what should change. What is asked again closes the request before it."""
    wanted = [request for request in requests if request.text.strip()]
    for request in wanted:
        if request.section not in SECTION_KEYS:
            raise ActionRefused("This part of the application is not known. Please read the page again.")
        if len(request.text) > REQUEST_LENGTH:
            raise ActionRefused(f"Please shorten each request to {REQUEST_LENGTH:,} characters.")
    close_requests(locked, [request.follows for request in wanted if request.follows], by=by, at=at)
    return ReviewRequest.objects.bulk_create(
        ReviewRequest(
            activity=locked,
            section=request.section,
            field=request.field,
            text=request.text.strip(),
            version=locked.version,
            asked_at=at,
            asked_by=by,
            follows_id=request.follows,
        )
        for request in wanted
    )
