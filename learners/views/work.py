"""Where learners write down what they did, and hand it in (AMA-2)."""

from typing import Final

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.db.models import QuerySet
from django.http import FileResponse, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from accounts.models import User
from accounts.requests import SignedInRequest
from activities.models import Activity, OfficeSettings
from activities.models.work_formats import WORK_FORMATS
from core.errors import ActionRefused
from core.forms import add_refusal
from core.typing_kept import posted_or_kept, signed_in_or_kept
from core.uploads import limits_upload, proof_response, was_too_large
from learners.eligibility import writing_refusals
from learners.forms import WorkForm
from learners.models import CompletedWork
from learners.services import note_shown, remove_work, write_work
from learners.showing import disclosures_for

MOST_BYTES: Final = 10 * 1024 * 1024


def _activities() -> QuerySet[Activity]:
    return Activity.objects.published().filter(format__in=WORK_FORMATS)


@never_cache
@login_required
@require_GET
def work(request: SignedInRequest, slug: str) -> HttpResponse:
    """What is asked, and one's own pieces; whoever is not registered is led to registering first."""
    activity = get_object_or_404(_activities(), slug=slug)
    now = timezone.now()
    pieces = list(CompletedWork.objects.filter(activity=activity, learner=request.user))
    refusals = writing_refusals(activity, request.user, office=OfficeSettings.current(), at=now)
    if refusals == ["Register first."] and not pieces:
        messages.info(request, "Register first; your work comes after it.")
        return redirect("learners:register", slug=slug)
    told = disclosures_for(activity, at=now)
    note_shown(activity, learner=request.user, told=told, at=now)
    context = {
        "activity": activity,
        "told": told,
        "pieces": pieces,
        "refusals": refusals,
        "can_begin": not refusals and not (pieces and activity.work_format and activity.work_format.once),
    }
    return render(request, "learners/work.html", context)


@limits_upload(MOST_BYTES)
@never_cache
@signed_in_or_kept
@require_http_methods(["GET", "POST"])
def piece(request: HttpRequest, slug: str, pk: int | None = None) -> HttpResponse:
    """Write one piece, as a draft or to hand in. What was handed in is read here, until it is sent back."""
    assert isinstance(request.user, User)
    activity = get_object_or_404(_activities(), slug=slug)
    mine = CompletedWork.objects.filter(activity=activity, learner=request.user)
    found = get_object_or_404(mine, pk=pk) if pk else None
    refusals = writing_refusals(activity, request.user, office=OfficeSettings.current(), at=timezone.now())
    if found is None and refusals:
        return redirect("learners:work", slug=slug)
    hands_in = "hand_in" in request.POST
    form = WorkForm(
        posted_or_kept(request), request.FILES or None, instance=_unsaved(found), activity=activity, hands_in=hands_in
    )
    if request.method == "POST":
        if was_too_large(request):
            form.add_error("proof", "This file is too large. Send one of at most 10 MB.")
        elif form.is_valid() and (kept := _write(form, activity, found, learner=request.user)):
            return _after(request, kept)
    context = {"activity": activity, "work": found, "form": form, "refusals": refusals}
    return render(request, "learners/piece.html", context, status=422 if form.errors else 200)


def _unsaved(work: CompletedWork | None) -> CompletedWork | None:
    """A second one to be filled in by the form, so that the page goes on saying what is saved."""
    return CompletedWork.objects.get(pk=work.pk) if work else None


def _write(form: WorkForm, activity: Activity, work: CompletedWork | None, *, learner: User) -> CompletedWork | None:
    """None where it was refused; the refusal is on the form."""
    try:
        return write_work(
            activity,
            learner=learner,
            facts=form.facts,
            work=work,
            proof=form.cleaned_data.get("proof"),
            drops_proof=form.cleaned_data.get("drops_proof", False),
            hands_in=form.hands_in,
            at=timezone.now(),
        )
    except ActionRefused as refusal:
        add_refusal(form, refusal)
        return None


def _after(request: HttpRequest, kept: CompletedWork) -> HttpResponse:
    if kept.can_be_written:
        messages.success(request, "Your draft is saved. Come back to it whenever you like.")
        return redirect("learners:piece", kept.activity.slug, kept.pk)
    messages.success(request, f"“{kept}” is handed in. The office looks at it, and writes to you.")
    if kept.activity.evaluation_before_claim:
        return redirect("credits:left")
    return redirect("learners:work", kept.activity.slug)


@login_required
@require_POST
def remove(request: SignedInRequest, slug: str, pk: int) -> HttpResponse:
    found = get_object_or_404(CompletedWork, activity__slug=slug, learner=request.user, pk=pk)
    try:
        remove_work(found, learner=request.user)
    except ActionRefused as refusal:
        messages.error(request, refusal.message)
        return redirect("learners:piece", slug, pk)
    messages.success(request, f"“{found}” is removed.")
    return redirect("learners:work", slug)


@never_cache
@login_required
@require_GET
def proof(request: SignedInRequest, slug: str, pk: int) -> FileResponse:
    """The letter of acceptance, for its learner and the office."""
    seen = CompletedWork.objects.visible_to(request.user).filter(activity__slug=slug).exclude(proof="")
    return proof_response(get_object_or_404(seen, pk=pk))
