"""What the office sets for itself."""

from datetime import date
from typing import Any

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from simple_history.admin import SimpleHistoryAdmin

from activities.models import (
    ClosedDay,
    CommercialSupport,
    Competency,
    ContentArea,
    Department,
    Exclusion,
    Exemption,
    OfficeSettings,
    StatusChange,
)
from core.admin import ReadOnlyAdmin


@admin.register(OfficeSettings)
class OfficeSettingsAdmin(SimpleHistoryAdmin):
    fieldsets = (
        (
            "The office and its certificates",
            {"fields": ("provider_name", "short_name", "contact_email", "signatory_name", "signatory_title")},
        ),
        (
            "Planning and review",
            {"fields": ("lead_time_days", "review_days", "session_reminder_days", "renewal_notice_days")},
        ),
        (
            "Reminders about proposals",
            {"fields": ("request_reminder_days", "draft_reminder_days", "review_reminder_days")},
        ),
        (
            "Disclosure and support",
            {
                "fields": (
                    "disclosure_valid_months",
                    "disclosure_lookback_months",
                    "disclosure_reminder_days",
                    "agreement_megabytes",
                )
            },
        ),
        (
            "Registration and attendance",
            {
                "fields": (
                    "seat_hours",
                    "code_minutes_before",
                    "code_minutes_after",
                    "code_seconds",
                    "meeting_percent",
                )
            },
        ),
        (
            "Claiming credit",
            {
                "fields": (
                    "claim_window_days",
                    "evaluation_before_claim",
                    "before_and_after_required",
                    "assessment_attempts",
                )
            },
        ),
        (
            "Claiming late",
            {"fields": ("late_claims_per_year", "late_claim_days", "late_claim_open_days")},
        ),
        (
            "Reminding of claims",
            {"fields": ("claim_reminder_hours", "last_call_days")},
        ),
        (
            "AMA credit of what is not timed",
            {
                "fields": (
                    "journal_credit",
                    "test_item_credit",
                    "manuscript_credit",
                    "performance_credit",
                    "point_of_care_credit",
                    "teaching_credit",
                )
            },
        ),
        (
            "What changed in practice",
            {
                "fields": (
                    "commitment_reminder_days",
                    "follow_up_days",
                    "follow_up_again_days",
                    "follow_up_change_days",
                    "follow_up_link_days",
                    "look_back_days",
                    "smallest_cell",
                )
            },
        ),
    )

    def changelist_view(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> HttpResponse:
        """There is one row, so its list leads straight to it."""
        return redirect("admin:activities_officesettings_change", OfficeSettings.current().pk)

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False


@admin.register(ClosedDay)
class ClosedDayAdmin(SimpleHistoryAdmin):
    """Federal holidays are known without being listed here."""

    list_display = ("date", "name")
    date_hierarchy = "date"


@admin.register(Exclusion)
class ExclusionAdmin(ReadOnlyAdmin):
    """Who was taken out of a role, and whether it was undone. The rows are permanent (SII-3)."""

    list_display = ("excluded_at", "person", "role", "activity", "ground", "excluded_by", "undone_at")
    list_filter = ("ground",)
    list_select_related = ("person", "activity", "excluded_by")
    search_fields = ("person__email", "person__sort_name", "activity__title", "reason")
    date_hierarchy = "excluded_at"


@admin.register(Exemption)
class ExemptionAdmin(ReadOnlyAdmin):
    """Activities for which nobody has to disclose. The rows are permanent (SII-9)."""

    list_display = ("exempted_at", "activity", "ground", "reason", "exempted_by", "ended_at")
    list_filter = ("ground",)
    list_select_related = ("activity", "exempted_by")
    search_fields = ("activity__title", "reason")


@admin.register(CommercialSupport)
class CommercialSupportAdmin(ReadOnlyAdmin):
    """All support the office’s activities were given; it is recorded on the page of each plan (SII-10)."""

    list_display = ("company", "activity", "what", "signed", "withdrawn_at")
    list_filter = ("nature", "kind")
    list_select_related = ("company", "activity")
    search_fields = ("company__name", "activity__title")

    def get_queryset(self, request: HttpRequest) -> QuerySet[CommercialSupport]:
        return super().get_queryset(request).prefetch_related("agreements")

    @admin.display(description="agreement signed")
    def signed(self, support: CommercialSupport) -> date | None:
        return support.agreement.signed_date if support.agreement else None


@admin.register(Department)
class DepartmentAdmin(admin.ModelAdmin):
    search_fields = ("name",)


@admin.register(ContentArea)
class ContentAreaAdmin(admin.ModelAdmin):
    list_display = ("name", "short_name", "position")

    def get_readonly_fields(self, request: HttpRequest, obj: ContentArea | None = None) -> tuple[str, ...]:
        return ("code",) if obj else ()


@admin.register(Competency)
class CompetencyAdmin(admin.ModelAdmin):
    list_display = ("name", "framework", "position")
    list_filter = ("framework",)

    def get_readonly_fields(self, request: HttpRequest, obj: Competency | None = None) -> tuple[str, ...]:
        return ("code",) if obj else ()


@admin.register(StatusChange)
class StatusChangeAdmin(ReadOnlyAdmin):
    """The log of all decisions. The rows are permanent (REV-1)."""

    list_display = ("at", "activity", "action", "from_status", "to_status", "by", "note")
    list_filter = ("action", "to_status")
    search_fields = ("activity__title", "by__email", "note")
    list_select_related = ("activity", "by")
    date_hierarchy = "at"
    ordering = ("-at", "-pk")
