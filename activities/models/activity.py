from datetime import date, datetime, time, timedelta
from decimal import Decimal
from typing import ClassVar, Final
from zoneinfo import ZoneInfo

from django.conf import settings
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils import timezone
from django.utils.text import slugify
from localflavor.us.models import USStateField

from accounts.models import Profession
from activities.models.activity_queries import ActivityQuerySet
from activities.models.department import Department
from activities.models.plan import Competency, ContentArea
from activities.models.status import PUBLISHED, Status
from activities.models.time_zones import time_zone_choices as _time_zone_choices  # migration 0001 knows it by this name
from activities.models.work_formats import WORK_FORMATS, WorkFormat
from core.codes import new_code
from core.words import WordLimit

MOST_SEATS: Final = 100_000
MOST_DAYS_TO_CLAIM: Final = 3 * 365


class Activity(models.Model):
    """An activity of education, from its first draft (a proposal) to its closing."""

    class Format(models.TextChoices):
        COURSE = "course", "Course or conference"
        SERIES = "series", "Regularly scheduled series"
        ENDURING = "enduring", "Enduring material"
        JOURNAL = "journal", "Journal-based CME"
        TEST_ITEM = "test_item", "Test-item writing"
        MANUSCRIPT = "manuscript", "Manuscript review"
        PERFORMANCE = "performance", "Performance improvement"
        POINT_OF_CARE = "point_of_care", "Internet point-of-care learning"
        TEACHING = "teaching", "Learning from teaching"
        OTHER = "other", "Other / blended learning"

    class Delivery(models.TextChoices):
        IN_PERSON = "in_person", "In person"
        LIVE_STREAMED = "live_streamed", "Live-streamed"
        HYBRID = "hybrid", "In person and live-streamed"
        ONLINE = "online", "Online, at any time"
        PRINT = "print", "Print or other"

    class AttendanceBy(models.TextChoices):
        ACTIVITY = "activity", "One code for the whole activity"
        SESSION = "session", "One code per session"

    TIMED_FORMATS: ClassVar = (Format.COURSE, Format.SERIES)
    SELF_PACED_FORMATS: ClassVar = (Format.ENDURING, Format.JOURNAL)
    NEVER_EXEMPT_FORMATS: ClassVar = (Format.SERIES, Format.ENDURING)

    # Basics
    title = models.CharField(max_length=200)
    slug = models.SlugField(max_length=90, unique=True, editable=False)
    department = models.ForeignKey(Department, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    format = models.CharField(max_length=16, choices=Format, default=Format.COURSE)
    format_rationale = models.TextField(
        "why this format",
        blank=True,
        validators=[WordLimit(25)],
        help_text="At most 25 words.",  # PLN-3
    )
    delivery = models.CharField(max_length=16, choices=Delivery, default=Delivery.IN_PERSON)
    description = models.TextField(blank=True, max_length=2500)
    start_date = models.DateField(null=True, blank=True)
    end_date = models.DateField(null=True, blank=True)
    time_zone = models.CharField(max_length=40, choices=_time_zone_choices, default="America/Denver")
    venue = models.CharField(max_length=160, blank=True)
    city = models.CharField(max_length=80, blank=True)
    state = USStateField(blank=True)
    online_address = models.URLField(blank=True, help_text="Where it is streamed or offered; shown once registered.")
    expected_learners = models.PositiveIntegerField(null=True, blank=True)

    # Content
    content_areas = models.ManyToManyField(ContentArea, blank=True, related_name="activities")
    competencies = models.ManyToManyField(Competency, blank=True, related_name="activities")
    audience = models.ManyToManyField(Profession, blank=True, related_name="activities")
    audience_note = models.CharField("specialties and regions", max_length=300, blank=True)

    # Evaluation plan
    outcome_competence = models.BooleanField("change in competence", default=False)
    outcome_performance = models.BooleanField("change in performance", default=False)
    outcome_patient = models.BooleanField("change in patient outcomes", default=False)
    evaluation_plan = models.TextField("how the change will be measured", blank=True, validators=[WordLimit(150)])
    follow_up_days = models.PositiveSmallIntegerField(
        "days until learners are asked what they changed", null=True, blank=True
    )

    # Independence
    has_commercial_support = models.BooleanField("commercial support is sought", default=False)
    has_exhibits = models.BooleanField("exhibits or advertisements are planned", default=False)
    independence_statement = models.TextField(
        "how content stays independent of industry", blank=True, validators=[WordLimit(100)]
    )

    is_exempt = models.BooleanField(
        "nobody has to disclose",
        default=False,
        editable=False,
        help_text="Only the office decides this; its reason is with the exemption.",  # SII-9
    )

    # Taking part
    capacity = models.PositiveIntegerField(
        null=True,
        blank=True,
        help_text="Empty for no limit.",
        validators=[MinValueValidator(1), MaxValueValidator(MOST_SEATS)],
    )
    registration_opens_at = models.DateTimeField(
        null=True,
        blank=True,
        help_text="Once approved, registration opens by itself at this time. Empty: it stays closed until the office "
        "opens it on the review page.",
    )
    attendance_by = models.CharField(max_length=8, choices=AttendanceBy, default=AttendanceBy.ACTIVITY)
    self_paced_minutes = models.PositiveIntegerField(
        "minutes a learner needs", null=True, blank=True, help_text="For material that is not held at a time."
    )
    material = models.TextField(
        blank=True, help_text="What learners read or watch, for an enduring or journal activity."
    )
    pass_mark = models.PositiveSmallIntegerField(
        "per cent to pass the assessment",
        default=80,
        validators=[MinValueValidator(1)],
        help_text="Learners see it before they begin; below it nothing can be claimed.",  # AMA-5
    )
    claim_window_days = models.PositiveSmallIntegerField(
        null=True,
        blank=True,
        validators=[MaxValueValidator(MOST_DAYS_TO_CLAIM)],
        help_text="Days after the end in which credit can be claimed. Empty: as the office’s settings say.",
    )
    evaluation_before_claim = models.BooleanField(
        "the evaluation comes before the claim",
        default=True,
        help_text="Learners evaluate it before they claim credit.",
    )  # EVL-2
    evaluation_per_session = models.BooleanField(
        "each session is evaluated by itself",
        default=False,
        help_text="Otherwise a series is evaluated once, as a whole.",
    )  # EVL-2
    asks_before = models.BooleanField(
        default=False,
        editable=False,
        help_text="Some questions are asked before and after.",  # EVL-5
    )

    # The year before, of what is planned again
    lessons_learned = models.TextField(
        "what was learned last year",
        blank=True,
        validators=[WordLimit(150)],
        help_text="From evaluations, outcomes, and what you saw. At most 150 words.",
    )
    changes_planned = models.TextField(
        "what changes this year",
        blank=True,
        validators=[WordLimit(150)],
        help_text="At most 150 words.",
    )
    renewal_asked_at = models.DateTimeField(null=True, blank=True, editable=False)
    renewal_asking_since = models.DateTimeField(null=True, blank=True, editable=False)

    sends_reminders = models.BooleanField(
        "send reminders about it", default=True, help_text="To its planners and, once a review is late, to reviewers."
    )

    # Record
    status = models.CharField(max_length=20, choices=Status, default=Status.DRAFT, editable=False)
    status_changed_at = models.DateTimeField(null=True, editable=False)
    version = models.PositiveSmallIntegerField(default=0, editable=False, help_text="Counts submissions.")
    drafted_for_director = models.BooleanField(
        default=False,
        editable=False,
        help_text="The office wrote it; the director confirms it.",  # PLN-5
    )
    copied_from = models.ForeignKey(
        "self", on_delete=models.SET_NULL, null=True, blank=True, related_name="copies", editable=False
    )
    attested_at = models.DateTimeField(null=True, blank=True, editable=False)
    attested_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+", editable=False
    )
    created_at = models.DateTimeField(auto_now_add=True)
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="begun_activities", editable=False
    )

    objects = ActivityQuerySet.as_manager()

    class Meta:
        verbose_name_plural = "activities"
        ordering = ("start_date", "title")
        permissions = (("decide_activity", "Can decide on proposals"),)
        indexes = (
            models.Index(fields=("status", "start_date")),
            models.Index(fields=("status", "end_date")),
        )
        constraints = (
            models.CheckConstraint(condition=Q(status__in=Status.values), name="an_activity_has_a_known_status"),
            models.CheckConstraint(
                condition=Q(end_date__gte=F("start_date")) | Q(end_date=None) | Q(start_date=None),
                name="an_activity_ends_after_it_starts",
                violation_error_message="The last day cannot be before the first.",
            ),
            models.CheckConstraint(
                condition=Q(attested_at=None, attested_by=None)
                | Q(attested_at__isnull=False, attested_by__isnull=False),
                name="an_attestation_has_time_and_person",
            ),
            models.CheckConstraint(
                condition=~Q(status__in=(*PUBLISHED, Status.SUBMITTED)) | Q(attested_at__isnull=False),
                name="what_was_submitted_was_attested",
            ),
            models.CheckConstraint(
                condition=Q(is_exempt=False) | ~Q(format__in=("series", "enduring")),
                name="a_series_or_enduring_material_is_never_exempt",
            ),
            models.CheckConstraint(condition=Q(pass_mark__lte=100), name="a_pass_mark_is_a_percentage"),
        )

    def __str__(self) -> str:
        return self.title

    def save(self, *args: object, **kwargs: object) -> None:
        if not self.slug:
            self.slug = f"{slugify(self.title)[:80] or 'activity'}-{new_code(4).lower()}"
        super().save(*args, **kwargs)  # type: ignore[arg-type]

    def get_absolute_url(self) -> str:
        return reverse("activities:activity", args=[self.slug])

    @property
    def zone(self) -> ZoneInfo:
        return ZoneInfo(self.time_zone)

    @property
    def is_published(self) -> bool:
        return self.status in PUBLISHED

    @property
    def is_held(self) -> bool:
        """Its last day has passed. It may be open still: credit can be claimed for a while."""
        today = timezone.localdate(timezone=self.zone)
        return self.is_published and self.end_date is not None and self.end_date < today

    @property
    def is_series(self) -> bool:
        return self.format == self.Format.SERIES

    @property
    def is_renewal(self) -> bool:
        """Another year of a series, which begins with what the last one taught."""
        return self.is_series and self.copied_from_id is not None

    @property
    def is_self_paced(self) -> bool:
        return self.format in self.SELF_PACED_FORMATS

    @property
    def is_claimed_per_session(self) -> bool:
        """A series is claimed session by session; completed work piece by piece; everything else once, as a whole."""
        return self.is_series

    @property
    def work_format(self) -> WorkFormat | None:
        """Of what gives credit for completed work instead of time (AMA-2)."""
        return WORK_FORMATS.get(self.format)

    @property
    def credit_per(self) -> str:
        """“per session”: what one designated maximum is for, where it is not for the activity as a whole."""
        if self.is_series:
            return "per session"
        return self.work_format.per if self.work_format else ""

    @property
    def learning_format(self) -> str:
        """The AMA's name of the format, as the designation statement says it (domain §3.2)."""
        return {
            self.Format.COURSE: "live activity",
            self.Format.SERIES: "live activity",
            self.Format.ENDURING: "enduring material",
            self.Format.JOURNAL: "journal-based CME activity",
            self.Format.TEST_ITEM: "test-item writing activity",
            self.Format.MANUSCRIPT: "manuscript review activity",
            self.Format.PERFORMANCE: "PI CME activity",
            self.Format.POINT_OF_CARE: "internet point-of-care activity",
            self.Format.TEACHING: "learning from teaching activity",
            self.Format.OTHER: "other activity (blended learning)",
        }[self.Format(self.format)]

    @property
    def is_online_only(self) -> bool:
        """Nobody comes to a venue."""
        return self.delivery in {self.Delivery.LIVE_STREAMED, self.Delivery.ONLINE}

    @property
    def is_hybrid(self) -> bool:
        """Held in a room and streamed at the same time, so that one comes or takes part online (ADR 13)."""
        return self.delivery == self.Delivery.HYBRID and self.format in self.TIMED_FORMATS

    @property
    def place(self) -> str:
        return ", ".join(part for part in (self.venue, self.city, self.state) if part)

    @property
    def starts_at(self) -> datetime | None:
        """Midnight, in the activity's own time zone, at which its first day begins."""
        return datetime.combine(self.start_date, time.min, self.zone) if self.start_date else None

    def claim_last_day(self, office_days: int) -> date | None:
        """The last day on which credit can be claimed (AMA-7), `office_days` after the end unless set here."""
        if self.end_date is None:
            return None
        return self.end_date + timedelta(days=office_days if self.claim_window_days is None else self.claim_window_days)

    def claim_closes_at(self, office_days: int) -> datetime | None:
        """The midnight that ends that day."""
        last_day = self.claim_last_day(office_days)
        return datetime.combine(last_day + timedelta(days=1), time.min, self.zone) if last_day else None

    def last_safe_submission_date(self, lead_time_days: int) -> date | None:
        """PLN-7"""
        return self.start_date - timedelta(days=lead_time_days) if self.start_date else None

    @property
    def maximum_credit(self) -> Decimal | None:
        """AMA credits designated (per session for a series); None before approval. Prefetch `designations`."""
        for designation in self.designations.all():
            if designation.credit_type_id == "ama":
                return designation.maximum
        return None
