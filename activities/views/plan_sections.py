"""Writing one section: saving, autosaving, and losing nothing (PLN-9)."""

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_POST

from accounts.requests import SignedInRequest
from activities.forms import SectionForms, forms_of
from activities.forms.agenda_remarks import long_or_at_night, moved_into_order
from activities.forms.agenda_rows import AgendaRows
from activities.forms.showing import differences, lines_of, say_the_same
from activities.forms.threading import THREADED, typed_thread
from activities.models import Activity, SectionDraft
from activities.plan_examples import EXAMPLES
from activities.readiness import open_items
from activities.recurrence import unusual_days_of
from activities.sections import SECTION_KEYS, has_agenda, section_for
from activities.services.drafting import (
    SavedMeanwhile,
    discard_typing,
    editing_refusal,
    fingerprint,
    save_section,
)
from activities.views.plan import get_plan, rail_of
from activities.views.plan_outlook import outlook_of
from activities.views.plan_typing import (
    answer_typing,
    keep_post,
    keep_post_if_possible,
    keep_what_was_put_aside,
    kept_as,
)
from activities.wording import LEVELS, OBSERVABLE_VERBS, SUGGESTED_VERBS, begin_with
from core.errors import ActionRefused
from core.typing_kept import BASED_ON, as_querydict, signed_in_or_kept, typed_of


@signed_in_or_kept
def section(request: SignedInRequest, slug: str, section: str) -> HttpResponse:
    activity = get_plan(request, slug)
    if request.method == "POST":
        return _post(request, activity, section)
    return _open(request, activity, section)


def _open(request: SignedInRequest, activity: Activity, section: str) -> HttpResponse:
    """With what this person typed and has not saved, if there is any."""
    keep_what_was_put_aside(request, activity, lambda typed: section)
    saved = forms_of(section, activity)
    draft = SectionDraft.objects.filter(activity=activity, section=section, person=request.user).first()
    typed = forms_of(section, Activity.objects.get(pk=activity.pk), as_querydict(draft.typed)) if draft else None
    if draft and typed and say_the_same(saved, typed):
        # Autosave may arrive after the save it was overtaken by.
        discard_typing(activity, section, by=request.user)
        draft = typed = None
    if refusal := editing_refusal(activity, request.user):
        return _show_as_it_reads(request, saved, typed, refusal)
    if draft is None or typed is None:
        return _show(request, saved, based_on=fingerprint(activity, section))
    return _show(request, typed, based_on=draft.based_on, draft=draft)


def _post(request: SignedInRequest, activity: Activity, section: str) -> HttpResponse:
    based_on = request.POST.get(BASED_ON, "")
    if {"add_row", "show", "open"} & set(request.POST):
        keep_post(request, activity, section)
        more = forms_of(section, activity, request.POST, more_rows=int("add_row" in request.POST))
        return _show(request, more, based_on=based_on, is_attempt=False, opened=_opened(request, more))
    if "begin_with" in request.POST:
        return _begin_with(request, activity, section)
    forms = forms_of(section, activity, request.POST)
    try:
        if not editing_refusal(activity, request.user) and not forms.is_valid():
            keep_post(request, activity, section)
            return _show(request, forms, based_on=based_on)
        _save(request, activity, section, based_on)
    except ActionRefused as refusal:
        messages.error(request, refusal.message)
        keep_post_if_possible(request, activity, section)
        return redirect("plan:section", activity.slug, section)
    except SavedMeanwhile as meanwhile:
        return _saved_meanwhile(request, forms, meanwhile)
    messages.success(request, _saved_sentence(activity, section))
    _say_what_moved(request, forms)
    request.session["reached"] = kept_as(request, activity, section)
    return redirect(_next_page(activity, section) if "next" in request.POST else _page(activity, section))


def _saved_sentence(activity: Activity, section: str) -> str:
    saved = f"“{section_for(section, activity).title}” is saved."
    # Read anew: what was saved was another instance, bound to the locked row.
    missing = sum(item.section == section for item in open_items(Activity.objects.get(pk=activity.pk)))
    if not missing:
        return saved
    return f"{saved} {'One thing is' if missing == 1 else f'{missing} things are'} still missing there."


def _opened(request: SignedInRequest, forms: SectionForms) -> str:
    """The row that was asked for: the new one, or one that was closed."""
    if "add_row" in request.POST and forms.rows is not None:
        return forms.rows.forms[-1].prefix or ""
    return request.POST.get("open", "")


def _begin_with(request: SignedInRequest, activity: Activity, section: str) -> HttpResponse:
    """The form as typed, with the verb that was picked for one objective; a script does it without asking."""
    keep_post(request, activity, section)
    field, _, verb = request.POST["begin_with"].partition(":")
    typed = request.POST.copy()
    if field in typed and verb in OBSERVABLE_VERBS:
        typed[field] = begin_with(verb, typed.get(field) or "")
    return _show(request, forms_of(section, activity, typed), based_on=request.POST.get(BASED_ON, ""), is_attempt=False)


def _say_what_moved(request: SignedInRequest, forms: SectionForms) -> None:
    if isinstance(forms.rows, AgendaRows):
        for sentence in moved_into_order(forms.kept_rows(), is_series=forms.activity.is_series):
            messages.info(request, sentence)
        for sentence in long_or_at_night(forms.kept_rows()):
            messages.warning(request, sentence)


def _save(request: SignedInRequest, activity: Activity, section: str, based_on: str) -> None:
    save_section(
        activity,
        section,
        by=request.user,
        at=timezone.now(),
        based_on=based_on,
        # Bound anew to the locked row, so that nothing saved meanwhile in other sections is undone.
        write=lambda locked: _write(forms_of(section, locked, request.POST)),
    )


def _write(forms: SectionForms) -> None:
    if not forms.is_valid():
        raise ActionRefused("Something this section refers to was just changed. Please look at it again.")
    forms.save()


def _page(activity: Activity, section: str) -> str:
    return reverse("plan:section", args=[activity.slug, section])


def _next_page(activity: Activity, section: str) -> str:
    """The next section; after the last one, what is handed in."""
    following = SECTION_KEYS[SECTION_KEYS.index(section) + 1 :]
    return _page(activity, following[0]) if following else reverse("plan:submit", args=[activity.slug])


def _page_of(request: SignedInRequest, activity: Activity, section: str) -> dict[str, Any]:
    # Bound forms write into their instance as they validate; the rail shows what is saved.
    fresh = Activity.objects.get(pk=activity.pk)
    page = rail_of(fresh, request, current=section) | {
        "section": section_for(section, activity),
        "example": () if section == "agenda" and not has_agenda(fresh) else EXAMPLES.get(section),
        "kept_as": kept_as(request, activity, section),
        "is_last": section == SECTION_KEYS[-1],
    }
    if request.method == "POST":
        page["reached"] = page["kept_as"]
    return page


def _show(
    request: SignedInRequest,
    forms: SectionForms,
    *,
    based_on: str,
    draft: SectionDraft | None = None,
    is_attempt: bool = True,
    opened: str = "",
) -> HttpResponse:
    attempted = request.method == "POST" and is_attempt
    context = _page_of(request, forms.activity, forms.section) | {
        "forms": forms,
        "errors": forms.errors() if attempted or draft else [],
        "is_attempt": attempted,
        "based_on": based_on,
        "draft": draft,
    }
    context |= outlook_of(forms, opened=opened)
    if forms.section in THREADED:
        context["thread"] = typed_thread(forms)
    if forms.section == "basics":
        context["unusual_days"] = unusual_days_of(context["activity"])
    if forms.section == "objectives":
        levels = [(key, name, SUGGESTED_VERBS[key]) for key, name in LEVELS.items()]
        context |= {"levels": levels, "verbs": sorted(OBSERVABLE_VERBS)}
    status = 422 if attempted and context["errors"] else 200
    return render(request, "activities/plan/section.html", context, status=status)


def _show_as_it_reads(
    request: SignedInRequest, saved: SectionForms, typed: SectionForms | None, refusal: str
) -> HttpResponse:
    context = _page_of(request, saved.activity, saved.section) | {
        "refusal": refusal,
        "lines": list(lines_of(saved)),
        "unsaved": differences(saved, typed) if typed else [],
    }
    if saved.section in THREADED:
        context["thread"] = typed_thread(saved)
    return render(request, "activities/plan/section_read.html", context)


def _saved_meanwhile(request: SignedInRequest, mine: SectionForms, meanwhile: SavedMeanwhile) -> HttpResponse:
    """The saved text and the typed one side by side, where they differ; nothing was overwritten."""
    activity, section = mine.activity, mine.section
    keep_post(request, activity, section)
    fresh = Activity.objects.get(pk=activity.pk)
    saved = forms_of(section, fresh)
    if say_the_same(saved, mine):
        discard_typing(activity, section, by=request.user)
        messages.success(request, f"“{section_for(section, activity).title}” is saved, as you typed it.")
        return redirect("plan:section", activity.slug, section)
    context = _page_of(request, activity, section) | {
        "last": meanwhile.last,
        "differences": differences(saved, mine),
        "typed": [(key, value) for key, values in typed_of(request.POST).items() for value in values],
        "based_on": fingerprint(fresh, section),
    }
    return render(request, "activities/plan/saved_meanwhile.html", context, status=409)


@require_POST
def typing(request: SignedInRequest, slug: str, section: str) -> HttpResponse:
    def thread(activity: Activity) -> dict[str, str]:
        return {"thread": _drawn_thread(activity, section, request)} if section in THREADED else {}

    return answer_typing(request, slug, section, thread)


def _drawn_thread(activity: Activity, section: str, request: SignedInRequest) -> str:
    """As the plan would hang together with what was just typed."""
    thread = typed_thread(forms_of(section, activity, request.POST))
    return render_to_string("activities/plan/_thread.html", {"thread": thread, "activity": activity, "links": True})


@signed_in_or_kept
@require_POST
def discard(request: SignedInRequest, slug: str, section: str) -> HttpResponse:
    activity = get_plan(request, slug)
    discard_typing(activity, section, by=request.user)
    messages.info(request, "Discarded. This is what is saved.")
    return redirect("plan:section", activity.slug, section)
