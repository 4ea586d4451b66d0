from django.conf import settings
from django.core.validators import MinValueValidator
from django.db import models
from django.db.models import Q

from activities.credit import QUARTER
from activities.models.activity import Activity
from activities.models.credit_types import CreditType
from activities.models.steps import in_steps
from activities.models.team import TeamMember
from disclosures.models import FinancialRelationship


class ReviewRequest(models.Model):
    """Something a reviewer asks the planners to change, in one section, of one version."""

    activity = models.ForeignKey(Activity, on_delete=models.CASCADE, related_name="review_requests")
    section = models.SlugField(max_length=30)
    field = models.CharField(max_length=60, blank=True)
    text = models.TextField()
    version = models.PositiveSmallIntegerField()
    asked_at = models.DateTimeField()
    asked_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")

    class Meta:
        ordering = ("asked_at", "pk")

    def __str__(self) -> str:
        return self.text


class Designation(models.Model):
    """The maximum of one credit type the office designated an activity for, on approval (per session for a series)."""

    activity = models.ForeignKey(Activity, on_delete=models.PROTECT, related_name="designations")
    credit_type = models.ForeignKey(
        CreditType, on_delete=models.PROTECT, related_name="designations", default=CreditType.AMA
    )
    maximum = models.DecimalField(max_digits=5, decimal_places=2, validators=[MinValueValidator(0.25)])
    step = models.DecimalField(
        max_digits=4, decimal_places=2, default=QUARTER, help_text="Of the credit type when it was designated."
    )
    statement = models.TextField(blank=True, help_text="Where the credit type has none that serves every activity.")
    reference = models.CharField(max_length=60, blank=True, help_text="For example the Universal Activity Number.")
    designated_at = models.DateTimeField()
    designated_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=("activity", "credit_type"), name="one_designation_per_credit_type"),
            models.CheckConstraint(condition=Q(maximum__gt=0, step__gt=0), name="a_designation_is_more_than_nothing"),
            models.CheckConstraint(condition=in_steps("maximum"), name="a_designation_is_in_steps"),
            models.CheckConstraint(
                condition=~Q(credit_type="ama") | Q(step=QUARTER), name="an_ama_designation_is_in_quarters"
            ),
        )

    def __str__(self) -> str:
        return self.credit_type.phrase(self.maximum)


class Mitigation(models.Model):
    """The office's decision on one relationship for one role: relevant or not, and how it was mitigated (SII-5, SII-6)."""

    class Method(models.TextChoices):
        DIVEST = "divest", "The relationship was ended"
        RECUSE = "recuse", "Recused from the decisions concerned"
        PEER_REVIEW = "peer_review", "Peer review by people without relationships"
        ATTEST = "attest", "Attested to evidence-based, unbiased recommendations"
        OTHER = "other", "Other"

    class OwnerException(models.TextChoices):
        """The only three under which an owner or employee of an ineligible company may control content (SII-4)."""

        UNRELATED = "unrelated", "The content is unrelated to the company’s business"
        BASIC_SCIENCE = "basic_science", "Basic science or research methods, without recommendations for care"
        DEVICE = "device", "A technician who teaches the safe use of a device, not whether to use it"

    member = models.ForeignKey(TeamMember, on_delete=models.CASCADE, related_name="mitigations")
    relationship = models.ForeignKey(FinancialRelationship, on_delete=models.PROTECT, related_name="mitigations")
    is_relevant = models.BooleanField()
    exception = models.CharField(
        "exception for an owner or employee", max_length=14, choices=OwnerException, blank=True, help_text="SII-4"
    )
    reason = models.CharField(max_length=300, blank=True)
    decided_at = models.DateTimeField()
    decided_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    method = models.CharField(max_length=12, choices=Method, blank=True)
    mitigated_at = models.DateTimeField(null=True, blank=True)
    mitigated_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=("member", "relationship"), name="one_decision_per_relationship_and_role"),
            models.CheckConstraint(
                condition=Q(mitigated_at=None, mitigated_by=None, method="")
                | (Q(mitigated_at__isnull=False, mitigated_by__isnull=False, is_relevant=True) & ~Q(method="")),
                name="a_mitigation_has_method_time_and_person",
            ),
            models.CheckConstraint(
                condition=~Q(exception="unrelated") | Q(is_relevant=False),
                name="what_is_unrelated_is_not_relevant",
            ),
        )

    def __str__(self) -> str:
        return f"{self.member}: {self.relationship}"

    @property
    def is_resolved(self) -> bool:
        return not self.is_relevant or self.mitigated_at is not None
