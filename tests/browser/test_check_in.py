"""The list at the door narrows as one types."""

import pytest
from django.urls import reverse
from django.utils import timezone
from playwright.sync_api import expect

from learners.services import register_learner
from tests.browser.conftest import PHONE, sign_in
from tests.factories import make_activity, make_person

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.rule("ATT-3")]


def test_a_name_typed_without_its_accents_leaves_that_person_on_the_list(open_browser, live_server):
    now = timezone.now()
    activity = make_activity(starts_at=now)
    for name, email in (("Rocío Muñoz", "rocio@example.org"), ("Søren Łukasz-O’Neill", "soren@example.org")):
        register_learner(activity, learner=make_person(name, email=email), at=now)
    phone = open_browser(**PHONE)
    sign_in(phone, activity.created_by, live_server)
    phone.goto(reverse("learners:check_in", args=[activity.slug]))
    rocio, soren = phone.get_by_role("button", name="Rocío Muñoz"), phone.get_by_role("button", name="Søren")

    for typed in ("munoz", "Rocio MÚÑOZ", "rocio@example"):
        phone.get_by_label("Find a name").fill(typed)
        expect(soren).to_be_hidden()
        expect(rocio).to_be_visible()
    for typed in ("soren", "lukasz-oneill", "O'Neill, Søren"):
        phone.get_by_label("Find a name").fill(typed)
        expect(rocio).to_be_hidden()
        expect(soren).to_be_visible()
