"""What was typed into a plan and could not be taken: put aside for its author (PLN-9).

Nothing of it reaches the plan until its author, signed in, sees it in the form and saves it.
"""

from typing import Any
from urllib.parse import urlsplit

from django.http import HttpRequest, QueryDict
from django.urls import Resolver404, resolve

BASED_ON = "based_on"
KEPT_UNTIL_SIGNED_IN = "You were signed out. What you typed is kept: sign in, and it is in the form again."
_KEPT_PAGES = {"plan:section", "plan:support"}
_NOT_TYPED = {"csrfmiddlewaretoken", BASED_ON, "add_row", "show", "open", "begin_with", "save", "next"}
# Sessions of people who never sign in hold this too, so it has a bound: a hundred times the longest section.
MOST_CHARACTERS = 500_000


def keep_refused_post(request: HttpRequest) -> bool:
    """Put a refused post aside in the session; False where nothing typed is in it, or it comes from another site."""
    if request.method != "POST" or not is_kept(request.path) or not _comes_from_here(request):
        return False
    typed = typed_of(request.POST)
    if sum(len(str(value)) for values in typed.values() for value in values) > MOST_CHARACTERS:
        return False
    request.session[_key(request)] = {"typed": typed, "based_on": request.POST.get(BASED_ON, "")}
    return True


def take_kept(request: HttpRequest) -> dict[str, Any] | None:
    kept: dict[str, Any] | None = request.session.pop(_key(request), None)
    return kept


def is_kept(path: str) -> bool:
    try:
        return resolve(path).view_name in _KEPT_PAGES
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
    return f"typed:{request.path}"


def _comes_from_here(request: HttpRequest) -> bool:
    """A forged post is not to put words into somebody's form. Browsers name the origin of every post."""
    origin = request.headers.get("Origin")
    return origin is None or urlsplit(origin).netloc == request.get_host()
