"""The one thing to do next about a plan, so that its page has one button that stands out."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from django.urls import reverse

from activities.models import Activity, Status
from activities.readiness import OpenItem
from activities.sections import has_agenda, section_for


@dataclass(frozen=True)
class Act:
    """`key` names the door that it takes the place of."""

    key: str
    label: str
    address: str
    icon: str


def act_of_planner(activity: Activity, items: list[OpenItem], anew: Iterable[str]) -> Act:
    """For who may edit it: the first thing that is missing, what a copy says of last time, or handing it in.

    `anew` are the sections to look at anew (PLN-8).
    """
    waiting = next(iter([*(item.section for item in items), *anew]), None)
    if waiting is None:
        return Act("submit", "Review and submit", reverse("plan:submit", args=[activity.slug]), "send")
    section = section_for(waiting, activity)
    address = reverse("plan:section", args=[activity.slug, section.key])
    return Act("section", f"Go on with “{section.title}”", address, "pencil")


def act_of_reader(activity: Activity, *, is_reviewer: bool, on: date) -> Act | None:
    """For a plan that nobody edits now; None where there is nothing to do but wait."""
    slug = activity.slug
    if activity.status == Status.SUBMITTED and is_reviewer:
        review = reverse("admin:activities_activity_review", args=[activity.pk])
        return Act("review", "Review it", review, "clipboard-check")
    if not activity.is_published:
        return None
    if activity.is_series:
        return Act("sessions", "See to its sessions", reverse("plan:sessions", args=[slug]), "list-checks")
    if has_agenda(activity) and activity.start_date and activity.start_date <= on:
        return Act("codes", "Show the session codes", reverse("learners:codes", args=[slug]), "qr-code")
    label = "See who is coming" if has_agenda(activity) else "See who takes part"
    return Act("registrations", label, reverse("learners:registrations", args=[slug]), "users")
