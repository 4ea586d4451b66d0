"""What the clock asks of evaluations."""

from celery import shared_task
from django.db.models import Q
from django.utils import timezone

from evaluations.models import Evaluation
from evaluations.tasks import STALE_AFTER, alert_of_bias

BATCH = 50


@shared_task
def send_missing_bias_alerts() -> int:
    """Ask again for alerts that were never mailed: a broker, worker or mail server was down; returns how many."""
    now = timezone.now()
    due = (
        Evaluation.objects.to_alert()
        .filter(Q(alerting_since=None) | Q(alerting_since__lt=now - STALE_AFTER))
        .order_by("submitted_at")
        .values_list("pk", flat=True)[:BATCH]
    )
    for pk in due:
        alert_of_bias.apply_async((pk,), queue="sweeps", expires=60)
    return len(due)
