"""Putting an evaluation together: from objectives and standard items, own questions, versions, speakers."""

import pytest
from django.core.exceptions import ObjectDoesNotExist
from django.urls import reverse
from django.utils import timezone

from activities.models import Objective, Status
from activities.services import copy_activity
from core.errors import ActionRefused
from evaluations.models import Answer, Evaluation, Question, Questionnaire, SpeakerRating
from evaluations.services import (
    MOST_OWN,
    Composed,
    add_question,
    change_question,
    make_questionnaire,
    move_question,
    remove_question,
    require_question,
)
from tests.acts import attend, evaluate, make_past_activity
from tests.factories import make_activity, make_person, make_reviewer
from tests.pages import form_of, queries_of, text_of

pytestmark = [pytest.mark.django_db, pytest.mark.rule("EVL-1")]

CALL = Composed("rating", "I know whom to call at night.")
WARD = Composed("choice", "Where do you work?", choices=["Ward", "Clinic"])


@pytest.fixture
def draft():
    return make_activity(Status.DRAFT)


def texts(activity):
    return list(make_questionnaire(activity).questions.values_list("text", flat=True))


def own(activity):
    return [question for question in make_questionnaire(activity).questions.all() if question.is_own]


def address(name, activity, *args):
    return reverse(f"evaluations:{name}", args=[activity.slug, *args])


# --- In step with the plan -------------------------------------------------------------------------------------------
def test_questions_follow_the_objectives_while_nobody_has_answered(draft):
    add_question(draft, composed=CALL, by=draft.created_by)
    first, second = draft.objectives.all()
    first.text = "Start the one-hour bundle"
    first.save()
    second.delete()
    Objective.objects.create(
        activity=draft, gap=first.gap, text="Measure lactate twice", change="performance", position=9
    )
    asked = texts(draft)
    assert asked[:2] == ["I can now: start the one-hour bundle", "I can now: measure lactate twice"]
    assert asked[-1] == CALL.text
    assert Question.objects.filter(objective__isnull=False).count() == 2


def test_what_was_answered_keeps_its_words():
    activity = make_past_activity()
    learner = make_person("Ana Ríos")
    attend(learner, activity)
    evaluate(learner, activity)
    objective = activity.objectives.first()
    Objective.objects.filter(pk=objective.pk).update(text="Something else")
    assert "I can now: something else" not in texts(activity)


# --- Own questions ---------------------------------------------------------------------------------------------------
def test_a_planner_adds_changes_moves_and_takes_out(client, draft):
    client.force_login(draft.created_by)
    page = client.post(
        address("add_question", draft),
        {"text": "Where do you work?", "kind": "choice", "choices": "Ward\n\n Clinic ", "is_required": "on"},
    )
    assert page.url == address("compose", draft)
    [question] = own(draft)
    assert [choice.text for choice in question.choices.all()] == ["Ward", "Clinic"]
    assert question.is_required
    client.post(address("compose", draft), {"act": f"up-{question.pk}"})
    assert texts(draft)[-2] == "Where do you work?"
    form = form_of(client.get(address("change_question", draft, question.pk)), containing="kind")[2]
    assert form["choices"] == ["Ward\nClinic"]
    client.post(address("change_question", draft, question.pk), form | {"text": "Where do you see patients?"})
    assert own(draft)[0].text == "Where do you see patients?"
    client.post(address("compose", draft), {"act": f"remove-{question.pk}"})
    assert own(draft) == []


@pytest.mark.parametrize(
    ("typed", "field"),
    [
        ({"text": ""}, "text"),
        ({"text": "x" * 401}, "text"),
        ({"kind": "speakers"}, "kind"),
        ({"kind": "choice", "choices": "Only one"}, "choices"),
        ({"kind": "choices", "choices": "Ward\nward"}, "choices"),
        ({"kind": "choice", "choices": "\n".join(map(str, range(11)))}, "choices"),
        ({"kind": "choice", "choices": "Ward\n" + "x" * 301}, "choices"),
        ({"kind": "text", "asked_before": "on"}, "asked_before"),
        ({"kind": "choice", "choices": "Ward\nClinic", "asked_before": "on"}, "correct"),
        ({"kind": "choice", "choices": "Ward\nClinic", "asked_before": "on", "correct": "3"}, "correct"),
    ],
)
def test_what_makes_no_question_is_said_beside_its_field(client, draft, typed, field):
    client.force_login(draft.created_by)
    page = client.post(address("add_question", draft), {"text": "Where?", "kind": "rating"} | typed)
    assert list(page.context["form"].errors) == [field]
    assert own(draft) == []


def test_only_planners_and_the_office_write_questions(draft):
    for person in (make_person("Olga Other"), draft.team.get(role="speaker", person__family_name="Nurse").person):
        with pytest.raises(ActionRefused, match="planners and the office"):
            add_question(draft, composed=CALL, by=person)
    add_question(draft, composed=CALL, by=make_reviewer("Rae Reviewer"))
    assert len(own(draft)) == 1


def test_what_is_settled_stays_as_it_is():
    closed = make_past_activity(status=Status.CLOSED)
    with pytest.raises(ActionRefused, match="stays as it is"):
        add_question(closed, composed=CALL, by=closed.created_by)


def test_what_everybody_is_asked_is_neither_reworded_nor_taken_out(draft):
    make_questionnaire(draft)
    for question in (Question.objects.get(key="balanced"), Question.objects.filter(objective__isnull=False).first()):
        with pytest.raises(ActionRefused, match="asked of everybody"):
            remove_question(question, by=draft.created_by)
        with pytest.raises(ActionRefused, match="asked of everybody"):
            change_question(question, composed=CALL, by=draft.created_by)


def test_whether_balance_must_be_answered_is_no_planner_s_choice(draft):
    make_questionnaire(draft)
    with pytest.raises(ActionRefused, match="same for every activity"):
        require_question(Question.objects.get(key="balanced"), by=draft.created_by, is_required=False)
    require_question(Question.objects.get(key="topics"), by=draft.created_by, is_required=True)
    assert Question.objects.get(key="topics").is_required


def test_what_was_biased_stays_behind_whether_anything_was(draft):
    make_questionnaire(draft)
    for _ in range(20):
        move_question(Question.objects.get(key="balanced"), by=draft.created_by, up=False)
        keys = list(make_questionnaire(draft).questions.values_list("key", flat=True))
        assert keys[keys.index("balanced") + 1] == "balanced_why"
    assert keys[-2:] == ["balanced", "balanced_why"]


def test_there_is_room_for_so_many(draft):
    for number in range(MOST_OWN):
        add_question(draft, composed=Composed("text", f"Question {number}"), by=draft.created_by)
    with pytest.raises(ActionRefused, match="room for 20"):
        add_question(draft, composed=CALL, by=draft.created_by)


# --- Versions --------------------------------------------------------------------------------------------------------
@pytest.fixture
def answered():
    """With one own question, answered by one person."""
    activity = make_past_activity()
    add_question(activity, composed=CALL, by=activity.created_by)
    learner = make_person("Ana Ríos")
    attend(learner, activity)
    evaluate(learner, activity)
    return activity


def test_a_change_after_the_first_answer_begins_a_version(answered):
    [old] = own(answered)
    change_question(old, composed=Composed("rating", "I know whom to call by day."), by=answered.created_by)
    first, second = Questionnaire.objects.order_by("version")
    old.refresh_from_db()
    assert old.text == CALL.text
    assert Answer.objects.get(question=old).evaluation.questionnaire == first
    assert make_questionnaire(answered) == second
    assert own(answered)[0].origin is None  # asked otherwise, so not summed with what was asked before
    intent = second.questions.get(key="intent")
    assert intent.origin == first.questions.get(key="intent")


def test_nobody_evaluates_twice_by_way_of_a_new_version(client, answered):
    learner = Evaluation.objects.get().learner
    add_question(answered, composed=WARD, by=answered.created_by)
    client.force_login(learner)
    page = client.get(reverse("evaluations:evaluate", args=[answered.slug]), follow=True)
    assert "You have evaluated it already." in text_of(page)


def test_answers_to_the_version_that_was_shown_are_kept(client, answered):
    """Somebody fills in the form while the planners change the questions."""
    bo = make_person("Bo Li")
    attend(bo, answered)
    client.force_login(bo)
    page = client.get(reverse("evaluations:evaluate", args=[answered.slug]))
    form = form_of(page, containing="version")[2]
    for question in page.context["form"].questions:
        value = {"rating": "5", "yes_no": "yes", "intent": "already"}.get(question.kind)
        if value:
            form[f"question-{question.pk}"] = value
    remove_question(own(answered)[0], by=answered.created_by)
    client.post(reverse("evaluations:evaluate", args=[answered.slug]), form)
    evaluation = Evaluation.objects.get(learner=bo)
    assert evaluation.questionnaire.version == 1
    assert evaluation.answers.get(question__text=CALL.text).rating == 5


@pytest.mark.rule("PLN-8")
def test_a_copied_activity_asks_the_same_with_its_own_objectives(answered):
    add_question(answered, composed=WARD, by=answered.created_by)
    [_, ward] = own(answered)
    for _ in range(20):
        move_question(ward, by=answered.created_by, up=True)
        ward = own(answered)[0] if own(answered)[0].text == WARD.text else own(answered)[1]
    copy = copy_activity(answered, by=answered.created_by, at=timezone.now())
    assert texts(copy) == texts(answered)
    assert [choice.text for choice in own(copy)[0].choices.all()] == ["Ward", "Clinic"]
    objectives = {q.objective for q in make_questionnaire(copy).questions.filter(objective__isnull=False)}
    assert objectives == set(copy.objectives.all())
    assert not Evaluation.objects.filter(activity=copy).exists()


# --- Answering each kind ---------------------------------------------------------------------------------------------
def test_each_kind_of_question_is_answered(client):
    activity = make_past_activity()
    kinds = {
        "rating": CALL,
        "choice": WARD,
        "choices": Composed("choices", "Which of these?", choices=["Fluids", "Cultures", "Lactate"]),
        "yes_why": Composed("yes_why", "Would you send a colleague?"),
        "text": Composed("text", "What surprised you?"),
    }
    asked = {kind: add_question(activity, composed=one, by=activity.created_by) for kind, one in kinds.items()}
    learner = make_person("Ana Ríos")
    attend(learner, activity)
    client.force_login(learner)
    page = client.get(reverse("evaluations:evaluate", args=[activity.slug]))
    form = {
        f"question-{q.pk}": {"rating": "4", "yes_no": "yes", "intent": "no"}[q.kind]
        for q in page.context["form"].questions
        if q.kind in {"rating", "yes_no", "intent"}
    }
    ward, _ = asked["choice"].choices.all()
    fluids, _, lactate = asked["choices"].choices.all()
    form |= {
        f"question-{asked['choice'].pk}": ward.pk,
        f"question-{asked['choices'].pk}": [fluids.pk, lactate.pk],
        f"question-{asked['yes_why'].pk}": "no",
        f"question-{asked['yes_why'].pk}-why": "Too early in the morning",
        f"question-{asked['text'].pk}": "The cultures",
    }
    client.post(reverse("evaluations:evaluate", args=[activity.slug]), form)
    given = {answer.question_id: answer for answer in Answer.objects.all()}
    assert given[asked["rating"].pk].rating == 4
    assert list(given[asked["choice"].pk].choices.all()) == [ward]
    assert list(given[asked["choices"].pk].choices.all()) == [fluids, lactate]
    assert (given[asked["yes_why"].pk].word, given[asked["yes_why"].pk].text) == ("no", "Too early in the morning")
    assert given[asked["text"].pk].text == "The cultures"


def test_speakers_are_rated_for_the_sessions_one_attended(client):
    series = make_past_activity(format="series", evaluation_per_session=True)
    first, second, _ = series.sessions.all()
    learner = make_person("Ana Ríos")
    attend(learner, series, session=first)
    client.force_login(learner)
    address_of_it = reverse("evaluations:evaluate", args=[series.slug]) + f"?session={first.pk}"
    form = client.get(address_of_it).context["form"]
    rated = [name for name in form.fields if name.count("-") == 3]
    members = list(first.speakers.all())
    assert len(rated) == len(members) == 2
    assert all(f"-{first.pk}-" in name for name in rated)
    usual = {"rating": "4", "yes_no": "yes", "intent": "no"}
    answers = {f"question-{q.pk}": usual[q.kind] for q in form.questions if q.kind in usual}
    client.post(address_of_it, answers | {rated[0]: "5"})
    rating = SpeakerRating.objects.get()
    assert (rating.session, rating.member, rating.rating) == (first, members[0], 5)


def test_nobody_rates_themself(client):
    speaker = make_person("Nora Nurse", "advanced-practice-nurse")
    activity = make_past_activity(speakers=[speaker, make_person("Petra Associate", "physician-assistant")])
    attend(speaker, activity)
    client.force_login(speaker)
    page = client.get(reverse("evaluations:evaluate", args=[activity.slug]))
    assert "Petra Associate" in text_of(page)
    assert [str(member.person) for _, member in page.context["form"].speakers] == ["Petra Associate"]


# --- Looking at it ---------------------------------------------------------------------------------------------------
def test_the_preview_shows_what_learners_see_and_keeps_nothing(client, draft):
    add_question(draft, composed=CALL, by=draft.created_by)
    client.force_login(draft.created_by)
    words = text_of(client.get(address("preview", draft)))
    assert CALL.text in words
    assert "Petra Associate" in words
    assert not Evaluation.objects.exists()


def test_the_list_takes_the_same_queries_for_one_own_question_and_for_many(client, draft):
    client.force_login(draft.created_by)
    add_question(draft, composed=WARD, by=draft.created_by)
    few = queries_of(client, address("compose", draft))
    for number in range(5):
        add_question(draft, composed=Composed("choice", f"Where {number}?", choices=["a", "b"]), by=draft.created_by)
    assert queries_of(client, address("compose", draft)) == few


@pytest.mark.parametrize("act", ["", "up-", "up-x", "up-99999999999999999999", "fly-1", "remove-0"])
def test_a_made_up_act_is_not_found(client, draft, act):
    client.force_login(draft.created_by)
    assert client.post(address("compose", draft), {"act": act}).status_code == 404


def test_a_question_of_another_activity_is_not_found(client, draft):
    other = make_activity(Status.DRAFT)
    theirs = add_question(other, composed=CALL, by=other.created_by)
    client.force_login(draft.created_by)
    assert client.post(address("compose", draft), {"act": f"remove-{theirs.pk}"}).status_code == 404
    assert client.get(address("change_question", draft, theirs.pk)).status_code == 404
    with pytest.raises(ObjectDoesNotExist):
        draft.questionnaires.get().questions.get(pk=theirs.pk)
