"""The admin site as the office sees it: its first page leads with what waits."""

from typing import Any

from django.contrib.admin import AdminSite
from django.http import HttpRequest
from django.template.response import TemplateResponse
from django.utils import timezone


class OfficeSite(AdminSite):
    site_header = "UUCME office"
    site_title = "UUCME office"
    index_title = "The office"
    site_url = "/"
    # The queue and its filters need the whole width.
    enable_nav_sidebar = False

    def index(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> TemplateResponse:
        queue = _queue(request) if request.user.has_perm("activities.view_activity") else None
        letters = _failing_letters() if request.user.has_perm("core.view_letter") else 0
        lists = _waiting_lists() if request.user.has_perm("learners.change_attendanceimport") else []
        work = _waiting_work() if request.user.has_perm("learners.decide_completedwork") else None
        context = {"work": work, "queue": queue, "failing_letters": letters, "attendance_lists": lists}
        return super().index(request, {**context, **(extra_context or {})})


def _waiting_lists() -> list[Any]:
    """Lists of attendance that somebody has to look at: what the columns say, or what they would write."""
    from learners.models import AttendanceImport

    states = (AttendanceImport.State.COLUMNS, AttendanceImport.State.CHECKED)
    waiting = AttendanceImport.objects.filter(state__in=states).select_related("activity")
    return list(waiting.order_by("uploaded_at")[:5])


def _waiting_work() -> dict[str, Any]:
    """Completed work that was handed in: how much, and what waits longest."""
    from learners.models import CompletedWork

    waiting = CompletedWork.objects.waiting()
    return {"count": waiting.count(), "oldest": waiting.order_by("handed_in_at").first()}


def _failing_letters() -> int:
    from core.models import Letter

    return Letter.objects.failing().count()


def _queue(request: HttpRequest) -> dict[str, Any]:
    # The site is made while apps are still loading, before there are models to import.
    from accounts.models import User
    from activities.admin.filters import awaiting, overdue
    from activities.models import Activity, OfficeSettings, Session
    from activities.workflow import turn_of
    from credits.models import LateClaimRequest
    from evaluations.models import BiasReport, CourseReview

    waiting = Activity.objects.awaiting_review().order_by("status_changed_at")
    oldest = list(waiting.select_related("department")[:5])
    now, office = timezone.now(), OfficeSettings.current()
    return {
        "waiting": waiting.count(),
        "mine": awaiting(Activity.objects.all(), request.user).count(),
        "overdue": overdue(Activity.objects.all()).count(),
        "late_claims": LateClaimRequest.objects.visible_to(request.user).waiting().count(),
        "bias": BiasReport.objects.for_office(request.user).unresolved().count()
        if isinstance(request.user, User)
        else 0,
        "reviews": CourseReview.objects.missing().count(),
        "sessions": Session.objects.awaiting_approval(at=now).count(),
        "oldest": [(activity, turn_of(activity, at=now, office=office)) for activity in oldest],
    }
