"""The broker is stopped while somebody claims: nothing is lost, and the certificate follows by itself (CRT-4)."""

from decimal import Decimal

import pytest
from django.conf import settings
from kombu import Connection
from kombu.pools import producers

from credits.models import Certificate, Claim
from credits.periodic import make_missing_certificates
from credits.tasks import make_certificate
from tests.acts import become_ready, make_past_activity
from tests.factories import make_person
from tests.journeys.people import Person
from uucme.celery import app

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.rule("CRT-4")]


@pytest.fixture
def stopped_broker(tmp_path, monkeypatch):
    """Celery publishes to a socket on which nobody listens any more."""
    gone = Connection(
        f"redis+socket://{tmp_path}/stopped.sock", transport_options=settings.CELERY_BROKER_TRANSPORT_OPTIONS
    )
    monkeypatch.setattr(app, "producer_or_acquire", lambda producer=None: producers[gone].acquire(block=True))


def test_the_claim_stands_and_the_certificate_follows(stopped_broker, monkeypatch):
    lea = make_person("Lea Learner")
    activity = make_past_activity()
    become_ready(lea, activity)
    person = Person("Lea Learner", lea.email)
    person.browser.force_login(lea)

    person.opens(f"/activities/{activity.slug}/claim/").sends(containing="amount", amount="1.00")

    person.reads("Your claim is safe")
    assert Claim.objects.get(learner=lea).amount == Decimal("1.00")
    assert Certificate.objects.missing().count() == 1

    # The broker is up again, and a worker takes what the sweep asks for.
    monkeypatch.setattr(make_certificate, "apply_async", lambda args, **options: make_certificate(*args))
    assert make_missing_certificates() == 1
    assert Certificate.objects.get().is_made
    person.opens(person.address).reads("Your certificate is ready")
