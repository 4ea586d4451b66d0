"""The office sees how long its reviews take, and for whom they wait (REV-6)."""

import csv
from datetime import date, datetime, timedelta
from io import StringIO
from zoneinfo import ZoneInfo

import pytest
from django.urls import reverse
from django.utils import timezone

from activities.admin.turnaround_chart import chart_of
from activities.models import Activity, OfficeSettings, Status
from activities.turnaround import Days, Period, Turnaround, turnaround, waiting_now, years_reviewed
from activities.workflow import apply_transition
from core.sheets import BYTE_ORDER_MARK
from tests.factories import make_activity, make_person, make_reviewer
from tests.pages import queries_of, text_of

pytestmark = [pytest.mark.django_db, pytest.mark.rule("REV-6")]
PAGE = "/admin/activities/activity/turnaround/"


def noon(month: int, day: int) -> datetime:
    return datetime(2025, month, day, 12, tzinfo=ZoneInfo("America/Denver"))


def reviewed(director, *steps, title="Sepsis") -> Activity:
    """An activity that was moved so: (action, by, at), …"""
    activity = make_activity(Status.DRAFT, title=title, director=director)
    activity.attested_at, activity.attested_by = timezone.now(), director
    activity.save()
    for action, by, at in steps:
        apply_transition(activity, action, by=by, at=at)
    return activity


@pytest.fixture
def dora():
    return make_person("Dora Director")


@pytest.fixture
def spring(dora):
    """Five proposals of May and June 2025, answered by two reviewers."""
    rae, ron = make_reviewer("Rae Reviewer"), make_reviewer("Ron Reviewer")
    reviewed(
        dora,
        ("submit", dora, noon(5, 1)),
        ("request_changes", rae, noon(5, 4)),
        ("submit", dora, noon(5, 11)),
        ("approve", rae, noon(5, 16)),
        ("open", None, noon(5, 18)),
        title="Given back once",
    )
    reviewed(dora, ("submit", dora, noon(5, 2)), ("decline", ron, noon(5, 14)), title="Declined")
    reviewed(dora, ("submit", dora, noon(5, 20)), ("approve", rae, noon(6, 4)), title="Slow")
    reviewed(
        dora,
        ("submit", dora, noon(6, 1)),
        ("withdraw", dora, noon(6, 3)),
        ("resume", dora, noon(6, 10)),
        ("submit", dora, noon(6, 20)),
        ("approve", ron, noon(6, 21)),
        title="Withdrawn once",
    )
    reviewed(dora, ("submit", dora, noon(6, 5)), ("request_changes", rae, noon(6, 7)), title="Unfinished")


def of_2025() -> Turnaround:
    return turnaround(Period.year(2025), office=OfficeSettings.current())


def test_a_month_tells_what_came_in_what_was_decided_and_how_long_that_took(spring):
    months = dict(of_2025().months)

    may, june = months[date(2025, 5, 1)], months[date(2025, 6, 1)]
    assert (may.submitted, may.again, may.approved, may.declined, may.decided) == (3, 1, 1, 1, 2)
    assert (may.with_office, may.with_planners) == (Days(10.0, 12), Days(7.0, 7))  # 3 + 5 and 12; 7
    assert (june.submitted, june.again, june.approved, june.declined, june.decided) == (3, 0, 2, 0, 2)
    assert (june.with_office, june.with_planners) == (Days(8.0, 15), Days(None, None))  # 15 and 1; none
    assert months[date(2025, 7, 1)].with_office == Days(None, None)


def test_the_whole_time_is_told_from_its_reviews_not_from_its_months(spring):
    total = of_2025().total
    assert (total.submitted, total.again, total.decided) == (6, 1, 4)
    assert total.with_office == Days(10.0, 15)  # of 1, 8, 12 and 15


def test_each_reviewer_is_told_by_what_they_answered_and_when_it_was_late(spring):
    rae, ron = of_2025().reviewers
    assert (str(rae.reviewer), rae.answered, rae.approved, rae.returned, rae.declined) == ("Rae Reviewer", 4, 2, 2, 0)
    assert (rae.days, rae.late) == (Days(4.0, 15), 1)  # 2, 3, 5 and 15
    assert (str(ron.reviewer), ron.answered, ron.approved, ron.returned, ron.declined) == ("Ron Reviewer", 2, 1, 0, 1)
    assert (ron.days, ron.late) == (Days(6.5, 12), 1)  # 1 and 12


def test_a_review_is_told_whole_though_it_began_before_the_period(dora):
    rae = make_reviewer()
    reviewed(dora, ("submit", dora, noon(5, 20)), ("approve", rae, noon(6, 4)))
    found = turnaround(Period((date(2025, 6, 1),)), office=OfficeSettings.current())
    assert (found.total.submitted, found.total.decided, found.total.with_office) == (0, 1, Days(15.0, 15))


def test_a_month_ends_at_midnight_where_the_office_is(dora):
    late_in_may = datetime(2025, 5, 31, 23, 30, tzinfo=ZoneInfo("America/Denver"))  # June already in UTC
    reviewed(dora, ("submit", dora, late_in_may))
    assert [month for month, outcomes in of_2025().months if outcomes.submitted] == [date(2025, 5, 1)]


def test_the_last_year_ends_with_the_present_month():
    months = Period.last_year(today=date(2026, 3, 31)).months
    assert (months[0], months[-1], len(months)) == (date(2025, 4, 1), date(2026, 3, 1), 12)


def test_what_waits_is_told_by_age_and_by_who_has_to_act(dora):
    now = noon(6, 30)
    for title, days in (("New", 6), ("A week old", 7), ("Late", 11), ("Oldest", 28)):
        reviewed(dora, ("submit", dora, now - timedelta(days=days)), title=title)
    asked = (
        ("submit", dora, now - timedelta(days=40)),
        ("request_changes", make_reviewer(), now - timedelta(days=20)),
    )
    reviewed(dora, *asked)

    waiting = waiting_now(Activity.objects.all(), at=now, office=OfficeSettings.current())

    assert [(office, planners) for _, office, planners in waiting.ages] == [(1, 0), (2, 0), (0, 1), (1, 0)]
    assert (waiting.office, waiting.planners, waiting.late) == (4, 1, 2)
    assert [(str(activity), turn.days) for activity, turn in waiting.longest] == [
        ("Oldest", 28),
        ("Late", 11),
        ("A week old", 7),
        ("New", 6),
    ]


def test_years_go_back_to_the_first_submission(dora):
    assert years_reviewed(today=date(2027, 2, 1)) == [2027]
    reviewed(dora, ("submit", dora, noon(5, 20)))
    assert years_reviewed(today=date(2027, 2, 1)) == [2027, 2026, 2025]


def test_the_chart_draws_each_median_to_scale_under_whole_lines(spring):
    chart = chart_of(of_2025().months)

    assert [line.text for line in chart.lines] == ["0", "2", "4", "6", "8", "10"]
    office, planners = ([bar for bar in chart.bars if bar.kind == kind] for kind in ("office", "planners"))
    may_office, june_office, may_planners = office[4], office[5], planners[4]
    assert may_office.y == chart.lines[-1].y  # 10 days reach the line of 10
    assert june_office.y == chart.lines[4].y  # 8 days
    assert may_planners.height == pytest.approx(may_office.height * 0.7, abs=0.1)  # 7 of 10
    assert [month.text for month in chart.months][:2] == ["Jan", "Feb"]


def test_the_page_says_it_in_words_and_numbers(client, spring):
    client.force_login(make_reviewer("Rita Reader"))

    text = text_of(client.get(PAGE, {"year": "2025"}))

    assert "4 proposals were decided, half of them after 10 days or less with the office." in text
    assert "May 2025 3 1 1 1 10 12 7 7" in text
    assert "July 2025 0 0 0 0 August" in text
    assert "Rae Reviewer 4 2 2 0 4 15 1" in text
    assert "Less than a week 0 0" in text
    assert "4 weeks or more 0 1" in text  # the unfinished one, with its planners


def test_the_page_stands_before_anything_was_submitted(client):
    client.force_login(make_reviewer())
    text = text_of(client.get(PAGE))
    assert "No proposal waits for the office." in text
    assert "No proposal was decided in this time." in text
    assert "Nobody answered a proposal in this time." in text


def rows_of(response) -> list[list[str]]:
    assert response["Content-Type"].startswith("text/csv")
    return list(csv.reader(StringIO(response.getvalue().decode().removeprefix(BYTE_ORDER_MARK))))


def test_the_months_can_be_taken_away(client, spring):
    client.force_login(make_reviewer("Rita Reader"))
    rows = rows_of(client.get(PAGE, {"year": "2025", "sheet": "months"}))
    assert len(rows) == 14
    assert rows[5] == ["2025-05", "3", "1", "1", "1", "10.0", "12", "7.0", "7"]
    assert rows[-1][:5] == ["In all", "6", "1", "3", "1"]


def test_every_review_can_be_taken_away(client, spring):
    client.force_login(make_reviewer("Rita Reader"))
    rows = rows_of(client.get(PAGE, {"year": "2025", "sheet": "reviews"}))
    assert [(row[0], row[4], row[5], *row[6:]) for row in rows[1:]] == [
        ("Declined", "Declined", "Ron Reviewer", "12", "0", "0"),
        ("Given back once", "Approved", "Rae Reviewer", "8", "7", "1"),
        ("Withdrawn once", "Withdrawn", "Dora Director", "2", "0", "0"),
        ("Slow", "Approved", "Rae Reviewer", "15", "0", "0"),
        ("Withdrawn once", "Approved", "Ron Reviewer", "1", "0", "0"),
    ]
    assert rows[2][2:4] == ["2025-05-01", "2025-05-16"]


@pytest.mark.parametrize("asked", [{"year": "1999"}, {"year": "soon"}, {"sheet": "everything"}])
def test_what_there_is_nothing_of_is_not_found(client, asked):
    client.force_login(make_reviewer())
    assert client.get(PAGE, asked).status_code == 404


def test_it_is_for_staff_who_may_see_activities(client, dora):
    assert client.get(PAGE).status_code == 302
    client.force_login(dora)
    assert client.get(PAGE).headers["Location"].startswith("/admin/login/")
    stan = make_person("Stan Staff")
    stan.is_staff = True
    stan.save()
    client.force_login(stan)
    assert client.get(PAGE).status_code == 403
    client.force_login(make_reviewer())
    assert client.get(PAGE).status_code == 200


def test_queue_and_first_page_lead_to_it(client):
    client.force_login(make_reviewer())
    link = f'href="{reverse("admin:activities_activity_turnaround")}"'
    assert link in client.get("/admin/").text
    assert link in client.get("/admin/activities/activity/").text


def test_it_costs_the_same_for_one_review_and_for_three(client, dora):
    rae, now = make_reviewer(), timezone.now()
    client.force_login(rae)

    def one_more(days: int) -> None:
        reviewer = make_reviewer(f"Rae {days}")
        asked = (("submit", dora, now - timedelta(days=days)), ("request_changes", reviewer, now - timedelta(hours=5)))
        reviewed(dora, *asked)
        reviewed(dora, *asked, ("submit", dora, now - timedelta(hours=3)))
        reviewed(dora, *asked, ("submit", dora, now - timedelta(hours=3)), ("approve", reviewer, now))

    one_more(3)
    at_one = queries_of(client, PAGE)
    sheet_at_one = queries_of(client, f"{PAGE}?sheet=reviews")
    one_more(5)
    one_more(15)
    assert queries_of(client, PAGE) == at_one
    assert queries_of(client, f"{PAGE}?sheet=reviews") == sheet_at_one
