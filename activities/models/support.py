import secrets
from typing import TYPE_CHECKING, Self

from django.conf import settings
from django.db import models
from django.db.models import Q

from disclosures.models import Company

if TYPE_CHECKING:
    from django.contrib.auth.models import AnonymousUser

    from accounts.models import User
    from activities.models.activity import Activity  # noqa: F401


class CommercialSupport(models.Model):
    """What one ineligible company gives to an activity: money, or something in kind that is never given a value (SII-10).

    Whoever records it attests that it never pays for learners' travel, lodging, honoraria or personal expenses.
    """

    class Nature(models.TextChoices):
        MONEY = "money", "Money (an educational grant)"
        IN_KIND = "in_kind", "In kind"

    class Kind(models.TextChoices):
        EQUIPMENT = "equipment", "Equipment"
        SUPPLIES = "supplies", "Disposable supplies"
        SPECIMENS = "specimens", "Animal parts or human tissue"
        FACILITIES = "facilities", "Facilities or space"
        OTHER = "other", "Other"

    activity = models.ForeignKey("activities.Activity", on_delete=models.CASCADE, related_name="supports")
    company = models.ForeignKey(Company, on_delete=models.PROTECT, related_name="supports")
    nature = models.CharField("what it gives", max_length=8, choices=Nature)
    amount = models.PositiveIntegerField(null=True, blank=True, help_text="Whole dollars.")
    kind = models.CharField("what kind", max_length=10, choices=Kind, blank=True)
    description = models.CharField(max_length=300, blank=True)
    attested_at = models.DateTimeField()
    attested_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    withdrawn_at = models.DateTimeField(null=True, blank=True)
    withdrawn_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )

    class Meta:
        verbose_name = "commercial support"
        verbose_name_plural = "commercial support"
        ordering = ("company__name", "pk")
        constraints = (
            models.CheckConstraint(
                condition=Q(nature="money", amount__isnull=False, amount__gt=0, kind="")
                | (Q(nature="in_kind", amount=None) & ~Q(kind="")),
                name="support_is_an_amount_or_a_kind_without_value",
            ),
            models.CheckConstraint(
                condition=Q(withdrawn_at=None, withdrawn_by=None)
                | Q(withdrawn_at__isnull=False, withdrawn_by__isnull=False),
                name="a_withdrawn_support_says_when_and_by_whom",
            ),
            models.UniqueConstraint(
                fields=("activity", "company", "nature", "kind"),
                condition=Q(withdrawn_at=None),
                name="each_support_once",
            ),
        )

    def __str__(self) -> str:
        return f"{self.company}: {self.what}"

    @property
    def what(self) -> str:
        """With the amount: for planners and the office, not for learners."""
        if self.nature == self.Nature.MONEY:
            return f"${self.amount:,}"
        return ": ".join(part for part in (f"in kind, {self.get_kind_display().lower()}", self.description) if part)

    @property
    def told_to_learners(self) -> str:
        """The company by name only, and the nature of what is given in kind; never an amount (SII-10)."""
        is_money = self.nature == self.Nature.MONEY
        return str(self.company) if is_money else f"{self.company} (in kind: {self.get_kind_display().lower()})"

    @property
    def agreement(self) -> "Agreement | None":
        return next((one for one in self.agreements.all() if one.replaced_at is None), None)


class Exhibitor(models.Model):
    """Who shows or advertises for a fee. It is no commercial support, and is never called so (SII-10)."""

    activity = models.ForeignKey("activities.Activity", on_delete=models.CASCADE, related_name="exhibitors")
    name = models.CharField(max_length=160)
    fee = models.PositiveIntegerField(null=True, blank=True, help_text="Whole dollars.")
    added_at = models.DateTimeField()
    added_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")

    class Meta:
        ordering = ("name", "pk")
        constraints = (
            models.UniqueConstraint(fields=("activity", "name"), name="each_exhibitor_once"),
            models.CheckConstraint(condition=~Q(name=""), name="an_exhibitor_has_a_name"),
        )

    def __str__(self) -> str:
        return self.name

    @property
    def what(self) -> str:
        """What they pay; empty where nobody told."""
        return "" if self.fee is None else f"a fee of ${self.fee:,}"

    @property
    def agreement(self) -> "Agreement | None":
        return next((one for one in self.agreements.all() if one.replaced_at is None), None)


def agreement_path(agreement: "Agreement", name: str) -> str:
    """A random name, so that the store tells nothing of what it keeps; what it was called stays in the row."""
    return f"agreements/{secrets.token_hex(16)}"


class AgreementQuerySet(models.QuerySet["Agreement"]):
    def visible_to(self, user: "User | AnonymousUser") -> Self:
        """The planners of the activity and the office: those who may read its plan."""
        from activities.models.activity import Activity

        plans = Activity.objects.plan_visible_to(user)
        return self.filter(Q(support__activity__in=plans) | Q(exhibitor__activity__in=plans))


class Agreement(models.Model):
    """A signed agreement as it was uploaded. A newer one replaces it; none is ever thrown away."""

    support = models.ForeignKey(
        CommercialSupport, on_delete=models.PROTECT, null=True, blank=True, related_name="agreements"
    )
    exhibitor = models.ForeignKey(Exhibitor, on_delete=models.PROTECT, null=True, blank=True, related_name="agreements")
    file = models.FileField(upload_to=agreement_path)
    original_name = models.CharField(max_length=200)
    media_type = models.CharField(max_length=20)
    size = models.PositiveIntegerField(help_text="Bytes.")
    sha256 = models.CharField(max_length=64)
    signed_date = models.DateField(help_text="When both had signed.")
    uploaded_at = models.DateTimeField()
    uploaded_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    replaced_at = models.DateTimeField(null=True, blank=True)

    objects = AgreementQuerySet.as_manager()

    class Meta:
        ordering = ("-uploaded_at", "-pk")
        constraints = (
            models.CheckConstraint(
                condition=Q(support__isnull=False, exhibitor=None) | Q(support=None, exhibitor__isnull=False),
                name="an_agreement_is_with_a_supporter_or_an_exhibitor",
            ),
            models.UniqueConstraint(
                fields=("support",), condition=Q(replaced_at=None), name="one_agreement_in_force_per_support"
            ),
            models.UniqueConstraint(
                fields=("exhibitor",), condition=Q(replaced_at=None), name="one_agreement_in_force_per_exhibitor"
            ),
        )

    def __str__(self) -> str:
        return self.original_name

    def delete(self, *args: object, **kwargs: object) -> tuple[int, dict[str, int]]:
        raise TypeError("An agreement is a permanent record; a newer one replaces it.")
