"""Answering what the office asked (REV-2)."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_POST

from accounts.requests import SignedInRequest
from activities.services import answer_request, write_comment
from activities.views.plan import get_plan, show_proposal
from core.errors import ActionRefused
from core.typed import whole_number


@login_required
@require_POST
def answer(request: SignedInRequest, slug: str, pk: int) -> HttpResponse:
    activity = get_plan(request, slug)
    asked = get_object_or_404(activity.review_requests, pk=pk)
    text = request.POST.get("answer", "")
    try:
        answer_request(asked, text=text, by=request.user, at=timezone.now())
    except ActionRefused as refusal:
        if refusal.field:
            refused = {"answering": pk, "answer_typed": text, "answer_refusal": refusal.message}
            return show_proposal(request, activity, status=422, **refused)
        messages.error(request, refusal.message)
    else:
        messages.success(request, "Your answer is kept. The office reads it when you submit again.")
    return redirect(f"{reverse('plan:proposal', args=[activity.slug])}#request-{pk}")


@login_required
@require_POST
def comment(request: SignedInRequest, slug: str) -> HttpResponse:
    """Write to the office, about the activity or about one request of it."""
    activity = get_plan(request, slug)
    text, about = request.POST.get("comment", ""), request.POST.get("about", "")
    asked = get_object_or_404(activity.review_requests, pk=whole_number(about)) if about else None
    try:
        write_comment(activity, text=text, by=request.user, at=timezone.now(), request=asked)
    except ActionRefused as refusal:
        refused = {"comment_typed": text, "comment_refusal": refusal.message, "comment_about": about}
        return show_proposal(request, activity, status=422, **refused)
    messages.success(request, "Your comment is kept, and the other side hears of it by mail.")
    return redirect(f"{reverse('plan:proposal', args=[activity.slug])}#{f'request-{about}' if asked else 'comments'}")
