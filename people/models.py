"""What the office does with a person's whole record: joining two accounts, handing it out, closing it."""

from typing import TYPE_CHECKING, Self

from django.conf import settings
from django.core.serializers.json import DjangoJSONEncoder
from django.db import models
from django.db.models import F, Q

from core.codes import new_code

if TYPE_CHECKING:
    from django.contrib.auth.models import AnonymousUser

    from accounts.models import User

_PERSON = settings.AUTH_USER_MODEL


class Merge(models.Model):
    """Two accounts found to be one person's. What moved stands in the journal, so that it can be undone (ATT-5)."""

    kept = models.ForeignKey(_PERSON, on_delete=models.PROTECT, related_name="merges")
    merged = models.ForeignKey(_PERSON, on_delete=models.PROTECT, related_name="merged_into")
    reason = models.CharField("why they are the same person", max_length=300)
    merged_at = models.DateTimeField()
    merged_by = models.ForeignKey(_PERSON, on_delete=models.PROTECT, related_name="+")
    undone_at = models.DateTimeField(null=True, blank=True)
    undone_by = models.ForeignKey(_PERSON, on_delete=models.PROTECT, null=True, blank=True, related_name="+")

    class Meta:
        ordering = ("-merged_at", "-pk")
        constraints = (
            models.CheckConstraint(condition=~Q(kept=F("merged")), name="nobody_is_merged_with_themselves"),
            models.UniqueConstraint(
                fields=("merged",), condition=Q(undone_at=None), name="an_account_is_merged_into_one_other"
            ),
            models.CheckConstraint(condition=~Q(reason=""), name="a_merge_says_why"),
            models.CheckConstraint(
                condition=Q(undone_at=None, undone_by=None) | Q(undone_at__isnull=False, undone_by__isnull=False),
                name="an_undone_merge_says_when_and_by_whom",
            ),
        )

    def __str__(self) -> str:
        return f"{self.merged} into {self.kept}"


class MergedRow(models.Model):
    """One line of the journal of a merge. Undoing goes through them backwards."""

    class Act(models.TextChoices):
        MOVED = "moved", "Moved"
        SET_ASIDE = "set_aside", "Taken out, since both had it"
        CHANGED = "changed", "Changed"
        MADE = "made", "Made"

    merge = models.ForeignKey(Merge, on_delete=models.PROTECT, related_name="rows")
    act = models.CharField(max_length=10, choices=Act)
    model = models.CharField(max_length=60)
    row = models.BigIntegerField(help_text="Its primary key.")
    field = models.CharField(max_length=60, blank=True)
    label = models.CharField(max_length=200, help_text="The row in words, as it was.")
    before = models.JSONField(null=True, blank=True, encoder=DjangoJSONEncoder)
    after = models.JSONField(null=True, blank=True, encoder=DjangoJSONEncoder)

    class Meta:
        ordering = ("pk",)

    def __str__(self) -> str:
        return f"{self.get_act_display()}: {self.label}"


class NotTheSame(models.Model):
    """Two people who look alike, and whom the office knows to be two."""

    first = models.ForeignKey(_PERSON, on_delete=models.CASCADE, related_name="+")
    second = models.ForeignKey(_PERSON, on_delete=models.CASCADE, related_name="+")
    decided_at = models.DateTimeField()
    decided_by = models.ForeignKey(_PERSON, on_delete=models.PROTECT, related_name="+")

    class Meta:
        constraints = (
            models.CheckConstraint(condition=Q(first__lt=F("second")), name="two_people_in_order"),
            models.UniqueConstraint(fields=("first", "second"), name="two_people_are_told_apart_once"),
        )

    def __str__(self) -> str:
        return f"{self.first} is not {self.second}"


class JoinRequest(models.Model):
    """Somebody says that they have used another address. Whether there is such an account, they are never told."""

    person = models.ForeignKey(_PERSON, on_delete=models.CASCADE, related_name="join_requests")
    other_email = models.EmailField("your other address")
    asked_at = models.DateTimeField()
    proven_at = models.DateTimeField(
        null=True, blank=True, help_text="When somebody who reads that address’s mail said that it is so."
    )
    settled_at = models.DateTimeField(null=True, blank=True)
    settled_by = models.ForeignKey(_PERSON, on_delete=models.PROTECT, null=True, blank=True, related_name="+")

    class Meta:
        ordering = ("asked_at",)
        constraints = (
            models.UniqueConstraint(fields=("person", "other_email"), name="each_other_address_is_told_once"),
        )

    def __str__(self) -> str:
        return f"{self.person}: {self.other_email}"


def export_path(export: "PersonExport", filename: str) -> str:
    return f"exports/{new_code(24)}.zip"


class PersonExportQuerySet(models.QuerySet["PersonExport"]):
    def visible_to(self, user: "User | AnonymousUser") -> Self:
        """Nobody downloads another's, not even the office."""
        return self.filter(person=user) if user.is_authenticated else self.none()

    def to_make(self) -> Self:
        return self.filter(made_at=None, failed_at=None)


class PersonExport(models.Model):
    """Everything we hold of a person, packed for them by a worker (PRS-5). Kept for some days only."""

    DAYS_KEPT = 7

    person = models.ForeignKey(_PERSON, on_delete=models.CASCADE, related_name="exports")
    asked_at = models.DateTimeField()
    making_since = models.DateTimeField(null=True, blank=True)
    made_at = models.DateTimeField(null=True, blank=True)
    failed_at = models.DateTimeField(null=True, blank=True)
    file = models.FileField(upload_to=export_path, blank=True)

    objects = PersonExportQuerySet.as_manager()

    class Meta:
        ordering = ("-asked_at", "-pk")
        constraints = (
            models.UniqueConstraint(
                fields=("person",), condition=Q(made_at=None, failed_at=None), name="one_export_is_made_at_a_time"
            ),
        )

    def __str__(self) -> str:
        return f"{self.person}, {self.asked_at:%Y-%m-%d}"


class ClosedAccountQuerySet(models.QuerySet["ClosedAccount"]):
    def to_erase(self, *, on: object) -> Self:
        return self.filter(erased_date=None, kept_until__lt=on)


class ClosedAccount(models.Model):
    """Somebody ended their account. Their participation stays as long as it must, then the name goes (PRS-5)."""

    person = models.OneToOneField(_PERSON, on_delete=models.PROTECT, related_name="closed_account")
    closed_at = models.DateTimeField()
    closed_by = models.ForeignKey(_PERSON, on_delete=models.PROTECT, related_name="+")
    kept_until = models.DateField(help_text="Six years from the last participation.")
    erased_date = models.DateField(null=True, blank=True)

    objects = ClosedAccountQuerySet.as_manager()

    class Meta:
        ordering = ("-closed_at",)
        constraints = (
            models.CheckConstraint(
                condition=Q(erased_date=None) | Q(erased_date__gt=F("kept_until")),
                name="nothing_is_erased_before_its_time",
            ),
        )

    def __str__(self) -> str:
        return f"{self.person_id}, closed {self.closed_at:%Y-%m-%d}"
