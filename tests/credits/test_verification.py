"""Anyone verifies a number, and learns no more than the certificate shows (CRT-7)."""

import pytest
from django.urls import reverse
from django.utils import timezone

from credits.models import Certificate
from credits.services import replace_certificate, revoke_certificate
from credits.views.verification import tidy_number
from tests.acts import certificate_of, claim, make_past_activity
from tests.factories import make_person
from tests.pages import text_of

pytestmark = [pytest.mark.django_db, pytest.mark.rule("CRT-7")]


@pytest.fixture
def certificate():
    return certificate_of(claim(make_person("Ana Ríos", email="secret@example.org"), make_past_activity()))


def page_of(number):
    return reverse("credits:verify_number", args=[number])


def test_a_valid_one_says_so_to_a_stranger(client, certificate):
    page = text_of(client.get(page_of(certificate.number)))
    assert "This certificate is valid" in page
    assert "This certifies that Ana Ríos has participated in Sepsis: the First Hour" in page
    assert "secret@example.org" not in page


@pytest.mark.rule("CRT-2")
def test_a_replaced_one_says_so_and_does_not_name_the_newer(client, certificate):
    newer = replace_certificate(
        certificate, by=make_person(staff=True), at=timezone.now(), reason="The title was wrong."
    )
    page = text_of(client.get(page_of(certificate.number)))
    assert "This certificate has been replaced" in page
    assert newer.number not in page
    assert "This certificate is valid" in text_of(client.get(page_of(newer.number)))


@pytest.mark.rule("CRT-2")
def test_a_revoked_one_says_so_and_not_why(client, certificate):
    revoke_certificate(certificate, by=make_person(staff=True), at=timezone.now(), reason="Was not there.")
    page = text_of(client.get(page_of(certificate.number)))
    assert "This certificate has been revoked" in page
    assert "Was not there." not in page


def test_a_number_is_read_as_people_type_it(client, certificate):
    typed = f"  {certificate.number.lower().replace('-', ' ')} "
    found = client.get(reverse("credits:verify"), {"number": typed}, follow=True)
    assert found.request["PATH_INFO"] == page_of(certificate.number)
    assert "This certificate is valid" in text_of(found)


@pytest.mark.parametrize(
    ("typed", "meant"),
    [("abcdefghjkmn", "ABCD-EFGH-JKMN"), ("AB CD-efgh/JKMN", "ABCD-EFGH-JKMN"), ("abc", "ABC"), ("  -- ", "")],
)
def test_tidy_number(typed, meant):
    assert tidy_number(typed) == meant


@pytest.mark.parametrize("number", ["ABCD-EFGH-JKMN", "X", "№", "DROP", "A" * 300, "\x00", "-", "ABCD\x00EFGH"])
def test_an_unknown_number_is_kindly_unknown(client, number):
    page = client.get(page_of(number), follow=True)
    assert page.status_code == 404
    assert "We issued no certificate with this number." in text_of(page)


@pytest.mark.parametrize("typed", ["", "   ", "---"])
def test_nothing_typed_stays_on_the_form(client, typed):
    assert client.get(reverse("credits:verify"), {"number": typed}).status_code == 200


def test_guessing_numbers_ends_in_waiting_and_checking_real_ones_does_not(client, certificate):
    for _ in range(60):
        assert client.get(page_of(certificate.number)).status_code == 200
    statuses = [client.get(page_of(f"AAAA-AAAA-{number:04}")).status_code for number in range(35)]
    assert statuses == [404] * 30 + [429] * 5
    assert client.get(page_of(certificate.number)).status_code == 200
    assert client.get(page_of("AAAA-AAAA-AAAA"), REMOTE_ADDR="192.0.2.7").status_code == 404


def test_visitors_behind_the_office_s_proxy_do_not_answer_for_each_other_s_guesses(client, settings):
    settings.ALLAUTH_TRUSTED_PROXY_COUNT = 1

    def guess(number, seen):
        return client.get(page_of(f"AAAA-AAAB-{number:04}"), HTTP_X_FORWARDED_FOR=seen).status_code

    assert [guess(number, f"203.0.113.{number}, 192.0.2.8") for number in range(31)] == [404] * 30 + [429]
    assert guess(1, "192.0.2.9") == 404


def test_numbers_are_many_and_never_alike(certificate):
    assert len(certificate.number) == 14
    assert not set(certificate.number) & set("01ILO")
    assert Certificate.objects.filter(number=certificate.number).count() == 1


def test_what_is_no_number_at_all_gets_a_sentence(client):
    page = client.get("/verify/", {"number": "🙂"})
    assert "A certificate’s number has letters and digits" in text_of(page)
