"""A series: its dates from a pattern, and its next year."""

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from accounts.requests import SignedInRequest
from activities.forms.series import DatesForm, RecurrenceForm
from activities.models import Activity
from activities.services.drafting import editing_refusal
from activities.services.renewing import next_year, renew_series, renewal_refusal
from activities.services.series import add_sessions
from activities.views.plan import get_plan
from core.errors import ActionRefused
from core.forms import add_refusal, posted


def get_series(request: SignedInRequest, slug: str) -> Activity:
    activity = get_plan(request, slug)
    if not activity.is_series:
        raise Http404
    return activity


@login_required
@require_http_methods(["GET", "POST"])
def recurrence(request: SignedInRequest, slug: str) -> HttpResponse:
    """A pattern, then the dates it comes to; only the button below the dates makes them."""
    activity = get_series(request, slug)
    if refusal := editing_refusal(activity, request.user):
        messages.error(request, refusal)
        return redirect("plan:proposal", slug)
    form = RecurrenceForm(posted(request), activity=activity)
    if request.method == "GET" or not form.is_valid():
        return _show(request, activity, form)
    wants_to_make = "make" in request.POST
    dates = DatesForm(request.POST if wants_to_make else None, pattern=form)
    if not wants_to_make or dates.is_of_another_pattern():
        return _show(request, activity, form, dates, is_new=wants_to_make)
    if dates.is_valid():
        try:
            made = add_sessions(
                activity,
                recurrence=form.recurrence,
                dates=dates.cleaned_data["dates"],
                alike=form.alike,
                by=request.user,
                at=timezone.now(),
            )
        except ActionRefused as refused:
            add_refusal(form, refused)
        else:
            messages.success(request, f"Added {len(made)} session{'' if len(made) == 1 else 's'} to the agenda.")
            return redirect("plan:section", slug, "agenda")
    return _show(request, activity, form, dates)


def _show(
    request: SignedInRequest,
    activity: Activity,
    form: RecurrenceForm,
    dates: DatesForm | None = None,
    *,
    is_new: bool = False,
) -> HttpResponse:
    context: dict[str, Any] = {"activity": activity, "form": form, "is_new": is_new}
    if dates is not None:
        ticked = dates.ticked()
        context |= {
            "dates": dates,
            "seen": form.fingerprint(),
            "rows": [(one, one.date.isoformat() in ticked) for one in dates.shown],
            "zone": activity.get_time_zone_display(),
        }
    has_errors = bool(form.errors or (dates is not None and dates.errors))
    return render(request, "activities/series/recurrence.html", context, status=422 if has_errors else 200)


@login_required
@require_http_methods(["GET", "POST"])
def renew(request: SignedInRequest, slug: str) -> HttpResponse:
    """Shows the dates of the next year before its draft is made."""
    activity = get_series(request, slug)
    now = timezone.now()
    if request.method == "POST":
        try:
            copy = renew_series(activity, by=request.user, at=now)
        except ActionRefused as refused:
            messages.error(request, refused.message)
            return redirect("plan:proposal", slug)
        messages.success(request, "This is the draft of the next year. Begin with what was learned and what changes.")
        return redirect("plan:section", copy.slug, "basics")
    if refusal := renewal_refusal(activity, by=request.user):
        messages.error(request, refusal)
        return redirect("plan:proposal", slug)
    planned = next_year(activity, at=now)
    context = {
        "activity": activity,
        "held": [one for one in planned if not one.closed],
        "left_out": [one for one in planned if one.closed],
    }
    return render(request, "activities/series/renew.html", context)
