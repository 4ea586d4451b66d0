"""Who may ask to claim after the window, and what is granted at once (AMA-7)."""

from datetime import datetime, time, timedelta

from django.db.models import Exists, OuterRef
from django.utils import timezone

from accounts.models import User
from activities.models import Activity, OfficeSettings, Session, Status
from credits.eligibility.standing import Standing
from credits.models import LateClaimRequest


def late_claim_refusals(standing: Standing) -> list[str]:
    """Why this person cannot ask for a late claim (AMA-7); empty means they can."""
    if standing.claim is not None:
        return ["You have claimed this already."]
    if any(step.is_late for step in standing.steps):
        return []
    if untold := [step.sentence for step in standing.steps if step.is_untold]:
        return untold
    final = [step.sentence for step in standing.steps if step.is_final and not step.is_done]
    if final:
        return final
    if standing.late is not None and standing.late.status == LateClaimRequest.Status.WAITING:
        return ["You have asked already. The office decides, and writes to you."]
    return ["It can still be claimed; you need not ask."]


def is_granted_by_rule(standing: Standing, *, granted_this_year: int, office: OfficeSettings, at: datetime) -> bool:
    """Whether a late claim is granted at once, without anybody deciding (AMA-7)."""
    closes_at = standing.activity.claim_closes_at(office.claim_window_days)
    in_time = closes_at is not None and at < closes_at + timedelta(days=office.late_claim_days)
    return in_time and granted_this_year < office.late_claims_per_year


def late_claim_closes_at(activity: Activity, *, office: OfficeSettings, at: datetime) -> datetime:
    """The end of the last day of the personal window that a grant at `at` opens."""
    last = timezone.localdate(at, activity.zone) + timedelta(days=office.late_claim_open_days)
    return datetime.combine(last + timedelta(days=1), time.min, activity.zone)


# --- Who was there without being on record -----------------------------------------------------------------------------
def sessions_to_tell_of(activity: Activity, learner: User, *, office: OfficeSettings, at: datetime) -> list[Session]:
    """Sessions whose codes have stopped, where this person is not on record, did not teach, and told nobody yet; of a
    series the latest first. Each is told of once, for the office may record a part of what it was told.
    """
    told = LateClaimRequest.objects.filter(
        learner=learner, kind=LateClaimRequest.Kind.PRESENCE, sessions_told=OuterRef("pk")
    )
    sessions = (
        activity.sessions.open_to_learners()
        .filter(ends_at__lte=at - timedelta(minutes=office.code_minutes_after))
        .exclude(attendances__learner=learner)
        .exclude(speakers__person=learner)
        .exclude(Exists(told))
        .order_by("-starts_at" if activity.is_series else "starts_at", "pk")
    )
    designated = min((one.designated_at for one in activity.designations.all()), default=None)
    return list(sessions.filter(starts_at__gt=designated)) if designated else []


def presence_refusals(activity: Activity, learner: User, *, office: OfficeSettings, at: datetime) -> list[str]:
    """Why this person cannot tell the office that they were there; empty means they can."""
    if activity.format not in Activity.TIMED_FORMATS:
        return ["This is done at your own pace; there is no attendance to record."]
    if activity.status not in {Status.OPEN, Status.CLOSED}:
        return [f"This activity is {activity.get_status_display().lower()}."]
    if not activity.is_claimed_per_session and _is_waiting(activity, learner):
        return ["You have told the office already. It decides, and writes to you."]
    if not sessions_to_tell_of(activity, learner, office=office, at=at):
        return ["There is nothing to tell: no session is over of which you are not on record already."]
    return []


def _is_waiting(activity: Activity, learner: User) -> bool:
    told = LateClaimRequest.objects.waiting().filter(kind=LateClaimRequest.Kind.PRESENCE)
    return told.filter(activity=activity, learner=learner).exists()


def opened_until(request: LateClaimRequest, *, office: OfficeSettings, at: datetime) -> datetime:
    """Until when a grant at `at` lets the person claim: the office's days, and never less than everybody has."""
    days = late_claim_closes_at(request.activity, office=office, at=at)
    closes_at = request.activity.claim_closes_at(office.claim_window_days)
    return max(days, closes_at) if request.is_of_presence and closes_at else days
