"""Asking later what became of commitments: one friendly letter, one minute, no sign-in (EVL-3)."""

from datetime import timedelta
from itertools import pairwise

import pytest
import time_machine
from django.core import mail
from django.db import IntegrityError, transaction
from django.urls import reverse
from django.utils import timezone

from activities.models import OfficeSettings
from core.errors import ActionRefused
from core.models import Letter
from evaluations.links import answer_token, stop_token
from evaluations.models import CommitmentOutcome, FollowUp, FollowUpLetter, FollowUpLine, MetBarrier
from evaluations.periodic import send_missing_follow_up_letters, write_due_follow_up_letters
from evaluations.services import Told, answer_follow_ups, stop_follow_ups, submit_evaluation, write_follow_up_letter
from evaluations.tasks import mail_follow_up_letter
from tests.acts import attend, evaluate, make_past_activity
from tests.factories import make_person
from tests.mail import deliver_waiting_letters, mail_server_down
from tests.pages import text_of

pytestmark = [pytest.mark.django_db, pytest.mark.rule("EVL-3")]

CLOCK = "Start the clock at triage"
BUNDLE = "Teach the bundle"


@pytest.fixture
def ana():
    return make_person("Ana Ríos")


def commit(learner, *commitments, activity=None, days_ago=0, session=None):
    """An evaluation of so many days ago with these commitments; returns its follow-up."""
    activity = activity or make_past_activity(ago=timedelta(days=days_ago, hours=2))
    at = timezone.now() - timedelta(days=days_ago)
    attend(learner, activity, session=session)
    return evaluate(learner, activity, commitments=commitments or [CLOCK], at=at, session=session).follow_up


def letter_to(learner):
    """Written and mailed now."""
    letter = write_follow_up_letter(learner, at=timezone.now())
    assert letter is not None
    mail_follow_up_letter(letter.pk)
    letter.refresh_from_db()
    return letter


def address_of(letter):
    return reverse("evaluations:follow_up", args=[answer_token(letter)])


def form_for(follow_up, carried_out="fully", **more):
    form = {}
    for commitment in follow_up.evaluation.commitments.all():
        form |= {f"outcome-{commitment.pk}": carried_out}
        form |= {f"{place}-{commitment.pk}": value for place, value in more.items()}
    return form


# --- When one is written to ------------------------------------------------------------------------------------------
def test_the_days_are_fixed_when_the_evaluation_is_handed_in(ana):
    follow_up = commit(ana, days_ago=3)
    handed_in = timezone.localdate(follow_up.evaluation.submitted_at)
    OfficeSettings.objects.update(follow_up_days=90, commitment_reminder_days=0)
    follow_up.refresh_from_db()
    assert (follow_up.remind_date, follow_up.ask_date) == (
        handed_in + timedelta(days=14),
        handed_in + timedelta(days=60),
    )


def test_the_activity_may_ask_earlier_or_later_than_the_office(ana):
    follow_up = commit(ana, activity=make_past_activity(follow_up_days=35))
    assert follow_up.ask_date == timezone.localdate() + timedelta(days=35)


def test_without_commitments_nothing_is_followed_up(ana):
    activity = make_past_activity()
    attend(ana, activity)
    evaluate(ana, activity, commitments=[" "])
    assert not FollowUp.objects.exists()


def test_a_life_of_letters_one_reminder_one_question_one_repetition(ana):
    follow_up = commit(ana)
    told = []
    begun = timezone.now()
    for day in range(200):
        with time_machine.travel(begun + timedelta(days=day), tick=False):
            write_due_follow_up_letters()
            told += [(day, line.stage) for line in FollowUpLine.objects.all()[len(told) :]]
    assert told == [(14, "remind"), (60, "ask"), (told[2][0], "ask_again")]
    # Thirty days later, or as soon after as a new month of the calendar begins.
    assert 90 <= told[2][0] <= 92
    assert FollowUpLetter.objects.count() == 3
    assert follow_up.lines.count() == 3


def test_a_reminder_that_comes_too_late_gives_way_to_the_question(ana):
    commit(ana, days_ago=61)
    letter_to(ana)
    assert [line.stage for line in FollowUpLine.objects.all()] == ["ask"]


def test_nobody_is_asked_a_second_time_who_answered(ana):
    follow_up = commit(ana, days_ago=61)
    letter_to(ana)
    answer_follow_ups([follow_up], told=told_of(follow_up), by=ana, at=timezone.now())
    with time_machine.travel(timezone.now() + timedelta(days=70)):
        assert write_due_follow_up_letters() == 0


def told_of(follow_up, carried_out="fully", **more):
    return {one: Told(carried_out, **more) for one in follow_up.evaluation.commitments.all()}


def test_sessions_of_a_series_are_asked_about_in_one_letter(ana):
    series = make_past_activity(ago=timedelta(days=75), format="series", evaluation_per_session=True)
    for session, ago in zip(series.sessions.all(), (75, 68, 61), strict=True):
        commit(ana, f"After {session}", activity=series, session=session, days_ago=ago)
    letter_to(ana)
    [message] = mail.outbox
    assert [message.body.count(f"After {session}") for session in series.sessions.all()] == [1, 1, 1]
    assert FollowUpLine.objects.filter(stage="ask").count() == 3


def test_never_more_than_one_letter_a_month_whatever_falls_due(ana):
    begun = timezone.now()
    for number in range(4):
        commit(ana, f"Change {number}", days_ago=60 - 9 * number)
    written = []
    for day in range(120):
        with time_machine.travel(begun + timedelta(days=day), tick=False):
            written += [day] * write_due_follow_up_letters()
    assert len(written) >= 3
    assert min(later - earlier for earlier, later in pairwise(written)) >= 30
    asked = FollowUpLine.objects.filter(stage="ask").values_list("follow_up", flat=True)
    assert len(asked) == len(set(asked)) == 4


def test_the_database_refuses_a_second_letter_in_a_month(ana):
    month = timezone.localdate().replace(day=1)
    FollowUpLetter.objects.create(learner=ana, month=month, written_at=timezone.now())
    with pytest.raises(IntegrityError), transaction.atomic():
        FollowUpLetter.objects.create(learner=ana, month=month, written_at=timezone.now())


# --- The letter ------------------------------------------------------------------------------------------------------
def test_the_letter_says_what_was_set_out_in_text_and_html(ana):
    activity = make_past_activity(title="Sepsis & Shock", ago=timedelta(days=61, hours=2))
    commit(ana, CLOCK, "Ask “why?” & listen", activity=activity, days_ago=61)
    letter = letter_to(ana)
    [message] = mail.outbox
    assert message.to == [ana.email]
    assert message.subject == "Did it work out? Sepsis & Shock"
    for words in (CLOCK, "Ask “why?” & listen", address_of(letter), "never your name"):
        assert words in message.body
    html, kind = message.alternatives[0]
    assert kind == "text/html"
    assert "Ask “why?” &amp; listen" in html
    assert address_of(letter) in html
    assert message.extra_headers["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"


def test_a_reminder_asks_nothing(ana):
    commit(ana, days_ago=15)
    letter = letter_to(ana)
    [message] = mail.outbox
    assert message.subject == "What you set out to change"
    assert CLOCK in message.body
    assert address_of(letter) not in message.body


@pytest.mark.rule("EVL-4")
@pytest.mark.parametrize("words", ["Ask “why?” & listen", "<b>Bold</b> [[link]]"])
def test_the_letter_that_is_kept_does_not_say_what_somebody_set_out_to_change(ana, words):
    commit(ana, words, days_ago=61)
    letter_to(ana)
    kept = Letter.objects.get(kind="follow-up")
    assert words not in f"{kept.text}{kept.html}{kept.secrets}"
    assert "<b>" not in mail.outbox[0].alternatives[0][0]
    assert words.split("[[")[0] in mail.outbox[0].body


def test_a_letter_goes_out_once_however_often_it_is_asked_for(ana):
    commit(ana, days_ago=61)
    letter = letter_to(ana)
    mail_follow_up_letter(letter.pk)
    mail_follow_up_letter(letter.pk)
    assert (len(mail.outbox), letter.sent_at is not None) == (1, True)


def test_a_letter_that_failed_is_sent_by_the_sweep(ana, monkeypatch):
    commit(ana, days_ago=61)

    with mail_server_down(monkeypatch):
        letter_to(ana)
    assert mail.outbox == []
    assert deliver_waiting_letters() == 1
    assert len(mail.outbox) == 1
    assert send_missing_follow_up_letters() == 0


def test_what_was_answered_before_the_mail_left_is_not_asked(ana):
    follow_up = commit(ana, days_ago=61)
    letter = write_follow_up_letter(ana, at=timezone.now())
    answer_follow_ups([follow_up], told=told_of(follow_up), by=ana, at=timezone.now())
    mail_follow_up_letter(letter.pk)
    assert mail.outbox == []


# --- Answering -------------------------------------------------------------------------------------------------------
def test_one_answers_by_the_link_without_signing_in(client, ana):
    follow_up = commit(ana, CLOCK, BUNDLE, days_ago=61)
    address = address_of(letter_to(ana))
    page = client.get(address)
    assert CLOCK in text_of(page)
    assert ana.email not in page.content.decode()
    first, second = follow_up.evaluation.commitments.all()
    response = client.post(
        address,
        {
            f"outcome-{first.pk}": "fully",
            f"patients-{first.pk}": "Antibiotics half an hour earlier",
            f"outcome-{second.pk}": "no",
            f"barriers-{second.pk}": ["time", "system"],
            f"why-{second.pk}": "No slot in the timetable",
        },
    )
    assert (response.status_code, response.url) == (302, address)
    assert list(CommitmentOutcome.objects.order_by("pk").values_list("carried_out", "why_not", "patients")) == [
        ("fully", "", "Antibiotics half an hour earlier"),
        ("no", "No slot in the timetable", ""),
    ]
    assert set(MetBarrier.objects.values_list("kind", flat=True)) == {"time", "system"}
    assert "Your answers are in." in text_of(client.get(address))


def test_what_is_missing_is_said_and_what_was_told_stays(client, ana):
    follow_up = commit(ana, CLOCK, BUNDLE, days_ago=61)
    address = address_of(letter_to(ana))
    first, second = follow_up.evaluation.commitments.all()
    page = client.post(address, {f"outcome-{first.pk}": "partly", f"why-{first.pk}": "Half of the shifts"})
    assert page.context["form"].errors == {f"outcome-{second.pk}": ["Please choose one of the three."]}
    assert "Half of the shifts" in page.content.decode()
    assert not CommitmentOutcome.objects.exists()


@pytest.mark.parametrize(
    ("place", "value"), [("outcome", "maybe"), ("barriers", "laziness"), ("why", "x" * 501), ("patients", "x" * 501)]
)
def test_what_cannot_be_is_refused_beside_its_field(client, ana, place, value):
    follow_up = commit(ana, days_ago=61)
    address = address_of(letter_to(ana))
    form = form_for(follow_up, "partly") | form_for(follow_up, "partly", **{place: value})
    page = client.post(address, form)
    assert [name.split("-")[0] for name in page.context["form"].errors] == [place]
    assert not CommitmentOutcome.objects.exists()


def test_answers_can_be_changed_until_the_office_says_so(client, ana):
    follow_up = commit(ana, days_ago=61)
    address = address_of(letter_to(ana))
    client.post(address, form_for(follow_up, "no", barriers=["time"]))
    with time_machine.travel(timezone.now() + timedelta(days=29)):
        client.post(address, form_for(follow_up, "fully", barriers=["time"]))
    outcome = CommitmentOutcome.objects.get()
    assert (outcome.carried_out, outcome.barriers.count()) == ("fully", 0)
    with time_machine.travel(timezone.now() + timedelta(days=31)):
        page = client.post(address, form_for(follow_up, "no"))
        assert "answers stay as they are" in text_of(page)
        with pytest.raises(ActionRefused, match="stay as they are"):
            answer_follow_ups([follow_up], told=told_of(follow_up, "no"), by=ana, at=timezone.now())
    assert CommitmentOutcome.objects.get().carried_out == "fully"


def test_a_link_expires_and_leads_to_signing_in(client, ana):
    commit(ana, days_ago=61)
    address = address_of(letter_to(ana))
    with time_machine.travel(timezone.now() + timedelta(days=91)):
        page = client.get(address)
    assert page.status_code == 410
    assert reverse("evaluations:commitments") in page.content.decode()


def test_a_made_up_link_and_one_for_something_else_are_not_found(client, ana):
    commit(ana, days_ago=61)
    letter = letter_to(ana)
    for token in ("x", answer_token(letter)[:-1] + "_", stop_token(ana)):
        assert client.get(reverse("evaluations:follow_up", args=[token])).status_code == 404


def test_a_link_answers_its_own_commitments_only(client, ana):
    bo = make_person("Bo Li")
    theirs = commit(bo, days_ago=61)
    commit(ana, days_ago=61)
    client.post(address_of(letter_to(ana)), form_for(theirs))
    assert not CommitmentOutcome.objects.exists()
    with pytest.raises(ActionRefused, match="somebody else"):
        answer_follow_ups([theirs], told=told_of(theirs), by=ana, at=timezone.now())


def test_signed_in_one_sees_all_commitments_and_answers_what_was_asked(client, ana):
    old, new = commit(ana, days_ago=61), commit(ana, BUNDLE)
    client.force_login(ana)
    address = reverse("evaluations:commitments")
    page = text_of(client.get(address))
    assert CLOCK in page
    assert BUNDLE in page
    client.post(address, form_for(old) | form_for(new, "no"))
    assert [outcome.commitment.evaluation for outcome in CommitmentOutcome.objects.all()] == [old.evaluation]


def test_one_may_answer_about_one_activity_and_leave_another_for_later(client, ana):
    first, second = commit(ana, days_ago=62), commit(ana, BUNDLE, days_ago=61)
    address = address_of(letter_to(ana))
    client.post(address, form_for(second))
    first.refresh_from_db()
    second.refresh_from_db()
    assert (first.answered_at is None, second.answered_at is None) == (True, False)
    page = client.post(address, {})
    assert list(page.context["form"].errors) == [f"outcome-{first.evaluation.commitments.get().pk}"]


# --- No more letters -------------------------------------------------------------------------------------------------
def test_who_stops_the_letters_gets_none_until_they_say_otherwise(client, ana):
    commit(ana, days_ago=61)
    address = reverse("evaluations:stop_follow_ups", args=[stop_token(ana)])
    client.get(address)
    assert not hasattr(ana, "follow_up_stop")
    client.post(address)
    assert write_due_follow_up_letters() == 0
    client.post(address, {"resume": "1"})
    assert write_due_follow_up_letters() == 1


def test_a_mail_program_stops_them_with_one_click(ana):
    from django.test import Client

    client = Client(enforce_csrf_checks=True)
    response = client.post(
        reverse("evaluations:stop_follow_ups", args=[stop_token(ana)]), {"List-Unsubscribe": "One-Click"}
    )
    assert response.status_code == 200
    ana.refresh_from_db()
    assert ana.follow_up_stop


def test_a_letter_on_its_way_is_held_back_when_they_are_stopped(ana):
    commit(ana, days_ago=61)
    letter = write_follow_up_letter(ana, at=timezone.now())
    stop_follow_ups(learner=ana, at=timezone.now())
    mail_follow_up_letter(letter.pk)
    assert mail.outbox == []


# --- Around it -------------------------------------------------------------------------------------------------------
def test_a_follow_up_never_holds_up_credit(client, ana):
    follow_up = commit(ana)
    client.force_login(ana)
    claim = reverse("credits:claim", args=[follow_up.evaluation.questionnaire.activity.slug])
    assert client.get(claim).context["standing"].can_claim


def test_letters_are_listed_for_the_office_without_what_was_committed(client, ana):
    commit(ana, days_ago=61)
    letter_to(ana)
    client.force_login(make_person("Sam Staff", staff=True))
    page = client.get(reverse("admin:evaluations_followupletter_changelist"))
    assert "Ana Ríos" in text_of(page)
    assert CLOCK not in page.content.decode()


def test_the_days_of_one_writing_are_found_in_few_queries(ana, django_assert_max_num_queries):
    for number in range(3):
        commit(make_person(f"Learner {number}"), days_ago=61)
    with django_assert_max_num_queries(1 + 3 * 12):
        assert write_due_follow_up_letters() == 3


def test_commitments_kept_by_the_service_have_a_follow_up(ana):
    activity = make_past_activity()
    attend(ana, activity)
    with pytest.raises(ActionRefused):
        submit_evaluation(activity, learner=ana, at=timezone.now(), answers={}, commitments=[CLOCK])
    assert not FollowUp.objects.exists()
