"""What the office drafted for a director: asked about, corrected, confirmed (PLN-5)."""

from django.conf import settings
from django.db import models

from activities.models.activity import Activity
from core.models import Letter


class PlanInvitation(models.Model):
    """A director or coordinator was asked by letter to look through the plan that the office drafted."""

    activity = models.ForeignKey(Activity, on_delete=models.CASCADE, related_name="invitations")
    person = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    letter = models.ForeignKey(Letter, on_delete=models.SET_NULL, null=True, related_name="+")
    invited_at = models.DateTimeField()
    invited_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    opened_at = models.DateTimeField(null=True, help_text="When this person, signed in, first followed the link.")

    class Meta:
        ordering = ("invited_at", "pk")

    def __str__(self) -> str:
        return f"{self.activity}: {self.person} invited"


class PlanCorrection(models.Model):
    """One field of the plan that somebody changed after the director was invited; both texts as a person reads them.

    `before` is empty where something was added, `after` where it was taken away.
    """

    activity = models.ForeignKey(Activity, on_delete=models.CASCADE, related_name="corrections")
    section = models.SlugField(max_length=30)
    label = models.CharField(max_length=300)
    before = models.TextField(blank=True)
    after = models.TextField(blank=True)
    corrected_at = models.DateTimeField()
    corrected_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")

    class Meta:
        ordering = ("corrected_at", "pk")

    def __str__(self) -> str:
        return f"{self.activity}: {self.label}"

    @property
    def what(self) -> str:
        if not self.before:
            return "added"
        return "corrected" if self.after else "taken away"


class PlanConfirmation(models.Model):
    """The director's attestation of the plan as it then stood; it holds for that plan alone."""

    activity = models.ForeignKey(Activity, on_delete=models.PROTECT, related_name="confirmations")
    plan = models.JSONField()
    confirmed_at = models.DateTimeField()
    confirmed_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")

    class Meta:
        ordering = ("confirmed_at", "pk")

    def __str__(self) -> str:
        return f"{self.activity}: confirmed by {self.confirmed_by}"
