"""Evaluating: questions made from the objectives, once per person, and bias that reaches the office."""

from datetime import timedelta

import pytest
from django.core import mail
from django.db import IntegrityError, transaction
from django.urls import reverse
from django.utils import timezone

from activities.models import OfficeSettings
from core.errors import ActionRefused
from credits.eligibility import standing_of
from evaluations.models import Answer, Commitment, Evaluation, Question
from evaluations.periodic import send_missing_bias_alerts
from evaluations.services import make_questionnaire, submit_evaluation
from evaluations.tasks import alert_of_bias
from tests.acts import attend, evaluate, make_past_activity
from tests.factories import make_activity, make_person, make_reviewer
from tests.mail import deliver_waiting_letters, mail_server_down
from tests.pages import text_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def ana():
    return make_person("Ana Ríos")


def page_of(activity, session=None):
    address = reverse("evaluations:evaluate", args=[activity.slug])
    return f"{address}?session={session.pk}" if session else address


def answers_to(activity, **by_key) -> dict[str, str]:
    """A complete form; `by_key` varies standard items."""
    usual = {"rating": "4", "yes_no": "yes", "intent": "already"}
    questions = make_questionnaire(activity).questions.all()
    form = {f"question-{q.pk}": by_key.get(q.key, usual.get(q.kind, "")) for q in questions if q.kind != "choices"}
    return {name: value for name, value in form.items() if value}


@pytest.mark.rule("EVL-1")
def test_the_questions_are_made_from_the_objectives():
    activity = make_activity(objectives=["Apply the sepsis bundle", "Select antibiotics"])
    questionnaire = make_questionnaire(activity)
    of_objectives = questionnaire.questions.filter(objective__isnull=False)
    assert [(q.text, q.objective.gap_id) for q in of_objectives] == [
        ("I can now: apply the sepsis bundle", activity.gaps.get().pk),
        ("I can now: select antibiotics", activity.gaps.get().pk),
    ]
    standard = questionnaire.questions.filter(objective=None).values_list("key", flat=True)
    assert list(standard) == [
        "balanced",
        "balanced_why",
        "intent",
        "confidence",
        "barriers",
        "relevance",
        "speakers",
        "disclosures",
        "topics",
    ]
    assert make_questionnaire(activity) == questionnaire


@pytest.mark.rule("EVL-1")
def test_answers_and_three_commitments_are_kept(client, ana):
    activity = make_past_activity()
    attend(ana, activity)
    client.force_login(ana)
    will = {"commitment-1": "Start the clock at triage", "commitment-2": " ", "commitment-3": "Teach the bundle"}
    response = client.post(page_of(activity), answers_to(activity, intent="yes") | will)
    assert response.url == reverse("credits:claim", args=[activity.slug])
    assert list(Commitment.objects.values_list("position", "text")) == [
        (1, "Start the clock at triage"),
        (2, "Teach the bundle"),
    ]
    assert Answer.objects.get(question__key="intent").word == "yes"
    assert Answer.objects.filter(question__objective__isnull=False, rating=4).count() == 2


def test_what_is_missing_is_said_and_what_was_answered_stays(client, ana):
    activity = make_past_activity()
    attend(ana, activity)
    client.force_login(ana)
    form = answers_to(activity)
    intent = f"question-{Question.objects.get(key='intent').pk}"
    del form[intent]
    page = client.post(page_of(activity), form | {"commitment-1": "Teach the bundle"})
    assert page.context["form"].errors == {intent: ["Please answer this one."]}
    assert 'value="Teach the bundle"' in page.content.decode()
    assert page.content.decode().count("checked") == 6
    assert not Evaluation.objects.exists()


@pytest.mark.parametrize("rating", ["0", "6", "-1", "3.5", "five", "٣"])
def test_a_rating_is_from_1_to_5(client, ana, rating):
    activity = make_past_activity()
    attend(ana, activity)
    client.force_login(ana)
    page = client.post(page_of(activity), answers_to(activity, relevance=rating))
    assert list(page.context["form"].errors) == [f"question-{Question.objects.get(key='relevance').pk}"]
    assert not Evaluation.objects.exists()


@pytest.mark.rule("EVL-2")
def test_one_evaluates_once(client, ana):
    activity = make_past_activity()
    attend(ana, activity)
    client.force_login(ana)
    client.post(page_of(activity), answers_to(activity))
    second = client.post(page_of(activity), answers_to(activity, relevance="1"), follow=True)
    assert "You have evaluated it already." in text_of(second)
    assert Answer.objects.get(question__key="relevance").rating == 4


@pytest.mark.rule("EVL-2")
def test_the_database_refuses_a_second_evaluation(ana):
    activity = make_past_activity()
    attend(ana, activity)
    first = evaluate(ana, activity)
    with pytest.raises(IntegrityError), transaction.atomic():
        Evaluation.objects.create(questionnaire=first.questionnaire, learner=ana, submitted_at=timezone.now())


@pytest.mark.rule("EVL-2")
def test_only_who_took_part_evaluates(client, ana):
    activity = make_past_activity()
    client.force_login(ana)
    assert "Only those who took part evaluate." in text_of(client.get(page_of(activity)))
    client.post(page_of(activity), answers_to(activity))
    assert not Evaluation.objects.exists()


def told_where(client, activity, session=None):
    """What the page says to who is not on record, and where it leads."""
    page = client.get(page_of(activity, session))
    return text_of(page), page.content.decode()


@pytest.mark.rule("ATT-4")
def test_who_is_not_on_record_is_led_to_the_code_while_it_works_and_to_the_office_afterwards(client, ana):
    client.force_login(ana)
    words, markup = told_where(client, make_past_activity())  # it ended an hour ago, and codes work for two
    assert "Record your attendance with the session’s code first." in words
    assert f'href="{reverse("learners:enter_code")}">Type the session’s code' in markup
    over = make_past_activity(ago=timedelta(days=1))
    words, markup = told_where(client, over)
    assert (
        "Your attendance is not on record, and the codes have stopped working. If you were there, tell the office."
        in words
    )
    assert f'href="{reverse("credits:presence", args=[over.slug])}">Tell the office' in markup
    assert "Type the session’s code" not in words
    assert next(r.sentence for r in standing_of(over, ana, at=timezone.now()).steps if not r.is_done) in words


@pytest.mark.rule("ATT-4")
def test_each_session_of_a_series_has_its_own_time_for_codes(client, ana):
    series = make_past_activity(ago=timedelta(days=7, hours=2), format="series", evaluation_per_session=True)
    first, second, _ = series.sessions.all()
    client.force_login(ana)
    address = f"{reverse('credits:presence', args=[series.slug])}?session={first.pk}"
    assert f'href="{address}">Tell the office' in told_where(client, series, first)[1]
    assert "Type the session’s code" in told_where(client, series, second)[0]


@pytest.mark.rule("EVL-2")
def test_a_series_that_asks_per_session_asks_per_session(client, ana):
    activity = make_past_activity(ago=timedelta(days=7, hours=2), format="series", evaluation_per_session=True)
    first, second, third = activity.sessions.all()
    attend(ana, activity, session=first)
    attend(ana, activity, session=second)
    client.force_login(ana)
    choose = text_of(client.get(page_of(activity)))
    assert "Please choose the session you attended." in choose
    assert (str(first) in choose, str(second) in choose, str(third) in choose) == (True, True, False)
    response = client.post(page_of(activity, first), answers_to(activity))
    assert response.url == reverse("credits:claim", args=[activity.slug, first.pk])
    assert "Only those who took part" in text_of(client.get(page_of(activity, third)))
    client.post(page_of(activity, second), answers_to(activity))
    assert set(Evaluation.objects.values_list("session", flat=True)) == {first.pk, second.pk}


@pytest.mark.parametrize("session", ["x", "0", "-1", "99999999999999999999999"])
def test_a_session_that_is_not_there_is_not_found(client, ana, session):
    activity = make_past_activity(format="series", evaluation_per_session=True)
    client.force_login(ana)
    address = reverse("evaluations:evaluate", args=[activity.slug])
    assert client.get(address, {"session": session}).status_code == 404


# --- Bias ------------------------------------------------------------------------------------------------------------
@pytest.mark.rule("EVL-1")
def test_bias_needs_a_word_on_what_was_biased(client, ana):
    activity = make_past_activity()
    attend(ana, activity)
    client.force_login(ana)
    page = client.post(page_of(activity), answers_to(activity, balanced="no"))
    assert "Please say what was biased" in text_of(page)
    with pytest.raises(ActionRefused, match="If not: what was biased"):
        evaluate(ana, activity, bias=" ")
    assert not Evaluation.objects.exists()
    client.post(page_of(activity), answers_to(activity, balanced="no", balanced_why="One drug only"))
    assert Evaluation.objects.get().found_bias


@pytest.mark.rule("EVL-1")
@pytest.mark.rule("EVL-4")
def test_bias_is_mailed_to_the_office_once_and_without_the_name(ana):
    OfficeSettings.objects.update_or_create(pk=1, defaults={"contact_email": "cme@example.org"})
    activity = make_past_activity()
    attend(ana, activity)
    evaluation = evaluate(ana, activity, bias="One drug only & nothing else")
    alert_of_bias(evaluation.pk)
    alert_of_bias(evaluation.pk)
    [letter] = mail.outbox
    assert (letter.to, letter.subject) == (["cme@example.org"], "Bias reported: Sepsis: the First Hour")
    assert "One drug only & nothing else" in letter.body
    assert "Ana" not in letter.body
    assert ana.email not in letter.body


def test_without_an_office_address_the_reviewers_are_told(ana):
    reviewer = make_reviewer("Rae Reviewer")
    activity = make_past_activity(reviewer=reviewer)
    attend(ana, activity)
    alert_of_bias(evaluate(ana, activity, bias="One drug only").pk)
    assert mail.outbox[0].to == [reviewer.email]


def test_a_fair_evaluation_alerts_nobody(ana):
    activity = make_past_activity()
    attend(ana, activity)
    evaluation = evaluate(ana, activity)
    alert_of_bias(evaluation.pk)
    assert (evaluation.found_bias, mail.outbox) == (False, [])


@pytest.mark.rule("EVL-1")
def test_an_alert_that_failed_is_sent_by_the_sweep(ana, monkeypatch):
    OfficeSettings.objects.update_or_create(pk=1, defaults={"contact_email": "cme@example.org"})
    activity = make_past_activity()
    attend(ana, activity)
    evaluation = evaluate(ana, activity, bias="One drug only")

    with mail_server_down(monkeypatch):
        alert_of_bias(evaluation.pk)
    assert mail.outbox == []
    assert deliver_waiting_letters() == 1
    assert len(mail.outbox) == 1
    assert send_missing_bias_alerts() == 0


def test_bias_never_touches_credit(client, ana):
    activity = make_past_activity()
    attend(ana, activity)
    evaluate(ana, activity, bias="One drug only")
    client.force_login(ana)
    assert client.get(reverse("credits:claim", args=[activity.slug])).context["standing"].can_claim


def test_nobody_reads_what_another_answered(ana):
    activity = make_past_activity()
    attend(ana, activity)
    evaluation = evaluate(ana, activity)
    assert list(Evaluation.objects.visible_to(ana)) == [evaluation]
    assert list(Evaluation.objects.visible_to(make_person("Sam Staff", staff=True))) == []


def test_submitting_with_nothing_answered_is_refused_by_the_service_too(ana):
    activity = make_past_activity()
    attend(ana, activity)
    with pytest.raises(ActionRefused, match="Please answer: I can now: apply the one-hour sepsis bundle"):
        submit_evaluation(activity, learner=ana, at=timezone.now(), answers={})
