"""A series: its dates from a pattern, and its next year."""

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from accounts.requests import SignedInRequest
from activities.forms.series import DatesForm, PatternDatesForm, RecurrenceForm
from activities.models import Activity
from activities.services.drafting import editing_refusal
from activities.services.renewing import next_year, planned_already, renew_series, renewal_refusal
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
    dates = PatternDatesForm(request.POST if wants_to_make else None, pattern=form)
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
    dates: PatternDatesForm | None = None,
    *,
    is_new: bool = False,
) -> HttpResponse:
    context: dict[str, Any] = {"activity": activity, "form": form, "is_new": is_new}
    if dates is not None:
        context |= {
            "dates": dates,
            "seen": form.fingerprint(),
            "rows": dates.rows(),
            "zone": activity.get_time_zone_display(),
        }
    has_errors = bool(form.errors or (dates is not None and dates.errors))
    return render(request, "activities/series/recurrence.html", context, status=422 if has_errors else 200)


@login_required
@require_http_methods(["GET", "POST"])
def renew(request: SignedInRequest, slug: str) -> HttpResponse:
    """Shows the dates of the next year, to keep or leave out, before its draft is made."""
    activity = get_series(request, slug)
    now = timezone.now()
    if there := planned_already(activity):
        return _planned_already(request, activity, there)
    if refusal := renewal_refusal(activity, by=request.user):
        messages.error(request, refusal)
        return redirect("plan:proposal", slug)
    form = DatesForm(posted(request), shown=next_year(activity, at=now))
    if request.method == "POST" and form.is_valid():
        try:
            copy = renew_series(activity, by=request.user, at=now, dates=form.cleaned_data["dates"])
        except ActionRefused as refused:
            add_refusal(form, refused)
        else:
            messages.success(
                request, "This is the draft of the next year. Begin with what was learned and what changes."
            )
            return redirect("plan:section", copy.slug, "basics")
    context = {"activity": activity, "form": form, "rows": form.rows()}
    return render(request, "activities/series/renew.html", context, status=422 if form.errors else 200)


def _planned_already(request: SignedInRequest, activity: Activity, there: Activity) -> HttpResponse:
    may_see = Activity.objects.plan_visible_to(request.user).filter(pk=there.pk).exists()
    context = {"activity": activity, "there": there, "may_see": may_see}
    return render(request, "activities/series/renewed.html", context)
