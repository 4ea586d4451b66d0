"""Who speaks, moderates or writes finds on their home on what and when, and what they are asked to disclose for."""

from datetime import datetime, timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from activities.models import Activity, Status, TeamMember
from disclosures.links import disclosure_token
from tests.factories import DENVER, Item, make_activity, make_disclosure, make_person
from tests.pages import queries_of, text_of

pytestmark = pytest.mark.django_db
DISCLOSE = reverse("disclosures:disclose")
EIGHT = datetime(2032, 3, 4, 8, tzinfo=DENVER)


@pytest.fixture
def petra():
    return make_person("Petra Associate", "physician-assistant")


def home_of(client, person):
    client.force_login(person)
    return client.get("/")


def add(activity: Activity, person, role: str) -> TeamMember:
    return TeamMember.objects.create(
        activity=activity, person=person, role=role, profession_id="physician-assistant", position=9
    )


def test_a_speaker_reads_on_what_when_and_as_what(client, petra):
    agenda = (Item("Airway"), Item("Bleeding", speakers=[petra]), Item("Panel", speakers=[petra]))
    course = make_activity(title="Trauma Day", starts_at=EIGHT, agenda=agenda, speakers=[petra, make_person("Nora")])
    add(course, petra, TeamMember.Role.MODERATOR)
    course.sessions.get(title="Airway").speakers.remove(*course.team.filter(person=petra))
    words = text_of(home_of(client, petra))
    assert "You present Trauma Day Speaker and moderator" in words
    assert "Bleeding Thursday, March 4, 2032, 9:00 – 10:00 AM MST" in words
    assert "Panel Thursday, March 4, 2032, 10:00 – 11:00 AM MST" in words
    assert "Airway Thursday" not in words


@pytest.mark.parametrize("role", [TeamMember.Role.MODERATOR, TeamMember.Role.AUTHOR])
def test_moderators_and_authors_find_it_too(client, petra, role):
    course = make_activity(title="Trauma Day")
    add(course, petra, role)
    assert f"You present Trauma Day {role.label}" in text_of(home_of(client, petra))


def test_who_only_plans_presents_nothing(client):
    dora = make_person("Dora Director")
    make_activity(title="Trauma Day", director=dora)
    assert "You present" not in text_of(home_of(client, dora))


@pytest.mark.rule("SII-1")
def test_a_disclosure_that_is_still_to_come_is_asked_for_there(client, petra):
    make_activity(Status.SUBMITTED, title="Trauma Day", speakers=[petra], disclosed=False)
    page = home_of(client, petra)
    assert "not approved yet" in text_of(page)
    assert "Your disclosure is still to come" in text_of(page)
    assert f'href="{DISCLOSE}">Disclose' in page.content.decode()
    make_disclosure(petra)
    assert "Your disclosure is still to come" not in text_of(home_of(client, petra))


@pytest.mark.parametrize("status", [Status.DRAFT, Status.DECLINED, Status.WITHDRAWN, Status.CANCELLED])
def test_what_is_not_held_or_nobody_has_seen_is_not_listed(client, petra, status):
    make_activity(status, title="Trauma Day", speakers=[petra])
    assert "Trauma Day" not in text_of(home_of(client, petra))


def test_what_is_over_is_not_listed(client, petra):
    make_activity(title="Trauma Day", speakers=[petra], starts_at=timezone.now() - timedelta(days=3))
    assert "You present" not in text_of(home_of(client, petra))


def test_what_comes_next_stands_first_also_where_it_began_long_ago(client, petra):
    now = timezone.now()
    rounds = (Item("First week"), Item("Last week", after=timedelta(days=40)))
    make_activity(title="Rounds", format="series", agenda=rounds, starts_at=now - timedelta(days=20), speakers=[petra])
    make_activity(title="Trauma Day", starts_at=now + timedelta(days=5), speakers=[petra])
    page = home_of(client, petra)
    assert [one.activity.title for one in page.context["presenting"]] == ["Trauma Day", "Rounds"]
    assert "First week" not in text_of(page)


def test_the_home_asks_as_many_questions_for_three_talks_as_for_one(client, petra):
    make_activity(speakers=[petra])
    client.force_login(petra)
    one = queries_of(client, "/")
    for _ in range(2):
        make_activity(speakers=[petra], agenda=(Item("Airway"), Item("Bleeding")))
    assert queries_of(client, "/") == one


# --- The page on which one discloses ---------------------------------------------------------------------------------
@pytest.mark.rule("SII-1")
@pytest.mark.parametrize("is_signed_in", [True, False])
def test_who_discloses_reads_for_which_activities_and_roles(client, petra, is_signed_in):
    make_activity(Status.SUBMITTED, title="Trauma Day", speakers=[petra], disclosed=False, starts_at=EIGHT)
    make_activity(title="Airway Week", director=petra)
    make_activity(title="Somebody else's")
    if is_signed_in:
        client.force_login(petra)
    address = DISCLOSE if is_signed_in else reverse("disclosures:by_link", args=[disclosure_token(petra)])
    words = text_of(client.get(address))
    assert "What you are asked for" in words
    assert "Trauma Day Speaker March 4, 2032" in words
    assert "Airway Week Activity director" in words
    assert "Somebody else" not in words


def test_who_has_no_role_is_told_of_none(client, petra):
    client.force_login(petra)
    assert "What you are asked for" not in text_of(client.get(DISCLOSE))
