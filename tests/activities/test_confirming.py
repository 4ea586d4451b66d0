"""The yearly confirmation of disclosures, and what the office decided staying decided (SII-2)."""

from datetime import timedelta

import pytest
from django.core import mail
from django.utils import timezone

from activities.clearance import disclosures_to_learners, team_clearances
from activities.models import Mitigation, OfficeSettings, Status
from activities.periodic import ask_to_confirm_disclosures
from activities.services.clearance import decide_on_relationship
from disclosures.models import DisclosureRequest
from disclosures.services import Relationship, confirm_disclosure, record_disclosure
from tests.factories import make_activity, make_disclosure, make_person, make_reviewer

pytestmark = [pytest.mark.django_db, pytest.mark.rule("SII-2")]


@pytest.fixture
def sam():
    return make_person("Sam Speaker", "physician-assistant")


def activity_of(sam, **options):
    return make_activity(
        Status.SUBMITTED, speakers=[sam, make_person("Nora Nurse", "advanced-practice-nurse")], **options
    )


def clearance_of_sam(activity, *, on=None):
    clearances = team_clearances(activity, office=OfficeSettings.current(), on=on or timezone.localdate())
    return next(clearance for clearance in clearances if str(clearance.member.person) == "Sam Speaker")


def decide(activity, company, **decision):
    clearance = clearance_of_sam(activity)
    relationship = next(row for row in clearance.relationships if row.company == company)
    return decide_on_relationship(
        member=clearance.member, relationship=relationship, by=make_reviewer(), at=timezone.now(), **decision
    )


def tell(sam, *relationships):
    return record_disclosure(
        person=sam,
        has_relationships=True,
        relationships=[Relationship(*relationship) for relationship in relationships],
        signed_name="Sam Speaker",
        by=sam,
        at=timezone.now(),
    )


def test_what_the_office_decided_holds_when_sam_confirms_that_nothing_changed(sam):
    first = make_disclosure(sam, ("Acme", "consultant"), ("Bolt", "stock"), at=timezone.now() - timedelta(days=300))
    activity = activity_of(sam)
    decide(activity, "Acme", is_relevant=True, method="peer_review")
    decide(activity, "Bolt", is_relevant=False)

    confirmed = confirm_disclosure(first, signed_name="Sam Speaker", by=sam, at=timezone.now())
    again = confirm_disclosure(confirmed, signed_name="Sam Speaker", by=sam, at=timezone.now())

    clearance = clearance_of_sam(activity)
    assert clearance.disclosure == again
    assert clearance.is_cleared
    told = disclosures_to_learners(activity, office=OfficeSettings.current(), on=timezone.localdate())
    assert told[0] == "Sam Speaker (speaker): Consultant: Acme."


def test_what_is_new_or_changed_is_decided_on_and_the_rest_is_not(sam):
    make_disclosure(sam, ("Acme", "consultant"), ("Bolt", "stock"))
    activity = activity_of(sam)
    decide(activity, "Acme", is_relevant=False)
    decide(activity, "Bolt", is_relevant=False)

    tell(sam, ("ACME", "consultant"), ("Bolt", "stock", timezone.localdate()), ("Cure", "speaker"))

    assert clearance_of_sam(activity).open_items == [
        "The office has not decided on Sam Speaker’s relationship with Bolt.",
        "The office has not decided on Sam Speaker’s relationship with Cure.",
    ]


def test_a_relationship_that_was_gone_and_is_back_is_new(sam):
    make_disclosure(sam, ("Acme", "consultant"))
    activity = activity_of(sam)
    decide(activity, "Acme", is_relevant=False)

    tell(sam, ("Bolt", "stock"))
    tell(sam, ("Acme", "consultant"))

    assert clearance_of_sam(activity).open_items == [
        "The office has not decided on Sam Speaker’s relationship with Acme."
    ]


def test_a_decision_about_a_confirmed_relationship_can_be_changed(sam):
    first = make_disclosure(sam, ("Acme", "consultant"))
    activity = activity_of(sam)
    decide(activity, "Acme", is_relevant=False)
    confirm_disclosure(first, signed_name="Sam Speaker", by=sam, at=timezone.now())

    decide(activity, "Acme", is_relevant=True)

    assert Mitigation.objects.get().is_relevant
    assert clearance_of_sam(activity).open_items == [
        "Sam Speaker’s relationship with Acme is relevant and not mitigated."
    ]


def test_a_relationship_that_sam_no_longer_has_is_not_told_to_learners(sam):
    make_disclosure(sam, ("Acme", "consultant"))
    activity = activity_of(sam)
    decide(activity, "Acme", is_relevant=True, method="divest")

    make_disclosure(sam)

    told = disclosures_to_learners(activity, office=OfficeSettings.current(), on=timezone.localdate())
    assert len(told) == 1
    assert told[0].startswith("None of the persons in control of content")


def test_a_disclosure_that_runs_out_before_a_far_away_start_is_said_early(sam):
    signed = timezone.now() - timedelta(days=200)
    make_disclosure(sam, at=signed)
    soon, later = activity_of(sam), activity_of(sam, starts_at=timezone.now() + timedelta(days=250))

    assert clearance_of_sam(soon).foreseen == []
    assert clearance_of_sam(later).is_cleared
    [sentence] = clearance_of_sam(later).foreseen
    assert sentence.startswith("Sam Speaker’s disclosure serves until")
    assert clearance_of_sam(later, on=later.start_date).open_items == [
        "Sam Speaker has not disclosed financial relationships."
    ]


def test_sam_is_asked_to_confirm_once_when_it_runs_out_soon(sam, client, django_capture_on_commit_callbacks):
    make_disclosure(sam, at=timezone.now() - timedelta(days=345))
    activity_of(sam)
    activity_of(sam)

    with django_capture_on_commit_callbacks(execute=False):
        assert ask_to_confirm_disclosures() == 1
        assert ask_to_confirm_disclosures() == 0

    request = DisclosureRequest.objects.get()
    assert (request.person, request.confirms, request.asked_by) == (sam, sam.disclosures.get(), None)
    from disclosures.tasks import mail_disclosure_request

    mail_disclosure_request(request.pk)
    [letter] = mail.outbox
    assert letter.subject == "Please confirm your disclosure: your role as speaker in “Sepsis: the First Hour”"
    assert "If nothing has changed, one press is all it takes" in letter.body
    address = next(word for word in letter.body.split() if "/disclose/" in word)
    assert "Nothing has changed" in client.get(address).text


@pytest.mark.parametrize("days_ago", [10, 300])
def test_nobody_is_asked_while_it_serves_long_enough_or_is_not_due(sam, days_ago):
    make_disclosure(sam, at=timezone.now() - timedelta(days=days_ago))
    activity_of(sam)

    assert ask_to_confirm_disclosures() == 0
