from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from accounts.requests import SignedInRequest
from activities.credit import round_to_quarter
from activities.models import Activity, Session
from activities.statements import credit_phrase
from core.errors import ActionRefused
from core.forms import posted
from core.printing.printable import missing_glyphs
from core.views import stays_on_page
from credits.eligibility import Offer, Place, Standing, standings_of
from credits.forms import ClaimForm
from credits.models import Certificate, Claim
from credits.services import claim_together, correct_claim
from learners.models import CompletedWork


@stays_on_page
@never_cache
@login_required
@require_http_methods(["GET", "POST"])
def claim(request: SignedInRequest, slug: str, session: int | None = None, work: int | None = None) -> HttpResponse:
    """Every kind of credit that is open to this person, on one page (AMA-8)."""
    place = claimed_place(request, slug, session, work)
    if isinstance(place, HttpResponse):
        return place
    [standing] = standings_of([place], request.user, at=timezone.now())
    # What another tab claimed meanwhile is asked for again when it is posted, so that it can be said.
    claimed = [offer for offer in standing.offers if offer.claim]
    if request.method == "GET" and claimed and not standing.open_offers:
        return _to_certificate(standing.claim)
    offers = standing.open_offers if request.method == "GET" else claimed + standing.open_offers
    if not offers:
        return render(request, "credits/not_yet.html", {"standing": standing})
    forms = _forms(request, offers)
    if request.method == "POST" and _are_valid(forms):
        wanted = {form.offer.credit_type.pk: form.wanted for form in forms if form.is_wanted}
        if not wanted:
            forms[0].add_error("amount", "Type how much you claim.")
            return _page(request, standing, forms)
        try:
            made = claim_together(
                place.activity,
                learner=request.user,
                wanted=wanted,
                at=timezone.now(),
                session=standing.session,
                work=standing.work,
            )
        except ActionRefused as refusal:
            _add_refusal(forms, refusal)
            [standing] = standings_of([place], request.user, at=timezone.now())
        else:
            return _after(request, made)
    return _page(request, standing, forms)


def claimed_place(
    request: SignedInRequest, slug: str, session: int | None, work: int | None
) -> Place | HttpResponseRedirect:
    """What the address names; or where to go, where it does not say which session or piece of work."""
    activity = get_object_or_404(Activity.objects.published(), slug=slug)
    if activity.is_claimed_per_session and session is None:
        return redirect("credits:left")
    if activity.work_format and work is None:
        return redirect("learners:work", slug)
    if work is not None:
        mine = CompletedWork.objects.select_related("activity").filter(learner=request.user, activity=activity)
        return Place(activity, work=get_object_or_404(mine, pk=work))
    sessions = activity.sessions.select_related("activity")
    return Place(activity, get_object_or_404(sessions, pk=session) if session else None)


def _after(request: SignedInRequest, made: list[Claim]) -> HttpResponse:
    if len(made) > 1:
        names = " and ".join(claim.type_name for claim in made)
        messages.success(request, f"You claimed {names}. Each has its own certificate, in your transcript.")
        return redirect("credits:transcript")
    return _to_certificate(made[0])


@stays_on_page
@never_cache
@login_required
@require_http_methods(["GET", "POST"])
def correct(request: SignedInRequest, number: str) -> HttpResponse:
    """Change what one claimed; the certificate is replaced by a new version (CRT-2)."""
    mine = Certificate.objects.filter(claim__learner=request.user).select_related(
        "claim__activity", "claim__session", "claim__work", "claim__credit_type"
    )
    certificate = get_object_or_404(mine, number=number)
    stands = certificate.claim
    place = Place(stands.activity, stands.session, stands.work)
    [standing] = standings_of([place], request.user, at=timezone.now())
    offer = standing.offer_of(stands.credit_type.code)
    refusals = standing.refusals + (offer.refusals if offer else [])
    if certificate.state != "valid" or refusals or offer is None:
        messages.error(request, refusals[0] if refusals else "This certificate stands as it is.")
        return redirect(certificate)
    form = ClaimForm(posted(request), offer=offer, is_only=True, is_correction=True, learner=request.user)
    if request.method == "POST" and form.is_valid():
        try:
            corrected = correct_claim(stands, amount=form.cleaned_data["amount"], at=timezone.now())
        except ActionRefused as refusal:
            _add_refusal([form], refusal)
        else:
            return _to_certificate(corrected)
    return _page(request, standing, [form], corrected=stands)


def _forms(request: SignedInRequest, offers: list[Offer]) -> list[ClaimForm]:
    is_only = len(offers) == 1
    return [ClaimForm(posted(request), offer=offer, is_only=is_only, learner=request.user) for offer in offers]


def _are_valid(forms: list[ClaimForm]) -> bool:
    """Each is asked, so that every mistake is shown at once."""
    judged = [form.is_valid() for form in forms]
    return all(judged)


def _add_refusal(forms: list[ClaimForm], refusal: ActionRefused) -> None:
    """Beside the field of the credit type it names, else above the first."""
    code, _, field = (refusal.field or "").rpartition("-")
    form = next((form for form in forms if form.offer.credit_type.pk == code), forms[0])
    form.add_error(field if field in form.fields else None, refusal.message)


def _page(
    request: SignedInRequest, standing: Standing, forms: list[ClaimForm], *, corrected: Claim | None = None
) -> HttpResponse:
    claimed = [offer for offer in standing.offers if offer.claim and offer.claim != corrected]
    # What is claimed is corrected, and not asked for again.
    shown = [form for form in forms if form.offer.credit_type not in [offer.credit_type for offer in claimed]]
    context = {
        "standing": standing,
        "activity": standing.activity,
        "forms": shown,
        "corrected": corrected,
        "errors": [
            (form[name].id_for_label if name in form.fields and form in shown else "", sentence)
            for form in forms
            for name, sentences in form.errors.items()
            for sentence in sentences
        ],
        "is_physician": not forms[0].offer.is_participation,
        "claimed": claimed,
        "refused": [offer for offer in standing.offers if offer.refusals and not offer.claim],
        "rounded": round_to_quarter(standing.minutes),
        "not_physician": _to_others(standing),
        "unprintable": missing_glyphs(request.user.get_full_name()),
        "still_to_come": _still_to_come(standing),
    }
    return render(request, "credits/claim.html", context)


def _to_others(standing: Standing) -> str:
    """What professions that AMA credit is not for are told before they claim (AMA-4)."""
    designated = credit_phrase(
        standing.maximum if standing.work else standing.activity.maximum_credit or standing.maximum
    )
    return (
        "AMA credit is for physicians. Your certificate of participation says that the activity was designated for "
        f"{designated}; many boards accept that."
    )


def _still_to_come(standing: Standing) -> list[Session]:
    """Sessions that could still be attended and would raise the maximum."""
    activity = standing.activity
    if activity.is_claimed_per_session or activity.work_format:
        return []
    return list(activity.sessions.open_to_learners().filter(starts_at__gt=timezone.now()))


def _to_certificate(claim: Claim | None) -> HttpResponse:
    certificate = claim.current_certificate if claim else None
    if certificate is None:
        raise LookupError(f"{claim} has no certificate")
    return redirect(certificate)
