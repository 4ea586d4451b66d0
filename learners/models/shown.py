from django.conf import settings
from django.db import models

from activities.models import Activity


class ShownDisclosures(models.Model):
    """Exactly what learners of an activity read about relationships with industry; another text is another row."""

    activity = models.ForeignKey(Activity, on_delete=models.PROTECT, related_name="shown_disclosures")
    sha256 = models.CharField(max_length=64)
    text = models.TextField(help_text="One sentence to a line.")

    class Meta:
        verbose_name_plural = "shown disclosures"
        constraints = (models.UniqueConstraint(fields=("activity", "sha256"), name="each_shown_text_once"),)

    def __str__(self) -> str:
        return f"{self.activity}: {self.text[:80]}"


class DisclosureShowing(models.Model):
    """One learner was shown one text, before they engaged, and when first (SII-8)."""

    shown = models.ForeignKey(ShownDisclosures, on_delete=models.PROTECT, related_name="showings")
    learner = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="disclosure_showings")
    shown_at = models.DateTimeField()

    class Meta:
        ordering = ("shown_at", "pk")
        constraints = (models.UniqueConstraint(fields=("shown", "learner"), name="a_text_is_first_shown_once"),)

    def __str__(self) -> str:
        return f"{self.learner}, {self.shown_at:%Y-%m-%d}"
