"""The states of an activity and the only ways between them."""

import pytest
from django.utils import timezone

from activities.models import Status
from activities.workflow import TRANSITIONS, TURN
from tests.factories import make_activity


@pytest.mark.rule("REV-1")
@pytest.mark.django_db
@pytest.mark.parametrize("status", list(Status))
def test_every_state_can_be_reached_by_the_services(status):
    activity = make_activity(status)

    assert activity.status == status
    changes = list(activity.status_changes.all())
    assert all(change.to_status == TRANSITIONS[change.action].target for change in changes)
    assert all(change.from_status in TRANSITIONS[change.action].sources for change in changes)
    assert all(change.at <= timezone.now() for change in changes)


def test_every_state_has_somebody_or_nobody_whose_turn_it_is():
    assert set(TURN) == set(Status)
