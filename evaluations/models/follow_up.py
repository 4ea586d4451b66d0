"""Asking later what became of commitments (EVL-3)."""

from typing import TYPE_CHECKING, Self

from django.conf import settings
from django.db import models
from django.db.models import F, Q

from evaluations.models.evaluation import Commitment, Evaluation

if TYPE_CHECKING:
    from django.contrib.auth.models import AnonymousUser

    from accounts.models import User


class FollowUpQuerySet(models.QuerySet["FollowUp"]):
    def visible_to(self, user: "User | AnonymousUser") -> Self:
        """Only one's own, like the evaluation it follows (EVL-4)."""
        return self.filter(evaluation__learner=user) if user.is_authenticated else self.none()

    def asked(self) -> Self:
        """Those whose learner was asked how it went, and not only reminded."""
        return self.filter(lines__stage__in=(FollowUpLine.Stage.ASK, FollowUpLine.Stage.ASK_AGAIN)).distinct()


class FollowUp(models.Model):
    """What is to be asked about the commitments of one evaluation. The days are fixed when it is handed in."""

    evaluation = models.OneToOneField(Evaluation, on_delete=models.CASCADE, related_name="follow_up")
    remind_date = models.DateField(
        null=True, blank=True, help_text="From when a letter may remind of it; empty for no reminder."
    )
    ask_date = models.DateField(help_text="From when a letter may ask how it went.")
    ask_again_date = models.DateField(
        null=True, blank=True, help_text="From when it is asked a second and last time; set by the first letter."
    )
    answered_at = models.DateTimeField(null=True, blank=True)
    changed_at = models.DateTimeField(null=True, blank=True, help_text="When an answer was last corrected.")

    objects = FollowUpQuerySet.as_manager()

    class Meta:
        indexes = (models.Index(fields=("ask_date",), name="follow_ups_to_answer", condition=Q(answered_at=None)),)
        constraints = (
            models.CheckConstraint(
                condition=Q(remind_date=None) | Q(remind_date__lt=F("ask_date")),
                name="a_reminder_comes_before_the_question",
            ),
            models.CheckConstraint(
                condition=Q(changed_at=None) | Q(answered_at__isnull=False), name="only_an_answer_can_be_changed"
            ),
        )

    def __str__(self) -> str:
        return f"Follow-up of {self.evaluation}"


class FollowUpLetterQuerySet(models.QuerySet["FollowUpLetter"]):
    def to_send(self) -> Self:
        return self.filter(sent_at=None)


class FollowUpLetter(models.Model):
    """One letter to one person about everything that is due: never more than one a month (EVL-3)."""

    learner = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="follow_up_letters")
    month = models.DateField(help_text="The first day of the month it was written in.")
    written_at = models.DateTimeField()
    sending_since = models.DateTimeField(null=True, blank=True, help_text="When a worker last took it up.")
    sent_at = models.DateTimeField(null=True, blank=True)

    objects = FollowUpLetterQuerySet.as_manager()

    class Meta:
        ordering = ("-written_at", "-pk")
        constraints = (models.UniqueConstraint(fields=("learner", "month"), name="one_follow_up_letter_a_month"),)
        indexes = (models.Index(fields=("written_at",), name="follow_up_letters_to_send", condition=Q(sent_at=None)),)

    def __str__(self) -> str:
        return f"{self.learner}, {self.written_at:%Y-%m-%d}"


class FollowUpLine(models.Model):
    """What a letter says of one follow-up. Each is reminded of, asked and asked again at most once."""

    class Stage(models.TextChoices):
        REMIND = "remind", "Reminded of it"
        ASK = "ask", "Asked how it went"
        ASK_AGAIN = "ask_again", "Asked a second time"

    letter = models.ForeignKey(FollowUpLetter, on_delete=models.CASCADE, related_name="lines")
    follow_up = models.ForeignKey(FollowUp, on_delete=models.CASCADE, related_name="lines")
    stage = models.CharField(max_length=10, choices=Stage)

    class Meta:
        ordering = ("pk",)
        constraints = (
            models.UniqueConstraint(fields=("follow_up", "stage"), name="each_stage_of_a_follow_up_once"),
            models.CheckConstraint(
                condition=Q(stage__in=("remind", "ask", "ask_again")), name="a_follow_up_stage_is_known"
            ),
        )

    def __str__(self) -> str:
        return f"{self.follow_up}: {self.get_stage_display()}"


class CommitmentOutcome(models.Model):
    """What became of one commitment, as its learner told it."""

    class CarriedOut(models.TextChoices):
        FULLY = "fully", "Yes"
        PARTLY = "partly", "Partly"
        NO = "no", "Not yet"

    commitment = models.OneToOneField(Commitment, on_delete=models.CASCADE, related_name="outcome")
    carried_out = models.CharField(max_length=6, choices=CarriedOut)
    why_not = models.CharField(max_length=500, blank=True)
    patients = models.CharField("what changed for patients", max_length=500, blank=True)
    answered_at = models.DateTimeField()

    class Meta:
        constraints = (
            models.CheckConstraint(
                condition=Q(carried_out__in=("fully", "partly", "no")), name="a_commitment_has_a_known_outcome"
            ),
        )

    def __str__(self) -> str:
        return self.get_carried_out_display()


class MetBarrier(models.Model):
    """Something that stood in the way of a commitment."""

    class Kind(models.TextChoices):
        TIME = "time", "Time"
        COST = "cost", "Cost"
        SYSTEM = "system", "How my organization works"
        PATIENT = "patient", "What patients want or can do"
        INSURANCE = "insurance", "Insurance or reimbursement"
        EVIDENCE = "evidence", "Not enough evidence"
        NO_OCCASION = "no_occasion", "No occasion yet"
        FORGOT = "forgot", "I forgot about it"

    outcome = models.ForeignKey(CommitmentOutcome, on_delete=models.CASCADE, related_name="barriers")
    kind = models.CharField(max_length=12, choices=Kind)

    class Meta:
        ordering = ("pk",)
        constraints = (models.UniqueConstraint(fields=("outcome", "kind"), name="each_barrier_once_per_outcome"),)

    def __str__(self) -> str:
        return self.get_kind_display()


class FollowUpStop(models.Model):
    """A person who does not want to be asked any more."""

    learner = models.OneToOneField(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="follow_up_stop")
    stopped_at = models.DateTimeField()

    def __str__(self) -> str:
        return f"{self.learner}, since {self.stopped_at:%Y-%m-%d}"
