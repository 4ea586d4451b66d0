"""What those who registered for a series are told, and the calendar they subscribe to."""

from typing import Self

from django.conf import settings
from django.db import models

from activities.models import SessionChange


class SessionLetterQuerySet(models.QuerySet["SessionLetter"]):
    def to_send(self) -> Self:
        return self.filter(sent_at=None)


class SessionLetter(models.Model):
    """One person is told of one change: a session moved, cancelled or added."""

    change = models.ForeignKey(SessionChange, on_delete=models.PROTECT, related_name="letters")
    learner = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="session_letters")
    drops_choice = models.BooleanField(
        default=False, editable=False, help_text="They had chosen it beside others, and the change took that away."
    )
    sending_since = models.DateTimeField(null=True, blank=True, editable=False)
    sent_at = models.DateTimeField(null=True, blank=True, editable=False)

    objects = SessionLetterQuerySet.as_manager()

    class Meta:
        ordering = ("pk",)
        constraints = (
            models.UniqueConstraint(fields=("change", "learner"), name="each_change_is_told_to_a_person_once"),
        )
        indexes = (models.Index(fields=("learner",), name="session_letters_to_send", condition=models.Q(sent_at=None)),)

    def __str__(self) -> str:
        return f"{self.learner}: {self.change}"


class CalendarFeed(models.Model):
    """The private calendar of a person's registrations. A new number makes every earlier address worthless."""

    learner = models.OneToOneField(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="calendar_feed", primary_key=True
    )
    number = models.PositiveIntegerField(default=1)

    def __str__(self) -> str:
        return f"Calendar of {self.learner}"
