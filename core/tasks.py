"""What pages and letters ask of the worker in common."""

from datetime import datetime, timedelta
from typing import Final

import structlog
from celery import shared_task
from django.core.files.base import ContentFile
from django.core.mail import EmailMultiAlternatives
from django.db.models import F
from django.utils import timezone

from core.background import take_up
from core.models import Letter, PreparedFile, filled_in
from core.printing.printable import UnprintableName
from core.printing.sheets import Sheet

log = structlog.get_logger(__name__)

# How long after each failure a letter is tried again; after the last it is given up, and the office decides.
PAUSES: Final = tuple(timedelta(minutes=minutes) for minutes in (1, 5, 15, 60, 180, 360, 720, 1440, 1440, 1440))


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


@shared_task
def deliver_letter(letter_id: int) -> None:
    """Mail one letter that is due. Doubled, retried or killed, it goes out once; a failure is kept and tried again."""
    now = timezone.now()
    if not take_up(Letter.objects.due(at=now), letter_id, taken="sending_since", at=now):
        return
    letter = Letter.objects.get(pk=letter_id)
    try:
        _mail(letter)
    except Exception as failure:
        # Whatever it was, the row says it, the office sees it, and the sweep tries again.
        log.exception("letter not sent", letter=letter.pk, kind=letter.kind, attempt=letter.attempts + 1)
        _note_failure(letter, failure)
        return
    Letter.objects.filter(pk=letter_id).update(
        sent_at=timezone.now(), due_at=None, secrets={}, headers={}, failure="", attempts=letter.attempts + 1
    )


def _mail(letter: Letter) -> None:
    message = EmailMultiAlternatives(
        subject=letter.subject,
        body=filled_in(letter.text, letter.secrets),
        to=[letter.to_address],
        headers={name: filled_in(value, letter.secrets) for name, value in letter.headers.items()},
    )
    if letter.html:
        message.attach_alternative(filled_in(letter.html, letter.secrets), "text/html")
    for name, text, media_type in letter.attachments:
        message.attach(name, text, media_type)
    message.send()


def _note_failure(letter: Letter, failure: Exception) -> None:
    pause = PAUSES[letter.attempts] if letter.attempts < len(PAUSES) else None
    Letter.objects.filter(pk=letter.pk).update(
        attempts=letter.attempts + 1,
        failure=f"{type(failure).__name__}: {failure}"[:2000],
        due_at=timezone.now() + pause if pause else None,
        sending_since=None,
    )
