"""What learners are asked."""

from typing import Self

from django.db import models
from django.db.models import Q

from activities.models import Activity, Objective


class QuestionnaireQuerySet(models.QuerySet["Questionnaire"]):
    def evaluations_of(self, activity: Activity) -> Self:
        """All versions of its evaluation, the present one first."""
        return self.filter(activity=activity, purpose=Questionnaire.Purpose.EVALUATION)


class Questionnaire(models.Model):
    """The questions of one activity: one version of its evaluation, or the assessment of a self-paced one."""

    class Purpose(models.TextChoices):
        EVALUATION = "evaluation", "Evaluation"
        ASSESSMENT = "assessment", "Assessment"

    activity = models.ForeignKey(Activity, on_delete=models.PROTECT, related_name="questionnaires")
    purpose = models.CharField(max_length=12, choices=Purpose, default=Purpose.EVALUATION)
    version = models.PositiveSmallIntegerField(
        default=1, help_text="What somebody answered stays as it was asked: a change after that is a new version."
    )
    created_at = models.DateTimeField(auto_now_add=True)

    objects = QuestionnaireQuerySet.as_manager()

    class Meta:
        ordering = ("-version",)
        constraints = (
            models.UniqueConstraint(
                fields=("activity", "purpose", "version"), name="versions_of_questions_are_numbered"
            ),
        )

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
        YES_WHY = "yes_why", "Yes or no, and why"
        SPEAKERS = "speakers", "Rating of each speaker"

    questionnaire = models.ForeignKey(Questionnaire, on_delete=models.PROTECT, related_name="questions")
    kind = models.CharField(max_length=8, choices=Kind)
    key = models.SlugField(max_length=40, blank=True, help_text="Names a standard item, for reports and alerts.")
    text = models.CharField(max_length=400)
    help_text = models.CharField(max_length=200, blank=True)
    # An objective that is taken out of a plan takes its question along, unless it was answered.
    objective = models.ForeignKey(Objective, on_delete=models.CASCADE, null=True, blank=True, related_name="questions")
    is_required = models.BooleanField(default=True)
    asked_before = models.BooleanField(
        "asked before, too", default=False, help_text="Answers before and after are compared by person."
    )
    origin = models.ForeignKey(
        "self",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        help_text="The same question in the version in which it was first asked; empty for that one itself.",
    )
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
            models.CheckConstraint(
                condition=Q(asked_before=False) | Q(kind__in=("rating", "choice")),
                name="only_ratings_and_choices_are_compared",
            ),
        )

    def __str__(self) -> str:
        return self.text

    @property
    def root_id(self) -> int:
        """The same for a question in all versions in which it is asked in the same words."""
        return self.origin_id or self.pk

    @property
    def is_own(self) -> bool:
        """Written by the planners, not made from an objective and not one that everybody is asked."""
        return not self.key and self.objective_id is None


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
