from typing import Any

from django.conf import settings
from django.core.files.base import ContentFile
from django.db import models
from django.db.models import Q

from core.codes import new_code


def preview_path(design: "CertificateDesign", filename: str) -> str:
    return f"designs/{design.number}-{new_code(8).lower()}.pdf"


class CertificateDesignQuerySet(models.QuerySet["CertificateDesign"]):
    def to_try(self) -> "CertificateDesignQuerySet":
        return self.filter(tried_at=None, published_at=None)


class CertificateDesign(models.Model):
    """One version of a certificate's look, as the office wrote it. Published, it never changes (CRT-2)."""

    number = models.PositiveSmallIntegerField("version", unique=True)
    note = models.CharField("what is new", max_length=200, blank=True)
    html = models.TextField("HTML", max_length=20_000)
    css = models.TextField("style (CSS)", max_length=20_000, blank=True)
    has_frame = models.BooleanField("with our frame", default=True)
    changed_at = models.DateTimeField()
    changed_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    trying_since = models.DateTimeField(null=True, blank=True, editable=False)
    tried_at = models.DateTimeField(
        null=True, blank=True, editable=False, help_text="When the samples were drawn in it."
    )
    findings = models.JSONField(default=list, editable=False, help_text="What is wrong with the samples, in sentences.")
    preview = models.FileField(upload_to=preview_path, blank=True, editable=False)
    published_at = models.DateTimeField(null=True, blank=True, editable=False)
    published_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+", editable=False
    )

    objects = CertificateDesignQuerySet.as_manager()

    class Meta:
        ordering = ("-number",)
        constraints = (
            models.CheckConstraint(
                condition=Q(published_at=None, published_by=None)
                | Q(published_at__isnull=False, published_by__isnull=False, tried_at__isnull=False, findings=[]),
                name="a_published_design_was_tried_and_found_good",
            ),
        )

    def __str__(self) -> str:
        return f"Design {self.number}"

    def delete(self, *args: Any, **kwargs: Any) -> tuple[int, dict[str, int]]:
        if self.published_at is not None:
            raise TypeError("A published design is a permanent record (CRT-2).")
        return super().delete(*args, **kwargs)

    @property
    def state(self) -> str:
        if self.published_at:
            return "published"
        if self.tried_at is None:
            return "being tried"
        return "does not print yet" if self.findings else "ready to publish"

    def keep_preview(self, content: bytes) -> None:
        """Store the file, without saving the row."""
        self.preview.save("preview.pdf", ContentFile(content), save=False)


class DesignChoice(models.Model):
    """From when on certificates are drawn in which design; none is our own. Rows are permanent."""

    design = models.ForeignKey(
        CertificateDesign, on_delete=models.PROTECT, null=True, blank=True, related_name="choices"
    )
    at = models.DateTimeField()
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")

    class Meta:
        ordering = ("-at", "-pk")

    def __str__(self) -> str:
        return str(self.design or "Our own design")

    @classmethod
    def current(cls) -> CertificateDesign | None:
        """What a certificate issued now is drawn in."""
        newest = cls.objects.select_related("design").first()
        return newest.design if newest else None
