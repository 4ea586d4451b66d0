"""What a disclosure leaves out keeps its person from being cleared until the office has settled it (SII-1)."""

from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction
from django.utils import timezone

from activities.clearance import team_clearances, uncleared_people
from activities.models import OfficeSettings, Status
from activities.services.disclosure_requests import request_disclosure_of
from activities.services.omissions import accept_omission, ask_about_omission, undo_acceptance
from core.errors import ActionRefused
from disclosures.models import AcceptedOmission, DisclosureRequest
from disclosures.services import decide_on_companies, find_or_queue_company
from tests.factories import make_activity, make_disclosure, make_person, make_reviewer

pytestmark = pytest.mark.django_db


@pytest.fixture
def rae():
    return make_reviewer("Rae Reviewer")


def teaching(*, employer=""):
    sam = make_person("Sam Speaker", "physician-assistant")
    speakers = [sam, make_person("Nora Nurse", "advanced-practice-nurse")]
    activity = make_activity(Status.SUBMITTED, speakers=speakers, disclosed=False)
    member = activity.team.get(person=sam)
    if employer:
        member.employer = employer
        member.save()
    return member


def clearance_of(member):
    office = OfficeSettings.current()
    fresh = type(member.activity).objects.get(pk=member.activity_id)
    return next(c for c in team_clearances(fresh, office=office, on=timezone.localdate()) if c.member == member)


def ago(days):
    return timezone.now() - timedelta(days=days)


@pytest.mark.rule("SII-1")
def test_an_employment_named_before_does_not_vanish(rae):
    member = teaching()
    make_disclosure(member.person, ("Medtronic", "employee"), at=ago(3))
    make_disclosure(member.person, at=ago(2))

    [sentence] = clearance_of(member).open_items
    assert "disclosed Medtronic, employee, and their later statement leaves it out" in sentence
    session = member.sessions.first()
    assert sentence in uncleared_people([session], office=OfficeSettings.current(), at=timezone.now())[session.pk]

    [omission] = clearance_of(member).omissions
    with pytest.raises(ActionRefused, match="Say why"):
        accept_omission(member=member, key=omission.key, reason=" ", by=rae, at=timezone.now())
    accept_omission(member=member, key=omission.key, reason="They mistook the form.", by=rae, at=timezone.now())
    assert clearance_of(member).is_cleared

    # A later statement that leaves out the same is not asked about again; nor is another activity.
    make_disclosure(member.person, at=ago(1))
    assert clearance_of(member).is_cleared

    undo_acceptance(member=member, key=omission.key, by=rae, at=timezone.now())
    assert not clearance_of(member).is_cleared


@pytest.mark.rule("SII-1")
def test_what_was_given_an_end_or_is_named_again_is_not_left_out():
    member = teaching()
    make_disclosure(member.person, ("Medtronic", "employee"), at=ago(3))
    make_disclosure(member.person, ("Medtronic", "employee", timezone.localdate()), at=ago(2))

    assert clearance_of(member).omissions == []


@pytest.mark.rule("SII-1")
def test_what_ended_before_the_look_back_need_not_be_named():
    member = teaching()
    make_disclosure(member.person, ("Old Co", "consultant", timezone.localdate() - timedelta(days=800)), at=ago(3))
    make_disclosure(member.person, at=ago(2))

    assert clearance_of(member).is_cleared


@pytest.mark.rule("SII-1")
def test_an_employer_that_is_an_ineligible_company_is_asked_about(rae):
    member = teaching(employer="Medtronic, Inc.")
    make_disclosure(member.person, at=ago(2))
    assert clearance_of(member).is_cleared
    decide_on_companies([find_or_queue_company("Medtronic")], standing="ineligible", by=rae, at=timezone.now())

    [sentence] = clearance_of(member).open_items
    assert "works for Medtronic as far as we know" in sentence
    make_disclosure(member.person, ("Medtronic", "employee"))
    assert clearance_of(member).omissions == []


@pytest.mark.rule("SII-1")
def test_the_office_asks_the_person_in_a_letter(rae):
    member = teaching()
    make_disclosure(member.person, ("Medtronic", "employee"), at=ago(3))
    make_disclosure(member.person, at=ago(2))
    [omission] = clearance_of(member).omissions

    request = ask_about_omission(member=member, key=omission.key, by=rae, at=timezone.now())

    assert "you disclosed Medtronic, employee" in request.question
    assert not clearance_of(member).is_cleared


@pytest.mark.rule("SII-1")
@pytest.mark.rule("REV-3")
def test_nobody_of_the_team_settles_it(rae):
    member = teaching()
    make_disclosure(member.person, ("Medtronic", "employee"), at=ago(3))
    make_disclosure(member.person, at=ago(2))
    [omission] = clearance_of(member).omissions

    with pytest.raises(ActionRefused):
        accept_omission(member=member, key=omission.key, reason="Mine.", by=member.person, at=timezone.now())


@pytest.mark.rule("SII-1")
def test_the_database_accepts_a_thing_once(rae):
    first = make_disclosure(make_person("Ann Other"), ("Acme", "stock")).relationships.get()
    facts = {"person": first.disclosure.person, "reason": "So.", "accepted_at": timezone.now(), "accepted_by": rae}
    AcceptedOmission.objects.create(relationship=first, **facts)

    for wrong in ({"relationship": first}, {}, {"relationship": first, "employer": "Acme"}):
        with pytest.raises(IntegrityError), transaction.atomic():
            AcceptedOmission.objects.create(**wrong, **facts)


@pytest.mark.rule("SII-1")
def test_who_the_plan_names_is_asked_when_it_is_submitted_and_by_a_planner_once_a_day():
    activity = make_activity(Status.SUBMITTED, disclosed=False)
    director = activity.team.get(role="director").person
    member = activity.team.filter(role="speaker").first()
    [first] = DisclosureRequest.objects.filter(person=member.person)
    assert first.asked_by == director
    now = first.asked_at + timedelta(days=2)

    request_disclosure_of(member, by=director, at=now)
    with pytest.raises(ActionRefused, match="within the last day"):
        request_disclosure_of(member, by=director, at=now + timedelta(hours=23))
    request_disclosure_of(member, by=director, at=now + timedelta(hours=25))
    with pytest.raises(ActionRefused, match="Only this activity’s planners"):
        request_disclosure_of(member, by=make_person("Stan Stranger"), at=now + timedelta(hours=60))

    assert DisclosureRequest.objects.filter(person=member.person, asked_by=director).count() == 3
