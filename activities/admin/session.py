"""The queue of sessions of approved series: the office approves each before it begins (REV-4, REV-7, SII-7)."""

from typing import Any

from django import forms
from django.contrib import admin, messages
from django.contrib.admin import ActionLocation
from django.contrib.admin.views.main import ChangeList
from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

from accounts.models import User
from activities.clearance import Clearance, team_clearances
from activities.models import OfficeSettings, Session
from activities.services.sessions import approve_ready_sessions, approve_session, return_session
from activities.session_gate import Gate, gate_of, gates_of, undecidable
from core.admin import ReadOnlyAdmin
from core.errors import ActionRefused
from core.forms import add_refusal
from core.typed import whole_number

_LOOKS = {
    "cancelled": "cancelled",
    "approved": "approved",
    "over": "closed",
    "ready": "done",
    "incomplete": "missing",
}


class StandingFilter(admin.SimpleListFilter):
    """Without a choice, what awaits the office's approval."""

    title = "standing"
    parameter_name = "standing"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        return [("approved", "Approved"), ("cancelled", "Cancelled"), ("late", "Not approved in time"), ("all", "All")]

    def choices(self, changelist: Any) -> Any:
        yield {
            "selected": self.value() is None,
            "query_string": changelist.get_query_string(remove=[self.parameter_name]),
            "display": "Awaiting approval",
        }
        yield from list(super().choices(changelist))[1:]

    def queryset(self, request: HttpRequest, queryset: QuerySet[Session]) -> QuerySet[Session]:
        now = timezone.now()
        sessions: Any = queryset
        if self.value() == "approved":
            return sessions.filter(approved_at__isnull=False)
        if self.value() == "cancelled":
            return sessions.filter(cancelled_at__isnull=False)
        if self.value() == "late":
            return sessions.taking_place().filter(approved_at=None, starts_at__lte=now)
        if self.value() == "all":
            return queryset
        return sessions.awaiting_approval(at=now)


class GateList(ChangeList):
    title: str

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.title = "Sessions of series"

    def get_results(self, request: HttpRequest) -> None:
        """Worked out for the rows of one page only."""
        super().get_results(request)
        self.result_list = list(self.result_list)
        for gate in gates_of(self.result_list, office=OfficeSettings.current(), at=timezone.now()):
            gate.session.gate = gate  # type: ignore[attr-defined]


class SessionDecisionForm(forms.Form):
    note = forms.CharField(
        label="What you need from the planners",
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
    )


@admin.register(Session)
class SessionAdmin(ReadOnlyAdmin):
    list_display = ("name", "held", "days_left", "speaker_names", "standing")
    list_display_links = None
    list_filter = (StandingFilter, ("activity", admin.RelatedOnlyFieldListFilter))
    search_fields = ("title", "activity__title", "speakers__person__sort_name")
    ordering = ("starts_at", "pk")
    list_per_page = 60
    show_full_result_count = False
    actions = ("approve_those_that_are_ready", "ask_for_what_is_missing")

    class Media:
        css = {"all": ("css/components.css",)}

    def has_delete_permission(self, request: HttpRequest, obj: Session | None = None) -> bool:
        """Only along with a draft that was never submitted; this list shows none of those."""
        return obj is not None and not obj.activity.status_changes.exists() and bool(request.user.is_superuser)

    # --- The list -------------------------------------------------------------------------------------------------------
    def get_queryset(self, request: HttpRequest) -> QuerySet[Session]:
        sessions: Any = super().get_queryset(request)
        rows: QuerySet[Session] = sessions.of_running_series().select_related("activity")
        return rows.prefetch_related("speakers__person", "activity__team")

    def get_changelist(self, request: HttpRequest, **kwargs: Any) -> type[ChangeList]:
        return GateList

    @admin.display(description="session", ordering="title")
    def name(self, session: Session) -> SafeString:
        url = reverse("admin:activities_session_change", args=[session.pk])
        return format_html(
            '<a class="queue-title" href="{}">{}</a><span class="queue-sub">{}</span>', url, session, session.activity
        )

    @admin.display(description="held", ordering="starts_at")
    def held(self, session: Session) -> str:
        return f"{session.local_starts_at:%a, %b %-d, %Y, %-I:%M %p}"

    @admin.display(description="days left", ordering="starts_at")
    def days_left(self, session: Session) -> int:
        gate: Gate = session.gate  # type: ignore[attr-defined]
        return gate.days_left

    @admin.display(description="speakers")
    def speaker_names(self, session: Session) -> str:
        return ", ".join(str(member.person) for member in session.speakers.all()) or "Nobody yet"

    @admin.display(description="standing")
    def standing(self, session: Session) -> SafeString:
        gate: Gate = session.gate  # type: ignore[attr-defined]
        look, label = _LOOKS[gate.state], "Ready to approve" if gate.state == "ready" else gate.state.label
        lacks = gate.missing if gate.state == "incomplete" else []
        return format_html(
            '<span class="status status-{}">{}</span>{}',
            look,
            label,
            format_html_join("", '<span class="queue-sub">{}</span>', ((sentence,) for sentence in lacks)),
        )

    # --- Deciding on several ----------------------------------------------------------------------------------------------
    def has_decide_permission(self, request: HttpRequest) -> bool:
        return request.user.has_perm("activities.decide_activity")

    @admin.action(description="Approve those that are ready", permissions=["decide"])
    def approve_those_that_are_ready(self, request: HttpRequest, queryset: QuerySet[Session]) -> None:
        """REV-7"""
        assert isinstance(request.user, User)
        approved, refused = approve_ready_sessions(queryset, by=request.user, at=timezone.now())
        if approved:
            self.message_user(request, f"Approved {len(approved)}: {_titles(approved)}.", messages.SUCCESS)
        for session, reason in refused:
            self.message_user(request, f"“{session}” ({session.activity}) was not approved. {reason}", messages.WARNING)

    @admin.action(description="Ask the planners for what is missing", permissions=["decide"])
    def ask_for_what_is_missing(self, request: HttpRequest, queryset: QuerySet[Session]) -> None:
        assert isinstance(request.user, User)
        asked = []
        for gate in gates_of(list(queryset), office=OfficeSettings.current(), at=timezone.now()):
            try:
                return_session(gate.session, note=" ".join(gate.missing), by=request.user, at=timezone.now())
            except ActionRefused as refusal:
                reason = "Nothing is missing; approve it." if not gate.missing else refusal.message
                self.message_user(request, f"“{gate.session}”: nobody was asked. {reason}", messages.WARNING)
            else:
                asked.append(gate.session)
        if asked:
            self.message_user(request, f"The planners are asked about {_titles(asked)}.", messages.SUCCESS)

    def get_actions(
        self, request: HttpRequest, action_location: ActionLocation = ActionLocation.CHANGE_LIST
    ) -> dict[str, Any]:
        actions = super().get_actions(request, action_location)
        actions.pop("delete_selected", None)
        return actions

    # --- Deciding on one --------------------------------------------------------------------------------------------------
    def change_view(
        self, request: HttpRequest, object_id: str, form_url: str = "", extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        if not self.has_view_permission(request):
            raise PermissionDenied
        assert isinstance(request.user, User)
        session = self.get_queryset(request).filter(pk=whole_number(object_id) or 0).first()
        if session is None:
            raise Http404
        form = SessionDecisionForm(request.POST if request.method == "POST" else None)
        if request.method == "POST" and form.is_valid() and self._decide(request, session, form):
            return redirect("admin:activities_session_changelist")
        now, office = timezone.now(), OfficeSettings.current()
        gate = gate_of(session, office=office, at=now)
        context = {
            **self.admin_site.each_context(request),
            "title": str(session),
            "session": session,
            "activity": session.activity,
            "gate": gate,
            "form": form,
            "undecidable": undecidable(gate, by=request.user),
            "people": _people(session, office=office),
            "changes": session.changes.select_related("by"),
        }
        return render(request, "admin/activities/session/decide.html", context)

    def _decide(self, request: HttpRequest, session: Session, form: SessionDecisionForm) -> bool:
        assert isinstance(request.user, User)
        try:
            if request.POST.get("action") == "approve":
                approve_session(session, by=request.user, at=timezone.now())
                messages.success(request, f"“{session}” is approved and opens to learners.")
            else:
                note = form.cleaned_data["note"]
                return_session(session, note=note, by=request.user, at=timezone.now())
                messages.success(request, f"The planners of “{session.activity}” read what you need.")
        except ActionRefused as refusal:
            add_refusal(form, refusal)
            return False
        return True


def _titles(sessions: list[Session]) -> str:
    return ", ".join(f"“{session}”" for session in sessions)


def _people(session: Session, *, office: OfficeSettings) -> list[Clearance]:
    """Its speakers, as their disclosures stand today."""
    speakers = set(session.speakers.all())
    on = timezone.localdate(timezone=session.activity.zone)
    return [c for c in team_clearances(session.activity, office=office, on=on) if c.member in speakers]
