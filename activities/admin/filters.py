"""What a reviewer narrows the queue by."""

from datetime import timedelta
from typing import Any

from django.contrib import admin
from django.db.models import Exists, OuterRef, Q, QuerySet
from django.http import HttpRequest
from django.utils import timezone

from activities.clearance import activities_with_people_to_decide_on
from activities.models import Activity, OfficeSettings, Status, TeamMember


class QueueFilter(admin.SimpleListFilter):
    title = "queue"
    parameter_name = "queue"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        return [
            ("mine", "Awaiting me"),
            ("overdue", "Overdue"),
            ("planners", "With the planners"),
            ("to_open", "Registration to open"),
            ("people", "Approved, people to decide on"),
            ("ending", "Series to renew"),
        ]

    def queryset(self, request: HttpRequest, queryset: QuerySet[Activity]) -> QuerySet[Activity]:
        if self.value() == "mine":
            return awaiting(queryset, request.user)
        if self.value() == "overdue":
            return overdue(queryset)
        if self.value() == "planners":
            return queryset.filter(status__in=(Status.DRAFT, Status.CHANGES_REQUESTED))
        if self.value() == "people":
            pks = activities_with_people_to_decide_on(office=OfficeSettings.current(), at=timezone.now())
            return queryset.filter(pk__in=pks)
        activities: Any = queryset
        if self.value() == "to_open":
            return activities.to_open_by_hand()
        if self.value() == "ending":
            days = OfficeSettings.current().renewal_notice_days
            return activities.to_renew(on=timezone.localdate(), days=days)
        return queryset


def awaiting(activities: QuerySet[Activity], reviewer: Any) -> QuerySet[Activity]:
    """Those `reviewer` may decide on: submitted, and not their own (REV-3)."""
    on_team = TeamMember.objects.filter(activity=OuterRef("pk"), person=reviewer.pk)
    return activities.filter(~Q(created_by=reviewer.pk), ~Exists(on_team), status=Status.SUBMITTED)


def overdue(activities: QuerySet[Activity]) -> QuerySet[Activity]:
    """Those that have waited longer for the office than it gives itself."""
    since = timezone.now() - timedelta(days=OfficeSettings.current().review_days + 1)
    return activities.filter(status=Status.SUBMITTED, status_changed_at__lte=since)
