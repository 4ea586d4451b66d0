"""Which answers a report rests on."""

from dataclasses import dataclass
from typing import Any

from django.db.models import Count, Q, QuerySet

from activities.models import Activity
from evaluations.models import Evaluation

PEOPLE = Count("evaluation__learner", distinct=True)


@dataclass(frozen=True)
class Scope:
    """The evaluations a report rests on: in steps, so that no single new one can be told by looking before and after."""

    activity: Activity
    smallest: int
    evaluations: QuerySet[Evaluation]
    answers: int
    people: int
    still_to_come: int
    is_office: bool

    @property
    def is_enough(self) -> bool:
        return self.people >= self.smallest


def scope_of(activity: Activity, *, smallest: int, is_office: bool) -> Scope:
    everything = Evaluation.objects.filter(activity=activity).order_by("submitted_at", "pk")
    total = everything.count()
    shown = total // smallest * smallest
    rows = first_rows(everything, shown, "submitted_at") if shown < total else everything
    people = rows.aggregate(people=Count("learner", distinct=True))["people"]
    return Scope(activity, smallest, rows, shown, people, total - shown, is_office)


def first_rows[Rows: QuerySet[Any]](rows: Rows, number: int, field: str) -> Rows:
    """So many of the earliest rows, as a filter that sums can be made of."""
    if number == 0:
        return rows.none()
    last = rows[number - 1]
    at = getattr(last, field)
    return rows.filter(Q(**{f"{field}__lt": at}) | Q(**{field: at}, pk__lte=last.pk))
