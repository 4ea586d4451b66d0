from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime

from django.db import transaction

from accounts.models import User
from activities.models import Activity, Session, TeamMember
from core.background import request_after_commit
from core.errors import ActionRefused, first_refusal
from evaluations.eligibility import evaluation_refusals
from evaluations.models import Answer, Choice, Commitment, Evaluation, Question, Questionnaire, SpeakerRating
from evaluations.services.composing import make_questionnaire
from evaluations.services.following_up import begin_follow_up
from evaluations.standard import BIAS, BIAS_WHY
from evaluations.tasks import alert_of_bias

MOST_COMMITMENTS = 3


@dataclass(frozen=True)
class SpeakerGiven:
    """How one speaker of one session was rated, from 1 to 5."""

    session: Session
    member: TeamMember
    rating: int


@dataclass(frozen=True)
class Given:
    """One answer as given, not yet stored."""

    rating: int | None = None
    word: str = ""
    text: str = ""
    choices: list[Choice] = field(default_factory=list)
    speakers: list[SpeakerGiven] = field(default_factory=list)

    @property
    def is_empty(self) -> bool:
        return self.rating is None and not (self.word or self.text.strip() or self.choices or self.speakers)


@transaction.atomic
def submit_evaluation(
    activity: Activity,
    *,
    learner: User,
    at: datetime,
    answers: Mapping[Question, Given],
    commitments: Iterable[str] = (),
    session: Session | None = None,
    questionnaire: Questionnaire | None = None,
) -> Evaluation:
    """Keep one person's answers, once (EVL-2). Raises ActionRefused; `field` is `question-<id>` where it is one's.

    `questionnaire` is the version the person was shown; without it, the present one.
    """
    User.objects.select_for_update().get(pk=learner.pk)
    first_refusal(evaluation_refusals(activity, learner, session, at=at))
    questionnaire = questionnaire or make_questionnaire(activity)
    _refuse_incomplete(questionnaire, answers)
    evaluation = Evaluation.objects.create(
        activity=activity,
        questionnaire=questionnaire,
        session=session if activity.evaluation_per_session else None,
        learner=learner,
        submitted_at=at,
        found_bias=any(question.key == BIAS and given.word == "no" for question, given in answers.items()),
    )
    for question, given in answers.items():
        if question.kind == Question.Kind.SPEAKERS:
            _keep_speakers(evaluation, question, given)
        elif not given.is_empty:
            _keep_answer(evaluation, question, given)
    texts = [text.strip() for text in commitments if text.strip()][:MOST_COMMITMENTS]
    Commitment.objects.bulk_create(
        Commitment(evaluation=evaluation, text=text, position=number) for number, text in enumerate(texts, start=1)
    )
    if texts:
        begin_follow_up(evaluation, activity=activity, at=at)
    if evaluation.found_bias:
        request_after_commit(alert_of_bias, evaluation.pk)
    return evaluation


def _refuse_incomplete(questionnaire: Questionnaire, answers: Mapping[Question, Given]) -> None:
    given_by_key = {question.key: given for question, given in answers.items() if question.key}
    bias = given_by_key.get(BIAS)
    for question in questionnaire.questions.all():
        given = answers.get(question)
        asked = question.is_required or (question.key == BIAS_WHY and bias is not None and bias.word == "no")
        if asked and (given is None or given.is_empty):
            raise ActionRefused(f"Please answer: {question.text}", field=f"question-{question.pk}")


def _keep_answer(evaluation: Evaluation, question: Question, given: Given) -> None:
    answer = Answer.objects.create(
        evaluation=evaluation, question=question, rating=given.rating, word=given.word, text=given.text.strip()
    )
    if given.choices:
        answer.choices.set(given.choices)


def _keep_speakers(evaluation: Evaluation, question: Question, given: Given) -> None:
    SpeakerRating.objects.bulk_create(
        SpeakerRating(
            evaluation=evaluation, question=question, session=one.session, member=one.member, rating=one.rating
        )
        for one in given.speakers
    )
