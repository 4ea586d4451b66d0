"""Calendar files, parsed back as a calendar program does."""

from datetime import UTC, date, datetime, timedelta

import icalendar
import pytest
from django.test import Client
from django.utils import timezone

from activities.models import Activity, Status
from tests.factories import DENVER, Item, make_activity, make_session

pytestmark = pytest.mark.django_db
NINE = datetime(2031, 3, 7, 9, 0, tzinfo=DENVER)  # a Friday; the clocks change on Sunday the 9th


def events_of(activity: Activity) -> list[icalendar.Event]:
    answer = Client().get(f"{activity.get_absolute_url()}calendar.ics")
    assert (answer.status_code, answer["Content-Type"]) == (200, "text/calendar; charset=utf-8")
    return events_in(answer.content)


def events_in(text: bytes) -> list[icalendar.Event]:
    calendar = icalendar.Calendar.from_ical(text)
    assert calendar.errors == []
    return list(calendar.walk("VEVENT"))


def test_a_conference_has_one_event_for_each_day_with_its_agenda():
    agenda = [
        Item("Welcome", 30),
        Item("Lunch", 60, "meal"),
        Item("Clinic", 60, after=timedelta(hours=2), track="A"),
        Item("Bedside", 90, after=timedelta(hours=2), track="B"),
        Item("Panel", 45, after=timedelta(days=1)),
    ]
    conference = make_activity(title="Heart Failure", starts_at=NINE, agenda=agenda)

    first, second = events_of(conference)

    assert (first["SUMMARY"], first["LOCATION"]) == (
        "Heart Failure",
        "Eccles Health Sciences Education Building, Salt Lake City, UT",
    )
    assert first["URL"] == f"http://testserver{conference.get_absolute_url()}"
    assert (first.start, first.end) == (NINE, NINE + timedelta(hours=3, minutes=30))
    assert first["DESCRIPTION"].replace("\N{NO-BREAK SPACE}", " ").splitlines() == [
        "9:00 – 9:30 AM  Welcome",
        "9:30 – 10:30 AM  Lunch",
        "11:00 AM – 12:00 PM  Clinic",
        "11:00 AM – 12:30 PM  Bedside",
    ]
    assert (second.start, second.end) == (NINE + timedelta(days=1), NINE + timedelta(days=1, minutes=45))


def test_a_series_has_one_event_for_each_session_and_keeps_its_hour_over_the_change_of_clocks():
    series = make_activity(title="Grand Rounds", format="series", starts_at=NINE)

    events = events_of(series)

    assert [str(event["SUMMARY"]) for event in events] == [
        "Asthma in the clinic (Grand Rounds)",
        "Deprescribing (Grand Rounds)",
        "Safe handoffs (Grand Rounds)",
    ]
    assert [event["DTSTART"].params["TZID"] for event in events] == ["America/Denver"] * 3
    assert [event.start.hour for event in events] == [9, 9, 9]
    assert [event.start.astimezone(UTC).hour for event in events] == [16, 15, 15]


def test_the_file_brings_its_time_zone_for_these_years_alone():
    series = make_activity(format="series", starts_at=NINE, time_zone="America/Boise")
    text = Client().get(f"{series.get_absolute_url()}calendar.ics").content

    zones = icalendar.Calendar.from_ical(text).walk("VTIMEZONE")

    assert [str(zone["TZID"]) for zone in zones] == ["America/Boise"]
    assert len(text) < 4000


def test_an_event_keeps_its_identifier_when_its_time_changes():
    series = make_activity(format="series", starts_at=NINE)
    before = {str(event["UID"]) for event in events_of(series)}
    for session in series.sessions.all():
        session.starts_at += timedelta(days=1)
        session.ends_at += timedelta(days=1)
        session.save()

    assert {str(event["UID"]) for event in events_of(series)} == before
    assert len(before) == 3


def test_material_to_study_has_its_last_day():
    module = make_activity(title="Lipids", format="enduring", starts_at=NINE, end_date=date(2032, 3, 6))

    [event] = events_of(module)

    assert (event["SUMMARY"], event["LOCATION"]) == ("Last day: Lipids", "Online")
    assert (event.start, event.end) == (date(2032, 3, 6), date(2032, 3, 7))


def test_the_address_of_a_stream_is_not_given_away():
    webinar = make_activity(delivery="live_streamed", online_address="https://stream.example/secret")

    text = Client().get(f"{webinar.get_absolute_url()}calendar.ics").content

    assert b"stream.example" not in text
    assert [str(event["LOCATION"]) for event in events_in(text)] == ["Online"]


@pytest.mark.rule("REV-6")
@pytest.mark.parametrize("status", [Status.DRAFT, Status.SUBMITTED, Status.CHANGES_REQUESTED, Status.DECLINED])
def test_a_proposal_has_no_public_calendar(status: str):
    proposal = make_activity(status)

    assert Client().get(f"{proposal.get_absolute_url()}calendar.ics").status_code == 404


def test_one_can_subscribe_to_a_search():
    make_activity(title="Zoster")
    make_activity(title="Asthma")
    make_activity(Status.SUBMITTED, title="Zoster, not approved")

    events = events_in(Client().get("/activities/calendar.ics?q=zoster").content)

    assert [str(event["SUMMARY"]) for event in events] == ["Zoster"]


def test_a_search_is_one_calendar_however_long_it_is(django_assert_num_queries):
    make_activity(title="One")
    client = Client()
    client.get("/activities/calendar.ics")
    with django_assert_num_queries(5) as at_one:
        client.get("/activities/calendar.ics")
    make_session(make_activity(title="Two"), "Another", timezone.now() + timedelta(days=60, hours=3))
    make_activity(title="Three")

    with django_assert_num_queries(len(at_one)):
        client.get("/activities/calendar.ics")
