"""What a person disclosed. It is a fact about the person; what it means for an activity is decided there."""

import unicodedata
from datetime import date
from typing import Any, Self

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import Exists, OuterRef, Q
from simple_history.models import HistoricalRecords


class Disclosure(models.Model):
    """One signed statement of all relationships with ineligible companies in the prior 24 months (SII-1)."""

    person = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="disclosures")
    signed_name = models.CharField(max_length=160, help_text="Typed by the person as signature.")
    signed_at = models.DateTimeField()
    has_relationships = models.BooleanField(help_text='"None" is an explicit statement, not an empty list.')
    note = models.CharField(
        max_length=300, blank=True, help_text="Why something is no longer named that an earlier statement named."
    )

    class Meta:
        ordering = ("-signed_at",)
        get_latest_by = "signed_at"

    def __str__(self) -> str:
        return f"{self.signed_name}, {self.signed_at:%Y-%m-%d}"


class RefusalQuerySet(models.QuerySet["Refusal"]):
    def in_force(self) -> Self:
        """Those whose person has not disclosed since."""
        since = Disclosure.objects.filter(person=OuterRef("person"), signed_at__gt=OuterRef("refused_at"))
        return self.filter(~Exists(since))


class Refusal(models.Model):
    """A person’s answer that they do not disclose, which excludes them from controlling content (SII-3)."""

    person = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="refusals")
    refused_at = models.DateTimeField()
    reason = models.CharField(max_length=300, blank=True, help_text="Theirs to give or not.")

    objects = RefusalQuerySet.as_manager()

    class Meta:
        ordering = ("-refused_at",)

    def __str__(self) -> str:
        return f"{self.person}, {self.refused_at:%Y-%m-%d}"


class CompanyQuerySet(models.QuerySet["Company"]):
    def ineligible(self) -> Self:
        return self.filter(standing=Company.Standing.INELIGIBLE)

    def to_decide(self) -> Self:
        """New names that somebody disclosed or that stand on a record elsewhere; one nobody names any more can wait."""
        named = Q()
        for link in Company._meta.related_objects:
            if link.related_model is not CompanySpelling:
                rows = link.related_model._default_manager.filter(**{link.field.name: models.OuterRef("pk")})
                named |= Q(models.Exists(rows))
        return self.filter(named, standing=Company.Standing.NEW)


class Company(models.Model):
    """A company or organisation that somebody disclosed, under the one name the office gives it.

    A name nobody typed before is new, until the office says whether its business makes it ineligible. A relationship
    with an eligible organisation needs no decision; a new company counts as ineligible until then.
    """

    class Standing(models.TextChoices):
        NEW = "new", "New: to be decided"
        INELIGIBLE = "ineligible", "Ineligible company"
        ELIGIBLE = "eligible", "Eligible organization"

    name = models.CharField(max_length=160, unique=True)
    standing = models.CharField(max_length=10, choices=Standing, default=Standing.NEW)
    decided_at = models.DateTimeField(null=True, blank=True, editable=False)
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+", editable=False
    )

    objects = CompanyQuerySet.as_manager()
    history = HistoricalRecords()

    class Meta:
        verbose_name_plural = "companies"
        ordering = ("name",)
        constraints = (
            models.CheckConstraint(condition=~Q(name=""), name="a_company_has_a_name"),
            models.CheckConstraint(
                condition=Q(standing="new", decided_at=None, decided_by=None)
                | (~Q(standing="new") & Q(decided_at__isnull=False, decided_by__isnull=False)),
                name="a_decided_company_says_when_and_by_whom",
            ),
        )

    def __str__(self) -> str:
        return self.name


def spelling_key(name: str) -> str:
    """The same for “Acme, Inc.” and “ACME Inc”: letters and digits count, case and punctuation do not."""
    folded = unicodedata.normalize("NFKC", name).casefold()
    kept = "".join(letter if letter.isalnum() or letter in "+&" else " " for letter in folded)
    return " ".join(kept.split()) or folded.strip()


_LEGAL_FORMS = frozenset(
    "ag co company corp corporation gmbh inc incorporated limited llc llp lp ltd nv plc sa".split()
)


def employer_key(name: str) -> str:
    """As `spelling_key`, and without the legal form at the end: who types an employer rarely types “Inc.”."""
    words = spelling_key(name).split()
    while len(words) > 1 and words[-1] in _LEGAL_FORMS:
        words.pop()
    return " ".join(words)


class CompanySpelling(models.Model):
    """One way in which people write a company’s name."""

    company = models.ForeignKey(Company, on_delete=models.CASCADE, related_name="spellings")
    spelling = models.CharField(max_length=160)
    key = models.CharField(max_length=320, unique=True, editable=False)

    class Meta:
        ordering = ("spelling",)

    def __str__(self) -> str:
        return self.spelling

    def save(self, *args: Any, **kwargs: Any) -> None:
        self.key = spelling_key(self.spelling)
        super().save(*args, **kwargs)

    def clean(self) -> None:
        """One way to write it names one company."""
        other = CompanySpelling.objects.filter(key=spelling_key(self.spelling)).exclude(pk=self.pk).first()
        if other:
            raise ValidationError(
                {"spelling": f"“{other}” names {other.company} already. If they are one company, merge the two."}
            )


def ineligible_companies() -> dict[str, Company]:
    """By the `employer_key` of every way to write their names."""
    spellings = CompanySpelling.objects.filter(company__standing=Company.Standing.INELIGIBLE).select_related("company")
    return {employer_key(row.spelling): row.company for row in spellings}


class FinancialRelationship(models.Model):
    """One relationship with one ineligible company. No amounts are asked, nor relationships of spouses."""

    class Nature(models.TextChoices):
        CONSULTANT = "consultant", "Consultant"
        ADVISOR = "advisor", "Advisory board or board member"
        SPEAKER = "speaker", "Speaker or speakers’ bureau"
        RESEARCH = "research", "Research funding (also where the institution holds it)"
        STOCK = "stock", "Individual stocks or options (not mutual funds)"
        ROYALTY = "royalty", "Royalties or patent"
        EMPLOYEE = "employee", "Employee"
        OWNER = "owner", "Owner"
        OTHER = "other", "Other"

    disclosure = models.ForeignKey(Disclosure, on_delete=models.PROTECT, related_name="relationships")
    company = models.CharField(max_length=160, help_text="As the person wrote it.")
    known_company = models.ForeignKey(
        Company, on_delete=models.PROTECT, null=True, blank=True, related_name="relationships"
    )
    nature = models.CharField(max_length=12, choices=Nature)
    ended_date = models.DateField(null=True, blank=True, help_text="Empty while it goes on.")
    first_told = models.ForeignKey(
        "self",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="confirmations",
        help_text="The same relationship in the first of the disclosures that repeat it unchanged; empty in that one.",
    )

    class Meta:
        ordering = ("company", "nature")
        constraints = (
            models.CheckConstraint(condition=~Q(company=""), name="a_relationship_names_its_company"),
            models.UniqueConstraint(fields=("disclosure", "company", "nature"), name="each_relationship_once"),
        )

    def __str__(self) -> str:
        return f"{self.company_name}: {self.get_nature_display()}"

    @property
    def company_name(self) -> str:
        """The office’s name of it, as everybody reads it; what the person wrote stays in `company`."""
        return self.known_company.name if self.known_company else self.company

    @property
    def told_as(self) -> tuple[int | str, str, date | None]:
        """What makes it the same relationship in two disclosures: company, nature, and the day it ended."""
        return self.known_company_id or self.company.casefold(), self.nature, self.ended_date

    @property
    def origin_id(self) -> int:
        """The row that decisions are about: a relationship confirmed unchanged is not decided on again (SII-2)."""
        return self.first_told_id or self.pk

    @property
    def is_ownership_or_employment(self) -> bool:
        return self.nature in {self.Nature.OWNER, self.Nature.EMPLOYEE}

    def is_present_ownership_or_employment(self, *, on: date) -> bool:
        """What excludes from controlling content, save the three exceptions (SII-4)."""
        return self.is_ownership_or_employment and (self.ended_date is None or self.ended_date > on)


class DisclosureRequest(models.Model):
    """The office, a planner or the clock asked somebody to disclose, by a link in a letter. `sent_at` is empty until the letter is out."""

    person = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="disclosure_requests")
    occasion = models.CharField(max_length=300, help_text="For what: the role and the activity, as the letter says it.")
    confirms = models.ForeignKey(
        Disclosure,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="confirmation_requests",
        help_text="The disclosure that runs out and is to be confirmed; empty where there is none.",
    )
    runs_out_date = models.DateField(null=True, blank=True, help_text="The last day on which it still serves.")
    question = models.CharField(
        max_length=500,
        blank=True,
        help_text="What the office asks about what they signed; empty where it is the first.",
    )
    asked_at = models.DateTimeField()
    asked_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        help_text="Empty where the clock asked.",
    )
    sending_since = models.DateTimeField(null=True, blank=True, help_text="When a worker last took it up.")
    sent_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ("-asked_at", "-pk")
        constraints = (
            models.UniqueConstraint(fields=("confirms",), name="a_disclosure_is_asked_to_be_confirmed_once"),
            models.CheckConstraint(
                condition=Q(confirms=None, runs_out_date=None) | Q(confirms__isnull=False, runs_out_date__isnull=False),
                name="a_request_to_confirm_says_until_when_it_serves",
            ),
        )

    def __str__(self) -> str:
        return f"{self.person}: {self.occasion}"


class AcceptedOmissionQuerySet(models.QuerySet["AcceptedOmission"]):
    def standing(self) -> Self:
        return self.filter(undone_at=None)


class AcceptedOmission(models.Model):
    """The office’s word that a person’s disclosure rightly leaves something out, and why (SII-1).

    Either a relationship that an earlier statement named, or an employer which is an ineligible company. It is about
    the person, so it holds for all their activities and for every later statement that leaves out the same.
    """

    person = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="accepted_omissions")
    relationship = models.ForeignKey(
        FinancialRelationship, on_delete=models.PROTECT, null=True, blank=True, related_name="accepted_omissions"
    )
    employer = models.CharField(max_length=160, blank=True, help_text="As it was written where they are on a team.")
    employer_key = models.CharField(max_length=320, blank=True, editable=False)
    reason = models.CharField(max_length=300)
    accepted_at = models.DateTimeField()
    accepted_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    undone_at = models.DateTimeField(null=True, blank=True)
    undone_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )

    objects = AcceptedOmissionQuerySet.as_manager()

    class Meta:
        ordering = ("-accepted_at", "-pk")
        constraints = (
            models.CheckConstraint(condition=~Q(reason=""), name="an_accepted_omission_has_a_reason"),
            models.CheckConstraint(
                condition=Q(relationship__isnull=False, employer_key="") | (Q(relationship=None) & ~Q(employer_key="")),
                name="an_omission_is_of_a_relationship_or_an_employer",
            ),
            models.CheckConstraint(
                condition=Q(undone_at=None, undone_by=None) | Q(undone_at__isnull=False, undone_by__isnull=False),
                name="an_undone_acceptance_says_when_and_by_whom",
            ),
            models.UniqueConstraint(
                fields=("relationship",), condition=Q(undone_at=None), name="an_omitted_relationship_is_accepted_once"
            ),
            models.UniqueConstraint(
                fields=("person", "employer_key"),
                condition=Q(undone_at=None) & ~Q(employer_key=""),
                name="an_omitted_employer_is_accepted_once",
            ),
        )

    def __str__(self) -> str:
        return f"{self.person}: {self.relationship or self.employer}"

    def save(self, *args: Any, **kwargs: Any) -> None:
        self.employer_key = employer_key(self.employer) if self.employer else ""
        super().save(*args, **kwargs)

    def delete(self, *args: object, **kwargs: object) -> tuple[int, dict[str, int]]:
        raise TypeError("What the office accepted is a permanent record; it can be undone.")
