"""What somebody sends while signed out waits for them, on each page where one writes for longer (PLN-9)."""

from datetime import timedelta

import pytest
import time_machine
from django.urls import reverse
from django.utils import timezone

from tests.acts import attend, facts_of, make_past_activity, make_work_activity
from tests.factories import make_person
from tests.pages import fields_of, text_of

pytestmark = [pytest.mark.django_db, pytest.mark.rule("PLN-9")]


@pytest.fixture
def ana():
    return make_person("Ana Ríos")


def finds_again(client, person, address, typed, *, containing):
    """Signs in after having sent `typed` signed out; returns the fields of the form then shown."""
    answer = client.post(address, typed)
    assert answer.headers["Location"].startswith("/accounts/login/?next=")
    client.force_login(person)
    found = fields_of(client.get(address), containing=containing)
    assert fields_of(client.get(address), containing=containing) != found, "it waits once"
    return found


def test_a_disclosure(client, ana):
    rows = {"rows-TOTAL_FORMS": 2, "rows-INITIAL_FORMS": 0}
    novartis = {"rows-0-company": "Novartis", "rows-0-nature": "consultant", "rows-0-ended_date": ""}
    typed = {"answer": "some", "signed_name": "Ana Ríos", **rows, **novartis}
    found = finds_again(client, ana, "/disclose/", typed, containing="signed_name")
    assert (found["rows-0-company"], found["answer"]) == (["Novartis"], ["some"])
    assert not ana.disclosures.exists()


def test_a_press_that_signs_again_is_made_anew(client, ana):
    client.post("/disclose/", {"confirm": "1"})
    client.force_login(ana)
    assert fields_of(client.get("/disclose/"), containing="signed_name")["rows-TOTAL_FORMS"] != ["0"]


def test_an_evaluation_of_a_session(client, ana):
    series = make_past_activity(format="series", evaluation_per_session=True)
    session = series.sessions.earliest("starts_at")
    attend(ana, series, session=session)
    address = f"{reverse('evaluations:evaluate', args=[series.slug])}?session={session.pk}"
    client.force_login(ana)
    [box] = [name for name in fields_of(client.get(address), containing="version") if name.startswith("commitment")][:1]
    client.logout()
    found = finds_again(client, ana, address, {box: "Lactate within the hour"}, containing="version")
    assert found[box] == ["Lactate within the hour"]


def test_a_piece_of_work(client, ana):
    activity = make_work_activity("manuscript")
    activity.registrations.create(learner=ana, registered_at=timezone.now() - timedelta(days=1))
    typed = {name: str(value) for name, value in facts_of("manuscript").items()}
    found = finds_again(client, ana, reverse("learners:new_piece", args=[activity.slug]), typed, containing="journal")
    assert found["journal"] == [typed["journal"]]
    assert not activity.completed_work.exists()


def test_it_waits_for_some_hours_and_is_said_to_whoever_signs_in(client, ana):
    client.post("/disclose/", {"answer": "some", "signed_name": "Somebody Else"})
    client.force_login(ana)
    page = text_of(client.get("/disclose/"))
    assert "What was typed here before you signed in is in the form. Not yours? Open the page anew." in page
    assert "What was typed here" not in text_of(client.get("/disclose/"))
    client.logout()
    client.post("/disclose/", {"answer": "some", "signed_name": "Somebody Else"})
    with time_machine.travel(timezone.now() + timedelta(hours=5)):
        client.force_login(ana)
        assert "Somebody Else" not in client.get("/disclose/").content.decode()


def test_a_browser_that_sends_many_pages_fills_no_session(client):
    for number in range(6):
        client.post(f"/activities/any-{number}/evaluate/", {"q": "A" * 1000})
    kept = [key for key in client.session.keys() if key.startswith("typed:")]  # noqa: SIM118 (no mapping)
    assert sorted(kept) == [f"typed:/activities/any-{number}/evaluate/" for number in (3, 4, 5)]
