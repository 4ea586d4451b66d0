"""One activity's report: rolled up from answers to gaps, and nobody to be told from it (EVL-4)."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from activities.models import OfficeSettings, PracticeGap
from evaluations.models import BaselineAnswer, Evaluation
from evaluations.services import (
    Composed,
    Given,
    SpeakerGiven,
    Told,
    add_question,
    answer_follow_ups,
    make_questionnaire,
    submit_evaluation,
    write_follow_up_letter,
)
from reports.measures import Line
from reports.outcomes import outcomes_of, rolled_up
from reports.protection import Share
from reports.scope import Scope
from reports.themes import themes_of
from tests.acts import attend, make_past_activity
from tests.factories import make_person
from tests.pages import queries_of, text_of

pytestmark = [pytest.mark.django_db, pytest.mark.rule("EVL-4")]
K = 5


@pytest.fixture
def staff():
    return make_person("Sam Staff", staff=True)


def answer(activity, *, rating=5, intent="yes", number=0, commitments=(), own=None, bias="", **person):
    """One more learner, who attended and gave these answers, each a minute after the one before."""
    learner = make_person(f"Learner {number}", **person)
    attend(learner, activity)
    given = {}
    for question in make_questionnaire(activity).questions.prefetch_related("choices"):
        if question.objective_id:
            given[question] = Given(rating=rating)
        elif question.key == "balanced":
            given[question] = Given(word="no" if bias else "yes")
        elif question.key == "balanced_why" and bias:
            given[question] = Given(text=bias)
        elif question.key == "intent":
            given[question] = Given(word=intent)
        elif question.kind == "speakers":
            session = activity.sessions.first()
            given[question] = Given(speakers=[SpeakerGiven(session, m, rating) for m in session.speakers.all()])
        elif question.is_own and own is not None:
            given[question] = own(question)
    at = timezone.now() - timedelta(hours=1) + timedelta(minutes=number)
    return submit_evaluation(activity, learner=learner, at=at, answers=given, commitments=commitments)


def answered(activity, ratings, **more):
    return [answer(activity, rating=rating, number=number, **more) for number, rating in enumerate(ratings)]


def parts_of(activity, *, smallest=K):
    """What the office reads of all that was answered, as though the last step were complete."""
    everything = Evaluation.objects.filter(activity=activity)
    people = everything.values("learner").distinct().count()
    scope = Scope(activity, smallest, everything, everything.count(), people, still_to_come=0, is_office=True)
    return {part.key: part for part in outcomes_of(scope)}


def said(part):
    return {line.label: line.said for line in part.lines}


# --- What it says ----------------------------------------------------------------------------------------------------
def test_ratings_roll_up_from_objective_to_gap():
    activity = make_past_activity()
    answered(activity, [5] * 6 + [2] * 6)
    assert [(line.label, line.said, line.counted, line.mean) for line in parts_of(activity)["objectives"].lines] == [
        ("Antibiotics and fluids begin within the first hour.", "50 %", "12 of 24 answers", 3.5),
        ("Apply the one-hour sepsis bundle", "50 %", "6 of 12", 3.5),
        ("Select antibiotics by likely source", "50 %", "6 of 12", 3.5),
    ]


def test_several_gaps_arerolled_up_once_more():
    activity = make_past_activity()
    first = activity.gaps.get()
    second = PracticeGap.objects.create(
        activity=activity, setting="clinical", best_practice="Lactate is repeated.", need_performance="Nobody does."
    )
    first.objectives.filter(text="Select antibiotics by likely source").update(gap=second)
    answered(activity, [5] * 6 + [2] * 6)
    lines = parts_of(activity)["objectives"].lines
    assert [(line.label, line.counted) for line in lines if line.is_head] == [
        ("All objectives", "12 of 24 answers"),
        ("Antibiotics and fluids begin within the first hour.", "6 of 12 answers"),
        ("Lactate is repeated.", "6 of 12 answers"),
    ]


def test_what_is_no_more_here_and_no_less_there_is_not_summed():
    lines = [
        Line("One", 12, Share(8, 12, at_least=True), 4.5),
        Line("Another", 12, Share(4, 12, at_most=True), 2.5),
    ]
    assert rolled_up("Both", lines).share == Share(None, 24)


def test_it_says_how_many_of_those_who_took_part_answered():
    activity = make_past_activity()
    answered(activity, [4] * 6)
    for number in range(6):
        attend(make_person(f"Silent {number}", "pharmacist"), activity)
    part = parts_of(activity)["responses"]
    assert (str(part.lines[0].share), part.lines[0].share.count, part.lines[0].answers) == ("50 %", 6, 12)
    assert said(part)["Physicians"] == "100 %"
    assert said(part)["Pharmacists"] == "0 %"


def test_a_profession_that_nearly_all_answered_says_so_no_closer():
    activity = make_past_activity()
    answered(activity, [4] * 10)
    for number in range(2):
        attend(make_person(f"Silent {number}"), activity)
    for number in range(6):
        attend(make_person(f"Silent {number}", "pharmacist"), activity)
    for number in range(10, 16):
        answer(activity, number=number, profession="pharmacist")
    part = parts_of(activity)["responses"]
    assert said(part)["Physicians"] == "67 % or more"
    assert said(part)["Pharmacists"] == "too few to show"  # else the physicians' silent two were left over


def test_intent_speakers_and_what_was_set_out_are_summed():
    activity = make_past_activity()
    for number in range(12):
        answer(
            activity,
            number=number,
            intent="yes" if number < 7 else "already",
            commitments=["Measure lactate at triage"] if number < 7 else [],
        )
    parts = parts_of(activity)
    assert said(parts["intent"]) == {"Will change something": "58 %", "Do it already": "42 %", "Will not": "0 %"}
    [_, theme] = parts["commitments"].lines
    assert (theme.label, theme.counted, theme.example) == (
        "“lactate”",
        "7 of 7 commitments",
        "Measure lactate at triage",
    )
    assert parts["commitments"].texts == ["Measure lactate at triage"] * 7
    assert len(parts["speakers"].lines) == 2


@pytest.mark.rule("EVL-3")
def test_it_says_what_became_of_commitments():
    activity = make_past_activity(ago=timedelta(days=61, hours=2))
    evaluations = [answer(activity, number=number, commitments=["Teach the bundle"]) for number in range(10)]
    Evaluation.objects.update(submitted_at=timezone.now() - timedelta(days=61))
    for number, evaluation in enumerate(evaluations):
        learner = evaluation.learner
        later = timezone.now() + timedelta(days=60)
        write_follow_up_letter(learner, at=later)
        told = Told("fully" if number < 5 else "no", barriers=["time"], why_not=f"Reason {number}")
        commitment = evaluation.commitments.get()
        answer_follow_ups([evaluation.follow_up], told={commitment: told}, by=learner, at=later)
    parts = parts_of(activity)
    assert said(parts["follow_up"]) == {
        "Answered when asked": "100 %",
        "Carried out": "50 %",
        "In part": "0 %",
        "Not yet": "50 %",
    }
    assert said(parts["met"]) == {"Time": "50 %"}
    assert len(parts["met"].texts) == 5  # the same steps as for the planners: whole groups of five


@pytest.mark.rule("EVL-5")
def test_before_and_after_are_compared_of_the_same_people():
    activity = make_past_activity()
    question = add_question(
        activity, composed=Composed("rating", "I know whom to call.", asked_before=True), by=activity.created_by
    )
    evaluations = [answer(activity, number=number, own=lambda _: Given(rating=5)) for number in range(12)]
    for number, evaluation in enumerate(evaluations):
        # Two answered when it was over, and one never.
        if number < 11:
            BaselineAnswer.objects.create(
                learner=evaluation.learner,
                question=question,
                rating=2,
                answered_at=timezone.now(),
                is_late=number >= 9,
            )
    part = parts_of(activity)["compared"]
    assert [(line.label, line.said, line.counted, line.mean, line.bar) for line in part.lines] == [
        ("I know whom to call.", "", "9 people", None, None),
        ("Before", "", "", 2.0, 25),
        ("After", "", "", 5.0, 100),
        ("Difference", "+3.0", "", None, None),
    ]


# --- An attacker reads it --------------------------------------------------------------------------------------------
def test_nothing_is_said_of_what_fewer_than_five_answered(client, staff):
    activity = make_past_activity()
    answered(activity, [1, 5, 5, 5], commitments=["Teach the bundle"])
    client.force_login(staff)
    page = text_of(client.get(reverse("reports:outcomes", args=[activity.slug])))
    assert "Not enough people" in page
    assert "Teach the bundle" not in page


def test_the_one_who_dissents_is_not_seen():
    """A colleague knows that eleven gave a five and wants to know whether the twelfth did."""
    activities = [make_past_activity(), make_past_activity()]
    answered(activities[0], [5] * 12)
    answered(activities[1], [5] * 11 + [4])
    without, with_one = (parts_of(activity)["objectives"].lines for activity in activities)
    assert without == with_one


def test_a_small_profession_is_not_left_over_from_the_total():
    activity = make_past_activity()
    answered(activity, [4] * 6)
    for number in range(6):
        attend(make_person(f"Silent {number}"), activity)
    for number in range(6, 8):
        answer(activity, number=number, profession="nurse")
    for number in range(8, 14):
        attend(make_person(f"Silent {number}", "pharmacist"), activity)
    for number in range(14, 20):
        answer(activity, number=number, profession="pharmacist")
    part = parts_of(activity)["responses"]
    total, *rows = part.lines
    exact = [line.share for line in rows if line.share and line.share.count is not None]
    exact = [one for one in exact if not (one.at_least or one.at_most)]
    left_over = total.share.count - sum(one.count for one in exact)
    assert "Nurses" not in said(part)
    assert left_over >= K


def test_planners_see_new_answers_only_five_together(client):
    """Who looks before and after one colleague hands in sees the same page."""
    activity = make_past_activity()
    planner = activity.team.get(role="planner").person
    client.force_login(planner)
    address = reverse("reports:outcomes", args=[activity.slug])

    def words():
        page = client.get(address)
        return [(part.lines, part.texts) for part in page.context["parts"]]

    answered(activity, [5] * 10, commitments=["Teach the bundle"])
    seen = words()
    for number in range(10, 14):
        answer(activity, number=number, rating=1, intent="no", commitments=["I will not"])
        assert words()[1:] == seen[1:]
    answer(activity, number=14, rating=1, intent="no", commitments=["I will not"])
    assert words()[1:] != seen[1:]


def test_texts_come_in_nobody_s_order_without_time_or_name(client):
    activity = make_past_activity()
    add_question(activity, composed=Composed("text", "What surprised you?"), by=activity.created_by)
    words = ["Zebras", "apples", "Moths", "bees", "Cats"]
    for number, word in enumerate(words):
        answer(activity, number=number, own=lambda _, word=word: Given(text=word))
    client.force_login(activity.team.get(role="planner").person)
    page = client.get(reverse("reports:outcomes", args=[activity.slug]))
    [part] = [part for part in page.context["parts"] if part.title == "What surprised you?"]
    assert part.texts == ["apples", "bees", "Cats", "Moths", "Zebras"]
    assert not any(f"Learner {number}" in page.content.decode() for number in range(5))


def test_the_office_cannot_take_yesterday_s_page_from_today_s_either(client, staff):
    activity = make_past_activity()
    answered(activity, [5] * 5)
    client.force_login(staff)
    address = reverse("reports:outcomes", args=[activity.slug])
    before = client.get(address).context["parts"]
    answer(activity, rating=1, number=5)
    page = client.get(address)
    shown = [
        [(line.label, line.said) for line in part.lines] for part in page.context["parts"] if part.key != "responses"
    ]
    assert shown == [[(line.label, line.said) for line in part.lines] for part in before if part.key != "responses"]
    assert (page.context["scope"].answers, page.context["scope"].still_to_come) == (5, 1)


def test_bias_is_for_the_office_alone(client, staff):
    activity = make_past_activity()
    for number in range(5):
        answer(activity, number=number, bias="One drug only" if number == 3 else "")
    address = reverse("reports:outcomes", args=[activity.slug])
    client.force_login(activity.team.get(role="planner").person)
    page = client.get(address)
    assert "One drug only" not in page.content.decode()
    assert "balanced" not in page.content.decode()
    client.force_login(staff)
    assert "One drug only" in client.get(address).content.decode()


def test_staff_who_plan_it_read_it_as_planners(client, staff):
    activity = make_past_activity(planners=[staff, make_person("Paul Pharmacist", "pharmacist")])
    for number in range(6):
        answer(activity, number=number, bias="One drug only" if number == 3 else "")
    client.force_login(staff)
    page = client.get(reverse("reports:outcomes", args=[activity.slug]))
    assert page.context["scope"].answers == 5
    assert "One drug only" not in page.content.decode()


def test_the_office_sets_how_small_a_group_may_be():
    OfficeSettings.current()
    activity = make_past_activity()
    answered(activity, [5] * 6)
    assert "objectives" in parts_of(activity, smallest=5)
    assert "objectives" not in parts_of(activity, smallest=7)


def test_the_theme_of_fewer_than_five_is_neither_named_nor_exemplified():
    texts = ["Stop fluids after two liters"] * 4 + ["Repeat lactate within two hours"] * 5
    assert [theme.word for theme in themes_of(texts, smallest=K)] == ["hour"]
    assert "Stop" not in str(themes_of(texts, smallest=K))


# --- The page and the sheet ------------------------------------------------------------------------------------------
def test_the_sheet_says_what_the_page_says_and_computes_nothing(client, staff):
    activity = make_past_activity()
    answered(activity, [5] * 10, commitments=["=HYPERLINK(1)"])
    client.force_login(staff)
    response = client.get(reverse("reports:outcomes_csv", args=[activity.slug]))
    sheet = response.getvalue().decode("utf-8-sig")
    assert response["Content-Type"] == "text/csv; charset=utf-8"
    assert "Apply the one-hour sepsis bundle,6 or more,10,,60 % or more" in sheet
    assert "'=HYPERLINK(1)" in sheet
    assert "\n=HYPER" not in sheet


@pytest.mark.parametrize(("silent", "why"), [(0, True), (12, False)])
def test_the_page_names_its_columns_counts_and_says_why_a_figure_is_missing(client, staff, silent, why):
    """Six of eight, or six of eighteen, answered: in the first case two silent ones are too few."""
    activity = make_past_activity()
    answered(activity, [5] * 6)
    for number in range(silent or 2):
        attend(make_person(f"Silent {number}"), activity)
    client.force_login(staff)
    page = text_of(client.get(reverse("reports:outcomes", args=[activity.slug])))
    assert "Profession Evaluated it How many" in page
    assert "Gap and its objectives Agree How many Mean, 1 to 5" in page
    assert f"of those who took part evaluated it 5 of {6 + (silent or 2)}" in page
    assert "groups of fewer than 5 people are not shown" in page
    part = page.partition("Who answered")[2].partition("From gap to objective")[0]
    assert ("Too few to show: fewer than 5 people are on one side" in part) is why


def test_the_page_takes_as_many_queries_for_many_answers_as_for_few(client, staff):
    activity = make_past_activity()
    answered(activity, [5] * 5, commitments=["Teach the bundle"])
    client.force_login(staff)
    address = reverse("reports:outcomes", args=[activity.slug])
    few = queries_of(client, address)
    for number in range(5, 15):
        answer(activity, number=number, commitments=["Teach the bundle"])
    assert queries_of(client, address) == few
