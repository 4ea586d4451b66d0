"""Writing one section: saving, autosaving, and losing nothing (PLN-9)."""

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.contrib import messages
from django.contrib.auth.views import redirect_to_login
from django.http import HttpRequest, HttpResponse, JsonResponse, QueryDict
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import Resolver404, resolve
from django.utils import timezone
from django.views.decorators.http import require_POST

from activities.balance import team_balance
from activities.credit import credit_for
from activities.forms import SectionForms, forms_of
from activities.models import Activity, OfficeSettings, SectionDraft
from activities.plan_examples import EXAMPLES
from activities.readiness import computed_credit
from activities.sections import SECTION_KEYS, get_section
from activities.services.drafting import (
    SavedMeanwhile,
    discard_typing,
    editing_refusal,
    fingerprint,
    keep_typing,
    save_section,
)
from activities.views.plan import get_plan, rail_of
from activities.wording import OBSERVABLE_VERBS, SUGGESTED_VERBS
from core.errors import ActionRefused

BASED_ON = "based_on"
_NOT_TYPED = {"csrfmiddlewaretoken", BASED_ON, "add_row", "show", "save", "next"}


def signed_in_or_kept(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """As login_required; but what a signed-out person posted waits in their session for them to sign in."""

    @wraps(view)
    def wrapped(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if request.user.is_authenticated:
            return view(request, *args, **kwargs)
        keep_refused_post(request)
        return redirect_to_login(request.path)

    return wrapped


def keep_refused_post(request: HttpRequest) -> bool:
    """Put a section's refused post aside in the session; False where it is not one.

    Nothing of it reaches the plan until its author, signed in, sees it in the form and saves it.
    """
    try:
        match = resolve(request.path)
    except Resolver404:
        return False
    if request.method != "POST" or match.view_name != "plan:section":
        return False
    request.session[f"typed:{request.path}"] = {
        "typed": typed_of(request.POST),
        "based_on": request.POST.get(BASED_ON, ""),
    }
    return True


def typed_of(post: QueryDict) -> dict[str, list[Any]]:
    return {key: values for key, values in post.lists() if key not in _NOT_TYPED}


def as_querydict(typed: dict[str, list[Any]]) -> QueryDict:
    data = QueryDict(mutable=True)
    for key, values in typed.items():
        data.setlist(key, values)
    return data


@signed_in_or_kept
def section(request: HttpRequest, slug: str, section: str) -> HttpResponse:
    activity = get_plan(request, slug)
    if editing_refusal(activity, request.user):  # type: ignore[arg-type]
        if request.method == "POST":
            messages.error(request, editing_refusal(activity, request.user))  # type: ignore[arg-type]
        return _show(request, activity, section, forms_of(section, activity), based_on="")
    if request.method == "POST":
        return _post(request, activity, section)
    return _open(request, activity, section)


def _open(request: HttpRequest, activity: Activity, section: str) -> HttpResponse:
    """With what this person typed and has not saved, if there is any."""
    if aside := request.session.pop(f"typed:{request.path}", None):
        keep_typing(activity, section, by=request.user, at=timezone.now(), **aside)  # type: ignore[arg-type]
    draft = SectionDraft.objects.filter(activity=activity, section=section, person=request.user).first()  # type: ignore[misc]
    if draft is None:
        return _show(request, activity, section, forms_of(section, activity), based_on=fingerprint(activity, section))
    typed = as_querydict(draft.typed)
    return _show(request, activity, section, forms_of(section, activity, typed), based_on=draft.based_on, draft=draft)


def _post(request: HttpRequest, activity: Activity, section: str) -> HttpResponse:
    based_on = request.POST.get(BASED_ON, "")
    if "add_row" in request.POST or "show" in request.POST:
        _keep(request, activity, section, based_on)
        more = forms_of(section, activity, request.POST, more_rows=int("add_row" in request.POST))
        return _show(request, activity, section, more, based_on=based_on, is_attempt=False)
    forms = forms_of(section, activity, request.POST)
    if not forms.is_valid():
        _keep(request, activity, section, based_on)
        return _show(request, activity, section, forms, based_on=based_on)
    try:
        save_section(
            activity,
            section,
            by=request.user,  # type: ignore[arg-type]
            at=timezone.now(),
            based_on=based_on,
            # Bound anew to the locked row, so that nothing saved meanwhile in other sections is undone.
            write=lambda locked: _write(forms_of(section, locked, request.POST)),
        )
    except ActionRefused as refusal:
        _keep(request, activity, section, based_on)
        messages.error(request, refusal.message)
        return redirect("plan:section", activity.slug, section)
    except SavedMeanwhile as meanwhile:
        _keep(request, activity, section, based_on)
        return _show_both(request, activity, section, forms, meanwhile)
    messages.success(request, f"“{get_section(section).title}” is saved.")
    return redirect("plan:section", activity.slug, _next_section(section) if "next" in request.POST else section)


def _write(forms: SectionForms) -> None:
    if not forms.is_valid():
        raise ActionRefused("Something this section refers to was just changed. Please look at it again.")
    forms.save()


def _keep(request: HttpRequest, activity: Activity, section: str, based_on: str) -> None:
    keep_typing(
        activity,
        section,
        by=request.user,  # type: ignore[arg-type]
        at=timezone.now(),
        typed=typed_of(request.POST),
        based_on=based_on,
    )


def _next_section(section: str) -> str:
    index = SECTION_KEYS.index(section)
    return SECTION_KEYS[min(index + 1, len(SECTION_KEYS) - 1)]


def _show(
    request: HttpRequest,
    activity: Activity,
    section: str,
    forms: SectionForms,
    *,
    based_on: str,
    draft: SectionDraft | None = None,
    is_attempt: bool = True,
) -> HttpResponse:
    attempted = request.method == "POST" and is_attempt
    # Bound forms write into their instance as they validate; the rail shows what is saved.
    fresh = Activity.objects.get(pk=activity.pk)
    context = rail_of(fresh, request, current=section) | {
        "section": get_section(section),
        "example": EXAMPLES.get(section),
        "forms": forms,
        "errors": forms.errors() if attempted or draft else [],
        "is_attempt": attempted,
        "based_on": based_on,
        "draft": draft,
        "is_last": section == SECTION_KEYS[-1],
    }
    context |= _extras(fresh, section)
    status = 422 if attempted and context["errors"] else 200
    return render(request, "activities/plan/section.html", context, status=status)


def _extras(activity: Activity, section: str) -> dict[str, Any]:
    if section == "team":
        return {"balance": team_balance(activity)}
    if section == "objectives":
        return {"suggested_verbs": SUGGESTED_VERBS, "verbs": sorted(OBSERVABLE_VERBS)}
    if section == "agenda" and not activity.is_self_paced:
        sessions = [session for session in activity.sessions.all() if session.counts_for_credit]
        return {
            "counting": [(session, credit_for([(session.starts_at, session.ends_at)])) for session in sessions],
            "credit": computed_credit(activity, OfficeSettings.current()),
        }
    return {}


def _show_both(
    request: HttpRequest, activity: Activity, section: str, mine: SectionForms, meanwhile: SavedMeanwhile
) -> HttpResponse:
    """The saved text and the typed one side by side, where they differ; nothing was overwritten."""
    fresh = Activity.objects.get(pk=activity.pk)
    theirs = {key: (label, value) for key, label, value in forms_of(section, fresh).values()}
    typed = {key: (label, value) for key, label, value in mine.values()}
    pairs = [
        (
            (typed.get(key) or theirs[key])[0],
            theirs.get(key, ("", ""))[1],
            typed.get(key, ("", ""))[1],
        )
        for key in dict.fromkeys([*theirs, *typed])
        if str(theirs.get(key, ("", ""))[1] or "") != str(typed.get(key, ("", ""))[1] or "")
    ]
    context = rail_of(fresh, request, current=section) | {
        "section": get_section(section),
        "last": meanwhile.last,
        "pairs": pairs,
        "typed": [(key, value) for key, values in typed_of(request.POST).items() for value in values],
        "based_on": fingerprint(fresh, section),
    }
    return render(request, "activities/plan/saved_meanwhile.html", context, status=409)


@require_POST
def typing(request: HttpRequest, slug: str, section: str) -> HttpResponse:
    """Autosave: keeps the form as typed. Answers JSON, since only a script calls it."""
    if not request.user.is_authenticated:
        return JsonResponse({"sentence": "You are signed out; your text is kept in this browser."}, status=401)
    activity = get_plan(request, slug)
    now = timezone.now()
    try:
        keep_typing(
            activity,
            section,
            by=request.user,
            at=now,
            typed=typed_of(request.POST),
            based_on=request.POST.get(BASED_ON, ""),
        )
    except ActionRefused as refusal:
        return JsonResponse({"sentence": refusal.message}, status=409)
    return JsonResponse({"sentence": f"Kept as typed, {timezone.localtime(now):%-I:%M %p}. Not yet saved to the plan."})


@signed_in_or_kept
@require_POST
def discard(request: HttpRequest, slug: str, section: str) -> HttpResponse:
    activity = get_object_or_404(Activity.objects.planned_by(request.user), slug=slug)
    discard_typing(activity, section, by=request.user)  # type: ignore[arg-type]
    messages.info(request, "Discarded. This is what is saved.")
    return redirect("plan:section", activity.slug, section)
