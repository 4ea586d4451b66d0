"""Where staff join two accounts of one person, take that back, and take back a list (ATT-3, ATT-5)."""

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.db.models import Count
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST

from accounts.models import User
from accounts.requests import SignedInRequest
from core.errors import ActionRefused
from core.forms import add_refusal, posted
from learners.models import AttendanceImport
from people.duplicates import likely_pairs
from people.eligibility import merge_refusals, undo_list_refusals, undo_merge_refusals
from people.forms import MergeForm
from people.models import Merge
from people.services import fates, merge_people, tell_apart, undo_list, undo_merge

PAIRS_PER_PAGE = 25
MERGES_SHOWN = 10


def _only_office(user: User, permission: str = "people.add_merge") -> None:
    if not (user.is_staff and user.has_perm(permission)):
        raise Http404


@login_required
@never_cache
@require_http_methods(["GET"])
def duplicates(request: SignedInRequest) -> HttpResponse:
    _only_office(request.user)
    context = {
        "page": Paginator(likely_pairs(), PAIRS_PER_PAGE).get_page(request.GET.get("page")),
        "merges": Merge.objects.select_related("kept", "merged", "merged_by")[:MERGES_SHOWN],
    }
    return render(request, "people/duplicates.html", context)


@login_required
@never_cache
@require_http_methods(["GET", "POST"])
def merge(request: SignedInRequest, kept: int, merged: int) -> HttpResponse:
    """Everything that would move, before anything does."""
    _only_office(request.user)
    people = User.objects.select_related("profile__profession")
    one, other = get_object_or_404(people, pk=kept), get_object_or_404(people, pk=merged)
    form = MergeForm(posted(request))
    if request.method == "POST" and form.is_valid():
        try:
            done = merge_people(one, other, reason=form.cleaned_data["reason"], by=request.user, at=timezone.now())
        except ActionRefused as refusal:
            add_refusal(form, refusal)
        else:
            messages.success(request, f"{done.kept} has everything now. You can undo it here.")
            return redirect("people:merge_done", pk=done.pk)
    context = {
        "kept": one,
        "merged": other,
        "form": form,
        "fates": fates(one, other) if one != other else [],
        "refusals": merge_refusals(one, other),
    }
    return render(request, "people/merge.html", context, status=422 if form.errors else 200)


@login_required
@require_POST
def apart(request: SignedInRequest, kept: int, merged: int) -> HttpResponse:
    _only_office(request.user)
    one, other = get_object_or_404(User, pk=kept), get_object_or_404(User, pk=merged)
    try:
        tell_apart(one, other, by=request.user, at=timezone.now())
    except ActionRefused as refusal:
        messages.error(request, refusal.message)
    else:
        messages.success(request, f"{one} ({one.email}) and {other} ({other.email}) are two people.")
    return redirect("people:duplicates")


@login_required
@never_cache
@require_http_methods(["GET", "POST"])
def merge_done(request: SignedInRequest, pk: int) -> HttpResponse:
    """The journal of one merge."""
    _only_office(request.user)
    done = get_object_or_404(Merge.objects.select_related("kept", "merged", "merged_by", "undone_by"), pk=pk)
    if request.method == "POST":
        try:
            undo_merge(done, by=request.user, at=timezone.now())
        except ActionRefused as refusal:
            messages.error(request, refusal.message)
        else:
            messages.success(request, "The merge is undone: everything is where it was.")
        return redirect("people:merge_done", pk=pk)
    context: dict[str, Any] = {
        "merge": done,
        "page": Paginator(done.rows.all(), 50).get_page(request.GET.get("page")),
        "kinds": done.rows.order_by().values("act").annotate(n=Count("pk")),
        "refusals": undo_merge_refusals(done),
    }
    return render(request, "people/merge_done.html", context)


@login_required
@never_cache
@require_http_methods(["GET", "POST"])
def undo_attendance_list(request: SignedInRequest, pk: int) -> HttpResponse:
    _only_office(request.user, "learners.change_attendanceimport")
    batch = get_object_or_404(AttendanceImport.objects.select_related("activity", "written_by"), pk=pk)
    if request.method == "POST":
        try:
            count = undo_list(batch, by=request.user, at=timezone.now())
        except ActionRefused as refusal:
            messages.error(request, refusal.message)
        else:
            messages.success(request, f"“{batch}” is undone: {count} attendances are removed.")
            return redirect("learners:attendance_list", slug=batch.activity.slug, pk=batch.pk)
    context = {
        "batch": batch,
        "refusals": undo_list_refusals(batch),
        "attendances": batch.attendances.count(),
        "people": batch.rows.filter(made_person=True, person__last_login=None).count(),
    }
    return render(request, "people/undo_list.html", context)
