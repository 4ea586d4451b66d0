"""The office drafts a plan, its director confirms or corrects it, and each sees where that stands (PLN-5)."""

import re
from datetime import timedelta

import pytest
from django.core import mail
from django.test import Client
from django.utils import timezone

from accounts.models import User
from activities.confirmation import standing_of, valid_confirmation
from activities.models import Activity, PlanInvitation, Status, TeamMember
from activities.services import submit_proposal
from activities.services.confirming import confirm_plan, invite_to_confirm
from activities.tasks import tell_of_change
from core.errors import ActionRefused
from core.models import Letter
from core.tasks import deliver_letter
from tests.factories import make_person
from tests.pages import fields_of, text_of

pytestmark = [pytest.mark.django_db, pytest.mark.rule("PLN-5")]


@pytest.fixture
def stella() -> User:
    return make_person("Stella Staff", staff=True)


@pytest.fixture
def office(stella: User) -> Client:
    client = Client()
    client.force_login(stella)
    return client


@pytest.fixture
def drafted(draft: Activity, stella: User) -> Activity:
    """Complete, written by Stella for Dora."""
    draft.drafted_for_director, draft.created_by = True, stella
    draft.save()
    return draft


def link_in(letter: str) -> str:
    found = re.search(r"https?://[^/\s]+(/plan/invited/\S+)", letter)
    assert found
    return found[1]


def correct(client: Client, activity: Activity, section: str, **changes) -> None:
    address = f"/plan/{activity.slug}/{section}/"
    answer = client.post(address, fields_of(client.get(address), containing="based_on") | changes)
    assert answer.status_code == 302


def invite(office: Client, activity: Activity, django_capture_on_commit_callbacks) -> str:
    """Returns the link of the director's letter."""
    mail.outbox.clear()
    with django_capture_on_commit_callbacks(execute=True):
        office.post(f"/plan/{activity.slug}/invite/")
    for letter in Letter.objects.filter(kind="plan-invitation"):
        deliver_letter(letter.pk)
    return link_in(str(mail.outbox[0].body))


def test_the_office_invites_the_director_by_a_letter_with_a_link(office, drafted, django_capture_on_commit_callbacks):
    assert "Invite director and coordinator" in text_of(office.get(f"/plan/{drafted.slug}/"))
    link = invite(office, drafted, django_capture_on_commit_callbacks)
    assert mail.outbox[0].to == [drafted.team.get(role="director").person.email]
    assert link.startswith("/plan/invited/")
    page = text_of(office.get(f"/plan/{drafted.slug}/"))
    assert "Dora Director: invited" in page
    assert "not opened yet" in page


def test_the_coordinator_is_invited_too(drafted, stella):
    cora = make_person("Cora Coordinator")
    drafted.team.create(
        person=cora, role=TeamMember.Role.COORDINATOR, profession_id="physician", controls_content=False
    )
    invited = invite_to_confirm(drafted, by=stella, at=timezone.now())
    assert {str(one.person) for one in invited} == {"Dora Director", "Cora Coordinator"}


def test_the_link_signs_nobody_in_and_leads_to_the_plan_after_the_code(
    office, drafted, client, dora, django_capture_on_commit_callbacks
):
    link = invite(office, drafted, django_capture_on_commit_callbacks)
    answer = client.get(link)
    assert answer.status_code == 302
    assert answer.url.startswith("/accounts/login/code/?next=%2Fplan%2Finvited%2F")
    assert not PlanInvitation.objects.exclude(opened_at=None).exists()
    client.force_login(dora)
    assert client.get(link).url == f"/plan/{drafted.slug}/"
    assert PlanInvitation.objects.get().opened_at is not None
    assert "opened" in text_of(office.get(f"/plan/{drafted.slug}/"))


def test_a_stranger_with_the_link_sees_nothing(office, drafted, client, django_capture_on_commit_callbacks):
    link = invite(office, drafted, django_capture_on_commit_callbacks)
    client.force_login(make_person("Sten Stranger"))
    assert client.get(link).status_code == 404
    assert PlanInvitation.objects.get().opened_at is None


def test_a_link_that_is_too_old_says_so_and_a_forged_one_leads_nowhere(
    office, drafted, client, django_capture_on_commit_callbacks, monkeypatch
):
    link = invite(office, drafted, django_capture_on_commit_callbacks)
    assert client.get(link[:-3] + "xx/").status_code == 404
    in_a_month = (timezone.now() + timedelta(days=31)).timestamp()
    monkeypatch.setattr("django.core.signing.time.time", lambda: in_a_month)
    answer = client.get(link)
    assert answer.status_code == 410
    assert "This link is too old" in text_of(answer)


def test_the_director_is_asked_to_confirm_and_each_correction_is_told_to_the_office(
    office, drafted, planner, dora, django_capture_on_commit_callbacks
):
    invite(office, drafted, django_capture_on_commit_callbacks)
    assert "confirm the plan" in text_of(planner.get(f"/plan/{drafted.slug}/basics/"))
    before = drafted.title
    correct(planner, drafted, "basics", title="Sepsis, together")
    (correction,) = drafted.corrections.all()
    assert (correction.label, correction.before, correction.after, correction.corrected_by) == (
        "Title",
        before,
        "Sepsis, together",
        dora,
    )
    page = text_of(office.get(f"/plan/{drafted.slug}/"))
    assert "1 field corrected since the invitation" in page
    assert "Sepsis, together" in page


def test_the_confirmation_is_recorded_and_the_office_may_submit_what_was_confirmed(
    office, drafted, planner, dora, stella
):
    answer = planner.post(f"/plan/{drafted.slug}/confirm/", {"attests": "on"}, follow=True)
    assert "Confirmed by Dora Director" in text_of(answer)
    assert valid_confirmation(drafted) is not None
    assert "Dora Director confirmed this very plan" in text_of(office.get(f"/plan/{drafted.slug}/submit/"))
    assert office.post(f"/plan/{drafted.slug}/submit/").status_code == 302
    drafted.refresh_from_db()
    assert (drafted.status, drafted.attested_by) == (Status.SUBMITTED, dora)
    assert drafted.attested_at == drafted.confirmations.get().confirmed_at


def test_a_change_by_the_office_after_the_confirmation_needs_a_new_one(office, drafted, dora, stella):
    confirm_plan(drafted, by=dora, at=timezone.now(), attests=True)
    correct(office, drafted, "basics", title="Renamed by the office")
    drafted.refresh_from_db()
    assert [one.label for one in standing_of(drafted).changed] == ["Title"]
    assert "1 field has changed since" in text_of(office.get(f"/plan/{drafted.slug}/"))
    with pytest.raises(ActionRefused, match="Only the activity director can attest and submit"):
        submit_proposal(drafted, by=stella, at=timezone.now(), attests=True)
    confirm_plan(drafted, by=dora, at=timezone.now(), attests=True)
    assert valid_confirmation(drafted) is not None


def test_a_director_who_submits_confirms_by_it(drafted, dora):
    submit_proposal(drafted, by=dora, at=timezone.now(), attests=True)
    assert drafted.confirmations.get().confirmed_by == dora


def test_nobody_but_the_director_confirms_and_not_without_the_attestation(drafted, dora, stella):
    with pytest.raises(ActionRefused, match="Only the activity director"):
        confirm_plan(drafted, by=stella, at=timezone.now(), attests=True)
    with pytest.raises(ActionRefused, match="tick it"):
        confirm_plan(drafted, by=dora, at=timezone.now(), attests=False)
    drafted.content_areas.clear()
    with pytest.raises(ActionRefused, match="Choose at least one content area"):
        confirm_plan(drafted, by=dora, at=timezone.now(), attests=True)
    assert not drafted.confirmations.exists()


def test_a_plan_that_planners_wrote_themselves_has_nothing_to_confirm(draft, planner, stella):
    assert "The director’s confirmation" not in text_of(planner.get(f"/plan/{draft.slug}/"))
    with pytest.raises(ActionRefused, match="nothing to confirm"):
        invite_to_confirm(draft, by=stella, at=timezone.now())


def test_a_planner_cannot_invite_in_the_office_s_name(drafted, planner):
    answer = planner.post(f"/plan/{drafted.slug}/invite/", follow=True)
    assert "Only the office invites a director" in text_of(answer)
    assert not PlanInvitation.objects.exists()


# --- What each is told ------------------------------------------------------------------------------------------------
@pytest.fixture
def cora(drafted: Activity) -> User:
    cora = make_person("Cora Coordinator")
    drafted.team.create(
        person=cora, role=TeamMember.Role.COORDINATOR, profession_id="physician", controls_content=False
    )
    return cora


def letters_to(person: User, kind: str) -> list[Letter]:
    return list(Letter.objects.filter(person=person, kind=kind))


def test_the_invitation_names_who_invites_and_says_how_much_is_missing(drafted, stella, dora, cora):
    drafted.content_areas.clear()
    drafted.gaps.update(reference="")
    invite_to_confirm(drafted, by=stella, at=timezone.now())
    [to_dora], [to_cora] = letters_to(dora, "plan-invitation"), letters_to(cora, "plan-invitation")
    for said in (to_dora.text, to_dora.html):
        assert "Stella Staff of the CME office has drafted a plan" in said
        assert "2 things are still missing in it" in said
        assert "Stella Staff, CME office" in said
    assert "Dora Director, its director, confirms it" in to_cora.text


def test_an_invitation_to_a_complete_plan_warns_of_nothing(office, drafted, stella, dora):
    assert "still missing, and the letter says so" not in text_of(office.get(f"/plan/{drafted.slug}/"))
    invite_to_confirm(drafted, by=stella, at=timezone.now())
    assert "still missing" not in letters_to(dora, "plan-invitation")[0].text


def test_the_office_is_cautioned_before_it_invites_to_an_incomplete_plan(office, drafted):
    drafted.content_areas.clear()
    assert "1 thing is still missing, and the letter says so." in text_of(office.get(f"/plan/{drafted.slug}/"))


def test_a_field_that_was_empty_is_added_and_not_corrected(
    office, drafted, planner, django_capture_on_commit_callbacks
):
    Activity.objects.filter(pk=drafted.pk).update(online_address="", venue="Here", capacity=40)
    invite(office, drafted, django_capture_on_commit_callbacks)
    correct(planner, drafted, "basics", online_address="https://stream.example.org/", venue="There", capacity="")
    page = text_of(office.get(f"/plan/{drafted.slug}/"))
    assert "1 field added, 1 corrected, 1 taken away since the invitation" in page
    assert "Online address Added" in page


def test_who_drafted_the_plan_hears_that_it_is_confirmed(drafted, dora, stella):
    confirm_plan(drafted, by=dora, at=timezone.now(), attests=True)
    [letter] = letters_to(stella, "plan-confirmation")
    assert letter.subject == "Confirmed: Sepsis: the First Hour"
    for said in (letter.text, letter.html):
        assert "Dora Director has confirmed the plan of “Sepsis: the First Hour” that you drafted" in said
        assert f"/plan/{drafted.slug}/" in said
    assert not letters_to(dora, "plan-confirmation")


def test_who_drafted_the_plan_hears_of_it_where_the_director_submits_at_once(drafted, dora, stella):
    submit_proposal(drafted, by=dora, at=timezone.now(), attests=True)
    assert len(letters_to(stella, "plan-confirmation")) == 1


@pytest.mark.rule("REV-6")
def test_the_coordinator_hears_that_the_director_submitted(drafted, dora, cora):
    change = submit_proposal(drafted, by=dora, at=timezone.now(), attests=True)
    tell_of_change(change.pk)
    [letter] = letters_to(cora, "status-change")
    assert letter.subject == "Submitted: Sepsis: the First Hour"
    for said in (letter.text, letter.html):
        assert "Dora Director has submitted “Sepsis: the First Hour”" in said
        assert "The office reads it next and means to answer by" in said
        assert f"/plan/{drafted.slug}/" in said
    assert "/admin/" not in letter.text
    [own] = letters_to(dora, "status-change")
    assert "You have submitted “Sepsis: the First Hour”" in own.text


# --- What the director finds ------------------------------------------------------------------------------------------
def test_the_director_finds_the_confirmation_and_the_sections_before_what_is_missing(planner, drafted):
    drafted.content_areas.clear()
    page = text_of(planner.get(f"/plan/{drafted.slug}/"))
    places = [
        page.index(said) for said in ("Stella Staff of the CME office drafted", "Evaluation plan", "What is still")
    ]
    assert places == sorted(places)


def test_the_whole_plan_is_read_on_one_page(planner, drafted):
    assert f'href="/plan/{drafted.slug}/whole/"' in planner.get(f"/plan/{drafted.slug}/").content.decode()
    page = text_of(planner.get(f"/plan/{drafted.slug}/whole/"))
    for said in (
        "Antibiotics and fluids begin within the first hour.",
        "Apply the one-hour sepsis bundle",
        "Paul",
        "Sepsis in the first hour Petra Associate, Nora Nurse",
        "No company had a part in choosing topics",
    ):
        assert said in page
