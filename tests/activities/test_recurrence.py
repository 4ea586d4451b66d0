"""Sessions of a series come from a pattern, by the clock on the wall."""

from datetime import UTC, date, datetime, time

import pytest
from django.test import Client

from activities.models import Activity, ClosedDay, SectionSave, Session, Status
from activities.recurrence import Pattern, Recurrence, last_possible_day
from activities.services.series import Alike, add_sessions
from core.errors import ActionRefused
from tests.factories import make_activity, make_person, make_reviewer
from tests.pages import fields_of, text_of

TUESDAY = 1


def pattern(**given) -> Recurrence:
    usual = {
        "pattern": Pattern.WEEKLY,
        "first": date(2031, 1, 1),
        "last": date(2031, 12, 31),
        "start": time(8),
        "end": time(9),
        "weekdays": (TUESDAY,),
    }
    return Recurrence(**(usual | given))


# --- Dates ------------------------------------------------------------------------------------------------------------


def test_weekly_on_two_days_every_other_week():
    dates = pattern(weekdays=(0, 3), interval=2, last=date(2031, 1, 31)).dates()
    assert [f"{day:%a %d}" for day in dates] == ["Thu 02", "Mon 13", "Thu 16", "Mon 27", "Thu 30"]


def test_every_second_tuesday_of_the_month():
    dates = pattern(pattern=Pattern.MONTH_WEEKDAY, ordinal=2).dates()
    assert len(dates) == 12
    assert {day.weekday() for day in dates} == {TUESDAY}
    assert all(8 <= day.day <= 14 for day in dates)


def test_the_last_friday_of_every_third_month():
    dates = pattern(pattern=Pattern.MONTH_WEEKDAY, ordinal=-1, weekdays=(4,), interval=3).dates()
    assert [str(day) for day in dates] == ["2031-01-31", "2031-04-25", "2031-07-25", "2031-10-31"]


def test_months_without_a_thirty_first_are_passed_over():
    dates = pattern(pattern=Pattern.MONTH_DAY, month_day=31, weekdays=()).dates()
    assert [day.month for day in dates] == [1, 3, 5, 7, 8, 10, 12]


def test_a_leap_year_s_series_ends_within_twelve_months():
    assert last_possible_day(date(2032, 2, 29)) == date(2033, 2, 27)


# --- Sessions ---------------------------------------------------------------------------------------------------------


def planned(**fields) -> Activity:
    """A series of 2031 without sessions."""
    series = make_activity(
        Status.DRAFT, title="Grand Rounds", format="series", starts_at=datetime(2031, 3, 4, 16, tzinfo=UTC), **fields
    )
    series.sessions.all().delete()
    series.start_date, series.end_date = date(2031, 1, 1), date(2031, 12, 31)
    series.save()
    return series


def add(series: Activity, recurrence: Recurrence, *, by=None, dates=None, **alike) -> list[Session]:
    return add_sessions(
        series,
        recurrence=recurrence,
        dates=recurrence.dates() if dates is None else dates,
        alike=Alike(**alike),
        by=by or series.created_by,
        at=datetime(2030, 11, 1, tzinfo=UTC),
    )


@pytest.mark.django_db
@pytest.mark.rule("PLN-6")
@pytest.mark.parametrize("zone", ["America/Denver", "America/Phoenix", "Europe/Paris"])
def test_eight_o_clock_stays_eight_o_clock_over_both_changes_of_the_clocks(zone):
    series = planned(time_zone=zone)

    add(series, pattern())

    sessions = list(series.sessions.all())
    assert len(sessions) == 52
    assert {f"{s.local_starts_at:%A %H:%M}-{s.local_ends_at:%H:%M}" for s in sessions} == {"Tuesday 08:00-09:00"}
    assert len({s.starts_at.astimezone(UTC).hour for s in sessions}) == (1 if zone == "America/Phoenix" else 2)
    assert all(not s.is_named and s.counts_for_credit for s in sessions)


@pytest.mark.django_db
def test_a_session_past_midnight_has_its_length_in_the_night_the_clocks_change():
    series = planned()
    add(series, pattern(weekdays=(5,), first=date(2031, 3, 1), last=date(2031, 3, 31), start=time(23), end=time(1)))
    assert [s.minutes for s in series.sessions.all()] == [120, 120, 120, 120, 120]
    series.sessions.all().delete()
    add(series, pattern(weekdays=(5,), first=date(2031, 3, 1), last=date(2031, 3, 31), start=time(23), end=time(4)))
    assert [s.minutes for s in series.sessions.all()] == [300, 240, 300, 300, 300]


@pytest.mark.django_db
def test_an_hour_that_the_clocks_skip_is_not_held():
    series = planned()
    recurrence = pattern(weekdays=(6,), first=date(2031, 3, 1), last=date(2031, 3, 16), start=time(2, 30), end=time(3))
    add(series, recurrence)
    assert [s.local_date.day for s in series.sessions.all()] == [2, 16]  # they change on Sunday the 9th


@pytest.mark.django_db
def test_adding_again_doubles_no_date():
    series = planned()
    add(series, pattern(pattern=Pattern.MONTH_WEEKDAY))

    added = add(series, pattern(last=date(2031, 2, 28)), title="Case conference")

    days = [s.local_date for s in series.sessions.all()]
    assert len(days) == len(set(days)) == 12 + len(added)
    with pytest.raises(ActionRefused, match="nothing to add"):
        add(series, pattern(last=date(2031, 2, 28)))


@pytest.mark.django_db
def test_only_the_chosen_dates_are_made_and_none_beside_the_pattern():
    series = planned()
    add(series, pattern(), dates=[date(2031, 1, 7), date(2031, 1, 14), date(2031, 1, 15)])
    assert [s.local_date.day for s in series.sessions.all()] == [7, 14]


@pytest.mark.django_db
def test_a_plan_without_days_takes_those_of_the_pattern():
    series = planned()
    series.start_date = series.end_date = None
    series.save()
    add(series, pattern())
    series.refresh_from_db()
    assert (series.start_date, series.end_date) == (date(2031, 1, 1), date(2031, 12, 31))
    assert SectionSave.objects.get(activity=series, section="agenda").saved_by == series.created_by


@pytest.mark.django_db
def test_dates_beyond_the_series_and_too_many_of_them_are_refused():
    series = planned()
    with pytest.raises(ActionRefused, match="beyond the days"):
        add(series, pattern(last=date(2032, 1, 6)))
    with pytest.raises(ActionRefused, match="at most 120"):
        add(series, pattern(weekdays=(0, 1, 2, 3, 4)))
    assert not series.sessions.exists()


@pytest.mark.django_db
def test_what_is_with_the_office_gets_no_dates():
    series = make_activity(Status.SUBMITTED, format="series")
    with pytest.raises(ActionRefused, match="cannot be changed now"):
        add(series, pattern())
    with pytest.raises(ActionRefused, match="Only this activity’s planners"):
        add(planned(), pattern(), by=make_person("Olga Other"))


# --- The page ---------------------------------------------------------------------------------------------------------

TYPED = {
    "pattern": "weekly",
    "weekdays": "3",
    "interval": "1",
    "first": "2031-11-01",
    "last": "2031-12-31",
    "start": "07:45",
    "end": "08:45",
    "kind": "talk",
}


@pytest.fixture
def series() -> Activity:
    return planned()


@pytest.fixture
def planner(client: Client, series: Activity) -> Client:
    client.force_login(series.created_by)
    return client


def page_of(series: Activity) -> str:
    return f"/plan/{series.slug}/dates/"


@pytest.mark.django_db
def test_the_dates_are_shown_before_they_are_made(planner, series):
    ClosedDay.objects.create(date=date(2031, 12, 18), name="Winter break")

    shown = planner.post(page_of(series), TYPED | {"show": "1"})

    assert not series.sessions.exists()
    assert "8 dates" in text_of(shown)
    assert "Thu, Nov 27, 2031 Thanksgiving Day" in text_of(shown)
    assert "Thu, Dec 18, 2031 Winter break" in text_of(shown)
    assert "Thu, Dec 25, 2031 Christmas Day" in text_of(shown)
    fields = fields_of(shown, containing="dates")
    assert fields["dates"] == ["2031-11-06", "2031-11-13", "2031-11-20", "2031-12-04", "2031-12-11"]

    made = planner.post(page_of(series), fields | {"make": "1"}, follow=True)

    assert "Added 5 sessions to the agenda." in text_of(made)
    assert [f"{s.local_starts_at:%m-%d %H:%M}" for s in series.sessions.all()] == [
        "11-06 07:45",
        "11-13 07:45",
        "11-20 07:45",
        "12-04 07:45",
        "12-11 07:45",
    ]


@pytest.mark.django_db
def test_a_date_in_the_agenda_is_named_and_cannot_be_ticked(planner, series):
    add(series, pattern(weekdays=(3,), first=date(2031, 11, 6), last=date(2031, 11, 6)), title="Sepsis")
    shown = planner.post(page_of(series), TYPED | {"show": "1"})
    assert "Thu, Nov 6, 2031 In the agenda already: Sepsis" in text_of(shown)
    planner.post(
        page_of(series), fields_of(shown, containing="dates") | {"dates": ["2031-11-06", "2031-11-13"], "make": "1"}
    )
    assert series.sessions.count() == 2


@pytest.mark.django_db
def test_a_changed_pattern_is_shown_again_before_anything_is_made(planner, series):
    fields = fields_of(planner.post(page_of(series), TYPED | {"show": "1"}), containing="dates")
    again = planner.post(page_of(series), fields | {"weekdays": ["1"], "make": "1"})
    assert "You changed the pattern" in text_of(again)
    assert "Tue, Nov 4, 2031" in text_of(again)
    assert not series.sessions.exists()


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("typed", "sentence"),
    [
        ({"weekdays": []}, "Choose at least one day of the week."),
        ({"pattern": "month_day"}, "Say on which day of the month, from 1 to 31."),
        ({"pattern": "month_day", "month_day": "32"}, "less than or equal to 31"),
        ({"last": "2031-10-01"}, "The last day cannot be before the first."),
        ({"first": "2030-06-01"}, "The series begins on January 1, 2031."),
        ({"last": "2032-01-15"}, "The series ends on December 31, 2031."),
        ({"end": "07:45"}, "A session cannot end when it starts."),
        ({"interval": "0"}, "greater than or equal to 1"),
        ({"last": "2031-11-02"}, "No date fits this pattern."),
        ({"first": ""}, "This field is required."),
    ],
)
def test_a_wrong_pattern_is_said_and_kept(planner, series, typed, sentence):
    answer = planner.post(page_of(series), TYPED | {"room": "Auditorium A", "show": "1"} | typed)
    assert answer.status_code == 422
    assert sentence in text_of(answer)
    assert fields_of(answer, containing="pattern")["room"] == ["Auditorium A"]
    assert not series.sessions.exists()


@pytest.mark.django_db
def test_more_than_twelve_months_are_refused(planner, series):
    series.start_date = series.end_date = None
    series.save()
    answer = planner.post(page_of(series), TYPED | {"last": "2032-11-01", "show": "1"})
    assert "at most twelve months: until October 31, 2032" in text_of(answer)


@pytest.mark.django_db
def test_who_leaves_no_date_is_told(planner, series):
    fields = fields_of(planner.post(page_of(series), TYPED | {"show": "1"}), containing="dates")
    answer = planner.post(page_of(series), fields | {"dates": [], "make": "1"})
    assert "Leave at least one date ticked." in text_of(answer)


@pytest.mark.django_db
def test_a_course_has_no_pattern(client):
    course = make_activity(Status.DRAFT)
    client.force_login(make_reviewer())
    assert client.get(page_of(course)).status_code == 404


@pytest.mark.django_db
def test_a_series_of_dates_without_names_can_be_submitted_and_a_named_one_needs_a_speaker():
    from activities.readiness import open_items

    series = planned()
    add(series, pattern(pattern=Pattern.MONTH_WEEKDAY))
    assert open_items(series) == []
    series.sessions.filter(pk=series.sessions.first().pk).update(title="Asthma")
    assert [item.sentence for item in open_items(Activity.objects.get(pk=series.pk))] == [
        "“Asthma” has no speaker yet."
    ]
    series.end_date = date(2032, 1, 1)
    assert "A series lasts at most twelve months; plan its next year as a series of its own." in [
        item.sentence for item in open_items(series)
    ]
