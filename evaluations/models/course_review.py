"""The director's end-of-course or annual review: what was learned, and what changes next time (EVL-6)."""

from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Final, Self

from django.conf import settings
from django.db import models
from django.db.models import Exists, OuterRef, Q

from activities.models import Activity, TeamMember
from core.words import WordLimit

if TYPE_CHECKING:
    from accounts.models import User

REVIEW_WORDS: Final = 150
DAYS_TO_WRITE: Final = 30


class CourseReviewQuerySet(models.QuerySet["CourseReview"]):
    def missing(self) -> Self:
        return self.filter(written_at=None)

    def overdue(self, *, at: datetime) -> Self:
        return self.missing().filter(asked_at__lte=overdue_before(at))

    def written(self) -> Self:
        return self.filter(written_at__isnull=False)

    def to_send(self) -> Self:
        """Whose letter to the director is not out, and still of use."""
        return self.filter(sent_at=None, written_at=None)

    def to_write_by(self, user: "User") -> Self:
        """Of activities that this person directs."""
        return self.filter(_directed_by(user))

    def as_seen_by(self, user: "User") -> Self:
        """Each says whether it `is_yours` to write."""
        return self.annotate(is_yours=_directed_by(user))


def _directed_by(user: "User") -> Exists:
    directs = TeamMember.objects.filter(person=user, role__in=TeamMember.ATTESTING_ROLES)
    return Exists(directs.filter(activity=OuterRef("activity")))


def overdue_before(at: datetime) -> datetime:
    """What was asked before then and is not written yet is overdue."""
    return at - timedelta(days=DAYS_TO_WRITE + 1)


class CourseReview(models.Model):
    """One is asked for at the end, and each year of what goes on longer. Empty until the director writes it."""

    activity = models.ForeignKey(Activity, on_delete=models.PROTECT, related_name="course_reviews")
    period_end_date = models.DateField(help_text="The last day it looks back on.")
    asked_at = models.DateTimeField()
    sending_since = models.DateTimeField(null=True, blank=True, help_text="When a worker last took the letter up.")
    sent_at = models.DateTimeField(null=True, blank=True)
    learned = models.TextField("what was learned", blank=True, validators=[WordLimit(REVIEW_WORDS)])
    changes = models.TextField("what changes next time", blank=True, validators=[WordLimit(REVIEW_WORDS)])
    written_at = models.DateTimeField(null=True, blank=True)
    written_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )

    objects = CourseReviewQuerySet.as_manager()

    class Meta:
        ordering = ("-period_end_date", "-pk")
        constraints = (
            models.UniqueConstraint(fields=("activity", "period_end_date"), name="one_review_per_activity_and_period"),
            models.CheckConstraint(
                condition=Q(written_at=None, written_by=None, learned="", changes="")
                | (Q(written_at__isnull=False, written_by__isnull=False) & ~Q(learned="") & ~Q(changes="")),
                name="a_written_review_says_both_and_by_whom",
            ),
        )

    def __str__(self) -> str:
        return f"{self.activity}, to {self.period_end_date:%B %-d, %Y}"
