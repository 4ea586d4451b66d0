"""What the clock asks of credits."""

from celery import shared_task
from django.utils import timezone

from core.background import waiting
from credits.models import Certificate, LateClaimRequest
from credits.tasks import alert_of_refusal, announce_late_claim, make_certificate, tell_of_late_claim

BATCH = 60


@shared_task
def make_missing_certificates() -> int:
    """Ask again for certificates that should exist and do not: a broker or worker was down (CRT-4).

    They are asked for in small batches behind what people wait for now; returns how many.
    """
    due = waiting(Certificate.objects.missing(), taken="making_since", at=timezone.now()).order_by("-issued_at")
    pks = list(due.values_list("pk", flat=True)[:BATCH])
    for pk in pks:
        make_certificate.apply_async((pk,), queue="sweeps", expires=60)
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
