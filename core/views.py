from collections.abc import Callable
from functools import wraps

from django.http import FileResponse, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect, render
from django.utils import timezone
from django_htmx.http import HttpResponseClientRedirect

from core.models import PreparedFile
from core.printing.sheets import Sheet
from core.services import prepare, prepare_again


def stays_on_page[**P](view: Callable[P, HttpResponse]) -> Callable[P, HttpResponse]:
    """For forms with `components/stays.html`: what they bring back is put into the page, and where they lead is gone to.

    Every mistake is then one page in the browser's history, and Back never asks whether to send something again.
    """

    @wraps(view)
    def answer(*args: P.args, **kwargs: P.kwargs) -> HttpResponse:
        response = view(*args, **kwargs)
        request = args[0]
        if isinstance(request, HttpRequest) and request.htmx and isinstance(response, HttpResponseRedirect):  # type: ignore[attr-defined]
            return HttpResponseClientRedirect(response.url)
        return response

    return answer


def hand_out(request: HttpRequest, sheet: Sheet, *, name: str, title: str, back: str) -> HttpResponse | FileResponse:
    """The PDF of `sheet` once a worker has drawn it; until then a page that waits for it and can be left.

    `name` is that of the file, `title` what people call it, `back` the address they came from; with `?save` the browser
    keeps it instead of showing it. A POST asks again for what failed. Only for who may read every word of the sheet.
    """
    prepared = prepare(sheet, at=timezone.now())
    if request.method == "POST":
        if prepared.has_failed:
            prepare_again(prepared, at=timezone.now())
        return redirect(request.get_full_path())
    if prepared.made_at is None:
        return _waiting(request, prepared, title=title, back=back)
    if request.htmx:  # type: ignore[attr-defined]
        return HttpResponseClientRedirect(request.get_full_path())
    try:
        pdf = prepared.file.open("rb")
    except OSError:  # lost with its disk: it is only a copy
        prepare_again(prepared, at=timezone.now())
        return _waiting(request, prepared, title=title, back=back)
    response = FileResponse(pdf, content_type="application/pdf", filename=name, as_attachment="save" in request.GET)
    response["Cache-Control"] = "private, no-store"
    return response


def _waiting(request: HttpRequest, prepared: PreparedFile, *, title: str, back: str) -> HttpResponse:
    if request.htmx and prepared.has_failed:  # type: ignore[attr-defined]
        return HttpResponseClientRedirect(request.get_full_path())
    template = "core/_preparing.html" if request.htmx else "core/preparing.html"  # type: ignore[attr-defined]
    response = render(request, template, {"prepared": prepared, "title": title, "back": back}, status=202)
    response["Cache-Control"] = "private, no-store"
    return response
