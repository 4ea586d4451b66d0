"""When a director's review is due, and who still owes one (EVL-6)."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Final

from dateutil.relativedelta import relativedelta

from accounts.models import User
from activities.models import Activity, Status
from activities.workflow import PLANNERS, Turn
from evaluations.models import CourseReview
from evaluations.models.course_review import DAYS_TO_WRITE

DIRECTOR: Final = "the director"
# What ended longer ago is not asked about any more: nobody would remember.
LOOKS_BACK: Final = timedelta(days=400)
# A year that ends so shortly before the end is looked back on together with it.
_CLOSE: Final = timedelta(days=60)


def periods_of(activity: Activity) -> Iterator[date]:
    """The last days to look back on: each anniversary of what goes on for years, and the end."""
    start, end = activity.start_date, activity.end_date
    if start is None or end is None:
        return
    years = 1
    while (anniversary := start + relativedelta(years=years)) <= end - _CLOSE:
        yield anniversary
        years += 1
    yield end


def reviews_due(*, on: date, after_days: int) -> Iterator[tuple[Activity, date]]:
    """Activities that were held, with each period that is over for `after_days` and not asked about yet."""
    latest = on - timedelta(days=after_days)
    held = Activity.objects.filter(
        status__in=(Status.OPEN, Status.CLOSED), start_date__lte=latest, end_date__gte=latest - LOOKS_BACK
    )
    asked = set(CourseReview.objects.filter(activity__in=held).values_list("activity", "period_end_date"))
    for activity in held.order_by("pk"):
        for period_end in periods_of(activity):
            if latest - LOOKS_BACK <= period_end <= latest and (activity.pk, period_end) not in asked:
                yield activity, period_end


def reviews_to_learn_from(activity: Activity) -> list[CourseReview]:
    """What was written of it, and of the activities that it was copied from, the newest first."""
    line: list[int] = []
    ancestor: Activity | None = activity
    while ancestor is not None and ancestor.pk not in line:
        line.append(ancestor.pk)
        ancestor = ancestor.copied_from
    written = CourseReview.objects.written().filter(activity__in=line).select_related("activity", "written_by")
    return list(written)


@dataclass(frozen=True)
class Owed:
    """A review that was asked for and is not written, as one reader sees it: with them, or with the director."""

    review: CourseReview
    turn: Turn

    @property
    def is_yours(self) -> bool:
        return self.turn.whose == PLANNERS

    @property
    def since(self) -> str:
        """“With you since August 29, 12 days of 30”, “With the director since …”."""
        return self.turn.sentence_to_planners


def reviews_owed(activities: Iterable[Activity], *, reader: User, at: datetime) -> dict[int, Owed]:
    """By activity: what its director still owes, the longest owed where it is several years."""
    missing = CourseReview.objects.missing().filter(activity__in=activities).as_seen_by(reader)
    return {owed.review.activity_id: owed for owed in _owed(missing.order_by("-asked_at"), at)}


def reviews_owed_by(user: User, *, at: datetime) -> list[Owed]:
    """What this person is asked to write, the longest waiting first."""
    missing = CourseReview.objects.missing().to_write_by(user).as_seen_by(user).select_related("activity")
    return _owed(missing.order_by("asked_at", "pk"), at)


def _owed(reviews: Iterable[CourseReview], at: datetime) -> list[Owed]:
    return [Owed(review, turn_to_look_back(review, whose=_whose(review), at=at)) for review in reviews]


def _whose(review: CourseReview) -> str:
    return PLANNERS if review.is_yours else DIRECTOR  # type: ignore[attr-defined]


def turn_to_look_back(review: CourseReview, *, at: datetime, whose: str = DIRECTOR) -> Turn:
    return Turn(whose, review.asked_at, at, DAYS_TO_WRITE)
