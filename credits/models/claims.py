from typing import TYPE_CHECKING, Self

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.db.models.lookups import Exact

from activities.models import Activity, Designation, Session

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
    """Credit one person claimed for one activity, or for one session of a series.

    For a profession that cannot receive AMA credit the claim records participation, in the same hours (AMA-4).
    """

    class Kind(models.TextChoices):
        AMA_CREDIT = "ama_credit", "AMA PRA Category 1 Credit™"
        PARTICIPATION = "participation", "Participation"

    activity = models.ForeignKey(Activity, on_delete=models.PROTECT, related_name="claims")
    session = models.ForeignKey(Session, on_delete=models.PROTECT, null=True, blank=True, related_name="claims")
    learner = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="claims")
    credit_type = models.CharField(max_length=10, choices=Designation.CreditType, default=Designation.CreditType.AMA)
    kind = models.CharField(max_length=14, choices=Kind)
    amount = models.DecimalField(max_digits=5, decimal_places=2, help_text="In steps of 0.25 (AMA-3).")
    maximum = models.DecimalField(
        max_digits=5, decimal_places=2, help_text="What this person could claim at the time: what they attended."
    )
    claimed_at = models.DateTimeField()

    objects = ClaimQuerySet.as_manager()

    class Meta:
        ordering = ("-claimed_at", "-pk")
        indexes = (models.Index(fields=("learner", "claimed_at")),)
        constraints = (
            models.UniqueConstraint(
                fields=("activity", "learner", "credit_type"),
                condition=Q(session=None),
                name="one_claim_per_person_and_activity",
            ),
            models.UniqueConstraint(
                fields=("session", "learner", "credit_type"),
                condition=Q(session__isnull=False),
                name="one_claim_per_person_and_session",
            ),
            models.CheckConstraint(condition=Q(amount__gt=0), name="a_claim_is_more_than_nothing"),
            models.CheckConstraint(condition=Q(amount__lte=F("maximum")), name="a_claim_is_at_most_what_was_attended"),
            models.CheckConstraint(condition=Exact(F("amount") * 100 % 25, 0), name="a_claim_is_in_quarters"),
        )

    def __str__(self) -> str:
        return f"{self.learner}: {self.amount} for {self.activity}"

    @property
    def is_for_credit(self) -> bool:
        return self.kind == self.Kind.AMA_CREDIT

    @property
    def current_certificate(self) -> "Certificate | None":
        """The newest version. Prefetch `certificates`."""
        return max(self.certificates.all(), key=lambda certificate: certificate.version, default=None)
