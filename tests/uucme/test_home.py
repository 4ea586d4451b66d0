"""The front page, and where the navigation leads each kind of person."""

from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone

from accounts.models import User
from activities.models import OfficeSettings, Status
from evaluations.services import ask_for_review
from learners.services import register_learner
from tests.acts import make_past_activity
from tests.factories import make_activity, make_person, make_reviewer
from tests.pages import text_of

pytestmark = pytest.mark.django_db


def signed_in(user: User) -> Client:
    client = Client()
    client.force_login(user)
    return client


def nav(client: Client, path: str = "/") -> list[str]:
    return [place.label for place in client.get(path).context["nav"]]


def test_a_stranger_learns_what_the_office_is_and_what_comes_up():
    make_activity(title="Sepsis")
    make_activity(Status.SUBMITTED, title="Not yet approved")

    page = Client().get("/").content.decode()

    assert "Education meant to change practice" in page
    assert "Have a session code?" in page
    assert ("Sepsis" in page, "Not yet approved" in page) == (True, False)


def test_an_empty_office_has_a_front_page_too():
    assert "No activities are announced yet" in Client().get("/").content.decode()


def test_everybody_finds_their_own_rooms_in_the_navigation():
    planner = make_person("Dora Director")
    make_activity(Status.DRAFT, director=planner)

    assert nav(Client()) == ["Activities", "Verify", "Sign in"]
    assert nav(signed_in(make_person())) == ["Activities", "What is left", "Transcript"]
    assert nav(signed_in(planner)) == ["Activities", "What is left", "Transcript", "Plan"]
    assert nav(signed_in(make_reviewer())) == ["Activities", "What is left", "Transcript", "Outcomes", "Office"]


def test_the_navigation_marks_where_one_is():
    places = Client().get("/activities/?q=x").context["nav"]

    assert [(place.label, place.current) for place in places] == [
        ("Activities", True),
        ("Verify", False),
        ("Sign in", False),
    ]


def test_the_frame_of_a_page_costs_one_query(django_assert_num_queries):
    OfficeSettings.current()
    client = signed_in(make_person())
    client.get("/activities/nothing/")

    with django_assert_num_queries(4) as asked:  # session, person, the activity that is not there, and the frame
        assert client.get("/activities/nothing/").status_code == 404
    assert "officesettings" in asked.captured_queries[-1]["sql"]


def test_a_learner_sees_what_she_is_registered_for_and_nobody_elses():
    ana, bob = make_person("Ana García"), make_person("Bob Butler")
    sepsis, asthma = make_activity(title="Sepsis"), make_activity(title="Asthma")
    register_learner(sepsis, learner=ana, at=timezone.now())
    register_learner(asthma, learner=bob, at=timezone.now())

    registrations = signed_in(ana).get("/").context["registrations"]

    assert [registration.activity for registration, _ in registrations] == [sepsis]


def planned(client: Client) -> list[tuple[str, list[str]]]:
    """What the front page lists of one's own plans, group by group."""
    groups = client.get("/").context["plans"]
    return [(group.stage.label, [plan.activity.title for plan in group.shown]) for group in groups]


@pytest.mark.rule("REV-6")
def test_a_planner_sees_what_waits_for_her_then_what_comes_then_what_was_held():
    dora = make_person("Dora Director")
    now = timezone.now()
    make_activity(Status.SUBMITTED, title="Submitted", director=dora)
    make_activity(Status.OPEN, title="In a Month", director=dora, starts_at=now + timedelta(days=30))
    make_activity(Status.OPEN, title="Next Week", director=dora, starts_at=now + timedelta(days=7))
    make_activity(Status.DRAFT, title="Draft", director=dora)
    make_activity(Status.WITHDRAWN, title="Withdrawn", director=dora)
    make_past_activity(title="Held", director=dora, ago=timedelta(days=9))
    make_activity(Status.DRAFT, title="Somebody else’s")

    assert planned(signed_in(dora)) == [
        ("Waits for you", ["Draft"]),
        ("With the office", ["Submitted"]),
        ("Coming", ["Next Week", "In a Month"]),
        ("Held", ["Held"]),
    ]


@pytest.mark.rule("REV-6")
def test_a_planner_sees_whose_turn_it_is_and_for_how_long():
    dora = make_person("Dora Director")
    soon = timezone.now() + timedelta(days=20)
    make_activity(Status.SUBMITTED, director=dora, starts_at=soon)
    make_activity(Status.DRAFT, director=dora)

    page = text_of(signed_in(dora).get("/"))

    since = timezone.localdate(soon - timedelta(days=45))
    assert "1 plan waits for you." in page
    assert "Draft With you since today" in page
    assert f"Submitted With the office since {since:%B %-d}, 25 days of 10" in page


def test_of_many_plans_the_front_page_shows_a_few_and_leads_to_the_rest():
    dora = make_person("Dora Director")
    for number in range(7):
        make_activity(Status.DRAFT, title=f"Draft {number}", director=dora)

    page = signed_in(dora).get("/")

    assert len(page.context["plans"][0].shown) == 5
    assert "2 more" in text_of(page)


@pytest.mark.rule("EVL-6")
def test_a_director_is_asked_to_look_back_and_a_planner_sees_that_it_is_still_to_come():
    held = make_past_activity(title="Held", ago=timedelta(days=65))
    ask_for_review(held, period_end=held.end_date, at=timezone.now() - timedelta(days=33))

    director = text_of(signed_in(held.team.get(role="director").person).get("/"))
    planner = text_of(signed_in(held.team.get(role="planner").person).get("/"))

    assert "Please look back Held Overdue" in director
    assert "33 days of 30" in director
    assert "Please look back" not in planner
    assert "The director’s look back is still to come" in planner


def test_what_was_held_long_ago_leaves_the_front_page_unless_its_look_back_is_owed():
    dora = make_person("Dora Director")
    long_ago = make_past_activity(title="Long Ago", director=dora, ago=timedelta(days=120))

    assert planned(signed_in(dora)) == []

    ask_for_review(long_ago, period_end=long_ago.end_date, at=timezone.now())
    assert "Please look back Long Ago" in text_of(signed_in(dora).get("/"))


@pytest.mark.rule("REV-6")
def test_a_reviewer_sees_how_much_waits_and_how_long():
    soon = timezone.now() + timedelta(days=20)
    make_activity(Status.SUBMITTED, starts_at=soon)
    make_activity(Status.SUBMITTED)

    assert signed_in(make_reviewer()).get("/").context["queue"] == {"count": 2, "days": 25}
    assert signed_in(make_person()).get("/").context["queue"] is None


def test_somebody_without_a_profile_is_led_to_it():
    page = signed_in(make_person("Omar Haddad", None)).get("/").content.decode()

    assert "Your profile is empty" in page
