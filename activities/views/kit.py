"""The statements an approved activity must show, ready to copy or print (STM-4)."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.http import FileResponse, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.text import slugify
from django.views.decorators.http import require_GET, require_http_methods

from accounts.requests import SignedInRequest
from activities.kit import pieces_of, sheet_of
from activities.models import Activity, Session
from activities.unlocking import why_locked
from activities.views.plan import get_plan
from core.views import hand_out

SESSIONS_PER_PAGE = 20
WHAT = "The statements and what is printed with them"


@login_required
@require_GET
def kit(request: SignedInRequest, slug: str, session: int | None = None) -> HttpResponse:
    activity = get_plan(request, slug)
    one = _session(activity, session)
    counting = activity.sessions.open_to_learners()
    context = {
        "activity": activity,
        "session": one,
        "locked": why_locked(activity, what=WHAT),
        "pieces": pieces_of(activity, at=timezone.now(), session=one),
        "page": None if one else Paginator(counting, SESSIONS_PER_PAGE).get_page(request.GET.get("page")),
    }
    return render(request, "activities/plan/kit.html", context)


@login_required
@require_http_methods(["GET", "POST"])
def printed(request: SignedInRequest, slug: str, piece: str, session: int | None = None) -> HttpResponse | FileResponse:
    """One piece as a PDF. Before approval there is none (STM-3)."""
    activity = get_plan(request, slug)
    one = _session(activity, session)
    args = [slug, one.pk] if one else [slug]
    back = reverse("plan:session_statements" if one else "plan:statements", args=args)
    if locked := why_locked(activity, what=WHAT):
        messages.error(request, locked)
        return redirect(back)
    sheet = sheet_of(activity, piece, at=timezone.now(), session=one)
    title = f"{piece.split('-')[0].capitalize()} for “{one or activity}”"
    name = slugify(str(one or activity))[:60] or "activity"
    return hand_out(request, sheet, name=f"{piece}-{name}.pdf", title=title, back=back)


def _session(activity: Activity, pk: int | None) -> Session | None:
    if pk is None:
        return None
    session = get_object_or_404(activity.sessions.open_to_learners(), pk=pk)
    session.activity = activity
    return session
