"""The queue of late claims and of people who were there unrecorded: how old each is, and the decision (AMA-7, ATT-3)."""

from collections.abc import Collection
from typing import Any

from django import forms
from django.contrib import admin
from django.db.models import Case, IntegerField, QuerySet, Value, When
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.template.response import TemplateResponse
from django.urls import URLPattern, path
from django.utils import timezone

from accounts.models import User
from activities.models import OfficeSettings, Session
from core.admin import ReadOnlyAdmin
from core.deciding import DecidesInTurn, DecidesTogether, days_since
from core.errors import ActionRefused
from core.forms import add_refusal, posted
from credits.eligibility import day_before, standing_of
from credits.models import LateClaimRequest
from credits.services import decide_together, decline_late_claim, grant_late_claim, granted_this_year

_WAITING_FIRST = Case(When(status="waiting", then=Value(0)), default=Value(1), output_field=IntegerField())
GRANT, DECLINE = "grant", "decline"


class DecisionForm(forms.Form):
    sessions = forms.ModelMultipleChoiceField(
        label="Record the attendance in",
        queryset=Session.objects.none(),
        widget=forms.CheckboxSelectMultiple,
        required=False,
        help_text="Untick what you do not record, and say why.",
    )
    note = forms.CharField(
        label="What you answer",
        required=False,
        max_length=500,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text="The learner reads it. A refusal needs a reason.",
    )

    def __init__(self, data: Any = None, *, told: QuerySet[Session] | None = None) -> None:
        super().__init__(data, initial={"sessions": told})
        if told is None or len(told) < 2:  # there is nothing to choose
            del self.fields["sessions"]
            return
        self.fields["sessions"].queryset = told  # type: ignore[attr-defined]
        self.fields["sessions"].label_from_instance = _with_time  # type: ignore[attr-defined]


def _told(asked: LateClaimRequest) -> QuerySet[Session]:
    return asked.sessions_told.select_related("activity").order_by("starts_at")


def _with_time(session: Session) -> str:
    return f"{session}, {session.local_starts_at:%B %-d, %Y, %-I:%M %p} – {session.local_ends_at:%-I:%M %p}"


@admin.register(LateClaimRequest)
class LateClaimRequestAdmin(DecidesInTurn, DecidesTogether, ReadOnlyAdmin):
    list_display = ("name", "what", "kind", "reason", "state", "age", "decided_by")
    list_filter = ("status", "kind")
    list_select_related = ("learner", "activity", "session", "work", "decided_by")
    search_fields = ("learner__email", "learner__sort_name", "activity__title")
    date_hierarchy = "asked_at"
    ordering = (_WAITING_FIRST.asc(), "asked_at")  # what waits first, longest waiting at the top
    actions = ("grant_chosen", "decline_chosen")

    # --- The list ---------------------------------------------------------------------------------------------------
    def changelist_view(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> HttpResponse:
        title = {"title": "Late claims and attendance"}
        answer: HttpResponse = super().changelist_view(request, {**title, **(extra_context or {})})
        return answer

    @admin.display(description="who", ordering="learner__sort_name")
    def name(self, request: LateClaimRequest) -> str:
        return str(request.learner)

    @admin.display(description="what", ordering="activity__title")
    def what(self, request: LateClaimRequest) -> str:
        part = request.session or request.work
        return f"{request.activity}: {part}" if part else str(request.activity)

    @admin.display(description="state", ordering="status")
    def state(self, request: LateClaimRequest) -> str:
        if request.closes_at is None:
            return request.get_status_display()
        how = "at once, by rule" if request.decided_by is None else "by the office"
        return f"Granted {how}, until {day_before(request.closes_at, request.activity)}"

    @admin.display(description="waiting", ordering="asked_at")
    def age(self, request: LateClaimRequest) -> str:
        if request.status != LateClaimRequest.Status.WAITING:
            return ""
        return days_since(request.asked_at)

    # --- One --------------------------------------------------------------------------------------------------------
    def get_urls(self) -> list[URLPattern]:
        decide = self.admin_site.admin_view(self.decide_view)
        return [path("<int:pk>/change/", decide, name="credits_lateclaimrequest_change"), *super().get_urls()]

    def decide_view(self, request: HttpRequest, pk: int) -> HttpResponse:
        """Everything a decision needs on one page."""
        assert isinstance(request.user, User)
        mine = LateClaimRequest.objects.visible_to(request.user) if self.has_view_permission(request) else None
        if mine is None:
            return HttpResponse(status=403)
        asked = get_object_or_404(mine.select_related("activity", "session", "work", "learner", "decided_by"), pk=pk)
        form = DecisionForm(posted(request), told=_told(asked))
        if request.method == "POST" and form.is_valid():
            try:
                said = self._decide(asked, by=request.user, grants=GRANT in request.POST, **form.cleaned_data)
            except ActionRefused as refusal:
                add_refusal(form, refusal)
            else:
                return self.decided(request, said)
        return render(request, "admin/credits/late_claim.html", self._context(request, asked, form))

    def _decide(
        self, asked: LateClaimRequest, *, by: User, grants: bool, note: str, sessions: Collection[Session] | None = None
    ) -> str:
        if grants:
            granted = grant_late_claim(asked, by=by, at=timezone.now(), note=note, sessions=sessions)
            assert granted.closes_at is not None
            until = day_before(granted.closes_at, granted.activity)
            return f"{asked.learner} can claim until {until}, and is told by letter."
        decline_late_claim(asked, by=by, at=timezone.now(), note=note)
        return f"Declined. {asked.learner} is told by letter."

    def _context(self, request: HttpRequest, asked: LateClaimRequest, form: DecisionForm) -> dict[str, Any]:
        office, now = OfficeSettings.current(), timezone.now()
        closes_at = asked.activity.claim_closes_at(office.claim_window_days)
        may_decide = request.user.has_perm("credits.decide_lateclaimrequest") and asked.learner != request.user
        return {
            **self.admin_site.each_context(request),
            "title": f"{'Attendance' if asked.is_of_presence else 'Late claim'} of {asked.learner}",
            "opts": self.model._meta,
            "list_address": self.list_address(request),
            "asked": asked,
            "told": _told(asked),
            "form": form,
            "standing": standing_of(
                asked.activity, asked.learner, at=now, session=asked.session, work=asked.work, office=office
            ),
            "closed_on": day_before(closes_at, asked.activity) if closes_at else "",
            "open_until": day_before(asked.closes_at, asked.activity) if asked.closes_at else "",
            "days_late": (asked.asked_at - closes_at).days if closes_at else 0,
            "granted": granted_this_year(asked.learner, at=asked.asked_at),
            "office_days": office.late_claim_open_days,
            "earlier": LateClaimRequest.objects.filter(learner=asked.learner)
            .exclude(pk=asked.pk)
            .select_related("activity", "session", "work")[:10],
            "can_grant": may_decide and asked.status != LateClaimRequest.Status.GRANTED,
            "can_decline": may_decide and asked.status == LateClaimRequest.Status.WAITING,
        }

    def still_waiting(self, request: HttpRequest) -> QuerySet[LateClaimRequest]:
        assert isinstance(request.user, User)
        waiting = LateClaimRequest.objects.visible_to(request.user).waiting().exclude(learner=request.user)
        return waiting.select_related("learner").order_by("asked_at", "pk")

    def name_in_turn(self, row: LateClaimRequest) -> str:
        return str(row.learner)

    # --- Several ----------------------------------------------------------------------------------------------------
    def has_decide_permission(self, request: HttpRequest) -> bool:
        return request.user.has_perm("credits.decide_lateclaimrequest")

    @admin.action(description="Grant those chosen", permissions=["decide"])
    def grant_chosen(self, request: HttpRequest, queryset: QuerySet[LateClaimRequest]) -> TemplateResponse | None:
        return self._together(request, queryset, action="grant_chosen", verb="Grant", done="Granted", grants=True)

    @admin.action(description="Decline those chosen", permissions=["decide"])
    def decline_chosen(self, request: HttpRequest, queryset: QuerySet[LateClaimRequest]) -> TemplateResponse | None:
        return self._together(request, queryset, action="decline_chosen", verb="Decline", done="Declined", grants=False)

    def _together(
        self, request: HttpRequest, queryset: QuerySet[LateClaimRequest], *, grants: bool, **words: str
    ) -> TemplateResponse | None:
        assert isinstance(request.user, User)
        by = request.user
        form = DecisionForm(request.POST if "decide" in request.POST else None)
        form.fields["note"].required = not grants
        return self.decide_chosen(
            request,
            queryset.select_related("activity", "session", "work", "learner"),
            form=form,
            decide=lambda chosen, note: decide_together(chosen, grants=grants, by=by, at=timezone.now(), note=note),
            **words,
        )

    class Media:
        css = {"all": ("css/components.css",)}
