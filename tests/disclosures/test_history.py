"""A statement is one of a history: what it leaves out is asked about, and what was signed is read again."""

import pytest
from django.core import mail
from django.urls import reverse

from disclosures.links import disclosure_token
from disclosures.models import Disclosure
from disclosures.signatures import signature_refusal
from tests.disclosures.test_disclosing import link, relationships_of, typed
from tests.factories import make_disclosure, make_person
from tests.mail import deliver_waiting_letters

pytestmark = pytest.mark.django_db


@pytest.fixture
def sam():
    return make_person("Sam Speaker")


@pytest.mark.rule("SII-1")
def test_none_after_some_asks_once_and_drops_the_lines(client, sam):
    make_disclosure(sam, ("Bolt Devices", "employee"))
    form = typed("none", ("Bolt Devices", "employee"), ("Half typed", ""))

    asked = client.post(link(sam), form)
    assert "You say “none”. Drop this?" in asked.text
    assert "Bolt Devices, employee" in asked.text
    assert sam.disclosures.count() == 1

    client.post(link(sam), {**form, "leave_out": "1", "note": "I mistook the company."})

    newest = sam.disclosures.first()
    assert (newest.has_relationships, newest.note) == (False, "I mistook the company.")
    assert relationships_of(sam) == []


@pytest.mark.rule("SII-1")
def test_who_keeps_what_they_were_asked_about_finds_it_in_the_form(client, sam):
    make_disclosure(sam, ("Bolt Devices", "employee"))
    form = typed("some", ("Acme", "consultant"))
    assert "You leave this out" in client.post(link(sam), form).text

    kept = client.post(link(sam), {**form, "keep": "1"})

    assert 'value="Bolt Devices"' in kept.text
    assert 'value="Acme"' in kept.text
    assert sam.disclosures.count() == 1


@pytest.mark.rule("SII-1")
@pytest.mark.parametrize(
    "signed", ["Sam Speaker", "speaker, SAM", "Dr. Sam Quentin Speaker, MD", "Sám Speaker", "Sam Q. Speaker"]
)
def test_a_full_name_is_a_signature(sam, signed):
    assert signature_refusal(sam, signed) == ""


@pytest.mark.rule("SII-1")
@pytest.mark.parametrize("signed", ["Sam", "Speaker", "Noor Haddad", "x"])
def test_half_a_name_is_no_signature(client, sam, signed):
    response = client.post(link(sam), typed("none", signed_name=signed))

    assert "Sign with your full name, as the office has it: Sam Speaker." in response.text
    assert not Disclosure.objects.exists()


def test_names_without_spaces_are_signatures_too():
    person = make_person("太郎 山田")
    assert signature_refusal(person, "山田太郎") == ""


@pytest.mark.rule("SII-4")
def test_the_receipt_says_what_was_signed_and_what_it_means(client, sam, django_capture_on_commit_callbacks):
    with django_capture_on_commit_callbacks(execute=True):
        signed = client.post(link(sam), typed("some", ("Bolt Devices", "employee")))
    page = client.get(signed.url).text
    deliver_waiting_letters()

    assert "Bolt Devices" in page
    assert "usually cannot plan or teach" in page
    assert reverse("disclosures:by_link", args=[disclosure_token(sam)]).split(":")[0] in page
    [letter] = [one for one in mail.outbox if one.subject == "You signed your disclosure"]
    assert letter.to == [sam.email]
    assert "Bolt Devices: Employee" in letter.body
    assert "/disclose/" in letter.body


def test_a_mistyped_link_says_how_to_get_another(client, sam):
    response = client.get(link(sam)[:-4] + "/")

    assert response.status_code == 404
    assert "This link is incomplete" in response.text


@pytest.mark.rule("SII-3")
def test_who_refused_reads_so_when_they_come_back(client, sam):
    client.post(link(sam) + "refuse/", {"reason": "Not now."})

    assert "You answered that you do not disclose" in client.get(link(sam)).text
    assert "“Not now.”" in client.get(link(sam) + "refuse/").text
