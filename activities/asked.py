"""What the office asked to be changed, and what came of each request (REV-2)."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.db.models import prefetch_related_objects

from activities.differences import Lines, differing, lines_of_plans, marked
from activities.models import Activity, ActivityVersion, ReviewRequest, Status
from activities.plans import WRITTEN_OUT, write_out_plan
from activities.sections import get_section


@dataclass(frozen=True)
class Asked:
    """One request with what the plan said when it was asked, and what it says now."""

    request: ReviewRequest
    label: str
    before: str
    after: str
    is_gone: bool  # the row it is about is no longer in the plan

    @property
    def section(self) -> str:
        return self.request.section

    @property
    def place(self) -> str:
        """The anchor on the section's page; empty for the section as a whole."""
        return self.request.field

    @property
    def text(self) -> str:
        return self.request.text

    @property
    def is_changed(self) -> bool:
        return self.before != self.after

    @property
    def is_answered(self) -> bool:
        """Whether the planners did or said something about it; a notice asks for nothing."""
        return self.is_changed or bool(self.request.answer) or self.request.is_notice

    @property
    def sides(self) -> tuple[list[tuple[str, bool]], list[tuple[str, bool]]]:
        return marked(self.before, self.after)


def asked_of(activity: Activity, requests: Iterable[ReviewRequest]) -> list[Asked]:
    """Each of `requests` with old and new, the old as of the version it was asked of."""
    requests = list(requests)
    if not requests:
        return []
    numbers = sorted({request.version for request in requests})
    versions = ActivityVersion.objects.filter(activity=activity, number__in=numbers)
    plans: dict[int, dict[str, Any]] = {version.number: version.plan for version in versions}
    now, *before = lines_of_plans(write_out_plan(activity), *(plans.get(number, {}) for number in numbers))
    by_number = dict(zip(numbers, before, strict=True))
    return [_asked(request, by_number[request.version], now) for request in requests]


def requests_waiting(activities: Iterable[Activity]) -> dict[int, int]:
    """Of each activity that was given back (by primary key) how many requests its planners neither changed nor answered.

    The number of queries does not depend on how many activities there are.
    """
    given_back = {activity.pk: activity for activity in activities if activity.status == Status.CHANGES_REQUESTED}
    unanswered = ReviewRequest.objects.unsettled().filter(activity__in=list(given_back), answer="").order_by("pk")
    rows = [row for row in unanswered if not row.is_notice]
    if not rows:
        return {}
    concerned = {row.activity_id for row in rows}
    prefetch_related_objects([given_back[pk] for pk in concerned], *WRITTEN_OUT)
    now = {pk: write_out_plan(given_back[pk]) for pk in concerned}
    versions = ActivityVersion.objects.filter(activity__in=concerned, number__in={row.version for row in rows})
    then = {(version.activity_id, version.number): version.plan for version in versions}
    lines = lines_of_plans(
        *(plan for row in rows for plan in (then.get((row.activity_id, row.version), {}), now[row.activity_id]))
    )
    pairs = zip(rows, lines[::2], lines[1::2], strict=True)
    return Counter(row.activity_id for row, before, after in pairs if not _asked(row, before, after).is_answered)


def open_requests(activity: Activity) -> list[Asked]:
    """What the planners are to change or answer now, and what they were told of meanwhile."""
    rows = activity.review_requests.select_related("asked_by", "answered_by")
    shown = [row for row in rows if row.settled_at is None or (row.is_notice and row.version == activity.version)]
    return asked_of(activity, shown)


def label_of(lines: Lines, section: str, place: str) -> str:
    """How a person calls a place: its own label, its row's, or its section's title."""
    if line := lines.get((section, place)):
        return line.label
    row = next((line for (at, anchor), line in lines.items() if at == section and anchor.startswith(f"{place}-")), None)
    return row.label.split(":")[0] if place and row else get_section(section).title


def _asked(request: ReviewRequest, before: Lines, now: Lines) -> Asked:
    section, place = request.section, request.field
    label = label_of(now if _says(now, section, place) else before, section, place)
    old, new = _of(before, section, place), _of(now, section, place)
    if (section, place) in old or (section, place) in new:
        return Asked(request, label, _text(old, section, place), _text(new, section, place), not new)
    changes = differing(old, new)
    return Asked(
        request,
        label,
        "\n".join(f"{change.label}: {change.before or '–'}" for change in changes),
        "\n".join(f"{change.label}: {change.after or '–'}" for change in changes),
        not new,
    )


def _of(lines: Lines, section: str, place: str) -> Lines:
    return {
        key: line
        for key, line in lines.items()
        if key[0] == section and (not place or key[1] == place or key[1].startswith(f"{place}-"))
    }


def _says(lines: Lines, section: str, place: str) -> bool:
    return bool(_of(lines, section, place))


def _text(lines: Lines, section: str, place: str) -> str:
    line = lines.get((section, place))
    return line.text if line else ""
