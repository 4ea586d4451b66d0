"""What somebody wants to reach by when: their own reckoning, never the office's word to a board."""

from datetime import date
from decimal import Decimal
from typing import Any

from django.conf import settings
from django.core.validators import MinValueValidator
from django.db import models
from django.db.models import F, Q
from simple_history.models import HistoricalRecords


def _amount(label: str, **more: Any) -> Any:
    return models.DecimalField(label, max_digits=6, decimal_places=2, validators=[MinValueValidator(0)], **more)


class ReadyGoal(models.Model):
    """A requirement the office offers for choosing. A change never alters a goal somebody has set."""

    name = models.CharField(max_length=120, unique=True)
    total = _amount("credits in all")
    category_1 = _amount("of these AMA PRA Category 1", default=Decimal(0), help_text="0 where none is asked for.")
    months = models.PositiveSmallIntegerField("length of the period in months", validators=[MinValueValidator(1)])
    note = models.TextField("where it is written, and what to mind", blank=True, help_text="Learners read it.")
    is_offered = models.BooleanField("offered to learners", default=True)
    position = models.PositiveSmallIntegerField(default=0)

    history = HistoricalRecords()

    class Meta:
        ordering = ("position", "name")
        constraints = (
            models.CheckConstraint(
                condition=Q(total__gt=0, months__gt=0, category_1__gte=0, category_1__lte=F("total")),
                name="a_ready_goal_asks_for_something_it_can",
                violation_error_message="It asks for more Category 1 than credits in all, or for nothing.",
            ),
        )

    def __str__(self) -> str:
        return self.name


class CreditGoal(models.Model):
    """One person's goal for one period, both days included."""

    learner = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="credit_goals")
    name = models.CharField("what it is for", max_length=120)
    total = _amount("credits in all")
    category_1 = _amount("of these AMA PRA Category 1", default=Decimal(0))
    starts_date = models.DateField("first day of the period")
    ends_date = models.DateField("last day of the period")
    added_at = models.DateTimeField(editable=False)
    changed_at = models.DateTimeField(editable=False)

    class Meta:
        ordering = ("ends_date", "name", "pk")
        constraints = (
            models.UniqueConstraint(fields=("learner", "name", "starts_date"), name="a_goal_is_set_once_for_a_period"),
            models.CheckConstraint(condition=Q(ends_date__gt=F("starts_date")), name="a_goal_ends_after_it_starts"),
            models.CheckConstraint(
                condition=Q(total__gt=0, category_1__gte=0, category_1__lte=F("total")),
                name="a_goal_asks_for_something_it_can",
            ),
        )

    def __str__(self) -> str:
        return self.name

    def is_over(self, *, on: date) -> bool:
        return self.ends_date < on
