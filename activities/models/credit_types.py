"""The kinds of credit an office may give: AMA from the start, all others once the office holds them (AMA-8)."""

import re
from decimal import Decimal
from typing import TYPE_CHECKING, Final, Self

from django.core.exceptions import ValidationError
from django.core.validators import MinValueValidator
from django.db import models
from django.db.models import Q
from simple_history.models import HistoricalRecords

from accounts.models import Identifier, Profession
from activities.credit import plain

if TYPE_CHECKING:
    from accounts.models import Profile

PLACEHOLDERS: Final = ("provider", "format", "amount", "unit", "reference")
_PLACEHOLDER = re.compile(r"\[([^\]]*)\]")


def known_placeholders(text: str) -> None:
    """Refuses a statement with a placeholder that nothing fills in."""
    unknown = [name for name in _PLACEHOLDER.findall(text) if name not in PLACEHOLDERS]
    if unknown:
        known = ", ".join(f"[{name}]" for name in PLACEHOLDERS)
        raise ValidationError(f"[{unknown[0]}] is not known. Use {known}.")


class CreditTypeQuerySet(models.QuerySet["CreditType"]):
    def beside_ama(self) -> Self:
        """Those the office holds, apart from AMA credit, with everything that is read of each."""
        return self.filter(is_on=True).exclude(pk=CreditType.AMA).prefetch_related("professions")


class CreditType(models.Model):
    """One kind of credit: its unit and steps, whom it is for, and what its board must be told."""

    AMA: Final = "ama"

    class ReportFrom(models.TextChoices):
        PARTICIPATION = "participation", "the day of taking part"
        CLAIM = "claim", "the day of the claim"

    code = models.SlugField(max_length=10, primary_key=True)
    name = models.CharField(max_length=120)
    is_on = models.BooleanField(
        "the office holds it", default=False, help_text="Only then it can be designated and claimed."
    )
    unit = models.CharField("unit, of one", max_length=80, help_text="For example: ANCC contact hour.")
    units = models.CharField("unit, of several", max_length=80)
    per_hour = models.DecimalField(
        "units an hour",
        max_digits=4,
        decimal_places=2,
        default=Decimal("1.00"),
        validators=[MinValueValidator(Decimal("0.01"))],
    )
    step = models.DecimalField(
        max_digits=4,
        decimal_places=2,
        default=Decimal("0.25"),
        validators=[MinValueValidator(Decimal("0.01"))],
        help_text="Credit is designated and claimed in steps of this.",
    )
    ceu_per_unit = models.DecimalField(
        "CEU for one unit", max_digits=4, decimal_places=3, null=True, blank=True, help_text="0.1 where CEUs are told."
    )
    statement = models.TextField(
        blank=True,
        validators=[known_placeholders],
        help_text="Word for word as the accreditor prescribes, with [provider], [format], [amount], [unit] and "
        "[reference] where they belong. Compare it with the accreditor’s present text before you switch it on.",
    )
    own_statement = models.BooleanField(
        "each activity has a statement of its own",
        default=False,
        help_text="From an approval letter, typed word for word when credit is designated.",
    )
    reference_label = models.CharField(
        "what each activity is known by",
        max_length=60,
        blank=True,
        help_text="For example: Universal Activity Number. Asked for when credit is designated.",
    )
    professions = models.ManyToManyField(
        Profession, blank=True, related_name="credit_types", help_text="Who may claim it."
    )
    explanation = models.CharField(
        max_length=200, blank=True, help_text="In plain words, for the claim page: whom it is for and what happens."
    )
    identifier_kind = models.CharField(
        "number that is asked for",
        max_length=10,
        blank=True,
        choices=Identifier.Kind,
        help_text="Its board knows learners by this number.",
    )
    asks_birth_day = models.BooleanField(
        "month and day of birth are asked for",
        default=False,
        help_text="Never the year.",  # PRS-4
    )
    asks_permission = models.BooleanField(
        "permission to report is asked for",
        default=False,
        help_text="It cannot be claimed without.",  # PRS-4
    )
    allows_partial = models.BooleanField("a part can be claimed", default=True)
    needs_evaluation = models.BooleanField("the evaluation comes first, whatever the activity says", default=False)
    report_within_days = models.PositiveSmallIntegerField(
        "days within which it is reported",
        null=True,
        blank=True,
        help_text="Counted from taking part, it cannot be claimed afterwards.",
    )
    report_from = models.CharField("days count from", max_length=14, choices=ReportFrom, default=ReportFrom.CLAIM)
    position = models.PositiveSmallIntegerField(default=100)

    history = HistoricalRecords(m2m_fields=[professions])
    objects = CreditTypeQuerySet.as_manager()

    class Meta:
        ordering = ("position", "name")
        constraints = (
            models.CheckConstraint(condition=Q(step__gt=0, per_hour__gt=0), name="a_credit_type_has_steps"),
            models.CheckConstraint(
                condition=~Q(code="ama")
                | Q(is_on=True, step=Decimal("0.25"), per_hour=1, allows_partial=True, identifier_kind=""),
                name="ama_credit_is_in_quarters_and_always_on",
                violation_error_message="AMA credit is what it is; only its explanation and place can be changed.",
            ),
            models.CheckConstraint(
                condition=Q(code="ama") | Q(is_on=False) | Q(own_statement=True) | ~Q(statement=""),
                name="a_credit_type_that_is_on_has_its_statement",
                violation_error_message="Fill in the statement before you switch it on.",
            ),
        )

    def __str__(self) -> str:
        return self.name

    def clean(self) -> None:
        if self.is_on and not (self.is_ama or self.own_statement or self.statement):
            raise ValidationError({"statement": "Fill in the statement before you switch it on."})

    @property
    def is_ama(self) -> bool:
        return self.code == self.AMA

    def is_for(self, profile: "Profile | None") -> bool:
        """Whether this profession may claim it. For AMA credit that is not the office's to choose (AMA-4)."""
        if profile is None:
            return False
        if self.is_ama:
            return profile.profession.is_physician
        return any(profession.pk == profile.profession_id for profession in self.professions.all())

    @property
    def asks_something(self) -> bool:
        return bool(self.identifier_kind or self.asks_birth_day or self.asks_permission)

    def unit_for(self, amount: Decimal) -> str:
        """“contact hours (0.125 CEU)”: singular at 1.00 or less (STM-2)."""
        words = self.units if amount > 1 else self.unit
        if self.ceu_per_unit is None:
            return words
        ceu = (amount * self.ceu_per_unit).normalize()
        return f"{words} ({ceu:f} CEU)"

    def phrase(self, amount: Decimal) -> str:
        return f"{plain(amount)} {self.unit_for(amount)}"
