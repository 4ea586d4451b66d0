"""How a person discloses: signed in, or by a link of their own."""

from datetime import timedelta

import pytest
import time_machine
from django.core import mail
from django.urls import reverse
from django.utils import timezone

from core.errors import ActionRefused
from core.models import Letter
from disclosures.links import disclosure_link, disclosure_token
from disclosures.models import Disclosure, DisclosureRequest
from disclosures.periodic import mail_missing_requests
from disclosures.services import Relationship, record_disclosure, request_disclosure
from disclosures.tasks import mail_disclosure_request
from tests.factories import make_disclosure, make_person, make_reviewer
from tests.mail import deliver_waiting_letters, mail_server_down
from tests.pages import text_of

pytestmark = pytest.mark.django_db

SIGNED = {"signed_name": "Sam Speaker", "is_true": "on"}


@pytest.fixture
def sam():
    return make_person("Sam Speaker")


def link(person) -> str:
    return reverse("disclosures:by_link", args=[disclosure_token(person)])


def typed(answer, *rows, **more):
    """The form as a browser posts it, each row being company, nature and the day it ended."""
    data = {"rows-TOTAL_FORMS": len(rows) + 1, "rows-INITIAL_FORMS": 0, "answer": answer, **SIGNED, **more}
    for number, (company, nature, *ended) in enumerate(rows):
        data |= {
            f"rows-{number}-company": company,
            f"rows-{number}-nature": nature,
            f"rows-{number}-ended_date": ended[0] if ended else "",
        }
    return data


def relationships_of(person):
    return list(person.disclosures.first().relationships.values_list("company", "nature", "ended_date"))


@pytest.mark.rule("SII-1")
def test_sam_says_explicitly_that_he_has_none(client, sam):
    client.force_login(sam)

    assert client.post("/disclose/", typed("none")).url == "/disclose/thanks/"

    disclosure = sam.disclosures.get()
    assert (disclosure.has_relationships, disclosure.signed_name) == (False, "Sam Speaker")
    assert relationships_of(sam) == []


@pytest.mark.rule("SII-1")
def test_an_unanswered_form_is_no_disclosure(client, sam):
    client.force_login(sam)

    response = client.post("/disclose/", typed(""))

    assert "Choose one of the two" in response.text
    assert not Disclosure.objects.exists()


@pytest.mark.rule("SII-1")
def test_sam_lists_what_he_has_and_what_ended(client, sam):
    client.force_login(sam)
    ended = timezone.localdate() - timedelta(days=100)

    client.post("/disclose/", typed("some", (" Acme   Devices ", "consultant"), ("Bolt", "stock", ended.isoformat())))

    assert relationships_of(sam) == [("Acme Devices", "consultant", None), ("Bolt", "stock", ended)]


@pytest.mark.parametrize(
    ("form", "sentence"),
    [
        (typed("some"), "List at least one relationship, or say that you have none."),
        (typed("some", ("Acme", "")), "This field is required."),
        (typed("some", ("Acme", "stock"), ("ACME", "stock")), "listed twice"),
        (typed("some", ("Acme", "stock", "2999-01-01")), "This day is still to come."),
        (typed("none", signed_name=" "), "Type your name as your signature."),
        (typed("none", is_true=""), "Tick this to sign."),
    ],
)
def test_what_is_wrong_is_said_and_what_was_typed_stays(client, sam, form, sentence):
    client.force_login(sam)

    response = client.post("/disclose/", form)

    assert response.status_code == 200
    assert sentence in response.text
    assert not Disclosure.objects.exists()
    if "rows-0-company" in form:
        assert f'value="{form["rows-0-company"]}"' in response.text


def test_a_line_is_added_without_a_script_and_nothing_is_judged_yet(client, sam):
    client.force_login(sam)

    response = client.post("/disclose/", {**typed("some", ("Acme", "")), "add_row": "1"})

    assert response.context["rows"].total_form_count() == 3
    assert 'value="Acme"' in response.text
    assert "Please look at this again" not in response.text
    assert not Disclosure.objects.exists()


def test_a_removed_line_is_not_kept_even_when_it_is_incomplete(client, sam):
    client.force_login(sam)

    client.post("/disclose/", {**typed("some", ("Acme", "stock"), ("Bolt", "")), "rows-1-DELETE": "on"})

    assert relationships_of(sam) == [("Acme", "stock", None)]


@pytest.mark.rule("SII-2")
def test_a_year_later_the_earlier_answers_are_there_to_confirm_but_not_the_signature(client, sam):
    make_disclosure(sam, ("Acme", "consultant"), at=timezone.now() - timedelta(days=380))
    client.force_login(sam)

    page = client.get("/disclose/")
    assert "Your earlier answers are below. Correct them, and sign." in page.text
    assert 'value="Acme"' in page.text
    assert page.context["form"]["answer"].value() == "some"
    assert page.context["form"]["signed_name"].value() is None

    client.post("/disclose/", {**typed("some", ("Acme", "consultant")), "rows-INITIAL_FORMS": 1})
    assert sam.disclosures.count() == 2
    assert relationships_of(sam) == [("Acme", "consultant", None)]


@pytest.mark.rule("SII-2")
def test_one_press_on_the_link_confirms_that_nothing_has_changed(client, sam):
    earlier = make_disclosure(sam, ("Acme", "consultant"), at=timezone.now() - timedelta(days=380))
    page = client.get(link(sam))
    assert "Nothing has changed" in page.text

    signed = client.post(link(sam), {"confirm": earlier.pk})

    assert "consultant" in client.get(signed.url).text.lower()

    newest = sam.disclosures.first()
    assert (newest.signed_name, newest.has_relationships) == ("Sam Speaker", True)
    assert newest.relationships.get().first_told == earlier.relationships.get()


@pytest.mark.rule("SII-2")
def test_an_old_page_does_not_confirm_what_was_corrected_meanwhile(client, sam):
    earlier = make_disclosure(sam, ("Acme", "consultant"), at=timezone.now() - timedelta(days=380))
    make_disclosure(sam)

    response = client.post(link(sam), {"confirm": earlier.pk}, follow=True)

    assert "You have disclosed again meanwhile." in response.text
    assert sam.disclosures.count() == 2


@pytest.mark.parametrize("of", ["nonsense", "another"])
def test_nobody_confirms_what_another_signed(client, sam, of):
    pk = make_disclosure(make_person("Ann Other")).pk if of == "another" else of

    assert client.post(link(sam), {"confirm": pk}).status_code == 404
    assert not sam.disclosures.exists()


# --- The link ---------------------------------------------------------------------------------------------------------


@pytest.mark.rule("SII-2")
def test_sam_discloses_by_his_link_without_an_account(client, sam):
    assert "You are disclosing as <strong>Sam Speaker</strong>" in client.get(link(sam)).text

    client.post(link(sam), typed("none"))

    assert sam.disclosures.count() == 1


def test_the_link_opens_that_page_and_nothing_else(client, sam):
    client.get(link(sam))

    assert "_auth_user_id" not in client.session
    assert client.get("/disclose/").status_code == 302


def test_a_signed_in_colleague_who_opens_the_link_signs_for_nobody_but_its_person(client, sam):
    client.force_login(make_person("Ann Other"))
    client.post(link(sam), typed("none"))

    assert Disclosure.objects.get().person == sam


@pytest.mark.rule("SII-2")
def test_the_link_works_for_sixty_days(client, sam):
    address = link(sam)

    with time_machine.travel(timezone.now() + timedelta(days=59)):
        assert client.get(address).status_code == 200
    with time_machine.travel(timezone.now() + timedelta(days=61)):
        response = client.get(address)
        assert response.status_code == 410
        assert "This link has expired" in response.text
        assert client.post(address, typed("none")).status_code == 410
    assert not Disclosure.objects.exists()


@pytest.mark.parametrize(
    "spoil", [lambda token: token[:-2] + "xx", lambda token: "nonsense", lambda token: token + "a"]
)
def test_a_spoilt_link_is_not_found(client, sam, spoil):
    assert client.get(reverse("disclosures:by_link", args=[spoil(disclosure_token(sam))])).status_code == 404


def test_the_link_of_somebody_who_left_is_not_found(client, sam):
    sam.is_active = False
    sam.save()

    assert client.get(link(sam)).status_code == 404


def test_strangers_are_asked_to_sign_in(client):
    assert client.get("/disclose/").status_code == 302


# --- The act and the letter -------------------------------------------------------------------------------------------


@pytest.mark.rule("SII-1")
def test_nobody_signs_for_another(sam):
    with pytest.raises(ActionRefused, match="signed by the person themself"):
        record_disclosure(
            person=sam,
            has_relationships=False,
            relationships=[],
            signed_name="Sam Speaker",
            by=make_reviewer(),
            at=timezone.now(),
        )


def test_the_same_relationship_told_twice_is_kept_once(sam):
    disclosure = record_disclosure(
        person=sam,
        has_relationships=True,
        relationships=[Relationship("Acme", "stock"), Relationship("Acme", "stock")],
        signed_name="Sam Speaker",
        by=sam,
        at=timezone.now(),
    )
    assert disclosure.relationships.count() == 1


@pytest.fixture
def request_to_sam(sam):
    return request_disclosure(
        person=sam, occasion="your role as speaker in “Sepsis”", by=make_reviewer("Rae Reviewer"), at=timezone.now()
    )


def test_the_letter_brings_sam_his_link_once_however_often_it_is_asked_for(request_to_sam, sam):
    mail_disclosure_request(request_to_sam.pk)
    mail_disclosure_request(request_to_sam.pk)

    [letter] = mail.outbox
    assert letter.to == [sam.email]
    assert "Rae Reviewer of the CME office asks you" in letter.body
    assert "your role as speaker in “Sepsis”" in letter.body
    assert disclosure_link(sam).rsplit(":", 1)[0].rsplit("/", 1)[0] in letter.body
    assert letter.alternatives[0][1] == "text/html"
    request_to_sam.refresh_from_db()
    assert request_to_sam.sent_at is not None


def test_a_letter_that_the_mail_server_refused_is_tried_again(request_to_sam, monkeypatch):
    with mail_server_down(monkeypatch):
        mail_disclosure_request(request_to_sam.pk)
    assert mail.outbox == []
    assert deliver_waiting_letters() == 1
    assert len(mail.outbox) == 1


def test_sam_s_link_is_kept_by_nobody_but_sam(request_to_sam, sam):
    mail_disclosure_request(request_to_sam.pk)
    kept = Letter.objects.get(person=sam)
    assert "/disclose/" in mail.outbox[0].body
    assert "/disclose/" not in f"{kept.text}{kept.html}{kept.secrets}{kept.readable}"


def test_the_sweep_asks_again_for_a_letter_that_was_never_written(request_to_sam):
    assert mail_missing_requests() == 1

    DisclosureRequest.objects.update(sent_at=timezone.now())
    assert mail_missing_requests() == 0


@pytest.mark.rule("SII-1")
def test_what_ended_before_the_two_years_asked_about_need_not_be_named(client, sam):
    client.force_login(sam)
    long_ago = timezone.localdate() - timedelta(days=3 * 365)
    answer = client.post("/disclose/", typed("some", ("Acme", "stock", f"{long_ago}")))
    assert "This is over for more than 24 months, so it need not be named. Remove the line." in text_of(answer)
    assert not sam.disclosures.exists()
