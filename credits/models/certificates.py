from typing import TYPE_CHECKING, Any, Self

from django.conf import settings
from django.core.files.base import ContentFile
from django.db import models
from django.db.models import Q
from django.urls import reverse

from core.codes import new_code
from credits.models.claims import Claim

if TYPE_CHECKING:
    from django.contrib.auth.models import AnonymousUser

    from accounts.models import User


def new_certificate_number() -> str:
    """Short enough to type from paper, far too many to guess."""
    return f"{new_code(4)}-{new_code(4)}-{new_code(4)}"


class CertificateQuerySet(models.QuerySet["Certificate"]):
    def visible_to(self, user: "User | AnonymousUser") -> Self:
        if not user.is_authenticated:
            return self.none()
        if user.is_staff and user.has_perm("credits.view_certificate"):
            return self.all()
        return self.filter(claim__learner=user)

    def missing(self) -> Self:
        """Whose PDF should exist and does not (CRT-4)."""
        return self.filter(made_at=None, refused_at=None, revoked_at=None, replaced_at=None)

    def to_alert(self) -> Self:
        """Not printable, and the office has not been told (CRT-5)."""
        return self.filter(refused_at__isnull=False, alerted_at=None)


def certificate_path(certificate: "Certificate", filename: str) -> str:
    return f"certificates/{certificate.number[:2]}/{certificate.number}.pdf"


class Certificate(models.Model):
    """One version of the certificate of one claim: a snapshot that later edits do not change (CRT-2, CRT-3)."""

    claim = models.ForeignKey(Claim, on_delete=models.PROTECT, related_name="certificates")
    version = models.PositiveSmallIntegerField(default=1)
    number = models.CharField(max_length=20, unique=True, default=new_certificate_number)
    snapshot = models.JSONField(help_text="Everything the certificate says (`CertificateSnapshot`).")
    issued_at = models.DateTimeField()
    pdf = models.FileField(upload_to=certificate_path, blank=True)
    making_since = models.DateTimeField(null=True, blank=True, help_text="When a worker last took it up.")
    made_at = models.DateTimeField(null=True, blank=True)
    refused_at = models.DateTimeField(null=True, blank=True)
    refusal = models.TextField(blank=True, help_text="Why it cannot be printed (CRT-5).")
    alerting_since = models.DateTimeField(null=True, blank=True, editable=False)
    alerted_at = models.DateTimeField(
        null=True, blank=True, editable=False, help_text="When the office was told that it cannot be printed."
    )
    replaced_at = models.DateTimeField(null=True, blank=True)
    revoked_at = models.DateTimeField(null=True, blank=True)
    revoked_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    revocation_reason = models.CharField(max_length=300, blank=True)

    objects = CertificateQuerySet.as_manager()

    class Meta:
        ordering = ("-issued_at", "-version")
        indexes = (
            models.Index(
                fields=("issued_at",),
                name="certificates_still_to_be_made",
                condition=Q(made_at=None, refused_at=None),
            ),
            models.Index(
                fields=("refused_at",),
                name="certificates_to_alert_of",
                condition=Q(refused_at__isnull=False, alerted_at=None),
            ),
        )
        constraints = (
            models.UniqueConstraint(fields=("claim", "version"), name="one_certificate_per_claim_and_version"),
            models.CheckConstraint(condition=Q(made_at=None) | ~Q(pdf=""), name="a_made_certificate_has_its_file"),
            models.CheckConstraint(
                condition=Q(revoked_at=None, revoked_by=None, revocation_reason="")
                | (Q(revoked_at__isnull=False, revoked_by__isnull=False) & ~Q(revocation_reason="")),
                name="a_revocation_has_time_person_and_reason",
            ),
            models.CheckConstraint(
                condition=Q(refused_at=None, refusal="") | (Q(refused_at__isnull=False) & ~Q(refusal="")),
                name="a_refusal_says_why",
            ),
        )

    def __str__(self) -> str:
        return self.number

    def get_absolute_url(self) -> str:
        return reverse("credits:certificate", args=[self.number])

    def delete(self, *args: Any, **kwargs: Any) -> tuple[int, dict[str, int]]:
        raise TypeError("A certificate is a permanent record (CRT-2).")

    @property
    def is_made(self) -> bool:
        return self.made_at is not None

    @property
    def state(self) -> str:
        """What verification says: valid, replaced or revoked (CRT-2)."""
        if self.revoked_at:
            return "revoked"
        return "replaced" if self.replaced_at else "valid"

    def keep_pdf(self, content: bytes) -> None:
        """Store the file, without saving the row."""
        self.pdf.save(f"{self.number}.pdf", ContentFile(content), save=False)
