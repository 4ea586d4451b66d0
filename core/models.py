"""Letters, and documents that are drawn in the background from the words they say."""

import re
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any, ClassVar, Final, Self

from django.conf import settings
from django.db import models
from django.db.models import Case, Q, Value, When

if TYPE_CHECKING:
    from django.contrib.auth.models import AnonymousUser

    from accounts.models import User

_PERSONAL: Final = "(a personal link, not kept)"
# As `core.letters.Secrets` writes them; older letters have gaps without a mark.
_GAP: Final = re.compile(r"\[\[[\w-]+(:[0-9a-f]{16})?\]\]")
FAILING_FIRST: Final = Case(When(Q(sent_at=None, attempts__gt=0), then=Value(0)), default=Value(1)).asc()


class PreparedFileQuerySet(models.QuerySet["PreparedFile"]):
    def missing(self) -> Self:
        """What should be drawn and is not; what fails again and again is left alone."""
        return self.filter(made_at=None, refused_at=None, attempts__lt=PreparedFile.MOST_ATTEMPTS)

    def forgotten(self, *, at: datetime) -> Self:
        """What nobody has asked for in a while: whoever does gets it drawn anew."""
        return self.filter(asked_at__lt=at - PreparedFile.KEPT_FOR)


def prepared_path(prepared: "PreparedFile", filename: str) -> str:
    return f"prepared/{prepared.digest[:2]}/{prepared.digest}.pdf"


class PreparedFile(models.Model):
    """A PDF of one sheet. Who asks for the same words again gets the same file; other words are another sheet.

    It is a copy that can be drawn again at any time, never a record. Whether somebody may see it is judged by the
    view that knows its words.
    """

    MOST_ATTEMPTS: ClassVar = 3
    KEPT_FOR: ClassVar = timedelta(days=30)

    digest = models.CharField(max_length=64, unique=True, editable=False)
    template = models.CharField(max_length=100)
    content = models.JSONField(help_text="Every word of it, as the template asks for them.")
    asked_at = models.DateTimeField(help_text="When somebody last wanted it.")
    file = models.FileField(upload_to=prepared_path, blank=True)
    making_since = models.DateTimeField(null=True, blank=True)
    attempts = models.PositiveSmallIntegerField(default=0)
    made_at = models.DateTimeField(null=True, blank=True)
    refused_at = models.DateTimeField(null=True, blank=True)
    refusal = models.TextField(blank=True, help_text="Why it cannot be drawn, for whoever asked.")

    objects = PreparedFileQuerySet.as_manager()

    class Meta:
        ordering = ("-asked_at",)
        indexes = (
            models.Index(
                fields=("asked_at",), name="files_still_to_be_drawn", condition=Q(made_at=None, refused_at=None)
            ),
        )
        constraints = (
            models.CheckConstraint(condition=Q(made_at=None) | ~Q(file=""), name="a_drawn_sheet_has_its_file"),
            models.CheckConstraint(
                condition=Q(refused_at=None, refusal="") | (Q(refused_at__isnull=False) & ~Q(refusal="")),
                name="a_refused_sheet_says_why",
            ),
        )

    def __str__(self) -> str:
        return f"{self.template} {self.digest[:8]}"

    @property
    def has_failed(self) -> bool:
        return self.refused_at is not None or (self.made_at is None and self.attempts >= self.MOST_ATTEMPTS)


class LetterQuerySet(models.QuerySet["Letter"]):
    def due(self, *, at: datetime) -> Self:
        """Those to be mailed by now: for the first time, or again after a failure."""
        return self.filter(sent_at=None, due_at__lte=at)

    def failing(self) -> Self:
        """Those a mail server would not take, whether they are tried again or given up."""
        return self.filter(sent_at=None, attempts__gt=0)

    def about(self, thing: models.Model) -> Self:
        return self.filter(about=name_of(thing))

    def addressed_to(self, user: "User | AnonymousUser") -> Self:
        return self.filter(person=user) if user.is_authenticated else self.none()

    def visible_to(self, user: "User | AnonymousUser") -> Self:
        """One's own, and every one for the office."""
        if user.is_authenticated and user.is_staff and user.has_perm("core.view_letter"):
            return self.all()
        return self.addressed_to(user)


class Letter(models.Model):
    """One letter to one address. It is written once, whatever asks for it twice: its key is unique.

    `secrets` holds what only the reader may see (a link that acts in their name) until the letter is out, and then
    nothing; the text has a gap in its place, which is its key here (`core.letters.Secrets`).
    """

    key = models.CharField(max_length=200, unique=True, help_text="What it is about and to whom: written once.")
    kind = models.SlugField(max_length=40)
    to_address = models.EmailField()
    person = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, blank=True, related_name="letters"
    )
    about = models.CharField(max_length=80, blank=True, db_index=True, help_text="As name_of names the record.")
    subject = models.CharField(max_length=300)
    text = models.TextField(blank=True, help_text="Empty where it is not kept, as of sign-in codes.")
    html = models.TextField(blank=True)
    headers = models.JSONField(default=dict, blank=True)
    attachments = models.JSONField(default=list, blank=True, help_text="Of each: name, text, media type.")
    secrets = models.JSONField(default=dict, blank=True, editable=False)
    written_at = models.DateTimeField()
    due_at = models.DateTimeField(null=True, blank=True, help_text="Empty once it is out, or given up.")
    sending_since = models.DateTimeField(null=True, blank=True, help_text="When a worker last took it up.")
    sent_at = models.DateTimeField(null=True, blank=True)
    attempts = models.PositiveSmallIntegerField(default=0)
    failure = models.TextField(blank=True, help_text="What the mail server answered last.")

    objects = LetterQuerySet.as_manager()

    class Meta:
        ordering = ("-written_at", "-pk")
        permissions = (("send_letter", "Can send a letter again"),)
        indexes = (
            models.Index(fields=("due_at",), name="letters_due", condition=Q(sent_at=None)),
            models.Index(fields=("person", "-written_at"), name="letters_of_a_person"),
        )
        constraints = (
            models.CheckConstraint(
                condition=Q(sent_at=None) | Q(due_at=None, secrets={}),
                name="what_is_out_is_not_due_and_keeps_no_secret",
            ),
        )

    def __str__(self) -> str:
        return self.subject

    @property
    def state(self) -> str:
        if self.sent_at:
            return "sent"
        if not self.attempts:
            return "waiting"
        return "failing" if self.due_at else "given up"

    @property
    def readable(self) -> str:
        """The text as it may be shown to others than its reader."""
        return _GAP.sub(_PERSONAL, self.text)


def name_of(thing: models.Model) -> str:
    """How a letter names the record it is about: “activities.activity:12”."""
    return f"{thing._meta.label_lower}:{thing.pk}"


def filled_in(text: str, secrets: dict[str, Any]) -> str:
    for gap, value in secrets.items():
        text = text.replace(gap, str(value))
    return text
