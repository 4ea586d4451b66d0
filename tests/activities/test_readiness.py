"""What a proposal still lacks, told as sentences."""

from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction
from django.utils import timezone

from activities.models import Activity, Objective, PracticeGap, Session, Status, TeamMember
from activities.readiness import OpenItem, open_items, open_sections
from activities.services import begin_proposal, submit_proposal
from core.errors import ActionRefused
from tests.factories import make_activity, make_person

pytestmark = pytest.mark.django_db


@pytest.fixture
def draft() -> Activity:
    return make_activity(Status.DRAFT)


def sentences(activity: Activity) -> list[str]:
    return [item.sentence for item in open_items(activity)]


def test_a_complete_plan_lacks_nothing(draft):
    assert open_items(draft) == []


def test_an_empty_plan_is_asked_for_every_section():
    activity = begin_proposal(title="New", format=Activity.Format.COURSE, by=make_person("Dora Director"))
    assert open_sections(open_items(activity)) == {
        "basics",
        "gaps",
        "objectives",
        "content",
        "team",
        "agenda",
        "evaluation",
        "independence",
    }


def test_an_incomplete_plan_cannot_be_submitted_and_is_told_why(draft):
    draft.competencies.clear()
    draft.content_areas.clear()
    director = draft.team.get(role=TeamMember.Role.DIRECTOR).person
    with pytest.raises(ActionRefused) as refusal:
        submit_proposal(draft, by=director, at=timezone.now(), attests=True)
    assert refusal.value.message == "Choose at least one content area. Choose at least one competency."
    draft.refresh_from_db()
    assert (draft.status, draft.version) == (Status.DRAFT, 0)


@pytest.mark.rule("CRT-5")
@pytest.mark.parametrize("field", ["title", "venue", "city"])
def test_what_no_certificate_could_print_is_told_while_one_plans(draft, field):
    setattr(draft, field, "Café Ωmega 东京 \U00013000")
    assert sentences(draft) == [f"The {field} cannot be printed on certificates: leave out “\U00013000”."]


@pytest.mark.rule("PLN-1")
def test_a_plan_needs_a_gap(draft):
    draft.gaps.all().delete()
    assert OpenItem("gaps", "Describe at least one practice gap.") in open_items(draft)


@pytest.mark.rule("PLN-1")
@pytest.mark.parametrize(
    ("field", "what"),
    [
        ("current_practice", "what is done now"),
        ("best_practice", "what best practice is"),
        ("evidence", "how the gap was found"),
        ("reference", "a reference for how the gap was found"),
    ],
)
def test_a_gap_says_what_it_is_and_how_it_was_found(draft, field, what):
    PracticeGap.objects.filter(activity=draft).update(**{field: ""})
    assert sentences(draft) == [f"Gap 1 does not say {what}."]


@pytest.mark.rule("PLN-1")
def test_a_gap_of_101_words_is_not_ready(draft):
    PracticeGap.objects.filter(activity=draft).update(current_practice="word " * 100, best_practice="word")
    assert sentences(draft) == ["Shorten gap 1 from 101 to 100 words."]


@pytest.mark.rule("PLN-1")
def test_the_database_refuses_a_gap_without_a_need(draft):
    with pytest.raises(IntegrityError), transaction.atomic():
        PracticeGap.objects.filter(activity=draft).update(need_knowledge="", need_competence="", need_performance="")


@pytest.mark.rule("PLN-2")
def test_every_gap_has_an_objective(draft):
    gap = draft.gaps.get()
    gap.pk = None
    gap.position = 1
    gap.save()
    assert sentences(draft) == ["No objective closes gap 2 yet."]


@pytest.mark.rule("PLN-2")
def test_an_objective_written_past_the_form_is_caught_before_submission(draft):
    Objective.objects.filter(pk=draft.objectives.first().pk).update(text="understand sepsis")
    assert sentences(draft) == [
        (
            "Objective 1: “Understand” cannot be observed in a learner. Begin with a verb that can, such as adopt, "
            "counsel, document or implement, since it is designed to change performance."
        )
    ]


@pytest.mark.rule("PLN-2")
def test_the_database_refuses_an_objective_that_changes_knowledge_alone(draft):
    with pytest.raises(IntegrityError), transaction.atomic():
        Objective.objects.filter(activity=draft).update(change="knowledge")


@pytest.mark.rule("PLN-3")
def test_format_has_a_rationale_and_content_an_area_and_a_competency(draft):
    Activity.objects.filter(pk=draft.pk).update(format_rationale="")
    draft.competencies.clear()
    draft.content_areas.clear()
    draft.refresh_from_db()
    assert sentences(draft) == [
        "Say why this format suits it, in at most 25 words.",
        "Choose at least one content area.",
        "Choose at least one competency.",
    ]


@pytest.mark.rule("PLN-4")
def test_a_team_of_one_profession_needs_a_reason_for_each_that_is_missing(draft):
    draft.team.exclude(role=TeamMember.Role.DIRECTOR).update(profession_id="physician")
    assert sentences(draft) == [
        "Advanced practice nurses: nobody on the team. Add someone, or say why not.",
        "Pharmacists: nobody on the team. Add someone, or say why not.",
        "Physician assistants / associates: nobody on the team. Add someone, or say why not.",
    ]
    for code in ("advanced-practice-nurse", "pharmacist", "physician-assistant"):
        draft.absences.create(profession_id=code, reason="On leave until the autumn.")
    assert sentences(draft) == []


@pytest.mark.rule("PLN-4")
def test_nurses_pharmacists_and_physician_assistants_are_asked_about_even_if_only_physicians_are_taught(draft):
    draft.audience.set(["physician"])
    draft.team.filter(profession_id="pharmacist").delete()
    assert sentences(draft) == ["Pharmacists: nobody on the team. Add someone, or say why not."]


@pytest.mark.rule("PLN-4")
def test_a_taught_profession_counts_whether_it_plans_or_speaks(draft):
    draft.audience.add("nurse")
    assert sentences(draft) == ["Registered nurses: nobody on the team. Add someone, or say why not."]
    draft.team.create(person=make_person("Ned Nurse", "nurse"), role=TeamMember.Role.PLANNER, profession_id="nurse")
    assert sentences(draft) == []


@pytest.mark.rule("PLN-4")
@pytest.mark.rule("PLN-5")
def test_a_coordinator_without_control_of_content_represents_nobody(draft):
    draft.audience.add("nurse")
    draft.team.create(
        person=make_person("Cora Coordinator", "nurse"),
        role=TeamMember.Role.COORDINATOR,
        profession_id="nurse",
        controls_content=False,
    )
    assert sentences(draft) == ["Registered nurses: nobody on the team. Add someone, or say why not."]


@pytest.mark.rule("PLN-5")
def test_a_plan_needs_its_director_and_has_one(draft):
    with pytest.raises(IntegrityError), transaction.atomic():
        draft.team.filter(role=TeamMember.Role.PLANNER).update(role=TeamMember.Role.DIRECTOR)
    draft.team.filter(role=TeamMember.Role.DIRECTOR).update(role=TeamMember.Role.PLANNER)
    assert sentences(draft) == ["Name the activity director."]


@pytest.mark.rule("PLN-6")
def test_sessions_lie_within_the_activity_s_days(draft):
    Session.objects.filter(activity=draft).update(
        starts_at=draft.starts_at - timedelta(hours=2), ends_at=draft.starts_at - timedelta(hours=1)
    )
    [sentence] = sentences(draft)
    assert "before the activity does" in sentence


@pytest.mark.rule("PLN-6")
def test_a_counting_session_has_a_speaker(draft):
    session = draft.sessions.get()
    session.speakers.clear()
    assert sentences(draft) == [f"“{session}” has no speaker yet."]


@pytest.mark.rule("PLN-6")
def test_the_database_refuses_a_session_that_ends_before_it_starts(draft):
    session = draft.sessions.get()
    with pytest.raises(IntegrityError), transaction.atomic():
        Session.objects.filter(pk=session.pk).update(ends_at=session.starts_at)


@pytest.mark.rule("PLN-6")
def test_the_database_refuses_credit_for_a_break(draft):
    with pytest.raises(IntegrityError), transaction.atomic():
        draft.sessions.update(kind=Session.Kind.BREAK)


@pytest.mark.rule("PLN-7")
def test_the_last_safe_day_is_the_lead_time_before_the_start(draft):
    assert draft.last_safe_submission_date(56) == draft.start_date - timedelta(days=56)


def test_nothing_is_submitted_after_it_began(draft):
    director = draft.team.get(role=TeamMember.Role.DIRECTOR).person
    began = draft.sessions.get().starts_at
    with pytest.raises(ActionRefused, match="It has begun"):
        submit_proposal(draft, by=director, at=began, attests=True)
