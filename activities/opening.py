"""When registration of an approved activity opens: the one place that says it to the form, the clock and its readers.

It opens with the approval, at a time that is set beforehand (the clock opens it then), or when the office opens it.
Without a time the clock leaves it alone.
"""

from dataclasses import dataclass
from datetime import datetime

from django.db import models

from activities.models import Activity, Status


class Opening(models.TextChoices):
    """What a reviewer chooses when approving."""

    AT_ONCE = "at_once", "At once, with the approval"
    BY_HAND = "by_hand", "When the office opens it; until then it stays closed"
    AT_A_TIME = "at_a_time", "By itself, at this time"


@dataclass(frozen=True)
class Plan:
    """How and, for AT_A_TIME, when it opens."""

    how: Opening
    at: datetime | None = None


def planned_opening(activity: Activity, *, at: datetime) -> Plan:
    """What would happen at `at` with what is set; a time that has passed is at once."""
    opens_at = activity.registration_opens_at
    if opens_at is None:
        return Plan(Opening.BY_HAND)
    return Plan(Opening.AT_A_TIME, opens_at) if opens_at > at else Plan(Opening.AT_ONCE)


def opening_refusal(plan: Plan, *, activity: Activity, at: datetime) -> str:
    """Why registration cannot open so; empty means it can."""
    if plan.how != Opening.AT_A_TIME:
        return ""
    if plan.at is None:
        return "Say on which day and at what time registration opens."
    if plan.at <= at:
        return "This time has passed. Choose one to come, or open registration at once."
    if activity.end_date is not None and plan.at.astimezone(activity.zone).date() > activity.end_date:
        return f"The activity is over by then: its last day is {activity.end_date:%B %-d, %Y}."
    return ""


def opening_sentence(activity: Activity) -> str:
    """What happens next with the registration of an approved activity; empty for any other."""
    if activity.status != Status.APPROVED:
        return ""
    if activity.registration_opens_at is None:
        return "Registration stays closed until the office opens it."
    opens = activity.registration_opens_at.astimezone(activity.zone)
    return f"Registration opens by itself on {opens:%B %-d, %Y at %-I:%M %p} ({opens:%Z})."
