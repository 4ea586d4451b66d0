"""Asking the director to look back, and keeping what they write (EVL-6)."""

from datetime import date, datetime

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone

from accounts.models import User
from activities.models import Activity
from activities.workflow import lock
from core.background import request_after_commit
from core.errors import ActionRefused
from core.letters import write_letter
from core.models import Letter
from core.words import WordLimit
from evaluations.emails import course_review_letters
from evaluations.models import CourseReview
from evaluations.models.course_review import REVIEW_WORDS
from evaluations.tasks import mail_course_review_letter


@transaction.atomic
def ask_for_review(activity: Activity, *, period_end: date, at: datetime) -> CourseReview:
    """Once per activity and period; the letter follows."""
    locked = lock(activity)
    review, is_new = CourseReview.objects.get_or_create(
        activity=locked, period_end_date=period_end, defaults={"asked_at": at}
    )
    if is_new:
        request_after_commit(mail_course_review_letter, review.pk)
    return review


@transaction.atomic
def remind_director(review: CourseReview, *, by: User, at: datetime) -> list[Letter]:
    """Once a day at most. Raises ActionRefused."""
    locked = CourseReview.objects.select_for_update().get(pk=review.pk)
    if not by.has_perm("activities.change_activity"):
        raise ActionRefused("Only the CME office sends reminders.")
    if locked.written_at is not None:
        raise ActionRefused("It is written.")
    key = f"course-review:{locked.pk}:{timezone.localdate(at)}"
    drafts = course_review_letters(locked, key=key, reminds=True)
    if not drafts:
        raise ActionRefused("It has no director with an account that works.")
    if Letter.objects.filter(key__startswith=key).exists():
        raise ActionRefused("Its director was reminded today already.")
    return [write_letter(draft, at=at) for draft in drafts]


@transaction.atomic
def write_review(review: CourseReview, *, learned: str, changes: str, by: User, at: datetime) -> CourseReview:
    """Keep the director's own words, dated; they can be corrected by the director. Raises ActionRefused."""
    if not CourseReview.objects.to_write_by(by).filter(pk=review.pk).exists():
        raise ActionRefused("The activity’s director writes this review.")
    locked = CourseReview.objects.select_for_update().get(pk=review.pk)
    locked.learned, locked.changes = learned.strip(), changes.strip()
    for field in ("learned", "changes"):
        if not getattr(locked, field):
            raise ActionRefused("Please write at least a sentence.", field=field)
        try:
            WordLimit(REVIEW_WORDS)(getattr(locked, field))
        except ValidationError as fault:
            raise ActionRefused(fault.messages[0], field=field) from fault
    locked.written_at, locked.written_by = at, by
    locked.save(update_fields=["learned", "changes", "written_at", "written_by"])
    return locked
