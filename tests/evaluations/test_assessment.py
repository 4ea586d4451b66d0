"""The assessment of a self-paced activity: a pass mark seen beforehand, and no claim below it (AMA-5)."""

import pytest
from django.contrib.auth.models import Permission
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.urls import reverse
from django.utils import timezone

from activities.models import Activity, OfficeSettings, Status
from core.errors import ActionRefused
from core.models import Letter
from evaluations.eligibility import needed_to_pass
from evaluations.models import AssessmentAttempt, Choice, GrantedAttempt, Question
from evaluations.services import Written, answer_assessment, grant_attempt, write_assessment
from learners.services import register_learner
from tests.acts import evaluate as give_evaluation
from tests.factories import make_activity, make_person
from tests.pages import text_of

pytestmark = [pytest.mark.django_db, pytest.mark.rule("AMA-5")]
TWO_QUESTIONS = [
    Written("Which tool has the best evidence?", ["I-PASS", "A shrug"], 0),
    Written("When is it used?", ["On Mondays", "At every handoff"], 1),
]


@pytest.fixture
def ana():
    return make_person("Ana Ríos")


def enduring(learner=None, questions=TWO_QUESTIONS, **wanted):
    activity = make_activity(format="enduring", title="Safe Handoffs", **wanted)
    write_assessment(activity, questions=questions, by=activity.created_by)
    if learner:
        register_learner(activity, learner=learner, at=timezone.now())
    return activity


def page_of(activity):
    return reverse("evaluations:assessment", args=[activity.slug])


def chosen(right: int, number: int = 1) -> dict[str, str]:
    """The form with so many of the questions answered rightly."""
    form = {"number": str(number)}
    for position, question in enumerate(Question.objects.filter(kind="choice")):
        choice = Choice.objects.get(question=question, is_correct=position < right)
        form[f"question-{question.pk}"] = str(choice.pk)
    return form


def test_the_pass_mark_is_shown_beforehand(client, ana):
    activity = enduring(ana)
    client.force_login(ana)
    page = text_of(client.get(page_of(activity)))
    assert "right answers needed to pass (80 %) 2 of 2" in page
    assert "attempts left of 3" in page


def test_below_the_mark_one_reads_which_were_wrong_and_cannot_claim(client, ana):
    activity = enduring(ana)
    client.force_login(ana)
    page = text_of(client.post(page_of(activity), chosen(right=1), follow=True))
    assert "You reached 50 %; 80 % are needed." in page
    assert "These were not right: When is it used?" in page
    claim = client.get(reverse("credits:claim", args=[activity.slug]))
    assert "Pass the assessment with at least 80 %." in text_of(claim)


def test_at_the_mark_one_goes_on(client, ana):
    activity = enduring(ana, pass_mark=50)
    client.force_login(ana)
    page = text_of(client.post(page_of(activity), chosen(right=1), follow=True))
    assert "You passed with 50 %." in page
    refused = client.post(page_of(activity), chosen(right=2, number=2), follow=True)
    assert "You have passed." in text_of(refused)
    assert AssessmentAttempt.objects.count() == 1


def test_attempts_are_counted_and_end(client, ana):
    OfficeSettings.objects.update_or_create(pk=1, defaults={"assessment_attempts": 2})
    activity = enduring(ana)
    client.force_login(ana)
    for number in (1, 2, 3):
        client.post(page_of(activity), chosen(right=0, number=number))
    assert list(AssessmentAttempt.objects.values_list("number", "score", "pass_mark")) == [(1, 0, 80), (2, 0, 80)]
    assert "You have used all 2 attempts. Please write to the office; it can grant another." in text_of(
        client.get(page_of(activity))
    )
    left = client.get("/me/")
    assert list(left.context["page"]) == []  # nothing to do for credit that cannot be reached any more
    assert [standing.activity for standing in left.context["lost"]] == [activity]


# --- Another attempt, granted by the office ----------------------------------------------------------------------------
def granting(activity, learner):
    return reverse("evaluations:another_attempt", args=[learner.pk, activity.slug])


@pytest.fixture
def used_up(client, ana):
    """Ana has one attempt, and failed."""
    OfficeSettings.objects.update_or_create(pk=1, defaults={"assessment_attempts": 1})
    activity = enduring(ana)
    client.force_login(ana)
    client.post(page_of(activity), chosen(right=0))
    return activity


def test_the_office_grants_one_attempt_more_and_the_learner_is_told_why(
    client, ana, used_up, django_capture_on_commit_callbacks
):
    assert "You have used your one attempt." in text_of(client.get(page_of(used_up)))
    client.force_login(make_person("Sam Staff", staff=True))
    left = client.get(reverse("credits:left_of", args=[ana.pk])).content.decode()
    assert granting(used_up, ana) in left
    with django_capture_on_commit_callbacks(execute=True):
        page = client.post(granting(used_up, ana), {"reason": "The video had broken off."}, follow=True)
    assert "Ana Ríos can take the assessment once more, and is told by mail." in text_of(page)
    assert granting(used_up, ana) not in page.content.decode()
    letter = Letter.objects.get(kind="assessment")
    assert (letter.person, "The video had broken off." in letter.text) == (ana, True)

    client.force_login(ana)
    assert "attempt left of 2" in text_of(client.get(page_of(used_up)))
    client.post(page_of(used_up), chosen(right=2, number=2))
    assert [attempt.is_passed for attempt in AssessmentAttempt.objects.all()] == [False, True]


def test_granted_twice_by_two_presses_is_one_attempt(client, ana, used_up):
    staff = make_person("Sam Staff", staff=True)
    client.force_login(staff)
    for _ in range(2):
        page = client.post(granting(used_up, ana), {"reason": "The video had broken off."})
    assert "Ana Ríos has 1 attempt left." in text_of(page)
    assert GrantedAttempt.objects.count() == 1
    with pytest.raises(ActionRefused, match="has 1 attempt left"):
        grant_attempt(used_up, learner=ana, by=staff, at=timezone.now(), reason="Again.")


def test_one_press_grants_one_attempt_also_where_the_office_has_lowered_their_number(client, ana):
    OfficeSettings.objects.update_or_create(pk=1, defaults={"assessment_attempts": 3})
    activity = enduring(ana)
    client.force_login(ana)
    for number in (1, 2, 3):
        client.post(page_of(activity), chosen(right=0, number=number))
    OfficeSettings.objects.update(assessment_attempts=1)
    staff = make_person("Sam Staff", staff=True)
    assert grant_attempt(activity, learner=ana, by=staff, at=timezone.now(), reason="The video broke off.").number == 4
    client.post(page_of(activity), chosen(right=2, number=4))
    assert [attempt.is_passed for attempt in AssessmentAttempt.objects.all()] == [False, False, False, True]


def test_without_a_reason_nothing_is_granted(client, ana, used_up):
    staff = make_person("Sam Staff", staff=True)
    client.force_login(staff)
    assert "Say why; the learner reads it." in text_of(client.post(granting(used_up, ana), {"reason": "  "}))
    with pytest.raises(ActionRefused, match="Say why"):
        grant_attempt(used_up, learner=ana, by=staff, at=timezone.now(), reason=" ")
    assert not GrantedAttempt.objects.exists()
    with pytest.raises(IntegrityError), transaction.atomic():
        GrantedAttempt.objects.create(
            activity=used_up, learner=ana, number=2, reason="", granted_at=timezone.now(), granted_by=staff
        )


def test_nobody_grants_an_attempt_who_may_not_or_to_themselves(ana, used_up):
    staff = make_person("Sam Staff", staff=True)
    with pytest.raises(ActionRefused, match="for the CME office"):
        grant_attempt(used_up, learner=ana, by=used_up.created_by, at=timezone.now(), reason="Please.")
    with pytest.raises(ActionRefused, match="your own attempts"):
        grant_attempt(used_up, learner=staff, by=staff, at=timezone.now(), reason="Please.")


def test_who_has_passed_needs_none(client, ana, used_up):
    AssessmentAttempt.objects.update(score=100)
    client.force_login(make_person("Sam Staff", staff=True))
    assert "Ana Ríos has passed the assessment already." in text_of(client.get(granting(used_up, ana)))


def test_after_it_closed_none_is_granted(ana, used_up):
    Activity.objects.update(status=Status.CLOSED)
    with pytest.raises(ActionRefused, match="cannot be taken any more"):
        grant_attempt(
            used_up, learner=ana, by=make_person("Sam Staff", staff=True), at=timezone.now(), reason="Please."
        )


def test_the_last_attempt_is_said_to_be_the_last(client, ana):
    OfficeSettings.objects.update_or_create(pk=1, defaults={"assessment_attempts": 2})
    activity = enduring(ana)
    client.force_login(ana)
    assert "This is your last attempt." not in text_of(client.get(page_of(activity)))
    client.post(page_of(activity), chosen(right=0))
    assert "This is your last attempt." in text_of(client.get(page_of(activity)))


def test_who_passed_and_has_evaluated_is_led_on_to_the_credit(client, ana):
    activity = enduring(ana, pass_mark=50)
    client.force_login(ana)
    client.post(page_of(activity), chosen(right=2))
    evaluate, claim = (reverse(name, args=[activity.slug]) for name in ("evaluations:evaluate", "credits:claim"))
    assert evaluate in client.get(page_of(activity)).content.decode()
    give_evaluation(ana, activity)
    page = client.get(page_of(activity)).content.decode()
    assert (evaluate in page, claim in page) == (False, True)


def test_nobody_sets_the_attempts_to_none():
    with pytest.raises(ValidationError, match="greater than or equal to 1"):
        OfficeSettings(pk=1, assessment_attempts=0).full_clean()


@pytest.mark.parametrize(
    ("questions", "mark", "needed"), [(3, 80, 3), (5, 80, 4), (10, 75, 8), (10, 70, 7), (3, 67, 3), (3, 66, 2)]
)
def test_what_is_said_to_be_needed_is_what_passes(questions, mark, needed):
    assert needed_to_pass(questions, pass_mark=mark) == needed
    assert needed * 100 // questions >= mark > (needed - 1) * 100 // questions


def test_a_form_sent_twice_costs_one_attempt(client, ana):
    activity = enduring(ana)
    client.force_login(ana)
    client.post(page_of(activity), chosen(right=0))
    again = client.post(page_of(activity), chosen(right=0), follow=True)
    assert "These answers were counted already." in text_of(again)
    assert AssessmentAttempt.objects.count() == 1


def test_an_unanswered_question_is_said_and_costs_no_attempt(client, ana):
    activity = enduring(ana)
    client.force_login(ana)
    form = chosen(right=2)
    form.pop(f"question-{Question.objects.last().pk}")
    page = client.post(page_of(activity), form)
    assert "Please answer this one." in text_of(page)
    assert page.content.decode().count("checked") == 1
    assert not AssessmentAttempt.objects.exists()


def test_a_choice_of_another_question_is_no_answer(client, ana):
    activity = enduring(ana)
    client.force_login(ana)
    first, second = Question.objects.filter(kind="choice")
    wrong = {
        "number": "1",
        f"question-{first.pk}": str(second.choices.first().pk),
        f"question-{second.pk}": "0",
    }
    assert set(client.post(page_of(activity), wrong).context["form"].errors) == set(wrong) - {"number"}


def test_it_is_for_the_registered(client, ana):
    activity = enduring()
    client.force_login(ana)
    assert "Please register first." in text_of(client.get(page_of(activity)))
    with pytest.raises(ActionRefused, match="Please register first"):
        answer_assessment(activity, learner=ana, at=timezone.now(), chosen={})


def test_a_course_has_none(client, ana):
    client.force_login(ana)
    assert client.get(page_of(make_activity())).status_code == 404


def test_a_later_pass_mark_does_not_change_an_attempt(client, ana):
    activity = enduring(ana, pass_mark=50)
    client.force_login(ana)
    client.post(page_of(activity), chosen(right=1))
    activity.pass_mark = 100
    activity.save()
    assert AssessmentAttempt.objects.get().is_passed


# --- Writing it ------------------------------------------------------------------------------------------------------
def editor(activity):
    return reverse("evaluations:edit_assessment", args=[activity.slug])


def typed(*rows: dict[str, str], **more: str) -> dict[str, str]:
    form = {"form-TOTAL_FORMS": str(len(rows)), "form-INITIAL_FORMS": "0"}
    for number, row in enumerate(rows):
        form |= {f"form-{number}-{name}": value for name, value in row.items()}
    return form | more


GOOD = {"text": "Which tool?", "choice_0": "A shrug", "choice_2": "I-PASS", "correct": "2"}


def test_planners_write_questions(client):
    dora = make_person("Dora Director")
    activity = make_activity(Status.DRAFT, format="enduring", director=dora)
    client.force_login(dora)
    page = client.post(editor(activity), typed(GOOD), follow=True)
    assert "The assessment is saved." in text_of(page)
    assert list(Choice.objects.values_list("text", "is_correct")) == [("A shrug", False), ("I-PASS", True)]


def test_add_a_question_keeps_what_was_typed_and_saves_nothing(client):
    dora = make_person("Dora Director")
    activity = make_activity(format="enduring", director=dora)
    client.force_login(dora)
    page = client.post(editor(activity), typed({"text": "Half a question"}, add="1"))
    assert len(page.context["formset"].forms) == 2
    assert "Half a question" in page.content.decode()
    assert "Please look at this again" not in text_of(page)
    assert not Question.objects.filter(kind="choice").exists()


@pytest.mark.parametrize(
    ("row", "sentence"),
    [
        (GOOD | {"correct": "1"}, "Mark the choice that is right."),
        (GOOD | {"correct": ""}, "Mark the choice that is right."),
        (GOOD | {"choice_0": ""}, "Offer at least two choices."),
        (GOOD | {"choice_0": "i-pass"}, "Two choices are the same."),
        (GOOD | {"text": ""}, "Write the question these choices belong to."),
        ({}, "Write at least one question."),
    ],
)
def test_a_question_that_cannot_be_answered_is_refused(client, row, sentence):
    dora = make_person("Dora Director")
    activity = make_activity(format="enduring", director=dora)
    client.force_login(dora)
    assert sentence in text_of(client.post(editor(activity), typed(row)))
    assert not Question.objects.filter(kind="choice").exists()


@pytest.mark.parametrize("total", ["", "x", "-1", "999999"])
def test_a_broken_form_changes_nothing(client, total):
    dora = make_person("Dora Director")
    activity = enduring(director=dora)
    client.force_login(dora)
    page = client.post(editor(activity), typed(GOOD) | {"form-TOTAL_FORMS": total})
    assert page.status_code == 200
    assert Question.objects.count() == 2


def test_it_is_written_by_planners_alone(client, ana):
    activity = enduring()
    client.force_login(ana)
    assert client.get(editor(activity)).status_code == 404
    assert client.post(editor(activity), typed(GOOD)).status_code == 404


def test_a_closed_activity_keeps_its_assessment():
    activity = enduring()
    activity.status = Status.CLOSED
    activity.save()
    with pytest.raises(ActionRefused, match="its assessment stays as it is"):
        write_assessment(activity, questions=TWO_QUESTIONS[:1], by=activity.created_by)


def test_a_reviewer_who_may_only_look_changes_no_test_of_anybody_s(client):
    activity = enduring()
    reader = make_person("Rita Reader")
    reader.is_staff = True
    reader.save()
    reader.user_permissions.add(Permission.objects.get(codename="view_activity"))
    client.force_login(reader)
    page = client.post(editor(activity), typed(GOOD), follow=True)
    assert "Only this activity’s planners and the office can change its assessment." in text_of(page)
    assert Question.objects.filter(kind="choice").count() == 2


def test_once_approved_the_test_is_the_office_s_to_change(client):
    activity = enduring()
    planner = activity.created_by
    with pytest.raises(ActionRefused, match="It is approved"):
        write_assessment(activity, questions=TWO_QUESTIONS[:1], by=planner)
    client.force_login(planner)
    assert "Please ask the office where it has to change." in text_of(client.get(editor(activity)))
    write_assessment(activity, questions=TWO_QUESTIONS[:1], by=make_person("Sam Staff", staff=True))
    assert Question.objects.filter(kind="choice").count() == 1


def test_what_learners_answered_stays_when_the_office_changes_the_test(ana):
    activity = enduring(ana)
    chosen = {question: question.choices.first() for question in Question.objects.filter(kind="choice")}
    attempt = answer_assessment(activity, learner=ana, at=timezone.now(), chosen=chosen)
    write_assessment(activity, questions=TWO_QUESTIONS[:1], by=make_person("Sam Staff", staff=True))
    kept = AssessmentAttempt.objects.get(pk=attempt.pk)
    assert (kept.score, kept.pass_mark) == (attempt.score, attempt.pass_mark)
