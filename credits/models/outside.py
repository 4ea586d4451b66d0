import secrets
from decimal import Decimal
from typing import TYPE_CHECKING, Self

from django.conf import settings
from django.core.validators import MinValueValidator
from django.db import models
from django.db.models import Q

if TYPE_CHECKING:
    from django.contrib.auth.models import AnonymousUser

    from accounts.models import User


class OutsideCreditQuerySet(models.QuerySet["OutsideCredit"]):
    def visible_to(self, user: "User | AnonymousUser") -> Self:
        if not user.is_authenticated:
            return self.none()
        if user.is_staff and user.has_perm("credits.view_outsidecredit"):
            return self.all()
        return self.filter(learner=user)


def proof_path(credit: "OutsideCredit", name: str) -> str:
    """A random name, so that the store tells nothing of what it keeps; what it was called stays in the row."""
    return f"proofs/{secrets.token_hex(16)}"


class OutsideCredit(models.Model):
    """Credit somebody received elsewhere and wrote down themselves: never the office's word (CRT-8)."""

    class Kind(models.TextChoices):
        CATEGORY_1 = "category_1", "AMA PRA Category 1 Credit™"
        CATEGORY_2 = "category_2", "AMA PRA Category 2 Credit™"
        NURSING = "nursing", "Nursing contact hours"
        PHARMACY = "pharmacy", "Pharmacy contact hours"
        PHYSICIAN_ASSISTANT = "pa", "AAPA Category 1 CME credit"
        OTHER = "other", "Other hours"

    learner = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="outside_credits")
    title = models.CharField(max_length=200)
    provider = models.CharField("who gave it", max_length=160)
    completed_date = models.DateField("day you completed it")
    kind = models.CharField("kind of credit", max_length=10, choices=Kind, default=Kind.CATEGORY_1)
    amount = models.DecimalField(
        "how much", max_digits=5, decimal_places=2, validators=[MinValueValidator(Decimal("0.01"))]
    )
    proof = models.FileField(upload_to=proof_path, blank=True)
    proof_name = models.CharField(max_length=200, blank=True)
    proof_type = models.CharField(max_length=20, blank=True)
    proof_sha256 = models.CharField(max_length=64, blank=True)
    added_at = models.DateTimeField()
    changed_at = models.DateTimeField()

    objects = OutsideCreditQuerySet.as_manager()

    class Meta:
        ordering = ("-completed_date", "-pk")
        indexes = (models.Index(fields=("learner", "completed_date")),)
        constraints = (
            models.CheckConstraint(condition=Q(amount__gt=0), name="outside_credit_is_more_than_nothing"),
            models.CheckConstraint(
                condition=Q(proof="", proof_type="", proof_sha256="")
                | (~Q(proof="") & ~Q(proof_type="") & ~Q(proof_sha256="")),
                name="a_proof_is_known_by_type_and_hash",
            ),
        )

    def __str__(self) -> str:
        return f"{self.title}: {self.amount}"
