"""An activity that is held in a room and streamed: who comes takes a seat, who takes part online none (ATT-2, ADR 13)."""

import csv
from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from core.errors import ActionRefused
from core.models import Letter
from learners.choosing import slots_of, taken_seats
from learners.eligibility import seats_left
from learners.models import Registration
from learners.services import (
    cancel_registration,
    choose_sessions,
    issue_codes,
    record_attendance,
    register_learner,
)
from learners.tasks import tell_learner
from tests.factories import Item, make_activity, make_person
from tests.pages import queries_of, text_of

pytestmark = [pytest.mark.django_db, pytest.mark.rule("ATT-2")]
IN_PERSON, ONLINE = Registration.Attends.IN_PERSON, Registration.Attends.ONLINE


@pytest.fixture
def both():
    """Held in a room with one seat, and streamed."""
    return make_activity(delivery="hybrid", online_address="https://stream.example/1", capacity=1)


def register(activity, name, attends="", **more):
    return register_learner(activity, learner=make_person(name), at=timezone.now(), attends=attends, **more)


def page_of(activity):
    return reverse("learners:register", args=[activity.slug])


def test_one_says_how_one_takes_part_and_reads_it_back(client, both):
    client.force_login(make_person("Ana Ríos"))
    assert "How will you take part?" in text_of(client.get(page_of(both)))
    refused = client.post(page_of(both), {"access_needs": "No nuts"})
    assert "Say whether you come or take part online." in text_of(refused)
    assert "No nuts" in refused.content.decode()
    assert not Registration.objects.exists()
    page = client.post(page_of(both), {"attends": "online"}, follow=True)
    assert "to take part online." in text_of(page)
    assert Registration.objects.get().attends == ONLINE
    assert "You are registered online" in text_of(client.get(both.get_absolute_url()))


def test_nobody_is_asked_where_there_is_only_a_room(client):
    course = make_activity()
    client.force_login(make_person("Ana Ríos"))
    assert "How will you take part?" not in text_of(client.get(page_of(course)))
    client.post(page_of(course), {"attends": "online"})
    assert Registration.objects.get().attends == ""


def test_who_takes_part_online_takes_no_seat_and_never_waits(both):
    assert register(both, "Ana Ríos", ONLINE).status == "registered"
    assert seats_left(both) == 1
    assert register(both, "Ben Cole", IN_PERSON).status == "registered"
    assert register(both, "Cy Dent", IN_PERSON).status == "waiting"
    assert register(both, "Di Egan", ONLINE).status == "registered"
    assert seats_left(both) == 0


def test_who_waits_can_take_part_online_instead_at_once(both):
    register(both, "Ben Cole", IN_PERSON)
    waiting = register(both, "Cy Dent", IN_PERSON)
    register_learner(both, learner=waiting.learner, at=timezone.now(), attends=ONLINE)
    waiting.refresh_from_db()
    assert (waiting.status, waiting.news) == ("registered", "registered")


def test_who_goes_online_gives_the_seat_to_who_waits_longest(both):
    ben = register(both, "Ben Cole", IN_PERSON)
    waiting = register(both, "Cy Dent", IN_PERSON)
    register_learner(both, learner=ben.learner, at=timezone.now(), attends=ONLINE)
    waiting.refresh_from_db()
    assert (waiting.status, waiting.news) == ("registered", "seat")


def test_a_seat_that_was_kept_needs_no_answer_from_who_goes_online(both):
    ben = register(both, "Ben Cole", IN_PERSON)
    waiting = register(both, "Cy Dent", IN_PERSON)
    cancel_registration(ben, at=timezone.now())
    register_learner(both, learner=waiting.learner, at=timezone.now(), attends=ONLINE)
    waiting.refresh_from_db()
    assert (waiting.confirm_by, seats_left(both)) == (None, 1)


def test_coming_after_all_needs_a_free_seat_and_loses_nothing_where_there_is_none(client, both):
    ana = register(both, "Ana Ríos", ONLINE)
    ben = register(both, "Ben Cole", IN_PERSON)
    client.force_login(ana.learner)
    page = client.post(page_of(both), {"attends": "in_person", "access_needs": "No nuts"})
    assert "Every seat in the room is taken. You stay registered to take part online." in text_of(page)
    ana.refresh_from_db()
    assert (ana.attends, ana.access_needs) == (ONLINE, "")
    cancel_registration(ben, at=timezone.now())
    client.post(page_of(both), {"attends": "in_person"})
    ana.refresh_from_db()
    assert (ana.attends, seats_left(both)) == (IN_PERSON, 0)


def test_a_full_room_is_said_with_what_is_possible(client, both):
    register(both, "Ben Cole", IN_PERSON)
    box = text_of(client.get(both.get_absolute_url()))
    assert "Every seat in the room is taken; online there is place for everybody. Register" in box
    assert "in the room; online there is place for everybody" in text_of(client.get(reverse("activities:catalogue")))
    client.force_login(make_person("Cy Dent"))
    page = text_of(client.get(page_of(both)))
    assert "Online you can take part at once; or wait for a seat" in page
    assert "Join the waiting list" not in page


def test_who_never_said_counts_as_in_the_room(both):
    register(both, "Walk In")
    assert seats_left(both) == 0


def test_where_the_room_is_full_a_code_leads_who_watches_to_registering(both):
    register(both, "Ben Cole", IN_PERSON)
    now = both.sessions.first().starts_at
    [code] = issue_codes(both, at=timezone.now())
    cy = make_person("Cy Dent")
    with pytest.raises(ActionRefused, match="If you take part online, register for that first"):
        record_attendance(code, learner=cy, at=now, source="code")
    register_learner(both, learner=cy, at=timezone.now(), attends=ONLINE)
    assert record_attendance(code, learner=cy, at=now, source="code")


def test_the_letter_says_it_and_each_change_has_one_of_its_own(both):
    ana = register(both, "Ana Ríos", ONLINE)
    tell_learner(ana.pk)
    for attends in (IN_PERSON, ONLINE):
        register_learner(both, learner=ana.learner, at=timezone.now(), attends=attends)
    first, second, third = Letter.objects.order_by("pk").values_list("text", flat=True)
    assert "You said that you take part online." in first
    assert "https://stream.example/1" in first
    assert "you take part in person from now on in:" in second
    assert "https://stream.example/1" not in second, "who would rather watch says so first"
    assert "you take part online from now on in:" in third


def test_who_never_said_and_comes_gets_no_letter(both):
    ben = register(both, "Ben Cole")
    register_learner(both, learner=ben.learner, at=timezone.now(), attends=IN_PERSON)
    assert Registration.objects.get(pk=ben.pk).attends == IN_PERSON
    assert not Letter.objects.exists()


def test_who_watches_takes_no_seat_in_a_session_either(client):
    conference = make_activity(delivery="hybrid", agenda=[Item("Knots"), Item("Maps", after=timedelta(0))])
    conference.sessions.filter(title="Knots").update(seats=1)
    knots = conference.sessions.get(title="Knots")
    ana, ben = register(conference, "Ana Ríos", ONLINE), register(conference, "Ben Cole", IN_PERSON)
    choose_sessions(ana, sessions=[knots], at=timezone.now())
    choose_sessions(ben, sessions=[knots], at=timezone.now())
    assert taken_seats([knots]) == {knots.pk: 1}
    # Coming after all, Ana finds the seat taken: the choice goes, and she reads why.
    client.force_login(ana.learner)
    key = next(slot.key for slot in slots_of(conference, ana, at=timezone.now()))
    page = client.post(page_of(conference), {"attends": "in_person", key: str(knots.pk)}, follow=True)
    assert "Every seat in “Knots” is taken. Please choose another." in text_of(page)
    assert list(ana.choices.all()) == []
    ana.refresh_from_db()
    assert ana.attends == IN_PERSON


def test_who_prepares_it_sees_who_comes_and_who_watches(client):
    both = make_activity(delivery="hybrid", capacity=2)
    register(both, "Ana Ríos", ONLINE)
    register(both, "Ben Cole", IN_PERSON)
    register(both, "Walk In")
    client.force_login(both.created_by)
    address = reverse("learners:registrations", args=[both.slug])
    page = text_of(client.get(address))
    assert "3 registered: 1 in person (2 seats), 1 online, 1 not said" in page
    assert "Ben Cole" not in text_of(client.get(address, {"attends": "online"}))
    sheet = b"".join(client.get(reverse("learners:registrations_csv", args=[both.slug])).streaming_content).decode()
    assert sorted(row[9] for row in csv.reader(sheet.splitlines())) == ["", "In person", "Online", "Takes part"]


def test_the_list_takes_as_many_queries_for_three_as_for_one(client, both):
    client.force_login(both.created_by)
    address = reverse("learners:registrations", args=[both.slug])
    register(both, "Ana Ríos", ONLINE)
    once = queries_of(client, address)
    register(both, "Ben Cole", IN_PERSON)
    register(both, "Di Egan", ONLINE)
    assert queries_of(client, address) == once
