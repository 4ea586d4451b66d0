from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction

from accounts.models import User
from activities.models import Activity, OfficeSettings
from activities.workflow import lock
from core.errors import ActionRefused, first_refusal
from core.letters import write_letter
from evaluations.eligibility import assessment_refusals, attempts_of, granting_refusals, writing_refusals
from evaluations.emails import granted_attempt_letter
from evaluations.models import AssessmentAttempt, Choice, GrantedAttempt, Question, Questionnaire


@transaction.atomic
def answer_assessment(
    activity: Activity, *, learner: User, at: datetime, chosen: Mapping[Question, Choice], number: int | None = None
) -> AssessmentAttempt:
    """One attempt, scored in per cent (AMA-5). Raises ActionRefused when attempts are used up or answers missing.

    `number` is the attempt the learner believes it to be, so that a form sent twice costs one attempt.
    """
    User.objects.select_for_update().get(pk=learner.pk)
    office = OfficeSettings.current()
    first_refusal(assessment_refusals(activity, learner, office=office))
    questionnaire = Questionnaire.objects.get(activity=activity, purpose=Questionnaire.Purpose.ASSESSMENT)
    used = AssessmentAttempt.objects.filter(questionnaire=questionnaire, learner=learner).count()
    if number is not None and number != used + 1:
        raise ActionRefused("These answers were counted already. This is your next attempt.")
    questions = list(questionnaire.questions.all())
    for question in questions:
        if question not in chosen:
            raise ActionRefused(f"Please answer: {question.text}", field=f"question-{question.pk}")
    right = sum(chosen[question].is_correct for question in questions)
    return AssessmentAttempt.objects.create(
        questionnaire=questionnaire,
        learner=learner,
        number=used + 1,
        score=right * 100 // len(questions),
        pass_mark=activity.pass_mark,
        answered_at=at,
    )


@transaction.atomic
def grant_attempt(activity: Activity, *, learner: User, by: User, at: datetime, reason: str) -> GrantedAttempt:
    """One attempt more, of which the learner is told with `reason` (AMA-5). Raises ActionRefused."""
    User.objects.select_for_update().get(pk=learner.pk)
    locked = lock(activity)
    office = OfficeSettings.current()
    first_refusal(granting_refusals(locked, learner, by=by, office=office))
    if not reason.strip():
        raise ActionRefused("Say why; the learner reads it.", field="reason")
    granted = GrantedAttempt.objects.create(
        activity=locked,
        learner=learner,
        number=len(attempts_of(locked, learner)) + 1,
        reason=reason.strip(),
        granted_at=at,
        granted_by=by,
    )
    write_letter(granted_attempt_letter(granted), at=at)
    return granted


@dataclass(frozen=True)
class Written:
    """One question of an assessment as its author wrote it: `correct` is the index of the right choice."""

    text: str
    choices: list[str]
    correct: int


@transaction.atomic
def write_assessment(activity: Activity, *, questions: list[Written], by: User) -> Questionnaire:
    """Replace the questions of the assessment (AMA-5). Attempts made so far keep their score and pass mark."""
    locked = lock(activity)
    first_refusal(writing_refusals(locked, by))
    questionnaire, _ = Questionnaire.objects.get_or_create(activity=locked, purpose=Questionnaire.Purpose.ASSESSMENT)
    questionnaire.questions.all().delete()
    for position, written in enumerate(questions, start=1):
        question = Question.objects.create(
            questionnaire=questionnaire, kind=Question.Kind.CHOICE, text=written.text, position=position
        )
        Choice.objects.bulk_create(
            Choice(question=question, text=text, is_correct=number == written.correct, position=number)
            for number, text in enumerate(written.choices)
        )
    return questionnaire
