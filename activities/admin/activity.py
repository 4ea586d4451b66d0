"""The queue of proposals and the list of all activities."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.contrib import admin, messages
from django.contrib.admin import ActionLocation
from django.contrib.admin.views.main import ChangeList
from django.db.models import Case, IntegerField, QuerySet, Value, When
from django.db.models.functions import Coalesce
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.http.response import HttpResponseBase
from django.shortcuts import redirect
from django.urls import URLPattern, path, reverse
from django.utils import timezone
from django.utils.html import format_html
from django.utils.safestring import SafeString

from accounts.models import Profession, User
from activities.admin.filters import QueueFilter
from activities.admin.review import review_page
from activities.admin.together import MOST, approve_together_page, approved_together_page, together_address
from activities.admin.turnaround import turnaround_page
from activities.models import Activity, OfficeSettings, Session, Status
from activities.models.status import UNDECIDED
from activities.opening import opening_sentence
from activities.readiness import OpenItem, approval_items, with_readiness_facts
from activities.services import open_activity, remind_planners
from activities.services.disclosure_requests import request_missing_disclosures
from activities.services.reminding import each
from activities.workflow import Turn, turn_of

_SINCE = Coalesce("status_changed_at", "created_at")
_RANKS = (Status.SUBMITTED, Status.APPROVED, Status.CHANGES_REQUESTED, Status.DRAFT, Status.OPEN)
_RANK = Case(
    *(When(status=status, then=Value(rank)) for rank, status in enumerate(_RANKS)),
    default=Value(len(_RANKS)),
    output_field=IntegerField(),
)


def _things(number: int) -> str:
    return "thing" if number == 1 else "things"


@dataclass(frozen=True)
class QueueRow:
    """What the queue says of one activity, worked out for the rows of one page only."""

    turn: Turn
    items: list[OpenItem] | None  # None once it is decided

    @classmethod
    def of(
        cls, activity: Activity, *, office: OfficeSettings, at: datetime, professions: list[Profession]
    ) -> "QueueRow":
        undecided = activity.status in UNDECIDED
        return cls(
            turn=turn_of(activity, at=at, office=office),
            items=approval_items(activity, at=at, office=office, professions=professions) if undecided else None,
        )


class QueueList(ChangeList):
    title: str

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.title = "Proposals and activities"

    def get_results(self, request: HttpRequest) -> None:
        super().get_results(request)
        office, now, professions = OfficeSettings.current(), timezone.now(), list(Profession.objects.all())
        self.result_list = list(self.result_list)
        for activity in self.result_list:
            activity.queue_row = QueueRow.of(activity, office=office, at=now, professions=professions)


class SeatsInline(admin.TabularInline):
    """Rooms change after approval: the seats of single sessions, and nothing else of them."""

    model = Session
    verbose_name_plural = "Seats of single sessions (empty: as many as come)"
    fields = ("title", "starts_at", "track", "room", "seats")
    readonly_fields = ("title", "starts_at", "track", "room")
    extra = 0
    can_delete = False

    def get_queryset(self, request: HttpRequest) -> QuerySet[Session]:
        single = super().get_queryset(request).exclude(activity__format=Activity.Format.SERIES)
        return single.exclude(kind__in=Session.NEVER_FOR_CREDIT)

    def has_add_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def has_view_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return request.user.has_perm("activities.view_activity")

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return request.user.has_perm("activities.change_activity")


@admin.register(Activity)
class ActivityAdmin(admin.ModelAdmin):
    """Statuses are changed on the review page alone; here the office sets what a plan does not decide."""

    ordering = (_RANK.asc(), _SINCE.asc())  # what awaits the office first, longest waiting at the top
    list_display = ("name", "present_status", "waiting", "start_date", "format", "readiness")
    list_display_links = None
    list_filter = (QueueFilter, "status", "format", ("department", admin.RelatedOnlyFieldListFilter))
    search_fields = ("title", "department__name", "team__person__sort_name", "team__person__email")
    search_help_text = "Title, department, or the name or address of somebody on the team"
    date_hierarchy = "start_date"
    list_per_page = 40
    show_full_result_count = False
    actions = (
        "approve_those_that_are_ready",
        "open_their_registration",
        "remind_their_planners",
        "ask_for_disclosures",
    )
    fieldsets = (
        (None, {"fields": ("title", "status", "start_date", "end_date", "created_by")}),
        ("Registration", {"fields": ("registration_opens_at", "capacity")}),
        ("Taking part", {"fields": ("online_address", "attendance_by")}),
        ("Claiming credit", {"fields": ("claim_window_days", "evaluation_before_claim")}),
        ("Letters", {"fields": ("sends_reminders",)}),
    )
    readonly_fields = ("title", "status", "start_date", "end_date", "created_by", "attendance_by")
    inlines = (SeatsInline,)

    # --- The list ---------------------------------------------------------------------------------------------------
    def get_queryset(self, request: HttpRequest) -> QuerySet[Activity]:
        return with_readiness_facts(super().get_queryset(request))

    def get_changelist(self, request: HttpRequest, **kwargs: Any) -> type[ChangeList]:
        return QueueList

    @admin.display(description="activity", ordering="title")
    def name(self, activity: Activity) -> SafeString:
        url = reverse("admin:activities_activity_review", args=[activity.pk])
        where = activity.department or "No department"
        return format_html(
            '<a class="queue-title" href="{}">{}</a><span class="queue-sub">{}</span>', url, activity, where
        )

    @admin.display(description="status", ordering="status")
    def present_status(self, activity: Activity) -> SafeString:
        return format_html('<span class="status status-{}">{}</span>', activity.status, activity.get_status_display())

    @admin.display(description="whose turn", ordering=_SINCE)
    def waiting(self, activity: Activity) -> SafeString | str:
        turn: Turn = activity.queue_row.turn  # type: ignore[attr-defined]
        if not turn.is_anybodys:
            return opening_sentence(activity)
        if turn.is_late:
            return format_html('{}, <strong class="overdue">overdue</strong>', turn.sentence)
        return turn.sentence

    @admin.display(description="ready?")
    def readiness(self, activity: Activity) -> SafeString | str:
        items = activity.queue_row.items  # type: ignore[attr-defined]
        if items is None:
            return ""
        if not items:
            return format_html('<span class="status status-done">{}</span>', "Ready")
        to_decide = sum(item.is_for_office for item in items)
        missing = len(items) - to_decide
        said = [f"{missing} {_things(missing)} missing"] if missing else []
        said += [f"{to_decide} {_things(to_decide)} for the office to decide"] if to_decide else []
        return format_html(
            '<span class="status status-{}" title="{}">{}</span>',
            "missing" if missing else "submitted",
            " ".join(item.sentence for item in items),
            ", ".join(said),
        )

    # --- Deciding ---------------------------------------------------------------------------------------------------
    def get_urls(self) -> list[URLPattern]:
        review = self.admin_site.admin_view(self.review_view)
        turnaround = self.admin_site.admin_view(self.turnaround_view)
        together = self.admin_site.admin_view(self.approve_together_view)
        approved = self.admin_site.admin_view(self.approved_together_view)
        return [
            path("<int:pk>/review/", review, name="activities_activity_review"),
            path("turnaround/", turnaround, name="activities_activity_turnaround"),
            path("approve/", together, name="activities_activity_approve_together"),
            path("approve/done/", approved, name="activities_activity_approved_together"),
            *super().get_urls(),
        ]

    def review_view(self, request: HttpRequest, pk: int) -> HttpResponse:
        return review_page(request, pk, context=self.admin_site.each_context(request))

    def turnaround_view(self, request: HttpRequest) -> HttpResponseBase:
        return turnaround_page(request, context=self.admin_site.each_context(request))

    def approve_together_view(self, request: HttpRequest) -> HttpResponse:
        return approve_together_page(request, context=self.admin_site.each_context(request))

    def approved_together_view(self, request: HttpRequest) -> HttpResponse:
        return approved_together_page(request, context=self.admin_site.each_context(request))

    def history_view(self, request: HttpRequest, object_id: str, extra_context: Any = None) -> HttpResponse:
        """What became of an activity is the review page's to tell; the admin's own log knows of edited fields alone."""
        return redirect(reverse("admin:activities_activity_review", args=[object_id]) + "#section-history")

    def has_decide_permission(self, request: HttpRequest) -> bool:
        return request.user.has_perm("activities.decide_activity")

    @admin.action(description="Approve those that are ready…", permissions=["decide"])
    def approve_those_that_are_ready(
        self, request: HttpRequest, queryset: QuerySet[Activity]
    ) -> HttpResponseRedirect | None:
        """Leads to the page that shows what would be approved with what (REV-7)."""
        chosen = list(queryset.prefetch_related(None).order_by()[: MOST + 1])
        if len(chosen) > MOST:
            self.message_user(request, f"Choose at most {MOST} at a time, so that each can be read.", messages.WARNING)
            return None
        return redirect(together_address(chosen))

    @admin.action(description="Open their registration now", permissions=["change"])
    def open_their_registration(self, request: HttpRequest, queryset: QuerySet[Activity]) -> None:
        assert isinstance(request.user, User)
        opened, refused = each(queryset.prefetch_related(None), open_activity, by=request.user, at=timezone.now())
        self._tell(request, opened, refused, done="Registration is open for", not_done="is not opened")

    @admin.action(description="Remind their planners", permissions=["change"])
    def remind_their_planners(self, request: HttpRequest, queryset: QuerySet[Activity]) -> None:
        assert isinstance(request.user, User)
        reminded, refused = each(queryset.prefetch_related(None), remind_planners, by=request.user, at=timezone.now())
        self._tell(request, reminded, refused, done="Reminded the planners of", not_done="sends no reminder")

    @admin.action(description="Ask for missing disclosures", permissions=["change"])
    def ask_for_disclosures(self, request: HttpRequest, queryset: QuerySet[Activity]) -> None:
        assert isinstance(request.user, User)
        asked, refused = each(
            queryset.prefetch_related(None), request_missing_disclosures, by=request.user, at=timezone.now()
        )
        self._tell(request, asked, refused, done="Asked for the disclosures of", not_done="asks for nothing")

    def _tell(
        self,
        request: HttpRequest,
        acted_on: list[Activity],
        refused: list[tuple[Activity, str]],
        *,
        done: str,
        not_done: str,
    ) -> None:
        if acted_on:
            titles = ", ".join(f"“{activity}”" for activity in acted_on)
            self.message_user(request, f"{done} {len(acted_on)}: {titles}.", messages.SUCCESS)
        for activity, reason in refused:
            self.message_user(request, f"“{activity}” {not_done}. {reason}", messages.WARNING)

    # --- What the admin may not do ----------------------------------------------------------------------------------
    def has_add_permission(self, request: HttpRequest) -> bool:
        return False  # proposals begin in the planner's room

    def has_delete_permission(self, request: HttpRequest, obj: Activity | None = None) -> bool:
        """What has a history stays: only a draft that was never submitted can go."""
        return super().has_delete_permission(request, obj) and (obj is None or not obj.status_changes.exists())

    def get_deleted_objects(self, objs: Any, request: HttpRequest) -> Any:
        """What belongs to a draft goes with it, whatever each kind of row allows on its own."""
        to_delete, count, _, protected = super().get_deleted_objects(objs, request)
        return to_delete, count, set(), protected

    def get_actions(
        self, request: HttpRequest, action_location: ActionLocation = ActionLocation.CHANGE_LIST
    ) -> dict[str, Any]:
        """Without the bulk deletion, which would not ask about each history."""
        actions = super().get_actions(request, action_location)
        actions.pop("delete_selected", None)
        return actions

    class Media:
        css = {"all": ("css/components.css",)}
