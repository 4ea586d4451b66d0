"""The office approves sessions of series in the admin, singly and in bulk."""

from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone

from activities.models import Activity, SessionChange
from tests.activities.test_sessions import WEEKLY, fill
from tests.factories import make_activity, make_disclosure, make_person, make_reviewer
from tests.pages import queries_of, text_of

pytestmark = pytest.mark.django_db
LIST = "/admin/activities/session/"


@pytest.fixture
def series() -> Activity:
    series = make_activity(title="Grand Rounds", format="series", agenda=WEEKLY)
    fill(series.sessions.all()[2])
    return series


@pytest.fixture
def reviewer(client: Client, series) -> Client:
    client.force_login(make_reviewer())
    return client


def choose(reviewer: Client, action: str, sessions) -> str:
    return text_of(reviewer.post(LIST, {"action": action, "_selected_action": [s.pk for s in sessions]}, follow=True))


def test_the_list_begins_with_what_awaits_approval(reviewer, series):
    text = text_of(reviewer.get(LIST))
    assert "Sleep apnea Grand Rounds" in text
    assert "Ready to approve" in text
    assert "Incomplete Say what it is about. Name its speakers." in text
    assert "Deprescribing" not in text
    assert "Deprescribing" in text_of(reviewer.get(f"{LIST}?standing=approved"))
    assert "2 Sessions of series to approve" in text_of(reviewer.get("/admin/"))


@pytest.mark.rule("REV-7")
def test_in_bulk_the_ready_one_is_approved_and_the_other_says_why(reviewer, series):
    text = choose(reviewer, "approve_those_that_are_ready", series.sessions.all()[2:])
    assert "Approved 1: “Sleep apnea”." in text
    assert "(Grand Rounds) was not approved. Say what it is about. Name its speakers." in text


def test_in_bulk_the_planners_are_asked_for_what_is_missing(reviewer, series):
    text = choose(reviewer, "ask_for_what_is_missing", series.sessions.all()[2:])
    assert "“Sleep apnea”: nobody was asked. Nothing is missing; approve it." in text
    assert "The planners are asked about “To be announced”." in text
    assert SessionChange.objects.get(action="returned").note == "Say what it is about. Name its speakers."


def test_one_session_is_approved_on_its_page(reviewer, series):
    session = series.sessions.all()[2]
    page = f"{LIST}{session.pk}/change/"
    assert "Nothing stands against approval" in text_of(reviewer.get(page))
    assert "“Sleep apnea” is approved" in text_of(reviewer.post(page, {"action": "approve"}, follow=True))
    assert "It is approved already." in text_of(reviewer.get(page))


def test_the_page_says_what_stands_against_it_and_asks_with_a_reason(reviewer, series):
    session = series.sessions.all()[3]
    page = f"{LIST}{session.pk}/change/"
    assert "Say what it is about." in text_of(reviewer.get(page))
    assert "Say what you need from the planners." in text_of(reviewer.post(page, {"action": "return", "note": ""}))
    assert "Name its speakers." in text_of(reviewer.post(page, {"action": "approve"}))
    text = text_of(reviewer.post(page, {"action": "return", "note": "Who speaks?"}, follow=True))
    assert "The planners of “Grand Rounds” read what you need." in text


@pytest.mark.rule("REV-3")
def test_a_member_of_the_office_without_a_say_only_looks(client, series):
    client.force_login(make_person("Sam Staff", staff=True))
    session = series.sessions.all()[2]
    page = f"{LIST}{session.pk}/change/"
    assert "for the office’s reviewers" in text_of(client.get(page))
    client.post(page, {"action": "approve"})
    choose(client, "approve_those_that_are_ready", [session])
    session.refresh_from_db()
    assert session.approved_at is None


def test_the_list_costs_as_many_queries_for_three_series_as_for_one(reviewer, series):
    at_one = queries_of(reviewer, LIST)
    for week in range(2):
        more = make_activity(format="series", starts_at=timezone.now() + timedelta(days=20 + week), agenda=WEEKLY)
        fill(more.sessions.all()[2])
        make_disclosure(more.team.first().person, ("Acme", "consultant"))
    assert queries_of(reviewer, LIST) <= at_one + 1  # relationships are read where there are any
