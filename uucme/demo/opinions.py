"""Evaluations as learners give them: mostly content, now and then not."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from random import Random
from typing import Any

from accounts.models import User
from activities.models import Activity, Session
from evaluations.eligibility import MOST_SPEAKERS
from evaluations.models import (
    Answer,
    BaselineAnswer,
    Choice,
    Commitment,
    Evaluation,
    Question,
    Questionnaire,
    SpeakerRating,
)
from evaluations.standard import BARRIERS, BIAS, BIAS_WHY, INTENT
from uucme.demo.shapes import Plan
from uucme.demo.voices import BARRIERS_WEIGHTS, COMMITMENTS, TOPICS
from uucme.demo.voices import BIAS as BIAS_VOICES


@dataclass(frozen=True)
class Opinion:
    learner: User
    at: datetime
    sessions: list[Session]


def keep_opinions(activity: Activity, plan: Plan, opinions: list[Opinion], rng: Random) -> None:
    if not opinions:
        return
    questionnaire = Questionnaire.objects.get(activity=activity, purpose=Questionnaire.Purpose.EVALUATION)
    questions = list(questionnaire.questions.prefetch_related("choices"))
    answered = [question for question in questions if question.kind != Question.Kind.SPEAKERS]
    given = [_given(answered, plan, rng) for _ in opinions]
    evaluations = Evaluation.objects.bulk_create(
        (
            Evaluation(
                activity=activity,
                questionnaire=questionnaire,
                learner=opinion.learner,
                submitted_at=opinion.at,
                found_bias=biased,
                alerting_since=opinion.at + timedelta(seconds=20) if biased else None,
                alerted_at=opinion.at + timedelta(seconds=21) if biased else None,
            )
            for opinion, answers in zip(opinions, given, strict=True)
            for biased in [any(q.key == BIAS and a.get("word") == "no" for q, a in answers)]
        ),
        batch_size=2000,
    )
    pairs = [
        (Answer(evaluation=evaluation, question=question, **answer), question)
        for evaluation, answers in zip(evaluations, given, strict=True)
        for question, answer in answers
    ]
    answers = Answer.objects.bulk_create((answer for answer, _ in pairs), batch_size=3000)
    links = Answer.choices.through.objects
    links.bulk_create(
        (
            Answer.choices.through(answer_id=answer.pk, choice_id=choice.pk)
            for answer, (_, question) in zip(answers, pairs, strict=True)
            if question.key == BARRIERS
            for choice in _barriers(list(question.choices.all()), rng)
        ),
        batch_size=3000,
    )
    _rate_speakers(activity, evaluations, opinions, questions, plan, rng)
    _answer_before(questions, opinions, given, rng)
    _commit(evaluations, given, plan, rng)


def _answer_before(
    questions: list[Question],
    opinions: list[Opinion],
    given: list[list[tuple[Question, dict[str, Any]]]],
    rng: Random,
) -> None:
    """Most answered when they registered, and less sure of themselves than afterwards."""
    asked = [question for question in questions if question.asked_before]
    BaselineAnswer.objects.bulk_create(
        BaselineAnswer(
            learner=opinion.learner,
            question=question,
            rating=max(1, dict(answers)[question]["rating"] - rng.choice((0, 1, 1, 2, 2))),
            answered_at=opinion.at - timedelta(days=12),
        )
        for opinion, answers in zip(opinions, given, strict=True)
        for question in asked
        if rng.random() < 0.85
    )


def _rate_speakers(
    activity: Activity,
    evaluations: list[Evaluation],
    opinions: list[Opinion],
    questions: list[Question],
    plan: Plan,
    rng: Random,
) -> None:
    asked = next((question for question in questions if question.kind == Question.Kind.SPEAKERS), None)
    if asked is None:
        return
    members = {
        session.pk: list(session.speakers.all()) for session in activity.sessions.prefetch_related("speakers__person")
    }
    SpeakerRating.objects.bulk_create(
        (
            SpeakerRating(
                evaluation=evaluation,
                question=asked,
                session=session,
                member=member,
                rating=max(1, min(5, round(rng.gauss(plan.liked + 0.1, 0.6)))),
            )
            for evaluation, opinion in zip(evaluations, opinions, strict=True)
            for session in opinion.sessions[-MOST_SPEAKERS:]
            for member in members[session.pk]
            if member.person_id != opinion.learner.pk and rng.random() < 0.7
        ),
        batch_size=3000,
    )


def _given(questions: list[Question], plan: Plan, rng: Random) -> list[tuple[Question, dict[str, Any]]]:
    mood = rng.gauss(plan.liked, 0.45)
    biased = rng.random() < 0.012
    answers: list[tuple[Question, dict[str, Any]]] = []
    for question in questions:
        if question.kind == Question.Kind.RATING:
            answers.append((question, {"rating": max(1, min(5, round(rng.gauss(mood, 0.5))))}))
        elif question.key == BIAS:
            answers.append((question, {"word": "no" if biased else "yes"}))
        elif question.key == BIAS_WHY:
            if biased:
                answers.append((question, {"text": rng.choice(BIAS_VOICES)}))
        elif question.kind == Question.Kind.YES_NO:
            answers.append((question, {"word": "no" if rng.random() < 0.04 else "yes"}))
        elif question.key == INTENT:
            answers.append((question, {"word": rng.choices(("yes", "already", "no"), (70, 22, 8))[0]}))
        elif question.key == BARRIERS:
            answers.append((question, {}))
        elif rng.random() < 0.22:
            answers.append((question, {"text": rng.choice(TOPICS)}))
    return answers


def _barriers(choices: list[Choice], rng: Random) -> list[Choice]:
    if not choices:
        return []
    weights = [BARRIERS_WEIGHTS.get(choice.text, 5) for choice in choices]
    first = rng.choices(choices, weights)[0]
    second = rng.choices(choices, weights)[0]
    alone = first == second or choices[-1] in {first, second} or rng.random() < 0.5
    return [first] if alone else [first, second]


def _commit(
    evaluations: list[Evaluation],
    given: list[list[tuple[Question, dict[str, Any]]]],
    plan: Plan,
    rng: Random,
) -> None:
    rows = []
    for evaluation, answers in zip(evaluations, given, strict=True):
        intends = any(question.key == INTENT and answer["word"] == "yes" for question, answer in answers)
        if not intends:
            continue
        known = [*plan.commitments, *plan.commitments, *COMMITMENTS]
        texts = dict.fromkeys(rng.choice(known) for _ in range(rng.choices((1, 2, 3), (45, 38, 17))[0]))
        rows += [
            Commitment(evaluation=evaluation, text=text, position=position) for position, text in enumerate(texts, 1)
        ]
    Commitment.objects.bulk_create(rows, batch_size=3000)
