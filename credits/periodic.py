"""What the clock asks of credits."""

from celery import shared_task
from django.utils import timezone

from core.background import waiting
from credits.models import Certificate, CertificateDesign, LateClaimRequest
from credits.services import try_again
from credits.tasks import (
    alert_of_refusal,
    announce_late_claim,
    make_certificate,
    tell_of_late_claim,
    tell_of_standing,
    try_certificate_design,
)

BATCH = 60


@shared_task
def make_missing_certificates() -> int:
    """Ask again for certificates that should exist and do not: a broker or worker was down (CRT-4).

    They are asked for in small batches behind what people wait for now; returns how many.
    """
    now = timezone.now()
    due = waiting(Certificate.objects.due(at=now), taken="making_since", at=now).order_by("-issued_at")
    pks = list(due.values_list("pk", flat=True)[:BATCH])
    for pk in pks:
        make_certificate.apply_async((pk,), queue="sweeps", expires=60)
    return len(pks)


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
    due = waiting(CertificateDesign.objects.to_try(), taken="trying_since", at=timezone.now())
    pks = list(due.values_list("pk", flat=True)[:BATCH])
    for pk in pks:
        try_certificate_design.apply_async((pk,), queue="sweeps", expires=60)
    return len(pks)


@shared_task
def send_missing_standing_letters() -> int:
    """Ask again for letters about revoked and replaced certificates that were never mailed (CRT-2); returns how many."""
    due = waiting(Certificate.objects.to_tell(), taken="telling_since", at=timezone.now()).order_by("pk")
    pks = list(due.values_list("pk", flat=True)[:BATCH])
    for pk in pks:
        tell_of_standing.apply_async((pk,), queue="sweeps", expires=60)
    return len(pks)


@shared_task
def send_missing_refusal_alerts() -> int:
    """Ask again for alerts about unprintable certificates that were never mailed (CRT-5); returns how many."""
    due = waiting(Certificate.objects.to_alert(), taken="alerting_since", at=timezone.now()).order_by("refused_at")
    pks = list(due.values_list("pk", flat=True)[:BATCH])
    for pk in pks:
        alert_of_refusal.apply_async((pk,), queue="sweeps", expires=60)
    return len(pks)


@shared_task
def send_missing_late_claim_letters() -> int:
    """Ask again for letters about late claims, to the office and to learners, that were never mailed (AMA-7)."""
    now, requests = timezone.now(), LateClaimRequest.objects
    asked = 0
    for task, due, taken in (
        (announce_late_claim, requests.to_announce(), "announcing_since"),
        (tell_of_late_claim, requests.to_tell(), "telling_since"),
    ):
        for pk in waiting(due, taken=taken, at=now).order_by("asked_at").values_list("pk", flat=True)[:BATCH]:
            task.apply_async((pk,), queue="sweeps", expires=60)
            asked += 1
    return asked
