"""The statements an approved activity must show, ready to copy or print (STM-4)."""

from dataclasses import dataclass

from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_GET

from accounts.requests import SignedInRequest
from activities.clearance import disclosures_to_learners
from activities.models import Activity, OfficeSettings
from activities.statements import required_statements
from activities.views.plan import get_plan


@dataclass(frozen=True)
class Piece:
    """One text of the kit: where it belongs, and its paragraphs word for word."""

    title: str
    when: str
    paragraphs: list[str]

    @property
    def text(self) -> str:
        return "\n\n".join(self.paragraphs)


@login_required
@require_GET
def kit(request: SignedInRequest, slug: str) -> HttpResponse:
    activity = get_plan(request, slug)
    return render(request, "activities/plan/kit.html", {"activity": activity, "pieces": pieces_of(activity)})


def pieces_of(activity: Activity) -> list[Piece]:
    """Nothing before approval, since nothing may be said of credit then (STM-3)."""
    office = OfficeSettings.current()
    statements = required_statements(activity, office)
    if not statements:
        return []
    disclosures = disclosures_to_learners(activity, office=office, on=timezone.localdate(timezone=activity.zone))
    return [
        Piece("Flyer, program or web page", "Wherever speakers, topics or objectives are named.", statements),
        Piece("Slide before it begins", "Shown before the first word of content.", [*statements, *disclosures]),
        Piece("Handout", "With the material learners take home.", [str(activity), *statements, *disclosures]),
    ]
