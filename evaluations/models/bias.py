"""What the office does about evaluations that found bias (EVL-1)."""

from typing import TYPE_CHECKING, Self

from django.conf import settings
from django.db import models
from django.db.models import Q

from evaluations.models.evaluation import Evaluation

if TYPE_CHECKING:
    from accounts.models import User


class BiasReportQuerySet(models.QuerySet["BiasReport"]):
    def for_office(self, user: "User") -> Self:
        """Everything that found bias, but in activities on whose team this person is (REV-3)."""
        return self.filter(found_bias=True).exclude(activity__team__person=user)

    def unresolved(self) -> Self:
        return self.filter(found_bias=True, bias_resolution=None)


class BiasReport(Evaluation):
    """An evaluation that found bias, as the office works on it: what was said, and not by whom (EVL-4)."""

    objects = BiasReportQuerySet.as_manager()  # type: ignore[assignment,misc]

    class Meta:
        proxy = True
        verbose_name = "report of bias"
        verbose_name_plural = "reports of bias"

    def __str__(self) -> str:
        return str(self.session or self.activity)


class BiasResolution(models.Model):
    """How a report of bias was dealt with."""

    evaluation = models.OneToOneField(Evaluation, on_delete=models.PROTECT, related_name="bias_resolution")
    note = models.TextField("what was found and done", max_length=2000)
    resolved_at = models.DateTimeField()
    resolved_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")

    class Meta:
        constraints = (models.CheckConstraint(condition=~Q(note=""), name="a_resolution_says_what_was_done"),)

    def __str__(self) -> str:
        return self.note
