"""Who is to be reminded of what now; each reminder has a name, by which it is sent once (REV-6, PLN-7)."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime
from typing import Final, Literal

from django.db.models import Max, QuerySet
from django.utils import timezone

from activities.models import Activity, OfficeSettings, Status
from activities.models.office import days_listed
from activities.workflow import turn_of

Kind = Literal["requests", "draft", "review", "by-hand"]
_PLANNING: Final = (Status.DRAFT, Status.CHANGES_REQUESTED)


@dataclass(frozen=True)
class Reminder:
    """`days` without movement, left until the last safe day, or late, as the kind has it."""

    activity: Activity
    kind: Kind
    days: int
    name: str
    safe_date: date | None = None

    @property
    def is_for_planners(self) -> bool:
        return self.kind != "review"


def due_reminders(*, at: datetime, office: OfficeSettings) -> Iterator[Reminder]:
    wanted = Activity.objects.filter(sends_reminders=True)
    yield from _of_requests(wanted.filter(status=Status.CHANGES_REQUESTED), at, office)
    yield from _of_drafts(wanted.filter(status=Status.DRAFT, start_date__isnull=False), at, office)
    yield from _of_late_reviews(wanted.awaiting_review(), at, office)


def reminder_by_hand(activity: Activity, *, at: datetime) -> Reminder | None:
    """To the planners, whose turn it is; None where it is not."""
    if activity.status not in _PLANNING:
        return None
    since = activity.status_changed_at or activity.created_at
    name = f"by-hand:{timezone.localdate(at):%Y%m%d}"
    return Reminder(activity, "by-hand", (at - since).days, name, _safe_date(activity, OfficeSettings.current()))


def _of_requests(activities: QuerySet[Activity], at: datetime, office: OfficeSettings) -> Iterator[Reminder]:
    steps = days_listed(office.request_reminder_days)
    moving = activities.annotate(
        saved_at=Max("section_saves__saved_at"),
        answered_at=Max("review_requests__answered_at"),
        commented_at=Max("comments__written_at"),
    )
    for activity in moving:
        moves = (activity.status_changed_at, activity.saved_at, activity.answered_at, activity.commented_at)
        moved = max(move for move in moves if move is not None)
        days = (at - moved).days
        if step := max((step for step in steps if step <= days), default=0):
            yield Reminder(activity, "requests", days, f"requests:{moved:%Y%m%d}:{step}", _safe_date(activity, office))


def _of_drafts(activities: QuerySet[Activity], at: datetime, office: OfficeSettings) -> Iterator[Reminder]:
    steps = days_listed(office.draft_reminder_days)
    for activity in activities:
        safe = _safe_date(activity, office)
        assert safe is not None
        left = (safe - timezone.localdate(at, activity.zone)).days
        if left >= 0 and (step := min((step for step in steps if step >= left), default=0)):
            yield Reminder(activity, "draft", left, f"draft:{safe:%Y%m%d}:{step}", safe)


def _of_late_reviews(activities: QuerySet[Activity], at: datetime, office: OfficeSettings) -> Iterator[Reminder]:
    steps = days_listed(office.review_reminder_days)
    for activity in activities:
        turn = turn_of(activity, at=at, office=office)
        late = turn.days - office.review_days
        if step := max((step for step in steps if step <= late), default=0):
            yield Reminder(activity, "review", late, f"review:{turn.since:%Y%m%d}:{step}")


def _safe_date(activity: Activity, office: OfficeSettings) -> date | None:
    return activity.last_safe_submission_date(office.lead_time_days)
