from collections.abc import Callable
from typing import Any

from django.http import HttpRequest, HttpResponse, QueryDict
from django.utils.cache import patch_cache_control

Answer = Callable[[HttpRequest], HttpResponse]


class WithoutNul:
    """Lets go of NUL characters, which nobody types, browsers drop and PostgreSQL cannot keep.

    Views that read uploads themselves are exempt from CSRF's early look at the POST, and so from ours: their forms
    refuse NUL.
    """

    def __init__(self, get_response: Answer) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if "%00" in request.META.get("QUERY_STRING", ""):
            request.GET = _without_nul(request.GET)  # type: ignore[assignment]
        return self.get_response(request)

    def process_view(self, request: HttpRequest, view: Any, args: object, kwargs: object) -> None:
        if request.method != "POST" or getattr(view, "csrf_exempt", False):
            return
        if any("\x00" in value for _, values in request.POST.lists() for value in values):
            request.POST = _without_nul(request.POST)  # type: ignore[assignment]


def _without_nul(sent: QueryDict) -> QueryDict:
    kept = QueryDict(mutable=True)
    for name, values in sent.lists():
        kept.setlist(name, [str(value).replace("\x00", "") for value in values])
    kept._mutable = False
    return kept


class PrivatePages:
    """What a signed-in person sees is kept by no cache, nor shown by the browser's Back once they signed out.

    A page that says something of itself, such as a calendar, is left alone.
    """

    def __init__(self, get_response: Answer) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        if "Cache-Control" not in response and request.user.is_authenticated:
            patch_cache_control(response, private=True, no_store=True)
        return response
