"""The catalogue's list says where it is full, where few seats are left, and when registration opens."""

from datetime import datetime, timedelta

import pytest
import time_machine
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from activities.models import Activity, Status
from learners.services import cancel_registration, register_learner
from tests.factories import DENVER, make_activity, make_person
from tests.pages import queries_of, text_of

pytestmark = pytest.mark.django_db
CATALOGUE = reverse("activities:catalogue")


def take(activity: Activity, seats: int) -> None:
    for _ in range(seats):
        register_learner(activity, learner=make_person(), at=timezone.now())


@pytest.mark.rule("ATT-2")
@pytest.mark.parametrize(
    ("capacity", "taken", "said"),
    [
        (2, 2, "Full with a waiting list"),
        (2, 1, "1 seat left"),
        (11, 1, "10 seats left"),
    ],
)
@pytest.mark.parametrize("address", [CATALOGUE, "/"])
def test_a_row_says_that_few_or_no_seats_are_left(address, capacity, taken, said):
    take(make_activity(title="Airway", capacity=capacity), taken)
    assert said in text_of(Client().get(address))


@pytest.mark.parametrize("capacity", [None, 11])
def test_where_one_can_simply_register_nothing_is_said_of_seats(capacity):
    make_activity(title="Airway", capacity=capacity)
    words = text_of(Client().get(CATALOGUE))
    assert "Airway" in words
    assert "left" not in words
    assert "Full" not in words


def test_a_seat_that_was_given_back_counts_again():
    activity = make_activity(title="Airway", capacity=1)
    take(activity, 1)
    assert "Full" in text_of(Client().get(CATALOGUE))
    cancel_registration(activity.registrations.get(), at=timezone.now())
    assert "1 seat left" in text_of(Client().get(CATALOGUE))


@pytest.mark.parametrize(("year", "said"), [(2032, "Registration opens March 5"), (2033, "March 5, 2033")])
def test_a_row_says_when_registration_opens(year, said):
    opens_at = datetime(year, 3, 5, 8, tzinfo=DENVER)
    make_activity(
        Status.APPROVED, title="Airway", starts_at=opens_at + timedelta(days=60), registration_opens_at=opens_at
    )
    with time_machine.travel(datetime(2032, 2, 1, tzinfo=DENVER), tick=False):
        assert said in text_of(Client().get(CATALOGUE))


def test_what_is_over_is_not_called_full():
    activity = make_activity(title="Airway", starts_at=timezone.now() - timedelta(days=3), capacity=1)
    Activity.objects.filter(pk=activity.pk).update(capacity=0)
    words = text_of(Client().get(f"{CATALOGUE}?when=past"))
    assert "Airway" in words
    assert "Full" not in words


def test_four_rows_ask_as_many_questions_as_one(client):
    take(make_activity(capacity=2), 1)
    one = queries_of(client, CATALOGUE)
    for _ in range(3):
        take(make_activity(capacity=1), 1)
    assert queries_of(client, CATALOGUE) == one
