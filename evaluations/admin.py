"""The questions of each activity and the letters that followed, to read. Nobody's own answers are shown here (EVL-4)."""

from collections import Counter
from typing import Any

from django import forms
from django.contrib import admin, messages
from django.db.models import F, Prefetch, QuerySet
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils import timezone
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

from accounts.models import User
from activities.clearance import disclosures_to_learners
from activities.dates import long_date
from activities.models import OfficeSettings, TeamMember
from activities.services.reminding import each
from core.admin import ReadOnlyAdmin
from core.deciding import DecidesInTurn
from core.errors import ActionRefused
from evaluations.course_reviews import turn_to_look_back
from evaluations.models import BiasReport, CourseReview, FollowUpLetter, Question, Questionnaire
from evaluations.services import remind_director, resolve_bias
from evaluations.standard import BIAS_WHY


class QuestionInline(admin.TabularInline):
    model = Question
    fields = ("position", "kind", "text", "objective", "is_required")
    extra = 0
    can_delete = False

    def has_add_permission(self, request: HttpRequest, obj: object = None) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: object = None) -> bool:
        return False


@admin.register(Questionnaire)
class QuestionnaireAdmin(ReadOnlyAdmin):
    list_display = ("activity", "purpose", "created_at")
    list_filter = ("purpose",)
    list_select_related = ("activity",)
    search_fields = ("activity__title",)
    inlines = (QuestionInline,)


@admin.register(FollowUpLetter)
class FollowUpLetterAdmin(ReadOnlyAdmin):
    """Whether the letter went out; not what it asked, which would tie commitments to a name (EVL-4)."""

    list_display = ("learner", "written_at", "sent_at")
    list_filter = (("sent_at", admin.EmptyFieldListFilter),)
    list_select_related = ("learner",)
    search_fields = ("learner__email", "learner__sort_name")
    date_hierarchy = "written_at"
    fields = ("learner", "written_at", "sent_at")


class CourseReviewFilter(admin.SimpleListFilter):
    title = "look back"
    parameter_name = "standing"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        return [("missing", "Still to come"), ("overdue", "Overdue"), ("written", "Written")]

    def queryset(self, request: HttpRequest, queryset: QuerySet[Any]) -> QuerySet[Any]:
        reviews = CourseReview.objects.all()
        which = {
            "missing": reviews.missing(),
            "overdue": reviews.overdue(at=timezone.now()),
            "written": reviews.written(),
        }
        chosen = which.get(self.value() or "")
        return queryset if chosen is None else queryset.filter(pk__in=chosen.order_by().values("pk"))


@admin.register(CourseReview)
class CourseReviewAdmin(ReadOnlyAdmin):
    """The directors' reviews, the missing ones first, the longest missing on top (EVL-6)."""

    list_display = ("activity", "period_end_date", "director", "asked_at", "standing")
    list_filter = (CourseReviewFilter, "period_end_date")
    list_select_related = ("activity", "written_by")
    search_fields = ("activity__title", "learned", "changes")
    ordering = (F("written_at").desc(nulls_first=True), "asked_at")
    actions = ("remind_their_directors",)
    fields = ("activity", "period_end_date", "asked_at", "sent_at", "learned", "changes", "written_at", "written_by")

    def get_queryset(self, request: HttpRequest) -> QuerySet[CourseReview]:
        directors = TeamMember.objects.filter(role=TeamMember.Role.DIRECTOR).select_related("person")
        return super().get_queryset(request).prefetch_related(Prefetch("activity__team", directors))

    def has_remind_permission(self, request: HttpRequest) -> bool:
        return request.user.has_perm("activities.change_activity")

    @admin.action(description="Remind their directors", permissions=["remind"])
    def remind_their_directors(self, request: HttpRequest, queryset: QuerySet[CourseReview]) -> None:
        assert isinstance(request.user, User)
        reviews = queryset.select_related("activity")
        reminded, refused = each(reviews, remind_director, by=request.user, at=timezone.now())
        if reminded:
            self.message_user(request, f"Reminded the directors of {len(reminded)}.", messages.SUCCESS)
        for reason, number in Counter(reason for _, reason in refused).items():
            self.message_user(request, f"Not reminded: {number}. {reason}", messages.WARNING)

    @admin.display(description="director")
    def director(self, review: CourseReview) -> str:
        return ", ".join(str(member.person) for member in review.activity.team.all())

    @admin.display(description="look back", ordering="written_at")
    def standing(self, review: CourseReview) -> str:
        if review.written_at:
            return f"Written {timezone.localtime(review.written_at):%B %-d, %Y}"
        turn = turn_to_look_back(review, at=timezone.now())
        if turn.is_late:
            return format_html('{}, <strong class="overdue">overdue</strong>', turn.sentence)
        return turn.sentence


# --- Bias ------------------------------------------------------------------------------------------------------------
class BiasStateFilter(admin.SimpleListFilter):
    title = "state"
    parameter_name = "state"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        return [("open", "To look into"), ("resolved", "Dealt with")]

    def queryset(self, request: HttpRequest, queryset: QuerySet[Any]) -> QuerySet[Any]:
        if self.value() in {"open", "resolved"}:
            return queryset.filter(bias_resolution__isnull=self.value() == "open")
        return queryset


class ResolutionForm(forms.ModelForm):
    note = forms.CharField(
        label="What you found and what was done",
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 5}),
        help_text="It stays as you write it. The learner is not told, and their credit is not touched.",
    )

    class Meta:
        model = BiasReport
        fields = ()


@admin.register(BiasReport)
class BiasReportAdmin(DecidesInTurn, admin.ModelAdmin):
    """What learners found biased, and what the office did about it; never who they are (EVL-1, EVL-4)."""

    form = ResolutionForm
    list_display = ("activity", "session", "reported", "is_dealt_with")
    list_filter = (BiasStateFilter,)
    list_select_related = ("activity", "session", "bias_resolution")
    search_fields = ("activity__title",)
    ordering = ("-submitted_at",)
    actions = None
    _facts = ("about", "reported", "what_was_said", "what_was_disclosed")

    def get_queryset(self, request: HttpRequest) -> QuerySet[BiasReport]:
        assert isinstance(request.user, User)
        return BiasReport.objects.for_office(request.user)

    def get_fields(self, request: HttpRequest, obj: BiasReport | None = None) -> tuple[str, ...]:
        done = obj is not None and hasattr(obj, "bias_resolution")
        return (*self._facts, "what_was_done") if done else (*self._facts, "note")

    def get_readonly_fields(self, request: HttpRequest, obj: BiasReport | None = None) -> tuple[str, ...]:
        return (*self._facts, "what_was_done")

    @admin.display(description="reported", ordering="submitted_at")
    def reported(self, report: BiasReport) -> str:
        """The day alone: with the minute, a list of claims would say who it was (EVL-4)."""
        return long_date(timezone.localdate(report.submitted_at, report.activity.zone))

    @admin.display(description="about")
    def about(self, report: BiasReport) -> SafeString:
        address = reverse("admin:activities_activity_review", args=[report.activity.pk])
        words = format_html('<a href="{}">{}</a>', address, report.activity)
        return format_html("{}: {}", words, report.session) if report.session else words

    @admin.display(description="what learners read of financial relationships")
    def what_was_disclosed(self, report: BiasReport) -> SafeString:
        """As of the day of the report, so that one sees whether a speaker's interest and the bias are about one thing."""
        day = timezone.localdate(report.submitted_at, report.activity.zone)
        told = disclosures_to_learners(report.activity, office=OfficeSettings.current(), on=day, session=report.session)
        address = reverse("admin:activities_activity_review", args=[report.activity.pk])
        return format_html(
            '<ul>{}</ul><a href="{}#section-disclosures">Disclosures and decisions of its people</a>',
            format_html_join("", "<li>{}</li>", ((line,) for line in told)),
            address,
        )

    @admin.display(description="what was said")
    def what_was_said(self, report: BiasReport) -> str:
        why = report.answers.filter(question__key=BIAS_WHY).values_list("text", flat=True).first()
        return why or "(nothing)"

    @admin.display(description="what was done")
    def what_was_done(self, report: BiasReport) -> str:
        done = report.bias_resolution
        return f"{done.note} ({done.resolved_by}, {timezone.localtime(done.resolved_at):%B %-d, %Y})"

    @admin.display(description="dealt with", boolean=True)
    def is_dealt_with(self, report: BiasReport) -> bool:
        return hasattr(report, "bias_resolution")

    def save_model(self, request: HttpRequest, obj: BiasReport, form: Any, change: bool) -> None:
        assert isinstance(request.user, User)
        try:
            resolve_bias(obj, note=form.cleaned_data["note"], by=request.user, at=timezone.now())
        except ActionRefused as refusal:
            messages.error(request, refusal.message)

    def response_change(self, request: HttpRequest, obj: BiasReport) -> HttpResponse:
        if not BiasReport.objects.filter(pk=obj.pk).unresolved().exists():
            return self.decided(request, f"What was done about “{obj}” is on record.")
        return HttpResponseRedirect(self.list_address(request))

    def still_waiting(self, request: HttpRequest) -> QuerySet[BiasReport]:
        return self.get_queryset(request).unresolved().order_by("submitted_at", "pk")  # type: ignore[attr-defined]

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: BiasReport | None = None) -> bool:
        return super().has_change_permission(request, obj) and not (obj and hasattr(obj, "bias_resolution"))
