"""What office and planners say to each other about an activity."""

from datetime import datetime, timedelta
from typing import Final

from django.db import transaction
from django.utils import timezone

from accounts.models import User
from activities.emails import comment_letter, comment_readers
from activities.models import Activity, Comment, ReviewRequest, StatusChange
from activities.workflow import lock
from core.errors import ActionRefused
from core.letters import rewrite_letter, write_letter
from core.models import Letter

LENGTH: Final = 4000
# Several comments within these minutes are one letter.
BUNDLED_FOR: Final = timedelta(minutes=5)


@transaction.atomic
def write_comment(
    activity: Activity,
    *,
    text: str,
    by: User,
    at: datetime,
    request: ReviewRequest | None = None,
    is_internal: bool = False,
) -> Comment:
    """Say something to the other side, or among the office. Raises ActionRefused."""
    locked = lock(activity)
    is_planner = Activity.objects.planned_by(by).filter(pk=locked.pk).exists()
    is_office = by.is_staff and by.has_perm("activities.view_activity") and not locked.team.filter(person=by).exists()
    if not is_planner and not is_office:
        raise ActionRefused("Only this activity’s planners and the CME office can write here.")
    by_office = is_office and locked.created_by_id != by.pk
    if is_internal and not by_office:
        raise ActionRefused("Notes among the office are for its members who are not on the team.")
    if request is not None and request.activity_id != locked.pk:
        raise ActionRefused("This request belongs to another activity.")
    if not text.strip():
        raise ActionRefused("Write something first.", field="comment")
    if len(text) > LENGTH:
        raise ActionRefused(f"Please shorten it to {LENGTH} characters.", field="comment")
    comment = Comment.objects.create(
        activity=locked,
        request=request,
        text=text.strip(),
        is_internal=is_internal,
        by_office=by_office,
        written_at=at,
        written_by=by,
    )
    if not is_internal and at > timezone.now() - StatusChange.NEWS_FOR:
        for reader in comment_readers(comment):
            _tell(reader, comment, at=at)
    return comment


def _tell(reader: User, comment: Comment, *, at: datetime) -> None:
    """Add it to a letter that has not gone out yet, or begin one that waits some minutes for more."""
    waiting = (
        Letter.objects.about(comment.activity)
        .filter(kind="comments", person=reader, sent_at=None, sending_since=None)
        .order_by("-written_at")
        .first()
    )
    since = waiting.written_at if waiting else at
    told = list(
        comment.activity.comments.filter(is_internal=False, by_office=comment.by_office, written_at__gte=since)
        .exclude(written_by=reader)
        .select_related("written_by")
    )
    if waiting and rewrite_letter(waiting, comment_letter(reader, told)):
        return
    write_letter(comment_letter(reader, told), at=at, due_at=at + BUNDLED_FOR)
