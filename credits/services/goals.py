from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any, Final

from dateutil.relativedelta import relativedelta
from django.db import transaction

from accounts.models import User
from core.errors import ActionRefused
from credits.models import CreditGoal

GOAL_FACTS: Final = ("name", "total", "category_1", "starts_date", "ends_date")
MOST_GOALS: Final = 20
_DAY: Final = timedelta(days=1)


@transaction.atomic
def keep_goal(*, learner: User, facts: Mapping[str, Any], at: datetime, goal: CreditGoal | None = None) -> CreditGoal:
    """Set a goal, or change `goal`. `facts` has each of GOAL_FACTS. Raises ActionRefused."""
    # Its person is locked, so that two tabs do not set one goal twice.
    User.objects.select_for_update().get(pk=learner.pk)
    kept = _own(goal, learner=learner) if goal else CreditGoal(learner=learner, added_at=at)
    for name in GOAL_FACTS:
        setattr(kept, name, facts[name])
    _refuse(kept)
    kept.changed_at = at
    kept.save()
    return kept


def _refuse(goal: CreditGoal) -> None:
    if goal.total <= 0:
        raise ActionRefused("Say how many credits you want to reach.", field="total")
    if not 0 <= goal.category_1 <= goal.total:
        raise ActionRefused("This is more than the credits in all.", field="category_1")
    if goal.ends_date <= goal.starts_date:
        raise ActionRefused("The period ends before it begins.", field="ends_date")
    others = CreditGoal.objects.filter(learner=goal.learner_id).exclude(pk=goal.pk)
    if others.filter(name=goal.name, starts_date=goal.starts_date).exists():
        raise ActionRefused("You have this goal for this period already.", field="name")
    if goal.pk is None and others.count() >= MOST_GOALS:
        raise ActionRefused(f"{MOST_GOALS} goals are as many as we keep. Remove one that is over first.")


@transaction.atomic
def remove_goal(goal: CreditGoal, *, learner: User) -> None:
    _own(goal, learner=learner).delete()


@transaction.atomic
def renew_goal(goal: CreditGoal, *, learner: User, at: datetime) -> CreditGoal:
    """The same for the next period, as long as this one and right after it. Raises ActionRefused where it is there."""
    mine = _own(goal, learner=learner)
    begins = mine.ends_date + _DAY
    length = relativedelta(begins, mine.starts_date)
    facts = {name: getattr(mine, name) for name in GOAL_FACTS}
    return keep_goal(
        learner=learner, facts={**facts, "starts_date": begins, "ends_date": begins + length - _DAY}, at=at
    )


def _own(goal: CreditGoal, *, learner: User) -> CreditGoal:
    mine = CreditGoal.objects.select_for_update().filter(pk=goal.pk, learner=learner).first()
    if mine is None:
        raise ActionRefused("This is not yours to change.")
    return mine
