"""The certificate while it is made, when it is there, and when it cannot be printed."""

from datetime import timedelta

import pytest
from django.core import mail
from django.core.files.base import ContentFile
from django.db import IntegrityError, transaction
from django.urls import reverse
from django.utils import timezone
from kombu import pools
from structlog.testing import capture_logs

from activities.models import OfficeSettings
from core.background import STALE_AFTER
from core.errors import ActionRefused
from core.printing.printable import UnprintableName
from credits.models import Certificate, Claim
from credits.periodic import make_missing_certificates, send_missing_refusal_alerts
from credits.services import replace_certificate, revoke_certificate
from credits.tasks import alert_of_refusal, make_certificate
from tests.acts import become_ready, certificate_of, claim, make_past_activity
from tests.factories import make_person
from tests.pages import text_of

pytestmark = pytest.mark.django_db
PDF = b"%PDF-1.7 drawn"


@pytest.fixture
def ana():
    return make_person("Ana Ríos")


@pytest.fixture
def drawn(monkeypatch) -> list[str]:
    """The numbers of what was drawn; the drawing itself has its own tests."""
    numbers: list[str] = []

    def draw(snapshot) -> bytes:
        numbers.append(snapshot.number)
        return PDF

    monkeypatch.setattr("credits.certificates.drawing.draw_certificate", draw)
    return numbers


def pdf_of(certificate):
    return reverse("credits:certificate_pdf", args=[certificate.number])


def state_of(certificate):
    return reverse("credits:certificate_state", args=[certificate.number])


# --- Being made ------------------------------------------------------------------------------------------------------
@pytest.mark.rule("CRT-4")
def test_the_page_waits_and_then_offers_the_pdf(client, ana, drawn):
    certificate = certificate_of(claim(ana, make_past_activity()))
    client.force_login(ana)
    page = client.get(certificate.get_absolute_url()).content.decode()
    assert "Your claim is safe. The certificate is being made…" in page
    assert 'hx-trigger="every 2s"' in page
    assert '<noscript><meta http-equiv="refresh" content="4"></noscript>' in page
    assert client.get(pdf_of(certificate)).url == certificate.get_absolute_url()

    make_certificate(certificate.pk)

    fragment = client.get(state_of(certificate)).content.decode()
    assert "Your certificate is ready." in fragment
    assert "hx-trigger" not in fragment
    assert "refresh" not in client.get(certificate.get_absolute_url()).content.decode()
    response = client.get(pdf_of(certificate))
    assert b"".join(response.streaming_content) == PDF
    assert response["Content-Type"] == "application/pdf"
    assert response["Content-Disposition"] == f'inline; filename="sepsis-the-first-hour-{certificate.number}.pdf"'
    assert "no-store" in response["Cache-Control"]


@pytest.mark.rule("CRT-4")
def test_a_late_certificate_says_that_the_claim_is_safe(client, ana):
    certificate = certificate_of(claim(ana, make_past_activity()))
    Certificate.objects.update(issued_at=timezone.now() - timedelta(minutes=2))
    client.force_login(ana)
    fragment = client.get(state_of(certificate))
    assert "Your claim of 1.00 is safe. The certificate follows by itself" in text_of(fragment)
    assert 'hx-trigger="every 10s"' in fragment.content.decode()


@pytest.mark.rule("CRT-4")
@pytest.mark.django_db(transaction=True)
def test_with_the_broker_down_the_claim_stands_and_the_sweep_makes_the_certificate(
    client, ana, drawn, settings, tmp_path, monkeypatch
):
    activity = make_past_activity()
    become_ready(ana, activity)
    client.force_login(ana)
    app = make_certificate.app
    options = settings.CELERY_BROKER_TRANSPORT_OPTIONS
    dead = app.connection_for_write(f"redis+socket://{tmp_path}/nobody-listens.sock", transport_options=options)
    with monkeypatch.context() as down, capture_logs() as logs:
        down.setattr(app.amqp, "_producer_pool", pools.producers[dead])
        page = client.post(reverse("credits:claim", args=[activity.slug]), {"amount": "1"}, follow=True)
    assert [entry["event"] for entry in logs] == ["broker unreachable; the sweep will ask again"]
    assert "Your claim is safe." in text_of(page)
    certificate = Certificate.objects.missing().get()

    asked_for: list[int] = []
    monkeypatch.setattr(make_certificate, "apply_async", lambda args, **options: asked_for.extend(args))
    assert make_missing_certificates() == 1
    for pk in asked_for:
        make_certificate(pk)
    certificate.refresh_from_db()
    assert (certificate.is_made, drawn, Claim.objects.count()) == (True, [certificate.number], 1)
    assert make_missing_certificates() == 0


@pytest.mark.rule("CRT-3")
def test_a_certificate_asked_for_twice_is_drawn_once(ana, drawn):
    certificate = certificate_of(claim(ana, make_past_activity()))
    make_certificate(certificate.pk)
    make_certificate(certificate.pk)
    assert drawn == [certificate.number]


@pytest.mark.rule("CRT-3")
def test_what_another_worker_has_just_taken_up_is_left_to_it(ana, drawn):
    certificate = certificate_of(claim(ana, make_past_activity()))
    Certificate.objects.update(making_since=timezone.now())
    make_certificate(certificate.pk)
    assert drawn == []
    Certificate.objects.update(making_since=timezone.now() - STALE_AFTER - timedelta(seconds=1))
    make_certificate(certificate.pk)
    assert drawn == [certificate.number]


@pytest.mark.rule("CRT-4")
def test_a_drawing_that_fails_is_given_back_at_once(ana, monkeypatch, drawn):
    certificate = certificate_of(claim(ana, make_past_activity()))

    def fail(snapshot):
        raise MemoryError

    with monkeypatch.context() as broken:
        broken.setattr("credits.certificates.drawing.draw_certificate", fail)
        with pytest.raises(MemoryError):
            make_certificate(certificate.pk)
    make_certificate(certificate.pk)
    assert drawn == [certificate.number]


# --- A name that cannot be printed -----------------------------------------------------------------------------------
@pytest.mark.rule("CRT-5")
def test_a_name_that_cannot_be_printed_is_said_and_mended(client, ana, drawn, monkeypatch):
    certificate = certificate_of(claim(ana, make_past_activity()))

    def refuse(snapshot):
        raise UnprintableName("Ana 𓀀", ["𓀀"])

    with monkeypatch.context() as unprintable:
        unprintable.setattr("credits.certificates.drawing.draw_certificate", refuse)
        make_certificate(certificate.pk)
    client.force_login(ana)
    page = text_of(client.get(certificate.get_absolute_url()))
    assert "It could not be printed The name “Ana 𓀀” cannot be printed as it is written" in page
    assert make_missing_certificates() == 0

    ana.printed_name = "Ana María Ríos"
    ana.save()
    response = client.post(reverse("credits:make_again", args=[certificate.number]))
    second = certificate_of(certificate.claim)
    assert response.url == second.get_absolute_url()
    make_certificate(second.pk)
    assert (second.version, second.snapshot["learner_name"], drawn) == (2, "Ana María Ríos", [second.number])


@pytest.mark.rule("CRT-5")
def test_the_office_is_told_once_of_a_name_that_cannot_be_printed(ana, monkeypatch):
    OfficeSettings.objects.update_or_create(pk=1, defaults={"contact_email": "cme@example.org"})
    certificate = certificate_of(claim(ana, make_past_activity()))
    alert_of_refusal(certificate.pk)
    assert mail.outbox == []
    Certificate.objects.update(refused_at=timezone.now(), refusal="Our typefaces lack “𓀀”.")

    asked_for: list[int] = []
    monkeypatch.setattr(alert_of_refusal, "apply_async", lambda args, **options: asked_for.extend(args))
    assert send_missing_refusal_alerts() == 1
    for pk in asked_for * 2:
        alert_of_refusal(pk)

    [letter] = mail.outbox
    assert letter.to == ["cme@example.org"]
    assert certificate.number in letter.subject
    assert "Our typefaces lack “𓀀”." in letter.body
    assert send_missing_refusal_alerts() == 0


# --- Whose it is -----------------------------------------------------------------------------------------------------
def test_a_certificate_is_for_its_learner_and_the_office(client, ana, drawn):
    certificate = certificate_of(claim(ana, make_past_activity()))
    make_certificate(certificate.pk)
    addresses = [certificate.get_absolute_url(), state_of(certificate), pdf_of(certificate)]
    assert [client.get(address).status_code for address in addresses] == [302, 302, 302]
    client.force_login(make_person("Ben Stranger"))
    assert [client.get(address).status_code for address in addresses] == [404, 404, 404]
    client.force_login(make_person("Sam Staff", staff=True))
    assert [client.get(address).status_code for address in addresses] == [200, 200, 200]


@pytest.mark.parametrize("number", ["%00", "abcd", "A" * 21, "ABCD-EFGH-JKMN"])
def test_what_is_no_number_is_not_found(client, number):
    client.force_login(make_person("Sam Staff", staff=True))
    for address in (f"/certificates/{number}/", f"/certificates/{number}.pdf", f"/certificates/{number}/state/"):
        assert client.get(address).status_code == 404


def test_only_its_learner_makes_it_again(client, ana):
    certificate = certificate_of(claim(ana, make_past_activity()))
    again = reverse("credits:make_again", args=[certificate.number])
    for stranger in (make_person("Ben Stranger"), make_person("Sam Staff", staff=True)):
        client.force_login(stranger)
        assert client.post(again).status_code == 404
    client.force_login(ana)
    assert client.get(again).status_code == 405


def test_a_file_that_is_lost_does_not_break_the_page(client, ana, drawn):
    certificate = certificate_of(claim(ana, make_past_activity()))
    make_certificate(certificate.pk)
    certificate.refresh_from_db()
    certificate.pdf.storage.delete(certificate.pdf.name)
    client.force_login(ana)
    assert "The file cannot be read just now." in text_of(client.get(pdf_of(certificate), follow=True))


# --- A snapshot ------------------------------------------------------------------------------------------------------
@pytest.mark.rule("CRT-2")
def test_later_edits_change_no_certificate(client, ana):
    activity = make_past_activity()
    certificate = certificate_of(claim(ana, activity))
    before = certificate.snapshot
    activity.title = "Another title"
    activity.save()
    ana.printed_name = "Another Name"
    ana.save()
    client.force_login(ana)
    page = text_of(client.get(certificate.get_absolute_url()))
    assert "Sepsis: the First Hour" in page
    assert "This certifies that Ana Ríos has participated in" in page
    assert "Your profile now says “Another Name”." in page
    certificate.refresh_from_db()
    assert certificate.snapshot == before


@pytest.mark.rule("CRT-1")
@pytest.mark.rule("CRT-6")
def test_the_page_says_everything_the_certificate_says(client, ana):
    activity = make_past_activity()
    certificate = certificate_of(claim(ana, activity, "0.75"))
    client.force_login(ana)
    page = text_of(client.get(certificate.get_absolute_url()))
    for words in (
        "University of Utah School of Medicine",
        "Certificate of Credit",
        "Ana Ríos",
        "Sepsis: the First Hour",
        "Live activity",
        "Eccles Health Sciences Education Building, Salt Lake City, UT",
        f"{activity.start_date:%B} {activity.start_date.day}, {activity.start_date.year}",
        "Credit claimed 0.75 AMA PRA Category 1 Credit™",
        certificate.number,
        f"/verify/{certificate.number}/",
        "is accredited by the Accreditation Council for Continuing Medical Education (ACCME)",
        "designates this live activity for a maximum of 1.00 AMA PRA Category 1 Credit™.",
    ):
        assert words in page


@pytest.mark.rule("CRT-2")
def test_a_replaced_certificate_leads_to_the_newest(client, ana):
    made = claim(ana, make_past_activity())
    first = certificate_of(made)
    second = replace_certificate(first, by=make_person(staff=True), at=timezone.now(), reason="The title was wrong.")
    client.force_login(ana)
    assert f"A newer version stands for it: {second.number}" in text_of(client.get(first.get_absolute_url()))
    with pytest.raises(ActionRefused, match="has been replaced already"):
        replace_certificate(first, by=make_person(staff=True), at=timezone.now(), reason="The title was wrong.")


@pytest.mark.rule("CRT-2")
def test_a_revoked_certificate_says_why_and_cannot_be_made_again(client, ana):
    certificate = certificate_of(claim(ana, make_past_activity()))
    revoke_certificate(certificate, by=make_person(staff=True), at=timezone.now(), reason="Was not there.")
    client.force_login(ana)
    page = text_of(client.get(certificate.get_absolute_url()))
    assert "Revoked The office revoked it on" in page
    assert ": Was not there." in page
    page = client.post(reverse("credits:make_again", args=[certificate.number]), follow=True)
    assert "The office has revoked this certificate" in text_of(page)
    assert Certificate.objects.count() == 1
    make_certificate(certificate.pk)
    certificate.refresh_from_db()
    assert not certificate.is_made


@pytest.mark.rule("CRT-2")
def test_a_certificate_is_never_deleted_nor_is_what_it_rests_on(ana):
    made = claim(ana, make_past_activity())
    with pytest.raises(TypeError):
        certificate_of(made).delete()
    for record in (made, made.activity, ana):
        with pytest.raises(Exception, match="Cannot delete some instances"):
            record.delete()


@pytest.mark.rule("CRT-3")
def test_the_database_holds_what_a_certificate_is(ana):
    certificate = certificate_of(claim(ana, make_past_activity()))
    for broken in (
        {"made_at": timezone.now()},
        {"revoked_at": timezone.now()},
        {"refused_at": timezone.now()},
    ):
        with pytest.raises(IntegrityError), transaction.atomic():
            Certificate.objects.filter(pk=certificate.pk).update(**broken)


def test_a_pdf_is_kept_under_its_number(ana):
    certificate = certificate_of(claim(ana, make_past_activity()))
    certificate.keep_pdf(PDF)
    assert certificate.pdf.name == f"certificates/{certificate.number[:2]}/{certificate.number}.pdf"
    assert certificate.pdf.storage.open(certificate.pdf.name).read() == ContentFile(PDF).read()
