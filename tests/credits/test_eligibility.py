"""What one can claim, and what is left until one can."""

from datetime import timedelta
from decimal import Decimal

import pytest
from django.utils import timezone

from activities.models import Status
from credits.eligibility import standing_of
from tests.factories import Item, make_activity, make_person

pytestmark = pytest.mark.django_db


@pytest.mark.rule("AMA-3")
def test_the_code_of_a_whole_day_gives_no_credit_for_sessions_still_to_come():
    now = timezone.now()
    day = make_activity(
        Status.OPEN,
        starts_at=now - timedelta(minutes=61),
        agenda=(Item("First hour"), Item("Second hour"), Item("Third hour")),
    )
    learner = make_person("Lea Learner")
    for session in day.sessions.all():
        day.registrations.get_or_create(learner=learner, defaults={"registered_at": now})
        session.attendances.create(learner=learner, source="code", recorded_at=now, recorded_by=learner)
    assert standing_of(day, learner, at=now).maximum == Decimal("2.00")
    assert standing_of(day, learner, at=now + timedelta(hours=3)).maximum == Decimal("3.00")
    assert standing_of(day, learner, at=now - timedelta(hours=2)).refusals[0].startswith("It begins on")
