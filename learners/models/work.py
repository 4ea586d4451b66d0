"""What learners did in activities whose credit is for completed work instead of time (AMA-2)."""

import hashlib
import secrets
from datetime import date
from typing import TYPE_CHECKING, Any, ClassVar, Final, Self

from django.conf import settings
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import F, Q

from activities.models import Activity
from activities.models.work_formats import WORK_FORMATS

if TYPE_CHECKING:
    from django.contrib.auth.models import AnonymousUser

    from accounts.models import User

STAGES: Final = ("a", "b", "c")
MOST_MINUTES: Final = 24 * 60


class CompletedWorkQuerySet(models.QuerySet["CompletedWork"]):
    def visible_to(self, user: "User | AnonymousUser") -> Self:
        """A learner sees their own; the office what was handed in once: a draft is nobody else's."""
        if not user.is_authenticated:
            return self.none()
        if user.is_staff and user.has_perm("learners.view_completedwork"):
            return self.filter(learner=user) | self.handed_in()
        return self.filter(learner=user)

    def waiting(self) -> Self:
        """Handed in, and the office has not looked at it."""
        return self.filter(status=CompletedWork.Status.HANDED_IN)

    def handed_in(self) -> Self:
        """At least once, whatever came of it: its learner took part."""
        return self.filter(handed_in_at__isnull=False)


def work_proof_path(work: "CompletedWork", name: str) -> str:
    """A random name, so that the store tells nothing of what it keeps; what it was called stays in the row."""
    return f"work/{secrets.token_hex(16)}"


def _stage(what: str) -> tuple[models.TextField, models.DateField, models.CharField]:
    return (
        models.TextField(what, max_length=1500, blank=True),
        models.DateField(f"{what}: day", null=True, blank=True),
        models.CharField(f"{what}: figure", max_length=160, blank=True),
    )


class CompletedWork(models.Model):
    """One piece of what a learner did: a set of test items, a review, a question from practice, a presentation, or the
    three stages of improving one's practice. Only what the office confirmed gives credit.
    """

    class Kind(models.TextChoices):
        TEST_ITEM = "test_item", "Test items"
        MANUSCRIPT = "manuscript", "Manuscript review"
        PERFORMANCE = "performance", "Performance improvement"
        POINT_OF_CARE = "point_of_care", "Question from practice"
        TEACHING = "teaching", "Presentation"

    class Status(models.TextChoices):
        DRAFT = "draft", "Draft"
        HANDED_IN = "handed_in", "Handed in"
        SENT_BACK = "sent_back", "Sent back"
        CONFIRMED = "confirmed", "Confirmed"

    NEEDED: ClassVar = {
        Kind.TEST_ITEM: ("title", "topics", "done_date"),
        Kind.MANUSCRIPT: ("title", "journal", "done_date"),
        Kind.PERFORMANCE: ("title", *(f"{stage}_{part}" for stage in STAGES for part in ("done", "date", "figure"))),
        Kind.POINT_OF_CARE: ("title", "sources", "application", "done_date"),
        Kind.TEACHING: ("title", "audience", "minutes", "done_date"),
    }

    activity = models.ForeignKey(Activity, on_delete=models.PROTECT, related_name="completed_work")
    learner = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="completed_work")
    kind = models.CharField(max_length=16, choices=Kind, help_text="The activity's format.")
    title = models.CharField(
        max_length=250, help_text="Of the items, manuscript, project or presentation; or the question."
    )
    done_date = models.DateField("day it was completed", null=True, blank=True)
    # Test items
    topics = models.TextField("topics and objectives tested", max_length=3000, blank=True)
    # Manuscript review
    journal = models.CharField(max_length=160, blank=True)
    acceptance = models.TextField("how the editor accepted it", max_length=1500, blank=True)
    proof = models.FileField(upload_to=work_proof_path, blank=True)
    proof_name = models.CharField(max_length=200, blank=True)
    proof_type = models.CharField(max_length=20, blank=True)
    proof_sha256 = models.CharField(max_length=64, blank=True)
    # Performance improvement
    a_done, a_date, a_figure = _stage("stage A, practice measured")
    b_done, b_date, b_figure = _stage("stage B, what was changed")
    c_done, c_date, c_figure = _stage("stage C, measured again")
    # Internet point of care
    sources = models.TextField("sources consulted", max_length=2000, blank=True)
    application = models.TextField("applied to practice", max_length=2000, blank=True)
    # Learning from teaching
    audience = models.CharField("audience and place", max_length=250, blank=True)
    minutes = models.PositiveSmallIntegerField(
        "minutes presented",
        null=True,
        blank=True,
        validators=[MinValueValidator(1), MaxValueValidator(MOST_MINUTES)],
    )

    status = models.CharField(max_length=10, choices=Status, default=Status.DRAFT)
    begun_at = models.DateTimeField()
    changed_at = models.DateTimeField()
    handed_in_at = models.DateTimeField(null=True, blank=True)
    sent_back_at = models.DateTimeField(null=True, blank=True, help_text="The last time.")
    sent_back_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    sent_back_reason = models.TextField(max_length=800, blank=True)
    confirmed_at = models.DateTimeField(null=True, blank=True)
    confirmed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    sameness = models.CharField(
        max_length=64, editable=False, help_text="The same for what counts once: one review, one presentation."
    )

    objects = CompletedWorkQuerySet.as_manager()

    class Meta:
        verbose_name_plural = "completed work"
        ordering = ("-begun_at", "-pk")
        permissions = (("decide_completedwork", "Can confirm completed work"),)
        indexes = (
            models.Index(fields=("handed_in_at",), name="work_waiting_for_the_office", condition=Q(status="handed_in")),
            models.Index(fields=("learner", "activity")),
        )
        constraints = (
            models.UniqueConstraint(fields=("learner", "sameness"), name="the_same_work_counts_once_for_a_person"),
            models.CheckConstraint(
                condition=Q(status__in=("draft", "handed_in", "sent_back", "confirmed")), name="work_has_a_known_status"
            ),
            models.CheckConstraint(condition=~Q(title=""), name="work_has_a_title"),
            models.CheckConstraint(
                condition=Q(status="draft")
                | Q(status="sent_back")
                | Q(handed_in_at__isnull=False, done_date__isnull=False),
                name="work_handed_in_says_when_it_was_done",
            ),
            models.CheckConstraint(
                condition=Q(sent_back_at=None, sent_back_by=None, sent_back_reason="")
                | (Q(sent_back_at__isnull=False, sent_back_by__isnull=False) & ~Q(sent_back_reason="")),
                name="work_sent_back_has_time_person_and_reason",
            ),
            models.CheckConstraint(
                condition=~Q(status="sent_back") | Q(sent_back_at__isnull=False), name="only_what_was_sent_back_is_so"
            ),
            models.CheckConstraint(
                condition=Q(status="confirmed", confirmed_at__isnull=False, confirmed_by__isnull=False)
                | (~Q(status="confirmed") & Q(confirmed_at=None, confirmed_by=None)),
                name="confirmed_work_has_time_and_person",
            ),
            models.CheckConstraint(condition=~Q(confirmed_by=F("learner")), name="nobody_confirms_their_own_work"),
            models.CheckConstraint(
                condition=~Q(kind="performance", status__in=("handed_in", "confirmed"))
                | Q(b_date__isnull=False, c_date__isnull=False, done_date=F("c_date")),
                name="improvement_is_handed_in_with_all_stages_in_order",
            ),
            models.CheckConstraint(
                condition=(Q(b_date=None) | Q(a_date__isnull=False, a_date__lte=F("b_date")))
                & (Q(c_date=None) | Q(b_date__isnull=False, b_date__lte=F("c_date"))),
                name="stages_come_in_order",
            ),
            models.CheckConstraint(
                condition=~Q(kind="teaching", status__in=("handed_in", "confirmed"))
                | Q(minutes__isnull=False, minutes__gt=0),
                name="a_presentation_has_minutes",
            ),
            models.CheckConstraint(
                condition=~Q(kind="manuscript", status__in=("handed_in", "confirmed"))
                | ~Q(acceptance="")
                | ~Q(proof=""),
                name="a_review_shows_that_it_was_accepted",
            ),
            models.CheckConstraint(
                condition=Q(proof="", proof_type="", proof_sha256="")
                | (~Q(proof="") & ~Q(proof_type="") & ~Q(proof_sha256="")),
                name="a_proof_of_work_is_known_by_type_and_hash",
            ),
        )

    def __str__(self) -> str:
        return self.title

    def save(self, *args: Any, **kwargs: Any) -> None:
        self.sameness = self.known_as()
        super().save(*args, **kwargs)

    def delete(self, *args: Any, **kwargs: Any) -> tuple[int, dict[str, int]]:
        if self.handed_in_at is not None:
            raise TypeError("Work that was handed in is a permanent record (CRT-2).")
        return super().delete(*args, **kwargs)

    @property
    def is_once(self) -> bool:
        """A person does it once in an activity."""
        return WORK_FORMATS[self.kind].once

    def known_as(self) -> str:
        """The same for one project in an activity; of all else for what has the same name on the same day."""
        if self.is_once:
            return f"activity:{self.activity_id}"
        if self.done_date is None:  # nobody knows yet
            return self.sameness if self.sameness.startswith("draft:") else f"draft:{secrets.token_hex(16)}"
        said = " ".join((self.kind, self.journal, self.title)).casefold().split()
        return hashlib.sha256(f"{' '.join(said)} {self.done_date}".encode()).hexdigest()

    @property
    def needed(self) -> tuple[str, ...]:
        """What must be filled in before it is handed in; a review also needs one of its two proofs."""
        return self.NEEDED[self.Kind(self.kind)]

    @property
    def can_be_written(self) -> bool:
        return self.status in {self.Status.DRAFT, self.Status.SENT_BACK}

    @property
    def is_confirmed(self) -> bool:
        return self.status == self.Status.CONFIRMED

    @property
    def certified_as(self) -> str:
        """How its certificate names it; empty where the activity says it all."""
        if self.kind == self.Kind.MANUSCRIPT:
            return f"Review of “{self.title}” for {self.journal}"
        return self.title if self.kind == self.Kind.TEACHING else ""

    @property
    def stages(self) -> list[tuple[str, str, date | None, str]]:
        """(letter, done, day, figure) of each."""
        return [
            (stage.upper(), *(getattr(self, f"{stage}_{part}") for part in ("done", "date", "figure")))
            for stage in STAGES
        ]

    @property
    def next_stage(self) -> str:
        """The first that is not written yet; empty where all are."""
        return next((letter for letter, done, day, figure in self.stages if not (done and day and figure)), "")
