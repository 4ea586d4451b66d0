from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from accounts.requests import SignedInRequest
from activities.models import Activity, OfficeSettings
from core.errors import ActionRefused
from core.forms import add_refusal, posted
from core.views import stays_on_page
from credits.eligibility import (
    Standing,
    day_before,
    is_granted_by_rule,
    late_claim_refusals,
    presence_refusals,
    sessions_to_tell_of,
    standings_of,
)
from credits.forms import LateClaimForm, PresenceForm
from credits.models import LateClaimRequest
from credits.services import ask_late_claim, granted_this_year, tell_presence
from credits.views.claims import claimed_place

# Of a series that has run for years; whoever means an older one writes to the office.
MOST_SESSIONS = 60


@stays_on_page
@never_cache
@login_required
@require_http_methods(["GET", "POST"])
def late_claim(
    request: SignedInRequest, slug: str, session: int | None = None, work: int | None = None
) -> HttpResponse:
    """Ask to claim after the window, with a reason (AMA-7)."""
    place = claimed_place(request, slug, session, work)
    if isinstance(place, HttpResponse):
        return place
    [standing] = standings_of([place], request.user, at=timezone.now())
    form = LateClaimForm(posted(request))
    if request.method == "POST" and form.is_valid():
        try:
            asked = ask_late_claim(
                place.activity,
                learner=request.user,
                reason=form.cleaned_data["reason"],
                at=timezone.now(),
                session=standing.session,
                work=standing.work,
            )
        except ActionRefused as refusal:
            add_refusal(form, refusal)
        else:
            return _go_on(request, standing, asked)
    return render(request, "credits/late_claim.html", _context(request, standing, form))


def _go_on(request: SignedInRequest, standing: Standing, asked: LateClaimRequest) -> HttpResponse:
    if asked.closes_at is None:
        messages.success(request, "The office has your request. It decides, and writes to you.")
        return redirect("credits:left")
    messages.success(request, f"Granted. You can claim until {day_before(asked.closes_at, standing.activity)}.")
    return redirect(standing.place.claim_address)


def _context(request: SignedInRequest, standing: Standing, form: LateClaimForm) -> dict[str, object]:
    office, now = OfficeSettings.current(), timezone.now()
    granted = granted_this_year(request.user, at=now)
    return {
        "standing": standing,
        "activity": standing.activity,
        "form": form,
        "refusals": late_claim_refusals(standing),
        "asks_evaluation": any(step.name == "Evaluation" and not step.is_done for step in standing.steps),
        "at_once": is_granted_by_rule(standing, granted_this_year=granted, office=office, at=now),
        "granted": granted,
        "per_year": office.late_claims_per_year,
        "open_days": office.late_claim_open_days,
    }


@stays_on_page
@never_cache
@login_required
@require_http_methods(["GET", "POST"])
def presence(request: SignedInRequest, slug: str) -> HttpResponse:
    """Tell the office of sessions one was in without being on record, after the codes stopped (ATT-4)."""
    activity = get_object_or_404(Activity.objects.published().prefetch_related("designations"), slug=slug)
    office, now = OfficeSettings.current(), timezone.now()
    refusals = presence_refusals(activity, request.user, office=office, at=now)
    possible = sessions_to_tell_of(activity, request.user, office=office, at=now)[:MOST_SESSIONS]
    asked_for = request.GET.get("session", "")
    form = PresenceForm(
        posted(request), possible=possible, chosen=int(asked_for[:18]) if asked_for.isdecimal() else None
    )
    if request.method == "POST" and not refusals and form.is_valid():
        try:
            tell_presence(
                activity,
                learner=request.user,
                sessions=list(form.cleaned_data["sessions"]),
                reason=form.cleaned_data["reason"],
                at=now,
            )
        except ActionRefused as refusal:
            add_refusal(form, refusal)
        else:
            messages.success(request, "The office has it. It decides, and writes to you.")
            return redirect("credits:left")
    context = {"activity": activity, "form": form, "refusals": refusals, "open_days": office.late_claim_open_days}
    return render(request, "credits/presence.html", context)
