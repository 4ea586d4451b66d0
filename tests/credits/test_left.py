"""What is left: each open claim with its cause and the way on, ready ones first."""

from datetime import datetime, timedelta

import pytest
import time_machine
from django.urls import reverse
from django.utils import timezone

from activities.dates import long_date
from activities.models import Activity, OfficeSettings, Status
from credits.eligibility import Place, standing_of, standings_of
from credits.services import ask_late_claim
from evaluations.models import FollowUp
from evaluations.services import resume_follow_ups, stop_follow_ups
from learners.services import register_learner
from tests.acts import attend, become_ready, claim, evaluate, make_past_activity
from tests.factories import DENVER, Item, make_activity, make_person
from tests.pages import queries_of, text_of

pytestmark = pytest.mark.django_db
LEFT = "/me/"


@pytest.fixture
def ana():
    return make_person("Ana Ríos")


def test_with_nothing_yet_it_says_what_to_do_next(client, ana):
    client.force_login(ana)
    page = client.get(LEFT)
    assert "Register for an activity, or scan a session’s QR code" in text_of(page)
    assert reverse("activities:catalogue") in page.content.decode()


def test_ready_claims_come_first(client, ana):
    become_ready(ana, make_past_activity(title="Ready"))
    attend(ana, make_past_activity(title="Not evaluated"))
    client.force_login(ana)
    page = client.get(LEFT)
    assert [str(standing.activity) for standing in page.context["page"]] == ["Ready", "Not evaluated"]
    assert "1 claim is ready." in text_of(page)


def test_each_open_step_leads_to_where_it_is_mended(client, ana):
    activity = make_past_activity()
    attend(ana, activity)
    client.force_login(ana)
    page = client.get(LEFT).content.decode()
    assert f'href="{reverse("evaluations:evaluate", args=[activity.slug])}"' in page
    assert "Evaluate it first; it takes about two minutes." in page


def test_sessions_of_a_series_stand_each_for_themselves(client, ana):
    activity = make_past_activity(ago=timedelta(days=7, hours=2), format="series")
    first, second, _ = activity.sessions.all()
    claim(ana, activity, session=first)
    attend(ana, activity, session=second)
    client.force_login(ana)
    assert [standing.session for standing in client.get(LEFT).context["page"]] == [second]


def test_self_paced_material_is_listed_from_registering_on(client, ana):
    activity = make_activity(format="enduring", title="Safe Handoffs")
    register_learner(activity, learner=ana, at=timezone.now())
    client.force_login(ana)
    page = text_of(client.get(LEFT))
    assert "Safe Handoffs" in page
    assert "The office has not published the assessment yet." in page


def test_what_is_claimed_is_done_and_out_of_the_way(client, ana):
    made = claim(ana, make_past_activity())
    client.force_login(ana)
    page = client.get(LEFT)
    assert list(page.context["page"]) == []
    assert [entry.claim for entry in page.context["done"]] == [made]


def test_what_can_no_longer_be_claimed_is_told_apart(client, ana):
    attend(ana, make_past_activity(ago=timedelta(days=10), claim_window_days=2, title="Missed"))
    cancelled = make_past_activity(title="Cancelled after all")
    attend(ana, cancelled)
    Activity.objects.filter(pk=cancelled.pk).update(status=Status.CANCELLED)
    client.force_login(ana)
    context = client.get(LEFT).context
    assert list(context["page"]) == []
    assert {str(standing.activity) for standing in context["lost"]} == {"Missed", "Cancelled after all"}


@pytest.mark.rule("ATT-2")
def test_registrations_say_where_one_stands_in_the_waiting_list(client, ana):
    activity, now = make_activity(capacity=1), timezone.now()
    for second, person in enumerate((make_person("Ben"), make_person("Cleo"), ana)):
        register_learner(activity, learner=person, at=now + timedelta(seconds=second))
    client.force_login(ana)
    assert "Number 2 on the waiting list" in text_of(client.get(LEFT))


def test_what_is_over_is_not_coming_up(client, ana):
    attend(ana, make_past_activity())
    client.force_login(ana)
    assert list(client.get(LEFT).context["registrations"]) == []


# --- Until when --------------------------------------------------------------------------------------------------------
@pytest.mark.rule("AMA-7")
def test_what_can_be_claimed_says_until_when(client, ana):
    ready, to_do = make_past_activity(title="Ready"), make_past_activity(title="To do", claim_window_days=10)
    become_ready(ana, ready)
    attend(ana, to_do)
    client.force_login(ana)
    words = text_of(client.get(LEFT))
    days = OfficeSettings.current().claim_window_days
    assert f"Claim by {long_date(ready.end_date + timedelta(days=days))}" in words
    assert f"Claim by {long_date(to_do.end_date + timedelta(days=10))}" in words


@pytest.mark.rule("AMA-7")
def test_a_late_claim_that_was_granted_has_a_deadline_of_its_own(client, ana):
    activity = make_past_activity(ago=timedelta(days=40), claim_window_days=10)
    become_ready(ana, activity)
    assert standing_of(activity, ana, at=timezone.now()).claim_until == ""
    asked = ask_late_claim(activity, learner=ana, reason="I was on leave.", at=timezone.now())
    client.force_login(ana)
    last_day = timezone.localdate(asked.closes_at, activity.zone) - timedelta(days=1)
    assert f"Claim by {long_date(last_day)}" in text_of(client.get(LEFT))


# --- Commitments -------------------------------------------------------------------------------------------------------
def set_out(person, *, ask_in: int):
    """Has evaluated and set out to change something, about which is asked in so many days."""
    activity = make_past_activity(title="Trauma Day")
    attend(person, activity)
    follow_up = evaluate(person, activity, commitments=["Start the clock."]).follow_up
    FollowUp.objects.update(ask_date=timezone.localdate() + timedelta(days=ask_in), remind_date=None)
    return follow_up


@pytest.mark.rule("EVL-3")
@pytest.mark.parametrize(("ask_in", "is_due"), [(1, False), (0, True), (-30, True)])
def test_commitments_that_are_due_lead_to_their_questions(client, ana, ask_in, is_due):
    set_out(ana, ask_in=ask_in)
    client.force_login(ana)
    page = client.get(LEFT)
    assert ("Did you carry it out? Your answers are due. Trauma Day" in text_of(page)) is is_due
    assert (f'href="{reverse("evaluations:commitments")}">Answer' in page.content.decode()) is is_due


@pytest.mark.rule("EVL-3")
def test_who_answered_or_wants_no_more_questions_is_not_asked(client, ana):
    follow_up = set_out(ana, ask_in=0)
    client.force_login(ana)
    stop_follow_ups(learner=ana, at=timezone.now())
    assert "Did you carry it out?" not in text_of(client.get(LEFT))
    resume_follow_ups(learner=ana)
    assert "Did you carry it out?" in text_of(client.get(LEFT))
    FollowUp.objects.filter(pk=follow_up.pk).update(answered_at=timezone.now())
    assert "Did you carry it out?" not in text_of(client.get(LEFT))


@pytest.mark.rule("EVL-4")
def test_the_office_does_not_see_what_somebody_set_out_to_change(client, ana):
    set_out(ana, ask_in=0)
    client.force_login(make_person("Sam Staff", staff=True))
    assert "set out to change" not in text_of(client.get(reverse("credits:left_of", args=[ana.pk])))


# --- Now and next ------------------------------------------------------------------------------------------------------
NOON = datetime(2032, 3, 4, 12, tzinfo=DENVER)
TWO_TALKS = (Item("Airway"), Item("Lunch", kind="break"), Item("Bleeding", minutes=45))  # 12:00 to 2:45 PM


@pytest.mark.parametrize("address", [LEFT, "/"])
def test_what_runs_now_says_until_when_and_what_to_do(client, ana, address):
    course = make_activity(
        title="Trauma Day",
        starts_at=NOON,
        agenda=TWO_TALKS,
        delivery="hybrid",
        online_address="https://stream.example/",
    )
    register_learner(course, learner=ana, at=timezone.now())
    register_learner(make_activity(title="Later"), learner=ana, at=timezone.now())
    with time_machine.travel(NOON + timedelta(minutes=90), tick=False):
        client.force_login(ana)
        page = client.get(address)
    text = text_of(page)
    assert "Now, until 2:45 PM MST" in text
    assert "March 4, 2032, 2:00 PM" not in text
    assert f'href="{reverse("learners:enter_code")}">Type the code' in page.content.decode()
    assert 'href="https://stream.example/"' in page.content.decode()


def test_what_runs_now_comes_before_what_is_still_to_come(client, ana):
    running = make_activity(title="Trauma Day", starts_at=NOON, agenda=TWO_TALKS)
    later = make_activity(title="Later", starts_at=NOON + timedelta(minutes=100))
    for activity in (later, running):
        register_learner(activity, learner=ana, at=timezone.now())
    with time_machine.travel(NOON + timedelta(minutes=90), tick=False):
        client.force_login(ana)
        page = client.get(LEFT)
    assert [one.activity for one in page.context["registrations"]] == [running, later]
    assert "Now and next" in text_of(page)


def test_in_the_last_session_it_still_runs(client, ana):
    course = make_activity(title="Trauma Day", starts_at=NOON, agenda=TWO_TALKS)
    register_learner(course, learner=ana, at=timezone.now())
    client.force_login(ana)
    with time_machine.travel(NOON + timedelta(minutes=150), tick=False):
        client.force_login(ana)
        assert "Now, until 2:45 PM MST" in text_of(client.get(LEFT))
    with time_machine.travel(NOON + timedelta(minutes=170), tick=False):
        client.force_login(ana)
        assert "Now, until" not in text_of(client.get(LEFT))


def test_who_waits_for_a_seat_is_not_led_into_the_room(client, ana):
    course = make_activity(starts_at=NOON, agenda=TWO_TALKS, capacity=1, online_address="https://stream.example/")
    register_learner(course, learner=make_person("First Comer"), at=timezone.now())
    register_learner(course, learner=ana, at=timezone.now())
    with time_machine.travel(NOON + timedelta(minutes=90), tick=False):
        client.force_login(ana)
        page = client.get(LEFT)
    assert "Now, until 2:45 PM MST" in text_of(page)
    assert "Type the code of" not in text_of(page)
    assert "stream.example" not in page.content.decode()


def test_it_asks_the_same_number_of_questions_for_any_number_of_activities(client, ana):
    def one_more_of_each():
        attend(ana, make_past_activity())
        series = make_past_activity(ago=timedelta(days=7, hours=2), format="series")
        for session in series.sessions.all()[:2]:
            attend(ana, series, session=session)
        register_learner(make_activity(format="enduring"), learner=ana, at=timezone.now())
        register_learner(make_activity(), learner=ana, at=timezone.now())
        claim(ana, make_past_activity())

    client.force_login(ana)
    one_more_of_each()
    at_one = queries_of(client, LEFT)
    one_more_of_each()
    one_more_of_each()
    assert queries_of(client, LEFT) == at_one


def test_many_are_shown_in_pages(client, ana):
    activity = make_past_activity(ago=timedelta(weeks=20), format="series", agenda=_weekly(14))
    attend(ana, activity)
    client.force_login(ana)
    assert len(client.get(LEFT).context["page"]) == 12
    assert len(client.get(LEFT, {"page": "2"}).context["page"]) == 2
    assert len(client.get(LEFT, {"page": "x"}).context["page"]) == 12


def _weekly(number):
    from tests.factories import Item

    return [Item(f"Week {week}", after=timedelta(weeks=week)) for week in range(number)]


def test_one_and_many_are_judged_alike(ana):
    course, series = make_past_activity(), make_past_activity(format="series")
    session = series.sessions.first()
    become_ready(ana, course)
    attend(ana, series, session=session)
    now = timezone.now()
    many = standings_of([Place(course), Place(series, session)], ana, at=now)
    one = [standing_of(course, ana, at=now), standing_of(series, ana, at=now, session=session)]
    assert [s.steps for s in many] == [s.steps for s in one]
    assert [(s.maximum, s.can_claim) for s in many] == [(s.maximum, s.can_claim) for s in one]


def test_the_office_sees_it_of_one_person_and_nobody_else_does(client, ana):
    attend(ana, make_past_activity())
    address = reverse("credits:left_of", args=[ana.pk])
    assert client.get(address).status_code == 302
    for person in (ana, make_person("Ben Stranger")):
        client.force_login(person)
        assert client.get(address).status_code == 404
    client.force_login(make_person("Sam Staff", staff=True))
    page = client.get(address)
    assert "What is left for Ana Ríos" in text_of(page)
    assert reverse("evaluations:evaluate", args=[Activity.objects.get().slug]) not in page.content.decode()
    assert client.get(reverse("credits:left_of", args=[999999])).status_code == 404
