"""The page on how long reviews take, and the same as tables to take away (REV-6)."""

from collections.abc import Iterable, Iterator
from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.utils import timezone

from accounts.models import User
from activities.admin.turnaround_chart import chart_of
from activities.models import Activity, OfficeSettings
from activities.turnaround import (
    UNDER_REVIEW,
    Outcomes,
    Period,
    Review,
    Turnaround,
    turnaround,
    waiting_now,
    years_reviewed,
)
from activities.workflow import OFFICE, PLANNERS
from core.sheets import csv_response


def turnaround_page(request: HttpRequest, *, context: dict[str, Any]) -> HttpResponseBase:
    """Of the last twelve months, or of `?year=`; with `?sheet=months` or `?sheet=reviews` as CSV."""
    assert isinstance(request.user, User)
    if not request.user.has_perm("activities.view_activity"):
        raise PermissionDenied
    now, office = timezone.now(), OfficeSettings.current()
    years = years_reviewed(today=timezone.localdate(now))
    year = _year(request, years)
    found = turnaround(Period.year(year) if year else Period.last_year(today=timezone.localdate(now)), office=office)
    if sheet := request.GET.get("sheet"):
        if sheet not in _SHEETS:
            raise Http404
        return csv_response(_SHEETS[sheet](found), name=f"{sheet}-{year or 'last-twelve-months'}")
    under_review = Activity.objects.plan_visible_to(request.user).filter(status__in=UNDER_REVIEW)
    page = {
        "title": "How long reviews take",
        "found": found,
        "chart": chart_of(found.months),
        "waiting": waiting_now(under_review, at=now, office=office),
        "office_days": office.review_days,
        "year": year,
        "years": years,
    }
    return render(request, "admin/activities/activity/turnaround.html", {**context, **page})


def _year(request: HttpRequest, years: list[int]) -> int | None:
    asked = request.GET.get("year")
    if not asked:
        return None
    if asked not in map(str, years):
        raise Http404
    return int(asked)


def _months(found: Turnaround) -> Iterator[Iterable[object]]:
    yield (
        "Month",
        "Submitted",
        "Submitted again",
        "Approved",
        "Declined",
        "Median days with the office",
        "Longest days with the office",
        "Median days with the planners",
        "Longest days with the planners",
    )
    for month, outcomes in found.months:
        yield f"{month:%Y-%m}", *_cells(outcomes)
    yield "In all", *_cells(found.total)


def _cells(outcomes: Outcomes) -> Iterator[object]:
    yield from (outcomes.submitted, outcomes.again, outcomes.approved, outcomes.declined)
    for days in (outcomes.with_office, outcomes.with_planners):
        yield from (days.median, days.longest)


def _reviews(found: Turnaround) -> Iterator[Iterable[object]]:
    yield (
        "Activity",
        "Department",
        "Submitted",
        "Ended",
        "Outcome",
        "By",
        "Days with the office",
        "Days with the planners",
        "Times given back",
    )
    yield from map(_row, found.ended)


def _row(review: Review) -> Iterable[object]:
    change = review.ended_by
    assert change is not None
    return (
        str(review.activity),
        str(review.activity.department or ""),
        timezone.localdate(review.submitted_at),
        timezone.localdate(change.at),
        change.get_to_status_display(),
        str(change.by or ""),
        review.days_with(OFFICE),
        review.days_with(PLANNERS),
        review.times_returned,
    )


_SHEETS = {"months": _months, "reviews": _reviews}
