"""Registering: one seat each, never more seats than there are, and the longest waiting first."""

from concurrent.futures import ThreadPoolExecutor
from datetime import datetime, timedelta

import pytest
import time_machine
from django.core import mail
from django.db import IntegrityError, connection, transaction
from django.urls import reverse
from django.utils import timezone

from activities.dates import long_date
from activities.models import Activity, OfficeSettings, Status
from core.errors import ActionRefused
from learners.models import Registration
from learners.periodic import pass_on_unconfirmed_seats, seat_those_who_wait, send_missing_registration_letters
from learners.services import cancel_registration, confirm_seat, register_learner
from learners.services.registration import kept_until
from learners.tasks import tell_learner
from tests.acts import attend, make_past_activity
from tests.factories import DENVER, Item, make_activity, make_person
from tests.mail import deliver_waiting_letters, mail_server_down
from tests.pages import text_of

pytestmark = pytest.mark.django_db
THREE_WEEKS = timedelta(days=21)


def page_of(activity):
    return reverse("learners:register", args=[activity.slug])


def test_register_leads_a_stranger_to_signing_in_and_back(client):
    activity = make_activity()
    response = client.get(page_of(activity))
    assert response.status_code == 302
    assert response.url == f"{reverse('account_login')}?next={page_of(activity)}"


def test_register_takes_one_button(client):
    ana, activity = make_person("Ana Ríos"), make_activity()
    client.force_login(ana)
    response = client.post(page_of(activity), follow=True)
    assert "You are registered" in text_of(response)
    assert Registration.objects.get().learner == ana


@pytest.mark.rule("ATT-1")
def test_register_twice_keeps_one_registration_and_the_later_answers(client):
    ana, activity = make_person("Ana Ríos"), make_activity()
    client.force_login(ana)
    client.post(page_of(activity), {"access_needs": "No nuts"})
    client.post(page_of(activity), {"access_needs": "No nuts, a ramp"})
    assert Registration.objects.get().access_needs == "No nuts, a ramp"


@pytest.mark.rule("ATT-1")
def test_the_database_refuses_a_second_registration():
    ana, activity = make_person("Ana Ríos"), make_activity()
    register_learner(activity, learner=ana, at=timezone.now())
    with pytest.raises(IntegrityError), transaction.atomic():
        Registration.objects.create(activity=activity, learner=ana, registered_at=timezone.now())


@pytest.mark.rule("SII-12")
def test_register_does_not_need_the_consent_about_industry(client):
    activity = make_activity(has_exhibits=True)
    client.force_login(make_person("Ana Ríos"))
    assert "give my name to the companies" in text_of(client.get(page_of(activity)))
    client.post(page_of(activity))
    registration = Registration.objects.get()
    assert (registration.status, registration.shares_name_with_industry) == ("registered", False)


@pytest.mark.rule("SII-12")
def test_register_keeps_a_consent_that_was_given_and_takes_it_back(client):
    activity = make_activity(has_exhibits=True)
    client.force_login(make_person("Ana Ríos"))
    client.post(page_of(activity), {"shares_name_with_industry": "on"})
    assert Registration.objects.get().shares_name_with_industry
    client.post(page_of(activity))
    assert not Registration.objects.get().shares_name_with_industry


@pytest.mark.rule("SII-12")
def test_register_does_not_ask_where_no_industry_is_involved(client):
    activity = make_activity()
    client.force_login(make_person("Ana Ríos"))
    assert "companies" not in text_of(client.get(page_of(activity)))
    client.post(page_of(activity), {"shares_name_with_industry": "on"})
    assert not Registration.objects.get().shares_name_with_industry


@pytest.mark.rule("ATT-2")
def test_a_full_activity_has_a_waiting_list_in_order_of_arrival():
    activity, now = make_activity(capacity=1), timezone.now()
    ana, ben, cleo = make_person("Ana"), make_person("Ben"), make_person("Cleo")
    seats = [
        register_learner(activity, learner=person, at=now + timedelta(seconds=second))
        for second, person in enumerate((ana, ben, cleo))
    ]
    assert [seat.status for seat in seats] == ["registered", "waiting", "waiting"]
    assert [moved.learner for moved in cancel_registration(seats[0], at=now)] == [ben]
    assert Registration.objects.get(learner=cleo).status == "waiting"


def letters() -> list[tuple[str, str]]:
    """Has every letter written that waits; to whom and about what."""
    for registration in Registration.objects.to_tell():
        tell_learner(registration.pk)
    found = [(letter.to[0], letter.subject) for letter in mail.outbox]
    mail.outbox.clear()
    return found


def test_who_registers_gets_a_letter_with_the_calendar_file():
    activity = make_activity(title="Wilderness Weekend")
    register_learner(activity, learner=make_person("Ana", email="ana@example.org"), at=timezone.now())
    begins = activity.sessions.first().local_starts_at
    tell_learner(Registration.objects.get().pk)
    [letter] = mail.outbox
    assert (letter.to, letter.subject) == (["ana@example.org"], "You are registered: Wilderness Weekend")
    assert page_of(activity) in letter.body
    assert f"{begins:%A, %B} {begins.day}, {begins.year}, 9:00" in letter.body
    assert page_of(activity) in letter.alternatives[0].content
    [(name, calendar, kind)] = letter.attachments
    assert (name, kind) == (f"{activity.slug}.ics", "text/calendar")
    assert "SUMMARY:Wilderness Weekend" in calendar


@pytest.mark.parametrize(
    ("wanted", "said"),
    [
        ({}, "record your attendance with the code on the screen or the poster. Then evaluate it and claim"),
        ({"evaluation_before_claim": False}, "the poster. Then claim your credit by"),
        ({"delivery": "live_streamed"}, "with the code that is shown there. Then evaluate it and claim"),
        ({"format": "series"}, "At each session, record your attendance"),
        ({"format": "enduring"}, "Study the material, pass the assessment with at least 80 %, then evaluate it and"),
    ],
)
def test_the_letter_says_how_credit_is_earned_and_until_when(wanted, said):
    activity = make_activity(**wanted)
    tell_learner(register_learner(activity, learner=make_person("Ana"), at=timezone.now()).pk)
    [letter] = mail.outbox
    words, last_day = " ".join(letter.body.split()), activity.claim_last_day(OfficeSettings.current().claim_window_days)
    assert said in words
    assert f"claim your credit by {long_date(last_day)}." in words
    assert reverse("credits:left") in words
    assert said in " ".join(letter.alternatives[0].content.split())


def test_who_waits_for_a_seat_is_not_told_how_credit_is_earned():
    activity = make_activity(capacity=1)
    for name in ("ana", "ben"):
        register_learner(activity, learner=make_person(name, email=f"{name}@example.org"), at=timezone.now())
    tell_learner(Registration.objects.get(learner__email="ben@example.org").pk)
    assert "claim your credit" not in mail.outbox[0].body


def test_who_waits_is_told_which_number():
    activity = make_activity(capacity=1)
    for name in ("ana", "ben", "cleo"):
        register_learner(activity, learner=make_person(name, email=f"{name}@example.org"), at=timezone.now())
    tell_learner(Registration.objects.get(learner__email="cleo@example.org").pk)
    assert "You are number 2 on the waiting list" in mail.outbox[0].body
    assert mail.outbox[0].attachments == []


def test_who_gives_the_seat_back_before_the_letter_reads_of_that_alone():
    registration = register_learner(
        make_activity(title="Wilderness Weekend"), learner=make_person("Ana"), at=timezone.now()
    )
    cancel_registration(registration, at=timezone.now())
    for _ in range(2):
        tell_learner(registration.pk)
    [letter] = mail.outbox
    assert letter.subject == "Your registration is cancelled: Wilderness Weekend"
    assert "you can register again here" in letter.body
    assert page_of(registration.activity) in letter.body


def test_who_leaves_the_waiting_list_is_told_so():
    activity = make_activity(title="Wilderness Weekend", capacity=1)
    register_learner(activity, learner=make_person("Ana"), at=timezone.now())
    waiting = register_learner(activity, learner=make_person("Ben", email="ben@example.org"), at=timezone.now())
    letters()
    cancel_registration(waiting, at=timezone.now())
    assert letters() == [("ben@example.org", "You left the waiting list: Wilderness Weekend")]


def test_a_letter_is_sent_once_even_if_the_mail_server_was_down(monkeypatch):
    ana = register_learner(make_activity(), learner=make_person("Ana"), at=timezone.now())

    with mail_server_down(monkeypatch):
        tell_learner(ana.pk)
    assert mail.outbox == []
    for _ in range(2):
        tell_learner(ana.pk)
        deliver_waiting_letters()
    assert len(mail.outbox) == 1
    assert send_missing_registration_letters() == 0


@pytest.fixture
def kept() -> Registration:
    """A seat that became free for Ben, with Cleo waiting behind him, of an activity in three weeks."""
    activity, now = (
        make_activity(capacity=1, title="Wilderness Weekend", starts_at=timezone.now() + THREE_WEEKS),
        timezone.now(),
    )
    names = ("ana", "ben", "cleo")
    ana, ben, _ = (
        register_learner(activity, learner=make_person(name, email=f"{name}@example.org"), at=now) for name in names
    )
    letters()
    cancel_registration(ana, at=now)
    return Registration.objects.get(pk=ben.pk)


@pytest.mark.rule("ATT-2")
def test_a_seat_that_became_free_is_kept_as_long_as_the_office_says(kept, client):
    assert letters() == [
        ("ana@example.org", "Your registration is cancelled: Wilderness Weekend"),
        ("ben@example.org", "You have a seat: Wilderness Weekend"),
    ]
    assert kept.confirm_by - kept.moved_up_at == timedelta(hours=48)
    client.force_login(kept.learner)
    assert "A seat is free for you" in text_of(client.get(page_of(kept.activity)))
    page = client.post(reverse("learners:confirm", args=[kept.activity.slug]), follow=True)
    assert "The seat is yours." in text_of(page)
    assert "You are registered" in text_of(page)
    with time_machine.travel(kept.confirm_by + timedelta(hours=1)):
        assert pass_on_unconfirmed_seats() == 0


@pytest.mark.rule("ATT-2")
def test_a_seat_nobody_takes_goes_to_the_next_and_both_are_told(kept):
    letters()
    with time_machine.travel(kept.confirm_by - timedelta(minutes=1)):
        assert pass_on_unconfirmed_seats() == 0
    with time_machine.travel(kept.confirm_by + timedelta(minutes=1)):
        with pytest.raises(ActionRefused, match="has gone to the next who waited"):
            confirm_seat(kept, at=timezone.now())
        assert pass_on_unconfirmed_seats() == 1
        assert pass_on_unconfirmed_seats() == 0
        assert sorted(letters()) == [
            ("ben@example.org", "Your seat went to the next: Wilderness Weekend"),
            ("cleo@example.org", "You have a seat: Wilderness Weekend"),
        ]
    kept.refresh_from_db()
    assert (kept.status, kept.confirm_by) == ("cancelled", None)


@pytest.mark.rule("ATT-2")
@pytest.mark.parametrize(
    ("before", "hours"), [(timedelta(days=30), 48), (timedelta(days=2), 24), (timedelta(minutes=90), None)]
)
def test_a_seat_is_kept_for_half_of_what_is_left_before_the_start(before, hours):
    activity = make_activity(capacity=1)
    at = activity.starts_at - before
    until = kept_until(activity, office=OfficeSettings.current(), at=at)
    assert until == (at + timedelta(hours=hours) if hours else None)


@pytest.mark.rule("ATT-2")
def test_a_seat_is_theirs_at_once_where_the_office_keeps_none(kept):
    OfficeSettings.objects.update(seat_hours=0)
    cancel_registration(kept, at=timezone.now())
    cleo = Registration.objects.get(learner__email="cleo@example.org")
    assert (cleo.status, cleo.confirm_by) == ("registered", None)


@pytest.mark.rule("ATT-2")
def test_who_comes_later_does_not_overtake_who_waits():
    activity, now = make_activity(capacity=1), timezone.now()
    first = register_learner(activity, learner=make_person("Ana"), at=now)
    register_learner(activity, learner=make_person("Ben"), at=now)
    Registration.objects.filter(pk=first.pk).update(status="cancelled", cancelled_at=now)  # a seat is free
    assert register_learner(activity, learner=make_person("Cleo"), at=now).status == "waiting"


@pytest.mark.rule("ATT-2")
@pytest.mark.django_db(transaction=True)
def test_twelve_people_at_once_do_not_get_more_than_five_seats():
    activity = make_activity(capacity=5)
    people = [make_person(f"Person {number}") for number in range(12)]

    def register(person):
        try:
            return register_learner(activity, learner=person, at=timezone.now()).status
        finally:
            connection.close()

    with ThreadPoolExecutor(max_workers=12) as crowd:
        statuses = list(crowd.map(register, people))
    assert sorted(statuses) == ["registered"] * 5 + ["waiting"] * 7


@pytest.mark.rule("ATT-2")
def test_who_is_let_in_first_is_first_in_line_whatever_the_clocks_say():
    activity, now = make_activity(capacity=1), timezone.now()
    register_learner(activity, learner=make_person("Ana"), at=now)
    ben = register_learner(activity, learner=make_person("Ben"), at=now)
    cleo = register_learner(activity, learner=make_person("Cleo"), at=now - timedelta(milliseconds=40))
    assert list(Registration.objects.waiting()) == [ben, cleo]


@pytest.mark.parametrize(
    ("status", "sentence"),
    [
        (Status.APPROVED, "Registration is not open yet. Please come back soon."),
        (Status.CLOSED, "This activity is closed; one cannot register any more."),
    ],
)
def test_register_says_why_not(client, status, sentence):
    activity = make_activity(status)
    client.force_login(make_person("Ana Ríos"))
    assert sentence in text_of(client.get(page_of(activity)))
    assert sentence in text_of(client.post(page_of(activity)))
    assert not Registration.objects.exists()


@pytest.mark.parametrize("status", [Status.DRAFT, Status.SUBMITTED, Status.DECLINED, Status.CANCELLED])
def test_register_does_not_exist_before_approval_or_after_cancelling(client, status):
    activity = make_activity(status)
    client.force_login(make_person("Ana Ríos"))
    assert client.get(page_of(activity)).status_code == 404
    assert client.post(page_of(activity)).status_code == 404


def test_cancel_asks_first_and_gives_the_seat_back(client):
    ana, activity = make_person("Ana Ríos"), make_activity()
    register_learner(activity, learner=ana, at=timezone.now())
    client.force_login(ana)
    address = reverse("learners:cancel", args=[activity.slug])
    assert "Give your seat back?" in text_of(client.get(address))
    assert Registration.objects.get().status == "registered"
    client.post(address)
    assert Registration.objects.get().status == "cancelled"
    assert client.post(address).status_code == 404


def test_cancel_is_refused_to_who_attended(client):
    ana, activity = make_person("Ana Ríos"), make_past_activity()
    attend(ana, activity)
    client.force_login(ana)
    response = client.post(reverse("learners:cancel", args=[activity.slug]), follow=True)
    assert "You attended it, so the registration stays on record." in text_of(response)
    assert Registration.objects.get().status == "registered"


def test_register_again_after_cancelling():
    ana, activity, now = make_person("Ana Ríos"), make_activity(), timezone.now()
    cancel_registration(register_learner(activity, learner=ana, at=now), at=now)
    again = register_learner(activity, learner=ana, at=now)
    assert (again.status, again.cancelled_at, Registration.objects.count()) == ("registered", None, 1)


def test_register_is_refused_when_the_activity_is_over():
    activity = make_past_activity(ago=timedelta(days=3))
    with pytest.raises(ActionRefused, match="This activity is over"):
        register_learner(activity, learner=make_person("Ana"), at=timezone.now())


def test_material_is_for_the_registered(client):
    ana = make_person("Ana Ríos")
    activity = make_activity(format="enduring", material="The I-PASS guideline")
    client.force_login(ana)
    address = reverse("learners:material", args=[activity.slug])
    assert client.get(address).url == page_of(activity)
    register_learner(activity, learner=ana, at=timezone.now())
    page = text_of(client.get(address))
    assert "The I-PASS guideline" in page
    assert "None of the persons in control of content has relevant financial relationships" in page


@pytest.mark.rule("ATT-2")
def test_seats_the_office_adds_go_to_who_waits_in_order_of_arrival():
    activity, now = make_activity(capacity=1), timezone.now()
    people = [make_person(name) for name in ("Ana", "Ben", "Cleo", "Dina")]
    for second, person in enumerate(people):
        register_learner(activity, learner=person, at=now + timedelta(seconds=second))
    assert seat_those_who_wait() == 0
    Activity.objects.filter(pk=activity.pk).update(capacity=3)
    assert seat_those_who_wait() == 2
    seated = Registration.objects.filter(status="registered").values_list("learner__printed_name", flat=True)
    assert list(seated) == ["Ana", "Ben", "Cleo"]


def test_the_page_says_the_hours_of_the_day_and_of_a_series_the_next_session(client):
    client.force_login(make_person("Ana Ríos"))
    begins = datetime(2027, 5, 19, 8, 0, tzinfo=DENVER)
    one_day = make_activity(starts_at=begins, agenda=[Item("One"), Item("Two", 75)])
    assert "Wednesday, May 19, 2027, 8:00 – 10:15 AM MDT" in text_of(client.get(page_of(one_day)))
    series = make_activity(
        format="series", starts_at=begins, agenda=[Item("One"), Item("Two", after=timedelta(days=7))]
    )
    with time_machine.travel(begins + timedelta(days=1), tick=False):
        client.force_login(make_person("Ben"))
        assert "Next session: Wednesday, May 26, 2027, 8:00 – 9:00 AM MDT" in text_of(client.get(page_of(series)))


def test_who_leaves_the_waiting_list_is_told_just_that(client):
    activity = make_activity(capacity=1)
    register_learner(activity, learner=make_person("Ben"), at=timezone.now())
    ana = make_person("Ana Ríos")
    register_learner(activity, learner=ana, at=timezone.now())
    client.force_login(ana)
    address = reverse("learners:cancel", args=[activity.slug])
    assert "<title>Leave the waiting list" in client.get(address).content.decode()
    assert "You have left the waiting list of" in text_of(client.post(address, follow=True))


def test_who_finds_no_seat_is_offered_nothing_for_the_calendar(client):
    activity = make_activity(capacity=1)
    assert "Add to your calendar" in text_of(client.get(activity.get_absolute_url()))
    register_learner(activity, learner=(ben := make_person("Ben")), at=timezone.now())
    assert "Add to your calendar" not in text_of(client.get(activity.get_absolute_url()))
    client.force_login(ben)
    assert "Add to your calendar" in text_of(client.get(activity.get_absolute_url()))
