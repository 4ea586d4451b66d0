"""Disclosures as they were signed, the letters that asked for them, and refusals: to read. Companies: activities/admin."""

from django.contrib import admin
from django.db.models import Count, QuerySet
from django.http import HttpRequest

from core.admin import ReadOnlyAdmin
from disclosures.models import Disclosure, DisclosureRequest, FinancialRelationship, Refusal


class RelationshipInline(admin.TabularInline):
    model = FinancialRelationship
    extra = 0
    can_delete = False

    def has_add_permission(self, request: HttpRequest, obj: object = None) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: object = None) -> bool:
        return False


@admin.register(Disclosure)
class DisclosureAdmin(ReadOnlyAdmin):
    list_display = ("person", "signed_at", "signed_name", "relationships_told")
    list_filter = ("has_relationships",)
    list_select_related = ("person",)
    search_fields = ("person__email", "person__sort_name", "relationships__company")
    date_hierarchy = "signed_at"
    inlines = (RelationshipInline,)

    def get_queryset(self, request: HttpRequest) -> QuerySet[Disclosure]:
        return super().get_queryset(request).annotate(relationships_count=Count("relationships", distinct=True))

    @admin.display(description="relationships", ordering="relationships_count")
    def relationships_told(self, disclosure: Disclosure) -> str:
        return str(disclosure.relationships_count or "none")  # type: ignore[attr-defined]


@admin.register(DisclosureRequest)
class DisclosureRequestAdmin(ReadOnlyAdmin):
    list_display = ("person", "occasion", "asked_at", "asked_by", "sent_at")
    list_select_related = ("person", "asked_by")
    search_fields = ("person__email", "person__sort_name", "occasion")
    date_hierarchy = "asked_at"


@admin.register(Refusal)
class RefusalAdmin(ReadOnlyAdmin):
    list_display = ("person", "refused_at", "reason")
    list_select_related = ("person",)
    search_fields = ("person__email", "person__sort_name")
