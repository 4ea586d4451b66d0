"""Which activities: adjectives for lists, and who may see what."""

from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING, Self

from django.db import models
from django.db.models import Case, Exists, F, OuterRef, Q, When

from activities.models.status import IN_PLANNING, PUBLISHED, Stage, Status

if TYPE_CHECKING:
    from django.contrib.auth.models import AnonymousUser

    from accounts.models import User
    from activities.models.activity import Activity  # noqa: F401


class ActivityQuerySet(models.QuerySet["Activity"]):
    def published(self) -> Self:
        """What the catalogue shows: nothing before approval (REV-6)."""
        return self.filter(status__in=PUBLISHED)

    def open(self) -> Self:
        return self.filter(status=Status.OPEN)

    def awaiting_review(self) -> Self:
        return self.filter(status=Status.SUBMITTED)

    def due_to_open(self, *, at: datetime) -> Self:
        """Approved, and the time set for registration has come. Without a time the office opens it (see `opening`)."""
        return self.filter(status=Status.APPROVED, registration_opens_at__lte=at)

    def to_open_by_hand(self) -> Self:
        return self.filter(status=Status.APPROVED, registration_opens_at=None)

    def upcoming(self, *, on: date) -> Self:
        return self.filter(end_date__gte=on)

    def in_planners_order(self, *, on: date) -> Self:
        """By what planners can do next, the nearest first; of what is over, the latest first. Each says its `stage`."""
        is_over = Q(end_date__lt=on)
        stage = Case(
            When(status__in=IN_PLANNING, then=Stage.WITH_PLANNERS),
            When(status=Status.SUBMITTED, then=Stage.WITH_OFFICE),
            When(is_over, status__in=PUBLISHED, then=Stage.HELD),
            When(status__in=PUBLISHED, then=Stage.COMING),
            default=Stage.NOT_HELD,
            output_field=models.PositiveSmallIntegerField(),
        )
        ahead = Case(When(stage__lt=Stage.HELD, then=F("start_date")))
        return self.annotate(stage=stage).order_by(
            "stage", ahead.asc(nulls_last=True), F("end_date").desc(nulls_last=True), "pk"
        )

    def to_renew(self, *, on: date, days: int) -> Self:
        """Series that end within `days`, and whose next year nobody plans yet."""
        planned = self.model.objects.filter(copied_from=OuterRef("pk")).exclude(
            status__in=(Status.DECLINED, Status.WITHDRAWN)
        )
        return self.filter(
            ~Exists(planned),
            format=self.model.Format.SERIES,
            status__in=(Status.APPROVED, Status.OPEN),
            end_date__gte=on,
            end_date__lte=on + timedelta(days=days),
        )

    def planned_by(self, user: "User | AnonymousUser") -> Self:
        """Activities whose plan this person may read and edit: on the team for it, or having begun it.

        What the office drafts for a director, everybody of the office may carry on (PLN-5).
        """
        if not user.is_authenticated:
            return self.none()
        from activities.models.team import TeamMember

        on_team = TeamMember.objects.filter(activity=OuterRef("pk"), person=user, role__in=TeamMember.PLANNING_ROLES)
        begun = Q(created_by=user)
        if user.is_staff and user.has_perm("activities.change_activity"):
            begun |= Q(drafted_for_director=True)
        return self.filter(begun | Exists(on_team))

    def plan_visible_to(self, user: "User | AnonymousUser") -> Self:
        """Whose plan (not only public page) this person may read: the planners', and every one for the office."""
        if not user.is_authenticated:
            return self.none()
        if user.is_staff and user.has_perm("activities.view_activity"):
            return self.all()
        return self.planned_by(user)

    def visible_to(self, user: "User | AnonymousUser") -> Self:
        """Whose page this person may read: what is or was published, and what they may read the plan of.

        Only what was approved can be cancelled, and whoever registered for it has to find out.
        """
        return self.filter(status__in=(*PUBLISHED, Status.CANCELLED)) | self.plan_visible_to(user)
