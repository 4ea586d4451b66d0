from django.conf import settings
from django.db import models
from django.db.models import Q

from evaluations.models.questionnaire import Choice, Question


class BaselineAnswer(models.Model):
    """What one person answered before it began, to be compared with what they answer afterwards (EVL-5)."""

    learner = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="baseline_answers")
    question = models.ForeignKey(
        Question,
        on_delete=models.PROTECT,
        related_name="baseline_answers",
        help_text="As first asked: the same in every version.",
    )
    rating = models.PositiveSmallIntegerField(null=True, blank=True)
    choice = models.ForeignKey(Choice, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    answered_at = models.DateTimeField()
    is_late = models.BooleanField(
        default=False, help_text="Given after they took part, so it says nothing of before and is not compared."
    )

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=("learner", "question"), name="one_answer_before_per_person_and_question"),
            models.CheckConstraint(
                condition=Q(rating__gte=1, rating__lte=5, choice=None) | Q(rating=None, choice__isnull=False),
                name="an_answer_before_is_a_rating_or_a_choice",
            ),
        )

    def __str__(self) -> str:
        return str(self.rating or self.choice)
