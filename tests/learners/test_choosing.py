"""A conference's sessions run side by side: each learner chooses, seats are never exceeded, and what moves is told."""

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import icalendar
import pytest
import time_machine
from django.core import mail
from django.db import connection
from django.urls import reverse
from django.utils import timezone

from activities.models import Session
from activities.services.sessions import cancel_session
from core.errors import ActionRefused
from credits.eligibility import standing_of
from learners.feeds import feed_token
from learners.models import Registration, SessionChoice, SessionLetter
from learners.periodic import follow_session_changes
from learners.services import cancel_registration, choose_sessions, pass_on_seats, register_and_choose, register_learner
from learners.tasks import tell_learner, tell_of_sessions
from people.services import merge_people, undo_merge
from people.services.closing import close_account
from tests.activities.test_sessions import change, director_of
from tests.acts import attend
from tests.factories import Item, make_activity, make_person, make_session
from tests.pages import fields_of, text_of

pytestmark = [pytest.mark.django_db, pytest.mark.rule("ATT-2")]
HOUR = timedelta(hours=1)


def make_conference(**wanted):
    """A plenary, two tracks at ten and at eleven, lunch for everybody."""
    return make_activity(
        title="Rural Trauma",
        agenda=[
            Item("Plenary", 60),
            Item("Chest tubes", 60, after=HOUR, track="Bedside"),
            Item("Staffing", 60, after=HOUR, track="System"),
            Item("Pediatric airway", 60, after=2 * HOUR, track="Bedside"),
            Item("Registries", 60, after=2 * HOUR, track="System"),
            Item("Lunch", 60, kind=Session.Kind.MEAL, after=3 * HOUR),
        ],
        **wanted,
    )


@pytest.fixture
def conference():
    return make_conference()


def of(activity, *titles):
    return [activity.sessions.get(title=title) for title in titles]


def register(activity, name="Ana Ríos", *titles, **person):
    registration, refusal = register_and_choose(
        activity, learner=make_person(name, **person), at=timezone.now(), sessions=of(activity, *titles)
    )
    assert refusal is None
    return registration


def chosen(registration) -> list[str]:
    return [choice.session.title for choice in registration.choices.select_related("session")]


def page_of(activity):
    return reverse("learners:register", args=[activity.slug])


def slot(activity, title) -> str:
    return f"at-{int(activity.sessions.get(title=title).starts_at.timestamp())}"


# --- Choosing ---------------------------------------------------------------------------------------------------------


def test_who_registers_chooses_on_the_same_page(client, conference):
    ana = make_person("Ana Ríos")
    client.force_login(ana)
    page = text_of(client.get(page_of(conference)))
    assert "Chest tubes Bedside" in page
    assert "Plenary" not in page
    assert "Lunch" not in page
    [tubes] = of(conference, "Chest tubes")
    client.post(page_of(conference), {slot(conference, "Chest tubes"): tubes.pk})
    assert chosen(Registration.objects.get(learner=ana)) == ["Chest tubes"]


def test_a_choice_can_be_changed_and_taken_back_until_the_session_begins(client, conference):
    registration = register(conference, "Ana Ríos", "Chest tubes", "Registries")
    client.force_login(registration.learner)
    [staffing, registries] = of(conference, "Staffing", "Registries")
    client.post(
        page_of(conference),
        {slot(conference, "Staffing"): staffing.pk, slot(conference, "Registries"): registries.pk},
    )
    assert chosen(registration) == ["Staffing", "Registries"]
    client.post(page_of(conference), {slot(conference, "Staffing"): staffing.pk})
    assert chosen(registration) == ["Staffing"]


def test_a_whole_track_is_picked_with_one_button_and_saved_with_another(client, conference):
    Session.objects.filter(title="Pediatric airway").update(seats=1)
    register(conference, "Ben Begay", "Pediatric airway")
    client.force_login(make_person("Ana Ríos"))
    page = client.post(page_of(conference), {"track": "Bedside", "access_needs": "No nuts"})
    assert "“Pediatric airway” is full, so it is not among them." in text_of(page)
    assert 'value="No nuts"' in page.content.decode()
    [tubes, airway] = of(conference, "Chest tubes", "Pediatric airway")
    assert f'value="{tubes.pk}" checked' in page.content.decode()
    assert f'value="{airway.pk}" checked' not in page.content.decode()
    assert Registration.objects.count() == 1


def test_following_a_track_undoes_what_runs_beside_it(client, conference):
    [tubes] = of(conference, "Chest tubes")
    Session.objects.filter(pk=tubes.pk).update(ends_at=tubes.ends_at + HOUR)  # as long as both of the other track
    Session.objects.filter(title="Pediatric airway").update(track="")
    make_session(conference, "Debriefing", tubes.ends_at + HOUR, track="Bedside", seats=9)
    client.force_login(make_person("Ana Ríos"))
    [registries] = of(conference, "Registries")
    typed = {"track": "Bedside", slot(conference, "Registries"): registries.pk}
    page = client.post(page_of(conference), typed).content.decode()
    assert f'value="{tubes.pk}" checked' in page
    assert f'value="{registries.pk}" checked' not in page


def test_two_sessions_that_overlap_cannot_both_be_chosen(conference):
    airway = conference.sessions.get(title="Pediatric airway")
    Session.objects.filter(pk=airway.pk).update(starts_at=airway.starts_at - HOUR / 2)
    registration = register(conference)
    with pytest.raises(ActionRefused, match="“Chest tubes” and “Pediatric airway” run at the same time") as refused:
        choose_sessions(registration, sessions=of(conference, "Chest tubes", "Pediatric airway"), at=timezone.now())
    assert refused.value.field == slot(conference, "Pediatric airway")
    assert chosen(registration) == []


def test_what_has_begun_can_be_neither_chosen_nor_left(client, conference):
    registration = register(conference, "Ana Ríos", "Chest tubes")
    with time_machine.travel(conference.sessions.get(title="Chest tubes").starts_at + timedelta(minutes=1)):
        with pytest.raises(ActionRefused, match="“Staffing” has begun"):
            choose_sessions(registration, sessions=of(conference, "Staffing"), at=timezone.now())
        choose_sessions(registration, sessions=of(conference, "Registries"), at=timezone.now())
        client.force_login(registration.learner)
        assert "has begun Chest tubes" in text_of(client.get(page_of(conference)))
    assert chosen(registration) == ["Chest tubes", "Registries"]


def test_what_is_for_everybody_or_of_another_activity_is_not_chosen(conference):
    registration = register(conference)
    for stranger in (*of(conference, "Plenary"), *of(make_activity(), "Sepsis in the first hour")):
        with pytest.raises(ActionRefused, match="is not among the sessions to choose from"):
            choose_sessions(registration, sessions=[stranger], at=timezone.now())


def test_who_waits_chooses_once_they_have_a_seat(client):
    conference = make_conference(capacity=1)
    seated, waiting = register(conference, "Ana Ríos"), register(conference, "Ben Begay")
    [tubes] = of(conference, "Chest tubes")
    with pytest.raises(ActionRefused, match="once you have a seat"):
        choose_sessions(waiting, sessions=[tubes], at=timezone.now())
    client.force_login(waiting.learner)
    assert "Chest tubes" not in text_of(client.get(page_of(conference)))
    cancel_registration(seated, at=timezone.now())
    with pytest.raises(ActionRefused, match="Take the seat"):
        choose_sessions(waiting, sessions=[tubes], at=timezone.now())


# --- Seats ------------------------------------------------------------------------------------------------------------


def test_a_full_session_is_shown_as_full_and_refused_without_losing_the_registration(client, conference):
    Session.objects.filter(title="Chest tubes").update(seats=1)
    register(conference, "Ben Begay", "Chest tubes")
    ana = make_person("Ana Ríos")
    client.force_login(ana)
    assert "Chest tubes Bedside Full" in text_of(client.get(page_of(conference)))
    [tubes] = of(conference, "Chest tubes")
    page = text_of(client.post(page_of(conference), {slot(conference, "Chest tubes"): tubes.pk}))
    assert "You are registered" in page
    assert "Every seat in “Chest tubes” is taken. Please choose another." in page
    assert (Registration.objects.get(learner=ana).status, tubes.choices.count()) == ("registered", 1)


def test_who_has_a_seat_in_a_full_session_keeps_it_when_choosing_again(conference):
    Session.objects.filter(title="Chest tubes").update(seats=1)
    registration = register(conference, "Ana Ríos", "Chest tubes")
    choose_sessions(registration, sessions=of(conference, "Chest tubes", "Registries"), at=timezone.now())
    assert chosen(registration) == ["Chest tubes", "Registries"]


def test_giving_the_seat_back_frees_the_seats_in_sessions(conference):
    Session.objects.filter(title="Chest tubes").update(seats=1)
    cancel_registration(register(conference, "Ana Ríos", "Chest tubes"), at=timezone.now())
    assert chosen(register(conference, "Ben Begay", "Chest tubes")) == ["Chest tubes"]


def test_a_seat_that_passes_on_takes_its_choices_along():
    conference = make_conference(capacity=1)
    registration = register(conference, "Ana Ríos", "Chest tubes")
    now = timezone.now()
    Registration.objects.filter(pk=registration.pk).update(moved_up_at=now, confirm_by=now - HOUR)
    pass_on_seats(conference, at=now)
    assert not SessionChoice.objects.exists()


@pytest.mark.django_db(transaction=True)
def test_twelve_who_choose_at_once_do_not_get_more_than_five_seats():
    conference = make_conference()
    [tubes] = of(conference, "Chest tubes")
    Session.objects.filter(pk=tubes.pk).update(seats=5)
    people = [make_person(f"Person {number}") for number in range(12)]

    def choose(person):
        try:
            _, refusal = register_and_choose(conference, learner=person, at=timezone.now(), sessions=[tubes])
            return refusal is None
        finally:
            connection.close()

    with ThreadPoolExecutor(max_workers=12) as crowd:
        got = list(crowd.map(choose, people))
    assert (got.count(True), tubes.choices.count()) == (5, 5)
    assert Registration.objects.filter(status="registered").count() == 12


# --- Calendars and letters --------------------------------------------------------------------------------------------


def described(content) -> str:
    calendar = icalendar.Calendar.from_ical(content)
    return "\n".join(str(event["description"]) for event in calendar.walk("VEVENT"))


def test_ones_calendar_holds_what_one_chose_and_what_is_for_everybody(client, conference):
    registration = register(conference, "Ana Ríos", "Chest tubes")
    feed = client.get(reverse("learners:calendar_feed", args=[feed_token(registration.learner)]))
    lines = described(feed.content).splitlines()
    assert [line.split("  ")[1] for line in lines] == ["Plenary", "Chest tubes", "Still to choose", "Lunch"]
    client.force_login(registration.learner)
    own = client.get(reverse("learners:own_calendar", args=[conference.slug]))
    assert described(own.content).splitlines() == lines
    choose_sessions(registration, sessions=of(conference, "Staffing", "Registries"), at=timezone.now())
    again = client.get(reverse("learners:calendar_feed", args=[feed_token(registration.learner)]))
    assert again["ETag"] != feed["ETag"]
    assert "Still to choose" not in described(again.content)


def test_the_letter_says_what_was_chosen_and_brings_the_same_calendar(conference):
    registration = register(conference, "Ana Ríos", "Chest tubes")
    tell_learner(registration.pk)
    [letter] = mail.outbox
    assert "Chest tubes" in letter.body
    assert "Others are still to choose" in letter.body
    calendar = letter.attachments[0].content
    assert "Chest tubes" in calendar
    assert "Staffing" not in calendar


def move(conference, title, by):
    [session] = of(conference, title)
    change(session, starts_at=session.starts_at + by, ends_at=session.ends_at + by)
    follow_session_changes()
    mail.outbox.clear()


def test_a_choice_that_comes_to_overlap_another_is_dropped_and_told(conference):
    ana = register(conference, "Ana Ríos", "Chest tubes", "Registries")
    ben = register(conference, "Ben Begay", "Staffing")
    move(conference, "Chest tubes", HOUR)
    assert (chosen(ana), chosen(ben)) == (["Registries"], ["Staffing"])
    tell_of_sessions(ana.learner_id, conference.pk)
    [letter] = mail.outbox
    assert "It now runs at the same time as another session you chose" in letter.body
    assert f"{page_of(conference)}#sessions" in letter.body
    assert not SessionLetter.objects.filter(learner=ben.learner_id).exists()


def test_a_choice_that_moves_to_where_nothing_else_is_chosen_stays(conference):
    ana = register(conference, "Ana Ríos", "Chest tubes")
    move(conference, "Chest tubes", HOUR)
    assert chosen(ana) == ["Chest tubes"]
    tell_of_sessions(ana.learner_id, conference.pk)
    assert "Moved: Chest tubes" in mail.outbox[0].body
    assert "Choose again" not in mail.outbox[0].body


def test_the_choice_of_a_cancelled_session_is_dropped_and_told(conference):
    ana, ben = register(conference, "Ana Ríos", "Chest tubes"), register(conference, "Ben Begay")
    [tubes] = of(conference, "Chest tubes")
    cancel_session(tubes, reason="The simulator broke.", by=director_of(conference), at=timezone.now())
    follow_session_changes()
    mail.outbox.clear()
    assert chosen(ana) == []
    tell_of_sessions(ana.learner_id, conference.pk)
    tell_of_sessions(ben.learner_id, conference.pk)
    [letter] = mail.outbox
    assert "The simulator broke." in letter.body
    assert "You had chosen it. Choose again:" in letter.body


# --- Who prepares it --------------------------------------------------------------------------------------------------


def test_planners_see_and_find_who_chose_what(client, conference):
    Session.objects.filter(title="Chest tubes").update(seats=20)
    register(conference, "Ana Ríos", "Chest tubes", "Registries")
    register(conference, "Ben Begay")
    [tubes] = of(conference, "Chest tubes")
    client.force_login(conference.created_by)
    page = text_of(client.get(reverse("learners:registrations", args=[conference.slug])))
    assert "1 of 20 seats" in page
    assert "Chest tubes Registries" in page

    def found(session):
        asked = reverse("learners:registrations", args=[conference.slug], query={"session": session})
        return {str(row.learner) for row in client.get(asked).context["page"]}

    assert found(tubes.pk) == {"Ana Ríos"}
    assert found("-") == {"Ben Begay"}
    sheet = client.get(reverse("learners:registrations_csv", args=[conference.slug]))
    lines = b"".join(sheet.streaming_content).decode().splitlines()
    assert lines[0].endswith("Chosen sessions")
    assert any(line.endswith("Chest tubes; Registries") for line in lines)


def test_the_office_changes_the_seats_of_a_session_after_approval(client, conference):
    Session.objects.filter(title="Chest tubes").update(seats=1)
    register(conference, "Ana Ríos", "Chest tubes")
    client.force_login(make_person("Sue Super", superuser=True))
    address = reverse("admin:activities_activity_change", args=[conference.pk])
    typed = fields_of(client.get(address), containing="sessions-0-seats")
    [tubes] = of(conference, "Chest tubes")
    row = next(key.removesuffix("-id") for key in typed if key.endswith("-id") and typed[key] == [str(tubes.pk)])
    assert client.post(address, {**typed, f"{row}-seats": "2"}).status_code == 302
    assert chosen(register(conference, "Ben Begay", "Chest tubes")) == ["Chest tubes"]


def test_who_chose_a_session_stands_first_on_its_check_in_list(client):
    conference = make_conference(starts_at=timezone.now() - timedelta(minutes=90))
    for name, session in (("Ana Ábalos", None), ("Zoe Zhao", "Chest tubes")):
        registration = register_learner(conference, learner=make_person(name), at=timezone.now())
        if session:
            SessionChoice.objects.create(
                registration=registration, session=of(conference, session)[0], chosen_at=timezone.now()
            )
    client.force_login(conference.created_by)
    [tubes] = of(conference, "Chest tubes")
    page = client.get(reverse("learners:check_in", args=[conference.slug], query={"session": tubes.pk}))
    assert [str(person) for person in page.context["found"]] == ["Zoe Zhao", "Ana Ábalos"]
    assert "Zoe Zhao chose this session" in text_of(page)


@pytest.mark.rule("AMA-3")
def test_credit_comes_from_being_there_whatever_was_chosen():
    conference = make_conference(starts_at=timezone.now() - 6 * HOUR)
    ana = make_person("Ana Ríos")
    registration = register_learner(conference, learner=ana, at=timezone.now())
    SessionChoice.objects.create(
        registration=registration, session=of(conference, "Chest tubes")[0], chosen_at=timezone.now()
    )
    attend(ana, conference, session=of(conference, "Staffing")[0])
    standing = standing_of(conference, ana, at=timezone.now())
    assert ([str(session) for session in standing.sessions], str(standing.maximum)) == (["Staffing"], "1.00")


# --- One person -------------------------------------------------------------------------------------------------------


@pytest.mark.rule("ATT-5")
def test_a_merge_keeps_the_choices_of_the_registration_it_keeps_and_can_be_undone(conference):
    kept = register(conference, "Ana Ríos", "Chest tubes")
    merged = register(conference, "Ana Rios", "Staffing", "Registries")
    before = sorted(SessionChoice.objects.values_list("pk", "registration", "session"))
    sam = make_person("Sam Staff", staff=True)
    merge = merge_people(kept.learner, merged.learner, reason="She says so.", by=sam, at=timezone.now())
    assert chosen(Registration.objects.get(learner=kept.learner)) == ["Staffing", "Registries"]
    undo_merge(merge, by=sam, at=timezone.now())
    assert sorted(SessionChoice.objects.values_list("pk", "registration", "session")) == before


def test_who_closes_the_account_in_the_middle_gives_back_what_is_to_come():
    conference = make_conference(starts_at=timezone.now() - timedelta(minutes=90))
    ana = make_person("Ana Ríos")
    registration = register_learner(conference, learner=ana, at=timezone.now())
    for session in of(conference, "Chest tubes", "Registries"):
        SessionChoice.objects.create(registration=registration, session=session, chosen_at=timezone.now())
    attend(ana, conference)
    close_account(ana, by=ana, at=timezone.now())
    assert chosen(registration) == ["Chest tubes"]
