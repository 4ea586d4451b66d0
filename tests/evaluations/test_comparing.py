"""Asked before and after, of the same person (EVL-5)."""

from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction
from django.urls import reverse
from django.utils import timezone

from activities.models import OfficeSettings, Status
from core.errors import ActionRefused
from evaluations.models import BaselineAnswer
from evaluations.services import Composed, Given, add_question, answer_before, change_question, make_questionnaire
from learners.services import register_learner
from tests.acts import attend, make_past_activity
from tests.factories import make_activity, make_person
from tests.pages import text_of

pytestmark = [pytest.mark.django_db, pytest.mark.rule("EVL-5")]

CALL = Composed("rating", "I know whom to call at night.", asked_before=True)
FIRST = Composed("choice", "What comes first?", choices=["Fluids", "Cultures"], correct=1, asked_before=True)


@pytest.fixture
def ana():
    return make_person("Ana Ríos")


@pytest.fixture
def asked(ana):
    """In two months, asking two things before; Ana is registered."""
    activity = make_activity(Status.OPEN)
    for composed in (CALL, FIRST):
        add_question(activity, composed=composed, by=activity.created_by)
    activity.refresh_from_db()
    register_learner(activity, learner=ana, at=timezone.now())
    return activity


def answers_of(activity, rating="2", right=True):
    rated, case = make_questionnaire(activity).questions.filter(asked_before=True)
    return {f"question-{rated.pk}": rating, f"question-{case.pk}": str(case.choices.get(is_correct=right).pk)}


def address_of(activity):
    return reverse("evaluations:before", args=[activity.slug])


def test_who_registered_is_asked_before_it_begins(client, ana, asked):
    client.force_login(ana)
    assert address_of(asked) in client.get(reverse("learners:register", args=[asked.slug])).content.decode()
    assert "What comes first?" in text_of(client.get(address_of(asked)))
    client.post(address_of(asked), answers_of(asked))
    rated, case = BaselineAnswer.objects.order_by("pk")
    assert (rated.rating, case.choice.text, rated.is_late) == (2, "Cultures", False)


def test_what_is_missing_is_said_and_nothing_is_kept(client, ana, asked):
    client.force_login(ana)
    form = answers_of(asked)
    form.popitem()
    page = client.post(address_of(asked), form)
    assert list(page.context["form"].errors.values()) == [["Please answer this one."]]
    assert not BaselineAnswer.objects.exists()
    with pytest.raises(ActionRefused, match="Please answer: I know whom"):
        answer_before(asked, learner=ana, answers={}, at=timezone.now())


def test_one_answers_once(client, ana, asked):
    client.force_login(ana)
    client.post(address_of(asked), answers_of(asked, "2"))
    assert "You have answered these already" in text_of(client.post(address_of(asked), answers_of(asked, "5")))
    assert BaselineAnswer.objects.get(rating__isnull=False).rating == 2
    row = BaselineAnswer.objects.first()
    with pytest.raises(IntegrityError), transaction.atomic():
        BaselineAnswer.objects.create(learner=ana, question=row.question, rating=1, answered_at=timezone.now())


def test_strangers_register_first(client, asked):
    client.force_login(make_person("Olga Other"))
    assert "Please register first." in text_of(client.get(address_of(asked)))


def test_after_taking_part_it_is_too_late(client, ana):
    activity = make_past_activity()
    add_question(activity, composed=CALL, by=activity.created_by)
    attend(ana, activity)
    client.force_login(ana)
    assert "Never mind!" in text_of(client.get(address_of(activity)))


def test_a_change_after_the_first_answer_is_a_new_question(ana, asked):
    rated, case = make_questionnaire(asked).questions.filter(asked_before=True)
    given = {rated: Given(rating=2), case: Given(choices=[case.choices.first()])}
    answer_before(asked, learner=ana, answers=given, at=timezone.now())
    change_question(rated, composed=Composed("rating", "Otherwise", asked_before=True), by=asked.created_by)
    now, same = make_questionnaire(asked).questions.filter(asked_before=True)
    assert now.root_id != rated.pk
    assert same.root_id == case.pk


def test_it_is_not_needed_for_credit(client, ana):
    activity = make_past_activity(evaluation_before_claim=False)
    add_question(activity, composed=CALL, by=activity.created_by)
    attend(ana, activity)
    client.force_login(ana)
    claim = reverse("credits:claim", args=[activity.slug])
    assert client.get(claim).context["standing"].can_claim


def test_where_the_office_says_so_it_is_needed_and_can_be_made_up_for(client, ana):
    OfficeSettings.current()
    OfficeSettings.objects.update(before_and_after_required=True)
    activity = make_past_activity(evaluation_before_claim=False, ago=timedelta(hours=3))
    question = add_question(activity, composed=CALL, by=activity.created_by)
    attend(ana, activity)
    client.force_login(ana)
    claim = reverse("credits:claim", args=[activity.slug])
    standing = client.get(claim).context["standing"]
    assert not standing.can_claim
    assert any(step.url == address_of(activity) for step in standing.steps)
    assert client.get(reverse("evaluations:evaluate", args=[activity.slug])).url == address_of(activity)
    client.post(address_of(activity), {f"question-{question.pk}": "3"})
    assert BaselineAnswer.objects.get().is_late  # so it is not compared
    assert client.get(claim).context["standing"].can_claim
