"""Goals that learners set for themselves, such as a licence period."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST

from accounts.requests import SignedInRequest
from core.errors import ActionRefused
from core.forms import add_refusal, posted
from credits.forms import GoalForm
from credits.models import CreditGoal, ReadyGoal
from credits.services import keep_goal, remove_goal, renew_goal


@never_cache
@login_required
@require_http_methods(["GET", "POST"])
def goal(request: SignedInRequest, pk: int | None = None) -> HttpResponse:
    """Set one, beginning from one that the office offers or from nothing; or change one's own."""
    mine = get_object_or_404(CreditGoal, pk=pk, learner=request.user) if pk else None
    offered = ReadyGoal.objects.filter(is_offered=True)
    wanted = request.GET.get("ready", "")
    ready = offered.filter(pk=int(wanted[:9])).first() if wanted.isdecimal() else None
    form = GoalForm(posted(request), instance=mine, ready=ready)
    if request.method == "POST" and form.is_valid():
        try:
            kept = keep_goal(learner=request.user, facts=form.facts(), goal=mine, at=timezone.now())
        except ActionRefused as refusal:
            add_refusal(form, refusal)
        else:
            messages.success(request, f"“{kept}” is set. What you claim from now on counts toward it by itself.")
            return redirect("credits:transcript")
    context = {"form": form, "goal": mine, "offered": [] if mine else offered, "ready": ready}
    return render(request, "credits/goal.html", context, status=422 if form.errors else 200)


@login_required
@require_POST
def goal_act(request: SignedInRequest, pk: int) -> HttpResponse:
    """Remove it, or set it again for the next period."""
    mine = get_object_or_404(CreditGoal, pk=pk, learner=request.user)
    try:
        if "renew" in request.POST:
            renewed = renew_goal(mine, learner=request.user, at=timezone.now())
            messages.success(request, f"“{renewed}” is set again until {renewed.ends_date:%B %-d, %Y}.")
        else:
            remove_goal(mine, learner=request.user)
            messages.success(request, f"“{mine}” is removed. Your credit is as it was.")
    except ActionRefused as refusal:
        messages.error(request, refusal.message)
    return redirect("credits:transcript")
