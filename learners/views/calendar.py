"""The calendar of one's own registrations."""

from django.conf import settings
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.cache import cache_control, never_cache
from django.views.decorators.http import require_http_methods, require_safe

from accounts.requests import SignedInRequest
from activities.calendar import as_webcal, calendar_response
from activities.models import Status
from activities.models.status import PUBLISHED
from learners.choosing import share_of
from learners.eligibility import online_address_for
from learners.feeds import feed_address, learner_of_token
from learners.models import Registration
from learners.models.taking_part import RegistrationQuerySet
from learners.services.feeds import replace_feed


@never_cache
@login_required
@require_http_methods(["GET", "POST"])
def my_calendar(request: SignedInRequest) -> HttpResponse:
    if request.method == "POST":
        replace_feed(request.user)
        messages.success(request, "Your calendar has a new address. The earlier one no longer works.")
        return redirect("learners:my_calendar")
    address = feed_address(request.user)
    return render(request, "learners/my_calendar.html", {"address": address, "webcal": as_webcal(address)})


@require_safe
@cache_control(private=True, no_cache=True)
def calendar_feed(request: HttpRequest, token: str) -> HttpResponse:
    """Whoever has the address reads it: calendar programs cannot sign in."""
    learner = learner_of_token(token)
    if learner is None:
        raise Http404
    return calendar_of_registrations(
        request,
        Registration.objects.filter(learner=learner),
        name="My CME activities",
        file_name="my-cme-activities.ics",
    )


@login_required
@require_safe
@cache_control(private=True, no_cache=True)
def own_calendar(request: SignedInRequest, slug: str) -> HttpResponse:
    """Of one activity, what its reader attends."""
    own = Registration.objects.filter(activity__slug=slug, learner=request.user)
    if not own.holding_seats().exists():
        raise Http404
    return calendar_of_registrations(request, own, name="My CME activity", file_name=f"{slug}.ics")


def calendar_of_registrations(
    request: HttpRequest, registrations: RegistrationQuerySet, *, name: str, file_name: str
) -> HttpResponse:
    held = (
        registrations.holding_seats()
        .filter(activity__status__in=(*PUBLISHED, Status.CANCELLED))
        .select_related("activity")
        .prefetch_related("activity__sessions", "choices")
        .order_by("activity__start_date", "activity")
    )
    by_activity = {registration.activity: registration for registration in held}
    return calendar_response(
        request,
        by_activity,
        name=name,
        file_name=file_name,
        at=timezone.now(),
        address_of=lambda one: settings.SITE_URL + one.get_absolute_url(),
        share_of=lambda one: share_of(by_activity[one]),
        online_address_of=lambda one: online_address_for(by_activity[one]),
    )
