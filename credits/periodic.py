"""What the clock asks of credits."""

from celery import shared_task
from django.utils import timezone

from activities.models import OfficeSettings
from core.background import request_again
from credits.models import Certificate, CertificateDesign, ClaimReminder, LateClaimRequest
from credits.reminders import due_reminders
from credits.services import try_again
from credits.tasks import (
    alert_of_refusal,
    announce_certificate,
    announce_late_claim,
    make_certificate,
    remind_of_claim,
    tell_of_late_claim,
    tell_of_standing,
    try_certificate_design,
)

BATCH = 60
REMINDERS = 500


@shared_task
def make_missing_certificates() -> int:
    """Ask again for certificates that should exist and do not: a broker or worker was down (CRT-4).

    They are asked for in small batches behind what people wait for now; returns how many.
    """
    now = timezone.now()
    due = Certificate.objects.due(at=now).order_by("-issued_at")
    return request_again(make_certificate, due, taken="making_since", at=now, most=BATCH)


@shared_task
def try_refused_certificates_again() -> int:
    """Those whose text, or our design, has changed since they could not be printed (CRT-5); returns how many.

    In the worker, where the design is at hand. The oldest look first, and every one is looked at in turn.
    """
    from credits.certificates.drawing import edition

    now, tried = timezone.now(), 0
    for certificate in Certificate.objects.refused().select_related("claim").order_by("refused_at").iterator():
        tried += try_again(certificate, edition=edition(), at=now)
        if tried >= BATCH:
            break
    return tried


@shared_task
def try_waiting_designs() -> int:
    """Ask again for the samples of designs that somebody waits for; returns how many."""
    due = CertificateDesign.objects.to_try()
    return request_again(try_certificate_design, due, taken="trying_since", at=timezone.now(), most=BATCH)


@shared_task
def send_missing_standing_letters() -> int:
    """Ask again for letters about revoked and replaced certificates that were never mailed (CRT-2); returns how many."""
    due = Certificate.objects.to_tell().order_by("pk")
    return request_again(tell_of_standing, due, taken="telling_since", at=timezone.now(), most=BATCH)


@shared_task
def announce_ready_certificates() -> int:
    """Ask again for letters about certificates that are ready and were never mailed (CRT-4); returns how many."""
    due = Certificate.objects.to_announce().order_by("made_at")
    return request_again(announce_certificate, due, taken="announcing_since", at=timezone.now(), most=BATCH)


@shared_task
def write_due_claim_reminders() -> int:
    """Write down who is to be reminded that credit waits (AMA-7), a batch at a time; returns how many.

    Two of these at once write each reminder once. The letters follow with the next sweep.
    """
    due = due_reminders(at=timezone.now(), office=OfficeSettings.current(), most=REMINDERS)
    ClaimReminder.objects.bulk_create(due, ignore_conflicts=True)
    return len(due)


@shared_task
def send_missing_claim_reminders() -> int:
    """Ask for reminders that were written and never mailed; returns how many."""
    due = ClaimReminder.objects.to_send().order_by("written_at", "pk")
    return request_again(remind_of_claim, due, taken="sending_since", at=timezone.now(), most=BATCH)


@shared_task
def send_missing_refusal_alerts() -> int:
    """Ask again for alerts about unprintable certificates that were never mailed (CRT-5); returns how many."""
    due = Certificate.objects.to_alert().order_by("refused_at")
    return request_again(alert_of_refusal, due, taken="alerting_since", at=timezone.now(), most=BATCH)


@shared_task
def send_missing_late_claim_letters() -> int:
    """Ask again for letters about late claims, to the office and to learners, that were never mailed (AMA-7)."""
    now, requests = timezone.now(), LateClaimRequest.objects
    asked = 0
    for task, due, taken in (
        (announce_late_claim, requests.to_announce(), "announcing_since"),
        (tell_of_late_claim, requests.to_tell(), "telling_since"),
    ):
        asked += request_again(task, due.order_by("asked_at"), taken=taken, at=now, most=BATCH)
    return asked
