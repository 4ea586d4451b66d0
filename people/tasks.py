"""What a person's record asks of the worker."""

import tempfile

import structlog
from celery import shared_task
from django.core.files import File
from django.utils import timezone

from core.background import take_up
from people.exports import pack
from people.models import PersonExport

log = structlog.get_logger(__name__)


@shared_task
def make_export(export_id: int) -> None:
    """Pack everything we hold of one person, once, however often it is asked for (PRS-5)."""
    now = timezone.now()
    if not take_up(PersonExport.objects.to_make(), export_id, taken="making_since", at=now):
        return
    export = PersonExport.objects.select_related("person").get(pk=export_id)
    try:
        with tempfile.TemporaryFile() as packed:
            pack(export.person, at=now, into=packed)
            packed.seek(0)
            export.file.save("record.zip", File(packed), save=False)
    except Exception:
        # The page says so, and the person can ask again; the log says why.
        PersonExport.objects.filter(pk=export_id).update(failed_at=timezone.now())
        raise
    export.made_at = timezone.now()
    export.save(update_fields=["file", "made_at"])
