"""What the clock asks of people's records."""

from datetime import timedelta

import structlog
from celery import shared_task
from django.utils import timezone

from core.background import request_again
from core.errors import ActionRefused
from people.models import ClosedAccount, PersonExport
from people.services import erase_person
from people.tasks import make_export

log = structlog.get_logger(__name__)

BATCH = 50


@shared_task
def make_missing_exports() -> int:
    """Ask again for exports that should exist and do not: a broker or worker was down (PRS-5); returns how many."""
    due = PersonExport.objects.to_make().order_by("asked_at")
    return request_again(make_export, due, taken="making_since", at=timezone.now(), most=BATCH)


@shared_task
def forget_what_is_over() -> int:
    """Remove exports after some days, and names of closed accounts after the years of keeping; returns how many."""
    now = timezone.now()
    old = PersonExport.objects.filter(asked_at__lt=now - timedelta(days=PersonExport.DAYS_KEPT))
    for export in old[:BATCH]:
        export.file.delete(save=False)
        export.delete()
    erased = 0
    for closed in ClosedAccount.objects.to_erase(on=now.date()).select_related("person")[:BATCH]:
        try:
            erase_person(closed.person, on=now.date())
        except ActionRefused as refusal:  # something was recorded for them after they left
            log.warning("not erased yet", person=closed.person_id, reason=refusal.message)
        else:
            erased += 1
    return erased
