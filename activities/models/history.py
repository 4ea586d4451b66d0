from datetime import datetime, timedelta
from typing import ClassVar, Self

from django.conf import settings
from django.db import models

from activities.models.activity import Activity
from activities.models.status import Status


class ActivityVersion(models.Model):
    """The plan as it was submitted, so that a decision is of one version (REV-2)."""

    activity = models.ForeignKey(Activity, on_delete=models.PROTECT, related_name="versions")
    number = models.PositiveSmallIntegerField()
    plan = models.JSONField()
    submitted_at = models.DateTimeField()
    submitted_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")

    class Meta:
        ordering = ("number",)
        constraints = (models.UniqueConstraint(fields=("activity", "number"), name="one_plan_per_version"),)

    def __str__(self) -> str:
        return f"{self.activity}, version {self.number}"


class StatusChangeQuerySet(models.QuerySet["StatusChange"]):
    def to_tell(self, *, at: datetime) -> Self:
        """Those of which the people concerned have not been told; what is older than some days is no news."""
        return self.filter(action__in=StatusChange.TOLD, told_at=None, at__gt=at - StatusChange.NEWS_FOR)


class StatusChange(models.Model):
    """One row of an activity's history: who moved it, when, from where to where, and what they said (REV-1)."""

    # With these it becomes somebody else's turn, or what came of somebody's work is known.
    TOLD: ClassVar = ("submit", "request_changes", "approve", "decline", "cancel")
    NEWS_FOR = timedelta(days=3)

    activity = models.ForeignKey(Activity, on_delete=models.PROTECT, related_name="status_changes")
    action = models.CharField(max_length=20)
    from_status = models.CharField(max_length=20, choices=Status)
    to_status = models.CharField(max_length=20, choices=Status)
    version = models.PositiveSmallIntegerField()
    note = models.TextField(blank=True)
    at = models.DateTimeField()
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        help_text="Empty where the clock did it.",
    )
    # The letter about it, not the change itself.
    telling_since = models.DateTimeField(null=True, blank=True, editable=False)
    told_at = models.DateTimeField(null=True, blank=True, editable=False)

    objects = StatusChangeQuerySet.as_manager()

    class Meta:
        ordering = ("at", "pk")

    def __str__(self) -> str:
        return f"{self.activity}: {self.from_status} → {self.to_status}"

    def save(self, *args: object, **kwargs: object) -> None:
        if self.pk is not None:
            raise TypeError("A status change is a permanent record.")
        super().save(*args, **kwargs)

    def delete(self, *args: object, **kwargs: object) -> tuple[int, dict[str, int]]:
        raise TypeError("A status change is a permanent record.")
