"""Credit received elsewhere, which learners write down themselves (CRT-8)."""

from typing import Final

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import FileResponse, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from accounts.models import User
from accounts.requests import SignedInRequest
from core.errors import ActionRefused
from core.forms import add_refusal, posted
from core.uploads import limits_upload, proof_response, was_too_large
from credits.forms import OutsideCreditForm
from credits.models import OutsideCredit
from credits.services import keep_outside_credit, remove_outside_credit

MOST_BYTES: Final = 10 * 1024 * 1024


@limits_upload(MOST_BYTES)
@never_cache
@login_required
@require_http_methods(["GET", "POST"])
def outside(request: HttpRequest, pk: int | None = None) -> HttpResponse:
    """Add one, or change one's own."""
    assert isinstance(request.user, User)
    credit = get_object_or_404(OutsideCredit, pk=pk, learner=request.user) if pk else None
    form = OutsideCreditForm(posted(request), request.FILES or None, instance=credit, learner=request.user)
    if request.method == "POST":
        if was_too_large(request):
            form.add_error("proof", "This file is too large. Send one of at most 10 MB.")
        elif form.is_valid() and _keep(form, credit, learner=request.user):
            messages.success(request, "It is in your transcript, marked as self-reported.")
            return redirect("credits:transcript")
    if form.errors and request.FILES.get("proof") and "proof" not in form.errors:
        form.add_error("proof", "Please choose this file again: a browser sends it once, and the rest is to be mended.")
    status = 422 if form.errors else 200
    return render(request, "credits/outside.html", {"form": form, "credit": credit}, status=status)


def _keep(form: OutsideCreditForm, credit: OutsideCredit | None, *, learner: User) -> bool:
    """Whether it was kept; a refusal is put on the form."""
    try:
        keep_outside_credit(
            learner=learner,
            facts=form.cleaned_data,
            credit=credit,
            proof=form.cleaned_data["proof"],
            drops_proof=form.cleaned_data.get("drops_proof", False),
            at=timezone.now(),
        )
    except ActionRefused as refusal:
        add_refusal(form, refusal)
        return False
    return True


@login_required
@require_POST
def remove_outside(request: SignedInRequest, pk: int) -> HttpResponse:
    credit = get_object_or_404(OutsideCredit, pk=pk, learner=request.user)
    remove_outside_credit(credit, learner=request.user)
    messages.success(request, f"“{credit.title}” is removed.")
    return redirect("credits:transcript")


@never_cache
@login_required
@require_GET
def outside_proof(request: SignedInRequest, pk: int) -> FileResponse:
    found = get_object_or_404(OutsideCredit.objects.visible_to(request.user).exclude(proof=""), pk=pk)
    return proof_response(found)
