from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from accounts.requests import SignedInRequest
from activities.models import OfficeSettings
from core.errors import ActionRefused
from core.forms import add_refusal, posted
from credits.eligibility import Standing, day_before, is_granted_by_rule, late_claim_refusals, standings_of
from credits.forms import LateClaimForm
from credits.models import LateClaimRequest
from credits.services import ask_late_claim, granted_this_year
from credits.views.claims import claimed_place


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
        "at_once": is_granted_by_rule(standing, granted_this_year=granted, office=office, at=now),
        "granted": granted,
        "per_year": office.late_claims_per_year,
        "open_days": office.late_claim_open_days,
    }
