"""People on a team: who they are, who may rename them, and what a planner may learn about others."""

import re

import pytest
from django.test import Client
from django.utils import timezone

from accounts.models import User
from activities.models import Activity, Status
from activities.services import copy_activity
from tests.factories import make_activity, make_person
from tests.pages import fields_of, text_of

pytestmark = pytest.mark.django_db


def save_team(planner: Client, draft: Activity, **changes):
    address = f"/plan/{draft.slug}/team/"
    return planner.post(address, fields_of(planner.get(address), containing="based_on") | changes)


def new_person(email: str, given: str = "", family: str = "") -> dict[str, str]:
    return {
        "rows-TOTAL_FORMS": "5",
        "rows-4-given_name": given,
        "rows-4-family_name": family,
        "rows-4-email": email,
        "rows-4-role": "speaker",
        "rows-4-profession": "nurse",
    }


def test_another_s_address_under_a_new_name_is_refused_beside_it(planner, draft):
    nora = draft.team.get(person__given_name="Nora").person
    answer = save_team(planner, draft, **new_person(nora.email, "Theo", "Adeyemi"))
    assert f"This is the address of {nora}, who is on this list. Type Theo Adeyemi’s own." in text_of(answer)
    assert draft.team.count() == 4


def test_one_person_in_two_roles_is_one_person(planner, draft):
    nora = draft.team.get(person__given_name="Nora").person
    changes = new_person(nora.email, nora.given_name, nora.family_name) | {"rows-4-role": "moderator"}
    save_team(planner, draft, **changes)
    assert draft.team.filter(person=nora).count() == 2


@pytest.mark.parametrize("email", ["known@example.org", "nobody@example.org"])
def test_the_page_answers_the_same_whether_or_not_somebody_has_an_account(planner, draft, email):
    make_person("Known Already", email="known@example.org")
    answer = save_team(planner, draft, **new_person(email))
    assert answer.status_code == 422
    assert "Person 5, family name: Please give this person’s name." in text_of(answer)


def test_a_draft_tells_nobody_who_an_address_belongs_to(planner, draft):
    """Known and unknown look alike, with the name that was typed, wherever the draft is shown and when it is copied."""
    known = make_person("Secret Realname", email="known@example.org")
    seen = []
    for email in ("known@example.org", "nobody@example.org"):
        save_team(planner, draft, **new_person(email, "Some", "Guess"))
        copy = copy_activity(draft, by=draft.team.get(role="director").person, at=timezone.now())
        pages = [f"/plan/{one.slug}/{part}" for one in (draft, copy) for part in ("", "team/", "agenda/", "submit/")]
        pages += [one.get_absolute_url() for one in (draft, copy)]
        shown = "".join(planner.get(page).content.decode() for page in pages)
        row = re.findall(
            r"<input[^>]*rows-4-(?:given|family)_name[^>]*>", planner.get(f"/plan/{draft.slug}/team/").content.decode()
        )
        seen.append((row, "Guess" in shown, "Realname" in shown))
        copy.delete()
        draft.team.get(person__email=email).delete()
    assert seen[0] == seen[1]
    assert seen[0][1:] == (True, False)
    assert known.get_full_name() == "Secret Realname"


def test_once_the_office_has_it_a_person_has_their_own_name(planner, draft):
    make_person("Secret Realname", email="known@example.org")
    save_team(planner, draft, **new_person("known@example.org", "Some", "Guess"))
    Activity.objects.filter(pk=draft.pk).update(status=Status.CHANGES_REQUESTED)
    assert draft.team.select_related("activity").get(person__email="known@example.org").name == "Secret Realname"


def test_who_is_on_the_team_cannot_be_turned_into_somebody_else(planner, draft):
    paul = draft.team.get(role="planner")
    page = planner.get(f"/plan/{draft.slug}/team/").content.decode()
    assert re.search(r'<input type="email" name="rows-1-email"[^>]* disabled', page)
    save_team(
        planner, draft, **{"rows-1-email": "else@example.org", "rows-1-given_name": "Some", "rows-1-employer": "U"}
    )
    after = draft.team.get(pk=paul.pk)
    assert (after.person, after.person.given_name, after.employer) == (paul.person, "Paul", "U")


def test_a_name_mistyped_for_somebody_new_can_be_mended(planner, draft):
    save_team(planner, draft, **new_person("sal@example.org", "Sall", "Speaker"))
    save_team(planner, draft, **{"rows-4-given_name": "Sal"})
    sal = User.objects.get(email="sal@example.org")
    assert (sal.given_name, sal.printed_name) == ("Sal", "Sal Speaker")


def test_nobody_is_renamed_who_belongs_to_another_team_as_well(planner, draft):
    save_team(planner, draft, **new_person("sal@example.org", "Sal", "Speaker"))
    sal = User.objects.get(email="sal@example.org")
    make_activity(Status.DRAFT, speakers=[sal], audience=("nurse",), disclosed=False)
    save_team(planner, draft, **{"rows-4-given_name": "Silly"})
    sal.refresh_from_db()
    assert sal.given_name == "Sal"


def test_a_director_can_be_replaced_by_removing_one_and_adding_the_other(planner, draft, dora):
    added = new_person("new@example.org", "Nia", "Next") | {"rows-4-role": "director", "rows-0-DELETE": "on"}
    assert save_team(planner, draft, **added).status_code == 302
    assert draft.team.get(role="director").person.email == "new@example.org"


def test_the_same_person_twice_in_one_role_is_refused(planner, draft):
    speaker = draft.team.filter(role="speaker").first().person
    answer = save_team(planner, draft, **new_person(speaker.email, speaker.given_name, speaker.family_name))
    assert answer.status_code == 422
    assert "This person is listed twice in the same role." in text_of(answer)


@pytest.mark.rule("PLN-6")
def test_a_coordinator_without_say_in_the_content_is_not_offered_as_speaker(planner, draft):
    save_team(planner, draft, **{"rows-1-role": "coordinator", "rows-1-controls_content": []})
    assert "Paul Pharmacist" not in text_of(planner.get(f"/plan/{draft.slug}/agenda/"))


@pytest.mark.rule("PLN-5")
def test_any_of_the_office_carries_on_what_a_colleague_drafted_for_a_director(client, dora):
    from activities.services import begin_proposal

    drafted = begin_proposal(title="Drafted for Dora", format="course", by=make_person("Stella Staff", staff=True))
    client.force_login(make_person("Stan Staff", staff=True))
    address = f"/plan/{drafted.slug}/basics/"
    posted = fields_of(client.get(address), containing="based_on") | {"title": "Drafted by two"}
    assert client.post(address, posted).status_code == 302
    drafted.refresh_from_db()
    assert drafted.title == "Drafted by two"


@pytest.mark.rule("PLN-5")
def test_the_office_reads_a_director_s_own_plan_and_cannot_write_it(client, draft):
    client.force_login(make_person("Stan Staff", staff=True))
    page = client.get(f"/plan/{draft.slug}/basics/")
    assert "Only this activity’s planners can change its plan. This is how it reads." in text_of(page)
    assert "Internal Medicine" in text_of(page)
    client.post(f"/plan/{draft.slug}/basics/", {"title": "Not theirs", "based_on": ""})
    draft.refresh_from_db()
    assert draft.title == "Sepsis: the First Hour"


@pytest.mark.rule("PLN-5")
def test_a_planner_is_told_beforehand_who_submits(client, draft):
    client.force_login(draft.team.get(role="planner").person)
    page = client.get(f"/plan/{draft.slug}/submit/")
    assert "Dora Director, activity director, attests and submits: ask them to open this page." in text_of(page)
    assert "I attest" not in text_of(page)
