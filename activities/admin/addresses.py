"""Where things are in the office's rooms."""

from django.urls import reverse

from activities.models import Activity
from activities.readiness import OpenItem


def review_address(activity: Activity) -> str:
    return reverse("admin:activities_activity_review", args=[activity.pk])


def queue_address() -> str:
    """What waits for a decision, longest waiting first."""
    return f"{reverse('admin:activities_activity_changelist')}?queue=mine"


# Rows of the plan that have a place of their own on the review page.
_ROWS = ("member-", "gap-", "objective-", "session-")
_PLACES = {"timing": "section-basics", "requests": "requests"}


def place_of(item: OpenItem) -> str:
    """The id on the review page at which an open item is looked at and mended."""
    if item.anchor.startswith(_ROWS):
        return item.anchor
    return _PLACES.get(item.section, f"section-{item.section}")
