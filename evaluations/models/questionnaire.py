"""What learners are asked."""

from django.db import models
from django.db.models import Q

from activities.models import Activity, Objective


class Questionnaire(models.Model):
    """The questions of one activity: its evaluation, or the assessment of a self-paced one."""

    class Purpose(models.TextChoices):
        EVALUATION = "evaluation", "Evaluation"
        ASSESSMENT = "assessment", "Assessment"

    activity = models.ForeignKey(Activity, on_delete=models.PROTECT, related_name="questionnaires")
    purpose = models.CharField(max_length=12, choices=Purpose, default=Purpose.EVALUATION)
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        constraints = (models.UniqueConstraint(fields=("activity", "purpose"), name="one_questionnaire_per_purpose"),)

    def __str__(self) -> str:
        return f"{self.get_purpose_display()} of {self.activity}"


class Question(models.Model):
    """One question. Those made from an objective carry it, so that answers roll up to the gap (EVL-1)."""

    class Kind(models.TextChoices):
        RATING = "rating", "Rating from 1 to 5"
        YES_NO = "yes_no", "Yes or no"
        INTENT = "intent", "Yes, no, or already doing"
        CHOICE = "choice", "One of several"
        CHOICES = "choices", "Any of several"
        TEXT = "text", "Own words"

    questionnaire = models.ForeignKey(Questionnaire, on_delete=models.PROTECT, related_name="questions")
    kind = models.CharField(max_length=8, choices=Kind)
    key = models.SlugField(max_length=40, blank=True, help_text="Names a standard item, for reports and alerts.")
    text = models.CharField(max_length=400)
    help_text = models.CharField(max_length=200, blank=True)
    objective = models.ForeignKey(Objective, on_delete=models.PROTECT, null=True, blank=True, related_name="questions")
    is_required = models.BooleanField(default=True)
    position = models.PositiveSmallIntegerField(default=0)

    class Meta:
        ordering = ("position", "pk")
        constraints = (
            models.UniqueConstraint(
                fields=("questionnaire", "key"), condition=~Q(key=""), name="each_standard_item_once"
            ),
            models.UniqueConstraint(
                fields=("questionnaire", "objective"),
                condition=Q(objective__isnull=False),
                name="one_question_per_objective",
            ),
        )

    def __str__(self) -> str:
        return self.text


class Choice(models.Model):
    """One answer offered by a question of kind CHOICE or CHOICES; in an assessment, right or wrong."""

    question = models.ForeignKey(Question, on_delete=models.CASCADE, related_name="choices")
    text = models.CharField(max_length=300)
    is_correct = models.BooleanField(default=False)
    position = models.PositiveSmallIntegerField(default=0)

    class Meta:
        ordering = ("position", "pk")

    def __str__(self) -> str:
        return self.text
