"""What the page of a plan says once it was held: who came, who evaluated it, and whether its director looked back."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from evaluations.models import Evaluation
from evaluations.services import ask_for_review, make_questionnaire, write_review
from tests.acts import attend, make_past_activity
from tests.factories import make_person, make_reviewer
from tests.pages import text_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def over():
    return make_past_activity(ago=timedelta(days=40))


def director_of(activity):
    return activity.team.get(role="director").person


def plan_of(client, activity, reader):
    client.force_login(reader)
    return text_of(client.get(reverse("plan:proposal", args=[activity.slug])))


def evaluated(activity, number):
    questionnaire = make_questionnaire(activity)
    for place in range(number):
        learner = make_person(f"Learner {place}")
        attend(learner, activity)
        Evaluation.objects.create(
            activity=activity, questionnaire=questionnaire, learner=learner, submitted_at=timezone.now()
        )


@pytest.mark.rule("EVL-4")
@pytest.mark.parametrize(("answers", "told"), [(4, "–"), (6, "5")])
def test_who_came_is_counted_and_who_evaluated_in_whole_groups(client, over, answers, told):
    evaluated(over, answers)
    attend(make_person("Silent"), over)
    assert f"took part {answers + 1} evaluated it {told} " in plan_of(client, over, director_of(over))


@pytest.mark.rule("EVL-6")
def test_the_director_is_asked_the_office_sees_since_when_and_both_read_what_came_of_it(client, over):
    director, rae = director_of(over), make_reviewer()
    assert "The director is asked to look back 30 days after the end." in plan_of(client, over, director)

    review = ask_for_review(over, period_end=over.end_date, at=timezone.now() - timedelta(days=31))
    asked, seen = plan_of(client, over, director), plan_of(client, over, rae)
    assert "Please look back: what was learned, and what changes next time? With you since" in asked
    assert "The director has been asked to look back. With the director since" in seen
    assert "31 days of 30. Overdue" in seen

    write_review(review, learned="Much.", changes="Little.", by=director, at=timezone.now())
    assert f"{director} looked back on" in plan_of(client, over, rae)


@pytest.mark.rule("EVL-6")
def test_a_series_that_goes_on_asks_for_the_year_behind_it_and_tells_the_office(client):
    going_on = make_past_activity(ago=timedelta(days=400), end_date=timezone.localdate() + timedelta(days=90))
    ask_for_review(going_on, period_end=timezone.localdate() - timedelta(days=35), at=timezone.now())
    learned = reverse("evaluations:course_reviews", args=[going_on.slug])
    for reader, told in (
        (director_of(going_on), "Please look back: what was learned until"),
        (make_reviewer(), "The director has been asked what was learned until"),
    ):
        client.force_login(reader)
        assert told in text_of(client.get(learned, headers={"HX-Request": "true"}))
