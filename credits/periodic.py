"""What the clock asks of credits."""

from celery import shared_task
from django.db.models import Q
from django.utils import timezone

from credits.models import Certificate
from credits.tasks import STALE_AFTER, make_certificate

BATCH = 60


@shared_task
def make_missing_certificates() -> int:
    """Ask again for certificates that should exist and do not: a broker or worker was down (CRT-4).

    They are asked for in small batches behind what people wait for now; returns how many.
    """
    now = timezone.now()
    due = (
        Certificate.objects.missing()
        .filter(Q(making_since=None) | Q(making_since__lt=now - STALE_AFTER))
        .order_by("-issued_at")
        .values_list("pk", flat=True)[:BATCH]
    )
    for pk in due:
        make_certificate.apply_async((pk,), queue="sweeps", expires=60)
    return len(due)
