from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from accounts.requests import SignedInRequest
from activities.credit import round_to_quarter
from activities.models import Activity, Session
from activities.statements import credit_phrase
from core.errors import ActionRefused
from core.forms import add_refusal, posted
from core.printing.printable import missing_glyphs
from credits.eligibility import Standing, standing_of
from credits.forms import ClaimForm
from credits.models import Certificate, Claim
from credits.services import claim_credit, correct_claim, kind_for


@never_cache
@login_required
@require_http_methods(["GET", "POST"])
def claim(request: SignedInRequest, slug: str, session: int | None = None) -> HttpResponse:
    activity = get_object_or_404(Activity.objects.published(), slug=slug)
    if activity.is_claimed_per_session and session is None:
        return redirect("credits:left")
    one = get_object_or_404(activity.sessions.select_related("activity"), pk=session) if session else None
    standing = standing_of(activity, request.user, at=timezone.now(), session=one)
    if request.method == "GET" and standing.claim:
        return _to_certificate(standing.claim)
    if standing.claim is None and standing.refusals:
        return render(request, "credits/not_yet.html", {"standing": standing})
    form = _form(request, standing)
    if request.method == "POST" and form.is_valid():
        try:
            made = claim_credit(
                activity,
                learner=request.user,
                amount=form.cleaned_data["amount"],
                at=timezone.now(),
                session=standing.session,
            )
        except ActionRefused as refusal:
            add_refusal(form, refusal)
        else:
            return _to_certificate(made)
    return _page(request, standing, form)


@never_cache
@login_required
@require_http_methods(["GET", "POST"])
def correct(request: SignedInRequest, number: str) -> HttpResponse:
    """Change what one claimed; the certificate is replaced by a new version (CRT-2)."""
    mine = Certificate.objects.filter(claim__learner=request.user).select_related("claim__activity", "claim__session")
    certificate = get_object_or_404(mine, number=number)
    stands = certificate.claim
    standing = standing_of(stands.activity, request.user, at=timezone.now(), session=stands.session)
    if certificate.state != "valid" or standing.refusals:
        messages.error(request, standing.refusals[0] if standing.refusals else "This certificate stands as it is.")
        return redirect(certificate)
    form = _form(request, standing)
    if request.method == "POST" and form.is_valid():
        try:
            corrected = correct_claim(stands, amount=form.cleaned_data["amount"], at=timezone.now())
        except ActionRefused as refusal:
            add_refusal(form, refusal)
        else:
            return _to_certificate(corrected)
    return _page(request, standing, form)


def _form(request: SignedInRequest, standing: Standing) -> ClaimForm:
    is_physician = kind_for(request.user) == Claim.Kind.AMA_CREDIT
    label = "Credit you claim" if is_physician else "Hours you took part"
    return ClaimForm(posted(request), maximum=standing.maximum, label=label)


def _page(request: SignedInRequest, standing: Standing, form: ClaimForm) -> HttpResponse:
    context = {
        "standing": standing,
        "activity": standing.activity,
        "form": form,
        "is_physician": kind_for(request.user) == Claim.Kind.AMA_CREDIT,
        "rounded": round_to_quarter(standing.minutes),
        "not_physician": _to_others(standing),
        "unprintable": missing_glyphs(request.user.get_full_name()),
        "still_to_come": _still_to_come(standing),
    }
    return render(request, "credits/claim.html", context)


def _to_others(standing: Standing) -> str:
    """What professions that AMA credit is not for are told before they claim (AMA-4)."""
    designated = credit_phrase(standing.activity.maximum_credit or standing.maximum)
    return (
        "AMA credit is for physicians. Your certificate of participation says that the activity was designated for "
        f"{designated}; many boards accept that."
    )


def _still_to_come(standing: Standing) -> Session | None:
    """A session that could still be attended and would raise the maximum."""
    activity = standing.activity
    if activity.is_claimed_per_session:
        return None
    return activity.sessions.filter(counts_for_credit=True, starts_at__gt=timezone.now()).first()


def _to_certificate(claim: Claim) -> HttpResponse:
    certificate = claim.current_certificate
    if certificate is None:
        raise Http404
    return redirect(certificate)
