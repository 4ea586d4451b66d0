"""Sessions past midnight and through a night on which the clocks change, in Denver (PLN-6)."""

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest

from activities.clocks import change_of_clocks, end_refusal, skipped_refusal, to_instant
from activities.models import Session, Status
from tests.factories import make_activity
from tests.pages import fields_of, text_of

pytestmark = pytest.mark.rule("PLN-6")
DENVER = ZoneInfo("America/Denver")
NIGHT = {"rows-0-ends_next_day": "on"}


def wall(text):
    """What the clock on the wall shows, in no zone yet."""
    return datetime.fromisoformat(text)


# --- What the clock says ----------------------------------------------------------------------------------------------
def test_an_end_before_the_start_is_no_night_until_somebody_says_so():
    assert end_refusal(time(20), time(7), ends_next_day=True) == ""
    refused = end_refusal(time(20), time(7), ends_next_day=False)
    assert refused == "It would end before it starts. If it runs past midnight, tick “Ends the next day”."


def test_an_end_that_was_meant_for_the_afternoon_is_asked_about():
    assert "Is it 1:15 PM?" in end_refusal(time(12), time(1, 15), ends_next_day=False).replace("\xa0", " ")


@pytest.mark.parametrize(("end", "hours"), [(time(9), "24 hours"), (time(10, 30), "25.5 hours")])
def test_a_session_never_lasts_a_day_or_longer(end, hours):
    assert f"it would last {hours}" in end_refusal(time(9), end, ends_next_day=True)


@pytest.mark.parametrize(
    ("starts", "ends", "minutes", "told"),
    [
        # March 14, 2027: from 2:00 AM straight to 3:00 AM
        (wall("2027-03-13 22:00"), wall("2027-03-14 06:00"), 420, ["the clocks go forward an hour in between"]),
        (wall("2027-03-14 03:00"), wall("2027-03-14 04:00"), 60, []),
        # November 1, 2026: from 2:00 AM back to 1:00 AM
        (wall("2026-10-31 22:00"), wall("2026-11-01 06:00"), 540, ["the clocks go back an hour in between"]),
        (
            wall("2026-10-31 23:00"),
            wall("2026-11-01 01:30"),
            150,
            ["1:30 AM comes twice that night; the first is meant (MDT)"],
        ),
        (wall("2026-11-01 02:00"), wall("2026-11-01 03:00"), 60, []),
    ],
)
def test_minutes_are_those_that_pass_and_the_change_is_told(starts, ends, minutes, told):
    begins, finishes = to_instant(starts, DENVER), to_instant(ends, DENVER)
    assert finishes - begins == timedelta(minutes=minutes)
    assert [one.replace("\xa0", " ") for one in change_of_clocks(begins, finishes, DENVER)] == told


def test_an_hour_that_the_clocks_skip_is_named_with_what_it_is_by_then():
    refused = skipped_refusal(wall("2027-03-14 02:30"), DENVER).replace("\xa0", " ")
    assert refused == (
        "On March 14 the clocks go forward, and there is no 2:30 AM: it is 3:30 AM by then. Choose another time."
    )
    assert skipped_refusal(wall("2026-11-01 01:30"), DENVER) == ""


# --- In the form, before and after saving -----------------------------------------------------------------------------
@pytest.fixture
def autumn(dora):
    """From October 31 to November 1, 2026."""
    return make_activity(
        Status.DRAFT,
        director=dora,
        starts_at=datetime(2026, 11, 1, 4, tzinfo=UTC),
        start_date=date(2026, 10, 31),
        end_date=date(2026, 11, 1),
    )


def typed(client, address, **changes):
    return fields_of(client.get(address), containing="based_on") | changes


def times(day, start, end):
    return {"rows-0-date": day, "rows-0-start": start, "rows-0-end": end}


@pytest.mark.django_db
def test_a_mistyped_end_is_refused_by_the_reckoning_and_by_saving_in_the_same_words(planner, autumn):
    address = f"/plan/{autumn.slug}/agenda/"
    before = autumn.sessions.get()
    posted = typed(planner, address, **times("2026-10-31", "22:00", "06:00"))
    sentence = "Session 1, to: It would end before it starts. If it runs past midnight, tick “Ends the next day”."

    reckoned = text_of(planner.post(f"{address}outlook/", posted))
    answer = planner.post(address, posted)

    assert sentence in reckoned
    assert "540" not in reckoned
    assert answer.status_code == 422
    assert sentence in text_of(answer)
    assert fields_of(answer, containing="based_on")["rows-0-end"] == ["06:00"]
    assert Session.objects.get(pk=before.pk).ends_at == before.ends_at


@pytest.mark.django_db
def test_a_night_that_is_meant_is_reckoned_saved_and_shown_as_one(planner, autumn):
    address = f"/plan/{autumn.slug}/agenda/"
    posted = typed(planner, address, **times("2026-10-31", "22:00", "06:00"), **NIGHT)
    reckoned = text_of(planner.post(f"{address}outlook/", posted))
    assert "10:00 PM – 6:00 AM the next day" in reckoned
    assert "The clocks go back an hour in between" in reckoned
    assert "540 min" in reckoned
    assert planner.post(address, posted).status_code == 302
    assert autumn.sessions.get().minutes == 540
    again = fields_of(planner.get(address), containing="based_on")
    assert again["rows-0-ends_next_day"] == ["on"]
    assert planner.post(address, again).status_code == 302
    assert autumn.sessions.get().minutes == 540


@pytest.mark.django_db
def test_a_row_that_is_still_being_typed_is_asked_for_what_it_needs(planner, autumn):
    address = f"/plan/{autumn.slug}/agenda/"
    posted = typed(planner, address) | {
        "rows-TOTAL_FORMS": "2",
        "rows-1-title": "Cases",
        "rows-1-kind": "cases",
        "rows-1-date": "2026-11-01",
    }
    assert "Session 2 still needs: from, to." in text_of(planner.post(f"{address}outlook/", posted))


@pytest.mark.django_db
def test_an_untouched_new_row_is_no_fault(planner, autumn):
    address = f"/plan/{autumn.slug}/agenda/"
    posted = typed(planner, address) | {"rows-TOTAL_FORMS": "2", "rows-1-date": "2026-11-01", "rows-1-kind": "talk"}
    assert "Not reckoned" not in text_of(planner.post(f"{address}outlook/", posted))
