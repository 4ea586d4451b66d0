"""Who still has to look back on an activity: a fact of this room that planners' pages of another one show (EVL-6)."""

from collections.abc import Iterable

from django import template
from django.template.context import RequestContext
from django.utils import timezone

from activities.models import Activity
from evaluations.course_reviews import Owed, reviews_owed, reviews_owed_by

register = template.Library()


@register.simple_tag(takes_context=True)
def look_backs_by_you(context: RequestContext) -> list[Owed]:
    return reviews_owed_by(context["user"], at=timezone.now())


@register.simple_tag(takes_context=True)
def look_backs_of(context: RequestContext, activities: Iterable[Activity]) -> dict[int, Owed]:
    return reviews_owed(activities, reader=context["user"], at=timezone.now())


@register.filter
def of(owed: dict[int, Owed], activity: Activity) -> Owed | None:
    return owed.get(activity.pk)
