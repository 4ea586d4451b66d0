"""Inviting a director to what the office drafted, following the invitation, confirming the plan (PLN-5)."""

from urllib.parse import urlencode

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core import signing
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_POST

from accounts.models import User
from accounts.requests import SignedInRequest
from activities.forms.proposal import SubmitForm
from activities.invitation_links import invitation_of
from activities.models import Activity
from activities.services.confirming import confirm_plan, invite_to_confirm, note_opening
from activities.views.plan import get_plan
from core.errors import ActionRefused


@login_required
@require_POST
def invite(request: SignedInRequest, slug: str) -> HttpResponse:
    activity = get_plan(request, slug)
    try:
        invitations = invite_to_confirm(activity, by=request.user, at=timezone.now())
    except ActionRefused as refusal:
        messages.error(request, refusal.message)
    else:
        names = " and ".join(str(invitation.person) for invitation in invitations)
        messages.success(request, f"Invited: {names}. You see here when they open the plan.")
    return redirect("plan:proposal", activity.slug)


@never_cache
@require_GET
def invited(request: HttpRequest, token: str) -> HttpResponse:
    """Signs nobody in: to the mailed code first, and from there to the plan."""
    try:
        invitation = invitation_of(token)
    except signing.SignatureExpired:
        return render(request, "activities/plan/invitation_expired.html", status=410)
    except signing.BadSignature as fault:
        raise Http404 from fault
    if not request.user.is_authenticated:
        messages.info(request, "Sign in with the address the letter came to; we mail you a code.")
        return redirect(f"{reverse('account_request_login_code')}?{urlencode({'next': request.path})}")
    assert isinstance(request.user, User)
    activity = get_object_or_404(Activity.objects.plan_visible_to(request.user), pk=invitation.activity_id)
    note_opening(invitation, by=request.user, at=timezone.now())
    return redirect("plan:proposal", activity.slug)


@login_required
@require_POST
def confirm(request: SignedInRequest, slug: str) -> HttpResponse:
    activity = get_plan(request, slug)
    form = SubmitForm(request.POST)
    attests = form.is_valid() and form.cleaned_data["attests"]
    try:
        confirm_plan(activity, by=request.user, at=timezone.now(), attests=attests)
    except ActionRefused as refusal:
        messages.error(request, refusal.message)
    else:
        messages.success(request, "Confirmed. You or the office can submit it now.")
    return redirect("plan:proposal", activity.slug)
