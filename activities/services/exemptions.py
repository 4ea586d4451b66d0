"""The office’s word that nobody has to disclose (SII-9)."""

import re
from datetime import datetime
from typing import Final

from django.db import transaction

from accounts.models import User
from activities.models import Activity, Exemption
from activities.services.clearance import refuse_decision
from activities.workflow import lock
from core.errors import ActionRefused, first_refusal

_LIKE_A_SERIES: Final = re.compile(r"tumou?r boards?|\bm ?& ?m\b|morbidity (and|&) mortality|\brounds\b", re.IGNORECASE)


@transaction.atomic
def exempt_activity(activity: Activity, *, ground: str, reason: str, by: User, at: datetime) -> Exemption:
    """Nobody has to disclose for it, on one of the two grounds (SII-9). Raises ActionRefused."""
    locked = lock(activity)
    refuse_decision(locked, by=by)
    first_refusal(exemption_refusals(locked))
    if ground not in Exemption.Ground.values:
        raise ActionRefused("Choose one of the two grounds on which an activity can be exempt.", field="ground")
    if not reason.strip():
        raise ActionRefused("Say why nobody has to disclose.", field="reason")
    if locked.is_exempt:
        raise ActionRefused("It is exempt already.")
    locked.is_exempt = True
    locked.save(update_fields=["is_exempt"])
    return Exemption.objects.create(
        activity=locked, ground=ground, reason=reason.strip(), exempted_at=at, exempted_by=by
    )


def exemption_refusals(activity: Activity) -> list[str]:
    """What can never be exempt, whatever it is about (SII-9)."""
    if activity.format in Activity.NEVER_EXEMPT_FORMATS:
        what = "A series" if activity.is_series else "Enduring material"
        return [f"{what} is never exempt from disclosures."]
    if _LIKE_A_SERIES.search(activity.title):
        return ["Tumor boards, rounds and M&M conferences are never exempt from disclosures."]
    return []


@transaction.atomic
def end_exemption(activity: Activity, *, reason: str, by: User, at: datetime) -> Exemption:
    """From now on its people have to disclose after all. Raises ActionRefused."""
    locked = lock(activity)
    refuse_decision(locked, by=by)
    exemption = Exemption.objects.filter(activity=locked, ended_at=None).first()
    if exemption is None:
        raise ActionRefused("It is not exempt.")
    if not reason.strip():
        raise ActionRefused("Say why its people have to disclose after all.", field="reason")
    exemption.ended_at, exemption.ended_by, exemption.end_reason = at, by, reason.strip()
    exemption.save(update_fields=["ended_at", "ended_by", "end_reason"])
    locked.is_exempt = False
    locked.save(update_fields=["is_exempt"])
    return exemption
