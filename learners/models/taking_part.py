"""Who registered and who was there."""

from datetime import datetime
from typing import TYPE_CHECKING, Self

from django.conf import settings
from django.db import models
from django.db.models import F, Q

from activities.models import Activity, Session
from core.codes import new_code

if TYPE_CHECKING:
    from django.contrib.auth.models import AnonymousUser

    from accounts.models import User

CODE_LENGTH = 6


class RegistrationQuerySet(models.QuerySet["Registration"]):
    def visible_to(self, user: "User | AnonymousUser") -> Self:
        """A learner sees their own; the office sees all."""
        if not user.is_authenticated:
            return self.none()
        if user.is_staff and user.has_perm("learners.view_registration"):
            return self.all()
        return self.filter(learner=user)

    def holding_seats(self) -> Self:
        return self.filter(status=Registration.Status.REGISTERED)

    def in_the_room(self) -> Self:
        """Those seats that are counted: of whom `watches` is true takes none (ATT-2)."""
        hybrid = Q(activity__delivery=Activity.Delivery.HYBRID, activity__format__in=Activity.TIMED_FORMATS)
        return self.holding_seats().exclude(hybrid & Q(attends=Registration.Attends.ONLINE))

    def sharing_names(self) -> Self:
        """Who consented, of their own, that companies learn their name (SII-12). Nobody else is ever on such a list."""
        return self.filter(shares_name_with_industry=True).exclude(status=Registration.Status.CANCELLED)

    def waiting(self) -> Self:
        """In order of arrival (ATT-2)."""
        return self.filter(status=Registration.Status.WAITING).order_by("registered_at", "pk")

    def to_tell(self) -> Self:
        """Something about it changed, and its learner has not been told yet."""
        return self.exclude(news="").filter(told_at=None)

    def to_pass_on(self, *, at: datetime) -> Self:
        """Seats kept for somebody who has not answered in time (ATT-2)."""
        return self.filter(status=Registration.Status.REGISTERED, confirm_by__lte=at)


class Registration(models.Model):
    """One person's place in one activity (ATT-1)."""

    class Status(models.TextChoices):
        REGISTERED = "registered", "Registered"
        WAITING = "waiting", "On the waiting list"
        CANCELLED = "cancelled", "Cancelled"

    class Attends(models.TextChoices):
        IN_PERSON = "in_person", "In person"
        ONLINE = "online", "Online"

    class News(models.TextChoices):
        """What the next letter to the learner says."""

        REGISTERED = "registered", "You are registered"
        WAITING = "waiting", "You are on the waiting list"
        SEAT = "seat", "A seat became free"
        PASSED_ON = "passed_on", "The seat went to the next"
        CANCELLED = "cancelled", "You gave your seat back"
        LEFT = "left", "You left the waiting list"

    activity = models.ForeignKey(Activity, on_delete=models.PROTECT, related_name="registrations")
    learner = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="registrations")
    status = models.CharField(max_length=10, choices=Status, default=Status.REGISTERED)
    registered_at = models.DateTimeField()
    cancelled_at = models.DateTimeField(null=True, blank=True)
    attends = models.CharField(
        "takes part",
        max_length=10,
        choices=Attends,
        blank=True,
        help_text="Asked where it is both held in a room and streamed. Empty: not asked.",
    )
    access_needs = models.CharField(
        "dietary or access needs", max_length=300, blank=True, help_text="So that the venue can be ready for you."
    )
    moved_up_at = models.DateTimeField(
        null=True, blank=True, editable=False, help_text="From the waiting list to a seat."
    )
    confirm_by = models.DateTimeField(
        null=True,
        blank=True,
        editable=False,
        help_text="Until when a seat is kept for who moved up; empty: it is theirs.",
    )
    news = models.CharField(max_length=10, choices=News, blank=True, editable=False)
    telling_since = models.DateTimeField(null=True, blank=True, editable=False)
    told_at = models.DateTimeField(null=True, blank=True, editable=False)
    shares_name_with_industry = models.BooleanField(
        default=False,
        help_text="Asked for by itself and free to refuse; registration never depends on it.",  # SII-12
    )
    chose_at = models.DateTimeField(
        null=True, blank=True, editable=False, help_text="When the sessions that run side by side were last chosen."
    )
    from_list = models.ForeignKey(
        "AttendanceImport",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="registrations",
        editable=False,
    )

    objects = RegistrationQuerySet.as_manager()

    class Meta:
        ordering = ("registered_at", "pk")
        constraints = (
            models.UniqueConstraint(fields=("activity", "learner"), name="one_registration_per_person_and_activity"),
            models.CheckConstraint(
                condition=Q(status="cancelled", cancelled_at__isnull=False)
                | (~Q(status="cancelled") & Q(cancelled_at=None)),
                name="a_cancelled_registration_says_when",
            ),
            models.CheckConstraint(
                condition=Q(confirm_by=None) | Q(status="registered", moved_up_at__isnull=False),
                name="only_who_moved_up_confirms_a_seat",
            ),
        )
        indexes = (
            models.Index(
                fields=("registered_at",), name="registrations_to_tell", condition=~Q(news="") & Q(told_at=None)
            ),
            models.Index(fields=("confirm_by",), name="seats_to_confirm", condition=Q(confirm_by__isnull=False)),
        )

    def __str__(self) -> str:
        return f"{self.learner}: {self.activity}"

    @property
    def watches(self) -> bool:
        """Takes no seat: it is streamed, and they take part online (ADR 13)."""
        return self.attends == self.Attends.ONLINE and self.activity.is_hybrid


def new_session_code() -> str:
    return new_code(CODE_LENGTH)


class SessionCodeQuerySet(models.QuerySet["SessionCode"]):
    def in_use(self) -> Self:
        return self.filter(replaced_at=None)


class SessionCode(models.Model):
    """What learners type or scan to record attendance: of one session, or of the whole activity (ATT-3, ATT-4)."""

    activity = models.ForeignKey(Activity, on_delete=models.PROTECT, related_name="codes")
    session = models.ForeignKey(Session, on_delete=models.PROTECT, null=True, blank=True, related_name="codes")
    code = models.CharField(max_length=12, unique=True, default=new_session_code)
    opens_at = models.DateTimeField()
    closes_at = models.DateTimeField()
    created_at = models.DateTimeField()
    replaced_at = models.DateTimeField(null=True, blank=True)
    changes = models.BooleanField(
        default=False, help_text="Only the changing code on the screen counts; this one is not shown to learners."
    )

    objects = SessionCodeQuerySet.as_manager()

    class Meta:
        ordering = ("opens_at", "pk")
        constraints = (
            models.CheckConstraint(condition=Q(closes_at__gt=F("opens_at")), name="a_code_closes_after_it_opens"),
            models.UniqueConstraint(
                fields=("session",),
                condition=Q(replaced_at=None, session__isnull=False),
                name="one_code_in_use_per_session",
            ),
            models.UniqueConstraint(
                fields=("activity",),
                condition=Q(replaced_at=None, session=None),
                name="one_code_in_use_for_a_whole_activity",
            ),
        )

    def __str__(self) -> str:
        return self.code

    def is_open(self, at: datetime) -> bool:
        return self.replaced_at is None and self.opens_at <= at < self.closes_at


class AttendanceQuerySet(models.QuerySet["Attendance"]):
    def visible_to(self, user: "User | AnonymousUser") -> Self:
        if not user.is_authenticated:
            return self.none()
        if user.is_staff and user.has_perm("learners.view_attendance"):
            return self.all()
        return self.filter(learner=user)


class Attendance(models.Model):
    """One person at one session (ATT-1)."""

    class Source(models.TextChoices):
        CODE = "code", "Session code"
        QR = "qr", "QR code"
        STAFF = "staff", "Recorded by staff"
        LIST = "list", "Uploaded list"

    session = models.ForeignKey(Session, on_delete=models.PROTECT, related_name="attendances")
    learner = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="attendances")
    source = models.CharField(max_length=12, choices=Source)
    recorded_at = models.DateTimeField()
    recorded_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    disclosures_shown_at = models.DateTimeField(
        null=True,
        blank=True,
        help_text="When the learner was shown who has which relationships.",  # SII-8
    )
    minutes = models.PositiveSmallIntegerField(
        null=True, blank=True, help_text="Of the session, where a list says that it was not all of it."
    )
    from_list = models.ForeignKey(
        "AttendanceImport", on_delete=models.PROTECT, null=True, blank=True, related_name="attendances", editable=False
    )

    objects = AttendanceQuerySet.as_manager()

    class Meta:
        ordering = ("recorded_at", "pk")
        constraints = (
            models.UniqueConstraint(fields=("session", "learner"), name="one_attendance_per_person_and_session"),
            models.CheckConstraint(condition=Q(minutes=None) | Q(minutes__gt=0), name="attendance_has_some_minutes"),
        )
        indexes = (models.Index(fields=("learner", "session")),)

    def __str__(self) -> str:
        return f"{self.learner}: {self.session}"
