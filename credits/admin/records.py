"""Claims, to look things up: they are permanent, and services alone write them."""

from django.contrib import admin

from core.admin import ReadOnlyAdmin
from credits.models import Claim

# How people are found.
PERSON = ("email", "sort_name")


@admin.register(Claim)
class ClaimAdmin(ReadOnlyAdmin):
    list_display = ("learner", "activity", "session", "work", "kind", "amount", "maximum", "claimed_at")
    list_filter = ("kind",)
    list_select_related = ("learner", "activity", "session", "work")
    search_fields = (*(f"learner__{field}" for field in PERSON), "activity__title")
    date_hierarchy = "claimed_at"
