"""When registration opens: with the approval, at the time that was set, or when the office opens it; never by surprise."""

from datetime import timedelta

import pytest
from django.utils import timezone

from activities import services
from activities.models import Activity, OfficeSettings, Status
from activities.opening import Opening, Plan, opening_sentence
from activities.periodic import open_and_close_activities
from activities.workflow import NOBODY, OFFICE, turn_of
from core.errors import ActionRefused
from tests.factories import make_activity, make_reviewer

pytestmark = pytest.mark.django_db


def status_of(activity) -> str:
    return Activity.objects.get(pk=activity.pk).status


def approve(activity, plan: Plan | None) -> Activity:
    services.approve_activity(activity, by=make_reviewer(), at=timezone.now(), opening=plan)
    return Activity.objects.get(pk=activity.pk)


@pytest.mark.rule("REV-1")
def test_what_the_office_opens_by_hand_is_left_alone_by_the_clock():
    activity = approve(make_activity(Status.SUBMITTED), Plan(Opening.BY_HAND))

    open_and_close_activities()

    assert status_of(activity) == Status.APPROVED
    assert opening_sentence(activity) == "Registration stays closed until the office opens it."
    services.open_activity(activity, by=make_reviewer("Rob Reviewer"), at=timezone.now())
    assert status_of(activity) == Status.OPEN


def test_an_approval_that_says_nothing_of_opening_opens_nothing():
    activity = approve(make_activity(Status.SUBMITTED), None)

    open_and_close_activities()

    assert status_of(activity) == Status.APPROVED


def test_the_clock_opens_at_the_time_that_was_set_and_not_before():
    opens_at = timezone.now() + timedelta(days=2)
    activity = approve(make_activity(Status.SUBMITTED), Plan(Opening.AT_A_TIME, opens_at))

    open_and_close_activities()
    assert status_of(activity) == Status.APPROVED
    assert opening_sentence(activity).startswith("Registration opens by itself on ")

    Activity.objects.filter(pk=activity.pk).update(registration_opens_at=timezone.now() - timedelta(minutes=1))
    open_and_close_activities()
    assert status_of(activity) == Status.OPEN
    assert activity.status_changes.get(action="open").by is None


def test_what_opens_at_once_is_open_with_its_approval_whatever_time_was_set_before():
    activity = make_activity(Status.SUBMITTED)
    Activity.objects.filter(pk=activity.pk).update(registration_opens_at=timezone.now() + timedelta(days=2))

    opened = approve(activity, Plan(Opening.AT_ONCE))

    assert (opened.status, opened.registration_opens_at) == (Status.OPEN, None)


@pytest.mark.parametrize(
    ("days", "sentence"),
    [
        (None, "Say on which day and at what time registration opens."),
        (-1, "This time has passed. Choose one to come, or open registration at once."),
        (400, "The activity is over by then"),
    ],
)
def test_a_time_that_makes_no_sense_is_refused_and_nothing_is_approved(days, sentence):
    activity = make_activity(Status.SUBMITTED)
    opens_at = None if days is None else timezone.now() + timedelta(days=days)

    with pytest.raises(ActionRefused) as refused:
        approve(activity, Plan(Opening.AT_A_TIME, opens_at))

    assert refused.value.message.startswith(sentence)
    assert refused.value.field == "opens_at"
    assert status_of(activity) == Status.SUBMITTED


@pytest.mark.rule("REV-6")
def test_it_is_the_office_s_turn_only_where_the_office_has_to_open_it():
    by_hand = approve(make_activity(Status.SUBMITTED), Plan(Opening.BY_HAND))
    at_a_time = make_activity(Status.SUBMITTED)
    plan = Plan(Opening.AT_A_TIME, timezone.now() + timedelta(days=2))
    services.approve_activity(at_a_time, by=make_reviewer("Rob Reviewer"), at=timezone.now(), opening=plan)
    at_a_time.refresh_from_db()

    def whose(activity) -> str:
        return turn_of(activity, at=timezone.now(), office=OfficeSettings.current()).whose

    assert (whose(by_hand), whose(at_a_time)) == (OFFICE, NOBODY)
