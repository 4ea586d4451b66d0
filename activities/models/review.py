from typing import TYPE_CHECKING, Self

from django.conf import settings
from django.core.validators import MinValueValidator
from django.db import models
from django.db.models import Exists, OuterRef, Q

from activities.credit import QUARTER
from activities.models.activity import Activity
from activities.models.credit_types import CreditType
from activities.models.steps import in_steps
from activities.models.team import TeamMember
from disclosures.models import FinancialRelationship

if TYPE_CHECKING:
    from django.contrib.auth.models import AnonymousUser

    from accounts.models import User


class ReviewRequestQuerySet(models.QuerySet["ReviewRequest"]):
    def unsettled(self) -> Self:
        return self.filter(settled_at=None)


class ReviewRequest(models.Model):
    """Something a reviewer asks the planners to change, at one place of one version, and what came of it (REV-2).

    It is open until a reviewer settles it or asks again, which is a request of its own that `follows` this one.
    """

    activity = models.ForeignKey(Activity, on_delete=models.CASCADE, related_name="review_requests")
    section = models.SlugField(max_length=30)
    field = models.CharField(max_length=60, blank=True, help_text="The place; empty for the whole section.")
    text = models.TextField()
    is_notice = models.BooleanField(default=False, help_text="Tells the planners something and asks for nothing.")
    version = models.PositiveSmallIntegerField()
    asked_at = models.DateTimeField()
    asked_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    follows = models.OneToOneField(
        "self", on_delete=models.CASCADE, null=True, blank=True, related_name="followed_by", help_text="Asked again."
    )
    answer = models.TextField(blank=True)
    answered_at = models.DateTimeField(null=True, blank=True)
    answered_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    settled_at = models.DateTimeField(null=True, blank=True)
    settled_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )

    objects = ReviewRequestQuerySet.as_manager()

    class Meta:
        ordering = ("asked_at", "pk")
        constraints = (
            models.CheckConstraint(
                condition=Q(answer="", answered_at=None, answered_by=None)
                | (~Q(answer="") & Q(answered_at__isnull=False, answered_by__isnull=False)),
                name="an_answer_has_text_time_and_person",
            ),
            models.CheckConstraint(
                condition=Q(settled_at=None, settled_by=None) | Q(settled_at__isnull=False, settled_by__isnull=False),
                name="what_is_settled_has_time_and_person",
            ),
            models.CheckConstraint(
                condition=Q(is_notice=False) | Q(settled_at__isnull=False), name="a_notice_asks_for_nothing"
            ),
        )

    def __str__(self) -> str:
        return self.text


class CommentQuerySet(models.QuerySet["Comment"]):
    def visible_to(self, user: "User | AnonymousUser") -> Self:
        """The office reads all, save the internal notes about an activity of one's own (REV-3); planners what is for both."""
        if not user.is_authenticated:
            return self.none()
        own = Q(activity__in=Activity.objects.planned_by(user)) | Exists(
            TeamMember.objects.filter(activity=OuterRef("activity"), person=user)
        )
        if user.is_staff and user.has_perm("activities.view_activity"):
            return self.filter(Q(is_internal=False) | ~own)
        return self.filter(is_internal=False, activity__in=Activity.objects.planned_by(user))


class Comment(models.Model):
    """Something the office or the planners say about an activity, or about one request; notes among the office are internal."""

    activity = models.ForeignKey(Activity, on_delete=models.CASCADE, related_name="comments")
    request = models.ForeignKey(ReviewRequest, on_delete=models.CASCADE, null=True, blank=True, related_name="comments")
    text = models.TextField()
    is_internal = models.BooleanField(default=False, help_text="Planners never see it.")
    by_office = models.BooleanField()
    written_at = models.DateTimeField()
    written_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")

    objects = CommentQuerySet.as_manager()

    class Meta:
        ordering = ("written_at", "pk")
        constraints = (
            models.CheckConstraint(condition=~Q(text=""), name="a_comment_says_something"),
            models.CheckConstraint(
                condition=Q(is_internal=False) | Q(by_office=True), name="internal_notes_are_the_office_s"
            ),
        )

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
        "exception for an owner or employee",
        max_length=14,
        choices=OwnerException,
        blank=True,
        help_text="Without one, an owner or employee cannot have this role.",
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
