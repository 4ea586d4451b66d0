"""The front page: what the office is for a stranger, and what waits for whoever is signed in."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import Count, Min
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from accounts.models import Profile, User
from activities.dates import dates_of
from activities.filters import listed
from activities.models import Activity, OfficeSettings, Status
from activities.models.status import PUBLISHED
from activities.programme import rows_of
from activities.workflow import NOBODY, OFFICE, PLANNERS, Turn, turn_of
from learners.models import Registration

FEW = 5
TURNS = (PLANNERS, OFFICE, NOBODY)
BEHIND_US = (Status.CLOSED, Status.DECLINED, Status.CANCELLED)


@dataclass(frozen=True)
class Proposal:
    activity: Activity
    turn: Turn

    @property
    def whose(self) -> str:
        """“with you since November 12, 3 days”, “running”."""
        told = self.turn.sentence_to_planners
        return told[0].lower() + told[1:] if told else "running"


@require_safe
def home(request: HttpRequest) -> HttpResponse:
    now = timezone.now()
    coming = listed(Activity.objects.published(), at=now)[:FEW]
    context: dict[str, Any] = {"coming": rows_of(coming)}
    if request.user.is_authenticated:
        context |= _what_waits(request.user, now)
    return render(request, "home.html", context)


def _what_waits(user: User, now: datetime) -> dict[str, Any]:
    today = timezone.localdate(now)
    registrations = (
        Registration.objects.filter(learner=user, activity__end_date__gte=today, activity__status__in=PUBLISHED)
        .exclude(status=Registration.Status.CANCELLED)
        .select_related("activity")
        .order_by("activity__end_date", "pk")
    )
    return {
        "registrations": [(r, dates_of(r.activity)) for r in registrations[:FEW]],
        "proposals": _proposals(user, now),
        "queue": _queue(now) if user.is_reviewer else None,
        "lacks_profile": not Profile.objects.filter(user=user).exists(),
    }


def _proposals(user: User, now: datetime) -> list[Proposal]:
    """Those that wait for the planners first, then for the office, the longest waiting on top."""
    planned = Activity.objects.planned_by(user).exclude(status__in=BEHIND_US)
    office = OfficeSettings.current()
    proposals = [Proposal(a, turn_of(a, at=now, office=office)) for a in planned]
    return sorted(proposals, key=lambda proposal: (TURNS.index(proposal.turn.whose), -proposal.turn.days))[:FEW]


def _queue(now: datetime) -> dict[str, int]:
    facts = Activity.objects.awaiting_review().aggregate(count=Count("pk"), oldest=Min("status_changed_at"))
    return {"count": facts["count"], "days": (now - facts["oldest"]).days if facts["oldest"] else 0}
