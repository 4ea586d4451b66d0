"""How a reviewer acts on the office's pages, for the tests of those pages."""

from django.contrib.messages import get_messages
from django.urls import reverse

QUEUE = "/admin/activities/activity/"


def page_of(activity) -> str:
    return reverse("admin:activities_activity_review", args=[activity.pk])


def decide(client, activity, action, **typed):
    return client.post(page_of(activity), {"version": activity.version, "action": action, **typed})


def told(response) -> list[str]:
    return [str(message) for message in get_messages(response.wsgi_request)]
