"""Deciding in the office's lists: one row and then the next, or several at once."""

from collections.abc import Callable
from datetime import datetime
from typing import Any
from urllib.parse import urlencode

from django import forms
from django.contrib import admin, messages
from django.db.models import Model, QuerySet
from django.http import HttpRequest, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.html import format_html

_FILTERS = "_changelist_filters"  # the name under which Django's lists hand their filters on to a row's page


def days_since(moment: datetime | None) -> str:
    """“3 days”: for how long something waits."""
    days = (timezone.now() - moment).days if moment else 0
    return f"{days} day{'' if days == 1 else 's'}"


class DecidesInTurn:
    """Mixin for an admin whose rows wait for a decision: after each, back to the list as it was, the next one named."""

    model: type[Model]
    message_user: Callable[..., None]

    def still_waiting(self, request: HttpRequest) -> QuerySet[Any]:
        """What whoever asks may decide on, what waits longest first."""
        raise NotImplementedError

    def list_address(self, request: HttpRequest) -> str:
        """The list, filtered as it was when its row was opened."""
        return _address(self.model, "changelist", query=request.GET.get(_FILTERS, ""))

    def decided(self, request: HttpRequest, said: str) -> HttpResponseRedirect:
        """Say what came of it and which is next, on the list."""
        waiting = self.still_waiting(request)
        following = waiting.first()
        if following is None:
            self.message_user(request, f"{said} No other waits.", messages.SUCCESS)
        else:
            filters = request.GET.get(_FILTERS, "")
            query = urlencode({_FILTERS: filters}) if filters else ""
            number = waiting.count()
            words = format_html(
                '{} Next{}: <a href="{}">{}</a>.',
                said,
                f" of {number}" if number > 1 else "",
                _address(self.model, "change", following.pk, query=query),
                self.name_in_turn(following),
            )
            self.message_user(request, words, messages.SUCCESS)
        return HttpResponseRedirect(self.list_address(request))

    def name_in_turn(self, row: Any) -> str:
        return str(row)


def _address(model: type[Model], page: str, *args: Any, query: str = "") -> str:
    opts = model._meta
    address = reverse(f"admin:{opts.app_label}_{opts.model_name}_{page}", args=args)
    return f"{address}?{query}" if query else address


class DecidesTogether:
    """Mixin for an admin with actions that decide on several rows, each by the service that decides on one."""

    model: type[Model]
    admin_site: admin.AdminSite
    message_user: Callable[..., None]

    def words_for(self, row: Any) -> str:
        """How a chosen row is named where one confirms."""
        return str(row)

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
            "list_address": _address(self.model, "changelist", query=request.GET.urlencode()),
            "rows": [(row, self.words_for(row)) for row in queryset],
            "form": form,
            "action": action,
            "verb": verb,
        }
        return TemplateResponse(request, "admin/decide_together.html", context)
