from datetime import date, timedelta
from decimal import Decimal
from functools import cached_property
from typing import Any, Final, Self

from django.core.exceptions import ValidationError
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import Q
from simple_history.models import HistoricalRecords

from activities.credit import is_in_steps
from disclosures.models import Company, ineligible_companies


def _untimed(what: str) -> models.DecimalField:
    """AMA credit of one format that is not timed (AMA-2)."""
    return models.DecimalField(
        f"AMA credits {what}",
        max_digits=5,
        decimal_places=2,
        default=Decimal("0.00"),
        validators=[MinValueValidator(0), in_quarters],
        help_text="In steps of 0.25. With 0 the office gives none for this format.",
    )


MOST_DAYS: Final = 10 * 365


def in_quarters(amount: Decimal) -> None:
    if not is_in_steps(amount):
        raise ValidationError("AMA credit is in steps of 0.25.")


def days_listed(text: str) -> list[int]:
    """“7, 14” as numbers, the smallest first. Raises ValueError."""
    return sorted({int(part) for part in text.split(",") if part.strip()})


def days_apart(text: str) -> None:
    try:
        days = days_listed(text)
    except ValueError:
        days = [0]
    if any(not 1 <= day <= 365 for day in days):
        raise ValidationError("Write days from 1 to 365 with commas between, such as 7, 14.", code="no_days")


class OfficeSettings(models.Model):
    """What the office may change without a programmer (⚙ in the rules). A change never alters what was issued."""

    provider_name = models.CharField(max_length=160, default="University of Utah School of Medicine")
    short_name = models.CharField(max_length=40, default="UUCME")
    signatory_name = models.CharField("who signs certificates", max_length=160, blank=True)
    signatory_title = models.CharField(max_length=160, blank=True)
    contact_email = models.EmailField(blank=True)

    lead_time_days = models.PositiveSmallIntegerField(
        "days a proposal should arrive before the start",
        default=56,
        help_text="Planners see the last safe day. A later proposal is taken with a warning, never after the start.",  # PLN-7
    )
    review_days = models.PositiveSmallIntegerField(
        "days the office gives itself for a review",
        default=10,
        help_text="What waits longer is marked as late, in the queue and on the desk.",  # REV-6
    )
    request_reminder_days = models.CharField(
        "days without movement after which planners are reminded of requests",
        max_length=40,
        default="7, 14",
        blank=True,
        validators=[days_apart],
        help_text="Days with commas between, such as 7, 14. Empty sends none.",
    )
    draft_reminder_days = models.CharField(
        "days before the last safe submission date at which planners of a draft are reminded",
        max_length=40,
        default="14, 3",
        blank=True,
        validators=[days_apart],
        help_text="Days with commas between, such as 14, 3. Empty sends none.",
    )
    review_reminder_days = models.CharField(
        "days a review is late at which reviewers are reminded",
        max_length=40,
        default="1, 5",
        blank=True,
        validators=[days_apart],
        help_text="Days with commas between, such as 7, 14. Empty sends none.",
    )
    session_reminder_days = models.PositiveSmallIntegerField(
        "days before a session of a series at which its planners are reminded of what it lacks", default=14
    )
    renewal_notice_days = models.PositiveSmallIntegerField(
        "days before the end of a series at which its director is asked to renew it", default=120
    )
    disclosure_valid_months = models.PositiveSmallIntegerField(
        "months for which a disclosure serves",
        default=12,
        help_text="After that its person confirms it again, for all their activities at once.",  # SII-2
    )
    disclosure_lookback_months = models.PositiveSmallIntegerField(
        "months a disclosure looks back",
        default=24,
        help_text="Before the start of an activity; what ended earlier does not count.",  # SII-2
    )
    disclosure_reminder_days = models.PositiveSmallIntegerField(
        "days before a disclosure runs out, from which its person is asked to confirm it", default=30
    )
    agreement_megabytes = models.PositiveSmallIntegerField("largest agreement file, in MB", default=20)
    code_minutes_before = models.PositiveSmallIntegerField(
        "minutes before a session from which its code works",
        default=30,
        help_text="A change is for codes issued from then on.",  # ATT-4
    )
    code_minutes_after = models.PositiveSmallIntegerField(
        "minutes after a session until which its code works",
        default=120,
        help_text="A change is for codes issued from then on.",  # ATT-4
    )
    code_seconds = models.PositiveSmallIntegerField(
        "seconds after which the code on the lectern’s screen changes",
        default=30,
        validators=[MinValueValidator(10), MaxValueValidator(600)],
        help_text="The one before still works for as long again.",
    )
    meeting_percent = models.PositiveSmallIntegerField(
        "per cent of a session one must have been in the online meeting to have attended all of it",
        default=80,
        validators=[MinValueValidator(1), MaxValueValidator(100)],
        help_text="Who was there for less is credited with the minutes they were there.",  # ATT-3
    )
    claim_window_days = models.PositiveSmallIntegerField(
        "days after the end in which credit can be claimed",
        default=90,
        help_text="An activity can have its own number.",  # AMA-7
    )
    late_claims_per_year = models.PositiveSmallIntegerField(
        "late claims a person is granted at once in a calendar year",
        default=3,
        help_text="What goes beyond it waits for the office. With 0 the office decides on each.",
    )
    late_claim_days = models.PositiveSmallIntegerField(
        "days after the claim window within which a late claim is granted at once",
        default=30,
        help_text="Later ones wait for the office.",
    )
    late_claim_open_days = models.PositiveSmallIntegerField(
        "days a granted late claim stays open", default=14, validators=[MinValueValidator(1)]
    )
    claim_reminder_hours = models.PositiveSmallIntegerField(
        "hours after the end after which those who were there and have not claimed are reminded",
        default=24,
        validators=[MaxValueValidator(24 * 7)],
        help_text="Of a series, after each session. 0: nobody is.",  # AMA-7
    )
    last_call_days = models.PositiveSmallIntegerField(
        "days before the claim window closes at which they are reminded once more",
        default=7,
        help_text="0: nobody is.",  # AMA-7
    )
    seat_hours = models.PositiveSmallIntegerField(
        "hours for which a seat is kept for who moves up from the waiting list",
        default=48,
        help_text="With 0 it is theirs at once.",
    )
    evaluation_before_claim = models.BooleanField(
        "the evaluation comes before the claim",
        default=True,
        help_text="An activity can say otherwise. Answers about bias never touch credit.",  # EVL-2
    )
    follow_up_days = models.PositiveSmallIntegerField(
        "days until learners are asked what they changed",
        default=60,
        validators=[MinValueValidator(30), MaxValueValidator(90)],
        help_text="From 30 to 90. It never holds up a certificate.",  # EVL-3
    )
    commitment_reminder_days = models.PositiveSmallIntegerField(
        "days until learners are reminded of what they set out to change",
        default=14,
        validators=[MaxValueValidator(29)],
        help_text="With 0 nobody is reminded.",
    )
    follow_up_again_days = models.PositiveSmallIntegerField(
        "days after which a follow-up is asked a second and last time",
        default=30,
        validators=[MinValueValidator(7)],
    )
    follow_up_change_days = models.PositiveSmallIntegerField(
        "days in which a follow-up’s answers can be changed", default=30
    )
    follow_up_link_days = models.PositiveSmallIntegerField(
        "days for which a follow-up’s link works", default=90, validators=[MinValueValidator(7)]
    )
    before_and_after_required = models.BooleanField(
        "questions asked before and after are needed for credit",
        default=False,
        help_text="Where a planner sets such questions. Otherwise they may be left out.",  # EVL-5
    )
    look_back_days = models.PositiveSmallIntegerField(
        "days after the end at which the director is asked to look back", default=30
    )
    smallest_cell = models.PositiveSmallIntegerField(
        "smallest group a report may show",
        default=5,
        validators=[MinValueValidator(2)],
        help_text="Answers of fewer people are left out of every report, so that nobody can be told from it.",  # EVL-4
    )
    assessment_attempts = models.PositiveSmallIntegerField(
        "attempts at an assessment",
        default=3,
        help_text="For enduring material and journal articles.",
        validators=[MinValueValidator(1)],
    )  # AMA-5
    journal_credit = _untimed("for a journal article")
    test_item_credit = _untimed("for a test-item writing activity")
    manuscript_credit = _untimed("for the review of a manuscript")
    performance_credit = _untimed("for all stages of performance improvement")
    point_of_care_credit = _untimed("for a cycle of internet point-of-care learning")
    teaching_credit = _untimed("for an hour presented, in learning from teaching")

    history = HistoricalRecords()

    class Meta:
        verbose_name = verbose_name_plural = "office settings"
        constraints = (models.CheckConstraint(condition=Q(id=1), name="there_is_one_row_of_office_settings"),)

    def __str__(self) -> str:
        return f"Settings of {self.short_name}"

    def save(self, *args: Any, **kwargs: Any) -> None:
        self.pk = 1
        super().save(*args, **kwargs)

    def clean(self) -> None:
        """No calendar could reckon with a slip of the finger such as 99999999 days."""
        too_many = {
            field.name: f"Write {MOST_DAYS} or less."
            for field in self._meta.concrete_fields
            if field.name.endswith("_days")
            and isinstance(number := getattr(self, field.name), int)
            and number > MOST_DAYS
        }
        if too_many:
            raise ValidationError(too_many)

    def answer_by(self, submitted: date) -> date:
        """Until when the office means to have read what was submitted that day (REV-6)."""
        return submitted + timedelta(days=self.review_days)

    def credit_of_format(self, activity_format: str) -> Decimal | None:
        """What the office gives for a format that is not timed (AMA-2); None where it gives nothing for it."""
        value: Decimal | None = getattr(self, f"{activity_format}_credit", None)
        return value or None

    @cached_property
    def ineligible_companies(self) -> dict[str, Company]:
        """By every way to write their names; asked for once, however many people are looked at."""
        return ineligible_companies()

    @classmethod
    def current(cls) -> Self:
        settings, _ = cls.objects.get_or_create(pk=1)
        return settings


class ClosedDay(models.Model):
    """A day on which the office expects no session, beside the federal holidays; offered to be left out of a series."""

    date = models.DateField(unique=True)
    name = models.CharField(max_length=80)

    history = HistoricalRecords()

    class Meta:
        ordering = ("date",)

    def __str__(self) -> str:
        return f"{self.name}, {self.date:%B} {self.date.day}, {self.date.year}"
