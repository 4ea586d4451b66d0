"""Merges and closed accounts, to look things up; services alone write them."""

from django.contrib import admin

from core.admin import ReadOnlyAdmin
from people.models import ClosedAccount, Merge


@admin.register(Merge)
class MergeAdmin(ReadOnlyAdmin):
    list_display = ("kept", "merged", "reason", "merged_by", "merged_at", "undone_at")
    list_select_related = ("kept", "merged", "merged_by")
    search_fields = ("kept__email", "kept__sort_name", "merged__sort_name", "reason")
    date_hierarchy = "merged_at"


@admin.register(ClosedAccount)
class ClosedAccountAdmin(ReadOnlyAdmin):
    list_display = ("person_id", "closed_at", "kept_until", "erased_date")
    date_hierarchy = "closed_at"
