from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import FileResponse, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_GET, require_http_methods

from accounts.requests import SignedInRequest
from activities.models import Activity
from core.errors import ActionRefused
from core.views import hand_out
from learners.models import SessionCode
from learners.posters import codes_sheet, may_be_printed, posters_sheet, shown_code, why_none_is_printed
from learners.services import issue_codes


@login_required
@require_GET
def poster(request: SignedInRequest, slug: str, pk: int) -> HttpResponse:
    """A code as a page that fills a screen or a sheet of paper."""
    activity, code = _code(request, slug, pk)
    if not activity.is_published:
        return redirect("learners:codes", slug=slug)
    return render(request, "learners/poster.html", {"activity": activity} | shown_code(code))


@login_required
@require_http_methods(["GET", "POST"])
def poster_pdf(request: SignedInRequest, slug: str, pk: int, paper: str) -> HttpResponse | FileResponse:
    activity, code = _code(request, slug, pk)
    if not activity.is_published:
        return redirect("learners:codes", slug=slug)
    return hand_out(
        request,
        posters_sheet([code], paper),
        name=f"poster-{code.code}-{paper}.pdf",
        title=f"Poster for “{code.session or activity}”",
        back=reverse("learners:poster", args=[slug, pk]),
    )


@login_required
@require_http_methods(["GET", "POST"])
def posters_pdf(request: SignedInRequest, slug: str, paper: str) -> HttpResponse | FileResponse:
    """A poster for each session to come, or all their codes in one list (`paper` is then “list”)."""
    activity = _activity(request, slug)
    back = reverse("learners:codes", args=[slug])
    try:
        issued = issue_codes(activity, at=timezone.now())
    except ActionRefused:
        return redirect(back)
    codes = [code for code in issued if may_be_printed(code, at=timezone.now())]
    if not codes:
        messages.info(request, why_none_is_printed(issued, at=timezone.now()))
        return redirect(back)
    sheet = codes_sheet(codes, str(activity)) if paper == "list" else posters_sheet(codes, paper)
    title = f"{'List of codes' if paper == 'list' else 'Posters'} for “{activity}”"
    return hand_out(request, sheet, name=f"codes-{slug}-{paper}.pdf", title=title, back=back)


def _activity(request: SignedInRequest, slug: str) -> Activity:
    return get_object_or_404(Activity.objects.plan_visible_to(request.user), slug=slug)


def _code(request: SignedInRequest, slug: str, pk: int) -> tuple[Activity, SessionCode]:
    activity = _activity(request, slug)
    code = get_object_or_404(
        SessionCode.objects.in_use().filter(changes=False).select_related("activity", "session__activity"),
        pk=pk,
        activity=activity,
    )
    return activity, code
