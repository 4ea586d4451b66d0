"""Answering before it begins what is asked again afterwards (EVL-5)."""

from collections.abc import Mapping
from datetime import datetime

from django.db import transaction

from accounts.models import User
from activities.models import Activity, OfficeSettings
from core.errors import ActionRefused, first_refusal
from evaluations.baseline import before_refusals, is_late, questions_before
from evaluations.models import BaselineAnswer, Question
from evaluations.services.evaluating import Given


@transaction.atomic
def answer_before(activity: Activity, *, learner: User, answers: Mapping[Question, Given], at: datetime) -> None:
    """Keep one person's answers, once. Raises ActionRefused; `field` is `question-<id>` where it is one's."""
    User.objects.select_for_update().get(pk=learner.pk)
    first_refusal(before_refusals(activity, learner, office=OfficeSettings.current(), at=at))
    late = is_late(activity, learner, at=at)
    for question in questions_before(activity):
        given = answers.get(question)
        if given is None or given.is_empty:
            raise ActionRefused(f"Please answer: {question.text}", field=f"question-{question.pk}")
        BaselineAnswer.objects.create(
            learner=learner,
            question_id=question.root_id,
            rating=given.rating,
            choice=given.choices[0] if given.choices else None,
            answered_at=at,
            is_late=late,
        )
