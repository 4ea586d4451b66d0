"""Lists of who was there as departments send them, and what became of each row (ATT-3)."""

from typing import TYPE_CHECKING, Self

from django.conf import settings
from django.db import models
from django.db.models import Q

from activities.models import Activity, Session
from core.codes import new_code

if TYPE_CHECKING:
    from django.contrib.auth.models import AnonymousUser

    from accounts.models import User


def import_path(batch: "AttendanceImport", filename: str) -> str:
    """A name that says nothing and cannot be guessed."""
    return f"attendance-lists/{new_code(24)}"


class AttendanceImportQuerySet(models.QuerySet["AttendanceImport"]):
    def visible_to(self, user: "User | AnonymousUser") -> Self:
        """The office sees every list; a planner those they handed in themselves."""
        if not user.is_authenticated:
            return self.none()
        if user.is_staff and user.has_perm("learners.view_attendanceimport"):
            return self.all()
        return self.filter(uploaded_by=user)

    def in_work(self) -> Self:
        """What a worker has to do next, or does now."""
        return self.filter(state__in=AttendanceImport.WORKING)


class AttendanceImport(models.Model):
    """One list of who attended, from the file to what it wrote. It is kept for good: who, when, and which file."""

    class State(models.TextChoices):
        READING = "reading", "Being read"
        COLUMNS = "columns", "Columns to confirm"
        CHECKING = "checking", "Being checked"
        CHECKED = "checked", "Checked, nothing written yet"
        WRITING = "writing", "Being written"
        WRITTEN = "written", "Written"
        UNDONE = "undone", "Undone"
        REFUSED = "refused", "Cannot be read"
        DISCARDED = "discarded", "Thrown away"

    WORKING = (State.READING, State.CHECKING, State.WRITING)
    TO_LOOK_AT = (State.COLUMNS, State.CHECKED)

    activity = models.ForeignKey(Activity, on_delete=models.PROTECT, related_name="attendance_imports")
    session = models.ForeignKey(
        Session,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        help_text="Empty: the hours are of the whole activity, or of the day each line names.",
    )
    file = models.FileField(upload_to=import_path)
    file_name = models.CharField(max_length=200)
    file_hash = models.CharField(max_length=64, help_text="SHA-256")
    uploaded_at = models.DateTimeField()
    uploaded_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    state = models.CharField(max_length=10, choices=State, default=State.READING)
    refusal = models.CharField(max_length=400, blank=True, help_text="Why it cannot be read, or was not written.")
    working_since = models.DateTimeField(null=True, blank=True, help_text="When a worker last took it up.")
    attempts = models.PositiveSmallIntegerField(default=0)
    # How the file is to be read
    sheet = models.CharField(max_length=100, blank=True)
    encoding = models.CharField(max_length=12, blank=True)
    header = models.PositiveIntegerField(default=0, help_text="The line with the heads of the columns; 0 for none.")
    columns = models.JSONField(default=list, blank=True, help_text="What each column says (`imports.columns.Field`).")
    sample = models.JSONField(default=dict, blank=True, help_text="The first lines and the sheets, for the page.")
    attended_percent = models.PositiveSmallIntegerField(
        default=100, help_text="Of an online meeting: the share of a session that counts as all of it."
    )
    # What became of it
    leaves_out_bad = models.BooleanField(default=False)
    written_at = models.DateTimeField(null=True, blank=True)
    written_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    undone_at = models.DateTimeField(null=True, blank=True)
    undone_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )

    objects = AttendanceImportQuerySet.as_manager()

    class Meta:
        verbose_name = "attendance list"
        ordering = ("-uploaded_at", "-pk")
        constraints = (
            models.CheckConstraint(
                condition=Q(written_at=None, written_by=None) | Q(written_at__isnull=False, written_by__isnull=False),
                name="a_written_list_says_when_and_by_whom",
            ),
            models.CheckConstraint(
                condition=Q(undone_at=None, undone_by=None)
                | Q(undone_at__isnull=False, undone_by__isnull=False, written_at__isnull=False),
                name="an_undone_list_says_when_and_by_whom",
            ),
        )

    def __str__(self) -> str:
        return self.file_name

    @property
    def is_in_work(self) -> bool:
        return self.state in self.WORKING


class ImportRowQuerySet(models.QuerySet["ImportRow"]):
    def to_write(self) -> Self:
        return self.filter(verdict__in=(ImportRow.Verdict.NEW, ImportRow.Verdict.KNOWN))

    def bad(self) -> Self:
        return self.filter(verdict=ImportRow.Verdict.BAD)

    def to_invite(self) -> Self:
        """People whom a list made known, to whom staff want to write, and who have not been written to."""
        return self.filter(invite_asked_at__isnull=False, invited_at=None, person__isnull=False)


class ImportRow(models.Model):
    """One line of a list: as it was written, as it was understood, and what it does."""

    class Verdict(models.TextChoices):
        NEW = "new", "New person"
        KNOWN = "known", "Known person"
        DONE = "done", "Recorded already"
        REPEATED = "repeated", "Repeated line"
        BAD = "bad", "Cannot be used"

    batch = models.ForeignKey(AttendanceImport, on_delete=models.CASCADE, related_name="rows")
    line = models.PositiveIntegerField(help_text="In the file, from 1.")
    cells = models.JSONField(help_text="As the department wrote them.")
    verdict = models.CharField(max_length=8, choices=Verdict)
    problem = models.CharField(max_length=400, blank=True, help_text="Why it cannot be used.")
    note = models.CharField(max_length=400, blank=True, help_text="What somebody should look at.")
    given_name = models.CharField(max_length=120, blank=True)
    family_name = models.CharField(max_length=120, blank=True)
    email = models.EmailField(blank=True)
    profession = models.CharField(max_length=50, blank=True)
    degrees = models.CharField(max_length=80, blank=True)
    employer = models.CharField(max_length=160, blank=True)
    npi = models.CharField(max_length=40, blank=True)
    licence = models.CharField(max_length=40, blank=True)
    licence_state = models.CharField(max_length=2, blank=True)
    minutes = models.PositiveIntegerField(null=True, blank=True, help_text="Empty: all of it.")
    day = models.DateField(null=True, blank=True)
    spans = models.JSONField(
        default=list, blank=True, help_text="Of an online meeting: from when to when, once for overlapping times."
    )
    person = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, blank=True, related_name="import_rows"
    )
    made_person = models.BooleanField(default=False)
    invite_asked_at = models.DateTimeField(null=True, blank=True)
    inviting_since = models.DateTimeField(null=True, blank=True)
    invited_at = models.DateTimeField(null=True, blank=True)

    objects = ImportRowQuerySet.as_manager()

    class Meta:
        verbose_name = "line of an attendance list"
        verbose_name_plural = "lines of attendance lists"
        ordering = ("line",)
        constraints = (
            models.UniqueConstraint(fields=("batch", "line"), name="each_line_of_a_list_once"),
            models.CheckConstraint(
                condition=Q(verdict="bad") & ~Q(problem="") | ~Q(verdict="bad") & Q(problem=""),
                name="a_bad_line_says_why",
            ),
        )
        indexes = (models.Index(fields=("batch", "verdict")),)

    def __str__(self) -> str:
        return f"{self.batch}, line {self.line}"

    @property
    def name(self) -> str:
        return f"{self.given_name} {self.family_name}".strip()

    @property
    def hours(self) -> str:
        return "" if self.minutes is None else f"{self.minutes / 60:.2f}".rstrip("0").rstrip(".")
