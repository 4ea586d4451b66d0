from datetime import datetime, timedelta

from django.db import transaction

from core.background import request_after_commit
from core.models import PreparedFile
from core.printing.sheets import Sheet
from core.tasks import draw_prepared_file

A_DAY = timedelta(days=1)  # often enough to remember that somebody still wants it


@transaction.atomic
def prepare(sheet: Sheet, *, at: datetime) -> PreparedFile:
    """The file of `sheet`: made already, or asked for now."""
    prepared, is_new = PreparedFile.objects.select_for_update().get_or_create(
        digest=sheet.digest, defaults={"template": sheet.template, "content": sheet.content, "asked_at": at}
    )
    if is_new:
        request_after_commit(draw_prepared_file, prepared.pk)
    elif prepared.asked_at < at - A_DAY:
        prepared.asked_at = at
        prepared.save(update_fields=["asked_at"])
    return prepared


@transaction.atomic
def prepare_again(prepared: PreparedFile, *, at: datetime) -> None:
    """Draw it once more, with as many attempts as at first."""
    PreparedFile.objects.filter(pk=prepared.pk).update(
        attempts=0, making_since=None, made_at=None, file="", refused_at=None, refusal="", asked_at=at
    )
    request_after_commit(draw_prepared_file, prepared.pk)
