"""What learners answer, and what they commit to change."""

from typing import TYPE_CHECKING, Self

from django.conf import settings
from django.db import models
from django.db.models import Q

from activities.models import Activity, Session, TeamMember
from evaluations.models.questionnaire import Choice, Question, Questionnaire

if TYPE_CHECKING:
    from django.contrib.auth.models import AnonymousUser

    from accounts.models import User


class EvaluationQuerySet(models.QuerySet["Evaluation"]):
    def visible_to(self, user: "User | AnonymousUser") -> Self:
        """Only one's own: planners and staff see sums, never a person's answers (EVL-4)."""
        return self.filter(learner=user) if user.is_authenticated else self.none()

    def to_alert(self) -> Self:
        """Those that found bias, of which the office has not been told."""
        return self.filter(found_bias=True, alerted_at=None)


class Evaluation(models.Model):
    """One person's answers about one activity, or one session of a series that asks per session (EVL-2)."""

    activity = models.ForeignKey(Activity, on_delete=models.PROTECT, related_name="evaluations")
    questionnaire = models.ForeignKey(Questionnaire, on_delete=models.PROTECT, related_name="evaluations")
    session = models.ForeignKey(Session, on_delete=models.PROTECT, null=True, blank=True, related_name="evaluations")
    learner = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="evaluations")
    submitted_at = models.DateTimeField()
    found_bias = models.BooleanField(default=False, help_text="The office is to be alerted.")
    alerting_since = models.DateTimeField(null=True, blank=True, help_text="When a worker last took the alert up.")
    alerted_at = models.DateTimeField(null=True, blank=True)

    objects = EvaluationQuerySet.as_manager()

    class Meta:
        constraints = (
            models.UniqueConstraint(
                fields=("activity", "learner"),
                condition=Q(session=None),
                name="one_evaluation_per_person_and_activity",
            ),
            models.UniqueConstraint(
                fields=("learner", "session"),
                condition=Q(session__isnull=False),
                name="one_evaluation_per_person_and_session",
            ),
        )
        indexes = (
            models.Index(
                fields=("submitted_at",),
                name="evaluations_to_alert_of",
                condition=Q(found_bias=True, alerted_at=None),
            ),
        )

    def __str__(self) -> str:
        return f"{self.questionnaire}, {self.submitted_at:%Y-%m-%d}"


class Answer(models.Model):
    """One answer. A rating is a number from 1 to 5; yes/no/already are words; text is the learner's own."""

    evaluation = models.ForeignKey(Evaluation, on_delete=models.CASCADE, related_name="answers")
    question = models.ForeignKey(Question, on_delete=models.PROTECT, related_name="answers")
    rating = models.PositiveSmallIntegerField(null=True, blank=True)
    word = models.CharField(max_length=8, blank=True)
    choices = models.ManyToManyField(Choice, blank=True, related_name="answers")
    text = models.TextField(blank=True)

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=("evaluation", "question"), name="one_answer_per_question"),
            models.CheckConstraint(
                condition=Q(rating=None) | Q(rating__gte=1, rating__lte=5), name="a_rating_is_from_1_to_5"
            ),
            models.CheckConstraint(condition=Q(word__in=("", "yes", "no", "already")), name="a_word_is_known"),
        )

    def __str__(self) -> str:
        return str(self.rating or self.word or self.text)


class SpeakerRating(models.Model):
    """How well one speaker taught one session, as one person saw it."""

    evaluation = models.ForeignKey(Evaluation, on_delete=models.CASCADE, related_name="speaker_ratings")
    question = models.ForeignKey(Question, on_delete=models.PROTECT, related_name="speaker_ratings")
    session = models.ForeignKey(Session, on_delete=models.PROTECT, related_name="+")
    member = models.ForeignKey(TeamMember, on_delete=models.PROTECT, related_name="+")
    rating = models.PositiveSmallIntegerField()

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=("evaluation", "session", "member"), name="each_speaker_rated_once"),
            models.CheckConstraint(condition=Q(rating__gte=1, rating__lte=5), name="a_speaker_is_rated_from_1_to_5"),
        )

    def __str__(self) -> str:
        return f"{self.member}: {self.rating}"


class Commitment(models.Model):
    """One change a learner intends to make in practice (EVL-1; at most three per evaluation)."""

    evaluation = models.ForeignKey(Evaluation, on_delete=models.CASCADE, related_name="commitments")
    text = models.CharField(max_length=300)
    position = models.PositiveSmallIntegerField()

    class Meta:
        ordering = ("position",)
        constraints = (
            models.UniqueConstraint(fields=("evaluation", "position"), name="commitments_are_numbered"),
            models.CheckConstraint(condition=Q(position__gte=1, position__lte=3), name="at_most_three_commitments"),
            models.CheckConstraint(condition=~Q(text=""), name="a_commitment_says_something"),
        )

    def __str__(self) -> str:
        return self.text
