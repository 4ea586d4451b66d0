"""People: how they sign in, what they practise, and the numbers others know them by."""

from collections.abc import Iterable
from typing import Any, ClassVar

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.contrib.auth.models import PermissionsMixin
from django.core.validators import RegexValidator
from django.db import models
from django.db.models import Q
from django.db.models.functions import Lower
from django.utils import timezone
from localflavor.us.models import USStateField
from simple_history.models import HistoricalRecords

from accounts.identifiers import normalise_identifier
from accounts.keys import KeyField, SortNameField


class UserManager(BaseUserManager["User"]):
    def create_user(self, email: str, password: str | None = None, **fields: Any) -> "User":
        user = self.model(email=self.normalize_email(email).lower(), **fields)
        user.set_password(password)  # None sets an unusable one: such a person signs in by mailed code
        user.save(using=self._db)
        return user

    def create_superuser(self, email: str, password: str | None = None, **fields: Any) -> "User":
        return self.create_user(email, password, is_staff=True, is_superuser=True, **fields)

    def get_by_natural_key(self, username: str | None) -> "User":
        return self.get(email__iexact=username)


class User(AbstractBaseUser, PermissionsMixin):
    """Anybody with a part in an activity. A speaker who never signed in is a user without a password."""

    email = models.EmailField("e-mail address", unique=True)
    given_name = models.CharField(max_length=120, blank=True)
    family_name = models.CharField(max_length=120, blank=True)
    printed_name = models.CharField(
        "name on certificates", max_length=160, blank=True, help_text="Exactly as it shall be printed."
    )
    is_staff = models.BooleanField("may enter the admin", default=False)
    is_active = models.BooleanField(default=True)
    date_joined = models.DateTimeField(default=timezone.now, editable=False)
    # By what one finds the same person again (ATT-5).
    email_key = KeyField(made_from=("email",))
    name_key = KeyField(made_from=("given_name", "family_name", "printed_name"))
    sort_name = SortNameField(made_from=("family_name", "given_name", "printed_name"))

    objects: ClassVar[UserManager] = UserManager()

    USERNAME_FIELD = "email"
    EMAIL_FIELD = "email"
    REQUIRED_FIELDS: ClassVar[list[str]] = []

    class Meta:
        verbose_name = "person"
        verbose_name_plural = "people"
        ordering = ("sort_name", "email")
        indexes = (models.Index(fields=("sort_name", "email"), name="people_in_order"),)
        constraints = (models.UniqueConstraint(Lower("email"), name="one_user_per_email_address"),)

    def __str__(self) -> str:
        return self.get_full_name() or self.email

    def save(self, *args: Any, update_fields: Iterable[str] | None = None, **kwargs: Any) -> None:
        if update_fields is not None:
            saved = {*update_fields}
            keys = (field for field in self._meta.concrete_fields if isinstance(field, KeyField))
            update_fields = saved | {key.name for key in keys if saved & {*key.made_from}}
        super().save(*args, update_fields=update_fields, **kwargs)

    def get_full_name(self) -> str:
        return self.printed_name or f"{self.given_name} {self.family_name}".strip()

    def get_short_name(self) -> str:
        return self.given_name or self.get_full_name() or self.email

    @property
    def is_reviewer(self) -> bool:
        """Whether this person decides on proposals (the permission comes with the group "CME reviewers")."""
        return self.is_active and self.has_perm("activities.decide_activity")


class Profession(models.Model):
    """A health profession, as audiences, teams and credit eligibility name it."""

    code = models.SlugField(primary_key=True)
    name = models.CharField(max_length=80)
    plural = models.CharField(max_length=80)
    is_physician = models.BooleanField(
        default=False, help_text="MD, DO and equivalents, residents included: may receive AMA credit."
    )
    asked_by_name = models.BooleanField(
        default=False, help_text="The planning form asks about this profession by name."
    )
    position = models.PositiveSmallIntegerField(default=100)

    class Meta:
        ordering = ("position", "name")

    def __str__(self) -> str:
        return self.name

    @property
    def in_short(self) -> str:
        """Without what the office adds in brackets to help choosing."""
        return self.name.split(" (")[0]


class Profile(models.Model):
    """A person's professional profile."""

    user = models.OneToOneField(User, on_delete=models.CASCADE, related_name="profile")
    profession = models.ForeignKey(Profession, on_delete=models.PROTECT, related_name="profiles")
    degrees = models.CharField(max_length=80, blank=True, help_text="For example MD, PharmD, DNP.")
    specialty = models.CharField(max_length=120, blank=True)
    employer = models.CharField(max_length=160, blank=True)
    practice_state = USStateField(blank=True)
    practice_county = models.CharField(max_length=80, blank=True)
    birth_day = models.CharField(
        "month and day of birth",
        max_length=4,
        blank=True,
        validators=[RegexValidator(r"^(0[1-9]|1[0-2])(0[1-9]|[12][0-9]|3[01])$", "Give month and day, as MMDD.")],
        help_text="MMDD, never the year. Kept only where the person wishes it.",
    )
    updated_at = models.DateTimeField(auto_now=True)

    history = HistoricalRecords()

    def __str__(self) -> str:
        return f"{self.user}: {self.profession}"


class Identifier(models.Model):
    """A number by which a board or state knows a person."""

    class Kind(models.TextChoices):
        NPI = "npi", "NPI"
        LICENCE = "licence", "State licence"
        NABP = "nabp", "NABP e-Profile ID"
        ABA = "aba", "American Board of Anesthesiology"
        ABIM = "abim", "American Board of Internal Medicine"
        ABOHNS = "abohns", "American Board of Otolaryngology – Head and Neck Surgery"
        ABOS = "abos", "American Board of Orthopaedic Surgery"
        ABP = "abp", "American Board of Pediatrics"
        ABPATH = "abpath", "American Board of Pathology"
        ABPMR = "abpmr", "American Board of Physical Medicine and Rehabilitation"
        ABS = "abs", "American Board of Surgery"
        ABTS = "abts", "American Board of Thoracic Surgery"

    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="identifiers")
    kind = models.CharField(max_length=10, choices=Kind)
    state = USStateField(blank=True, help_text="For a licence: the state that issued it.")
    value = models.CharField("number", max_length=40)
    may_report = models.BooleanField(
        "may be reported",
        default=False,
        help_text="I permit the office to report my credit under this number.",
    )

    class Meta:
        ordering = ("kind", "state")
        constraints = (
            models.UniqueConstraint(fields=("user", "kind", "state"), name="one_number_per_person_kind_and_state"),
            models.CheckConstraint(
                condition=(Q(kind="licence") & ~Q(state="")) | (~Q(kind="licence") & Q(state="")),
                name="a_licence_and_only_a_licence_has_a_state",
                violation_error_message="Choose the state for a licence, and none for other numbers.",
            ),
        )

    def __str__(self) -> str:
        return f"{self.get_kind_display()} {self.value}"

    def clean(self) -> None:
        self.value = normalise_identifier(self.kind, self.value)
