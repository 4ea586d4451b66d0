"""One's own record: download it, say which other address one has used, end the account (PRS-5)."""

from django.contrib import messages
from django.contrib.auth import logout
from django.contrib.auth.decorators import login_required
from django.core import signing
from django.http import FileResponse, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods

from accounts.requests import SignedInRequest
from core.errors import ActionRefused
from core.forms import add_refusal, posted
from core.ratelimit import too_many
from people.eligibility import closing_refusals, kept_until
from people.forms import CloseForm, OtherAddressForm
from people.links import request_of_token
from people.models import PersonExport
from people.services import ask_for_export, ask_to_join, close_account, prove_address

ADDRESSES, ADDRESS_SECONDS = 5, 86400


@login_required
@never_cache
@require_http_methods(["GET", "POST"])
def record(request: SignedInRequest) -> HttpResponse:
    if request.method == "POST":
        ask_for_export(request.user, at=timezone.now())
        return redirect("people:record")
    export = PersonExport.objects.visible_to(request.user).first()
    context = {
        "export": export,
        "waits": export is not None and not (export.made_at or export.failed_at),
        "kept_until": kept_until(request.user, on=timezone.localdate()),
        "days_kept": PersonExport.DAYS_KEPT,
    }
    return render(request, "people/record.html", context)


@login_required
@never_cache
@require_GET
def export_file(request: SignedInRequest, pk: int) -> FileResponse:
    export = get_object_or_404(PersonExport.objects.visible_to(request.user).exclude(made_at=None), pk=pk)
    name = f"my-record-{export.asked_at:%Y-%m-%d}.zip"
    return FileResponse(export.file.open("rb"), as_attachment=True, filename=name, content_type="application/zip")


@login_required
@never_cache
@require_http_methods(["GET", "POST"])
def close(request: SignedInRequest) -> HttpResponse:
    form = CloseForm(posted(request))
    if request.method == "POST" and form.is_valid():
        try:
            close_account(request.user, by=request.user, at=timezone.now())
        except ActionRefused as refusal:
            add_refusal(form, refusal)
        else:
            logout(request)
            messages.success(
                request, "Your account is ended. Your certificates can still be verified by their numbers."
            )
            return redirect("home")
    context = {
        "form": form,
        "refusals": closing_refusals(request.user, on=timezone.localdate()),
        "kept_until": kept_until(request.user, on=timezone.localdate()),
    }
    return render(request, "people/close.html", context)


@login_required
@never_cache
@require_http_methods(["GET", "POST"])
def other_address(request: SignedInRequest) -> HttpResponse:
    """The same answer whether the address is known or not: nobody learns here who has an account (ATT-5)."""
    form = OtherAddressForm(posted(request))
    if request.method == "POST" and form.is_valid():
        try:
            if too_many(f"other-address:{request.user.pk}", limit=ADDRESSES, seconds=ADDRESS_SECONDS):
                raise ActionRefused("That was often enough for today. Please write to the office.")
            ask_to_join(request.user, other_email=form.cleaned_data["other_email"], at=timezone.now())
        except ActionRefused as refusal:
            add_refusal(form, refusal)
        else:
            messages.success(
                request,
                "Thank you. We mail that address once to ask whether it is yours; then the office joins what is yours.",
            )
            return redirect("people:record")
    return render(request, "people/other_address.html", {"form": form})


@never_cache
@require_http_methods(["GET", "POST"])
def prove_other_address(request: HttpRequest, token: str) -> HttpResponse:
    """Opening it changes nothing: mail filters open every link. Whoever reads that mail answers without signing in."""
    try:
        asked = request_of_token(token)
    except signing.BadSignature:
        return render(request, "people/prove_address.html", status=410)
    if request.method == "POST":
        prove_address(asked, at=timezone.now())
        return redirect("people:prove_address", token=token)
    return render(request, "people/prove_address.html", {"asked": asked})
