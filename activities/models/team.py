from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import Q

from accounts.models import Profession
from activities.models.status import Status


class TeamMember(models.Model):
    """A person in a role on one activity, with the profession they stand for in it."""

    class Role(models.TextChoices):
        DIRECTOR = "director", "Activity director"
        CODIRECTOR = "codirector", "Co-director"
        PLANNER = "planner", "Planner"
        COORDINATOR = "coordinator", "Coordinator"
        SPEAKER = "speaker", "Speaker"
        MODERATOR = "moderator", "Moderator"
        AUTHOR = "author", "Author"
        REVIEWER = "content_reviewer", "Content reviewer"

    PLANNING_ROLES: ClassVar = (Role.DIRECTOR, Role.CODIRECTOR, Role.PLANNER, Role.COORDINATOR)
    ATTESTING_ROLES: ClassVar = (Role.DIRECTOR, Role.CODIRECTOR)
    PRESENTING_ROLES: ClassVar = (Role.SPEAKER, Role.MODERATOR, Role.AUTHOR)

    activity = models.ForeignKey("activities.Activity", on_delete=models.CASCADE, related_name="team")
    person = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="team_memberships")
    role = models.CharField(max_length=18, choices=Role)
    profession = models.ForeignKey(Profession, on_delete=models.PROTECT, related_name="+")
    employer = models.CharField(max_length=160, blank=True)
    controls_content = models.BooleanField(
        default=True,
        help_text="A coordinator controls content only where they choose topics or speakers.",  # PLN-5
    )
    position = models.PositiveSmallIntegerField(default=0)
    given_name_typed = models.CharField(
        max_length=120, blank=True, help_text="As a planner wrote it beside the address."
    )
    family_name_typed = models.CharField(max_length=120, blank=True)

    class Meta:
        ordering = ("position", "pk")
        constraints = (
            models.UniqueConstraint(fields=("activity", "person", "role"), name="each_person_once_per_role"),
            models.UniqueConstraint(
                fields=("activity",),
                condition=Q(role="director"),
                name="one_director_per_activity",
                violation_error_message="An activity has one director; make the other a co-director.",
            ),
            models.CheckConstraint(
                condition=Q(controls_content=True) | Q(role="coordinator"),
                name="everyone_but_a_coordinator_controls_content",
            ),
        )

    def __str__(self) -> str:
        return f"{self.name}, {self.get_role_display().lower()}"

    @property
    def shows_typed_name(self) -> bool:
        """Nobody learns whose address it is, or that it is known, by writing it into a draft that only they see."""
        return bool(self.given_name_typed or self.family_name_typed) and self.activity.status == Status.DRAFT

    @property
    def name(self) -> str:
        """As it was typed until the office has the proposal; then the person's own."""
        if self.shows_typed_name:
            return f"{self.given_name_typed} {self.family_name_typed}".strip()
        return str(self.person)

    @property
    def degrees(self) -> str:
        """The person's own, and so nothing while a name is shown as it was typed."""
        profile = None if self.shows_typed_name else getattr(self.person, "profile", None)
        return profile.degrees if profile else ""

    @property
    def is_planner(self) -> bool:
        """Counts as planner in the field's sense: plans, and controls content (PLN-5)."""
        return self.role in self.PLANNING_ROLES and self.controls_content

    @property
    def is_presenter(self) -> bool:
        return self.role in self.PRESENTING_ROLES


class Partner(models.Model):
    """A joint provider that is not accredited: makes the accreditation statement the joint one (STM-1)."""

    activity = models.ForeignKey("activities.Activity", on_delete=models.CASCADE, related_name="partners")
    name = models.CharField(max_length=160)

    class Meta:
        constraints = (models.UniqueConstraint(fields=("activity", "name"), name="each_partner_once"),)

    def __str__(self) -> str:
        return self.name
