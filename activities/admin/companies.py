"""Companies that people disclosed: who named each, where those people take part, and the decision (SII-1, SII-4)."""

from typing import Any

from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.db.models import Count, F, OuterRef, Prefetch, QuerySet, Subquery
from django.http import HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.utils import timezone
from simple_history.admin import SimpleHistoryAdmin

from accounts.models import User
from activities.models import CommercialSupport, TeamMember
from activities.services.clearance import OVER
from core.deciding import DecidesInTurn
from core.errors import ActionRefused
from disclosures.models import Company, CompanySpelling, FinancialRelationship, spelling_key
from disclosures.services import decide_on_companies, merge_companies

_DECISIONS = (Company.Standing.INELIGIBLE, Company.Standing.ELIGIBLE)  # each button is named as the standing it gives
MOST_SHOWN = 100


class SpellingInline(admin.TabularInline):
    model = CompanySpelling
    extra = 1
    verbose_name = "way to write it"
    verbose_name_plural = "ways to write it"


@admin.register(Company)
class CompanyAdmin(DecidesInTurn, SimpleHistoryAdmin):
    """One name for each company. New names wait at the top for the office to decide."""

    list_display = ("name", "standing", "written_as", "disclosed", "decided_at", "decided_by")
    list_filter = ("standing",)
    list_select_related = ("decided_by",)
    search_fields = ("name", "spellings__spelling")
    ordering = (F("decided_at").asc(nulls_first=True), "name")
    fields = ("name", "standing", "decided_at", "decided_by")
    readonly_fields = ("standing", "decided_at", "decided_by")
    inlines = (SpellingInline,)
    change_form_template = "admin/disclosures/company/change.html"
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

    def get_fields(self, request: HttpRequest, obj: Company | None = None) -> tuple[str, ...]:
        is_decided = obj is not None and obj.standing != Company.Standing.NEW
        return self.fields if is_decided else ("name",)

    # --- One --------------------------------------------------------------------------------------------------------
    def change_view(
        self, request: HttpRequest, object_id: str, form_url: str = "", extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        company = self.get_object(request, object_id)
        standing = next((one for one in _DECISIONS if one.value in request.POST), None)
        if company is not None and standing is not None:
            if not self.has_change_permission(request, company):
                raise PermissionDenied
            assert isinstance(request.user, User)
            decide_on_companies([company], standing=standing, by=request.user, at=timezone.now())
            return self.decided(request, f"{company}: {standing.label}.")
        more = _evidence(company) | {"title": str(company), "show_save_and_add_another": False} if company else {}
        return super().change_view(request, object_id, form_url, {**more, **(extra_context or {})})

    def still_waiting(self, request: HttpRequest) -> QuerySet[Company]:
        return Company.objects.to_decide().order_by("name")

    # --- The list ---------------------------------------------------------------------------------------------------
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
        assert isinstance(request.user, User)
        decided = decide_on_companies(queryset, standing=standing, by=request.user, at=timezone.now())
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


def _evidence(company: Company) -> dict[str, Any]:
    """Each person's newest words about it, with the activities not over yet that they are on."""
    present = TeamMember.objects.exclude(activity__status__in=OVER).select_related("activity").order_by("activity")
    told = FinancialRelationship.objects.filter(known_company=company).order_by("-disclosure__signed_at", "pk")
    newest = told.filter(disclosure__person=OuterRef("disclosure__person")).values("pk")[:1]
    people = told.filter(pk=Subquery(newest)).select_related("disclosure__person")
    shown = people.prefetch_related(Prefetch("disclosure__person__team_memberships", present, to_attr="present_roles"))
    supports = CommercialSupport.objects.filter(company=company).select_related("activity")
    return {
        "named_by": shown[:MOST_SHOWN],
        "more_people": max(0, people.count() - MOST_SHOWN),
        "supports": supports[:20],
    }
