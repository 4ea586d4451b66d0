"""What changed across the office, and whom it reaches: no filter taken from another tells of a few (EVL-4)."""

from datetime import timedelta
from itertools import combinations

import pytest
from django.urls import reverse
from django.utils import timezone

from activities.models import ContentArea, Department
from evaluations.models import Answer, Evaluation
from evaluations.services import make_questionnaire
from learners.models import Attendance
from reports.programme import Chosen, held_activities, programme
from reports.reach import reach
from tests.acts import make_past_activity
from tests.factories import make_person
from tests.pages import queries_of, text_of

pytestmark = [pytest.mark.django_db, pytest.mark.rule("EVL-4")]
K = 5


@pytest.fixture
def staff():
    return make_person("Sam Staff", staff=True)


def today():
    return timezone.localdate()


def held(answers, *, ago=timedelta(days=2), intend=None, **wanted):
    """An activity that so many evaluated; `intend` of them will change something."""
    people = wanted.pop("people", {})
    activity = make_past_activity(ago=ago, **wanted)
    questionnaire = make_questionnaire(activity)
    intent = questionnaire.questions.get(key="intent")
    rated = questionnaire.questions.filter(objective__isnull=False).first()
    session = activity.sessions.first()
    for number in range(answers):
        learner = make_person(f"Learner {number}", **people)
        Attendance.objects.create(
            session=session, learner=learner, source="staff", recorded_at=timezone.now(), recorded_by=learner
        )
        evaluation = Evaluation.objects.create(
            activity=activity, questionnaire=questionnaire, learner=learner, submitted_at=timezone.now()
        )
        word = "yes" if intend is None or number < intend else "no"
        Answer.objects.create(evaluation=evaluation, question=intent, word=word)
        Answer.objects.create(evaluation=evaluation, question=rated, rating=5)
    return activity


def found(**chosen):
    return programme(Chosen(**chosen), smallest=K, on=today())


def test_activities_are_summed_by_year_format_and_department():
    surgery = Department.objects.create(name="Surgery")
    held(20, intend=10)
    held(10, intend=10, department=surgery)
    held(10, intend=0, ago=timedelta(days=400))
    everything = found()
    assert (everything.total.activities, everything.total.answered) == (3, 40)
    assert (str(everything.total.intend), str(everything.total.top)) == ("50 %", "100 %")
    assert [(row.label, row.activities) for row in everything.by_department] == [
        ("Internal Medicine", 2),
        ("Surgery", 1),
    ]
    assert len(everything.by_year) == 2
    assert [row.label for row in everything.by_format] == ["Course or conference"]
    assert found(department=surgery.pk).total.answered == 10


def test_an_activity_few_evaluated_is_not_counted():
    held(10)
    held(4, intend=0)
    everything = found()
    assert (everything.total.activities, everything.left_out, str(everything.total.intend)) == (1, 1, "100 %")


def test_two_filters_taken_from_each_other_leave_no_small_group():
    """Every number of every choice, less that of every other: never one to four people."""
    areas = list(ContentArea.objects.all())
    departments = [Department.objects.create(name=name) for name in ("Surgery", "Pediatrics")]
    for number, answers in enumerate((7, 13, 3, 22)):
        activity = held(answers, intend=answers - 2, department=departments[number % 2])
        activity.content_areas.set(areas[: number + 1])
    choices = [Chosen(), *(Chosen(department=one.pk) for one in departments), *(Chosen(area=area.pk) for area in areas)]
    rows = []
    for chosen in choices:
        of_choice = programme(chosen, smallest=K, on=today())
        rows += [of_choice.total, *of_choice.by_year, *of_choice.by_area, *of_choice.by_department]
    for name in ("took_part", "answered", "commitments"):
        numbers = {getattr(row, name) for row in rows}
        assert not any(0 < abs(one - other) < K for one, other in combinations(numbers, 2)), name
    for name in ("intend", "top", "response", "done"):
        counts = {getattr(row, name).count for row in rows} - {None}
        assert not any(0 < abs(one - other) < K for one, other in combinations(counts, 2)), name


def test_reach_counts_each_person_once_and_hides_counties_of_few():
    held(12, people={"practice_state": "UT", "practice_county": "Salt Lake"})
    held(4, people={"practice_state": "WY", "practice_county": "Teton"})
    held(6, people={"practice_state": "CO"})
    where = reach(held_activities(Chosen(), on=today()), smallest=K)
    assert {state.name: state.people for state in where.states} == {"Utah": 10, "Wyoming": 5, "Montana": 0, "Idaho": 0}
    assert [(county.name, county.people) for county in where.named] == [("Salt Lake", 10)]
    assert where.elsewhere == 5
    few = next(county for county in where.counties if county.name == "Teton" and county.state == "WY")
    none = next(county for county in where.counties if county.name == "Lake")
    assert (few.people, few.radius) == (none.people, none.radius)


def test_every_county_lies_on_the_map():
    where = reach(held_activities(Chosen(), on=today()), smallest=K)
    assert len(where.counties) == 152
    assert all(0 < one.x < where.width and 0 < one.y < where.height for one in where.counties)


def test_the_page_says_it_in_words_and_pictures(client, staff):
    held(12, people={"practice_state": "UT", "practice_county": "Salt Lake"})
    client.force_login(staff)
    page = client.get(reverse("reports:programme"))
    words = text_of(page)
    assert "Salt Lake, UT" in words
    assert "10 of 10" in words
    assert "<svg" in page.content.decode()
    sheet = client.get(reverse("reports:programme_csv")).getvalue().decode("utf-8-sig")
    assert "Internal Medicine,1,10,10" in sheet


@pytest.mark.parametrize("query", ["year=x", "year=99999999999", "area=nope", "format=x", "department=-1", "page=x"])
def test_a_choice_that_makes_no_sense_is_no_choice(client, staff, query):
    held(10)
    client.force_login(staff)
    page = client.get(reverse("reports:programme") + "?" + query)
    assert page.status_code == 200
    assert page.context["found"].total.answered == 10


def test_the_page_takes_as_many_queries_for_many_activities_as_for_one(client, staff):
    held(5)
    client.force_login(staff)
    few = queries_of(client, reverse("reports:programme"))
    for _ in range(2):
        held(5)
    assert queries_of(client, reverse("reports:programme")) == few
