"""What an evaluation asks of the worker."""

from celery import shared_task
from django.utils import timezone

from core.background import send_once
from evaluations.emails import send_bias_alert
from evaluations.models import Evaluation


@shared_task
def alert_of_bias(evaluation_id: int) -> None:
    """Mail the office that a learner found bias, once, however often it is asked for (EVL-1)."""
    send_once(
        Evaluation.objects.to_alert(),
        evaluation_id,
        taken="alerting_since",
        done="alerted_at",
        at=timezone.now(),
        send=lambda: send_bias_alert(
            Evaluation.objects.select_related("questionnaire__activity", "session").get(pk=evaluation_id)
        ),
    )
