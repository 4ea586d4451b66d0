"""What the office's request to disclose asks of the worker."""

from datetime import timedelta
from typing import Any, Final

from celery import Task, shared_task
from django.db.models import Q
from django.utils import timezone

from disclosures.emails import send_disclosure_letter
from disclosures.models import DisclosureRequest

# A worker that took a letter up this long ago and has not finished is taken to be dead.
STALE_AFTER: Final = timedelta(minutes=5)


@shared_task(bind=True, autoretry_for=(Exception,), retry_backoff=30, retry_backoff_max=1800, max_retries=8)
def mail_disclosure_request(self: Task[Any, Any], request_id: int) -> None:
    """Send one letter. Doubled or retried, it goes out once; what fails is tried again."""
    now = timezone.now()
    taken = (
        DisclosureRequest.objects.filter(Q(sending_since=None) | Q(sending_since__lt=now - STALE_AFTER))
        .filter(pk=request_id, sent_at=None)
        .update(sending_since=now)
    )
    if not taken:
        return
    request = DisclosureRequest.objects.select_related("person", "asked_by", "confirms").get(pk=request_id)
    try:
        send_disclosure_letter(request)
    except Exception:
        DisclosureRequest.objects.filter(pk=request_id, sending_since=now).update(sending_since=None)
        raise
    DisclosureRequest.objects.filter(pk=request_id).update(sent_at=timezone.now())
