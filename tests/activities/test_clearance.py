"""Whether the people who control content are cleared (SII)."""

from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction
from django.utils import timezone

from activities.clearance import disclosures_to_learners, team_clearances, uncleared_people
from activities.models import Mitigation, OfficeSettings, ReviewRequest, Status, TeamMember
from activities.services.clearance import decide_on_relationship
from activities.services.disclosure_requests import request_missing_disclosures
from activities.services.exclusions import exclude_member
from core.errors import ActionRefused
from disclosures.models import DisclosureRequest
from disclosures.services import decide_on_companies
from tests.factories import make_activity, make_disclosure, make_person, make_reviewer

pytestmark = pytest.mark.django_db


@pytest.fixture
def rae():
    return make_reviewer("Rae Reviewer")


def submitted_with(*relationships, role="speaker", **options):
    """An activity whose Sam, in `role`, disclosed these; Sam's place on the team and the relationships."""
    sam = make_person("Sam Speaker", "physician-assistant")
    disclosure = make_disclosure(sam, *relationships)
    who = {"speakers": [sam, make_person("Nora Nurse", "advanced-practice-nurse")]}
    if role == "planner":
        who = {"planners": [sam, make_person("Paul Pharmacist", "pharmacist")]}
    activity = make_activity(Status.SUBMITTED, **who, **options)
    return activity.team.get(person=sam), list(disclosure.relationships.all())


def open_items_of(member):
    activity, office = member.activity, OfficeSettings.current()
    clearances = team_clearances(activity, office=office, on=timezone.localdate())
    return next(clearance.open_items for clearance in clearances if clearance.member == member)


def decide(member, relationship, by, **decision):
    return decide_on_relationship(member=member, relationship=relationship, by=by, at=timezone.now(), **decision)


def refusal_of(act, *args, **options) -> str:
    with pytest.raises(ActionRefused) as refused:
        act(*args, **options)
    return refused.value.message


@pytest.mark.rule("SII-1")
def test_who_has_not_disclosed_is_not_cleared():
    member = make_activity(Status.DRAFT, disclosed=False).team.first()

    assert open_items_of(member) == ["Dora Director has not disclosed financial relationships."]


@pytest.mark.rule("SII-2")
def test_a_disclosure_serves_for_twelve_months():
    activity = make_activity(Status.DRAFT, disclosed=False, planners=[], speakers=[])
    member = activity.team.get()
    make_disclosure(member.person, at=timezone.now() - timedelta(days=370))
    assert open_items_of(member) == ["Dora Director has not disclosed financial relationships."]

    make_disclosure(member.person, at=timezone.now() - timedelta(days=360))
    assert open_items_of(member) == []


@pytest.mark.rule("SII-2")
def test_what_ended_more_than_two_years_before_the_start_is_not_looked_at():
    start = timezone.localdate() + timedelta(days=60)
    member, _ = submitted_with(
        ("Old Co", "consultant", start - timedelta(days=740)), ("New Co", "consultant", start - timedelta(days=720))
    )
    assert open_items_of(member) == ["The office has not decided on Sam Speaker’s relationship with New Co."]


@pytest.mark.rule("SII-5")
def test_the_office_decides_that_a_relationship_is_not_relevant(rae):
    member, [relationship] = submitted_with(("Acme", "consultant"))

    decide(member, relationship, rae, is_relevant=False, reason="Acme makes hearing aids.")

    assert open_items_of(member) == []


@pytest.mark.rule("SII-5")
def test_what_is_not_relevant_is_so_with_a_reason(rae):
    member, [relationship] = submitted_with(("Acme", "consultant"))
    refusal = refusal_of(decide, member, relationship, rae, is_relevant=False, reason=" ")
    assert refusal == "Say why Sam Speaker’s relationship with Acme is not relevant to the content."
    assert not Mitigation.objects.exists()


@pytest.mark.rule("SII-5")
def test_what_is_relevant_is_so_in_every_role_and_mitigated_in_each(rae):
    speaker, [relationship] = submitted_with(("Acme", "consultant"))
    planner = TeamMember.objects.create(
        activity=speaker.activity, person=speaker.person, role="planner", profession=speaker.profession, position=9
    )
    decide(planner, relationship, rae, is_relevant=True, method="recuse")
    assert open_items_of(planner) == []
    assert open_items_of(speaker) == ["Sam Speaker’s relationship with Acme is relevant and not mitigated."]

    decide(speaker, relationship, rae, is_relevant=True, method="attest")
    assert {one.role: decision.method for one in (planner, speaker) for decision in one.mitigations.all()} == {
        "planner": "recuse",
        "speaker": "attest",
    }

    decide(speaker, relationship, rae, is_relevant=False, reason="Acme makes hearing aids.")
    assert [(d.is_relevant, d.method) for d in planner.mitigations.all()] == [(False, "")]
    assert open_items_of(planner) == open_items_of(speaker) == []


@pytest.mark.rule("SII-8")
def test_of_who_waits_in_one_role_learners_read_only_that_they_wait(rae):
    speaker, [relationship] = submitted_with(("Acme", "consultant"))
    planner = TeamMember.objects.create(
        activity=speaker.activity, person=speaker.person, role="planner", profession=speaker.profession, position=9
    )
    decide(planner, relationship, rae, is_relevant=True, method="recuse")
    told = " ".join(disclosures_to_learners(speaker.activity, office=OfficeSettings.current(), on=timezone.localdate()))
    assert "still reviewing the disclosures of Sam Speaker" in told
    assert "have been mitigated" not in told


@pytest.mark.rule("SII-5")
def test_sam_does_not_decide_on_his_own_relationships():
    member, [relationship] = submitted_with(("Acme", "consultant"))

    assert "reviewers" in refusal_of(decide, member, relationship, member.person, is_relevant=False)


@pytest.mark.rule("SII-5")
def test_a_reviewer_on_the_team_does_not_decide(rae):
    member, [relationship] = submitted_with(("Acme", "consultant"))
    TeamMember.objects.create(
        activity=member.activity, person=rae, role=TeamMember.Role.SPEAKER, profession_id="physician"
    )
    assert "colleague" in refusal_of(decide, member, relationship, rae, is_relevant=False)


@pytest.mark.rule("SII-6")
def test_a_relevant_relationship_has_to_be_mitigated_dated_and_signed(rae):
    member, [relationship] = submitted_with(("Acme", "consultant"))
    decide(member, relationship, rae, is_relevant=True)
    assert open_items_of(member) == ["Sam Speaker’s relationship with Acme is relevant and not mitigated."]

    rob = make_reviewer("Rob Reviewer")
    decision = decide(member, relationship, rob, is_relevant=True, method="peer_review")

    assert open_items_of(member) == []
    assert (decision.decided_by, decision.mitigated_by) == (rae, rob)
    assert decision.decided_at < decision.mitigated_at


@pytest.mark.rule("SII-6")
@pytest.mark.parametrize(
    ("role", "open_to_them", "closed_to_them"),
    [
        ("planner", ["divest", "recuse", "peer_review"], ["attest"]),
        ("speaker", ["divest", "peer_review", "attest"], ["recuse"]),
    ],
)
def test_planners_and_speakers_mitigate_in_different_ways(rae, role, open_to_them, closed_to_them):
    member, [relationship] = submitted_with(("Acme", "consultant"), role=role)

    for method in open_to_them:
        assert decide(member, relationship, rae, is_relevant=True, method=method).method == method
    for method in closed_to_them:
        assert "is not open to a" in refusal_of(decide, member, relationship, rae, is_relevant=True, method=method)


@pytest.mark.rule("SII-6")
def test_another_way_has_to_be_described(rae):
    member, [relationship] = submitted_with(("Acme", "consultant"))

    assert "Say how" in refusal_of(decide, member, relationship, rae, is_relevant=True, method="other")
    assert decide(member, relationship, rae, is_relevant=True, method="other", reason="Another speaker covers it.")


@pytest.mark.rule("SII-4")
@pytest.mark.parametrize(("nature", "is_a"), [("employee", "an employee"), ("owner", "an owner")])
def test_owners_and_employees_are_excluded(rae, nature, is_a):
    member, [relationship] = submitted_with(("Bolt Pharma", nature))

    assert "unless one of the three exceptions" in refusal_of(decide, member, relationship, rae, is_relevant=False)
    assert "unless one of the three exceptions" in refusal_of(
        decide, member, relationship, rae, is_relevant=True, method="attest"
    )
    decide(member, relationship, rae, is_relevant=True)
    assert open_items_of(member) == [f"Sam Speaker is {is_a} of Bolt Pharma, which excludes them from this role."]


@pytest.mark.rule("SII-4")
@pytest.mark.parametrize(
    ("exception", "decision"),
    [
        ("unrelated", {"is_relevant": False}),
        ("basic_science", {"is_relevant": True, "method": "peer_review"}),
        ("device", {"is_relevant": True, "method": "attest"}),
    ],
)
def test_three_recorded_exceptions_clear_an_employee(rae, exception, decision):
    member, [relationship] = submitted_with(("Bolt Pharma", "employee"))

    decide(member, relationship, rae, exception=exception, **decision)

    assert open_items_of(member) == []
    assert Mitigation.objects.get().exception == exception


@pytest.mark.rule("SII-4")
def test_a_former_employee_is_not_excluded_but_decided_on(rae):
    left = timezone.localdate() - timedelta(days=30)
    member, [relationship] = submitted_with(("Bolt Pharma", "employee", left))

    assert "no exception is needed" in refusal_of(
        decide, member, relationship, rae, is_relevant=False, exception="unrelated"
    )
    decide(member, relationship, rae, is_relevant=True, method="attest")
    assert open_items_of(member) == []


@pytest.mark.rule("SII-4")
def test_the_database_refuses_that_the_unrelated_is_relevant():
    member, [relationship] = submitted_with(("Bolt Pharma", "employee"))

    with pytest.raises(IntegrityError), transaction.atomic():
        Mitigation.objects.create(
            member=member,
            relationship=relationship,
            is_relevant=True,
            exception="unrelated",
            decided_at=timezone.now(),
            decided_by=member.person,
        )


def test_a_relationship_of_an_older_disclosure_is_not_decided_on(rae):
    member, [relationship] = submitted_with(("Acme", "consultant"))
    make_disclosure(member.person)

    assert "has signed another disclosure meanwhile" in refusal_of(decide, member, relationship, rae, is_relevant=False)


def test_decisions_of_a_closed_activity_stay_as_they_were(rae):
    activity = make_activity(Status.CLOSED, starts_at=timezone.now() - timedelta(days=20))
    member = activity.team.get(role="planner")
    relationship = make_disclosure(member.person, ("Acme", "consultant")).relationships.get()

    assert "its record stays as it is" in refusal_of(decide, member, relationship, rae, is_relevant=False)


@pytest.mark.rule("SII-3")
def test_who_refuses_to_disclose_is_excluded_and_the_planners_read_why(rae):
    activity = make_activity(Status.SUBMITTED, disclosed=False)
    member = activity.team.get(role="planner")

    exclude_member(member=member, reason="Refused to disclose.", by=rae, at=timezone.now())

    assert not activity.team.filter(role="planner").exists()
    assert ReviewRequest.objects.get().text == (
        "Paul Pharmacist, planner was excluded from this role: Refused to disclose."
    )


@pytest.mark.rule("SII-3")
def test_a_speaker_who_began_to_teach_cannot_be_taken_out(rae):
    activity = make_activity(Status.OPEN, starts_at=timezone.now() - timedelta(minutes=5))
    member = activity.team.filter(role="speaker").first()

    assert "has begun to teach" in refusal_of(
        exclude_member, member=member, reason="Too late.", by=rae, at=timezone.now()
    )


def test_a_director_is_not_excluded_but_replaced_by_the_planners(rae):
    member = make_activity(Status.SUBMITTED).team.get(role="director")

    assert "Request changes instead" in refusal_of(
        exclude_member, member=member, reason="Works there.", by=rae, at=timezone.now()
    )


@pytest.mark.rule("SII-1")
def test_a_letter_goes_to_each_person_who_has_not_disclosed_once(rae, mailoutbox, django_capture_on_commit_callbacks):
    dora = make_person("Dora Director")
    activity = make_activity(Status.SUBMITTED, director=dora, disclosed=False, speakers=[dora, make_person("Pia New")])
    make_disclosure(activity.team.get(role="planner").person)

    asked = request_missing_disclosures(activity, by=rae, at=timezone.now())

    assert sorted(str(request.person) for request in asked) == ["Dora Director", "Pia New"]
    assert DisclosureRequest.objects.get(person=dora, asked_by=rae).occasion == (
        "your role as activity director in “Sepsis: the First Hour”"
    )


def test_nobody_is_written_to_when_all_have_disclosed(rae):
    assert "nobody to write to" in refusal_of(
        request_missing_disclosures, make_activity(Status.SUBMITTED), by=rae, at=timezone.now()
    )


@pytest.mark.rule("SII-7")
def test_a_disclosure_signed_after_a_session_does_not_take_away_what_was_open():
    """Sam told the office of a new company a week after he taught; the session he taught stays open."""
    sam = make_person("Sam Speaker", "nurse")
    held = make_activity(Status.OPEN, starts_at=timezone.now() - timedelta(days=7), speakers=[sam])
    session = held.sessions.get()
    make_disclosure(sam, ("Harpoon Pharma", "consultant"))
    office = OfficeSettings.current()
    assert uncleared_people([session], office=office, at=timezone.now()) == {session.pk: []}
    to_come = make_activity(Status.OPEN, speakers=[sam])
    [items] = uncleared_people([to_come.sessions.get()], office=office, at=timezone.now()).values()
    assert items == ["The office has not decided on Sam Speaker’s relationship with Harpoon Pharma."]


@pytest.mark.rule("SII-5")
def test_a_relationship_with_an_eligible_organisation_needs_no_decision(rae):
    member, [relationship] = submitted_with(("Intermountain Hospital", "employee"))
    assert open_items_of(member) != []

    decide_on_companies([relationship.known_company], standing="eligible", by=rae, at=timezone.now())

    assert open_items_of(TeamMember.objects.get(pk=member.pk)) == []
