"""Reports: of one activity for its planners and the office, of the whole programme for the office (EVL-4)."""

from typing import Any

from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.db.models import Count
from django.http import Http404, HttpRequest, HttpResponse, StreamingHttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.views.decorators.cache import never_cache

from accounts.models import User
from accounts.requests import SignedInRequest
from activities.dates import dates_of
from activities.models import Activity, OfficeSettings
from reports.forms import ChosenForm
from reports.outcomes import outcomes_of
from reports.programme import choices, held_activities, programme
from reports.reach import reach
from reports.scope import scope_of
from reports.sheets import outcomes_sheet, programme_sheet

PER_PAGE = 25


def _is_office(user: User, activity: Activity | None = None) -> bool:
    """Staff who read every plan, but not of an activity they plan themselves: there they are planners."""
    if not (user.is_staff and user.has_perm("activities.view_activity")):
        return False
    return activity is None or not Activity.objects.planned_by(user).filter(pk=activity.pk, team__person=user).exists()


def _report(request: SignedInRequest, slug: str) -> dict[str, Any]:
    activity = get_object_or_404(Activity.objects.plan_visible_to(request.user).published(), slug=slug)
    office = OfficeSettings.current()
    scope = scope_of(activity, smallest=office.smallest_cell, is_office=_is_office(request.user, activity))
    return {
        "activity": activity,
        "dates": dates_of(activity),
        "scope": scope,
        "parts": outcomes_of(scope),
        "smallest": office.smallest_cell,
    }


@never_cache
@login_required
def outcomes(request: SignedInRequest, slug: str) -> HttpResponse:
    return render(request, "reports/outcomes.html", _report(request, slug))


@never_cache
@login_required
def outcomes_csv(request: SignedInRequest, slug: str) -> StreamingHttpResponse:
    report = _report(request, slug)
    return outcomes_sheet(f"outcomes-{report['activity'].slug}", report["parts"])


def _programme(request: HttpRequest) -> dict[str, Any]:
    if not (isinstance(request.user, User) and _is_office(request.user)):
        raise Http404
    today = timezone.localdate()
    form = ChosenForm(request.GET, choices=choices(on=today))
    smallest = OfficeSettings.current().smallest_cell
    chosen = form.chosen()
    return {
        "form": form,
        "held": held_activities(chosen, on=today),
        "found": programme(chosen, smallest=smallest, on=today),
        "smallest": smallest,
    }


@never_cache
@login_required
def whole_programme(request: SignedInRequest) -> HttpResponse:
    context = _programme(request)
    held = context.pop("held")
    listed = held.annotate(answers=Count("evaluations__learner", distinct=True)).order_by("-start_date", "-pk")
    page = Paginator(listed, PER_PAGE).get_page(request.GET.get("page"))
    groups = [
        ("Year", context["found"].by_year),
        ("Content area", context["found"].by_area),
        ("Format", context["found"].by_format),
        ("Department", context["found"].by_department),
    ]
    context |= {"reach": reach(held, smallest=context["smallest"]), "page": page, "groups": groups}
    return render(request, "reports/programme.html", context)


@never_cache
@login_required
def programme_csv(request: SignedInRequest) -> StreamingHttpResponse:
    return programme_sheet("what-changed", _programme(request)["found"])
