"""Who is coming: for planners and the office, on paper and in a spreadsheet too."""

from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse, StreamingHttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from accounts.requests import SignedInRequest
from activities.models import Activity
from activities.opening import opening_sentence
from core.sheets import csv_response
from learners.lists import RegistrationFilter, choosable_of, counts_of, departments_of, registrations_of, sheet_of
from learners.models import Registration

PER_PAGE = 50


@never_cache
@login_required
@require_safe
def registrations(request: SignedInRequest, slug: str) -> HttpResponse:
    """A page of those who are asked for; with `?print` all of them, laid out for paper."""
    activity = _activity(request, slug)
    asked = _asked(request, activity)
    context = {"activity": activity, "filter": asked, "counts": counts_of(activity)}
    if "print" in request.GET:
        on_paper = {"people": list(asked.found), "asked": asked.in_words}
        return render(request, "learners/registrations_print.html", context | on_paper)
    page = Paginator(asked.found, PER_PAGE).get_page(request.GET.get("page"))
    return render(
        request, "learners/registrations.html", context | {"page": page, "opening": opening_sentence(activity)}
    )


@never_cache
@login_required
@require_safe
def registrations_csv(request: SignedInRequest, slug: str) -> StreamingHttpResponse:
    """The same people as the page, all of them."""
    activity = _activity(request, slug)
    asked = _asked(request, activity)
    sheet = sheet_of(asked.found.select_related("activity"), with_sessions=bool(asked.choosable))
    return csv_response(sheet, name=f"registrations-{activity.slug}")


@never_cache
@login_required
@require_safe
def names_for_companies(request: SignedInRequest, slug: str) -> StreamingHttpResponse:
    """For the office, to give to supporters and exhibitors: who consented, by name alone (SII-12)."""
    activity = _activity(request, slug)
    if not request.user.has_perm("learners.view_registration"):
        raise Http404
    consenting = Registration.objects.visible_to(request.user).filter(activity=activity).sharing_names()
    rows = [["Name"], *([str(registration.learner)] for registration in consenting.select_related("learner"))]
    return csv_response(rows, name=f"names-for-companies-{activity.slug}")


def _activity(request: HttpRequest, slug: str) -> Activity:
    return get_object_or_404(Activity.objects.plan_visible_to(request.user), slug=slug)


def _asked(request: HttpRequest, activity: Activity) -> RegistrationFilter:
    return RegistrationFilter(
        request.GET,
        queryset=registrations_of(activity),
        departments=departments_of(activity),
        choosable=choosable_of(activity),
        is_hybrid=activity.is_hybrid,
        request=request,
    )
