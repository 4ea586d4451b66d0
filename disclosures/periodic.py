"""What the clock asks of disclosures."""

from datetime import timedelta

from celery import shared_task
from django.db.models import Q
from django.utils import timezone

from disclosures.models import DisclosureRequest
from disclosures.tasks import STALE_AFTER, mail_disclosure_request


@shared_task
def mail_missing_requests() -> int:
    """Ask again for letters of the last days that should have gone out and have not; returns how many."""
    now = timezone.now()
    due = DisclosureRequest.objects.filter(
        Q(sending_since=None) | Q(sending_since__lt=now - STALE_AFTER),
        sent_at=None,
        asked_at__range=(now - timedelta(days=14), now - STALE_AFTER),
    ).values_list("pk", flat=True)
    for pk in due:
        mail_disclosure_request.apply_async((pk,), queue="sweeps", expires=300)
    return len(due)
