"""Putting an activity's evaluation together: made from the objectives and the standard items, with own questions (EVL-1).

Until the first answer the questions are changed in place. After it, a change begins a new version, and what was
answered stays as it was asked.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from django.db import transaction

from accounts.models import User
from activities.models import Activity, Objective
from activities.workflow import lock
from core.errors import ActionRefused, first_refusal
from evaluations.eligibility import composing_refusals
from evaluations.models import BaselineAnswer, Choice, Question, Questionnaire
from evaluations.standard import BIAS_WHY, CORE, STANDARD_ITEMS

MOST_OWN: Final = 20
WITH_CHOICES: Final = (Question.Kind.CHOICE, Question.Kind.CHOICES)


@dataclass(frozen=True)
class Composed:
    """A planner's own question as written, not yet stored. `correct` is the index of the right choice, if one is."""

    kind: str
    text: str
    help_text: str = ""
    choices: Sequence[str] = ()
    correct: int | None = None
    is_required: bool = False
    asked_before: bool = False


# --- Reading it ------------------------------------------------------------------------------------------------------
@transaction.atomic
def make_questionnaire(activity: Activity) -> Questionnaire:
    """The present version of the evaluation of `activity`, made on first use and kept in step with its objectives."""
    questionnaire = Questionnaire.objects.evaluations_of(activity).first()
    if questionnaire is None:
        questionnaire, is_new = Questionnaire.objects.get_or_create(
            activity=activity, purpose=Questionnaire.Purpose.EVALUATION, version=1
        )
        if is_new:
            _fill(questionnaire)
    elif not is_frozen(questionnaire):
        _follow_objectives(questionnaire)
    return questionnaire


def is_frozen(questionnaire: Questionnaire) -> bool:
    """Whether somebody answered it, or its questions about before."""
    roots = [question.root_id for question in questionnaire.questions.filter(asked_before=True)]
    return questionnaire.evaluations.exists() or BaselineAnswer.objects.filter(question__in=roots).exists()


def _fill(questionnaire: Questionnaire) -> None:
    activity = questionnaire.activity
    model = Questionnaire.objects.evaluations_of(activity.copied_from).first() if activity.copied_from else None
    if model is not None:
        _fill_like(questionnaire, model)
        return
    for objective in activity.objectives.all():
        _add_objective(questionnaire, objective)
    for item in STANDARD_ITEMS:
        _add_standard(questionnaire, item.key)


def _fill_like(questionnaire: Questionnaire, model: Questionnaire) -> None:
    """The order and the own questions of what was copied, with the objectives as they are now (PLN-8)."""
    open_objectives = {objective.text: objective for objective in questionnaire.activity.objectives.all()}
    keys = {item.key for item in STANDARD_ITEMS}
    for question in model.questions.select_related("objective").prefetch_related("choices"):
        if question.objective is not None:
            if objective := open_objectives.pop(question.objective.text, None):
                _add_objective(questionnaire, objective)
        elif question.key in keys:
            keys.remove(question.key)
            _add_standard(questionnaire, question.key)
        elif question.is_own:
            _copy(question, questionnaire, origin=None)
    for item in STANDARD_ITEMS:
        if item.key in keys:
            _add_standard(questionnaire, item.key)
    _follow_objectives(questionnaire)
    _note_before(questionnaire)


def _follow_objectives(questionnaire: Questionnaire) -> None:
    """New objectives get a question after the others of their kind; reworded ones are asked in their new words."""
    asked = {question.objective_id: question for question in questionnaire.questions.filter(objective__isnull=False)}
    new = []
    for objective in questionnaire.activity.objectives.all():
        question = asked.get(objective.pk)
        if question is None:
            new.append(_add_objective(questionnaire, objective))
        elif question.text != (text := _text_of(objective)):
            question.text = text
            question.save(update_fields=["text"])
    if new:
        last = max((question.position for question in asked.values()), default=0)
        others = [question for question in questionnaire.questions.all() if question not in new]
        before = [question for question in others if question.position <= last]
        _number([*before, *new, *[question for question in others if question.position > last]])


def _text_of(objective: Objective) -> str:
    return f"I can now: {objective.text[:1].lower()}{objective.text[1:]}"


def _next_position(questionnaire: Questionnaire) -> int:
    last = questionnaire.questions.order_by("-position").first()
    return last.position + 1 if last else 1


def _add_objective(questionnaire: Questionnaire, objective: Objective) -> Question:
    return Question.objects.create(
        questionnaire=questionnaire,
        kind=Question.Kind.RATING,
        text=_text_of(objective),
        objective=objective,
        position=_next_position(questionnaire),
    )


def _add_standard(questionnaire: Questionnaire, key: str) -> Question:
    item = next(item for item in STANDARD_ITEMS if item.key == key)
    question = Question.objects.create(
        questionnaire=questionnaire,
        kind=item.kind,
        key=item.key,
        text=item.text,
        help_text=item.help_text,
        is_required=item.is_required,
        position=_next_position(questionnaire),
    )
    _keep_choices(question, item.choices, correct=None)
    return question


def _keep_choices(question: Question, texts: Sequence[str], *, correct: int | None) -> None:
    question.choices.all().delete()
    Choice.objects.bulk_create(
        Choice(question=question, text=text, is_correct=number == correct, position=number)
        for number, text in enumerate(texts)
    )


# --- Changing it -----------------------------------------------------------------------------------------------------
@transaction.atomic
def add_question(activity: Activity, *, composed: Composed, by: User) -> Question:
    """One more question of the planners' own, at the end. Raises ActionRefused."""
    questionnaire, _ = _open(activity, by=by)
    if sum(question.is_own for question in questionnaire.questions.all()) >= MOST_OWN:
        raise ActionRefused(f"An evaluation has room for {MOST_OWN} questions of your own. Take one out first.")
    question = Question(questionnaire=questionnaire, position=_next_position(questionnaire))
    _write(question, composed)
    _note_before(questionnaire)
    return question


@transaction.atomic
def change_question(question: Question, *, composed: Composed, by: User) -> Question:
    """Reword one of the planners' own questions. Asked otherwise, it is another question: answers are not summed."""
    questionnaire, same = _open(question.questionnaire.activity, by=by)
    now = _own(same, question)
    if _asks_otherwise(now, composed):
        now.origin = None
    _write(now, composed)
    _note_before(questionnaire)
    return now


@transaction.atomic
def remove_question(question: Question, *, by: User) -> None:
    questionnaire, same = _open(question.questionnaire.activity, by=by)
    _own(same, question).delete()
    _note_before(questionnaire)


@transaction.atomic
def move_question(question: Question, *, by: User, up: bool) -> None:
    """One place earlier or later. What was biased is asked right after whether anything was."""
    questionnaire, same = _open(question.questionnaire.activity, by=by)
    moved = _present(same, question)
    blocks = _blocks(list(questionnaire.questions.all()))
    here = next(number for number, block in enumerate(blocks) if moved in block)
    there = here - 1 if up else here + 1
    if 0 <= there < len(blocks):
        blocks[here], blocks[there] = blocks[there], blocks[here]
        _number([one for block in blocks for one in block])


@transaction.atomic
def require_question(question: Question, *, by: User, is_required: bool) -> None:
    """Whether learners must answer it. Objectives, balance and intent they always must."""
    _, same = _open(question.questionnaire.activity, by=by)
    now = _present(same, question)
    if now.key in CORE or now.objective_id or now.kind == Question.Kind.SPEAKERS:
        raise ActionRefused("Whether this one must be answered is the same for every activity.")
    now.is_required = is_required
    now.save(update_fields=["is_required"])


def _open(activity: Activity, *, by: User) -> tuple[Questionnaire, dict[int, Question]]:
    """The version that may be changed, and its questions by the primary keys of those they stand for."""
    locked = lock(activity)
    first_refusal(composing_refusals(locked, by))
    present = make_questionnaire(locked)
    # Whoever answers at this moment waits for us, or we for them.
    Questionnaire.objects.select_for_update().get(pk=present.pk)
    if not is_frozen(present):
        return present, {question.pk: question for question in present.questions.all()}
    new = Questionnaire.objects.create(activity=locked, purpose=present.purpose, version=present.version + 1)
    questions = present.questions.prefetch_related("choices")
    return new, {question.pk: _copy(question, new, origin=question.root_id) for question in questions}


def _copy(question: Question, questionnaire: Questionnaire, *, origin: int | None) -> Question:
    """The same question in another questionnaire, at its end."""
    copy = Question.objects.create(
        questionnaire=questionnaire,
        kind=question.kind,
        key=question.key,
        text=question.text,
        help_text=question.help_text,
        objective=question.objective if origin else None,
        is_required=question.is_required,
        asked_before=question.asked_before,
        origin_id=origin,
        position=_next_position(questionnaire),
    )
    for choice in question.choices.all():
        Choice.objects.create(question=copy, text=choice.text, is_correct=choice.is_correct, position=choice.position)
    return copy


def _present(same: dict[int, Question], question: Question) -> Question:
    if question.pk not in same:
        raise ActionRefused("Somebody has changed these questions meanwhile. Please look at them again.")
    return same[question.pk]


def _own(same: dict[int, Question], question: Question) -> Question:
    present = _present(same, question)
    if not present.is_own:
        raise ActionRefused("This question is asked of everybody and stays as it is.")
    return present


def _write(question: Question, composed: Composed) -> None:
    question.kind, question.text, question.help_text = composed.kind, composed.text, composed.help_text
    question.is_required, question.asked_before = composed.is_required, composed.asked_before
    question.save()
    has_choices = composed.kind in WITH_CHOICES
    _keep_choices(question, composed.choices if has_choices else (), correct=composed.correct)


def _asks_otherwise(question: Question, composed: Composed) -> bool:
    choices = [(choice.text, choice.is_correct) for choice in question.choices.all()]
    meant = [(text, number == composed.correct) for number, text in enumerate(composed.choices)]
    return (question.kind, question.text, choices) != (composed.kind, composed.text, meant)


def _note_before(questionnaire: Questionnaire) -> None:
    """Remember on the activity whether learners are to be asked before it begins (EVL-5)."""
    asks = questionnaire.questions.filter(asked_before=True).exists()
    Activity.objects.filter(pk=questionnaire.activity_id).update(asks_before=asks)
    questionnaire.activity.asks_before = asks


def _blocks(questions: list[Question]) -> list[list[Question]]:
    blocks: list[list[Question]] = []
    for question in questions:
        if question.key == BIAS_WHY and blocks:
            blocks[-1].append(question)
        else:
            blocks.append([question])
    return blocks


def _number(questions: Sequence[Question]) -> None:
    for position, question in enumerate(questions, start=1):
        question.position = position
    Question.objects.bulk_update(questions, ["position"])
