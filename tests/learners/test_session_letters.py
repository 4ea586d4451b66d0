"""Those who registered for a series hear of sessions that move, are cancelled or added; codes and calendars follow."""

from datetime import timedelta
from urllib.parse import urlsplit

import icalendar
import pytest
from django.core import mail
from django.test import Client
from django.utils import timezone

from activities.models import Activity, Session
from activities.services.sessions import Details, add_session, approve_session, cancel_session
from learners.feeds import feed_address, feed_token
from learners.models import SessionCode, SessionLetter
from learners.periodic import follow_session_changes, send_missing_letters_about_sessions
from learners.services import issue_codes, register_learner
from learners.tasks import tell_of_sessions
from tests.activities.test_sessions import change, director_of
from tests.factories import make_activity, make_person, make_reviewer
from tests.pages import text_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def series() -> Activity:
    return make_activity(title="Grand Rounds", format="series")


@pytest.fixture
def lea(series):
    lea = make_person("Lea Learner", email="lea@example.org")
    register_learner(series, learner=lea, at=timezone.now())
    return lea


def follow(series, learner) -> list[mail.EmailMessage]:
    follow_session_changes()
    mail.outbox.clear()
    tell_of_sessions(learner.pk, series.pk)
    return mail.outbox


def move(session: Session, **by) -> Session:
    by = timedelta(**by)
    return change(session, starts_at=session.starts_at + by, ends_at=session.ends_at + by)


def cancel(session: Session) -> Session:
    return cancel_session(session, reason="Snow.", by=director_of(session.activity), at=timezone.now())


# --- Letters ----------------------------------------------------------------------------------------------------------


def test_a_moved_session_is_told_once_with_both_times(series, lea):
    session = move(series.sessions.first(), hours=3)

    [letter] = follow(series, lea)

    assert (letter.subject, letter.to) == ("Moved: Asthma in the clinic (Grand Rounds)", ["lea@example.org"])
    then, now = session.local_starts_at - timedelta(hours=3), session.local_starts_at
    assert f"Now {now:%A, %B %-d, %Y, %-I:%M %p}, instead of {then:%A, %B %-d, %Y, %-I:%M %p}" in letter.body
    assert follow(series, lea) == []


def test_a_cancelled_session_is_told_with_its_reason_and_html_escapes_it(series, lea):
    cancel_session(series.sessions.first(), reason="<Snow>", by=director_of(series), at=timezone.now())
    [letter] = follow(series, lea)
    assert "Cancelled: Asthma in the clinic" in letter.body
    assert "<Snow>" in letter.body
    assert "&lt;Snow&gt;" in letter.alternatives[0].content


def test_several_changes_are_one_letter_with_what_holds_now(series, lea):
    first, second, _ = series.sessions.all()
    move(first, hours=1)
    cancel(first)
    move(second, hours=1)
    [letter] = follow(series, lea)
    assert letter.subject == "Changes in Grand Rounds"
    assert letter.body.count("Asthma in the clinic") == 1
    assert "Cancelled: Asthma in the clinic" in letter.body


def test_an_added_session_is_told(series, lea):
    starts = series.sessions.first().starts_at + timedelta(hours=5)
    details = Details("Wounds", "talk", starts, starts + timedelta(hours=1))
    add_session(series, details=details, by=director_of(series), at=timezone.now())
    assert "Added: Wounds" in follow(series, lea)[0].body


def test_who_waits_gave_the_seat_back_or_came_later_is_not_written_to(series):
    move(series.sessions.first(), hours=1)
    register_learner(series, learner=make_person("Late Comer"), at=timezone.now())
    follow_session_changes()
    assert not SessionLetter.objects.exists()


def test_a_new_topic_alone_is_no_letter(series, lea):
    change(series.sessions.first(), title="Asthma at school")
    assert follow(series, lea) == []


def test_a_letter_that_failed_goes_out_with_the_sweep(series, lea, monkeypatch):
    cancel(series.sessions.first())
    follow_session_changes()
    monkeypatch.setattr("learners.tasks.send_letter_about_sessions", lambda letters: 1 / 0)
    with pytest.raises(ZeroDivisionError):
        tell_of_sessions(lea.pk, series.pk)
    monkeypatch.undo()
    monkeypatch.setattr(tell_of_sessions, "apply_async", lambda args, **options: tell_of_sessions(*args))
    mail.outbox.clear()
    assert send_missing_letters_about_sessions() == 1
    assert [letter.to for letter in mail.outbox] == [["lea@example.org"]]
    assert send_missing_letters_about_sessions() == 0


@pytest.mark.django_db(transaction=True)
def test_the_worker_mails_it(worker):
    from uucme.runtime.lifeline import wait_until

    series = make_activity(title="Grand Rounds", format="series")
    lea = make_person("Lea Learner")
    register_learner(series, learner=lea, at=timezone.now())
    cancel(series.sessions.first())
    follow_session_changes()
    assert wait_until(lambda: SessionLetter.objects.filter(sent_at__isnull=False).count() == 1, seconds=20)


# --- Codes ------------------------------------------------------------------------------------------------------------


@pytest.mark.rule("ATT-4")
def test_the_code_on_the_poster_works_at_the_new_time(series):
    session = series.sessions.first()
    issue_codes(series, at=timezone.now())
    before = SessionCode.objects.get(session=session)

    moved = move(session, days=1)
    approve_session(moved, by=make_reviewer(), at=timezone.now())
    follow_session_changes()

    after = SessionCode.objects.get(session=session)
    assert after.code == before.code
    assert after.opens_at == before.opens_at + timedelta(days=1)


@pytest.mark.rule("SII-7")
def test_an_approved_session_gets_its_code_by_itself(series):
    session = change(series.sessions.first(), title="Asthma at school")
    SessionCode.objects.all().delete()
    approve_session(session, by=make_reviewer(), at=timezone.now())
    follow_session_changes()
    assert SessionCode.objects.filter(session=session).exists()


# --- Calendars --------------------------------------------------------------------------------------------------------


def events_of(answer) -> dict[str, icalendar.Event]:
    return {str(event["SUMMARY"]): event for event in icalendar.Calendar.from_ical(answer.content).walk("VEVENT")}


def test_calendars_follow_a_moved_and_a_cancelled_session(series):
    address = f"{series.get_absolute_url()}calendar.ics"
    before = events_of(Client().get(address))
    first, second, _ = series.sessions.all()
    move(first, hours=2)
    cancel(second)

    after = events_of(Client().get(address))

    for title in before:
        assert after[title]["UID"] == before[title]["UID"]
    moved, cancelled = after["Asthma in the clinic (Grand Rounds)"], after["Deprescribing (Grand Rounds)"]
    assert moved.start == before["Asthma in the clinic (Grand Rounds)"].start + timedelta(hours=2)
    assert (moved["SEQUENCE"], moved["STATUS"]) == (1, "TENTATIVE")  # to be approved again
    assert (cancelled["SEQUENCE"], cancelled["STATUS"], cancelled["DESCRIPTION"]) == (1, "CANCELLED", "Snow.")
    unchanged = after["Safe handoffs (Grand Rounds)"]
    assert (unchanged["SEQUENCE"], unchanged["STATUS"]) == (0, "CONFIRMED")


def test_a_calendar_that_did_not_change_is_not_sent_again(series):
    address = f"{series.get_absolute_url()}calendar.ics"
    first = Client().get(address)
    again = Client().get(address, headers={"If-None-Match": first["ETag"]})
    assert (again.status_code, again.content) == (304, b"")
    move(series.sessions.first(), hours=1)
    assert Client().get(address, headers={"If-None-Match": first["ETag"]}).status_code == 200


def test_one_s_own_calendar_has_what_one_registered_for_and_needs_no_sign_in(series, lea):
    make_activity(title="Not mine")
    answer = Client().get(urlsplit(feed_address(lea)).path)
    assert answer["Content-Type"] == "text/calendar; charset=utf-8"
    assert len(events_of(answer)) == 3
    assert all("Grand Rounds" in title for title in events_of(answer))
    assert answer.content.count(b"BEGIN:VTIMEZONE") == 1


def test_a_replaced_forged_or_closed_calendar_is_not_found(client, lea):
    address = f"/me/calendar/{feed_token(lea)}.ics"
    client.force_login(lea)
    assert feed_token(lea) in text_of(client.get("/me/calendar/"))
    page = client.post("/me/calendar/", follow=True)
    assert "Your calendar has a new address." in text_of(page)
    assert Client().get(address).status_code == 404
    new = f"/me/calendar/{feed_token(lea)}.ics"
    assert Client().get(new).status_code == 200
    assert Client().get(new.replace(".ics", "x.ics")).status_code == 404
    lea.is_active = False
    lea.save()
    assert Client().get(new).status_code == 404


def test_an_empty_calendar_is_a_calendar():
    nobody = make_person("Nora New")
    answer = Client().get(f"/me/calendar/{feed_token(nobody)}.ics")
    assert answer.status_code == 200
    assert events_of(answer) == {}
