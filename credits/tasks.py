"""What a claim asks of the worker."""

from datetime import timedelta

import structlog
from celery import shared_task
from celery.signals import worker_process_init
from django.db.models import F
from django.utils import timezone

from activities.models import OfficeSettings
from core.background import request_after_commit, send_once, take_up
from core.printing.printable import Unprintable
from credits.certificates.design import Design
from credits.certificates.snapshot import CertificateSnapshot
from credits.emails import (
    send_claim_reminder,
    send_late_claim_answer,
    send_late_claim_notice,
    send_ready_letter,
    send_refusal_alert,
    send_standing_letter,
)
from credits.models import Certificate, CertificateDesign, ClaimReminder, LateClaimRequest
from credits.reminders import worth_reminding
from credits.snapshots import specimen_of

log = structlog.get_logger(__name__)


@worker_process_init.connect
def load_typesetting(**_: object) -> None:
    """Before the first certificate, so that nobody waits for it."""
    from credits.certificates.drawing import warm_up

    warm_up()


@shared_task
def make_certificate(certificate_id: int) -> None:
    """Draw the PDF of one certificate. Doubled, retried or killed, it is made once (CRT-3, CRT-4)."""
    # Only workers draw: web processes need not load the typesetting.
    from credits.certificates.designed import draw_designed
    from credits.certificates.drawing import draw_certificate, edition

    now = timezone.now()
    if not take_up(Certificate.objects.due(at=now), certificate_id, taken="making_since", at=now):
        return
    certificate = Certificate.objects.select_related("design").get(pk=certificate_id)
    snapshot, design = CertificateSnapshot.from_json(certificate.snapshot), certificate.design
    try:
        pdf = draw_designed(snapshot, design_of(design)) if design else draw_certificate(snapshot)
    except Unprintable as refusal:
        log.error("certificate refused", certificate=certificate.number, reason=str(refusal))
        Certificate.objects.filter(pk=certificate_id).update(
            refused_at=timezone.now(), refusal=str(refusal), refused_edition=edition()
        )
        request_after_commit(alert_of_refusal, certificate_id)
        return
    except Exception:
        # Give it back, so that a later sweep tries again, and fail loudly.
        Certificate.objects.filter(pk=certificate_id, making_since=now).update(
            making_since=None, attempts=F("attempts") + 1, try_after=timezone.now() + pause_after(certificate.attempts)
        )
        raise
    certificate.keep_pdf(pdf)
    certificate.made_at = timezone.now()
    certificate.save(update_fields=["pdf", "made_at"])
    request_after_commit(announce_certificate, certificate_id)


def design_of(design: CertificateDesign) -> Design:
    return Design(design.html, design.css, design.has_frame)


@shared_task
def try_certificate_design(design_id: int) -> None:
    """Draw the samples in a design that is being written, and note what is wrong with them."""
    from credits.certificates.designed import samples, try_design

    now = timezone.now()
    if not take_up(CertificateDesign.objects.to_try(), design_id, taken="trying_since", at=now):
        return
    design = CertificateDesign.objects.get(pk=design_id)
    try:
        pdf, findings = try_design(design_of(design), samples(specimen_of(OfficeSettings.current())))
    except Exception as error:
        log.exception("design cannot be drawn", design=design.number)
        pdf, findings = b"", [f"It cannot be drawn: {error}"]
    if pdf:
        design.keep_preview(pdf)
    # Written meanwhile, it is tried again instead.
    CertificateDesign.objects.to_try().filter(pk=design_id, trying_since=now).update(
        tried_at=timezone.now(), findings=findings, preview=design.preview.name if pdf else ""
    )


def pause_after(failures: int) -> timedelta:
    """None after the first failure, then 30 seconds, then twice as long each time, at most an hour."""
    return min(timedelta(seconds=15 * 2 ** min(failures, 8)), timedelta(hours=1)) if failures else timedelta()


@shared_task
def alert_of_refusal(certificate_id: int) -> None:
    """Mail the office that a certificate cannot be printed, once, however often it is asked for (CRT-5)."""
    send_once(
        Certificate.objects.to_alert(),
        certificate_id,
        taken="alerting_since",
        done="alerted_at",
        at=timezone.now(),
        send=lambda: send_refusal_alert(Certificate.objects.select_related("claim__learner").get(pk=certificate_id)),
    )


@shared_task
def tell_of_standing(certificate_id: int) -> None:
    """Mail the learner that the office revoked or replaced a certificate, once, however often it is asked for (CRT-2)."""
    certificates = Certificate.objects.select_related(
        "claim__learner", "claim__activity", "claim__session", "claim__work"
    )
    send_once(
        Certificate.objects.to_tell(),
        certificate_id,
        taken="telling_since",
        done="told_at",
        at=timezone.now(),
        send=lambda: send_standing_letter(certificates.get(pk=certificate_id)),
    )


@shared_task
def announce_certificate(certificate_id: int) -> None:
    """Mail the learner that a certificate is ready, once, however often it is asked for (CRT-4)."""
    certificates = Certificate.objects.select_related("claim__learner", "claim__activity", "claim__session")
    send_once(
        Certificate.objects.to_announce(),
        certificate_id,
        taken="announcing_since",
        done="announced_at",
        at=timezone.now(),
        send=lambda: send_ready_letter(certificates.get(pk=certificate_id)),
    )


@shared_task
def remind_of_claim(reminder_id: int) -> None:
    """Mail somebody who was there what waits for them, once; who has claimed meanwhile hears nothing (AMA-7)."""
    now = timezone.now()
    reminder = ClaimReminder.objects.select_related("activity", "session__activity", "learner").get(pk=reminder_id)
    standings = worth_reminding(reminder, at=now)
    if not standings:
        ClaimReminder.objects.to_send().filter(pk=reminder_id).update(dropped_at=now)
        return
    send_once(
        ClaimReminder.objects.to_send(),
        reminder_id,
        taken="sending_since",
        done="sent_at",
        at=now,
        send=lambda: send_claim_reminder(reminder, standings),
    )


@shared_task
def announce_late_claim(request_id: int) -> None:
    """Mail the office that somebody asks to claim late, once, however often it is asked for (AMA-7)."""
    send_once(
        LateClaimRequest.objects.to_announce(),
        request_id,
        taken="announcing_since",
        done="announced_at",
        at=timezone.now(),
        send=lambda: send_late_claim_notice(_late_claim(request_id)),
    )


@shared_task
def tell_of_late_claim(request_id: int) -> None:
    """Mail the learner what became of their late claim, once, however often it is asked for (AMA-7)."""
    send_once(
        LateClaimRequest.objects.to_tell(),
        request_id,
        taken="telling_since",
        done="told_at",
        at=timezone.now(),
        send=lambda: send_late_claim_answer(_late_claim(request_id)),
    )


def _late_claim(pk: int) -> LateClaimRequest:
    return LateClaimRequest.objects.select_related("activity", "session__activity", "work", "learner").get(pk=pk)
