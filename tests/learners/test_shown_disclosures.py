"""That each learner was shown who has which relationships, word for word, and when (SII-8); names for companies (SII-12)."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from activities.models import Activity, Status
from activities.services.clearance import decide_on_relationship
from activities.services.support import add_exhibitor
from core.errors import ActionRefused
from disclosures.models import Company
from learners.models import Attendance, DisclosureShowing
from learners.services import issue_codes, note_shown, record_attendance, register_learner
from learners.showing import disclosures_for
from tests.acts import make_past_activity
from tests.factories import make_activity, make_disclosure, make_person, make_reviewer
from tests.pages import fields_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def ana():
    return make_person("Ana Learner")


@pytest.fixture
def sam():
    return make_person("Sam Speaker", "physician-assistant")


def activity_of(sam, *, mitigated=True):
    """Runs now; Sam consults for Acme, which the office mitigated in time."""
    relationship = make_disclosure(
        sam, ("Acme", "consultant"), at=timezone.now() - timedelta(days=60)
    ).relationships.get()
    activity = make_past_activity(ago=timedelta(minutes=5), speakers=[sam], explained=True)
    if mitigated:
        decide_on_relationship(
            member=activity.team.get(person=sam),
            relationship=relationship,
            is_relevant=True,
            method="peer_review",
            by=make_reviewer(),
            at=timezone.now() - timedelta(days=1),
        )
    return activity


def page_of(activity):
    return reverse("learners:session_code", args=[issue_codes(activity, at=timezone.now())[0].code])


@pytest.mark.rule("SII-8")
def test_the_very_text_a_learner_read_is_kept_with_the_moment(client, ana, sam):
    activity = activity_of(sam)
    client.force_login(ana)
    page = client.get(page_of(activity))
    assert "Sam Speaker (speaker): Consultant: Acme." in page.text

    client.post(page_of(activity), fields_of(page, containing="read"))

    showing = DisclosureShowing.objects.get(learner=ana)
    assert showing.shown.activity == activity
    assert showing.shown.text.splitlines() == [
        "Sam Speaker (speaker): Consultant: Acme.",
        "All of the relevant financial relationships listed for these individuals have been mitigated.",
        "None of the other persons in control of content has relevant financial relationships with ineligible "
        "companies to disclose.",
    ]
    assert Attendance.objects.get().disclosures_shown_at == showing.shown_at


@pytest.mark.rule("SII-8")
def test_a_text_that_changed_since_the_page_was_opened_is_shown_again_first(client, ana, sam):
    activity = activity_of(sam)
    client.force_login(ana)
    read = fields_of(client.get(page_of(activity)), containing="read")
    Company.objects.filter(name="Acme").update(name="Acme Devices")

    again = client.post(page_of(activity), read, follow=True)

    assert "has changed since you opened this page" in again.text
    assert "Consultant: Acme Devices." in again.text
    assert not Attendance.objects.exists()
    client.post(page_of(activity), fields_of(again, containing="read"))
    assert Attendance.objects.count() == 1


@pytest.mark.rule("SII-8")
def test_attendance_that_names_no_text_it_read_is_not_taken(client, ana, sam):
    client.force_login(ana)
    assert "Please read it again" in client.post(page_of(activity_of(sam)), {}, follow=True).text
    assert not Attendance.objects.exists()


@pytest.mark.rule("SII-8")
def test_whoever_opens_the_material_was_shown_the_disclosures_first(client, ana):
    activity = make_activity(Status.OPEN, format=Activity.Format.ENDURING)
    register_learner(activity, learner=ana, at=timezone.now())
    client.force_login(ana)
    address = reverse("learners:material", args=[activity.slug])

    client.get(address)
    client.get(address)

    [showing] = DisclosureShowing.objects.filter(learner=ana)
    assert showing.shown.text.startswith("None of the persons in control of content")


@pytest.mark.rule("SII-8")
def test_another_text_is_another_showing(ana):
    activity = make_activity(Status.OPEN)
    told = disclosures_for(activity, at=timezone.now())
    note_shown(activity, learner=ana, told=told, at=timezone.now())
    note_shown(activity, learner=ana, told=told, at=timezone.now())
    note_shown(activity, learner=ana, told=[*told, "More."], at=timezone.now())
    assert DisclosureShowing.objects.count() == 2


@pytest.mark.rule("SII-6")
def test_a_relationship_is_not_mitigated_after_the_session_began(ana, sam):
    activity = activity_of(sam, mitigated=False)
    member = activity.team.get(person=sam)
    relationship = sam.disclosures.get().relationships.get()
    mitigation = {"relationship": relationship, "is_relevant": True, "method": "attest", "by": make_reviewer()}

    with pytest.raises(ActionRefused, match="has begun to teach"):
        decide_on_relationship(member=member, at=timezone.now(), **mitigation)


@pytest.mark.rule("SII-7")
def test_what_was_mitigated_too_late_does_not_open_the_session_that_had_begun(ana, sam):
    activity = activity_of(sam)
    activity.team.get(person=sam).mitigations.update(mitigated_at=timezone.now())
    code = issue_codes(activity, at=timezone.now())[0]

    with pytest.raises(ActionRefused, match="still reviewing"):
        record_attendance(code, learner=ana, at=timezone.now(), source="qr")


# --- Names for companies ---------------------------------------------------------------------------------------------


@pytest.mark.rule("SII-12")
def test_companies_learn_the_names_of_those_who_consented_and_of_nobody_else(client, ana):
    activity = make_activity(Status.OPEN, has_exhibits=True)
    register_learner(activity, learner=ana, at=timezone.now(), shares_name_with_industry=True)
    register_learner(activity, learner=make_person("Ben Private"), at=timezone.now())
    elsewhere = make_activity(Status.OPEN, has_exhibits=True)
    register_learner(elsewhere, learner=make_person("Eve Elsewhere"), at=timezone.now(), shares_name_with_industry=True)
    address = reverse("learners:names_for_companies", args=[activity.slug])
    client.force_login(make_reviewer())

    names = b"".join(client.get(address).streaming_content).decode()

    assert "Ana Learner" in names
    assert "Ben" not in names
    assert "Eve" not in names
    assert ana.email not in names


@pytest.mark.rule("SII-12")
def test_registration_names_the_companies_and_asks_for_consent_unticked(client, ana):
    activity = make_activity(Status.OPEN)
    add_exhibitor(activity, name="Stand Inc", by=activity.created_by, at=timezone.now())
    client.force_login(ana)

    page = client.get(reverse("learners:register", args=[activity.slug]))

    assert "Today these are Stand Inc." in page.text
    assert "shares_name_with_industry" not in fields_of(page, containing="shares_name_with_industry")


@pytest.mark.rule("SII-12")
def test_planners_do_not_take_names_to_companies(client):
    activity = make_activity(Status.OPEN, has_exhibits=True)
    client.force_login(activity.created_by)
    assert client.get(reverse("learners:names_for_companies", args=[activity.slug])).status_code == 404
