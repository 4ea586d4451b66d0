from typing import Self

from django.conf import settings
from django.db import models
from django.db.models import Q

from activities.models import Activity, Session


class ClaimReminderQuerySet(models.QuerySet["ClaimReminder"]):
    def to_send(self) -> Self:
        return self.filter(sent_at=None, dropped_at=None)


class ClaimReminder(models.Model):
    """A letter to somebody who was there and has not claimed: once soon after, once before the window closes (AMA-7).

    The first is about the activity, or one session of a series; the last is always about the whole activity.
    """

    class Stage(models.TextChoices):
        FIRST = "first", "Soon after it ended"
        LAST = "last", "Before the claim window closes"

    activity = models.ForeignKey(Activity, on_delete=models.PROTECT, related_name="claim_reminders")
    session = models.ForeignKey(
        Session, on_delete=models.PROTECT, null=True, blank=True, related_name="claim_reminders"
    )
    learner = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="claim_reminders")
    stage = models.CharField(max_length=5, choices=Stage)
    written_at = models.DateTimeField()
    sending_since = models.DateTimeField(null=True, blank=True)
    sent_at = models.DateTimeField(null=True, blank=True)
    dropped_at = models.DateTimeField(
        null=True, blank=True, help_text="When it turned out that there was nothing to remind of any more."
    )

    objects = ClaimReminderQuerySet.as_manager()

    class Meta:
        ordering = ("-written_at", "-pk")
        indexes = (
            models.Index(
                fields=("written_at",), name="claim_reminders_to_send", condition=Q(sent_at=None, dropped_at=None)
            ),
        )
        constraints = (
            models.UniqueConstraint(
                fields=("activity", "learner", "stage"),
                condition=Q(session=None),
                name="one_reminder_per_person_activity_and_stage",
            ),
            models.UniqueConstraint(
                fields=("session", "learner", "stage"),
                condition=Q(session__isnull=False),
                name="one_reminder_per_person_session_and_stage",
            ),
            models.CheckConstraint(condition=Q(stage__in=("first", "last")), name="a_claim_reminder_is_first_or_last"),
            models.CheckConstraint(
                condition=Q(sent_at=None) | Q(dropped_at=None), name="a_claim_reminder_is_sent_or_dropped"
            ),
        )

    def __str__(self) -> str:
        return f"{self.learner}: {self.session or self.activity}, {self.get_stage_display().lower()}"
