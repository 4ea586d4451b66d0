"""Everybody concerned sees whose turn it is and for how many days, from one place (REV-6)."""

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from django.urls import reverse
from django.utils import timezone

from activities.models import OfficeSettings, Status
from activities.workflow import turn_of
from tests.factories import make_activity, make_person, make_reviewer
from tests.pages import text_of

pytestmark = [pytest.mark.django_db, pytest.mark.rule("REV-6")]
NOON = datetime(2026, 11, 15, 12, tzinfo=ZoneInfo("America/Denver"))


def turn(activity, since: timedelta, *, at=NOON):
    activity.status_changed_at = at - since
    return turn_of(activity, at=at, office=OfficeSettings.current())


@pytest.mark.parametrize(
    ("since", "sentence", "is_late"),
    [
        (timedelta(hours=2), "With the office since November 15, 0 days of 10", False),
        (timedelta(days=1), "With the office since November 14, 1 day of 10", False),
        (timedelta(days=10, hours=23), "With the office since November 4, 10 days of 10", False),
        (timedelta(days=11), "With the office since November 4, 11 days of 10", True),
        (timedelta(days=365), "With the office since November 15, 2025, 365 days of 10", True),
    ],
)
def test_the_office_has_so_many_days_for_a_review(since, sentence, is_late):
    told = turn(make_activity(Status.SUBMITTED), since)
    assert (told.sentence, told.is_late) == (sentence, is_late)


def test_planners_are_told_that_it_is_with_them_and_nobody_where_nobody_has_to_act():
    returned = make_activity(Status.CHANGES_REQUESTED)
    assert turn(returned, timedelta(days=3)).sentence == "With the planners since November 12, 3 days"
    assert turn(returned, timedelta(days=3)).sentence_to_planners == "With you since November 12, 3 days"
    assert turn(returned, timedelta(hours=1)).sentence_to_planners == "With you since today"
    assert turn(returned, timedelta(hours=13)).sentence_to_planners == "With you since yesterday"
    assert turn(make_activity(Status.OPEN), timedelta(days=3)).sentence == ""


def test_list_proposal_queue_and_review_page_say_the_same(client):
    dora, rae = make_person("Dora Director"), make_reviewer()
    activity = make_activity(Status.SUBMITTED, director=dora)
    activity.status_changed_at = timezone.now() - timedelta(days=12)
    activity.save()
    told = turn_of(activity, at=timezone.now(), office=OfficeSettings.current()).sentence
    assert told.endswith("12 days of 10")
    client.force_login(dora)
    assert told in text_of(client.get(reverse("plan:proposals")))
    assert told in text_of(client.get(reverse("plan:proposal", args=[activity.slug])))
    client.force_login(rae)
    queue = text_of(client.get(reverse("admin:activities_activity_changelist")))
    assert f"{told}, overdue" in queue
    assert f"{told} overdue" in text_of(client.get(reverse("admin:activities_activity_review", args=[activity.pk])))
    assert "12 days of 10, overdue" in text_of(client.get(reverse("admin:index")))
