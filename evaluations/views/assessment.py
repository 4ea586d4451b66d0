from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from accounts.models import User
from accounts.requests import SignedInRequest
from activities.models import Activity, OfficeSettings
from core.errors import ActionRefused
from core.forms import posted
from core.typing_kept import posted_or_kept, signed_in_or_kept
from core.views import stays_on_page
from evaluations.eligibility import (
    assessment_refusals_given,
    attempts_allowed,
    attempts_of,
    evaluation_of,
    granting_refusals,
    needed_to_pass,
    needs_assessment,
    took_part,
    writing_refusals,
)
from evaluations.forms import AssessmentForm, GrantAttemptForm, WrittenQuestions, as_initial, with_another
from evaluations.models import AssessmentAttempt, GrantedAttempt, Question, Questionnaire
from evaluations.services import answer_assessment, grant_attempt, write_assessment


@signed_in_or_kept
@require_http_methods(["GET", "POST"])
def assessment(request: SignedInRequest, slug: str) -> HttpResponse:
    activity = get_object_or_404(Activity.objects.published(), slug=slug)
    if not needs_assessment(activity):
        raise Http404
    allowed = attempts_allowed(activity, request.user, office=OfficeSettings.current())
    attempts = attempts_of(activity, request.user)
    questions = Question.objects.filter(
        questionnaire__activity=activity, questionnaire__purpose=Questionnaire.Purpose.ASSESSMENT
    ).count()
    refusals = assessment_refusals_given(
        activity,
        attempts,
        took_part=took_part(activity, request.user),
        has_questions=questions > 0,
        allowed=allowed,
    )
    context = {
        "activity": activity,
        "attempts": attempts,
        "questions": questions,
        "needed": needed_to_pass(questions, pass_mark=activity.pass_mark),
        "left": max(allowed - len(attempts), 0),
        "allowed": allowed,
        "refusals": refusals,
        "mail_subject": f"Another attempt at the assessment of “{activity}”",
        "is_evaluated": evaluation_of(activity, request.user) is not None,
        "passed": any(attempt.is_passed for attempt in attempts),
        "wrong": request.session.get(_wrong_key(activity), []) if attempts else [],
    }
    if refusals:
        return render(request, "evaluations/assessment.html", context)
    questionnaire = Questionnaire.objects.get(activity=activity, purpose=Questionnaire.Purpose.ASSESSMENT)
    form = AssessmentForm(posted_or_kept(request), questionnaire=questionnaire, initial={"number": len(attempts) + 1})
    if request.method == "POST" and form.is_valid():
        return _attempt(request, activity, form)
    return render(request, "evaluations/assessment.html", context | {"form": form})


def _attempt(request: SignedInRequest, activity: Activity, form: AssessmentForm) -> HttpResponse:
    chosen = form.chosen()
    try:
        attempt = answer_assessment(
            activity,
            learner=request.user,
            at=timezone.now(),
            chosen=chosen,
            number=form.cleaned_data["number"],
        )
    except ActionRefused as refusal:
        messages.error(request, refusal.message)
    else:
        # Which were wrong is for this visit only: attempts keep their score, not their answers.
        request.session[_wrong_key(activity)] = [q.text for q, choice in chosen.items() if not choice.is_correct]
        _tell_result(request, attempt)
    return redirect("evaluations:assessment", slug=activity.slug)


def _tell_result(request: SignedInRequest, attempt: AssessmentAttempt) -> None:
    if attempt.is_passed:
        messages.success(request, f"You passed with {attempt.score} %.")
    else:
        messages.warning(request, f"You reached {attempt.score} %; {attempt.pass_mark} % are needed.")


def _wrong_key(activity: Activity) -> str:
    return f"wrong-answers-{activity.pk}"


@stays_on_page
@login_required
@require_http_methods(["GET", "POST"])
def another_attempt(request: SignedInRequest, pk: int, slug: str) -> HttpResponse:
    """The office lets somebody who used up all attempts try once more (AMA-5)."""
    if not (request.user.is_staff and request.user.has_perm("evaluations.add_grantedattempt")):
        raise Http404
    learner = get_object_or_404(User, pk=pk)
    activity = get_object_or_404(Activity.objects.published(), slug=slug)
    if not needs_assessment(activity):
        raise Http404
    refusals = granting_refusals(activity, learner, by=request.user, office=OfficeSettings.current())
    form = GrantAttemptForm(posted(request))
    if request.method == "POST" and not refusals and form.is_valid():
        reason = form.cleaned_data["reason"]
        try:
            grant_attempt(activity, learner=learner, by=request.user, at=timezone.now(), reason=reason)
        except ActionRefused as refusal:
            refusals = [refusal.message]
        else:
            messages.success(request, f"{learner} can take the assessment once more, and is told by mail.")
            return redirect("credits:left_of", pk=learner.pk)
    context = {
        "learner": learner,
        "activity": activity,
        "attempts": attempts_of(activity, learner),
        "granted": GrantedAttempt.objects.filter(activity=activity, learner=learner).select_related("granted_by"),
        "refusals": refusals,
        "form": form,
    }
    return render(request, "evaluations/another_attempt.html", context)


@login_required
@require_http_methods(["GET", "POST"])
def edit_assessment(request: SignedInRequest, slug: str) -> HttpResponse:
    activity = get_object_or_404(Activity.objects.plan_visible_to(request.user), slug=slug)
    if not needs_assessment(activity):
        raise Http404
    questionnaire = Questionnaire.objects.filter(activity=activity, purpose=Questionnaire.Purpose.ASSESSMENT).first()
    adds = "add" in request.POST
    form: Any = WrittenQuestions(posted(request), initial=as_initial(questionnaire))
    if adds:
        form = with_another(form)
    if request.method == "POST" and not adds and form.is_valid():
        try:
            write_assessment(activity, questions=form.written(), by=request.user)
        except ActionRefused as refusal:
            messages.error(request, refusal.message)
        else:
            messages.success(request, "The assessment is saved.")
            return redirect("evaluations:edit_assessment", slug=slug)
    context = {
        "activity": activity,
        "formset": form,
        "shows_errors": not adds,
        "refusals": writing_refusals(activity, request.user),
    }
    return render(request, "evaluations/edit_assessment.html", context)
