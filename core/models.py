"""Documents that are drawn in the background from the words they say."""

from datetime import datetime, timedelta
from typing import ClassVar, Self

from django.db import models
from django.db.models import Q


class PreparedFileQuerySet(models.QuerySet["PreparedFile"]):
    def missing(self) -> Self:
        """What should be drawn and is not; what fails again and again is left alone."""
        return self.filter(made_at=None, refused_at=None, attempts__lt=PreparedFile.MOST_ATTEMPTS)

    def forgotten(self, *, at: datetime) -> Self:
        """What nobody has asked for in a while: whoever does gets it drawn anew."""
        return self.filter(asked_at__lt=at - PreparedFile.KEPT_FOR)


def prepared_path(prepared: "PreparedFile", filename: str) -> str:
    return f"prepared/{prepared.digest[:2]}/{prepared.digest}.pdf"


class PreparedFile(models.Model):
    """A PDF of one sheet. Who asks for the same words again gets the same file; other words are another sheet.

    It is a copy that can be drawn again at any time, never a record. Whether somebody may see it is judged by the
    view that knows its words.
    """

    MOST_ATTEMPTS: ClassVar = 3
    KEPT_FOR: ClassVar = timedelta(days=30)

    digest = models.CharField(max_length=64, unique=True, editable=False)
    template = models.CharField(max_length=100)
    content = models.JSONField(help_text="Every word of it, as the template asks for them.")
    asked_at = models.DateTimeField(help_text="When somebody last wanted it.")
    file = models.FileField(upload_to=prepared_path, blank=True)
    making_since = models.DateTimeField(null=True, blank=True)
    attempts = models.PositiveSmallIntegerField(default=0)
    made_at = models.DateTimeField(null=True, blank=True)
    refused_at = models.DateTimeField(null=True, blank=True)
    refusal = models.TextField(blank=True, help_text="Why it cannot be drawn, for whoever asked.")

    objects = PreparedFileQuerySet.as_manager()

    class Meta:
        ordering = ("-asked_at",)
        indexes = (
            models.Index(
                fields=("asked_at",), name="files_still_to_be_drawn", condition=Q(made_at=None, refused_at=None)
            ),
        )
        constraints = (
            models.CheckConstraint(condition=Q(made_at=None) | ~Q(file=""), name="a_drawn_sheet_has_its_file"),
            models.CheckConstraint(
                condition=Q(refused_at=None, refusal="") | (Q(refused_at__isnull=False) & ~Q(refusal="")),
                name="a_refused_sheet_says_why",
            ),
        )

    def __str__(self) -> str:
        return f"{self.template} {self.digest[:8]}"

    @property
    def has_failed(self) -> bool:
        return self.refused_at is not None or (self.made_at is None and self.attempts >= self.MOST_ATTEMPTS)
