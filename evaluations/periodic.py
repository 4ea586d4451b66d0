"""What the clock asks of evaluations."""

from celery import shared_task
from django.utils import timezone

from core.background import waiting
from evaluations.models import Evaluation
from evaluations.tasks import alert_of_bias

BATCH = 50


@shared_task
def send_missing_bias_alerts() -> int:
    """Ask again for alerts that were never mailed: a broker, worker or mail server was down; returns how many."""
    due = waiting(Evaluation.objects.to_alert(), taken="alerting_since", at=timezone.now()).order_by("submitted_at")
    pks = list(due.values_list("pk", flat=True)[:BATCH])
    for pk in pks:
        alert_of_bias.apply_async((pk,), queue="sweeps", expires=60)
    return len(pks)
