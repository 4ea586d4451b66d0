"""Sessions side by side, drawn as a table of time and tracks, and what they are worth together."""

from datetime import UTC, datetime, timedelta
from decimal import Decimal

import pytest

from activities.models import Activity, Session, Status
from activities.timetable import Timetable, timetables_of
from activities.worth import worth_of
from tests.factories import make_activity, make_session
from tests.pages import text_of

pytestmark = pytest.mark.django_db

NINE = datetime(2027, 3, 5, 16, tzinfo=UTC)  # 9:00 AM in Denver


@pytest.fixture
def course(dora) -> Activity:
    """A talk, a break, two tracks of which one is longer, and a meal; 230 of 290 counting minutes can be attended."""
    activity = make_activity(Status.DRAFT, director=dora)
    activity.sessions.all().delete()
    activity.start_date = activity.end_date = NINE.date()
    activity.save()
    for title, begins, minutes, fields in (
        ("The first hour", 0, 110, {}),
        ("Break", 110, 10, {"kind": "break", "counts_for_credit": False}),
        ("Adults", 120, 60, {"track": "East"}),
        ("Children", 120, 60, {"track": "West"}),
        ("Lunch", 180, 60, {"kind": "meal", "counts_for_credit": False}),
        ("Cases", 240, 60, {}),
    ):
        make_session(activity, title, NINE + timedelta(minutes=begins), minutes=minutes, **fields)
    return activity


def drawn(activity: Activity) -> list[list[tuple[str, int, int]]]:
    (table,) = timetables_of(activity.sessions.all())
    return [[(str(cell.session or ""), cell.rows, cell.lanes) for cell in row.cells] for row in table.rows]


def test_tracks_stand_side_by_side_and_what_is_for_everybody_spans_them(course):
    assert drawn(course) == [
        [("The first hour", 1, 2)],
        [("Break", 1, 2)],
        [("Adults", 1, 1), ("Children", 1, 1)],
        [("Lunch", 1, 2)],
        [("Cases", 1, 2)],
    ]
    (table,) = timetables_of(course.sessions.all())
    assert table.lanes == ["East", "West"]
    assert [row.time.replace("\N{NO-BREAK SPACE}", " ") for row in table.rows][:3] == [
        "9:00 AM",
        "10:50 AM",
        "11:00 AM",
    ]


def test_a_longer_session_reaches_down_beside_two_short_ones(course):
    west = course.sessions.get(title="Children")
    west.ends_at -= timedelta(minutes=30)
    west.save()
    make_session(course, "Infants", west.ends_at, minutes=30, track="West")
    assert drawn(course)[2:4] == [[("Adults", 2, 1), ("Children", 1, 1)], [("Infants", 1, 1)]]


def test_a_day_on_which_nothing_runs_side_by_side_has_no_timetable(course):
    course.sessions.get(title="Children").delete()
    assert timetables_of(course.sessions.all()) == []


def test_two_sessions_of_the_same_track_at_once_are_both_drawn(course):
    course.sessions.filter(title="Children").update(track="East")
    (table,) = timetables_of(course.sessions.all())
    assert table.lanes == ["East", "East"]


@pytest.mark.rule("AMA-1")
def test_the_credit_is_reckoned_line_by_line_and_simultaneous_minutes_count_once(course):
    worth = worth_of(course.sessions.all(), is_series=False)
    assert [(str(line.session), line.counted, line.why) for line in worth.lines] == [
        ("The first hour", 110, ""),
        ("Break", 0, "does not count"),
        ("Adults", 60, ""),
        ("Children", 0, "60 min are counted with the session beside it"),
        ("Lunch", 0, "does not count"),
        ("Cases", 60, ""),
    ]
    assert worth.total == Decimal("3.75")
    assert worth.reckoning == (
        "290 counting minutes − 60 side by side = 230. 230 ÷ 60 = 3.83, to the nearest quarter: 3.75."
    )


@pytest.mark.rule("AMA-1")
def test_a_night_in_which_the_clocks_go_forward_counts_the_minutes_that_pass(dora):
    activity = make_activity(Status.DRAFT, director=dora)
    activity.sessions.all().delete()
    # March 14, 2027, 1:00 AM to 4:00 AM by the clock in Denver: two hours pass.
    begins = datetime(2027, 3, 14, 8, tzinfo=UTC)
    session = make_session(activity, "Night shift", begins, minutes=120)
    assert f"{session.local_starts_at:%H:%M}-{session.local_ends_at:%H:%M}" == "01:00-04:00"
    assert worth_of([session], is_series=False).total == Decimal("2.00")


def test_the_planner_sees_the_day_drawn_and_the_reckoning(planner, course):
    page = text_of(planner.get(f"/plan/{course.slug}/agenda/"))
    assert "Sessions side by side, Friday, March 5, 2027" in page
    assert "290 counting minutes − 60 side by side = 230." in page


@pytest.mark.rule("STM-3")
def test_the_public_timetable_says_nothing_of_credit_before_approval(planner, course):
    page = text_of(planner.get(course.get_absolute_url()))
    assert "Sessions side by side" in page
    assert "credit" not in page.split("Agenda", 1)[1].split("Who teaches", 1)[0].lower()


def test_more_tracks_than_fit_are_left_to_the_list(course):
    for number in range(7):
        make_session(course, f"Table {number}", NINE + timedelta(minutes=120), minutes=60, track=f"Room {number}")
    assert timetables_of(course.sessions.all()) == []


def test_a_session_kept_for_a_track_without_a_name_is_drawn_too(course):
    course.sessions.filter(title="Adults").update(track="")
    assert isinstance(timetables_of(course.sessions.all())[0], Timetable)
    assert Session.objects.filter(activity=course, track="").exists()
