"""What planning and review ask of the worker."""

from celery import shared_task
from django.utils import timezone

from activities.emails import send_change_letter
from activities.models import StatusChange
from core.background import send_once


@shared_task
def tell_of_change(change_id: int) -> None:
    """Mail those concerned by a status change, once, however often it is asked for (REV-6)."""
    now = timezone.now()
    send_once(
        StatusChange.objects.to_tell(at=now),
        change_id,
        taken="telling_since",
        done="told_at",
        at=now,
        send=lambda: send_change_letter(StatusChange.objects.select_related("activity", "by").get(pk=change_id)),
    )
