"""The list of proposals, the overview and the rail: what waits, for whom, since when, and what is missing."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from accounts.models import User
from activities.models import Activity, Objective, OfficeSettings, PracticeGap, Status
from activities.sections import SECTION_KEYS
from activities.services import answer_request, copy_activity
from tests.factories import make_activity, make_person, make_reviewer, make_session
from tests.pages import fields_of, text_of

pytestmark = pytest.mark.django_db


def queries_of(client: Client, address: str) -> int:
    with CaptureQueriesContext(connection) as queries:
        assert client.get(address).status_code == 200
    return len(queries)


def test_somebody_without_proposals_is_told_how_one_begins(planner):
    page = planner.get("/plan/")
    assert "No proposals yet" in text_of(page)
    assert b'href="/plan/new/"' in page.content


@pytest.mark.rule("REV-6")
def test_the_list_says_whose_turn_it_is_since_when_and_what_is_missing(planner, dora):
    draft = make_activity(Status.DRAFT, title="Half a Plan", director=dora)
    draft.content_areas.clear()
    Activity.objects.filter(pk=draft.pk).update(created_at=timezone.now() - timedelta(days=3, hours=1))
    make_activity(Status.SUBMITTED, title="Handed In", director=dora)
    page = text_of(planner.get("/plan/"))
    assert "3 days 1 thing" in page
    assert "With you since" in page
    assert "0 days of 10 –" in page
    assert page.index("Half a Plan") < page.index("Handed In")


def test_the_office_finds_a_proposal_by_words_of_its_title_or_department(client):
    make_activity(Status.OPEN, title="Medicine above 8,000 Feet")
    make_activity(Status.DRAFT, title="Sepsis: the First Hour")
    client.force_login(make_person("Sam Staff", staff=True))
    page = client.get("/plan/", {"q": "feet medicine"})
    assert [row.activity.title for row in page.context["rows"]] == ["Medicine above 8,000 Feet"]
    assert "1 found. Show all" in text_of(page)
    assert "No proposal has these words" in text_of(client.get("/plan/", {"q": "hedgehogs"}))


def test_from_an_activity_s_page_its_planners_and_the_office_reach_who_is_coming(client):
    activity = make_activity(Status.OPEN)
    address = f"/plan/{activity.slug}/registrations/"
    for person, reaches in ((None, False), (make_person("Ana Ríos"), False), (activity.created_by, True)):
        if person:
            client.force_login(person)
        assert (address in client.get(activity.get_absolute_url()).content.decode()) == reaches
    client.force_login(make_reviewer("Rae Reviewer"))
    review = client.get(reverse("admin:activities_activity_review", args=[activity.pk]))
    assert address in review.content.decode()


@pytest.mark.rule("REV-6")
def test_the_list_goes_from_what_waits_to_what_comes_to_what_was_held(planner, dora):
    now = timezone.now()
    for title, days in (("In Two Months", 60), ("In a Month", 30), ("Held Last", -40), ("Held First", -80)):
        make_activity(Status.OPEN, title=title, director=dora, starts_at=now + timedelta(days=days))
    make_activity(Status.WITHDRAWN, title="Withdrawn", director=dora)
    make_activity(Status.SUBMITTED, title="Handed In", director=dora)
    make_activity(Status.DRAFT, title="Later Draft", director=dora, starts_at=now + timedelta(days=90))
    make_activity(Status.DRAFT, title="Next Draft", director=dora, starts_at=now + timedelta(days=50))
    page = planner.get("/plan/")
    titles = ["Next Draft", "Later Draft", "Handed In", "In a Month", "In Two Months", "Held Last", "Held First"]
    assert [row.activity.title for row in page.context["rows"]] == [*titles, "Withdrawn"]
    words = text_of(page)
    for heading in ("Waits for you Next Draft", "Coming In a Month", "Held Held Last", "Not held Withdrawn"):
        assert heading in words


@pytest.mark.rule("REV-6")
def test_what_was_withdrawn_waits_for_nobody_and_what_was_held_is_not_called_open(planner, dora):
    make_activity(Status.WITHDRAWN, director=dora)
    assert "With you" not in text_of(planner.get("/plan/"))
    held = make_activity(Status.OPEN, director=dora, starts_at=timezone.now() - timedelta(days=30))
    page = text_of(planner.get(f"/plan/{held.slug}/"))
    assert "Held" in page
    assert "Open" not in page.split("The thread")[0]


@pytest.mark.rule("PLN-8")
def test_a_copy_nobody_has_looked_at_is_not_said_to_be_ready(planner, dora):
    held = make_activity(Status.APPROVED, director=dora, title="Airway")
    copy_activity(held, by=dora, at=timezone.now())
    page = text_of(planner.get("/plan/"))
    assert "4 to look at anew" in page
    assert "Ready to submit" not in page


@pytest.mark.rule("REV-2")
def test_a_proposal_that_was_given_back_is_ready_only_once_each_request_is_changed_or_answered(planner, dora):
    activity = make_activity(Status.CHANGES_REQUESTED, director=dora, title="Airway")
    request = activity.review_requests.get()
    page = text_of(planner.get("/plan/"))
    assert "1 request to answer" in page
    assert "Ready to submit" not in page
    hub = text_of(planner.get(f"/plan/{activity.slug}/"))
    assert "1 request of the office waits" in hub
    assert "Nothing is missing" not in hub
    answer_request(request, text="It is in the registry.", by=dora, at=timezone.now())
    assert "Ready to submit" in text_of(planner.get("/plan/"))
    hub = planner.get(f"/plan/{activity.slug}/")
    assert "Nothing is missing" in text_of(hub)
    [row] = [row for row in hub.context["rail"] if row["requests"]]
    assert f"{row['section'].title} Answered" in text_of(hub)


@pytest.mark.rule("REV-2")
def test_a_change_of_what_was_asked_about_counts_on_the_list_too(planner, dora):
    activity = make_activity(Status.CHANGES_REQUESTED, director=dora)
    activity.review_requests.update(section="objectives", field="")
    assert "1 request to answer" in text_of(planner.get("/plan/"))
    activity.objectives.update(text="Name three signs of frostbite")
    assert "Ready to submit" in text_of(planner.get("/plan/"))


def test_a_planner_s_list_holds_nobody_else_s_proposals(planner, dora):
    make_activity(Status.DRAFT, title="Mine", director=dora)
    make_activity(Status.DRAFT, title="Somebody’s")
    make_activity(Status.OPEN, title="I only speak here", speakers=[dora], audience=("physician",), planners=None)
    page = text_of(planner.get("/plan/?whose=all"))
    assert "Mine" in page
    assert "Somebody’s" not in page
    assert "I only speak here" not in page


def test_the_office_sees_everybody_s_and_can_look_at_its_own(client):
    make_activity(Status.DRAFT, title="Somebody’s")
    client.force_login(make_person("Stella Staff", staff=True))
    assert "Somebody’s" in text_of(client.get("/plan/"))
    assert "Somebody’s" not in text_of(client.get("/plan/?whose=mine"))


def test_the_list_costs_the_same_for_one_proposal_of_each_kind_and_for_two(planner, dora):
    make_activity(Status.DRAFT, director=dora)
    make_activity(Status.CHANGES_REQUESTED, director=dora)
    planner.get("/plan/")
    one = queries_of(planner, "/plan/")
    make_activity(Status.DRAFT, director=dora)
    make_activity(Status.CHANGES_REQUESTED, director=dora)
    assert queries_of(planner, "/plan/") == one


@pytest.mark.parametrize("section", SECTION_KEYS)
def test_a_section_and_its_rail_cost_the_same_for_one_row_of_each_kind_and_for_three(planner, dora, section):
    draft = make_activity(Status.DRAFT, director=dora, objectives=("Apply the bundle",))
    address = f"/plan/{draft.slug}/{section}/"
    planner.get(address)
    one = queries_of(planner, address)
    for number in (1, 2):
        gap = PracticeGap.objects.get(activity=draft, position=0)
        gap.pk, gap.position = None, number
        gap.save()
        Objective.objects.create(activity=draft, gap=gap, text="Apply it", change="performance", position=number)
        make_session(draft, f"Session {number}", draft.sessions.first().starts_at)
        person = User.objects.create_user(f"new{number}@example.org", family_name="New")
        draft.team.create(person=person, role="author", profession_id="nurse")
    assert queries_of(planner, address) == one


@pytest.mark.rule("PLN-7")
def test_every_section_shows_the_last_safe_day_to_submit(planner, dora):
    draft = make_activity(Status.DRAFT, director=dora)
    OfficeSettings.objects.update_or_create(pk=1, defaults={"lead_time_days": 20})
    day = draft.start_date - timedelta(days=20)
    assert f"Last safe day to submit: {day:%B} {day.day}, {day.year}" in text_of(
        planner.get(f"/plan/{draft.slug}/gaps/")
    )


@pytest.mark.rule("PLN-5")
def test_who_attests_sees_beforehand_what_it_comes_to(planner, dora):
    draft = make_activity(Status.DRAFT, director=dora, title="Sepsis: the First Hour")
    page = text_of(planner.get(f"/plan/{draft.slug}/submit/"))
    assert "What Sepsis: the First Hour, course or conference" in page
    assert "Credit At most 1.00, from 1 session that counts" in page
    assert "Dora Director (activity director)" in page
    assert "From gap to measure" in page


def test_the_last_section_leads_to_handing_in(planner, dora):
    draft = make_activity(Status.DRAFT, director=dora)
    address = f"/plan/{draft.slug}/independence/"
    page = planner.get(address)
    assert "Save and review" in text_of(page)
    answer = planner.post(address, fields_of(page, containing="independence_statement") | {"next": "1"})
    assert answer["Location"] == f"/plan/{draft.slug}/submit/"


@pytest.mark.rule("PLN-7")
def test_a_late_plan_is_warned_and_can_still_be_submitted(planner, dora):
    draft = make_activity(Status.DRAFT, director=dora, starts_at=timezone.now() + timedelta(days=10))
    page = text_of(planner.get(f"/plan/{draft.slug}/submit/"))
    assert "It arrives later than the office needs. It is accepted, and staff are told." in page
    planner.post(f"/plan/{draft.slug}/submit/", {"attests": "on"})
    draft.refresh_from_db()
    assert draft.status == Status.SUBMITTED


@pytest.mark.rule("REV-2")
def test_each_request_of_the_office_stands_beside_its_section(planner, dora):
    returned = make_activity(Status.CHANGES_REQUESTED, director=dora, note="Nearly there.")
    overview = text_of(planner.get(f"/plan/{returned.slug}/"))
    assert "Nearly there." in overview
    assert "Say how the gap was measured." in overview
    assert "The office asks: Say how the gap was measured." in text_of(planner.get(f"/plan/{returned.slug}/gaps/"))
    assert "Say how the gap was measured." not in text_of(planner.get(f"/plan/{returned.slug}/basics/"))


@pytest.mark.rule("REV-2")
def test_what_the_office_asked_for_and_nobody_changed_is_said_before_submitting(planner, dora):
    returned = make_activity(Status.CHANGES_REQUESTED, director=dora)
    warning = "Practice gaps and needs: neither changed nor answered"
    assert "Practice gaps and needs To change" in text_of(planner.get(f"/plan/{returned.slug}/"))
    assert warning in text_of(planner.get(f"/plan/{returned.slug}/submit/"))

    address = f"/plan/{returned.slug}/gaps/"
    reference = {"rows-0-reference": "Registry of the six departments, January to June."}
    planner.post(address, fields_of(planner.get(address), containing="based_on") | reference)

    assert "Practice gaps and needs Changed" in text_of(planner.get(f"/plan/{returned.slug}/"))
    assert warning not in text_of(planner.get(f"/plan/{returned.slug}/submit/"))


def test_what_is_missing_leads_to_its_field(planner, dora):
    draft = make_activity(Status.DRAFT, director=dora, description="", city="")
    page = planner.get(f"/plan/{draft.slug}/basics/").content.decode()
    for name in ("description", "city"):
        assert f'href="#{name}"' in page
        assert f'id="{name}"' in page


def test_withdrawing_and_taking_up_again(planner, dora):
    draft = make_activity(Status.DRAFT, director=dora)
    planner.post(f"/plan/{draft.slug}/withdraw/")
    draft.refresh_from_db()
    assert draft.status == Status.WITHDRAWN
    answer = planner.post(f"/plan/{draft.slug}/resume/", follow=True)
    assert "It is a draft again." in text_of(answer)
    draft.refresh_from_db()
    assert draft.status == Status.DRAFT


def test_a_stranger_can_neither_withdraw_nor_resume(client, dora):
    draft = make_activity(Status.DRAFT, director=dora)
    client.force_login(make_person("Olga Other"))
    assert client.post(f"/plan/{draft.slug}/withdraw/").status_code == 404
    draft.refresh_from_db()
    assert draft.status == Status.DRAFT
