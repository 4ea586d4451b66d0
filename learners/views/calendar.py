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
from activities.models import Activity, Status
from activities.models.status import PUBLISHED
from learners.feeds import feed_address, learner_of_token
from learners.models import Registration
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
    registered = Activity.objects.filter(
        registrations__learner=learner,
        registrations__status=Registration.Status.REGISTERED,
        status__in=(*PUBLISHED, Status.CANCELLED),
    ).prefetch_related("sessions")
    return calendar_response(
        request,
        registered.order_by("start_date", "pk"),
        name="My CME activities",
        file_name="my-cme-activities.ics",
        at=timezone.now(),
        address_of=lambda one: settings.SITE_URL + one.get_absolute_url(),
    )
