"""Asking the director to look back, and keeping what they write (EVL-6)."""

from datetime import date, datetime

from django.core.exceptions import ValidationError
from django.db import transaction

from accounts.models import User
from activities.models import Activity
from activities.workflow import lock
from core.background import request_after_commit
from core.errors import ActionRefused
from core.words import WordLimit
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
