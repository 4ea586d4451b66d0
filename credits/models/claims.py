from typing import TYPE_CHECKING, Self

from django.conf import settings
from django.db import models
from django.db.models import F, Q

from activities.credit import QUARTER
from activities.models import Activity, CreditType, Session
from activities.models.steps import in_steps
from learners.models import CompletedWork

if TYPE_CHECKING:
    from django.contrib.auth.models import AnonymousUser

    from accounts.models import User
    from credits.models.certificates import Certificate


class ClaimQuerySet(models.QuerySet["Claim"]):
    def visible_to(self, user: "User | AnonymousUser") -> Self:
        if not user.is_authenticated:
            return self.none()
        if user.is_staff and user.has_perm("credits.view_claim"):
            return self.all()
        return self.filter(learner=user)


class Claim(models.Model):
    """Credit of one type that one person claimed for one activity, one session of a series, or one piece of work.

    For a profession that can receive none of its credit the claim records participation, in the same hours (AMA-4).
    What a board must be told is kept as it was given at the claim (PRS-4).
    """

    class Kind(models.TextChoices):
        AMA_CREDIT = "ama_credit", "AMA PRA Category 1 Credit™"
        PARTICIPATION = "participation", "Participation"
        OTHER_CREDIT = "other_credit", "Other credit"

    activity = models.ForeignKey(Activity, on_delete=models.PROTECT, related_name="claims")
    session = models.ForeignKey(Session, on_delete=models.PROTECT, null=True, blank=True, related_name="claims")
    work = models.ForeignKey(CompletedWork, on_delete=models.PROTECT, null=True, blank=True, related_name="claims")
    learner = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="claims")
    credit_type = models.ForeignKey(CreditType, on_delete=models.PROTECT, related_name="claims", default=CreditType.AMA)
    kind = models.CharField(max_length=14, choices=Kind)
    amount = models.DecimalField(
        max_digits=5,
        decimal_places=2,
        help_text="In steps of the credit type: 0.25 for AMA.",  # AMA-3
    )
    maximum = models.DecimalField(
        max_digits=5, decimal_places=2, help_text="What this person could claim at the time: what they attended."
    )
    step = models.DecimalField(
        max_digits=4, decimal_places=2, default=QUARTER, help_text="Of the credit type when it was claimed."
    )
    claimed_at = models.DateTimeField()
    reported_under = models.CharField("number to report under", max_length=40, blank=True)
    birth_day = models.CharField(max_length=4, blank=True, help_text="Month and day, MMDD; never the year.")  # PRS-4
    may_report = models.BooleanField(
        "may be reported",
        default=False,
        help_text="With the learner’s permission.",  # PRS-4
    )
    report_by_date = models.DateField(null=True, blank=True, help_text="When the board must have it.")

    objects = ClaimQuerySet.as_manager()

    class Meta:
        ordering = ("-claimed_at", "-pk")
        indexes = (models.Index(fields=("learner", "claimed_at")),)
        constraints = (
            models.UniqueConstraint(
                fields=("activity", "learner", "credit_type"),
                condition=Q(session=None, work=None),
                name="one_claim_per_person_and_activity",
            ),
            models.UniqueConstraint(
                fields=("session", "learner", "credit_type"),
                condition=Q(session__isnull=False),
                name="one_claim_per_person_and_session",
            ),
            models.UniqueConstraint(
                fields=("work", "learner", "credit_type"),
                condition=Q(work__isnull=False),
                name="one_claim_per_person_and_piece_of_work",
            ),
            models.CheckConstraint(
                condition=Q(session=None) | Q(work=None), name="a_claim_is_of_a_session_or_of_work_not_both"
            ),
            models.CheckConstraint(condition=Q(amount__gt=0), name="a_claim_is_more_than_nothing"),
            models.CheckConstraint(condition=Q(amount__lte=F("maximum")), name="a_claim_is_at_most_what_was_attended"),
            models.CheckConstraint(condition=Q(step__gt=0), name="a_claim_has_steps"),
            models.CheckConstraint(condition=in_steps("amount"), name="a_claim_is_in_steps"),
            models.CheckConstraint(
                condition=~Q(credit_type="ama") | Q(step=QUARTER), name="an_ama_claim_is_in_quarters"
            ),
            models.CheckConstraint(
                condition=Q(credit_type="ama", kind__in=("ama_credit", "participation"))
                | (~Q(credit_type="ama") & Q(kind="other_credit")),
                name="a_claim_is_of_the_kind_of_its_type",
            ),
            models.CheckConstraint(
                condition=Q(may_report=True) | Q(reported_under="", birth_day=""),
                name="what_boards_are_told_is_permitted",
            ),
        )

    def __str__(self) -> str:
        return f"{self.learner}: {self.amount} for {self.activity}"

    @property
    def what(self) -> str:
        """The session, the piece of work, or the activity it is for, as people call it."""
        return str(self.session or self.work or self.activity)

    @property
    def is_for_credit(self) -> bool:
        return self.kind != self.Kind.PARTICIPATION

    @property
    def type_name(self) -> str:
        """“AMA PRA Category 1 Credit™”, “Hours of participation”, or the name of another credit type."""
        if self.kind == self.Kind.PARTICIPATION:
            return "Hours of participation"
        return self.credit_type.name if self.kind == self.Kind.OTHER_CREDIT else self.get_kind_display()

    @property
    def current_certificate(self) -> "Certificate | None":
        """The newest version. Prefetch `certificates`."""
        return max(self.certificates.all(), key=lambda certificate: certificate.version, default=None)
