"""What the office's request to disclose asks of the worker."""

from celery import shared_task
from django.utils import timezone

from core.background import send_once
from disclosures.emails import send_disclosure_letter
from disclosures.models import DisclosureRequest


@shared_task
def mail_disclosure_request(request_id: int) -> None:
    """Write one letter, once, however often it is asked for."""
    send_once(
        DisclosureRequest.objects.filter(sent_at=None),
        request_id,
        taken="sending_since",
        done="sent_at",
        at=timezone.now(),
        send=lambda: send_disclosure_letter(
            DisclosureRequest.objects.select_related("person", "asked_by", "confirms").get(pk=request_id)
        ),
    )
