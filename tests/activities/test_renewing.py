"""A series is planned again for its next year, on the same weekdays and with what the last one taught."""

from datetime import UTC, date, datetime, timedelta

import pytest
from django.core import mail
from django.test import Client
from django.utils import timezone

from activities.models import Activity, ClosedDay, OfficeSettings, Session, Status
from activities.periodic import ask_to_renew_series
from activities.readiness import open_items
from activities.recurrence import a_year_later
from activities.services.renewing import renew_series
from activities.services.sessions import cancel_session
from activities.tasks import ask_for_renewal
from core.errors import ActionRefused
from tests.factories import DENVER, Item, make_activity, make_person, make_reviewer
from tests.pages import fields_of, text_of

pytestmark = pytest.mark.rule("PLN-8")

# --- Dates ------------------------------------------------------------------------------------------------------------


def test_thursdays_stay_thursdays():
    days = [date(2031, 9, 4) + timedelta(weeks=week) for week in range(40)]
    later = a_year_later(days, years=1)
    assert later[0] == date(2032, 9, 2)
    assert {day.weekday() for day in later} == {3}


def test_second_tuesdays_stay_second_tuesdays():
    later = a_year_later([date(2031, 9, 9), date(2031, 10, 14), date(2032, 2, 10)], years=1)
    assert later == [date(2032, 9, 14), date(2032, 10, 12), date(2033, 2, 8)]


def test_last_fridays_stay_last_fridays():
    later = a_year_later([date(2031, 1, 31), date(2031, 2, 28), date(2031, 4, 25)], years=2)
    assert later == [date(2033, 1, 28), date(2033, 2, 25), date(2033, 4, 29)]


# --- Renewing ---------------------------------------------------------------------------------------------------------


def held(**wanted) -> Activity:
    """Thursdays at 7:45 in Denver from January 2031, over the change of clocks."""
    weekly = [Item(f"Week {week}", after=timedelta(weeks=week)) for week in range(12)]
    starts_at = datetime(2031, 1, 2, 7, 45, tzinfo=DENVER)
    return make_activity(title="Grand Rounds", format="series", agenda=weekly, starts_at=starts_at, **wanted)


def director_of(series: Activity):
    return series.team.get(role="director").person


AT = datetime(2031, 2, 1, tzinfo=UTC)


@pytest.mark.django_db
def test_the_next_year_has_the_same_hours_and_no_topics_speakers_or_approvals():
    series = held()
    copy = renew_series(series, by=director_of(series), at=AT)

    sessions = list(copy.sessions.all())
    # January 1 is New Year's Day
    assert [str(s.local_date) for s in sessions][:2] == ["2032-01-08", "2032-01-15"]
    assert len(sessions) == 11
    assert {f"{s.local_starts_at:%A %H:%M}" for s in sessions} == {"Thursday 07:45"}
    assert {s.title for s in sessions} == {Session.TO_BE_ANNOUNCED}
    assert not any(s.speakers.exists() or s.approved_at for s in sessions)
    assert set(copy.team.values_list("role", flat=True)) == {"director", "planner"}
    assert (copy.status, copy.copied_from) == (Status.DRAFT, series)
    assert copy.start_date <= sessions[0].local_date
    assert copy.end_date >= sessions[-1].local_date


@pytest.mark.django_db
def test_it_begins_with_what_was_learned_and_what_changes(client: Client):
    series = held()
    copy = renew_series(series, by=director_of(series), at=AT)
    sentences = [item.sentence for item in open_items(copy)]
    assert "Say what was learned from last year’s sessions." in sentences
    assert "Say what changes this year." in sentences
    client.force_login(director_of(series))
    assert "What was learned last year" in text_of(client.get(f"/plan/{copy.slug}/basics/"))
    assert "What was learned last year" not in text_of(client.get(f"/plan/{series.slug}/basics/"))


@pytest.mark.django_db
def test_it_is_renewed_once_and_only_by_its_planners():
    series = held()
    with pytest.raises(ActionRefused, match="Only this activity’s planners"):
        renew_series(series, by=make_person("Olga Other"), at=AT)
    renew_series(series, by=director_of(series), at=AT)
    with pytest.raises(ActionRefused, match="planned already"):
        renew_series(series, by=director_of(series), at=AT)
    with pytest.raises(ActionRefused, match="Only a series"):
        renew_series(make_activity(), by=make_reviewer(), at=AT)


@pytest.mark.django_db
def test_the_dates_are_shown_before_the_draft_is_made(client: Client):
    weekly = [Item(f"Week {week}", after=timedelta(weeks=week)) for week in range(4)]
    series = make_activity(format="series", agenda=weekly)
    client.force_login(director_of(series))
    assert "Plan the next year" in text_of(client.get(f"/plan/{series.slug}/"))
    page = renew(client, series)
    assert "This is the draft of the next year." in text_of(page)
    assert Activity.objects.count() == 2


def page_of(client: Client, series: Activity):
    client.force_login(director_of(series))
    return client.get(f"/plan/{series.slug}/renew/")


def renew(client: Client, series: Activity, *, without: str = "", also: str = ""):
    posted = fields_of(page_of(client, series), containing="dates")
    dates = [day for day in posted["dates"] if day != without] + ([also] if also else [])
    return client.post(f"/plan/{series.slug}/renew/", posted | {"dates": dates}, follow=True)


def cancel(series: Activity, title: str) -> None:
    cancel_session(series.sessions.get(title=title), reason="Snow.", by=director_of(series), at=timezone.now())


@pytest.mark.django_db
def test_each_date_can_be_left_out_by_itself(client: Client):
    series = held()
    renew(client, series, without="2032-02-05")
    days = [str(session.local_date) for session in series.copies.get().sessions.all()]
    assert len(days) == 10
    assert "2032-02-05" not in days


@pytest.mark.django_db
def test_at_least_one_date_is_kept(client: Client):
    series = held()
    client.force_login(director_of(series))
    answer = client.post(f"/plan/{series.slug}/renew/", {"dates": []})
    assert answer.status_code == 422
    assert "Leave at least one date ticked." in text_of(answer)
    assert not series.copies.exists()


@pytest.mark.django_db
def test_a_week_that_is_not_ticked_says_why(client: Client):
    series = held()
    ClosedDay.objects.create(date=date(2032, 1, 15), name="Snow basin retreat")
    for week in (4, 5):
        cancel(series, f"Week {week}")
    page = text_of(page_of(client, series))
    assert "Thu, Jan 1, 2032 New Year's Day" in page
    assert "Thu, Jan 15, 2032 Snow basin retreat" in page
    assert "Thu, Jan 29, 2032 None this year" in page
    assert "Thu, Feb 5, 2032 None this year" in page
    assert "Thu, Feb 12, 2032 Thu, Feb 19, 2032" in page


@pytest.mark.django_db
def test_a_week_without_a_session_this_year_can_be_ticked_all_the_same(client: Client):
    series = held()
    cancel(series, "Week 4")
    renew(client, series, also="2032-01-29")
    added = next(s for s in series.copies.get().sessions.all() if str(s.local_date) == "2032-01-29")
    assert f"{added.local_starts_at:%H:%M}" == "07:45"


@pytest.mark.django_db
def test_no_day_is_booked_in_both_years(client: Client):
    """Fifty-three Thursdays fit into the twelve months from January 2, 2031."""
    weekly = [Item(f"Week {week}", after=timedelta(weeks=week)) for week in range(53)]
    starts_at = datetime(2031, 1, 2, 7, 45, tzinfo=DENVER)
    series = make_activity(title="Grand Rounds", format="series", agenda=weekly, starts_at=starts_at)
    page = text_of(page_of(client, series))
    assert "Thu, Jan 1, 2032 In this year’s series: Week 52" in page
    copy = renew_series(series, by=director_of(series), at=AT, dates=[date(2032, 1, 1), date(2032, 1, 8)])
    assert [str(session.local_date) for session in copy.sessions.all()] == ["2032-01-08"]
    assert copy.start_date == date(2032, 1, 2)


@pytest.mark.django_db
def test_who_renews_a_second_time_is_led_to_the_draft_that_is_there(client: Client):
    series = held()
    renew(client, series)
    again = page_of(client, series)
    assert "Its next year is planned already" in text_of(again)
    assert "Dora Director began it" in text_of(again)
    assert f'href="/plan/{series.copies.get().slug}/"' in again.content.decode()
    client.post(f"/plan/{series.slug}/renew/", {"dates": ["2032-02-05"]})
    assert series.copies.count() == 1


# --- Letters ----------------------------------------------------------------------------------------------------------


@pytest.fixture
def ending() -> Activity:
    return make_activity(title="Grand Rounds", format="series", starts_at=timezone.now() + timedelta(days=3))


@pytest.mark.django_db
def test_who_directs_a_series_that_ends_is_asked_once(ending, monkeypatch, client):
    make_activity(format="series", starts_at=timezone.now() + timedelta(days=300))  # not for long
    monkeypatch.setattr(ask_for_renewal, "apply_async", lambda args, **options: ask_for_renewal(*args))
    mail.outbox.clear()

    assert ask_to_renew_series() == 1

    assert [(letter.subject, letter.to) for letter in mail.outbox] == [
        ("Ends soon: Grand Rounds", [director_of(ending).email])
    ]
    assert f"/plan/{ending.slug}/renew/" in mail.outbox[0].body
    assert ask_to_renew_series() == 0
    client.force_login(make_reviewer())
    listed = text_of(client.get("/admin/activities/activity/?queue=ending"))
    assert "Grand Rounds" in listed


@pytest.mark.django_db
def test_nobody_is_asked_about_what_is_planned_already_or_far_off(ending):
    office = OfficeSettings.current()
    office.renewal_notice_days = 5
    office.save()
    assert ask_to_renew_series() == 0
    office.renewal_notice_days = 60
    office.save()
    renew_series(ending, by=director_of(ending), at=timezone.now())
    assert ask_to_renew_series() == 0
