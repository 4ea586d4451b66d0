"""Who is recorded at a session: whether that can be undone is a fact of this room, shown on a page of another one."""

from typing import Any

from django import template
from django.core.paginator import Paginator
from django.template.context import RequestContext
from django.utils import timezone

from activities.models import Session
from credits.eligibility import undo_refusals

register = template.Library()

PER_PAGE = 20


@register.inclusion_tag("credits/_recorded.html", takes_context=True)
def recorded_at(context: RequestContext, session: Session) -> dict[str, Any]:
    """Who was recorded last stands first."""
    request, activity = context["request"], context["activity"]
    everybody = session.attendances.select_related("learner", "recorded_by").order_by("-recorded_at", "-pk")
    page = Paginator(everybody, PER_PAGE).get_page(request.GET.get("page"))
    refusals = undo_refusals(list(page), activity=activity, by=request.user, at=timezone.now())
    rows = [{"attendance": one, "refusal": refusals[one.pk]} for one in page]
    return {
        "request": request,
        "csrf_token": context["csrf_token"],
        "activity": activity,
        "session": session,
        "page": page,
        "rows": rows,
    }
