from datetime import datetime
from typing import TYPE_CHECKING, Any, Self

from django.conf import settings
from django.core.files.base import ContentFile
from django.db import models
from django.db.models import Exists, F, OuterRef, Q
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

    def due(self, *, at: datetime) -> Self:
        """The missing ones that may be tried now: after failures there are growing pauses."""
        return self.missing().filter(Q(try_after=None) | Q(try_after__lte=at))

    def refused(self) -> Self:
        """Not printable as things stand, and still wanted (CRT-5)."""
        return self.filter(refused_at__isnull=False, revoked_at=None, replaced_at=None)

    def to_alert(self) -> Self:
        """Not printable, and the office has not been told. Of one sentence it is told once: a title that cannot be
        printed stops hundreds of certificates (CRT-5).
        """
        told = Certificate.objects.filter(refusal=OuterRef("refusal"), pk__lt=OuterRef("pk"))
        return self.filter(~Exists(told), refused_at__isnull=False, alerted_at=None)

    def to_announce(self) -> Self:
        """Made and standing, and its learner has not been told that it is ready."""
        return self.filter(made_at__isnull=False, revoked_at=None, replaced_at=None, announced_at=None).filter(
            claim__learner__is_active=True
        )

    def to_tell(self) -> Self:
        """The office revoked or replaced it, and its learner has not been told (CRT-2)."""
        by_office = Q(replaced_by__isnull=False) & ~Q(replaced_by=F("claim__learner"))
        return self.filter(Q(revoked_at__isnull=False) | by_office, told_at=None)


def certificate_path(certificate: "Certificate", filename: str) -> str:
    return f"certificates/{certificate.number[:2]}/{certificate.number}.pdf"


class Certificate(models.Model):
    """One version of the certificate of one claim: a snapshot that later edits do not change (CRT-2, CRT-3)."""

    claim = models.ForeignKey(Claim, on_delete=models.PROTECT, related_name="certificates")
    version = models.PositiveSmallIntegerField(default=1)
    number = models.CharField(max_length=20, unique=True, default=new_certificate_number)
    snapshot = models.JSONField(help_text="Everything the certificate says (`CertificateSnapshot`).")
    issued_at = models.DateTimeField()
    design = models.ForeignKey(
        "credits.CertificateDesign",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="certificates",
        help_text="What it is drawn in; empty for our own design.",
    )
    pdf = models.FileField(upload_to=certificate_path, blank=True)
    making_since = models.DateTimeField(null=True, blank=True, help_text="When a worker last took it up.")
    made_at = models.DateTimeField(null=True, blank=True)
    attempts = models.PositiveSmallIntegerField(default=0, editable=False, help_text="How often making it has failed.")
    try_after = models.DateTimeField(null=True, blank=True, editable=False)
    refused_at = models.DateTimeField(null=True, blank=True)
    refusal = models.TextField(blank=True, help_text="Why it cannot be printed.")
    refused_edition = models.CharField(
        max_length=16, blank=True, editable=False, help_text="The design it was refused in."
    )
    alerting_since = models.DateTimeField(null=True, blank=True, editable=False)
    alerted_at = models.DateTimeField(
        null=True, blank=True, editable=False, help_text="When the office was told that it cannot be printed."
    )
    replaced_at = models.DateTimeField(null=True, blank=True)
    replaced_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        help_text="Empty where the clock did it, after a text that could not be printed was changed.",
    )
    replacement_reason = models.CharField(max_length=300, blank=True)
    revoked_at = models.DateTimeField(null=True, blank=True)
    revoked_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    revocation_reason = models.CharField(max_length=300, blank=True)
    announcing_since = models.DateTimeField(null=True, blank=True, editable=False)
    announced_at = models.DateTimeField(
        null=True, blank=True, editable=False, help_text="When its learner was told that it is ready."
    )
    telling_since = models.DateTimeField(null=True, blank=True, editable=False)
    told_at = models.DateTimeField(
        null=True,
        blank=True,
        editable=False,
        help_text="When its learner was told that the office changed its standing.",
    )

    objects = CertificateQuerySet.as_manager()

    class Meta:
        ordering = ("-issued_at", "-version")
        indexes = (
            models.Index(
                fields=("revoked_at",),
                name="certificates_to_tell_of",
                condition=Q(told_at=None) & (Q(revoked_at__isnull=False) | Q(replaced_by__isnull=False)),
            ),
            models.Index(
                fields=("made_at",),
                name="certificates_to_announce",
                condition=Q(made_at__isnull=False, announced_at=None, revoked_at=None, replaced_at=None),
            ),
            models.Index(fields=("id",), name="certificates_refused", condition=Q(refused_at__isnull=False)),
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
                condition=Q(replaced_at=None, replaced_by=None, replacement_reason="")
                | (Q(replaced_at__isnull=False) & ~Q(replacement_reason="")),
                name="a_replacement_has_time_and_reason",
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
