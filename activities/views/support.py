"""Who supports an activity or exhibits there, and the signed agreements."""

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt, csrf_protect
from django.views.decorators.http import require_GET

from accounts.models import User
from accounts.requests import SignedInRequest
from activities.forms.support import AgreementForm, ExhibitorForm, SupportForm
from activities.models import Activity, Agreement, CommercialSupport, Exhibitor, OfficeSettings
from activities.services.support import (
    add_exhibitor,
    add_support,
    file_agreement,
    remove_exhibitor,
    support_refusal,
    too_large,
    withdraw_support,
)
from activities.supporters import support_gaps
from core.errors import ActionRefused
from core.forms import add_refusal
from core.uploads import ENDINGS, LimitedUpload, was_too_large
from disclosures.models import Company

MOST_NAMES = 200


@csrf_exempt  # only so that the limit is set before the body is read; `_support` below is protected
def support(request: HttpRequest, slug: str) -> HttpResponse:
    if request.method == "POST" and request.user.is_authenticated:
        most = OfficeSettings.current().agreement_megabytes * 1024 * 1024
        request.upload_handlers = [LimitedUpload(request, most=most), *request.upload_handlers]
    return _support(request, slug)


@csrf_protect
@never_cache
@login_required
def _support(request: HttpRequest, slug: str) -> HttpResponse:
    assert isinstance(request.user, User)
    activity = get_object_or_404(Activity.objects.plan_visible_to(request.user), slug=slug)
    typed: dict[str, Any] = {}
    if request.method == "POST":
        form = _act(request, activity, request.user)
        if form is None:
            return redirect("plan:support", slug)
        typed = {form.prefix or "": form}
    return render(
        request, "activities/plan/support.html", _page(activity, typed, by=request.user), status=422 if typed else 200
    )


def _page(activity: Activity, typed: dict[str, Any], *, by: User) -> dict[str, Any]:
    refusal = support_refusal(activity, by=by)
    supports = list(activity.supports.select_related("company").prefetch_related("agreements"))
    exhibitors = list(activity.exhibitors.prefetch_related("agreements"))
    return {
        "activity": activity,
        "refusal": refusal,
        "gaps": support_gaps(activity),
        "supports": [_with_form(row, f"support-{row.pk}", typed) for row in supports],
        "exhibitors": [_with_form(row, f"exhibitor-{row.pk}", typed) for row in exhibitors],
        "support_form": typed.get("support") or SupportForm(prefix="support"),
        "exhibitor_form": typed.get("exhibitor") or ExhibitorForm(prefix="exhibitor"),
        "errors": list(typed.values()),
        "names": list(Company.objects.ineligible().values_list("name", flat=True)[:MOST_NAMES]),
    }


def _with_form(row: CommercialSupport | Exhibitor, prefix: str, typed: dict[str, Any]) -> dict[str, Any]:
    return {"row": row, "prefix": prefix, "form": typed.get(prefix) or AgreementForm(prefix=prefix)}


def _act(request: HttpRequest, activity: Activity, by: User) -> Any:
    """Do what was asked for; the form, where something about it is wrong."""
    act, _, which = request.POST.get("act", "").partition("-")
    if act in {"withdraw", "remove"}:
        _take_back(request, activity, which, by)
        return None
    if act == "agreement":
        return _file_agreement(request, activity, which, by)
    form: Any = SupportForm(request.POST, prefix="support") if act == "support" else None
    form = form or ExhibitorForm(request.POST, prefix="exhibitor")
    if not form.is_valid():
        return form
    add: Any = add_support if act == "support" else add_exhibitor
    try:
        added = add(activity, by=by, at=timezone.now(), **form.cleaned_data)
    except ActionRefused as refusal:
        add_refusal(form, refusal)
        return form
    messages.success(request, f"Recorded: {added}.")
    return None


def _row(activity: Activity, which: str) -> CommercialSupport | Exhibitor:
    kind, _, pk = which.partition("-")
    rows: Any = {"support": activity.supports, "exhibitor": activity.exhibitors}.get(kind)
    if rows is None or not pk.isdecimal():
        raise Http404
    row: CommercialSupport | Exhibitor = get_object_or_404(rows, pk=int(pk[:18]))
    return row


def _take_back(request: HttpRequest, activity: Activity, which: str, by: User) -> None:
    row = _row(activity, which)
    try:
        if isinstance(row, CommercialSupport):
            withdraw_support(row, by=by, at=timezone.now())
        else:
            remove_exhibitor(row, by=by)
    except ActionRefused as refusal:
        messages.error(request, refusal.message)
    else:
        messages.success(request, f"{row} is no longer part of the plan.")


def _file_agreement(request: HttpRequest, activity: Activity, which: str, by: User) -> AgreementForm | None:
    row = _row(activity, which)
    sentence = too_large(OfficeSettings.current().agreement_megabytes) if was_too_large(request) else ""
    form = AgreementForm(request.POST, request.FILES, prefix=which, too_large=sentence)
    if not form.is_valid():
        return form
    try:
        file_agreement(row, by=by, at=timezone.now(), **form.cleaned_data)
    except ActionRefused as refusal:
        add_refusal(form, refusal)
        return form
    messages.success(request, f"The agreement with {getattr(row, 'company', row)} is filed.")
    return None


@login_required
@never_cache
@require_GET
def agreement(request: SignedInRequest, pk: int) -> FileResponse:
    """The file itself, never shown inside a page of ours: a browser saves it."""
    found = get_object_or_404(Agreement.objects.visible_to(request.user), pk=pk)
    name = found.original_name
    ending = ENDINGS[found.media_type]
    if not name.lower().endswith((ending, ".jpeg")):
        name += ending
    response = FileResponse(found.file.open(), content_type=found.media_type, filename=name, as_attachment=True)
    response["X-Content-Type-Options"] = "nosniff"
    response["Content-Security-Policy"] = "default-src 'none'; sandbox"
    return response
