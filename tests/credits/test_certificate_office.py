"""What the office does with certificates: a new version, revoking, and what cannot be printed."""

import re
from dataclasses import replace
from datetime import timedelta

import pytest
from django.core import mail
from django.db import IntegrityError, transaction
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from activities.models import OfficeSettings
from core.errors import ActionRefused
from credits.certificates.drawing import TooLong, draw_certificate
from credits.models import Certificate
from credits.periodic import (
    make_missing_certificates,
    send_missing_refusal_alerts,
    send_missing_standing_letters,
    try_refused_certificates_again,
)
from credits.services import replace_certificate, revoke_certificate
from credits.tasks import alert_of_refusal, make_certificate, pause_after, tell_of_standing
from tests.acts import certificate_of, claim, make_past_activity
from tests.credits.test_certificates import ANA
from tests.factories import make_person
from tests.pages import text_of

pytestmark = pytest.mark.django_db
PDF = b"%PDF-1.7 drawn"
LONG = "Interprofessional Approaches to the Recognition of the Critically Ill " * 40


@pytest.fixture
def ana():
    return make_person("Ana Ríos")


@pytest.fixture
def office(client):
    member = make_person("Sam Staff", staff=True)
    client.force_login(member)
    return member


def unprintable_activity():
    """A plan with such a title is not accepted any more; what was accepted before still has it."""
    activity = make_past_activity()
    activity.title = "Sepsis 😀"
    activity.save(update_fields=["title"])
    return activity


def page_of(certificate) -> str:
    return reverse("admin:credits_certificate_change", args=[certificate.pk])


def asked(monkeypatch, task) -> list[int]:
    pks: list[int] = []
    monkeypatch.setattr(task, "apply_async", lambda args, **options: pks.extend(args))
    return pks


# --- A new version, and revoking -------------------------------------------------------------------------------------
@pytest.mark.rule("CRT-2")
def test_staff_issue_a_new_version_with_a_reason_that_the_learner_reads(client, ana, office, monkeypatch):
    first = certificate_of(claim(ana, make_past_activity()))
    ana.printed_name = "Ana María Ríos"
    ana.save()
    page = text_of(client.get(page_of(first)))
    assert "Learner name Ana Ríos Ana María Ríos" in page
    answer = client.post(page_of(first), {"replace": "1", "replace-reason": "Her name was wrong."}, follow=True)
    second = certificate_of(first.claim)
    first.refresh_from_db()
    assert (second.version, second.snapshot["learner_name"]) == (2, "Ana María Ríos")
    assert (first.state, first.replaced_by, first.replacement_reason) == ("replaced", office, "Her name was wrong.")
    assert f"Version 2, {second.number}, is issued. Ana María Ríos is told by letter." in text_of(answer)
    assert "Replaced on" in text_of(answer)
    client.force_login(ana)
    assert "Her name was wrong." in text_of(client.get(first.get_absolute_url()))
    client.logout()
    verified = text_of(client.get(reverse("credits:verify_number", args=[first.number])))
    assert "has been replaced" in verified
    assert "Her name was wrong." not in verified


@pytest.mark.rule("CRT-2")
def test_staff_revoke_with_a_reason_and_the_learner_is_told_once(client, ana, office, monkeypatch):
    certificate = certificate_of(claim(ana, make_past_activity()))
    asked_for = asked(monkeypatch, tell_of_standing)
    client.post(page_of(certificate), {"revoke": "1", "revoke-reason": "Was not there."})
    certificate.refresh_from_db()
    assert (certificate.state, certificate.revoked_by) == ("revoked", office)
    assert send_missing_standing_letters() == 1
    for pk in asked_for * 2:
        tell_of_standing(pk)
    [letter] = mail.outbox
    assert letter.to == [ana.email]
    assert "Why: Was not there." in letter.body
    assert certificate.number in letter.body
    assert send_missing_standing_letters() == 0
    client.logout()
    verified = text_of(client.get(reverse("credits:verify_number", args=[certificate.number])))
    assert "has been revoked" in verified
    assert "Was not there." not in verified


def test_a_browser_may_send_what_the_page_offers(ana, office):
    """With the check of where a form comes from, which test browsers usually skip."""
    certificate = certificate_of(claim(ana, make_past_activity()))
    browser = Client(enforce_csrf_checks=True)
    browser.force_login(office)
    page = browser.get(page_of(certificate))
    forms = re.findall(r"<form[^>]*method=.post.*?</form>", page.content.decode(), re.DOTALL)
    assert [form for form in forms if "csrfmiddlewaretoken" not in form] == []
    assert len(forms) >= 3  # signing out, a new version, revoking


@pytest.mark.rule("CRT-2")
@pytest.mark.parametrize("act", ["replace", "revoke"])
def test_without_a_reason_nothing_happens(client, ana, office, act):
    certificate = certificate_of(claim(ana, make_past_activity()))
    page = client.post(page_of(certificate), {act: "1", f"{act}-reason": "  "})
    assert "Say why. The learner reads it, and it stays on record." in text_of(page)
    certificate.refresh_from_db()
    assert certificate.state == "valid"
    assert Certificate.objects.count() == 1


@pytest.mark.rule("CRT-2")
def test_what_was_revoked_the_office_alone_issues_anew(ana):
    first = certificate_of(claim(ana, make_past_activity()))
    staff = make_person(staff=True)
    revoke_certificate(first, by=staff, at=timezone.now(), reason="The wrong person.")
    with pytest.raises(ActionRefused, match="The office has revoked this certificate"):
        replace_certificate(first, by=ana, at=timezone.now(), reason="Please.")
    second = replace_certificate(first, by=staff, at=timezone.now(), reason="It was the right one.")
    first.refresh_from_db()
    assert (first.state, second.state, second.version) == ("revoked", "valid", 2)
    with pytest.raises(ActionRefused, match="has been replaced already"):
        replace_certificate(first, by=staff, at=timezone.now(), reason="Once more.")


def test_nobody_decides_on_their_own_certificate_nor_on_an_old_version(client, ana):
    first = certificate_of(claim(ana, make_past_activity()))
    ana.is_staff = True
    ana.save()
    ana.groups.set(make_person(staff=True).groups.all())
    client.force_login(ana)
    assert "This certificate is your own" in text_of(client.get(page_of(first)))
    assert client.post(page_of(first), {"revoke": "1", "revoke-reason": "x"}).status_code == 403
    with pytest.raises(ActionRefused, match="Somebody else"):
        revoke_certificate(first, by=ana, at=timezone.now(), reason="x")
    staff = make_person(staff=True)
    replace_certificate(first, by=staff, at=timezone.now(), reason="The title was wrong.")
    with pytest.raises(ActionRefused, match="A newer version stands"):
        revoke_certificate(first, by=staff, at=timezone.now(), reason="x")


def test_a_learner_replaces_nothing_by_the_same(client, ana):
    certificate = certificate_of(claim(ana, make_past_activity()))
    certificate.keep_pdf(PDF)
    certificate.made_at = timezone.now()
    certificate.save()
    client.force_login(ana)
    page = client.post(reverse("credits:make_again", args=[certificate.number]), follow=True)
    assert "It says already what your profile and the activity say today." in text_of(page)
    assert Certificate.objects.count() == 1


def test_who_corrects_their_own_name_gets_no_letter(ana):
    first = certificate_of(claim(ana, make_past_activity()))
    ana.printed_name = "Ana María Ríos"
    ana.save()
    replace_certificate(first, by=ana, at=timezone.now(), reason="The learner asked for a new version.")
    assert not Certificate.objects.to_tell().exists()


@pytest.mark.rule("CRT-2")
def test_the_database_wants_a_reason_for_each_replacement(ana):
    certificate = certificate_of(claim(ana, make_past_activity()))
    with pytest.raises(IntegrityError), transaction.atomic():
        Certificate.objects.filter(pk=certificate.pk).update(replaced_at=timezone.now())


# --- What cannot be printed ------------------------------------------------------------------------------------------
def test_a_text_that_is_too_long_is_refused_with_a_sentence():
    with pytest.raises(TooLong) as refusal:
        draw_certificate(replace(ANA, activity_title=LONG))
    assert str(refusal.value).startswith(
        f"The certificate does not fit on one page. Its longest text is the title, with {len(LONG)} characters: “Interp"
    )


@pytest.mark.rule("CRT-4")
@pytest.mark.rule("CRT-5")
def test_a_title_that_is_too_long_alerts_once_and_is_made_when_it_is_shortened(ana, monkeypatch):
    OfficeSettings.objects.update_or_create(pk=1, defaults={"contact_email": "cme@example.org"})
    activity = make_past_activity()
    made = [claim(ana, activity), claim(make_person("Ben Sato"), activity)]
    for one in made:
        certificate = certificate_of(one)
        certificate.snapshot |= {"activity_title": LONG}
        certificate.save()
        make_certificate(certificate.pk)

    alerts = asked(monkeypatch, alert_of_refusal)
    assert send_missing_refusal_alerts() == 1
    for pk in alerts * 2:
        alert_of_refusal(pk)
    assert len(mail.outbox) == 1
    assert send_missing_refusal_alerts() == 0
    assert make_missing_certificates() == 0

    activity.title = "Sepsis"
    activity.save()
    assert try_refused_certificates_again() == 2
    for one in made:
        new = certificate_of(one)
        make_certificate(new.pk)
        new.refresh_from_db()
        assert (new.version, new.is_made, new.snapshot["activity_title"]) == (2, True, "Sepsis")
        old = one.certificates.get(version=1)
        assert (old.state, old.replaced_by) == ("replaced", None)
    assert try_refused_certificates_again() == 0


@pytest.mark.rule("CRT-5")
def test_what_was_refused_is_left_alone_until_something_changes(ana):
    activity = unprintable_activity()
    certificate = certificate_of(claim(ana, activity))
    make_certificate(certificate.pk)
    certificate.refresh_from_db()
    assert "The title “Sepsis 😀” cannot be printed" in certificate.refusal
    assert try_refused_certificates_again() == 0

    Certificate.objects.update(refused_edition="an older one")
    assert try_refused_certificates_again() == 1
    certificate.refresh_from_db()
    assert certificate.refused_at is None
    assert Certificate.objects.count() == 1
    make_certificate(certificate.pk)
    assert try_refused_certificates_again() == 0


@pytest.mark.rule("CRT-5")
def test_a_learner_reads_whether_it_is_for_them_to_mend(client, ana):
    activity = unprintable_activity()
    certificate = certificate_of(claim(ana, activity))
    make_certificate(certificate.pk)
    client.force_login(ana)
    page = text_of(client.get(certificate.get_absolute_url()))
    assert "Your claim is safe. The office has been told." in page
    assert "Mend your name" not in page


@pytest.mark.rule("CRT-4")
def test_after_each_failure_there_is_a_longer_pause(ana, monkeypatch):
    certificate = certificate_of(claim(ana, make_past_activity()))

    def fail(snapshot):
        raise MemoryError

    monkeypatch.setattr("credits.certificates.drawing.draw_certificate", fail)
    for _ in range(2):
        with pytest.raises(MemoryError):
            make_certificate(certificate.pk)
    make_certificate(certificate.pk)  # too early: nothing is tried
    certificate.refresh_from_db()
    assert certificate.attempts == 2
    assert make_missing_certificates() == 0
    assert [pause_after(n) for n in (0, 1, 2, 30)] == [
        timedelta(),
        timedelta(seconds=30),
        timedelta(minutes=1),
        timedelta(hours=1),
    ]


# --- The list --------------------------------------------------------------------------------------------------------
def test_the_office_finds_those_that_cannot_be_printed(client, ana, office):
    fine = certificate_of(claim(ana, make_past_activity()))
    stuck = certificate_of(claim(ana, unprintable_activity()))
    make_certificate(stuck.pk)
    listed = text_of(client.get(reverse("admin:credits_certificate_changelist"), {"standing": "refused"}))
    assert stuck.number in listed
    assert fine.number not in listed
