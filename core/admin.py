from typing import Any

from django.contrib import admin, messages
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils import timezone
from django.utils.html import format_html, linebreaks, urlize
from django.utils.safestring import SafeString, mark_safe

from core.letters import send_again
from core.models import FAILING_FIRST, Letter


class ReadOnlyAdmin(admin.ModelAdmin):
    """For records that only services write: everybody who may view may look, nobody may touch."""

    actions: Any = None
    kept_by_services = True

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False


class StateFilter(admin.SimpleListFilter):
    title = "state"
    parameter_name = "state"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        return [("failing", "Failing"), ("waiting", "Waiting"), ("sent", "Sent")]

    def queryset(self, request: HttpRequest, letters: QuerySet[Letter]) -> QuerySet[Letter]:
        if self.value() == "failing":
            return letters.filter(sent_at=None, attempts__gt=0)
        if self.value() == "waiting":
            return letters.filter(sent_at=None, attempts=0)
        return letters.filter(sent_at__isnull=False) if self.value() == "sent" else letters


@admin.register(Letter)
class LetterAdmin(ReadOnlyAdmin):
    """Every letter the system wrote, failing ones first."""

    ordering = (FAILING_FIRST, "-written_at", "-pk")
    list_display = ("name", "to_address", "present_state", "written_at", "sent_at", "attempts", "last_failure")
    list_filter = (StateFilter, ("kind", admin.AllValuesFieldListFilter))
    search_fields = ("subject", "to_address", "about")
    search_help_text = "Words of the subject, or an address"
    named_lookups = ("about",)
    date_hierarchy = "written_at"
    list_per_page = 50
    show_full_result_count = False
    actions = ("send_again",)
    fields = (
        "subject",
        "to_address",
        "person",
        "present_state",
        "written_at",
        "sent_at",
        "attempts",
        "due_at",
        "failure",
        "body",
    )
    readonly_fields = ("present_state", "body")

    def get_queryset(self, request: HttpRequest) -> QuerySet[Letter]:
        return super().get_queryset(request).defer("html", "headers")

    @admin.display(description="subject", ordering="subject")
    def name(self, letter: Letter) -> str:
        return letter.subject

    @admin.display(description="state")
    def present_state(self, letter: Letter) -> SafeString:
        kinds = {"sent": "done", "waiting": "submitted", "failing": "missing", "given up": "declined"}
        return format_html('<span class="status status-{}">{}</span>', kinds[letter.state], letter.state.capitalize())

    @admin.display(description="what the mail server said")
    def last_failure(self, letter: Letter) -> str:
        return letter.failure[:120]

    @admin.display(description="text")
    def body(self, letter: Letter) -> SafeString | str:
        if not letter.text:
            return "Not kept, since it held a code."
        return mark_safe(linebreaks(urlize(letter.readable, autoescape=True)))  # noqa: S308 - urlize has escaped it

    def has_send_permission(self, request: HttpRequest) -> bool:
        return request.user.has_perm("core.send_letter")

    @admin.action(description="Send again", permissions=["send"])
    def send_again(self, request: HttpRequest, queryset: QuerySet[Letter]) -> None:
        now = timezone.now()
        tried = [letter for letter in queryset if send_again(letter, at=now)]
        left = len(queryset) - len(tried)
        if tried:
            self.message_user(request, f"Tried again: {len(tried)}. Look here again in a minute.", messages.SUCCESS)
        if left:
            self.message_user(
                request, f"Left alone: {left}. Only letters that failed, and whose text is kept, go out again."
            )

    class Media:
        css = {"all": ("css/components.css",)}
