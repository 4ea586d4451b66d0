"""What a signed-in person sees stays between them and us."""

import pytest
from django.urls import reverse

from tests.factories import make_activity, make_person

pytestmark = pytest.mark.django_db


def test_no_page_of_a_signed_in_person_is_kept_by_a_cache(client):
    ana, activity = make_person("Ana Ríos"), make_activity()
    client.force_login(ana)
    addresses = [
        *("/", reverse("plan:proposals"), reverse("account_email"), reverse("account_change_password")),
        *(reverse("learners:register", args=[activity.slug]), reverse("evaluations:evaluate", args=[activity.slug])),
    ]
    kept = {address: client.get(address).get("Cache-Control", "") for address in addresses}
    assert {address for address, said in kept.items() if not {"private", "no-store"} <= set(said.split(", "))} == set()


def test_a_public_page_and_a_calendar_may_be_kept(client):
    calendar = reverse("activities:catalogue_calendar")
    assert "no-store" not in client.get("/activities/").get("Cache-Control", "")
    client.force_login(make_person("Ana Ríos"))
    assert "public" in client.get(calendar)["Cache-Control"]
