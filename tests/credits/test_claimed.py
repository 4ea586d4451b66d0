"""The page of an activity says what its reader claimed of it."""

from datetime import timedelta

import pytest
from django.utils import timezone

from credits.services import revoke_certificate
from tests.acts import attend, certificate_of, claim, make_past_activity
from tests.factories import THREE_WEEKS, make_person
from tests.pages import queries_of, text_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def ana():
    return make_person("Ana Ríos")


def make_series():
    """Three weeks, held and approved; each session is evaluated by itself."""
    activity = make_past_activity(
        format="series", agenda=THREE_WEEKS, ago=timedelta(days=30), evaluation_per_session=True
    )
    activity.sessions.update(approved_at=timezone.now() - timedelta(days=31))
    return activity


def page_for(client, person, activity):
    client.force_login(person)
    return client.get(activity.get_absolute_url())


def test_who_was_there_is_asked_to_claim_until_they_have(client, ana):
    activity = make_past_activity(ago=timedelta(days=1))
    attend(ana, activity)
    assert "You were there? Then evaluate it and claim your credit." in text_of(page_for(client, ana, activity))
    certificate = certificate_of(claim(ana, activity, "0.75"))
    page = page_for(client, ana, activity)
    assert "You claimed 0.75 AMA PRA Category 1 Credit™." in text_of(page)
    assert certificate.get_absolute_url() in page.content.decode()
    assert "You were there?" not in text_of(page)
    assert "Claim my credit" not in text_of(page)


def test_what_one_claimed_is_told_to_nobody_else(client, ana):
    activity = make_past_activity(ago=timedelta(days=1))
    claim(ana, activity)
    assert "You claimed" not in text_of(page_for(client, make_person("Omar Other"), activity))
    client.logout()
    assert "You claimed" not in text_of(client.get(activity.get_absolute_url()))


def test_a_profession_that_receives_no_credit_reads_of_hours(client):
    nora = make_person("Nora Nurse", "nurse")
    activity = make_past_activity(ago=timedelta(days=1))
    claim(nora, activity)
    assert "You claimed 1.00 hour of participation." in text_of(page_for(client, nora, activity))


def test_sessions_of_a_series_are_summed_and_the_others_stay_in_reach(client, ana):
    activity = make_series()
    first, second, _ = activity.sessions.all()
    claim(ana, activity, session=first)
    claim(ana, activity, "0.75", session=second)
    text = text_of(page_for(client, ana, activity))
    assert "You claimed 1.75 AMA PRA Category 1 Credits™ for 2 sessions." in text
    assert "Certificates in my transcript" in text
    assert "A session is missing there" in text


def test_what_was_revoked_is_not_said_to_be_claimed(client, ana):
    activity = make_past_activity(ago=timedelta(days=1))
    certificate = certificate_of(claim(ana, activity))
    revoke_certificate(
        certificate, by=make_person("Sam Staff", superuser=True), at=timezone.now(), reason="Somebody else was there."
    )
    page = page_for(client, ana, activity)
    assert "What you claimed was revoked. The certificate says why." in text_of(page)
    assert certificate.get_absolute_url() in page.content.decode()


def test_the_page_asks_as_many_questions_for_two_claims_as_for_one(client, ana):
    activity = make_series()
    first, second, _ = activity.sessions.all()
    claim(ana, activity, session=first)
    client.force_login(ana)
    one = queries_of(client, activity.get_absolute_url())
    claim(ana, activity, session=second)
    assert queries_of(client, activity.get_absolute_url()) == one
