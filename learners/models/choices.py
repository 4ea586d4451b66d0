"""Which of the sessions that run side by side somebody wants to attend."""

from django.db import models

from activities.models import Session
from learners.models.taking_part import Registration


class SessionChoice(models.Model):
    """A seat in one session, kept by who registered. It says nothing of credit: being there does."""

    registration = models.ForeignKey(Registration, on_delete=models.CASCADE, related_name="choices")
    session = models.ForeignKey(Session, on_delete=models.PROTECT, related_name="choices")
    chosen_at = models.DateTimeField()

    class Meta:
        verbose_name = "chosen session"
        ordering = ("session__starts_at", "pk")
        constraints = (models.UniqueConstraint(fields=("registration", "session"), name="each_session_is_chosen_once"),)

    def __str__(self) -> str:
        return str(self.session)
