"""Where something is streamed is found by who registered, wherever they look, and by nobody else."""

from datetime import timedelta

import icalendar
import pytest
from django.core import mail
from django.urls import reverse
from django.utils import timezone

from accounts.models import User
from learners.feeds import feed_token
from learners.models import Registration
from learners.services import cancel_registration, register_learner
from learners.tasks import tell_learner
from tests.factories import make_activity, make_person
from tests.pages import text_of

pytestmark = pytest.mark.django_db
STREAM = "https://stream.example/secret"


@pytest.fixture
def ana() -> User:
    return make_person("Ana Ríos")


def make_webinar(**wanted):
    return make_activity(**{"delivery": "live_streamed", "venue": "", "online_address": STREAM, **wanted})


def events_of(content: bytes | str) -> list[icalendar.Event]:
    return icalendar.Calendar.from_ical(content).walk("VEVENT")


def own_calendar(client, activity) -> bytes:
    return client.get(reverse("learners:own_calendar", args=[activity.slug])).content


def pages_of(activity) -> list[str]:
    return [activity.get_absolute_url(), reverse("learners:register", args=[activity.slug])]


def test_who_registered_finds_the_way_in_on_both_pages(client, ana):
    webinar = make_webinar()
    register_learner(webinar, learner=ana, at=timezone.now())
    client.force_login(ana)
    for address in pages_of(webinar):
        page = client.get(address)
        assert "Join online" in text_of(page)
        assert STREAM in page.content.decode()


def test_nobody_else_is_told_where_it_is(client, ana):
    webinar = make_webinar(capacity=1)
    register_learner(webinar, learner=make_person("First Comer"), at=timezone.now())
    assert STREAM not in client.get(webinar.get_absolute_url()).content.decode()
    client.force_login(ana)
    assert all(STREAM not in client.get(address).content.decode() for address in pages_of(webinar))
    waiting = register_learner(webinar, learner=ana, at=timezone.now())
    assert waiting.status == Registration.Status.WAITING
    assert all(STREAM not in client.get(address).content.decode() for address in pages_of(webinar))


def test_who_gave_the_seat_back_is_told_no_longer(client, ana):
    webinar = make_webinar()
    cancel_registration(register_learner(webinar, learner=ana, at=timezone.now()), at=timezone.now())
    client.force_login(ana)
    assert all(STREAM not in client.get(address).content.decode() for address in pages_of(webinar))


def test_planners_and_the_office_find_it_without_registering(client):
    dora = make_person("Dora Director")
    webinar = make_webinar(director=dora)
    for reader in (dora, make_person("Sam Staff", staff=True)):
        client.force_login(reader)
        page = client.get(webinar.get_absolute_url())
        assert STREAM in page.content.decode()
        assert "The registered, its planners and the office see this link." in text_of(page)


def test_nobody_is_led_to_a_stream_that_is_over(client, ana):
    webinar = make_webinar(starts_at=timezone.now() - timedelta(days=2))
    Registration.objects.create(activity=webinar, learner=ana, registered_at=timezone.now() - timedelta(days=9))
    client.force_login(ana)
    assert all(STREAM not in client.get(address).content.decode() for address in pages_of(webinar))


def test_the_own_calendar_has_it_for_a_place_and_in_words(client, ana):
    webinar = make_webinar()
    register_learner(webinar, learner=ana, at=timezone.now())
    client.force_login(ana)
    feed = client.get(reverse("learners:calendar_feed", args=[feed_token(ana)])).content
    for content in (own_calendar(client, webinar), feed):
        [event] = events_of(content)
        assert event["location"] == STREAM
        assert event["description"].startswith(f"Join online: {STREAM}\n\n")
        assert "Sepsis in the first hour" in event["description"]


def test_what_is_held_in_a_room_too_keeps_the_room_for_its_place(client, ana):
    hybrid = make_webinar(delivery="hybrid", venue="Alta Lodge")
    register_learner(hybrid, learner=ana, at=timezone.now())
    client.force_login(ana)
    [event] = events_of(own_calendar(client, hybrid))
    assert event["location"].startswith("Alta Lodge")
    assert f"Join online: {STREAM}" in event["description"]


def test_the_file_in_the_letter_has_it_too(ana):
    webinar = make_webinar()
    tell_learner(register_learner(webinar, learner=ana, at=timezone.now()).pk)
    [letter] = mail.outbox
    assert STREAM in letter.body
    [event] = events_of(letter.attachments[0].content)
    assert event["location"] == STREAM


def test_the_link_for_the_calendar_on_the_page_gives_the_own_file(client, ana):
    webinar = make_webinar()
    address = reverse("learners:own_calendar", args=[webinar.slug])
    client.force_login(ana)
    assert address not in client.get(webinar.get_absolute_url()).content.decode()
    register_learner(webinar, learner=ana, at=timezone.now())
    assert address in client.get(webinar.get_absolute_url()).content.decode()


# --- What is asked when one registers --------------------------------------------------------------------------------
def test_who_comes_to_no_venue_is_asked_for_access_needs_alone(client, ana):
    client.force_login(ana)
    online = text_of(client.get(reverse("learners:register", args=[make_webinar().slug])))
    assert "Access needs (optional)" in online
    assert "Captions or an interpreter, for example" in online
    assert "Dietary" not in online
    assert "venue" not in online


def test_who_may_come_to_a_venue_is_asked_for_dietary_needs_too(client, ana):
    client.force_login(ana)
    hybrid = text_of(client.get(reverse("learners:register", args=[make_webinar(delivery="hybrid").slug])))
    assert "Dietary or access needs (optional)" in hybrid
    assert "So that the venue can be ready for you." in hybrid
