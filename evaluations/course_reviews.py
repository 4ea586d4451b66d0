"""When a director's review is due (EVL-6)."""

from collections.abc import Iterator
from datetime import date, timedelta
from typing import Final

from dateutil.relativedelta import relativedelta

from activities.models import Activity, Status
from evaluations.models import CourseReview

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
