"""What learners are told of relationships with industry before they engage (SII-8)."""

import hashlib
from collections.abc import Sequence
from datetime import datetime

from django.utils import timezone

from activities.clearance import disclosures_to_learners
from activities.models import Activity, OfficeSettings, Session


def disclosures_for(activity: Activity, sessions: Sequence[Session] = (), *, at: datetime) -> list[str]:
    """As they stand at `at`, or stood when it began: of the one session they come to, else of the whole activity."""
    office, today = OfficeSettings.current(), timezone.localdate(at, activity.zone)
    if len(sessions) == 1 and activity.is_series:
        [session] = sessions
        day = timezone.localdate(session.starts_at, activity.zone)
        return disclosures_to_learners(activity, office=office, on=min(today, day), session=session)
    at_any_time = activity.is_self_paced or activity.work_format is not None
    on = min(today, activity.start_date) if activity.start_date and not at_any_time else today
    return disclosures_to_learners(activity, office=office, on=on)


def text_of(told: Sequence[str]) -> str:
    return "\n".join(told)


def fingerprint_of(told: Sequence[str]) -> str:
    """Names a text: a page carries it along, so that what was read is what is recorded."""
    return hashlib.sha256(text_of(told).encode()).hexdigest()
