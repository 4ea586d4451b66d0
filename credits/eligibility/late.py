"""Who may ask to claim after the window, and what is granted at once (AMA-7)."""

from datetime import datetime, time, timedelta

from django.utils import timezone

from activities.models import Activity, OfficeSettings
from credits.eligibility.standing import Standing
from credits.models import LateClaimRequest


def late_claim_refusals(standing: Standing) -> list[str]:
    """Why this person cannot ask for a late claim (AMA-7); empty means they can."""
    if standing.claim is not None:
        return ["You have claimed this already."]
    if any(step.is_late for step in standing.steps):
        return []
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
