from typing import Final

from django.conf import settings
from django.db import models
from django.db.models import Q

from evaluations.models.questionnaire import Questionnaire

REASON_LENGTH: Final = 500


class AssessmentAttempt(models.Model):
    """One try at the assessment of a self-paced activity (AMA-5)."""

    questionnaire = models.ForeignKey(Questionnaire, on_delete=models.PROTECT, related_name="attempts")
    learner = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="assessment_attempts")
    number = models.PositiveSmallIntegerField()
    score = models.PositiveSmallIntegerField(help_text="Per cent of questions answered rightly.")
    pass_mark = models.PositiveSmallIntegerField(help_text="Per cent that was asked for at the time.")
    answered_at = models.DateTimeField()

    class Meta:
        ordering = ("number",)
        constraints = (
            models.UniqueConstraint(fields=("questionnaire", "learner", "number"), name="attempts_are_numbered"),
            models.CheckConstraint(condition=Q(score__lte=100), name="a_score_is_a_percentage"),
        )

    def __str__(self) -> str:
        return f"{self.score} %"

    @property
    def is_passed(self) -> bool:
        return self.score >= self.pass_mark


class GrantedAttempt(models.Model):
    """One attempt more than the office's setting, for somebody who used up all of them (AMA-5)."""

    activity = models.ForeignKey("activities.Activity", on_delete=models.PROTECT, related_name="granted_attempts")
    learner = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="granted_attempts")
    number = models.PositiveSmallIntegerField(help_text="Which attempt it is, counted with those everybody has.")
    reason = models.CharField(max_length=REASON_LENGTH, help_text="The learner reads it.")
    granted_at = models.DateTimeField()
    granted_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")

    class Meta:
        ordering = ("number",)
        constraints = (
            models.UniqueConstraint(fields=("activity", "learner", "number"), name="an_attempt_is_granted_once"),
            models.CheckConstraint(condition=~Q(reason=""), name="a_granted_attempt_has_a_reason"),
        )

    def __str__(self) -> str:
        return f"Attempt {self.number}"
