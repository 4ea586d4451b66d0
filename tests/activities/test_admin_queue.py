"""The queue of proposals in the admin: what waits longest first, whose turn, and what is ready."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from activities.models import Status, TeamMember
from tests.activities.admin_pages import QUEUE
from tests.factories import make_activity, make_disclosure, make_person, make_reviewer
from tests.pages import text_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def rae(client):
    reviewer = make_reviewer("Rae Reviewer")
    client.force_login(reviewer)
    return reviewer


@pytest.mark.rule("REV-6")
def test_the_queue_leads_with_what_waits_longest(client, rae):
    draft = make_activity(Status.DRAFT, title="Draft")
    newer = make_activity(Status.SUBMITTED, title="Newer")
    older = make_activity(Status.SUBMITTED, title="Older", starts_at=timezone.now() + timedelta(days=30))

    response = client.get(QUEUE)

    assert list(response.context["cl"].result_list) == [older, newer, draft]
    assert [activity.queue_row.turn.days for activity in response.context["cl"].result_list][:2] == [15, 0]
    assert [activity.queue_row.turn.is_late for activity in response.context["cl"].result_list] == [True, False, False]
    assert "15 days of 10, <strong" in response.text


def test_the_queue_says_who_is_ready_and_how_much_is_missing(client, rae):
    make_activity(Status.SUBMITTED, title="Ready")
    make_activity(Status.SUBMITTED, title="Not ready", disclosed=False)

    text = client.get(QUEUE).text

    assert ">Ready</span>" in text
    assert "2 things missing" in text


def test_what_the_office_itself_has_to_decide_is_not_said_to_be_missing(client, rae):
    sam = make_person("Sam Planner")
    make_activity(Status.SUBMITTED, planners=[sam])
    make_disclosure(sam, ("Acme Devices", "consultant"))
    text = text_of(client.get(QUEUE))
    assert "1 thing for the office to decide" in text
    assert "thing missing" not in text
    assert "things missing" not in text


def test_registrations_are_opened_together(client, rae):
    approved, draft = make_activity(Status.APPROVED, title="Sepsis"), make_activity(title="Early idea")
    chosen = {"action": "open_their_registration", "_selected_action": [approved.pk, draft.pk]}
    page = text_of(client.post(QUEUE, chosen, follow=True))
    approved.refresh_from_db()
    assert approved.status == Status.OPEN
    assert "Registration is open for 1: “Sepsis”." in page
    assert "“Early idea” is not opened." in page


def test_history_leads_to_the_review_page(client, rae):
    activity = make_activity(Status.APPROVED)
    answer = client.get(f"/admin/activities/activity/{activity.pk}/history/")
    assert answer["Location"] == f"/admin/activities/activity/{activity.pk}/review/#section-history"


def test_the_queue_costs_the_same_for_one_row_and_for_three(client, rae):
    def queries() -> int:
        with CaptureQueriesContext(
            connection,
        ) as captured:
            assert client.get(QUEUE).status_code == 200
        return len(captured)

    make_activity(Status.SUBMITTED)
    at_one = queries()
    make_activity(Status.SUBMITTED, disclosed=False)
    make_activity(Status.SUBMITTED, format="series")

    assert queries() == at_one


@pytest.mark.rule("REV-3")
def test_what_awaits_me_leaves_out_what_is_my_own(client, rae):
    mine, other = make_activity(Status.SUBMITTED, title="Mine"), make_activity(Status.SUBMITTED, title="Other")
    make_activity(Status.DRAFT)
    TeamMember.objects.create(activity=mine, person=rae, role="speaker", profession_id="physician")

    assert list(client.get(QUEUE, {"queue": "mine"}).context["cl"].result_list) == [other]


def test_the_queue_narrows_to_what_is_overdue_or_with_the_planners(client, rae):
    overdue = make_activity(Status.SUBMITTED, starts_at=timezone.now() + timedelta(days=20))
    make_activity(Status.SUBMITTED)
    asked = make_activity(Status.CHANGES_REQUESTED)

    assert list(client.get(QUEUE, {"queue": "overdue"}).context["cl"].result_list) == [overdue]
    assert list(client.get(QUEUE, {"queue": "planners"}).context["cl"].result_list) == [asked]
    assert list(client.get(QUEUE, {"q": "Nowhere"}).context["cl"].result_list) == []
