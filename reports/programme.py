"""What changed across the office: sums over activities, by year, area, format and department (EVL-4).

Two things keep filters from being taken from each other. An activity counts only from the smallest group of people on, so
that whatever is left over is at least one whole activity; and every figure is rounded to multiples of that group.
"""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from django.db.models import Count, Q, QuerySet
from django.db.models.functions import ExtractYear

from activities.models import Activity, ContentArea, Department, Status
from activities.models.work_formats import WORK_FORMATS
from evaluations.models import Answer, Commitment, CommitmentOutcome, Evaluation
from evaluations.standard import INTENT
from learners.models import Attendance, CompletedWork, Registration
from reports.protection import Share, rounded


@dataclass
class Sums:
    """Of one group of activities. Counts are people, save `ratings`, `top`, `outcomes` and `done`, which are answers."""

    activities: int = 0
    took_part: int = 0
    answered: int = 0
    said_intent: int = 0
    intend: int = 0
    ratings: int = 0
    top: int = 0
    commitments: int = 0
    outcomes: int = 0
    done: int = 0

    def add(self, other: "Sums") -> None:
        for name in _COUNTED:
            setattr(self, name, getattr(self, name) + getattr(other, name))


_COUNTED = tuple(Sums.__dataclass_fields__)


@dataclass(frozen=True)
class Row:
    """One line of the page: everything rounded to multiples of the smallest group."""

    label: str
    activities: int
    took_part: int
    answered: int
    response: Share
    intend: Share
    top: Share
    commitments: int
    done: Share


@dataclass(frozen=True)
class Chosen:
    """What the reader narrowed the page to; all of it says something of activities, nothing of people."""

    year: int | None = None
    area: str = ""
    format: str = ""
    department: int | None = None


@dataclass
class Programme:
    total: Row
    left_out: int
    by_year: list[Row] = field(default_factory=list)
    by_area: list[Row] = field(default_factory=list)
    by_format: list[Row] = field(default_factory=list)
    by_department: list[Row] = field(default_factory=list)


def held_activities(chosen: Chosen, *, on: date) -> QuerySet[Activity]:
    """Begun, and narrowed to what was chosen."""
    held = Activity.objects.filter(status__in=(Status.OPEN, Status.CLOSED), start_date__lte=on)
    if chosen.year:
        held = held.filter(start_date__year=chosen.year)
    if chosen.area:
        held = held.filter(content_areas=chosen.area)
    if chosen.format:
        held = held.filter(format=chosen.format)
    if chosen.department:
        held = held.filter(department=chosen.department)
    return held


def programme(chosen: Chosen, *, smallest: int, on: date) -> Programme:
    held = held_activities(chosen, on=on)
    facts = {
        pk: (year, format_, department)
        for pk, year, format_, department in held.annotate(year=ExtractYear("start_date")).values_list(
            "pk", "year", "format", "department__name"
        )
    }
    every = _sums(held)
    counted = {pk: sums for pk, sums in every.items() if pk in facts and sums.answered >= smallest}
    groups: dict[str, dict[str, Sums]] = {name: defaultdict(Sums) for name in ("year", "format", "department")}
    total = Sums()
    for pk, sums in counted.items():
        year, format_, department = facts[pk]
        total.add(sums)
        groups["year"][str(year)].add(sums)
        groups["format"][str(Activity.Format(format_).label)].add(sums)
        groups["department"][department or "No department"].add(sums)
    areas = _by_area(counted)
    return Programme(
        _row("All", total, smallest),
        len(facts) - len(counted),
        by_year=_rows(groups["year"], smallest, newest=True),
        by_area=_rows(areas, smallest),
        by_format=_rows(groups["format"], smallest),
        by_department=_rows(groups["department"], smallest),
    )


def _by_area(counted: dict[int, Sums]) -> dict[str, Sums]:
    """An activity stands in every area it names."""
    areas: dict[str, Sums] = defaultdict(Sums)
    named = ContentArea.objects.filter(activities__isnull=False).values_list("activities", "short_name")
    for pk, name in named:
        if pk in counted:
            areas[name].add(counted[pk])
    return areas


def _rows(groups: dict[str, Sums], smallest: int, *, newest: bool = False) -> list[Row]:
    return [_row(label, groups[label], smallest) for label in sorted(groups, reverse=newest)]


def _row(label: str, sums: Sums, smallest: int) -> Row:
    return Row(
        label,
        sums.activities,
        rounded(sums.took_part, smallest),
        rounded(sums.answered, smallest),
        _share(sums.answered, sums.took_part, smallest),
        _share(sums.intend, sums.said_intent, smallest),
        _share(sums.top, sums.ratings, smallest),
        rounded(sums.commitments, smallest),
        _share(sums.done, sums.outcomes, smallest),
    )


def _share(count: int, of: int, smallest: int) -> Share:
    """Of the rounded numbers, so that it tells no more than they do."""
    whole = rounded(of, smallest)
    return Share(min(rounded(count, smallest), whole), whole) if whole >= 2 * smallest else Share(None, whole)


# --- From the database -----------------------------------------------------------------------------------------------
def _sums(held: QuerySet[Activity]) -> dict[int, Sums]:
    """Per activity; one query for each kind of fact, however many there are."""
    sums: dict[int, Sums] = defaultdict(Sums)
    activities = held.order_by().values("pk")
    evaluations = Evaluation.objects.filter(activity__in=activities)
    people = Count("learner", distinct=True)
    for pk, count in _grouped(evaluations, "activity", people):
        sums[pk].activities, sums[pk].answered = 1, count
    attended = Attendance.objects.filter(session__activity__in=activities, session__counts_for_credit=True)
    for pk, count in _grouped(attended, "session__activity", people):
        sums[pk].took_part += count
    registered = Registration.objects.holding_seats().filter(activity__in=activities)
    at_own_pace = registered.exclude(activity__format__in=(*Activity.TIMED_FORMATS, *WORK_FORMATS))
    handed_in = CompletedWork.objects.handed_in().filter(activity__in=activities)
    for rows in (at_own_pace, handed_in):
        for pk, count in _grouped(rows, "activity", people):
            sums[pk].took_part += count
    _read_answers(sums, activities)
    _read_commitments(sums, activities)
    return sums


def _grouped(rows: QuerySet[Any], by: str, count: Count) -> Iterable[tuple[int, int]]:
    return rows.order_by().values_list(by).annotate(number=count)


def _read_answers(sums: dict[int, Sums], activities: QuerySet[Any]) -> None:
    answers = Answer.objects.filter(evaluation__activity__in=activities).order_by()
    intent = (
        answers.filter(question__key=INTENT)
        .values_list("evaluation__activity")
        .annotate(said=Count("pk"), yes=Count("pk", filter=Q(word="yes")))
    )
    for pk, said, yes in intent:
        sums[pk].said_intent, sums[pk].intend = said, yes
    rated = answers.filter(question__objective__isnull=False, rating__isnull=False)
    for pk, given, top in rated.values_list("evaluation__activity").annotate(
        given=Count("pk"), top=Count("pk", filter=Q(rating__gte=4))
    ):
        sums[pk].ratings, sums[pk].top = given, top


def _read_commitments(sums: dict[int, Sums], activities: QuerySet[Any]) -> None:
    made = Commitment.objects.filter(evaluation__activity__in=activities)
    for pk, count in _grouped(made, "evaluation__activity", Count("pk")):
        sums[pk].commitments = count
    told = CommitmentOutcome.objects.filter(commitment__evaluation__activity__in=activities).order_by()
    for pk, count, done in told.values_list("commitment__evaluation__activity").annotate(
        told=Count("pk"), done=Count("pk", filter=~Q(carried_out="no"))
    ):
        sums[pk].outcomes, sums[pk].done = count, done


# --- What can be chosen ----------------------------------------------------------------------------------------------
def choices(*, on: date) -> dict[str, list[tuple[str, str]]]:
    held = held_activities(Chosen(), on=on)
    years = held.order_by().values_list("start_date__year", flat=True).distinct()
    return {
        "year": [(str(year), str(year)) for year in sorted(years, reverse=True)],
        "area": [(area.pk, area.short_name) for area in ContentArea.objects.all()],
        "format": [(str(value), str(label)) for value, label in Activity.Format.choices],
        "department": [(str(one.pk), one.name) for one in Department.objects.all()],
    }
