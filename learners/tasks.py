"""What taking part asks of the worker."""

from celery import shared_task
from django.utils import timezone

from core.background import send_once
from learners.emails import send_registration_letter
from learners.models import Registration


@shared_task
def tell_learner(registration_id: int) -> None:
    """Mail what became of a registration, once, however often it is asked for (ATT-2)."""
    send_once(
        Registration.objects.to_tell(),
        registration_id,
        taken="telling_since",
        done="told_at",
        at=timezone.now(),
        send=lambda: send_registration_letter(
            Registration.objects.select_related("activity", "learner").get(pk=registration_id)
        ),
    )
