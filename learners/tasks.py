"""What taking part asks of the worker."""

import structlog
from celery import shared_task
from django.db.models import F
from django.utils import timezone

from core.background import send_once, send_together, take_up
from learners.emails import send_invitation, send_registration_letter
from learners.imports import working
from learners.imports.reading import Unreadable
from learners.models import AttendanceImport, ImportRow, Registration, SessionLetter
from learners.session_emails import send_letter_about_sessions

log = structlog.get_logger(__name__)

MOST_ATTEMPTS = 3


@shared_task
def tell_learner(registration_id: int) -> None:
    """Mail what became of a registration, once, however often it is asked for (ATT-2)."""
    send_once(
        Registration.objects.to_tell(),
        registration_id,
        taken="telling_since",
        done="told_at",
        at=timezone.now(),
        send=lambda: send_registration_letter(
            Registration.objects.select_related("activity", "learner").get(pk=registration_id)
        ),
    )


@shared_task
def work_on_import(import_id: int) -> None:
    """Read, check or write a list, whichever is next. A killed worker's list is taken up again by the sweep (ATT-3).

    What fails again and again for another reason than the file is given up with a sentence instead of for ever.
    """
    State = AttendanceImport.State
    now = timezone.now()
    rows = AttendanceImport.objects.in_work()
    if not take_up(rows, import_id, taken="working_since", at=now):
        return
    AttendanceImport.objects.filter(pk=import_id).update(attempts=F("attempts") + 1)
    batch = AttendanceImport.objects.select_related("activity", "session", "uploaded_by", "written_by").get(
        pk=import_id
    )
    if batch.attempts > MOST_ATTEMPTS:  # whoever was killed over it could not say so
        _give_up(batch)
        return
    try:
        if batch.state == State.READING:
            working.read(batch)
        elif batch.state == State.CHECKING:
            working.check(batch, at=now)
        else:
            working.write(batch, at=now)
    except Unreadable as refusal:
        rows.filter(pk=import_id).update(state=State.REFUSED, refusal=str(refusal))
    except Exception:
        log.exception("attendance list failed", list=import_id, attempt=batch.attempts)
        _give_back(batch)
        raise


def _give_back(batch: AttendanceImport) -> None:
    if batch.attempts < MOST_ATTEMPTS:
        AttendanceImport.objects.filter(pk=batch.pk).update(working_since=None)
    else:
        _give_up(batch)


def _give_up(batch: AttendanceImport) -> None:
    State = AttendanceImport.State
    sentence = "Something in it could not be worked with, and nothing was written. The log says what."
    wrote = batch.state == State.WRITING
    AttendanceImport.objects.filter(pk=batch.pk).update(
        state=State.CHECKED if wrote else State.REFUSED, refusal=sentence, written_at=None, written_by=None
    )


@shared_task
def invite_person(row_id: int) -> None:
    """Tell somebody whom a list made known that their attendance is on record, once."""
    send_once(
        ImportRow.objects.to_invite(),
        row_id,
        taken="inviting_since",
        done="invited_at",
        at=timezone.now(),
        send=lambda: send_invitation(ImportRow.objects.select_related("person", "batch__activity").get(pk=row_id)),
    )


@shared_task
def tell_of_sessions(learner_id: int, activity_id: int) -> None:
    """Mail somebody registered for a series what changed in it, once, in one letter for all that waits."""
    send_together(
        SessionLetter.objects.to_send().filter(learner=learner_id, change__session__activity=activity_id),
        taken="sending_since",
        done="sent_at",
        at=timezone.now(),
        send=send_letter_about_sessions,
    )
