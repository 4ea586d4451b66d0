"""What the clock asks of disclosures."""

from datetime import timedelta
from typing import Final

from celery import shared_task
from django.utils import timezone

from core.background import request_again
from disclosures.models import DisclosureRequest
from disclosures.tasks import mail_disclosure_request

# A request older than this is no news; the office asks anew.
NEWS_FOR: Final = timedelta(days=14)


@shared_task
def mail_missing_requests() -> int:
    """Ask again for letters of the last days that should have been written and have not; returns how many."""
    now = timezone.now()
    unwritten = DisclosureRequest.objects.filter(sent_at=None, asked_at__gt=now - NEWS_FOR)
    return request_again(mail_disclosure_request, unwritten, taken="sending_since", at=now, most=None, expires=300)
