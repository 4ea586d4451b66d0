"""The front page, and where the navigation leads each kind of person."""

from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone

from accounts.models import User
from activities.models import OfficeSettings, Status
from learners.services import register_learner
from tests.factories import make_activity, make_person, make_reviewer

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
    assert nav(signed_in(make_reviewer())) == ["Activities", "What is left", "Transcript", "What changed", "Office"]


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


@pytest.mark.rule("REV-6")
def test_a_planner_sees_whose_turn_it_is_and_for_how_long():
    dora = make_person("Dora Director")
    soon = timezone.now() + timedelta(days=20)
    make_activity(Status.SUBMITTED, title="Submitted", director=dora, starts_at=soon)
    make_activity(Status.DRAFT, title="Draft", director=dora)
    make_activity(Status.OPEN, title="Open", director=dora)
    make_activity(Status.DRAFT, title="Somebody else’s")

    proposals = signed_in(dora).get("/").context["proposals"]

    since = timezone.localdate(soon - timedelta(days=45))
    assert [(proposal.activity.title, proposal.whose) for proposal in proposals] == [
        ("Draft", "with you since today"),
        ("Submitted", f"with the office since {since:%B %-d}, 25 days of 10"),
        ("Open", "running"),
    ]


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
