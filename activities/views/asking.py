"""Who has not disclosed, for the planners; and asking them again (SII-1)."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_POST

from accounts.requests import SignedInRequest
from activities.services.disclosure_requests import request_disclosure_of
from activities.views.plan import get_plan
from core.errors import ActionRefused


@login_required
@require_POST
def ask_again(request: SignedInRequest, slug: str, pk: int) -> HttpResponse:
    """One letter to one person; back to the page where it was asked for."""
    activity = get_plan(request, slug)
    member = get_object_or_404(activity.team.select_related("person", "activity"), pk=pk)
    try:
        request_disclosure_of(member, by=request.user, at=timezone.now())
    except ActionRefused as refusal:
        messages.error(request, refusal.message)
    else:
        messages.success(request, f"A letter with a link is on its way to {member.person}.")
    session = request.POST.get("session", "")
    if session.isdecimal() and activity.sessions.filter(pk=int(session[:18])).exists():
        return redirect(reverse("plan:session", args=[slug, int(session[:18])]) + "#silent")
    return redirect(reverse("plan:proposal", args=[slug]) + "#silent")
