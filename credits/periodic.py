"""What the clock asks of credits."""

from celery import shared_task
from django.utils import timezone

from core.background import waiting
from credits.models import Certificate
from credits.tasks import alert_of_refusal, make_certificate

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
