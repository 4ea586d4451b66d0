"""How much AMA credit time is worth."""

from datetime import datetime, timedelta
from decimal import Decimal

import pytest
from django.urls import reverse
from hypothesis import given
from hypothesis import strategies as st

from activities.credit import attendable_minutes, credit_for, is_in_steps, round_to_quarter
from activities.models import Activity, OfficeSettings, Session, Status
from activities.readiness import computed_credit
from tests.factories import DENVER, Item, make_activity, make_person
from tests.pages import fields_of, text_of

pytestmark = pytest.mark.rule("AMA-1")
NINE = datetime(2027, 3, 5, 9, tzinfo=DENVER)


def lasting(minutes: int, after: int = 0) -> tuple[datetime, datetime]:
    return NINE + timedelta(minutes=after), NINE + timedelta(minutes=after + minutes)


agendas = st.lists(st.builds(lasting, st.integers(1, 600), st.integers(0, 5000)), min_size=1, max_size=12)


@pytest.mark.parametrize(
    ("minutes", "credit"),
    [(60, "1.00"), (50, "0.75"), (53, "1.00"), (52, "0.75"), (7, "0.00"), (8, "0.25"), (90, "1.50"), (480, "8.00")],
)
def test_minutes_round_to_the_nearest_quarter(minutes, credit):
    assert round_to_quarter(minutes) == Decimal(credit)


@given(st.integers(0, 100_000))
def test_credit_is_in_quarters_and_never_more_than_half_a_quarter_off(minutes):
    credit = round_to_quarter(minutes)

    assert is_in_steps(credit)
    assert abs(credit - Decimal(minutes) / 60) <= Decimal("0.125")


@given(agendas)
def test_simultaneous_time_counts_once(agenda):
    minute = timedelta(minutes=1)
    attended = {start + minute * n for start, end in agenda for n in range((end - start) // minute)}

    assert attendable_minutes(agenda) == len(attended)


@given(agendas)
def test_an_item_held_in_two_tracks_counts_once(agenda):
    assert credit_for(agenda + agenda) == credit_for(agenda)


@given(agendas, st.integers(1, 600), st.integers(0, 5000))
def test_more_sessions_are_never_worth_less(agenda, minutes, after):
    assert credit_for([*agenda, lasting(minutes, after)]) >= credit_for(agenda)


@pytest.mark.django_db
def test_breaks_and_meals_are_not_counted():
    activity = make_activity(
        Status.DRAFT,
        agenda=[Item("Talk", 60), Item("Coffee", 30, Session.Kind.BREAK), Item("Lunch", 60, "meal"), Item("Panel", 50)],
    )
    assert computed_credit(activity, OfficeSettings.current()) == Decimal("1.75")


@pytest.mark.django_db
def test_a_series_is_worth_its_longest_session():
    activity = make_activity(
        Status.DRAFT,
        format=Activity.Format.SERIES,
        agenda=[
            Item("One", 60),
            Item("Two", 90, after=timedelta(weeks=1)),
            Item("Three", 45, after=timedelta(weeks=2)),
        ],
    )
    assert computed_credit(activity, OfficeSettings.current()) == Decimal("1.50")


@pytest.mark.rule("AMA-2")
@pytest.mark.django_db
def test_a_format_without_time_is_worth_what_the_office_set():
    office = OfficeSettings.current()
    activity = make_activity(Status.DRAFT, format=Activity.Format.MANUSCRIPT)
    assert computed_credit(activity, office) is None

    office.manuscript_credit = Decimal(3)
    assert computed_credit(activity, office) == Decimal(3)


@pytest.mark.rule("AMA-2")
@pytest.mark.django_db
def test_staff_set_each_format_in_a_field_of_its_own_and_in_quarters(client):
    client.force_login(make_person("Sue Super", superuser=True))
    address = reverse("admin:activities_officesettings_change", args=[OfficeSettings.current().pk])
    fields = fields_of(client.get(address), containing="journal_credit")
    refused = client.post(address, fields | {"journal_credit": "1.10"})
    assert "AMA credit is in steps of 0.25." in text_of(refused)
    client.post(address, fields | {"journal_credit": "1.00", "manuscript_credit": "3"})
    office = OfficeSettings.current()
    assert office.credit_of_format("journal") == 1
    assert office.credit_of_format("manuscript") == 3
    assert office.credit_of_format("test_item") is None
    assert office.credit_of_format("course") is None
