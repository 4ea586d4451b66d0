"""What somebody typed and sent while signed out, or with a page open for too long: put aside for its author (PLN-9).

Nothing of it is taken until its author, signed in, sees it in the form and sends it.
"""

from collections.abc import Callable
from functools import wraps
from typing import Any, Final
from urllib.parse import urlsplit

from django.contrib import messages
from django.contrib.auth.views import redirect_to_login
from django.contrib.sessions.backends.base import SessionBase
from django.http import HttpRequest, HttpResponse, QueryDict
from django.urls import Resolver404, resolve
from django.utils import timezone

BASED_ON = "based_on"
KEPT_UNTIL_SIGNED_IN = "You were signed out. What you typed is kept: sign in, and it is in the form again."
_NOT_TYPED = {"csrfmiddlewaretoken", BASED_ON, "add_row", "show", "open", "begin_with", "save", "next"}
# Sessions of people who never sign in hold this too, so it has a bound: a hundred times the longest section.
MOST_CHARACTERS = 500_000
MOST_PAGES = 3
KEPT_SECONDS = 4 * 3600
_PREFIX: Final = "typed:"


def keeps_typing[V: Callable[..., HttpResponse]](view: V) -> V:
    """Mark the outermost function of a page on which `signed_in_or_kept` stands further in."""
    view.keeps_typing = True  # type: ignore[attr-defined]
    return view


def signed_in_or_kept(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """As login_required; but what a signed-out person posted waits in their session for them to sign in."""

    @wraps(view)  # which hands the mark on to decorators around this one
    def wrapped(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if request.user.is_authenticated:
            return view(request, *args, **kwargs)
        if keep_refused_post(request):
            messages.warning(request, KEPT_UNTIL_SIGNED_IN)
        return redirect_to_login(request.get_full_path())

    return keeps_typing(wrapped)


def posted_or_kept(request: HttpRequest) -> QueryDict | None:
    """What binds a form: what is posted or, once, what waited for its author to sign in."""
    if request.method == "POST":
        return request.POST
    aside = take_kept(request)
    if aside is None:
        return None
    messages.info(request, "What was typed here before you signed in is in the form. Not yours? Open the page anew.")
    return as_querydict(aside["typed"])


def keep_refused_post(request: HttpRequest) -> bool:
    """Put a refused post aside in the session; False where nothing typed is in it, or it comes from another site."""
    if request.method != "POST" or not is_kept(request.path) or not _comes_from_here(request):
        return False
    typed = typed_of(request.POST)
    if sum(len(str(value)) for values in typed.values() for value in values) > MOST_CHARACTERS:
        return False
    kept = {"typed": typed, "based_on": request.POST.get(BASED_ON, ""), "at": timezone.now().timestamp()}
    request.session[_key(request)] = kept
    _forget_the_oldest(request.session)
    return True


def _forget_the_oldest(session: SessionBase) -> None:
    kept = [key for key in session.keys() if key.startswith(_PREFIX)]  # noqa: SIM118 (no mapping)
    for key in sorted(kept, key=lambda key: session[key].get("at", 0))[:-MOST_PAGES]:
        del session[key]


def take_kept(request: HttpRequest) -> dict[str, Any] | None:
    """What waited for its author, for a few hours: on a shared computer the next may be somebody else."""
    kept: dict[str, Any] | None = request.session.pop(_key(request), None)
    if kept is None or timezone.now().timestamp() - kept.pop("at", 0) > KEPT_SECONDS:
        return None
    return kept


def is_kept(path: str) -> bool:
    try:
        return getattr(resolve(path).func, "keeps_typing", False)
    except Resolver404:
        return False


def typed_of(post: QueryDict) -> dict[str, list[Any]]:
    return {key: values for key, values in post.lists() if key not in _NOT_TYPED}


def as_querydict(typed: dict[str, list[Any]]) -> QueryDict:
    data = QueryDict(mutable=True)
    for key, values in typed.items():
        data.setlist(key, values)
    return data


def _key(request: HttpRequest) -> str:
    return f"{_PREFIX}{request.path}"


def _comes_from_here(request: HttpRequest) -> bool:
    """A forged post is not to put words into somebody's form. Browsers name the origin of every post."""
    origin = request.headers.get("Origin")
    return origin is None or urlsplit(origin).netloc == request.get_host()
