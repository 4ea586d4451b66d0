"""What the activity's page says about taking part: a fact of this room that a page of another one shows."""

from typing import Any

from django import template
from django.template.context import RequestContext
from django.utils import timezone

from activities import programme
from activities.models import Activity
from learners.eligibility import is_over, registration_of, seats_left

register = template.Library()


@register.simple_tag
def when_in_full(activity: Activity) -> str:
    return programme.when_in_full(activity, at=timezone.now())


@register.inclusion_tag("learners/_registration_box.html", takes_context=True)
def taking_part(context: RequestContext, activity: Activity, *, webcal: str = "") -> dict[str, Any]:
    """`webcal`: where its calendar is, for whom it is not over."""
    user = context["user"]
    return {
        "activity": activity,
        "webcal": webcal,
        "user": user,
        "registration": registration_of(activity, user) if user.is_authenticated else None,
        "seats": seats_left(activity),
        "is_over": is_over(activity, at=timezone.now()),
    }
