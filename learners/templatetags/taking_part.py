"""What the activity's page says about taking part: a fact of this room that a page of another one shows."""

from collections.abc import Iterable
from typing import Any

from django import template
from django.template.context import RequestContext
from django.utils import timezone

from activities import programme
from activities.models import Activity
from learners.eligibility import (
    SeatNote,
    has_ended,
    is_over,
    online_address_for,
    registration_of,
    seat_notes,
    seats_left,
)
from learners.models import Registration

register = template.Library()


@register.simple_tag
def when_in_full(activity: Activity) -> str:
    return programme.when_in_full(activity, at=timezone.now())


@register.simple_tag
def seats_among(activities: Iterable[Activity]) -> dict[int, SeatNote]:
    """For every row of a list at once, so that no row asks by itself."""
    return seat_notes(activities, at=timezone.now())


@register.filter
def of_activity(notes: dict[int, SeatNote], activity: Activity) -> SeatNote | None:
    return notes.get(activity.pk)


@register.filter
def join_address(registration: Registration) -> str:
    return online_address_for(registration)


@register.inclusion_tag("learners/_registration_box.html", takes_context=True)
def taking_part(context: RequestContext, activity: Activity, *, webcal: str = "") -> dict[str, Any]:
    """`webcal`: where its calendar is, for whom it is not over. The context says as `reads_plan` who reads the plan."""
    user, now = context["user"], timezone.now()
    registration = registration_of(activity, user) if user.is_authenticated else None
    join = online_address_for(registration)
    over = is_over(activity, at=now)
    ended = over or has_ended(activity, at=now)
    return {
        "activity": activity,
        "webcal": webcal,
        "user": user,
        "registration": registration,
        "seats": seats_left(activity),
        "is_over": over,
        "join": "" if ended else join,
        # For who reads the plan, and so the address, without being registered.
        "planned_join": activity.online_address if context["reads_plan"] and not (ended or join) else "",
    }
