"""What was typed into a plan and could not be taken yet is kept: as one types, and once one signs in again (PLN-9)."""

from collections.abc import Callable
from contextlib import suppress
from typing import Any

from django.http import JsonResponse
from django.utils import timezone

from accounts.requests import SignedInRequest
from activities.models import Activity
from activities.services.drafting import keep_typing
from activities.views.plan import get_plan
from core.errors import ActionRefused
from core.typing_kept import BASED_ON, take_kept, typed_of


def keep_post(request: SignedInRequest, activity: Activity, part: str) -> None:
    """`part` is a section, or a form of the page of support and exhibits. Raises ActionRefused for strangers."""
    keep_typing(
        activity,
        part,
        by=request.user,
        at=timezone.now(),
        typed=typed_of(request.POST),
        based_on=request.POST.get(BASED_ON, ""),
    )


def keep_post_if_possible(request: SignedInRequest, activity: Activity, part: str) -> None:
    """A stranger's text has no place in this plan; a planner's waits for them."""
    with suppress(ActionRefused):
        keep_post(request, activity, part)


def keep_what_was_put_aside(
    request: SignedInRequest, activity: Activity, part_of: Callable[[dict[str, list[Any]]], str]
) -> None:
    """What was posted while they were signed out, or with a token that had expired."""
    aside = take_kept(request)
    if aside and (part := part_of(aside["typed"])):
        with suppress(ActionRefused):
            keep_typing(activity, part, by=request.user, at=timezone.now(), **aside)


def kept_as(request: SignedInRequest, activity: Activity, part: str) -> str:
    """How the browser names its own copy of the text, which it can forget once the text has reached us."""
    return f"{activity.pk}/{part}/{request.user.pk}"


def answer_typing(
    request: SignedInRequest, slug: str, part: str, more: Callable[[Activity], dict[str, str]] | None = None
) -> JsonResponse:
    """Autosave: keeps the form as typed. Answers JSON, since only a script calls it."""
    if not request.user.is_authenticated:
        return JsonResponse({"sentence": "You are signed out; your text is kept in this browser."}, status=401)
    activity = get_plan(request, slug)
    try:
        keep_post(request, activity, part)
    except ActionRefused as refusal:
        return JsonResponse({"sentence": refusal.message}, status=409)
    told = {"sentence": f"Kept as typed, {timezone.localtime():%-I:%M %p}. Not yet saved to the plan."}
    return JsonResponse(told | (more(activity) if more else {}))
