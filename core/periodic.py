"""What the clock asks of core."""

from celery import shared_task
from django.utils import timezone

from core.background import request_again
from core.models import Letter, PreparedFile
from core.tasks import deliver_letter, draw_prepared_file

BATCH = 60


@shared_task
def draw_missing_files() -> int:
    """Ask again for sheets that somebody waits for: a broker or worker was down; returns how many."""
    due = PreparedFile.objects.missing().order_by("-asked_at")
    return request_again(draw_prepared_file, due, taken="making_since", at=timezone.now(), most=BATCH)


@shared_task
def remove_forgotten_files() -> int:
    """Let go of sheets that nobody has wanted for a month; returns how many."""
    forgotten = list(PreparedFile.objects.forgotten(at=timezone.now())[:BATCH])
    for prepared in forgotten:
        if prepared.file:
            prepared.file.delete(save=False)
        prepared.delete()
    return len(forgotten)


@shared_task
def deliver_due_letters() -> int:
    """Ask for letters whose time has come, or that a broker, worker or mail server kept from going out; returns how many."""
    now = timezone.now()
    due = Letter.objects.due(at=now).order_by("due_at")
    return request_again(deliver_letter, due, taken="sending_since", at=now, most=BATCH)
