"""What an evaluation asks of the worker."""

from datetime import timedelta

import structlog
from celery import shared_task
from django.db.models import Q
from django.utils import timezone

from evaluations.emails import bias_alert
from evaluations.models import Evaluation

log = structlog.get_logger(__name__)

# A worker that took an alert up this long ago and has not sent it is taken to be dead.
STALE_AFTER = timedelta(minutes=5)


@shared_task
def alert_of_bias(evaluation_id: int) -> None:
    """Mail the office that a learner found bias, once, however often it is asked for (EVL-1)."""
    now = timezone.now()
    taken = (
        Evaluation.objects.to_alert()
        .filter(Q(alerting_since=None) | Q(alerting_since__lt=now - STALE_AFTER), pk=evaluation_id)
        .update(alerting_since=now)
    )
    if not taken:
        return
    evaluation = Evaluation.objects.select_related("questionnaire__activity", "session").get(pk=evaluation_id)
    try:
        letter = bias_alert(evaluation)
        if not letter.to:
            log.warning("nobody to alert of bias; set the office's e-mail address", evaluation=evaluation_id)
            return
        letter.send()
    except Exception:
        # Give it back at once, so that the next sweep tries again, and fail loudly.
        Evaluation.objects.filter(pk=evaluation_id, alerting_since=now).update(alerting_since=None)
        raise
    Evaluation.objects.filter(pk=evaluation_id).update(alerted_at=timezone.now())
