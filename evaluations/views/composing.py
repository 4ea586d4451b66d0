"""Putting an activity's evaluation together (EVL-1, EVL-2)."""

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods

from accounts.requests import SignedInRequest
from activities.models import Activity, Session, TeamMember
from core.errors import ActionRefused
from core.forms import add_refusal, posted
from core.typed import whole_number
from evaluations.eligibility import composing_refusals
from evaluations.forms import EvaluationForm, QuestionForm, question_as_initial
from evaluations.models import Question
from evaluations.services import (
    MOST_OWN,
    add_question,
    change_question,
    is_frozen,
    make_questionnaire,
    move_question,
    remove_question,
    require_question,
)
from evaluations.standard import CORE


def _plan(request: SignedInRequest, slug: str) -> Activity:
    return get_object_or_404(Activity.objects.plan_visible_to(request.user), slug=slug)


@login_required
@require_http_methods(["GET", "POST"])
def compose(request: SignedInRequest, slug: str) -> HttpResponse:
    """All questions in their order. Each button is a post of its own: `act` is "up-12", "down-12", "remove-12"…"""
    activity = _plan(request, slug)
    if request.method == "POST":
        _act(request, activity, request.POST.get("act", ""))
        return redirect("evaluations:compose", slug=slug)
    questionnaire = make_questionnaire(activity)
    questions = list(questionnaire.questions.select_related("objective").prefetch_related("choices"))
    context = {
        "activity": activity,
        "questionnaire": questionnaire,
        "questions": questions,
        "is_frozen": is_frozen(questionnaire),
        "refusals": composing_refusals(activity, request.user),
        "room": MOST_OWN - sum(question.is_own for question in questions),
        "core": CORE,
    }
    return render(request, "evaluations/compose.html", context)


def _act(request: SignedInRequest, activity: Activity, act: str) -> None:
    verb, _, pk = act.partition("-")
    question = _question(activity, pk)
    try:
        if verb in {"up", "down"}:
            move_question(question, by=request.user, up=verb == "up")
        elif verb == "remove":
            remove_question(question, by=request.user)
            messages.success(request, "The question is taken out.")
        elif verb in {"require", "free"}:
            require_question(question, by=request.user, is_required=verb == "require")
        else:
            raise Http404
    except ActionRefused as refusal:
        messages.error(request, refusal.message)


def _question(activity: Activity, pk: str) -> Question:
    """One of its present version."""
    return get_object_or_404(make_questionnaire(activity).questions.prefetch_related("choices"), pk=whole_number(pk))


@login_required
@require_http_methods(["GET", "POST"])
def write_question(request: SignedInRequest, slug: str, pk: int | None = None) -> HttpResponse:
    """A new question, or one of the planners' own again."""
    activity = _plan(request, slug)
    question = None if pk is None else _question(activity, str(pk))
    if question is not None and not question.is_own:
        raise Http404
    initial: dict[str, Any] = question_as_initial(question) if question else {"kind": Question.Kind.RATING}
    form = QuestionForm(posted(request), initial=initial)
    if request.method == "POST" and form.is_valid():
        try:
            if question is None:
                add_question(activity, composed=form.composed(), by=request.user)
            else:
                change_question(question, composed=form.composed(), by=request.user)
        except ActionRefused as refusal:
            add_refusal(form, refusal)
        else:
            messages.success(request, "The question is saved.")
            return redirect("evaluations:compose", slug=slug)
    context = {
        "activity": activity,
        "form": form,
        "question": question,
        "refusals": composing_refusals(activity, request.user),
    }
    return render(request, "evaluations/write_question.html", context)


@login_required
def preview(request: SignedInRequest, slug: str) -> HttpResponse:
    """The evaluation as a learner sees it on a phone; nothing of it is sent."""
    activity = _plan(request, slug)
    form = EvaluationForm(None, questionnaire=make_questionnaire(activity), speakers=_example_speakers(activity))
    return render(request, "evaluations/preview.html", {"activity": activity, "form": form})


def _example_speakers(activity: Activity) -> list[tuple[Session, TeamMember]]:
    """Of the first session that has any, as somebody who attended that one would see them."""
    for session in activity.sessions.filter(counts_for_credit=True).prefetch_related("speakers__person"):
        if members := list(session.speakers.all()):
            return [(session, member) for member in members]
    return []
