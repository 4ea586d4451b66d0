"""Who does not disclose has no part in the content; what is exempt asks nobody (SII-3, SII-4, SII-9)."""

from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction
from django.urls import reverse
from django.utils import timezone

from activities.clearance import disclosures_to_learners, team_clearances
from activities.models import Activity, Exclusion, Exemption, OfficeSettings, Status
from activities.periodic import exclude_who_refused
from activities.services.clearance import decide_on_relationship
from activities.services.disclosure_requests import people_to_ask
from activities.services.exclusions import exclude_member, undo_exclusion
from activities.services.exemptions import end_exemption, exempt_activity
from core.errors import ActionRefused
from core.models import Letter
from disclosures.links import disclosure_token
from disclosures.models import Refusal
from tests.factories import make_activity, make_disclosure, make_person, make_reviewer
from tests.pages import form_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def rae():
    return make_reviewer("Rae Reviewer")


@pytest.fixture
def sam():
    return make_person("Sam Speaker", "physician-assistant")


def activity_of(sam, status=Status.SUBMITTED, **options):
    return make_activity(status, speakers=[sam, make_person("Nora Nurse", "advanced-practice-nurse")], **options)


def open_items(activity):
    clearances = team_clearances(activity, office=OfficeSettings.current(), on=timezone.localdate())
    return [item for clearance in clearances for item in clearance.open_items]


# --- The record ------------------------------------------------------------------------------------------------------


@pytest.mark.rule("SII-4")
def test_an_owner_who_is_excluded_stays_on_record_with_what_was_decided(sam, rae):
    relationship = make_disclosure(sam, ("Bolt Devices", "owner")).relationships.get()
    activity = activity_of(sam)
    member = activity.team.get(person=sam)
    decide_on_relationship(member=member, relationship=relationship, is_relevant=True, by=rae, at=timezone.now())

    exclude_member(member=member, ground="industry", reason="Owns Bolt.", by=rae, at=timezone.now())

    exclusion = Exclusion.objects.get()
    assert (exclusion.person, exclusion.role, exclusion.excluded_by, exclusion.reason) == (
        sam,
        "speaker",
        rae,
        "Owns Bolt.",
    )
    assert exclusion.decisions[0]["relationship"] == "Bolt Devices: Owner"
    assert exclusion.decisions[0]["decided_by"] == "Rae Reviewer"
    assert not activity.team.filter(person=sam).exists()
    with pytest.raises(TypeError, match="permanent record"):
        exclusion.delete()


@pytest.mark.rule("SII-4")
def test_who_is_excluded_as_an_owner_is_not_cleared_for_another_role_either(sam, rae):
    make_disclosure(sam)
    activity = activity_of(sam)
    director = activity.team.get(role="director")
    activity.team.create(person=sam, role="planner", profession=director.profession, position=9)
    exclusion = exclude_member(
        member=activity.team.get(person=sam, role="speaker"),
        ground="industry",
        reason="He owns Bolt.",
        by=rae,
        at=timezone.now(),
    )
    assert open_items(activity) == [
        "Sam Speaker was excluded as speaker, because they own an ineligible company or work there. That excludes "
        "them as planner, too."
    ]
    undo_exclusion(exclusion, reason="Bolt sells bread.", by=rae, at=timezone.now())
    assert open_items(Activity.objects.get()) == []


def test_an_exclusion_says_its_ground_and_the_person_is_told_why(sam, rae):
    member = activity_of(sam).team.get(person=sam)
    with pytest.raises(ActionRefused, match="Choose the ground") as refused:
        exclude_member(member=member, ground="", reason="He owns Bolt.", by=rae, at=timezone.now())
    assert refused.value.field == "ground"
    exclude_member(member=member, ground="industry", reason="He owns Bolt.", by=rae, at=timezone.now())
    letter = Letter.objects.get(person=sam, kind="exclusion")
    assert letter.subject.startswith("About your role as speaker")
    assert "He owns Bolt." in letter.text
    assert "/disclose/" in letter.text


@pytest.mark.rule("SII-3")
def test_undoing_gives_the_role_and_the_sessions_back_with_the_reason(sam, rae):
    activity = activity_of(sam)
    member = activity.team.get(person=sam)
    exclusion = exclude_member(member=member, reason="Did not answer.", by=rae, at=timezone.now())
    with pytest.raises(ActionRefused, match="Say why the exclusion is undone"):
        undo_exclusion(exclusion, reason=" ", by=rae, at=timezone.now())

    restored = undo_exclusion(exclusion, reason="The letter had gone to an old address.", by=rae, at=timezone.now())

    assert (restored.person, restored.role, restored.profession_id) == (sam, "speaker", "physician-assistant")
    assert list(restored.sessions.all()) == list(activity.sessions.all())
    exclusion.refresh_from_db()
    assert (exclusion.undone_by, exclusion.undo_reason) == (rae, "The letter had gone to an old address.")
    with pytest.raises(ActionRefused, match="undone already"):
        undo_exclusion(exclusion, reason="Again.", by=rae, at=timezone.now())


@pytest.mark.rule("SII-3")
def test_planners_do_not_undo_what_the_office_decided(sam, rae):
    activity = activity_of(sam)
    exclusion = exclude_member(member=activity.team.get(person=sam), reason="No answer.", by=rae, at=timezone.now())
    with pytest.raises(ActionRefused, match="reviewers"):
        undo_exclusion(exclusion, reason="We need him.", by=activity.created_by, at=timezone.now())


@pytest.mark.rule("SII-3")
def test_planners_cannot_name_an_excluded_person_again(client, sam, rae):
    activity = activity_of(sam, Status.CHANGES_REQUESTED)
    exclude_member(member=activity.team.get(person=sam), reason="Refused.", by=rae, at=timezone.now())
    client.force_login(activity.created_by)
    address = reverse("plan:section", args=[activity.slug, "team"])
    _, _, fields = form_of(client.get(address), containing="rows-TOTAL_FORMS")
    number = int(fields["rows-TOTAL_FORMS"][0])
    row = {"email": sam.email, "given_name": "Sam", "family_name": "Speaker", "role": "speaker"}
    fields |= {f"rows-{number}-{name}": value for name, value in row.items()}
    fields |= {"rows-TOTAL_FORMS": number + 1, f"rows-{number}-profession": "physician"}

    response = client.post(address, fields)

    assert response.status_code == 422
    assert "The office excluded Sam Speaker from this role on" in response.text
    assert not activity.team.filter(person=sam).exists()


def test_the_office_excludes_and_undoes_on_the_review_page(client, sam, rae):
    activity = activity_of(sam)
    member = activity.team.get(person=sam)
    client.force_login(rae)
    address = reverse("admin:activities_activity_review", args=[activity.pk])

    post = {"action": f"exclude-{member.pk}", f"exclude_reason_{member.pk}": "Works for Bolt."}
    page = client.post(address, {**post, f"exclude_ground_{member.pk}": "industry"}, follow=True)
    assert "Owns an ineligible company or works there" in page.text
    exclusion = Exclusion.objects.get()
    page = client.post(
        address, {"action": f"undo-{exclusion.pk}", f"undo_reason_{exclusion.pk}": "She left Bolt."}, follow=True
    )
    assert "Undone by Rae Reviewer" in page.text
    assert activity.team.filter(person=sam).exists()


# --- Refusing is an answer -------------------------------------------------------------------------------------------


@pytest.mark.rule("SII-3")
def test_who_refuses_on_the_link_is_excluded_and_office_and_director_are_told(client, sam, rae):
    activity = activity_of(sam)
    address = reverse("disclosures:refuse_by_link", args=[disclosure_token(sam)])
    assert "taken out of your roles" in client.get(address).text

    assert "We have your answer" in client.post(address, {"reason": "Private."}, follow=True).text
    assert open_items(activity) == ["Sam Speaker refuses to disclose, which excludes them from this role."]
    assert exclude_who_refused() == 1
    assert exclude_who_refused() == 0

    exclusion = Exclusion.objects.get()
    assert (exclusion.ground, exclusion.reason, exclusion.excluded_by) == ("refused", "Private.", sam)
    assert not activity.team.filter(person=sam).exists()
    letters = Letter.objects.filter(kind="exclusion")
    assert {letter.subject.partition(",")[0] for letter in letters} == {"No longer speaker: Sam Speaker"}
    readers = [letter.to_address for letter in letters]
    assert {rae.email, activity.created_by.email} <= set(readers)
    assert len(readers) == len(set(readers))
    assert sam.email not in readers


@pytest.mark.rule("SII-3")
def test_a_director_who_refuses_holds_everything_up_until_another_is_named(client):
    director = make_person("Dora Director")
    activity = make_activity(Status.SUBMITTED, director=director)
    client.force_login(director)
    client.post("/disclose/refuse/", {"reason": ""})

    assert exclude_who_refused() == 1
    assert exclude_who_refused() == 0

    assert activity.team.filter(role="director", person=director).exists()
    assert open_items(activity) == ["Dora Director refuses to disclose, which excludes them from this role."]


@pytest.mark.rule("SII-3")
def test_who_changes_their_mind_discloses_and_is_no_longer_held_up(sam):
    Refusal.objects.create(person=sam, refused_at=timezone.now() - timedelta(days=1))
    make_disclosure(sam)

    activity = activity_of(sam)
    assert exclude_who_refused() == 0
    assert open_items(activity) == []


def test_what_was_taught_stays_taught(sam):
    activity = activity_of(sam, Status.OPEN, starts_at=timezone.now() - timedelta(days=1))
    Refusal.objects.create(person=sam, refused_at=timezone.now())

    assert exclude_who_refused() == 0
    assert activity.team.filter(person=sam).exists()


# --- Exempt ----------------------------------------------------------------------------------------------------------


@pytest.mark.rule("SII-9")
def test_an_exempt_activity_asks_nobody_and_says_so_to_learners(rae):
    activity = make_activity(Status.SUBMITTED, title="Writing for Clinicians", disclosed=False)
    assert open_items(activity) != []

    exempt_activity(activity, ground="non_clinical", reason="It is about grammar.", by=rae, at=timezone.now())

    activity.refresh_from_db()
    assert open_items(activity) == []
    assert list(people_to_ask(activity, at=timezone.now())) == []
    assert disclosures_to_learners(activity, office=OfficeSettings.current(), on=timezone.localdate()) == [
        "Nobody was asked to disclose financial relationships for this activity, because its content is not clinical."
    ]


@pytest.mark.rule("SII-9")
@pytest.mark.parametrize(
    ("options", "sentence"),
    [
        ({"format": Activity.Format.SERIES}, "A series is never exempt"),
        ({"format": Activity.Format.ENDURING}, "Enduring material is never exempt"),
        ({"title": "Thoracic Tumor Board"}, "Tumor boards, rounds and M&M"),
        ({"title": "Surgery M&M"}, "Tumor boards, rounds and M&M"),
    ],
)
def test_some_things_are_never_exempt(rae, options, sentence):
    activity = make_activity(Status.SUBMITTED, **options)
    with pytest.raises(ActionRefused, match=sentence):
        exempt_activity(activity, ground="learner_led", reason="They say so.", by=rae, at=timezone.now())


@pytest.mark.rule("SII-9")
@pytest.mark.parametrize(
    ("ground", "reason", "sentence"), [("", "Grammar.", "two grounds"), ("non_clinical", " ", "Say why")]
)
def test_an_exemption_has_a_ground_and_a_reason(rae, ground, reason, sentence):
    activity = make_activity(Status.SUBMITTED)
    with pytest.raises(ActionRefused, match=sentence):
        exempt_activity(activity, ground=ground, reason=reason, by=rae, at=timezone.now())


@pytest.mark.rule("SII-9")
def test_planners_do_not_exempt_themselves():
    activity = make_activity(Status.SUBMITTED)
    with pytest.raises(ActionRefused, match="reviewers"):
        exempt_activity(activity, ground="non_clinical", reason="Ours.", by=activity.created_by, at=timezone.now())


@pytest.mark.rule("SII-9")
def test_the_database_refuses_an_exempt_series():
    activity = make_activity(Status.DRAFT, format=Activity.Format.SERIES)
    with pytest.raises(IntegrityError), transaction.atomic():
        Activity.objects.filter(pk=activity.pk).update(is_exempt=True)


@pytest.mark.rule("SII-9")
def test_an_exempt_activity_does_not_become_a_series(client, rae):
    activity = make_activity(Status.CHANGES_REQUESTED)
    exempt_activity(activity, ground="non_clinical", reason="Grammar.", by=rae, at=timezone.now())
    client.force_login(activity.created_by)
    address = reverse("plan:section", args=[activity.slug, "basics"])
    _, _, fields = form_of(client.get(address), containing="format_rationale")

    response = client.post(address, fields | {"format": "enduring"})

    assert response.status_code == 422
    assert "Please ask the office before you change the format." in response.text


@pytest.mark.rule("SII-9")
def test_the_office_exempts_and_ends_it_on_the_review_page_and_both_stay_on_record(client, rae):
    activity = make_activity(Status.SUBMITTED)
    client.force_login(rae)
    address = reverse("admin:activities_activity_review", args=[activity.pk])

    post = {"action": "exempt", "exempt_ground": "non_clinical", "exempt_reason": "It is about grammar."}
    page = client.post(address, post, follow=True)
    assert "It is about grammar." in page.text
    assert "Need not disclose" in page.text
    page = client.post(address, {"action": "end_exemption", "end_reason": "A drug talk was added."}, follow=True)

    assert "A drug talk was added." in page.text
    exemption = Exemption.objects.get()
    assert (exemption.exempted_by, exemption.ended_by) == (rae, rae)
    with pytest.raises(ActionRefused, match="not exempt"):
        end_exemption(activity, reason="Again.", by=rae, at=timezone.now())
