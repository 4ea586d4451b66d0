"""The profile, as its owner sees it."""

from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from accounts.models import Identifier, User
from tests.factories import make_person
from tests.pages import text_of

pytestmark = pytest.mark.django_db
URL = reverse("profile")
NPI = "1234567893"  # the standard's own example


@pytest.fixture
def ana(client: Client) -> User:
    ana = make_person("Ana García", employer="Intermountain")
    client.force_login(ana)
    return ana


def typed(*numbers: dict[str, str], **changed: str) -> dict[str, str]:
    form = {
        "given_name": "Ana",
        "family_name": "García",
        "printed_name": "Ana García Núñez, MD",
        "profession": "physician",
        "degrees": "MD",
        "specialty": "Family Medicine",
        "employer": "University of Utah",
        "practice_state": "UT",
        "practice_county": "salt lake county",
        "numbers-TOTAL_FORMS": str(len(numbers)),
        "numbers-INITIAL_FORMS": "0",
    }
    for i, number in enumerate(numbers):
        form |= {f"numbers-{i}-{name}": value for name, value in number.items()}
    return form | changed


def numbers_of(user: User) -> list[tuple[Any, ...]]:
    return list(Identifier.objects.filter(user=user).values_list("kind", "state", "value", "may_report"))


def test_a_stranger_is_asked_to_sign_in_and_comes_back(client: Client):
    assert client.get(URL)["Location"] == f"{reverse('account_login')}?next={URL}"


def test_ana_saves_her_profile(client: Client, ana: User):
    answer = client.post(URL, typed())

    assert (answer.status_code, answer["Location"]) == (302, URL)
    ana.refresh_from_db()
    assert ana.printed_name == "Ana García Núñez, MD"
    profile = ana.profile
    assert (profile.employer, profile.practice_state, profile.practice_county) == (
        "University of Utah",
        "UT",
        "Salt Lake",
    )
    assert profile.history.latest().history_user == ana


@pytest.mark.rule("PRS-4")
def test_numbers_are_kept_with_the_permission_given_for_each(client: Client, ana: User):
    client.post(
        URL,
        typed(
            {"kind": "npi", "value": " 1234567893 ", "may_report": "on"},
            {"kind": "licence", "value": "ut-12345-1205", "state": "UT"},
            {"kind": "", "value": "", "state": ""},
        ),
    )

    assert numbers_of(ana) == [("licence", "UT", "UT-12345-1205", False), ("npi", "", NPI, True)]


def test_a_number_is_changed_another_removed_and_a_third_added_at_once(client: Client, ana: User):
    Identifier.objects.create(user=ana, kind="npi", value=NPI, may_report=True)
    Identifier.objects.create(user=ana, kind="licence", state="UT", value="UT-1")

    client.post(
        URL,
        typed(
            {"kind": "npi", "value": "1245319599"},
            {"kind": "licence", "value": "UT-1", "state": "UT", "remove": "on"},
            {"kind": "licence", "value": "ID-7", "state": "ID"},
        ),
    )

    assert numbers_of(ana) == [("licence", "ID", "ID-7", False), ("npi", "", "1245319599", False)]


@pytest.mark.parametrize(
    ("numbers", "field", "sentence"),
    [
        (
            [{"kind": "npi", "value": "1234567890"}],
            "numbers-0-value",
            "The digits of this NPI do not add up; please compare it with your card.",
        ),
        ([{"kind": "npi", "value": ""}], "numbers-0-value", "Type the number, or remove this line."),
        ([{"kind": "licence", "value": "A123"}], "numbers-0-state", "Choose the state that issued the licence."),
        (
            [{"kind": "", "value": "A123"}],
            "numbers-0-kind",
            "Choose what kind of number this is, or remove the line.",
        ),
        (
            [{"kind": "npi", "value": NPI}, {"kind": "npi", "value": "1245319599"}],
            "numbers-1-kind",
            "You gave another number of this kind above. Keep one of the two.",
        ),
    ],
)
def test_a_number_that_cannot_be_right_is_refused_beside_its_field_and_nothing_is_saved(
    client: Client, ana: User, numbers: list[dict[str, str]], field: str, sentence: str
):
    answer = client.post(URL, typed(*numbers))

    assert answer.status_code == 422
    assert [(f"id_{field}", sentence)] == [
        (anchor, said.partition(": ")[2]) for anchor, said in answer.context["number_errors"]
    ]
    assert sentence in answer.content.decode()
    assert answer.context["form"]["employer"].value() == "University of Utah"
    ana.refresh_from_db()
    assert (ana.profile.employer, numbers_of(ana)) == ("Intermountain", [])


def test_a_county_has_to_lie_in_the_state(client: Client, ana: User):
    answer = client.post(URL, typed(practice_state="WY"))

    assert answer.context["form"].errors == {
        "practice_county": ["There is no county of this name in the state you chose."]
    }
    assert answer.context["form"]["practice_county"].value() == "salt lake county"


def test_another_line_for_a_number_needs_no_script_and_loses_no_word(client: Client, ana: User):
    answer = client.post(URL, typed({"kind": "npi", "value": "123"}, employer="Half typed", add_number="1"))

    assert answer.status_code == 200
    lines = answer.context["numbers"].forms
    assert [(line["kind"].value() or "", line["value"].value() or "") for line in lines] == [("npi", "123"), ("", "")]
    assert answer.context["form"]["employer"].value() == "Half typed"
    assert "do not add up" not in answer.content.decode()
    assert numbers_of(ana) == []


@pytest.mark.rule("AMA-4")
def test_who_becomes_a_physician_or_stops_being_one_is_asked_whether_that_is_so(client: Client, ana: User):
    answer = client.post(URL, typed(profession="pharmacist"))
    assert answer.status_code == 422
    assert "Physicians alone (MD, DO or equivalent) claim AMA credit" in text_of(answer)
    assert "Yes, this is my profession" in text_of(answer)
    ana.profile.refresh_from_db()
    assert ana.profile.profession_id == "physician"

    assert client.post(URL, typed(profession="pharmacist", is_sure_of_profession="on")).status_code == 302
    ana.profile.refresh_from_db()
    assert ana.profile.profession_id == "pharmacist"
    assert client.post(URL, typed(profession="nurse")).status_code == 302  # neither claims AMA credit


def test_nobody_sees_or_saves_the_profile_of_somebody_else(client: Client, ana: User):
    bob = make_person("Bob Butler", employer="Elsewhere", npi=NPI)

    page = client.get(URL).content.decode()
    client.post(URL, typed(user=str(bob.pk)))

    assert NPI not in page
    bob.refresh_from_db()
    assert (bob.printed_name, bob.profile.employer) == ("Bob Butler", "Elsewhere")


@pytest.mark.parametrize(("asked", "target"), [("/me/", "/me/"), ("https://elsewhere.example/", URL)])
def test_saving_leads_back_to_where_one_came_from_within_this_site(client: Client, ana: User, asked: str, target: str):
    assert client.post(URL, typed(next=asked))["Location"] == target


def test_somebody_without_a_profile_gets_an_empty_form_and_a_first_profile(client: Client):
    new = make_person("Omar Haddad", None)
    client.force_login(new)
    assert client.get(URL).context["form"]["profession"].value() is None

    client.post(URL, typed(profession="pharmacist"))

    new.refresh_from_db()
    assert new.profile.profession_id == "pharmacist"


# --- The name alone, on the way to a certificate ---------------------------------------------------------------------
NAME = reverse("name")


def test_the_name_is_mended_in_one_field_and_one_is_back_where_one_was(client: Client, ana: User):
    page = client.get(NAME, {"next": "/activities/sepsis/claim/"}).content.decode()
    assert 'value="Ana García"' in page
    assert 'name="next" value="/activities/sepsis/claim/"' in page

    answer = client.post(NAME, {"printed_name": "Ana García Núñez, MD", "next": "/activities/sepsis/claim/"})

    assert answer["Location"] == "/activities/sepsis/claim/"
    ana.refresh_from_db()
    assert ana.printed_name == "Ana García Núñez, MD"


def test_a_name_of_signs_changes_nothing_and_keeps_the_way(client: Client, ana: User):
    page = client.post(NAME, {"printed_name": "Ana <3", "next": "/me/"})
    assert page.status_code == 422
    assert 'name="next" value="/me/"' in page.content.decode()
    ana.refresh_from_db()
    assert ana.printed_name == "Ana García"


def test_mending_the_name_leads_to_no_other_house(client: Client, ana: User):
    answer = client.post(NAME, {"printed_name": "Ana G", "next": "https://elsewhere.example/"})
    assert answer["Location"] == URL
