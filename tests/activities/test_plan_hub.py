"""The page of one plan: one button for what is to do next, and everything else beside it."""

import re
from datetime import timedelta

import pytest
from django.utils import timezone

from activities.models import Activity, Status
from tests.factories import THREE_WEEKS, make_activity, make_person, make_reviewer
from tests.pages import text_of

pytestmark = pytest.mark.django_db

_PRIMARY = re.compile(r'<(?:a|button)[^>]*class="btn btn-primary"[^>]*>(.*?)</(?:a|button)>', re.DOTALL)


def buttons(client, activity) -> list[str]:
    """What stands out on its page."""
    page = client.get(f"/plan/{activity.slug}/").content.decode()
    return [re.sub(r"<.*?>", "", label).strip() for label in _PRIMARY.findall(page)]


@pytest.mark.parametrize(
    ("status", "fields", "button"),
    [
        (Status.DRAFT, {}, ["Review and submit"]),
        (Status.DRAFT, {"evaluation_plan": ""}, ["Go on with “Evaluation plan”"]),
        (Status.SUBMITTED, {}, []),
        (Status.CHANGES_REQUESTED, {}, ["Review and submit"]),
        (Status.APPROVED, {}, ["See who is coming"]),
        (Status.OPEN, {"format": Activity.Format.ENDURING}, ["See who takes part"]),
        (Status.OPEN, {"format": Activity.Format.SERIES, "agenda": THREE_WEEKS}, ["See to its sessions"]),
        (Status.OPEN, {"starts_at": timedelta(minutes=-10)}, ["Show the session codes"]),
        (Status.OPEN, {"starts_at": timedelta(days=-20)}, ["See the outcomes"]),
        (Status.DECLINED, {}, []),
        (Status.WITHDRAWN, {}, ["Take it up again"]),
        (Status.CANCELLED, {}, []),
    ],
)
def test_one_button_stands_out_and_says_what_is_next(planner, dora, status, fields, button):
    if "starts_at" in fields:
        fields = fields | {"starts_at": timezone.now() + fields["starts_at"]}
    assert buttons(planner, make_activity(status, director=dora, **fields)) == button


def test_a_reviewer_is_led_from_the_plan_to_its_review(client):
    client.force_login(make_reviewer())
    assert buttons(client, make_activity(Status.SUBMITTED)) == ["Review it"]


def test_the_office_that_reads_a_draft_is_asked_for_nothing(client):
    client.force_login(make_person("Stella Staff", staff=True))
    assert buttons(client, make_activity(Status.DRAFT)) == []


def test_before_approval_no_door_leads_to_what_is_not_there(planner, dora):
    page = text_of(planner.get(f"/plan/{make_activity(Status.SUBMITTED, director=dora).slug}/"))
    for door in ("Session codes", "Statements, slide and flyer", "Its page", "Who is coming", "Outcomes"):
        assert door not in page


def test_once_it_was_held_nobody_is_coming_and_until_when_credit_can_be_claimed_is_said(planner, dora):
    held = make_activity(Status.OPEN, director=dora, starts_at=timezone.now() - timedelta(days=20))
    page = text_of(planner.get(f"/plan/{held.slug}/"))
    last_day = held.end_date + timedelta(days=90)
    assert f"Credit can be claimed until {last_day:%B} {last_day.day}, {last_day.year}" in page
    assert "Who is coming" not in page
    assert "Who registered" in page


def test_what_the_clock_did_happened_by_itself(planner, dora):
    opened = make_activity(Status.OPEN, director=dora)
    opened.status_changes.filter(action="open").update(by=None)
    assert "Approved → Open By itself" in text_of(planner.get(f"/plan/{opened.slug}/"))


@pytest.mark.parametrize("page", ["", "evaluation/"])
def test_a_plan_that_cannot_be_changed_names_nothing_as_missing(planner, dora, page):
    approved = make_activity(Status.APPROVED, director=dora)
    Activity.objects.filter(pk=approved.pk).update(evaluation_plan="")
    words = text_of(planner.get(f"/plan/{approved.slug}/{page}"))
    assert "missing" not in words
    assert "Sections of the plan" in planner.get(f"/plan/{approved.slug}/{page}").content.decode()


def test_on_the_page_that_hands_in_only_handing_in_stands_out(planner, draft):
    page = planner.get(f"/plan/{draft.slug}/submit/").content.decode()
    assert page.count("btn-primary") == 1
    assert "Submit to the office" in page.partition("btn-primary")[2]
