from datetime import date, datetime

from django.db import models
from django.db.models import F, Q

from activities.models.team import TeamMember


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
    title = models.CharField(max_length=200)
    kind = models.CharField(max_length=12, choices=Kind, default=Kind.TALK)
    starts_at = models.DateTimeField()
    ends_at = models.DateTimeField()
    counts_for_credit = models.BooleanField(default=True)
    room = models.CharField(max_length=80, blank=True)
    track = models.CharField(max_length=60, blank=True)
    speakers = models.ManyToManyField(TeamMember, blank=True, related_name="sessions")
    objectives = models.ManyToManyField("activities.Objective", blank=True, related_name="sessions")

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
                condition=Q(counts_for_credit=False) | ~Q(kind__in=("break", "meal", "exhibit", "industry")),
                name="breaks_meals_and_industry_give_no_credit",
                violation_error_message="Breaks, meals, exhibits and industry sessions do not count for credit.",
            ),
        )

    def __str__(self) -> str:
        return self.title

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
