"""The admin site as the office sees it: its first page is the office's desk."""

from typing import Any

from django.contrib.admin import AdminSite, ModelAdmin
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils import timezone

from core.lookups import NamedLookups


class OfficeSite(AdminSite):
    site_header = "UUCME office"
    site_title = "UUCME office"
    index_title = "The office’s desk"
    site_url = "/"
    # The queue and its filters need the whole width.
    enable_nav_sidebar = False

    def register(self, model_or_iterable: Any, admin_class: Any = None, **options: Any) -> None:
        """Every list, others' too, is narrowed only by what it offers (core.lookups)."""
        base = admin_class or ModelAdmin
        guarded = type(base.__name__, (NamedLookups, base), {"__module__": base.__module__, "__doc__": base.__doc__})
        super().register(model_or_iterable, guarded, **options)

    def login(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> HttpResponse:
        """Everybody comes in by one door, where attempts are counted."""
        # Before there are models, their views cannot be imported.
        from django.contrib.auth.views import LoginView, redirect_to_login

        if request.user.is_authenticated and not self.has_permission(request):
            raise PermissionDenied
        goes_on_to = LoginView().get_redirect_url(request) or reverse("admin:index", current_app=self.name)
        return redirect(goes_on_to) if self.has_permission(request) else redirect_to_login(goes_on_to)

    def index(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> TemplateResponse:
        # The site is made while apps are still loading, before there are models to import.
        from accounts.models import User
        from uucme.desk import desk_of, waiting_longest
        from uucme.office_lists import lists_of

        assert isinstance(request.user, User)
        groups, records = lists_of(self.get_app_list(request), request.user)
        now = timezone.now()
        context = {
            "desk": desk_of(request.user, at=now),
            "waiting_longest": waiting_longest(request.user, at=now),
            "groups": groups,
            "records": records,
        }
        return super().index(request, {**context, **(extra_context or {})})
