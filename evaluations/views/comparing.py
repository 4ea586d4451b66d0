from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from accounts.requests import SignedInRequest
from activities.models import Activity, OfficeSettings
from core.errors import ActionRefused
from core.forms import add_refusal
from core.typing_kept import posted_or_kept, signed_in_or_kept
from evaluations.baseline import before_refusals, questions_before
from evaluations.forms import BeforeForm
from evaluations.services import answer_before


@signed_in_or_kept
@require_http_methods(["GET", "POST"])
def before(request: SignedInRequest, slug: str) -> HttpResponse:
    """The few questions that are asked again afterwards (EVL-5)."""
    activity = get_object_or_404(Activity.objects.published(), slug=slug)
    now = timezone.now()
    refusals = before_refusals(activity, request.user, office=OfficeSettings.current(), at=now)
    form = None
    if not refusals:
        form = BeforeForm(posted_or_kept(request), questions=questions_before(activity))
        if request.method == "POST" and form.is_valid():
            try:
                answer_before(activity, learner=request.user, answers=form.answers(), at=now)
            except ActionRefused as refusal:
                add_refusal(form, refusal)
            else:
                messages.success(request, "Thank you. We ask the same afterwards, and compare.")
                return redirect("learners:register", slug=slug)
    return render(request, "evaluations/before.html", {"activity": activity, "form": form, "refusals": refusals})
