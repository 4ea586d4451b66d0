from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING, ClassVar, Self

from django.conf import settings
from django.db import models
from django.db.models import F, Q

from activities.models.status import PUBLISHED, Status
from activities.models.team import TeamMember

if TYPE_CHECKING:
    pass


class SessionQuerySet(models.QuerySet["Session"]):
    def taking_place(self) -> Self:
        """All but those that were cancelled."""
        return self.filter(cancelled_at=None)

    def of_running_series(self) -> Self:
        """The sessions that the office approves one by one, once the series itself is approved."""
        return self.filter(
            activity__format="series", activity__status__in=(Status.APPROVED, Status.OPEN), counts_for_credit=True
        )

    def awaiting_approval(self, *, at: datetime) -> Self:
        """Still to come and not approved, whether or not everything is there."""
        return self.of_running_series().taking_place().filter(approved_at=None, starts_at__gt=at)

    def open_to_learners(self) -> Self:
        """That get a code: of a series only those the office approved (SII-7)."""
        approved = ~Q(activity__format="series") | Q(approved_at__isnull=False)
        return self.taking_place().filter(approved, counts_for_credit=True, activity__status__in=PUBLISHED)


class Session(models.Model):
    """One item of the agenda. Its times are instants; they are typed and shown in the activity's time zone."""

    class Kind(models.TextChoices):
        TALK = "talk", "Talk"
        CASES = "cases", "Case discussion"
        PANEL = "panel", "Panel"
        WORKSHOP = "workshop", "Workshop"
        SIMULATION = "simulation", "Simulation"
        BREAK = "break", "Break"
        MEAL = "meal", "Meal"
        EXHIBIT = "exhibit", "Exhibits"
        INDUSTRY = "industry", "Industry session (not accredited)"
        OTHER = "other", "Other"

    NEVER_FOR_CREDIT = (Kind.BREAK, Kind.MEAL, Kind.EXHIBIT, Kind.INDUSTRY)
    PROMOTION = (Kind.EXHIBIT, Kind.INDUSTRY)  # kept apart from education (SII-11)
    # What a session of a series is called until somebody names it.
    TO_BE_ANNOUNCED = "To be announced"

    activity = models.ForeignKey("activities.Activity", on_delete=models.CASCADE, related_name="sessions")
    title = models.CharField(max_length=200, default=TO_BE_ANNOUNCED)
    kind = models.CharField(max_length=12, choices=Kind, default=Kind.TALK)
    starts_at = models.DateTimeField()
    ends_at = models.DateTimeField()
    counts_for_credit = models.BooleanField(default=True)
    room = models.CharField(max_length=80, blank=True)
    track = models.CharField(max_length=60, blank=True)
    seats = models.PositiveIntegerField(null=True, blank=True, help_text="Empty: as many as come.")
    speakers = models.ManyToManyField(TeamMember, blank=True, related_name="sessions")
    objectives = models.ManyToManyField("activities.Objective", blank=True, related_name="sessions")

    # Of a series: each session is approved, changed and cancelled by itself
    approved_at = models.DateTimeField(null=True, blank=True, editable=False)
    approved_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+", editable=False
    )
    cancelled_at = models.DateTimeField(null=True, blank=True, editable=False)
    cancelled_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+", editable=False
    )
    cancel_reason = models.CharField(max_length=300, blank=True, editable=False)
    sequence = models.PositiveIntegerField(
        default=0, editable=False, help_text="Counts what calendars must be told: another time, place or title."
    )
    updated_at = models.DateTimeField(auto_now=True)

    objects = SessionQuerySet.as_manager()

    class Meta:
        ordering = ("starts_at", "track", "pk")
        indexes = (models.Index(fields=("starts_at",)),)
        constraints = (
            models.CheckConstraint(
                condition=Q(ends_at__gt=F("starts_at")),
                name="a_session_ends_after_it_starts",
                violation_error_message="A session must end after it starts.",
            ),
            models.CheckConstraint(
                condition=Q(seats=None) | Q(seats__gt=0),
                name="a_session_has_a_seat_or_no_limit",
                violation_error_message="A session needs at least one seat; leave it empty for no limit.",
            ),
            models.CheckConstraint(
                condition=Q(counts_for_credit=False) | ~Q(kind__in=("break", "meal", "exhibit", "industry")),
                name="breaks_meals_and_industry_give_no_credit",
                violation_error_message="Breaks, meals, exhibits and industry sessions do not count for credit.",
            ),
            models.CheckConstraint(
                condition=Q(approved_at=None, approved_by=None)
                | Q(approved_at__lt=F("starts_at"), approved_by__isnull=False),
                name="a_session_is_approved_by_somebody_before_it_begins",
            ),
            models.CheckConstraint(
                condition=Q(approved_at=None) | ~Q(title="To be announced"), name="an_approved_session_has_a_topic"
            ),
            models.CheckConstraint(
                condition=Q(cancelled_at=None, cancelled_by=None, cancel_reason="")
                | (Q(cancelled_at__isnull=False, cancelled_by__isnull=False, approved_at=None) & ~Q(cancel_reason="")),
                name="a_cancelled_session_says_who_when_and_why",
            ),
        )

    def __str__(self) -> str:
        return self.title

    @property
    def is_cancelled(self) -> bool:
        return self.cancelled_at is not None

    @property
    def is_named(self) -> bool:
        return bool(self.title) and self.title.casefold() != self.TO_BE_ANNOUNCED.casefold()

    @property
    def minutes(self) -> int:
        return round((self.ends_at - self.starts_at).total_seconds() / 60)

    @property
    def local_starts_at(self) -> datetime:
        return self.starts_at.astimezone(self.activity.zone)

    @property
    def local_ends_at(self) -> datetime:
        return self.ends_at.astimezone(self.activity.zone)

    @property
    def local_date(self) -> date:
        return self.local_starts_at.date()


class SessionChangeQuerySet(models.QuerySet["SessionChange"]):
    def to_tell(self, *, at: datetime) -> Self:
        """Those of which the planners have not been told; what is older than some days is no news."""
        return self.filter(action__in=SessionChange.TOLD, told_at=None, at__gt=at - SessionChange.NEWS_FOR)

    def to_follow(self) -> Self:
        """Those that those who take part, and their codes, have still to follow."""
        return self.filter(action__in=SessionChange.FOLLOWED, followed_at=None)


class SessionChange(models.Model):
    """One row of the history of a session of an approved series: what was done, by whom, and what they said (REV-1)."""

    class Action(models.TextChoices):
        ADDED = "added", "Added"
        CHANGED = "changed", "Changed"
        MOVED = "moved", "Moved"
        APPROVED = "approved", "Approved"
        RETURNED = "returned", "Something is needed"
        REMINDED = "reminded", "Reminded"
        CANCELLED = "cancelled", "Cancelled"

    TOLD: ClassVar = (Action.APPROVED, Action.RETURNED, Action.REMINDED, Action.MOVED, Action.CANCELLED)
    CONCERNS_LEARNERS: ClassVar = (Action.ADDED, Action.MOVED, Action.CANCELLED)
    FOLLOWED: ClassVar = (*CONCERNS_LEARNERS, Action.APPROVED)
    NEWS_FOR = timedelta(days=3)

    session = models.ForeignKey(Session, on_delete=models.PROTECT, related_name="changes")
    action = models.CharField(max_length=10, choices=Action)
    note = models.TextField(blank=True)
    starts_before = models.DateTimeField(null=True, blank=True, help_text="When it was to begin, where it was moved.")
    at = models.DateTimeField()
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        help_text="Empty where the clock did it.",
    )
    # The letter about it, not the change itself.
    telling_since = models.DateTimeField(null=True, blank=True, editable=False)
    told_at = models.DateTimeField(null=True, blank=True, editable=False)

    followed_at = models.DateTimeField(
        null=True, blank=True, editable=False, help_text="When codes and letters to those registered were seen to."
    )

    objects = SessionChangeQuerySet.as_manager()

    class Meta:
        ordering = ("at", "pk")
        indexes = (
            models.Index(fields=("action",), name="session_changes_to_follow", condition=Q(followed_at=None)),
            models.Index(fields=("at",), name="session_changes_to_tell", condition=Q(told_at=None)),
        )
        constraints = (
            models.CheckConstraint(
                condition=~Q(action="moved") | Q(starts_before__isnull=False), name="a_moved_session_says_from_when"
            ),
            models.CheckConstraint(
                condition=~Q(action__in=("returned", "cancelled")) | ~Q(note=""), name="who_returns_or_cancels_says_why"
            ),
        )

    def __str__(self) -> str:
        return f"{self.session}: {self.get_action_display().lower()}"

    def save(self, *args: object, **kwargs: object) -> None:
        if self.pk is not None:
            raise TypeError("A change of a session is a permanent record.")
        super().save(*args, **kwargs)

    def delete(self, *args: object, **kwargs: object) -> tuple[int, dict[str, int]]:
        raise TypeError("A change of a session is a permanent record.")
