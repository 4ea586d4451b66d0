"""What an activity came to once it was held: facts of this room that the page of its plan shows."""

from typing import Any

from django import template
from django.template.context import RequestContext
from django.utils import timezone

from activities.models import Activity, OfficeSettings
from evaluations.course_reviews import reviews_owed
from evaluations.models import CourseReview
from reports.outcomes import took_part
from reports.scope import scope_of

register = template.Library()


@register.inclusion_tag("reports/_afterwards.html", takes_context=True)
def afterwards(context: RequestContext, activity: Activity) -> dict[str, Any]:
    office = OfficeSettings.current()
    scope = scope_of(activity, smallest=office.smallest_cell, is_office=False)
    return {
        "activity": activity,
        "took_part": sum(took_part(activity).values()),
        "evaluated": scope.people if scope.is_enough else 0,
        "owed": reviews_owed([activity], reader=context["user"], at=timezone.now()).get(activity.pk),
        "written": CourseReview.objects.written().filter(activity=activity).first(),
        "look_back_days": office.look_back_days,
    }
