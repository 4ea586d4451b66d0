"""The agenda as one writes it: a line for each session, one of them open, and a new one where the last ended."""

from datetime import UTC, datetime, timedelta

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from activities.models import Activity, SectionDraft, Session, Status
from activities.readiness import open_items
from tests.factories import DENVER, Item, make_activity
from tests.pages import fields_of, text_of

pytestmark = pytest.mark.django_db
MORNING = datetime(2027, 3, 2, 9, tzinfo=DENVER)
THREE = (Item("Opening"), Item("Cases"), Item("Closing"))
WEEKLY = tuple(Item(f"Week {week}", after=timedelta(weeks=week)) for week in range(6))
FIELDS = "data-row-fields"


@pytest.fixture
def course(dora) -> Activity:
    return make_activity(Status.DRAFT, director=dora, starts_at=MORNING, agenda=THREE)


@pytest.fixture
def series(dora) -> Activity:
    return make_activity(Status.DRAFT, director=dora, format="series", starts_at=MORNING, agenda=WEEKLY)


def address_of(activity: Activity) -> str:
    return f"/plan/{activity.slug}/agenda/"


def typed(planner: Client, activity: Activity, **changes):
    return fields_of(planner.get(address_of(activity)), containing="based_on") | changes


def open_rows(answer) -> int:
    shown = answer.content.decode().split("<template")[0]
    return shown.count(FIELDS)


# --- Read -------------------------------------------------------------------------------------------------------------
def test_every_session_is_one_line_and_no_form_is_open(planner, course):
    page = planner.get(address_of(course))
    assert "9:00 – 10:00 AM Opening Petra Associate, Nora Nurse" in text_of(page)
    assert "Tuesday, March 2, 2027" in text_of(page)
    assert open_rows(page) == 0


def test_a_series_is_read_by_the_month(planner, series):
    page = text_of(planner.get(address_of(series)))
    assert "March 2027 Tue, Mar 2 9:00 – 10:00 AM Week 0" in page
    assert "April 2027 Tue, Apr 6 9:00 – 10:00 AM Week 5" in page


def test_what_is_missing_stands_on_the_line_of_its_session(planner, course):
    course.sessions.get(title="Cases").speakers.clear()
    page = text_of(planner.get(address_of(course)))
    assert "Cases No speaker yet" in page
    assert page.count("No speaker yet") == 1


@pytest.mark.parametrize("title", [Session.TO_BE_ANNOUNCED, "Asthma"])
def test_only_a_named_session_of_a_series_lacks_a_speaker(planner, series, title):
    session = series.sessions.first()
    session.speakers.clear()
    Session.objects.filter(pk=session.pk).update(title=title)
    assert ("No speaker yet" in text_of(planner.get(address_of(series)))) == (title == "Asthma")


def test_a_room_that_the_venue_says_is_not_said_again_on_each_line(planner, course):
    course.sessions.update(room="HSEB 1750")
    assert "HSEB 1750" in text_of(planner.get(address_of(course)))
    Activity.objects.filter(pk=course.pk).update(venue="HSEB 1750")
    assert "HSEB 1750" not in text_of(planner.get(address_of(course)))


def test_fifty_sessions_ask_the_database_as_often_as_three(planner, series, course):
    def queries(activity: Activity) -> int:
        planner.get(address_of(activity))
        with CaptureQueriesContext(connection) as asked:
            assert planner.get(address_of(activity)).status_code == 200
        return len(asked)

    few = queries(series)
    first = series.sessions.first()
    for week in range(6, 50):
        Session.objects.create(
            activity=series,
            title=f"Week {week}",
            starts_at=first.starts_at + timedelta(hours=2 * week),
            ends_at=first.ends_at + timedelta(hours=2 * week),
        )
    assert queries(series) == few


# --- Write ------------------------------------------------------------------------------------------------------------
@pytest.mark.rule("PLN-9")
def test_what_a_closed_session_carries_is_saved_with_the_rest(planner, course):
    before = list(course.sessions.values_list("pk", "title", "starts_at", "room", "kind", "counts_for_credit"))
    speakers = [session.speakers.count() for session in course.sessions.all()]
    assert planner.post(address_of(course), typed(planner, course)).status_code == 302
    assert list(course.sessions.values_list("pk", "title", "starts_at", "room", "kind", "counts_for_credit")) == before
    assert [session.speakers.count() for session in course.sessions.all()] == speakers == [2, 2, 2]


@pytest.mark.rule("PLN-9")
def test_one_session_at_a_time_is_opened_without_scripts_and_nothing_typed_is_lost(planner, course):
    first = planner.post(address_of(course), typed(planner, course) | {"open": "rows-1"})
    assert first.status_code == 200
    assert open_rows(first) == 1
    written = fields_of(first, containing="based_on") | {"rows-1-title": "Cases from Moab", "open": "rows-2"}
    second = planner.post(address_of(course), written)
    assert open_rows(second) == 1
    assert "Cases from Moab Petra Associate, Nora Nurse Not saved yet" in text_of(second)
    saved = fields_of(second, containing="based_on") | {"rows-2-title": "Farewell"}
    assert planner.post(address_of(course), saved).status_code == 302
    assert list(course.sessions.values_list("title", flat=True)) == ["Opening", "Cases from Moab", "Farewell"]


@pytest.mark.rule("PLN-9")
def test_a_session_that_is_only_looked_at_is_not_called_unsaved(planner, course):
    planner.post(address_of(course), typed(planner, course) | {"open": "rows-1"})
    page = planner.get(address_of(course))
    assert "This is what you typed and have not saved yet" not in text_of(page)
    assert not SectionDraft.objects.exists()


@pytest.mark.rule("PLN-6")
def test_a_session_that_cannot_be_saved_is_open_with_the_reason_beside_its_field(planner, course):
    answer = planner.post(address_of(course), typed(planner, course, **{"rows-1-end": "08:00"}))
    assert answer.status_code == 422
    assert open_rows(answer) == 1
    assert 'id="id_rows-1-end"' in answer.content.decode()
    assert "It would end before it starts." in text_of(answer)
    assert "Cases Petra Associate, Nora Nurse To be mended" in text_of(answer)


@pytest.mark.rule("PLN-9")
def test_the_second_of_two_editors_sees_both_agendas(planner, course):
    paul = Client()
    paul.force_login(course.team.get(role="planner").person)
    mine = typed(planner, course, **{"rows-1-title": "Mine"})
    paul.post(address_of(course), typed(paul, course, **{"rows-1-title": "Paul’s"}))
    both = planner.post(address_of(course), mine)
    assert both.status_code == 409
    assert "Session 2 Title Paul’s Mine" in text_of(both)
    planner.post(address_of(course), fields_of(both, containing="rows-1-title"))
    assert list(course.sessions.values_list("title", flat=True)) == ["Opening", "Mine", "Closing"]


@pytest.mark.rule("PLN-9")
def test_a_session_that_is_marked_to_go_says_so_until_it_is_saved(planner, course):
    marked = typed(planner, course, **{"rows-1-DELETE": "on"})
    answer = planner.post(address_of(course), marked | {"open": "rows-0"})
    assert "Cases Petra Associate, Nora Nurse Goes when you save" in text_of(answer)
    planner.post(address_of(course), fields_of(answer, containing="based_on"))
    assert list(course.sessions.values_list("title", flat=True)) == ["Opening", "Closing"]


# --- One more ---------------------------------------------------------------------------------------------------------
def one_more(planner: Client, activity: Activity, **changes) -> dict:
    answer = planner.post(address_of(activity), typed(planner, activity, **changes) | {"add_row": "1"})
    assert open_rows(answer) == 1
    return fields_of(answer, containing="based_on")


def preset(fields: dict, row: int) -> dict[str, str]:
    names = ("title", "date", "start", "end", "room")
    return {name: fields[f"rows-{row}-{name}"][0] for name in names if fields[f"rows-{row}-{name}"][0]}


def test_a_new_session_begins_where_the_last_ends_in_its_room(planner, course):
    new = preset(one_more(planner, course, **{"rows-2-room": "HSEB 1750"}), 3)
    assert new == {"date": "2027-03-02", "start": "12:00", "room": "HSEB 1750"}


def test_after_a_night_the_next_session_is_on_the_day_it_ends(planner, course):
    Activity.objects.filter(pk=course.pk).update(end_date="2027-03-03")
    new = preset(one_more(planner, course, **{"rows-2-end": "06:00", "rows-2-ends_next_day": "on"}), 3)
    assert (new["date"], new["start"]) == ("2027-03-03", "06:00")


def test_a_new_session_of_a_series_is_at_the_same_hours_a_week_later(planner, series):
    Activity.objects.filter(pk=series.pk).update(end_date="2027-12-31")
    new = preset(one_more(planner, series), 6)
    assert new == {"date": "2027-04-13", "start": "09:00", "end": "10:00"}


def test_where_the_series_is_over_by_then_the_day_is_left_open(planner, series):
    assert "date" not in preset(one_more(planner, series), 6)


def test_a_new_session_that_is_left_as_it_came_is_no_fault_and_not_saved(planner, course):
    assert planner.post(address_of(course), one_more(planner, course)).status_code == 302
    assert course.sessions.count() == 3


def test_a_new_session_with_nothing_but_another_hour_is_not_dropped_unsaid(planner, course):
    answer = planner.post(address_of(course), one_more(planner, course) | {"rows-3-start": "14:00"})
    assert answer.status_code == 422
    assert course.sessions.count() == 3


def test_a_session_that_is_added_between_others_says_where_it_stands(planner, course):
    course.sessions.filter(title="Closing").update(
        starts_at=datetime(2027, 3, 2, 20, tzinfo=UTC), ends_at=datetime(2027, 3, 2, 21, tzinfo=UTC)
    )
    added = one_more(planner, course) | {"rows-3-title": "Lunch talk", "rows-3-start": "11:30", "rows-3-end": "12:30"}
    page = text_of(planner.post(address_of(course), added, follow=True))
    assert "“Lunch talk” stands after “Cases”: the agenda is in order of time." in page


def test_a_session_that_keeps_its_place_is_not_talked_about(planner, course):
    later = typed(planner, course, **{"rows-2-start": "11:15", "rows-2-end": "12:15"})
    assert "in order of time" not in text_of(planner.post(address_of(course), later, follow=True))


# --- What is asked back -----------------------------------------------------------------------------------------------
def new_rows(planner, activity, *rows):
    """What is posted where several sessions are typed on a fresh page and saved in one go."""
    posted = typed(planner, activity)
    before = activity.sessions.count()
    shown = {"kind": "talk", "date": "2027-03-02", "counts_for_credit": "on"}
    for number, row in enumerate(rows, start=before):
        posted |= {f"rows-{number}-{name}": value for name, value in (shown | row).items()}
    return posted | {"rows-TOTAL_FORMS": str(before + len(rows))}


BREAKOUTS = (
    {"title": "Adults", "start": "13:00", "end": "14:00", "track": "A"},
    {"title": "Children", "start": "12:30", "end": "13:50", "track": "B"},
)


def test_two_breakouts_typed_and_saved_in_one_go_are_there(planner, course):
    answer = planner.post(address_of(course), new_rows(planner, course, *BREAKOUTS), follow=True)
    assert answer.status_code == 200
    assert [str(one) for one in course.sessions.all()][-2:] == ["Children", "Adults"]
    assert "“Children” stands after “Closing”: the agenda is in order of time." in text_of(answer)


def test_one_track_holds_one_session_at_a_time(planner, course):
    same = [row | {"track": "Simulation"} for row in BREAKOUTS]
    planner.post(address_of(course), new_rows(planner, course, *same))
    [sentence] = [item.sentence for item in open_items(course) if "track" in item.sentence]
    assert sentence == "“Children” and “Adults” are both in track Simulation at 1:00\xa0PM."
    assert "are both in track Simulation" in text_of(planner.get(address_of(course)))


def test_a_shared_room_or_speaker_is_asked_back_and_keeps_nobody_from_submitting(planner, course):
    nora = course.team.get(role="speaker", person__given_name="Nora")
    both = [row | {"room": "2600", "speakers": [nora.pk]} for row in BREAKOUTS]
    planner.post(address_of(course), new_rows(planner, course, *both))
    page = text_of(planner.get(address_of(course)))
    assert "are both in 2600 at 1:00 PM." in page
    assert "are both with Nora Nurse at 1:00 PM." in page
    assert not [item for item in open_items(course) if "both" in item.sentence]


def test_a_slip_of_the_clock_is_asked_back(planner, course):
    slip = {"title": "Cases again", "start": "00:30", "end": "08:50"}
    page = text_of(planner.post(address_of(course), new_rows(planner, course, slip), follow=True))
    assert "“Cases again” lasts 8.33 hours. If that is not meant, please look at its times." in page


def test_saving_says_what_is_still_missing_there(planner, course):
    nobody = {"title": "Nobody speaks", "start": "15:00", "end": "16:00"}
    page = text_of(planner.post(address_of(course), new_rows(planner, course, nobody), follow=True))
    assert "“Agenda” is saved. One thing is still missing there." in page
