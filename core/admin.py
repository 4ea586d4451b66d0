from collections.abc import Callable
from datetime import datetime
from typing import Any

from django import forms
from django.contrib import admin, messages
from django.db.models import Model, QuerySet
from django.http import HttpRequest
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.html import format_html, linebreaks, urlize
from django.utils.safestring import SafeString, mark_safe

from core.letters import send_again
from core.models import FAILING_FIRST, Letter


class ReadOnlyAdmin(admin.ModelAdmin):
    """For records that only services write: everybody who may view may look, nobody may touch."""

    actions: Any = None

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False


def days_since(moment: datetime | None) -> str:
    """“3 days”: for how long something waits."""
    days = (timezone.now() - moment).days if moment else 0
    return f"{days} day{'' if days == 1 else 's'}"


class DecidesTogether:
    """Mixin for an admin with actions that decide on several rows, each by the service that decides on one."""

    model: type[Model]
    admin_site: admin.AdminSite
    message_user: Callable[..., None]

    def decide_chosen(
        self,
        request: HttpRequest,
        queryset: QuerySet[Any],
        *,
        action: str,
        verb: str,
        done: str,
        form: forms.Form,
        decide: Callable[[QuerySet[Any], str], tuple[int, list[tuple[Any, str]]]],
    ) -> TemplateResponse | None:
        """Ask once for the note, where `form` has one; then decide on each, and say why where it could not be."""
        if form.is_bound and form.is_valid():
            number, refused = decide(queryset, form.cleaned_data.get("note", ""))
            if number:
                self.message_user(request, f"{done} {number}. Each is told by letter.", messages.SUCCESS)
            for one, reason in refused:
                self.message_user(request, f"{one}: {reason}", messages.WARNING)
            return None
        opts = self.model._meta
        context = {
            **self.admin_site.each_context(request),
            "title": f"{verb} {opts.verbose_name_plural}",
            "opts": opts,
            "list_address": reverse(f"admin:{opts.app_label}_{opts.model_name}_changelist"),
            "rows": queryset,
            "form": form,
            "action": action,
            "verb": verb,
        }
        return TemplateResponse(request, "admin/decide_together.html", context)


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
