"""Disclosures as they were signed and the letters that asked for them, to read; companies, to decide on."""

from typing import Any

from django.contrib import admin, messages
from django.db.models import Count, F, QuerySet
from django.http import HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.utils import timezone
from simple_history.admin import SimpleHistoryAdmin

from core.admin import ReadOnlyAdmin
from core.errors import ActionRefused
from disclosures.models import (
    Company,
    CompanySpelling,
    Disclosure,
    DisclosureRequest,
    FinancialRelationship,
    Refusal,
    spelling_key,
)
from disclosures.services import decide_on_companies, merge_companies


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
    search_fields = ("person__email", "person__family_name", "relationships__company")
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
    search_fields = ("person__email", "person__family_name", "occasion")
    date_hierarchy = "asked_at"


class SpellingInline(admin.TabularInline):
    model = CompanySpelling
    extra = 1
    verbose_name = "way to write it"
    verbose_name_plural = "ways to write it"


@admin.register(Company)
class CompanyAdmin(SimpleHistoryAdmin):
    """One name for each company. New names wait at the top for the office to decide."""

    list_display = ("name", "standing", "written_as", "disclosed", "decided_at", "decided_by")
    list_filter = ("standing",)
    list_select_related = ("decided_by",)
    search_fields = ("name", "spellings__spelling")
    ordering = (F("decided_at").asc(nulls_first=True), "name")
    fields = ("name", "standing", "decided_at", "decided_by")
    readonly_fields = ("standing", "decided_at", "decided_by")
    inlines = (SpellingInline,)
    actions = ("mark_ineligible", "mark_eligible", "merge")

    def get_queryset(self, request: HttpRequest) -> QuerySet[Company]:
        rows = super().get_queryset(request).prefetch_related("spellings")
        people = Count("relationships__disclosure__person", distinct=True)
        return rows.annotate(people=people)

    def save_related(self, request: HttpRequest, form: Any, formsets: Any, change: bool) -> None:
        """Its own name is a way to write it, also where nobody has disclosed it yet."""
        super().save_related(request, form, formsets, change)
        company = form.instance
        CompanySpelling.objects.get_or_create(
            key=spelling_key(company.name), defaults={"company": company, "spelling": company.name}
        )

    @admin.display(description="ways to write it")
    def written_as(self, company: Company) -> str:
        return ", ".join(str(spelling) for spelling in company.spellings.all())

    @admin.display(description="people who named it", ordering="people")
    def disclosed(self, company: Company) -> int:
        return company.people  # type: ignore[attr-defined]

    def has_delete_permission(self, request: HttpRequest, obj: Company | None = None) -> bool:
        return False  # a name that was disclosed stays; two names of one company are merged

    @admin.action(description="They are ineligible companies", permissions=["change"])
    def mark_ineligible(self, request: HttpRequest, queryset: QuerySet[Company]) -> None:
        self._decide(request, queryset, Company.Standing.INELIGIBLE)

    @admin.action(description="They are eligible (hospitals, insurers, publishers …)", permissions=["change"])
    def mark_eligible(self, request: HttpRequest, queryset: QuerySet[Company]) -> None:
        self._decide(request, queryset, Company.Standing.ELIGIBLE)

    def _decide(self, request: HttpRequest, queryset: QuerySet[Company], standing: Company.Standing) -> None:
        by: Any = request.user
        decided = decide_on_companies(queryset, standing=standing, by=by, at=timezone.now())
        names = ", ".join(str(company) for company in decided)
        self.message_user(request, f"{standing.label}: {names}.", messages.SUCCESS)

    @admin.action(description="They are one company: merge", permissions=["change"])
    def merge(self, request: HttpRequest, queryset: QuerySet[Company]) -> HttpResponse | None:
        """Asks which name stays, then merges."""
        companies, by = list(queryset), request.user
        keep = next((company for company in companies if str(company.pk) == request.POST.get("keep")), None)
        if keep is None and len(companies) > 1:
            context = {**self.admin_site.each_context(request), "companies": companies, "title": "Merge companies"}
            return TemplateResponse(request, "admin/disclosures/company/merge.html", context)
        try:
            merge_companies(keep or companies[0], companies, by=by)  # type: ignore[arg-type]
        except ActionRefused as refusal:
            self.message_user(request, refusal.message, messages.ERROR)
        else:
            self.message_user(request, f"They are all “{keep}” now.", messages.SUCCESS)
        return None


@admin.register(Refusal)
class RefusalAdmin(ReadOnlyAdmin):
    list_display = ("person", "refused_at", "reason")
    list_select_related = ("person",)
    search_fields = ("person__email", "person__family_name")
