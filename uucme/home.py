"""The front page: what the office is for a stranger, and what waits for whoever is signed in."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import groupby
from typing import Any, Final

from django.db.models import Count, F, Min
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from accounts.models import Profile, User
from activities.dates import dates_of
from activities.engagements import presenting
from activities.filters import listed, running_until
from activities.models import Activity, OfficeSettings, Stage
from activities.models.status import NEVER_HELD, PUBLISHED
from activities.programme import rows_of
from activities.workflow import Turn, turn_of
from evaluations.course_reviews import Owed, reviews_owed, reviews_owed_by
from learners.models import Registration

FEW: Final = 5
# For so long what was held stays in sight; what its director still owes stays until it is done.
LATELY: Final = timedelta(days=90)


@dataclass(frozen=True)
class Planned:
    """One plan of this person's. `owed` is the look back that nobody has written yet."""

    activity: Activity
    turn: Turn
    owed: Owed | None

    @property
    def dates(self) -> str:
        return dates_of(self.activity)

    @property
    def told(self) -> str:
        """“With you since November 12, 3 days”; empty where nobody has to act."""
        return self.turn.sentence_to_planners


@dataclass(frozen=True)
class PlanGroup:
    stage: Stage
    plans: list[Planned]

    @property
    def shown(self) -> list[Planned]:
        return self.plans[:FEW]

    @property
    def more(self) -> int:
        return len(self.plans) - len(self.shown)


@require_safe
def home(request: HttpRequest) -> HttpResponse:
    now = timezone.now()
    coming = listed(Activity.objects.published(), at=now)[:FEW]
    context: dict[str, Any] = {"coming": rows_of(coming), "listed": coming}
    if request.user.is_authenticated:
        context |= _what_waits(request.user, now)
    return render(request, "home.html", context)


def _what_waits(user: User, now: datetime) -> dict[str, Any]:
    today = timezone.localdate(now)
    registrations = (
        Registration.objects.filter(learner=user, activity__end_date__gte=today, activity__status__in=PUBLISHED)
        .exclude(status=Registration.Status.CANCELLED)
        .annotate(running_until=running_until(now, activity="activity"))
        .select_related("activity")
        .order_by(F("running_until").asc(nulls_last=True), "activity__end_date", "pk")
    )
    return {
        "registrations": [(r, dates_of(r.activity)) for r in registrations[:FEW]],
        "presenting": presenting(user, at=now),
        "look_backs": reviews_owed_by(user, at=now),
        "plans": _plans(user, now),
        "queue": _queue(now) if user.is_reviewer else None,
        "lacks_profile": not Profile.objects.filter(user=user).exists(),
    }


def _plans(user: User, now: datetime) -> list[PlanGroup]:
    """What needs the planner, what the office has, what comes, and what was held lately."""
    today = timezone.localdate(now)
    planned = Activity.objects.planned_by(user).exclude(status__in=NEVER_HELD)
    lately = planned.exclude(status__in=PUBLISHED, end_date__lt=today - LATELY)
    office, activities = OfficeSettings.current(), list(lately.in_planners_order(on=today))
    owed = reviews_owed(activities, reader=user, at=now)
    plans = [Planned(a, turn_of(a, at=now, office=office), owed.get(a.pk)) for a in activities]
    groups = groupby(plans, key=lambda plan: plan.activity.stage)  # type: ignore[attr-defined]
    return [PlanGroup(Stage(stage), list(group)) for stage, group in groups]


def _queue(now: datetime) -> dict[str, int]:
    facts = Activity.objects.awaiting_review().aggregate(count=Count("pk"), oldest=Min("status_changed_at"))
    return {"count": facts["count"], "days": (now - facts["oldest"]).days if facts["oldest"] else 0}
