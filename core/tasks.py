"""What pages ask of the worker in common."""

from datetime import datetime

import structlog
from celery import shared_task
from django.core.files.base import ContentFile
from django.db.models import F
from django.utils import timezone

from core.background import take_up
from core.models import PreparedFile
from core.printing.printable import UnprintableName
from core.printing.sheets import Sheet

log = structlog.get_logger(__name__)


@shared_task
def draw_prepared_file(prepared_id: int) -> None:
    """Draw one sheet. Doubled, retried or killed, it is drawn once; three failures are enough."""
    # Only workers draw: web processes need not load the typesetting.
    from core.printing.drawing import draw_sheet

    now = timezone.now()
    if not take_up(PreparedFile.objects.missing(), prepared_id, taken="making_since", at=now):
        return
    PreparedFile.objects.filter(pk=prepared_id).update(attempts=F("attempts") + 1)
    prepared = PreparedFile.objects.get(pk=prepared_id)
    try:
        pdf = draw_sheet(Sheet(prepared.template, prepared.content))
    except UnprintableName as refusal:
        PreparedFile.objects.filter(pk=prepared_id).update(refused_at=timezone.now(), refusal=str(refusal))
        return
    except Exception:
        give_back(prepared, at=now)
        raise
    prepared.file.save(f"{prepared.digest}.pdf", ContentFile(pdf), save=False)
    prepared.made_at = timezone.now()
    prepared.save(update_fields=["file", "made_at"])


def give_back(prepared: PreparedFile, *, at: datetime) -> None:
    PreparedFile.objects.filter(pk=prepared.pk, making_since=at).update(making_since=None)
    if prepared.has_failed:
        log.error("sheet given up", template=prepared.template, digest=prepared.digest)
