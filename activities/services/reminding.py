"""Reminding those whose turn it is (REV-6)."""

from collections.abc import Callable, Iterable
from datetime import datetime

from django.db import transaction

from accounts.models import User
from activities.emails import reminder_letters
from activities.models import Activity, OfficeSettings
from activities.reminders import due_reminders, reminder_by_hand
from activities.workflow import lock
from core.errors import ActionRefused
from core.letters import write_letter
from core.models import Letter


def send_due_reminders(*, at: datetime) -> int:
    """Write every reminder that is due; what was written before stays one letter. Returns how many are due."""
    drafts = [
        draft
        for reminder in due_reminders(at=at, office=OfficeSettings.current())
        for draft in reminder_letters(reminder)
    ]
    for draft in drafts:
        write_letter(draft, at=at)
    return len(drafts)


@transaction.atomic
def remind_planners(activity: Activity, *, by: User, at: datetime) -> list[Letter]:
    """Once a day at most. Raises ActionRefused."""
    locked = lock(activity)
    if not by.has_perm("activities.change_activity"):
        raise ActionRefused("Only the CME office sends reminders.")
    reminder = reminder_by_hand(locked, at=at)
    if reminder is None:
        raise ActionRefused(f"It is {locked.get_status_display().lower()}, so it is not the planners’ turn.")
    drafts = reminder_letters(reminder)
    if not drafts:
        raise ActionRefused("It has no planners with an account that works.")
    if Letter.objects.filter(key__startswith=drafts[0].key).exists():
        raise ActionRefused("Its planners were reminded today already.")
    return [write_letter(draft, at=at) for draft in drafts]


def each[Row](
    rows: Iterable[Row], act: Callable[..., object], *, by: User, at: datetime
) -> tuple[list[Row], list[tuple[Row, str]]]:
    """Do one act with each; those it was refused for come back with the reason (REV-7)."""
    done: list[Row] = []
    refused: list[tuple[Row, str]] = []
    for row in rows:
        try:
            act(row, by=by, at=at)
        except ActionRefused as refusal:
            refused.append((row, refusal.message))
        else:
            done.append(row)
    return done, refused
