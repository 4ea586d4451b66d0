from datetime import datetime
from typing import TYPE_CHECKING, Self

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone

from activities.models import Activity, Session
from learners.models import CompletedWork

if TYPE_CHECKING:
    from django.contrib.auth.models import AnonymousUser

    from accounts.models import User


class LateClaimRequestQuerySet(models.QuerySet["LateClaimRequest"]):
    def visible_to(self, user: "User | AnonymousUser") -> Self:
        if not user.is_authenticated:
            return self.none()
        if user.is_staff and user.has_perm("credits.view_lateclaimrequest"):
            return self.all()
        return self.filter(learner=user)

    def waiting(self) -> Self:
        return self.filter(status=LateClaimRequest.Status.WAITING)

    def granted_by_rule(self, learner: "User", *, year: int) -> Self:
        """Those of one person and one calendar year, in the office's time zone, that nobody had to decide on."""
        return self.filter(
            learner=learner, status=LateClaimRequest.Status.GRANTED, decided_by=None, asked_at__year=year
        )

    def to_tell(self) -> Self:
        """Decided, and the learner has had no letter."""
        return self.exclude(status=LateClaimRequest.Status.WAITING).filter(told_at=None)

    def to_announce(self) -> Self:
        """Waiting for the office, which has had no letter."""
        return self.waiting().filter(announced_at=None)


class LateClaimRequest(models.Model):
    """Somebody asks, with a reason, to claim after the window: granted by rule, or decided by the office (AMA-7).

    Or somebody tells, after the codes stopped, of which sessions they were in without being on record: on that the
    office always decides, and what it grants is recorded as vouched for by staff (ATT-3).
    """

    class Kind(models.TextChoices):
        LATE = "late", "Late claim"
        PRESENCE = "presence", "Was there, not on record"

    class Status(models.TextChoices):
        WAITING = "waiting", "Waiting"
        GRANTED = "granted", "Granted"
        DECLINED = "declined", "Declined"

    activity = models.ForeignKey(Activity, on_delete=models.PROTECT, related_name="late_claim_requests")
    session = models.ForeignKey(
        Session, on_delete=models.PROTECT, null=True, blank=True, related_name="late_claim_requests"
    )
    work = models.ForeignKey(
        CompletedWork, on_delete=models.PROTECT, null=True, blank=True, related_name="late_claim_requests"
    )
    learner = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="late_claim_requests")
    kind = models.CharField(max_length=8, choices=Kind, default=Kind.LATE)
    sessions_told = models.ManyToManyField(
        Session, blank=True, related_name="+", help_text="Where the person says to have been."
    )
    reason = models.TextField(max_length=500)
    asked_at = models.DateTimeField()
    status = models.CharField(max_length=8, choices=Status, default=Status.WAITING)
    decided_at = models.DateTimeField(null=True, blank=True)
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        help_text="Empty where the office's rule granted it at once.",
    )
    note = models.TextField("what the office answered", max_length=500, blank=True)
    closes_at = models.DateTimeField("can claim until", null=True, blank=True)
    announcing_since = models.DateTimeField(null=True, blank=True, editable=False)
    announced_at = models.DateTimeField(null=True, blank=True, editable=False, help_text="When the office was told.")
    telling_since = models.DateTimeField(null=True, blank=True, editable=False)
    told_at = models.DateTimeField(null=True, blank=True, editable=False, help_text="When the learner was told.")

    objects = LateClaimRequestQuerySet.as_manager()

    class Meta:
        ordering = ("-asked_at", "-pk")
        permissions = (("decide_lateclaimrequest", "Can decide on late claims"),)
        constraints = (
            models.UniqueConstraint(
                fields=("activity", "learner", "kind"),
                condition=Q(session=None, work=None, status="waiting"),
                name="one_waiting_late_claim_per_activity",
            ),
            models.UniqueConstraint(
                fields=("session", "learner", "kind"),
                condition=Q(session__isnull=False, status="waiting"),
                name="one_waiting_late_claim_per_session",
            ),
            models.UniqueConstraint(
                fields=("work", "learner"),
                condition=Q(work__isnull=False, status="waiting"),
                name="one_waiting_late_claim_per_piece_of_work",
            ),
            models.CheckConstraint(
                condition=Q(session=None) | Q(work=None), name="a_late_claim_is_of_a_session_or_of_work_not_both"
            ),
            models.CheckConstraint(condition=~Q(reason=""), name="a_late_claim_says_why"),
            models.CheckConstraint(
                condition=Q(kind="late") | Q(kind="presence") & (~Q(status="granted") | Q(decided_by__isnull=False)),
                name="somebody_decides_on_each_presence",
            ),
            models.CheckConstraint(
                condition=Q(status="waiting", decided_at=None, decided_by=None, closes_at=None, note="")
                | Q(status="granted", decided_at__isnull=False, closes_at__isnull=False)
                | (
                    Q(status="declined", decided_at__isnull=False, decided_by__isnull=False, closes_at=None)
                    & ~Q(note="")
                ),
                name="a_late_claim_is_decided_as_a_whole",
            ),
        )
        indexes = (
            models.Index(fields=("asked_at",), name="late_claims_waiting", condition=Q(status="waiting")),
            models.Index(fields=("learner", "asked_at")),
        )

    def __str__(self) -> str:
        return f"{self.learner}: {self.what}"

    @property
    def what(self) -> str:
        """The session, the piece of work, or the activity it is for, as people call it."""
        return str(self.session or self.work or self.activity)

    def is_open(self, at: datetime) -> bool:
        """Whether it opens the claim at this moment."""
        return self.closes_at is not None and at < self.closes_at

    @property
    def is_of_presence(self) -> bool:
        return self.kind == self.Kind.PRESENCE

    @property
    def has_lapsed(self) -> bool:
        return self.closes_at is not None and timezone.now() >= self.closes_at
