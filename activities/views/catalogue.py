"""The public room: the catalogue, an activity's page, and calendars."""

from collections.abc import Iterable

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.utils.cache import patch_vary_headers
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_safe

from activities.calendar import as_webcal, calendar_response
from activities.filters import CatalogueFilter, chosen, tidy
from activities.models import Activity
from activities.programme import by_month, programme_of, told_to_learners

PAGE = 20
FEED = 200  # activities in a calendar one subscribes to


@require_safe
def catalogue(request: HttpRequest) -> HttpResponse:
    filterset = CatalogueFilter(request.GET, queryset=Activity.objects.published(), at=timezone.now())
    page = Paginator(filterset.qs, PAGE).get_page(request.GET.get("page"))
    context = {
        "filterset": filterset,
        "form": filterset.form,
        "page": page,
        "months": by_month(page.object_list),
        "chosen": chosen(filterset, request.GET),
        "query": tidy(request.GET),
    }
    is_fragment = request.htmx and not request.htmx.history_restore_request  # type: ignore[attr-defined]
    response = render(request, "activities/_results.html" if is_fragment else "activities/catalogue.html", context)
    patch_vary_headers(response, ["HX-Request"])
    if is_fragment:
        response["HX-Push-Url"] = f"{request.path}?{tidy(request.GET)}".rstrip("?")
    return response


@require_safe
def activity(request: HttpRequest, slug: str) -> HttpResponse:
    shown = get_object_or_404(
        Activity.objects.visible_to(request.user)
        .select_related("department")
        .prefetch_related("designations", "partners", "gaps", "objectives", "audience", "content_areas"),
        slug=slug,
    )
    now = timezone.now()
    context = {
        "activity": shown,
        "programme": programme_of(shown, at=now),
        "told": told_to_learners(shown, at=now),
        "reads_plan": Activity.objects.plan_visible_to(request.user).filter(pk=shown.pk).exists(),
        "webcal": as_webcal(request.build_absolute_uri(reverse("activities:calendar", args=[slug]))),
    }
    return render(request, "activities/activity.html", context)


@require_safe
def activity_calendar(request: HttpRequest, slug: str) -> HttpResponse:
    shown = get_object_or_404(Activity.objects.visible_to(request.user), slug=slug)
    return _calendar(request, [shown], name=shown.title, file_name=f"{slug}.ics")


@require_safe
@cache_control(public=True, max_age=900)  # calendar programs ask again and again
def catalogue_calendar(request: HttpRequest) -> HttpResponse:
    """The same search as the catalogue's, to subscribe to."""
    filterset = CatalogueFilter(request.GET, queryset=Activity.objects.published(), at=timezone.now())
    found = filterset.qs.prefetch_related("sessions")[:FEED]
    return _calendar(request, found, name="CME activities", file_name="activities.ics")


def _calendar(request: HttpRequest, activities: Iterable[Activity], *, name: str, file_name: str) -> HttpResponse:
    return calendar_response(
        request,
        activities,
        name=name,
        file_name=file_name,
        at=timezone.now(),
        address_of=lambda one: request.build_absolute_uri(one.get_absolute_url()),
    )
