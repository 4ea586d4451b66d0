"""Who registered and who was there, to look things up; services alone write it."""

from typing import Any

from django.contrib import admin
from django.db.models import Count, QuerySet
from django.http import HttpRequest
from django.urls import reverse
from django.utils.html import format_html

from core.admin import ReadOnlyAdmin
from learners.models import Attendance, AttendanceImport, DisclosureShowing, Registration, SessionCode

_PERSON = ("learner__email", "learner__sort_name")


@admin.register(Registration)
class RegistrationAdmin(ReadOnlyAdmin):
    list_display = ("learner", "activity", "status", "registered_at")
    list_filter = ("status",)
    list_select_related = ("learner", "activity")
    search_fields = (*_PERSON, "activity__title")
    date_hierarchy = "registered_at"


@admin.register(Attendance)
class AttendanceAdmin(ReadOnlyAdmin):
    list_display = ("learner", "session", "activity", "source", "recorded_at")
    list_filter = ("source",)
    list_select_related = ("learner", "session__activity")
    search_fields = (*_PERSON, "session__title", "session__activity__title")
    date_hierarchy = "recorded_at"

    @admin.display(ordering="session__activity__title")
    def activity(self, attendance: Attendance) -> str:
        return str(attendance.session.activity)


@admin.register(DisclosureShowing)
class DisclosureShowingAdmin(ReadOnlyAdmin):
    """Who was shown which disclosures, word for word, and when (SII-8)."""

    list_display = ("learner", "activity", "shown_at", "text")
    list_select_related = ("learner", "shown__activity")
    search_fields = (*_PERSON, "shown__activity__title", "shown__text")
    date_hierarchy = "shown_at"

    @admin.display(ordering="shown__activity__title")
    def activity(self, showing: DisclosureShowing) -> str:
        return str(showing.shown.activity)

    def text(self, showing: DisclosureShowing) -> str:
        return showing.shown.text


@admin.register(SessionCode)
class SessionCodeAdmin(ReadOnlyAdmin):
    list_display = ("code", "activity", "session", "opens_at", "closes_at", "replaced_at")
    list_select_related = ("activity", "session")
    search_fields = ("=code", "activity__title", "session__title")


class ToLookAtFilter(admin.SimpleListFilter):
    title = "queue"
    parameter_name = "queue"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        return [("open", "To look at")]

    def queryset(self, request: HttpRequest, lists: QuerySet[Any]) -> QuerySet[Any]:
        return lists.filter(state__in=AttendanceImport.TO_LOOK_AT) if self.value() == "open" else lists


@admin.register(AttendanceImport)
class AttendanceImportAdmin(ReadOnlyAdmin):
    """Every list ever sent: who, when, which file, and what became of it."""

    list_display = ("file_name", "activity", "state", "lines", "uploaded_by", "uploaded_at", "page")
    list_filter = (ToLookAtFilter, "state")
    list_select_related = ("activity", "uploaded_by")
    search_fields = ("file_name", "file_hash", "activity__title", "uploaded_by__email")
    date_hierarchy = "uploaded_at"
    exclude = ("file", "sample", "working_since", "attempts")  # the list is looked at on its own page

    def get_queryset(self, request: HttpRequest) -> QuerySet[AttendanceImport]:
        return super().get_queryset(request).annotate(line_count=Count("rows"))

    @admin.display(ordering="line_count")
    def lines(self, batch: AttendanceImport) -> int:
        return batch.line_count  # type: ignore[attr-defined]

    @admin.display(description="")
    def page(self, batch: AttendanceImport) -> str:
        address = reverse("learners:attendance_list", args=[batch.activity.slug, batch.pk])
        return format_html('<a href="{}">Work on it</a>', address)
