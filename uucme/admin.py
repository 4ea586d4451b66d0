"""The admin site as the office sees it: its first page is the office's desk."""

from typing import Any

from django.contrib.admin import AdminSite
from django.http import HttpRequest
from django.template.response import TemplateResponse
from django.utils import timezone


class OfficeSite(AdminSite):
    site_header = "UUCME office"
    site_title = "UUCME office"
    index_title = "The office’s desk"
    site_url = "/"
    # The queue and its filters need the whole width.
    enable_nav_sidebar = False

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
