from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from accounts.requests import SignedInRequest
from activities.models import Activity, OfficeSettings, Session
from core.errors import ActionRefused
from core.forms import add_refusal
from core.typed import whole_number
from core.typing_kept import posted_or_kept, signed_in_or_kept
from core.views import stays_on_page
from evaluations.baseline import is_needed
from evaluations.eligibility import evaluation_of, evaluation_refusals, speakers_to_rate
from evaluations.forms import EvaluationForm
from evaluations.models import Questionnaire
from evaluations.services import make_questionnaire, submit_evaluation
from learners.eligibility import codes_have_stopped


@stays_on_page
@signed_in_or_kept
@require_http_methods(["GET", "POST"])
def evaluate(request: SignedInRequest, slug: str) -> HttpResponse:
    activity = get_object_or_404(Activity.objects.published(), slug=slug)
    session = _session_of(activity, request.GET.get("session", ""))
    if refusals := evaluation_refusals(activity, request.user, session, at=timezone.now()):
        return _why_not(request, activity, session, refusals)
    if is_needed(activity, request.user, office=OfficeSettings.current()):
        messages.info(request, "Please answer these first; the evaluation follows.")
        return redirect("evaluations:before", slug=slug)
    shown = _shown(activity, request.POST.get("version", ""))
    speakers = speakers_to_rate(activity, request.user, session, at=timezone.now())
    form = EvaluationForm(posted_or_kept(request), questionnaire=shown, speakers=speakers)
    if request.method == "POST" and form.is_valid():
        try:
            submit_evaluation(
                activity,
                learner=request.user,
                at=timezone.now(),
                answers=form.answers(),
                commitments=form.commitments(),
                session=session,
                questionnaire=shown,
            )
        except ActionRefused as refusal:
            add_refusal(form, refusal)
        else:
            messages.success(request, "Thank you. Your answers are in.")
            return redirect(_claim_address(activity, session))
    return render(request, "evaluations/evaluate.html", {"activity": activity, "session": session, "form": form})


def _shown(activity: Activity, version: str) -> Questionnaire:
    """The version whose questions were answered, so that nothing typed is lost when another one begins meanwhile."""
    present = make_questionnaire(activity)
    number = whole_number(version)
    if number is not None and number < present.version:
        return Questionnaire.objects.evaluations_of(activity).filter(version=number).first() or present
    return present


def _session_of(activity: Activity, typed: str) -> Session | None:
    if not typed:
        return None
    return get_object_or_404(activity.sessions.select_related("activity"), pk=whole_number(typed))


def _why_not(
    request: SignedInRequest, activity: Activity, session: Session | None, refusals: list[str]
) -> HttpResponse:
    if evaluation_of(activity, request.user, session):
        messages.info(request, "You have evaluated it already. Thank you!")
        return redirect(_claim_address(activity, session))
    attended = activity.sessions.filter(attendances__learner=request.user) if activity.is_series else []
    context = {
        "activity": activity,
        "session": session,
        "refusals": refusals,
        "attended": attended,
        "codes_have_stopped": codes_have_stopped(activity, session, at=timezone.now()),
    }
    return render(request, "evaluations/not_yet.html", context)


def _claim_address(activity: Activity, session: Session | None) -> str:
    if not activity.is_claimed_per_session:
        return reverse("credits:claim", args=[activity.slug])
    return reverse("credits:claim", args=[activity.slug, session.pk]) if session else reverse("credits:left")
