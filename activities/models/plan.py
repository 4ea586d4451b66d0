from typing import TYPE_CHECKING

from django.conf import settings
from django.db import models
from django.db.models import Q

from accounts.models import Profession
from activities.wording import starts_with_observable_verb
from core.words import WordLimit, count_words

if TYPE_CHECKING:
    from activities.models.activity import Activity  # noqa: F401

GAP_WORDS = 100
NEED_WORDS = 50


class ContentArea(models.Model):
    """One of the office's areas of content beyond updates in knowledge (domain §0a)."""

    code = models.SlugField(primary_key=True)
    name = models.CharField(max_length=200)
    short_name = models.CharField(max_length=60)
    position = models.PositiveSmallIntegerField(default=0)

    class Meta:
        ordering = ("position",)

    def __str__(self) -> str:
        return self.name


class Competency(models.Model):
    """A desirable attribute of clinicians: ABMS/ACGME (6), IOM/NAM (5) or IPEC (4)."""

    code = models.SlugField(primary_key=True)
    framework = models.CharField(max_length=20)
    name = models.CharField(max_length=120)
    position = models.PositiveSmallIntegerField(default=0)

    class Meta:
        verbose_name_plural = "competencies"
        ordering = ("position",)

    def __str__(self) -> str:
        return self.name


class PracticeGap(models.Model):
    """What falls short in professional practice, how it is known, and the need behind it (PLN-1)."""

    class Setting(models.TextChoices):
        CLINICAL = "clinical", "Clinical care"
        RESEARCH = "research", "Research"
        TEACHING = "teaching", "Teaching"

    class Evidence(models.TextChoices):
        QUALITY_DATA = "quality_data", "Quality or registry data"
        GUIDELINE = "guideline", "Guideline or consensus"
        LITERATURE = "literature", "Published literature"
        SURVEY = "survey", "Survey of learners"
        EVALUATION = "evaluation", "Evaluation of an earlier activity"
        INCIDENT = "incident", "Incident, morbidity or mortality review"
        EXPERT = "expert", "Expert or faculty observation"
        REGULATION = "regulation", "Law, regulation or board requirement"

    activity = models.ForeignKey("activities.Activity", on_delete=models.CASCADE, related_name="gaps")
    setting = models.CharField(max_length=10, choices=Setting, default=Setting.CLINICAL)
    current_practice = models.TextField("what is done now")
    best_practice = models.TextField("what best practice is")
    evidence = models.CharField("how the gap was found", max_length=16, choices=Evidence)
    reference = models.TextField("reference", max_length=1000)
    need_knowledge = models.TextField("need in knowledge", blank=True, validators=[WordLimit(NEED_WORDS)])
    need_competence = models.TextField("need in skills or strategy", blank=True, validators=[WordLimit(NEED_WORDS)])
    need_performance = models.TextField("need in performance", blank=True, validators=[WordLimit(NEED_WORDS)])
    position = models.PositiveSmallIntegerField(default=0)

    class Meta:
        ordering = ("position", "pk")
        constraints = (
            models.CheckConstraint(
                condition=~Q(need_knowledge="", need_competence="", need_performance=""),
                name="a_gap_names_a_need",
                violation_error_message="Say which need lies behind the gap: knowledge, skills or performance.",
            ),
        )

    def __str__(self) -> str:
        return self.current_practice

    @property
    def words(self) -> int:
        """Words of the gap itself: what is done now and what best practice is, together (PLN-1)."""
        return count_words(self.current_practice) + count_words(self.best_practice)


class Objective(models.Model):
    """What a learner will be able to do, the gap it closes, and what it is designed to change (PLN-2)."""

    class Change(models.TextChoices):
        COMPETENCE = "competence", "Competence: what they know how to do"
        PERFORMANCE = "performance", "Performance: what they do"
        PATIENT = "patient", "Patient outcomes"

    activity = models.ForeignKey("activities.Activity", on_delete=models.CASCADE, related_name="objectives")
    gap = models.ForeignKey(PracticeGap, on_delete=models.CASCADE, related_name="objectives")
    text = models.CharField(max_length=300, validators=[starts_with_observable_verb])
    change = models.CharField("designed to change", max_length=12, choices=Change)
    position = models.PositiveSmallIntegerField(default=0)

    class Meta:
        ordering = ("position", "pk")
        constraints = (
            models.CheckConstraint(
                condition=Q(change__in=("competence", "performance", "patient")),
                name="an_objective_changes_more_than_knowledge",
            ),
        )

    def __str__(self) -> str:
        return self.text


class ProfessionAbsence(models.Model):
    """Why a profession that is expected on the team is not there (PLN-4)."""

    activity = models.ForeignKey("activities.Activity", on_delete=models.CASCADE, related_name="absences")
    profession = models.ForeignKey(Profession, on_delete=models.PROTECT, related_name="+")
    reason = models.CharField(max_length=300)

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=("activity", "profession"), name="one_reason_per_missing_profession"),
            models.CheckConstraint(condition=~Q(reason=""), name="an_absence_has_a_reason"),
        )

    def __str__(self) -> str:
        return f"{self.profession}: {self.reason}"


class SectionDraft(models.Model):
    """What somebody typed into a section and has not saved, exactly as typed, valid or not (PLN-9)."""

    activity = models.ForeignKey("activities.Activity", on_delete=models.CASCADE, related_name="section_drafts")
    section = models.SlugField(max_length=30)
    person = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    typed = models.JSONField(help_text="The form as posted: field name → list of values.")
    based_on = models.CharField(max_length=64, help_text="Fingerprint of the saved section it began from.")
    typed_at = models.DateTimeField()

    class Meta:
        constraints = (
            models.UniqueConstraint(
                fields=("activity", "section", "person"), name="one_unsaved_text_per_person_and_section"
            ),
        )

    def __str__(self) -> str:
        return f"{self.activity}, {self.section}: unsaved by {self.person}"


class SectionSave(models.Model):
    """Who saved a section last, and when: what the second of two editors is told (PLN-9)."""

    activity = models.ForeignKey("activities.Activity", on_delete=models.CASCADE, related_name="section_saves")
    section = models.SlugField(max_length=30)
    saved_at = models.DateTimeField()
    saved_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")

    class Meta:
        constraints = (models.UniqueConstraint(fields=("activity", "section"), name="one_last_save_per_section"),)

    def __str__(self) -> str:
        return f"{self.activity}, {self.section}: saved by {self.saved_by}"
