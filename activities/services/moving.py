from datetime import datetime

from django.utils import timezone

from accounts.models import User
from activities.models import Activity, StatusChange
from activities.tasks import tell_of_change
from activities.workflow import apply_transition
from core.background import request_after_commit
from core.errors import ActionRefused

NOTE_LENGTH = 2000


def move(locked: Activity, action: str, *, by: User | None, at: datetime, note: str = "") -> StatusChange:
    """Apply a transition, and have the people whose turn it is now told of it (REV-6)."""
    if len(note) > NOTE_LENGTH:
        raise ActionRefused(f"Please shorten it to {NOTE_LENGTH:,} characters; it has {len(note):,}.", field="note")
    change = apply_transition(locked, action, by=by, at=at, note=note)
    if StatusChange.objects.to_tell(at=timezone.now()).filter(pk=change.pk).exists():
        request_after_commit(tell_of_change, change.pk)
    return change
