from typing import TYPE_CHECKING, Self

from django.conf import settings
from django.db import models
from django.db.models import Q

from accounts.models import Profession
from activities.models.agenda import Session
from activities.models.team import TeamMember

if TYPE_CHECKING:
    from activities.models.activity import Activity  # noqa: F401


class ExclusionQuerySet(models.QuerySet["Exclusion"]):
    def standing(self) -> Self:
        return self.filter(undone_at=None)


class Exclusion(models.Model):
    """Somebody was taken out of a role: who, from what, why, by whom; and who undid it (SII-3, SII-4)."""

    class Ground(models.TextChoices):
        REFUSED = "refused", "Refused to disclose"
        SILENT = "silent", "Has not disclosed in time"
        INDUSTRY = "industry", "Owns an ineligible company or works there"
        OTHER = "other", "Other"

    activity = models.ForeignKey("activities.Activity", on_delete=models.PROTECT, related_name="exclusions")
    person = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="exclusions")
    role = models.CharField(max_length=18, choices=TeamMember.Role)
    profession = models.ForeignKey(Profession, on_delete=models.PROTECT, related_name="+")
    employer = models.CharField(max_length=160, blank=True)
    sessions = models.ManyToManyField(Session, blank=True, related_name="+")
    decisions = models.JSONField(default=list, help_text="What the office had decided on this person’s relationships.")
    ground = models.CharField(max_length=8, choices=Ground)
    reason = models.CharField(max_length=1000)
    excluded_at = models.DateTimeField()
    excluded_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    undone_at = models.DateTimeField(null=True, blank=True)
    undone_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    undo_reason = models.CharField(max_length=1000, blank=True)

    objects = ExclusionQuerySet.as_manager()

    class Meta:
        ordering = ("-excluded_at", "-pk")
        constraints = (
            models.CheckConstraint(condition=~Q(reason=""), name="an_exclusion_has_a_reason"),
            models.CheckConstraint(
                condition=Q(undone_at=None, undone_by=None, undo_reason="")
                | (Q(undone_at__isnull=False, undone_by__isnull=False) & ~Q(undo_reason="")),
                name="an_undone_exclusion_says_when_by_whom_and_why",
            ),
            models.UniqueConstraint(
                fields=("activity", "person", "role"),
                condition=Q(undone_at=None),
                name="one_standing_exclusion_per_person_and_role",
            ),
        )

    def __str__(self) -> str:
        return f"{self.person}, {self.get_role_display().lower()}: {self.get_ground_display().lower()}"

    def delete(self, *args: object, **kwargs: object) -> tuple[int, dict[str, int]]:
        raise TypeError("An exclusion is a permanent record; it can be undone.")


class Exemption(models.Model):
    """The office found that nobody has to disclose for an activity, and why; or no longer does (SII-9)."""

    class Ground(models.TextChoices):
        NON_CLINICAL = "non_clinical", "The content is not clinical"
        LEARNER_LED = "learner_led", "Learners control the content themselves: spontaneous or self-directed"

    activity = models.ForeignKey("activities.Activity", on_delete=models.PROTECT, related_name="exemptions")
    ground = models.CharField(max_length=12, choices=Ground)
    reason = models.CharField(max_length=1000)
    exempted_at = models.DateTimeField()
    exempted_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    ended_at = models.DateTimeField(null=True, blank=True)
    ended_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    end_reason = models.CharField(max_length=1000, blank=True)

    class Meta:
        ordering = ("-exempted_at", "-pk")
        constraints = (
            models.CheckConstraint(condition=~Q(reason=""), name="an_exemption_has_a_reason"),
            models.CheckConstraint(
                condition=Q(ground__in=("non_clinical", "learner_led")), name="an_exemption_has_one_of_two_grounds"
            ),
            models.CheckConstraint(
                condition=Q(ended_at=None, ended_by=None, end_reason="")
                | (Q(ended_at__isnull=False, ended_by__isnull=False) & ~Q(end_reason="")),
                name="an_ended_exemption_says_when_by_whom_and_why",
            ),
            models.UniqueConstraint(
                fields=("activity",), condition=Q(ended_at=None), name="one_exemption_in_force_per_activity"
            ),
        )

    def __str__(self) -> str:
        return f"{self.activity}: {self.get_ground_display().lower()}"

    def delete(self, *args: object, **kwargs: object) -> tuple[int, dict[str, int]]:
        raise TypeError("An exemption is a permanent record; it can be ended.")
