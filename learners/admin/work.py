"""The queue of completed work: what waits longest, what its learner wrote, and the decision (AMA-2)."""

from typing import Any

from django import forms
from django.contrib import admin
from django.db.models import Case, F, IntegerField, QuerySet, Value, When
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.template.response import TemplateResponse
from django.urls import URLPattern, path, reverse
from django.utils import timezone

from accounts.models import User
from activities.credit import plain
from activities.models import CreditType
from core.admin import ReadOnlyAdmin
from core.deciding import DecidesInTurn, DecidesTogether, days_since
from core.errors import ActionRefused
from core.forms import add_refusal, posted
from learners.eligibility import deciding_refusals, worth_of_work
from learners.models import CompletedWork
from learners.services import confirm_work, decide_on_work_together, send_back_work

_WAITING_FIRST = Case(When(status="handed_in", then=Value(0)), default=Value(1), output_field=IntegerField())
CONFIRM, SEND_BACK = "confirm", "send_back"


class SendBackForm(forms.Form):
    note = forms.CharField(
        label="What is to be mended",
        required=False,
        max_length=800,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text="The learner reads it. Needed to send it back.",
    )


@admin.register(CompletedWork)
class CompletedWorkAdmin(DecidesInTurn, DecidesTogether, ReadOnlyAdmin):
    list_display = ("name", "learner", "activity", "kind", "state", "age")
    list_filter = ("status", "kind")
    list_select_related = ("learner", "activity")
    search_fields = ("title", "learner__email", "learner__sort_name", "activity__title")
    ordering = (_WAITING_FIRST.asc(), F("handed_in_at").asc())  # what waits first, longest waiting at the top
    list_per_page = 50
    actions = ("confirm_chosen", "send_back_chosen")

    def get_queryset(self, request: HttpRequest) -> QuerySet[CompletedWork]:
        """A draft is its learner's alone."""
        return CompletedWork.objects.handed_in().order_by(*self.get_ordering(request))

    # --- The list ---------------------------------------------------------------------------------------------------
    @admin.display(description="what", ordering="title")
    def name(self, work: CompletedWork) -> str:
        return str(work)

    @admin.display(description="state", ordering="status")
    def state(self, work: CompletedWork) -> str:
        again = work.status == CompletedWork.Status.HANDED_IN and work.sent_back_at is not None
        return "Handed in again" if again else work.get_status_display()

    @admin.display(description="waiting", ordering="handed_in_at")
    def age(self, work: CompletedWork) -> str:
        return days_since(work.handed_in_at) if work.status == CompletedWork.Status.HANDED_IN else ""

    # --- One --------------------------------------------------------------------------------------------------------
    def get_urls(self) -> list[URLPattern]:
        decide = self.admin_site.admin_view(self.decide_view)
        return [path("<int:pk>/change/", decide, name="learners_completedwork_change"), *super().get_urls()]

    def decide_view(self, request: HttpRequest, pk: int) -> HttpResponse:
        """What its learner wrote, and the decision, on one page."""
        assert isinstance(request.user, User)
        if not self.has_view_permission(request):
            return HttpResponse(status=403)
        works = self.get_queryset(request).select_related("activity", "learner", "confirmed_by", "sent_back_by")
        works = works.prefetch_related("activity__designations__credit_type")
        work = get_object_or_404(works, pk=pk)
        form = SendBackForm(posted(request))
        if request.method == "POST" and form.is_valid():
            try:
                said = self._decide(
                    work, by=request.user, confirms=CONFIRM in request.POST, note=form.cleaned_data["note"]
                )
            except ActionRefused as refusal:
                add_refusal(form, refusal)
            else:
                return self.decided(request, said)
        return render(request, "admin/learners/work.html", self._context(request, work, form))

    def _decide(self, work: CompletedWork, *, by: User, confirms: bool, note: str) -> str:
        if confirms:
            confirm_work(work, by=by, at=timezone.now())
            return f"Confirmed. {work.learner} can claim for “{work}”, and is told by letter."
        send_back_work(work, by=by, at=timezone.now(), reason=note)
        return f"“{work}” is sent back. {work.learner} is told by letter."

    def _context(self, request: HttpRequest, work: CompletedWork, form: SendBackForm) -> dict[str, Any]:
        assert isinstance(request.user, User)
        others = self.get_queryset(request).filter(learner=work.learner, activity=work.activity).exclude(pk=work.pk)
        return {
            **self.admin_site.each_context(request),
            "title": str(work),
            "opts": self.model._meta,
            "work": work,
            "form": form,
            "refusals": deciding_refusals(work, by=request.user),
            "worth": _worth_of(work),
            "list_address": self.list_address(request),
            "waits": work.status == CompletedWork.Status.HANDED_IN,
            "others": others[:10],
            "proof_url": reverse("learners:work_proof", args=[work.activity.slug, work.pk]),
        }

    def still_waiting(self, request: HttpRequest) -> QuerySet[CompletedWork]:
        waiting = CompletedWork.objects.waiting().exclude(learner_id=request.user.pk)
        return waiting.select_related("learner").order_by("handed_in_at", "pk")

    def name_in_turn(self, row: CompletedWork) -> str:
        return f"“{row}” of {row.learner}"

    def words_for(self, row: CompletedWork) -> str:
        worth = ", ".join(f"up to {amount} {credit_type.name}" for amount, credit_type in _worth_of(row))
        return f"“{row}” of {row.learner}, for “{row.activity}”: {worth or 'credit'}"

    # --- Several ----------------------------------------------------------------------------------------------------
    def has_decide_permission(self, request: HttpRequest) -> bool:
        return request.user.has_perm("learners.decide_completedwork")

    @admin.action(description="Confirm those chosen", permissions=["decide"])
    def confirm_chosen(self, request: HttpRequest, queryset: QuerySet[CompletedWork]) -> TemplateResponse | None:
        """Shows first what each would give; each is then looked at by itself, and the others say why not."""
        form = forms.Form(request.POST if "decide" in request.POST else None)
        return self._together(request, queryset, form, action="confirm_chosen", confirms=True)

    @admin.action(description="Send back those chosen", permissions=["decide"])
    def send_back_chosen(self, request: HttpRequest, queryset: QuerySet[CompletedWork]) -> TemplateResponse | None:
        form = SendBackForm(request.POST if "decide" in request.POST else None)
        form.fields["note"].required = True
        return self._together(request, queryset, form, action="send_back_chosen", confirms=False)

    def _together(
        self,
        request: HttpRequest,
        queryset: QuerySet[CompletedWork],
        form: forms.Form,
        *,
        action: str,
        confirms: bool,
    ) -> TemplateResponse | None:
        assert isinstance(request.user, User)
        by = request.user
        return self.decide_chosen(
            request,
            queryset.select_related("activity", "learner").prefetch_related("activity__designations__credit_type"),
            action=action,
            verb="Confirm" if confirms else "Send back",
            done="Confirmed" if confirms else "Sent back",
            form=form,
            decide=lambda chosen, note: decide_on_work_together(
                chosen, confirms=confirms, by=by, at=timezone.now(), note=note
            ),
        )

    class Media:
        css = {"all": ("css/components.css",)}


def _worth_of(work: CompletedWork) -> list[tuple[str, CreditType]]:
    """What confirming it gives at most, of each credit type that is on."""
    return [
        (plain(worth_of_work(work, designation)), designation.credit_type)
        for designation in work.activity.designations.all()
        if designation.credit_type.is_on or designation.credit_type.is_ama
    ]
