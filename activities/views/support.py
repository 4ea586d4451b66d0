"""Who supports an activity or exhibits there, and the signed agreements."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django import forms
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt, csrf_protect
from django.views.decorators.http import require_GET, require_POST

from accounts.models import User
from accounts.requests import SignedInRequest
from activities.forms.support import (
    ADD_EXHIBITOR,
    ADD_SUPPORT,
    FORM_NAMES,
    AgreementForm,
    ExhibitorForm,
    SupportForm,
    typed_before,
)
from activities.models import Activity, Agreement, CommercialSupport, Exhibitor, OfficeSettings, SectionDraft
from activities.services.drafting import discard_typing
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
from activities.views.plan import get_plan, rail_of
from activities.views.plan_typing import (
    answer_typing,
    keep_post_if_possible,
    keep_what_was_put_aside,
    kept_as,
)
from core.errors import ActionRefused
from core.forms import add_refusal
from core.typed import whole_number
from core.typing_kept import keeps_typing, signed_in_or_kept
from core.uploads import ENDINGS, LimitedUpload, was_too_large
from disclosures.models import Company

MOST_NAMES = 200


@keeps_typing
@csrf_exempt  # only so that the limit is set before the body is read; `_support` below is protected
def support(request: HttpRequest, slug: str) -> HttpResponse:
    if request.method == "POST":
        most = OfficeSettings.current().agreement_megabytes * 1024 * 1024
        request.upload_handlers = [LimitedUpload(request, most=most), *request.upload_handlers]
    return _support(request, slug)


@csrf_protect
@never_cache
@signed_in_or_kept
def _support(request: SignedInRequest, slug: str) -> HttpResponse:
    activity = get_plan(request, slug)
    keep_what_was_put_aside(request, activity, _form_name)
    if request.method != "POST":
        return _show(request, activity)
    name = _form_name(request.POST)
    request.session["reached"] = kept_as(request, activity, name)
    if "show" in request.POST:
        keep_post_if_possible(request, activity, name)
        return _show(request, activity)
    refused = _act(request, activity, request.user)
    if refused is None:
        return redirect("plan:support", slug)
    keep_post_if_possible(request, activity, name)
    return _show(request, activity, refused)


def _form_name(posted: Mapping[str, Any]) -> str:
    """Which form of the page it is; empty for a button that stands alone."""
    act = posted.get("act", "")
    name = str(act[0] if isinstance(act, list) else act).removeprefix("agreement-")
    return name if re.fullmatch(FORM_NAMES, name) else ""


@dataclass(frozen=True)
class Typed:
    """One form of the page, with what its author typed into it and has not sent."""

    form: forms.Form
    act: str
    kept_as: str
    draft: SectionDraft | None

    @property
    def name(self) -> str:
        return self.form.prefix or ""

    @property
    def is_open(self) -> bool:
        return bool(self.form.errors or self.draft)


def _show(request: SignedInRequest, activity: Activity, refused: forms.Form | None = None) -> HttpResponse:
    drafts = {draft.section: draft for draft in activity.section_drafts.filter(person=request.user)}
    most = OfficeSettings.current().agreement_megabytes

    def typed(form_class: type[forms.Form], name: str, act: str, **more: Any) -> Typed:
        draft = drafts.get(name)
        before = typed_before(draft.typed, form_class, name) if draft else {}
        form = refused if refused and refused.prefix == name else form_class(prefix=name, initial=before, **more)
        return Typed(form, act, kept_as(request, activity, name), draft if before and not form.is_bound else None)

    def with_form(row: CommercialSupport | Exhibitor, name: str) -> dict[str, Any]:
        return {
            "row": row,
            "prefix": name,
            "typed": typed(AgreementForm, name, f"agreement-{name}", most_megabytes=most),
        }

    supports = activity.supports.select_related("company").prefetch_related("agreements")
    context = rail_of(activity, request, current="independence") | {
        "refusal": support_refusal(activity, by=request.user),
        "gaps": support_gaps(activity),
        "supports": [with_form(row, f"{ADD_SUPPORT}-{row.pk}") for row in supports],
        "exhibitors": [
            with_form(row, f"{ADD_EXHIBITOR}-{row.pk}") for row in activity.exhibitors.prefetch_related("agreements")
        ],
        "add_support": typed(SupportForm, ADD_SUPPORT, ADD_SUPPORT),
        "add_exhibitor": typed(ExhibitorForm, ADD_EXHIBITOR, ADD_EXHIBITOR),
        "refused": refused,
        "names": list(Company.objects.ineligible().values_list("name", flat=True)[:MOST_NAMES]),
    }
    return render(request, "activities/plan/support.html", context, status=422 if refused else 200)


def _act(request: HttpRequest, activity: Activity, by: User) -> Any:
    """Do what was asked for; the form, where something about it is wrong."""
    act, _, which = request.POST.get("act", "").partition("-")
    if act in {"withdraw", "remove"}:
        _take_back(request, activity, which, by)
        return None
    if act == "agreement":
        return _file_agreement(request, activity, which, by)
    form: Any = SupportForm(request.POST, prefix=ADD_SUPPORT) if act == ADD_SUPPORT else None
    form = form or ExhibitorForm(request.POST, prefix=ADD_EXHIBITOR)
    if not form.is_valid():
        return form
    add: Any = add_support if act == ADD_SUPPORT else add_exhibitor
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
    if rows is None:
        raise Http404
    row: CommercialSupport | Exhibitor = get_object_or_404(rows, pk=whole_number(pk))
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
    most = OfficeSettings.current().agreement_megabytes
    sentence = too_large(most) if was_too_large(request) else ""
    form = AgreementForm(request.POST, request.FILES, prefix=which, most_megabytes=most, too_large=sentence)
    if not form.is_valid():
        return form
    before = row.agreement
    try:
        file_agreement(row, by=by, at=timezone.now(), **form.cleaned_data)
    except ActionRefused as refusal:
        add_refusal(form, refusal)
        return form
    messages.success(request, f"The agreement with {getattr(row, 'company', row)} is filed.{_in_place_of(before)}")
    return None


def _in_place_of(before: Agreement | None) -> str:
    """The second of two editors is told what theirs took the place of; the first one’s stays on record (PLN-9)."""
    if before is None:
        return ""
    when = timezone.localtime(before.uploaded_at)
    return (
        f" It takes the place of “{before}”, which {before.uploaded_by} uploaded on {when:%B %-d, %-I:%M %p} and which "
        "stays on record."
    )


@require_POST
def typing(request: SignedInRequest, slug: str, form: str) -> HttpResponse:
    return answer_typing(request, slug, form)


@signed_in_or_kept
@require_POST
def discard(request: SignedInRequest, slug: str, form: str) -> HttpResponse:
    activity = get_plan(request, slug)
    discard_typing(activity, form, by=request.user)
    messages.info(request, "Discarded. This is what is recorded.")
    return redirect("plan:support", activity.slug)


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
