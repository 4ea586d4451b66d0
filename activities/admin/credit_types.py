"""The kinds of credit the office holds (AMA-8). Switching one on or off never alters what was issued."""

from typing import Any

from django.contrib import admin
from django.http import HttpRequest
from simple_history.admin import SimpleHistoryAdmin

from activities.models import CreditType

_CHANGEABLE_OF_AMA = ("explanation", "position")


@admin.register(CreditType)
class CreditTypeAdmin(SimpleHistoryAdmin):
    list_display = ("name", "is_on", "step", "per_hour", "report_within_days", "allows_partial")
    list_filter = ("is_on",)
    search_fields = ("name", "code")
    filter_horizontal = ("professions",)
    fieldsets = (
        (None, {"fields": ("code", "name", "is_on", "position")}),
        ("Amounts", {"fields": ("unit", "units", "per_hour", "step", "ceu_per_unit", "allows_partial")}),
        ("Statement", {"fields": ("statement", "own_statement", "reference_label")}),
        ("Who claims it", {"fields": ("professions", "explanation", "needs_evaluation")}),
        (
            "What its board is told",
            {
                "fields": (
                    "identifier_kind",
                    "asks_birth_day",
                    "asks_permission",
                    "report_within_days",
                    "report_from",
                )
            },
        ),
    )

    def get_readonly_fields(self, request: HttpRequest, obj: CreditType | None = None) -> tuple[str, ...]:
        """AMA credit is the AMA's; a code is how claims know their type."""
        if obj is None:
            return ()
        if obj.is_ama:
            named = [name for _, options in self.fieldsets for name in options["fields"]]
            return tuple(name for name in named if name not in _CHANGEABLE_OF_AMA)
        return ("code",)

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False  # it is switched off instead
