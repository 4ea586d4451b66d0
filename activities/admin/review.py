"""The acts of the review page: one decision, and the smaller acts about independence."""

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.utils import timezone

from accounts.models import User
from activities import services
from activities.admin.forms import DecisionForm
from activities.admin.page import ReviewPage
from activities.differences import places_of
from activities.models import Activity, Exclusion, OfficeSettings
from activities.readiness import computed_credit, decision_refusals, with_readiness_facts
from activities.services.designations import OtherCredit
from activities.services.disclosure_requests import request_missing_disclosures
from activities.services.exclusions import exclude_member, undo_exclusion
from activities.services.exemptions import end_exemption, exempt_activity
from core.errors import ActionRefused, first_refusal
from core.forms import add_refusal


def review_page(request: HttpRequest, pk: int, *, context: dict[str, Any]) -> HttpResponse:
    assert isinstance(request.user, User)
    if not request.user.has_perm("activities.view_activity"):
        raise PermissionDenied
    activity = _find(pk, request.user)
    office = OfficeSettings.current()
    most = computed_credit(activity, office)
    now = timezone.now()
    asks: dict[str, Any] = {
        "most": most,
        "places": places_of(activity),
        "unsettled": activity.review_requests.unsettled(),
    }
    typed: Any = QueryDict(request.session.pop(_typed_key(pk), "")) if request.method == "GET" else request.POST
    form = (
        DecisionForm(typed, **asks).unjudged() if typed else DecisionForm(initial={"version": activity.version}, **asks)
    )
    page = ReviewPage(activity, request.user, now, office, form, typed or None)
    if request.method == "POST":
        page.form = DecisionForm(request.POST, **asks)
        act = request.POST.get("action", "")
        if act in _DECISIONS:
            if page.form.is_valid() and _decide(request, page, act):
                return redirect("admin:activities_activity_changelist")
        elif _settle(request, page, act):
            # What is typed elsewhere on the page comes along.
            typed = request.POST.copy()
            if act in ("comment", "note"):
                typed["comment"] = ""
            request.session[_typed_key(pk)] = typed.urlencode()
            return redirect(f"{request.path}#{_place_of(act)}")
        else:
            page = ReviewPage(_find(pk, request.user), request.user, now, office, form, typed, page.refused)
    return render(request, "admin/activities/activity/review.html", {**context, "page": page, "title": activity.title})


def _find(pk: int, user: User) -> Activity:
    found = (
        with_readiness_facts(Activity.objects.plan_visible_to(user))
        .select_related("created_by", "attested_by")
        .prefetch_related("designations", "partners", "team__person__disclosure_requests", "sessions__speakers__person")
        .filter(pk=pk)
        .first()
    )
    if found is None:
        raise Http404
    return found


# --- Deciding ---------------------------------------------------------------------------------------------------------


def _approve(page: ReviewPage) -> str:
    data = page.form.cleaned_data
    if page.form.requests():
        raise ActionRefused(
            "You wrote down what should change. Request the changes, or empty those texts before you approve."
        )
    with transaction.atomic():
        services.approve_activity(
            page.activity,
            by=page.user,
            at=page.at,
            maximum=data["maximum"],
            others=_other_credit(page),
            note=data["note"],
            version=data["version"],
            settled=page.form.settled(),
        )
        if data["open_at_once"]:
            services.open_activity(page.activity, by=page.user, at=page.at)
    return f"“{page.activity}” is approved{' and open for registration' if data['open_at_once'] else ''}."


def _other_credit(page: ReviewPage) -> list[OtherCredit]:
    """Raises ActionRefused where something of it is wrong; each sentence stands beside its field."""
    judged = [form.is_valid() for form in page.other_credit]
    if not all(judged):
        raise ActionRefused("Please look at the other credit again.")
    return [form.wanted for form in page.other_credit if form.is_wanted]


def _designate(page: ReviewPage) -> str:
    made = services.designate_other_credit(page.activity, _other_credit(page), by=page.user, at=page.at)
    if not made:
        raise ActionRefused("Say how much of which credit is designated.")
    return f"“{page.activity}” is now designated for {', '.join(map(str, made))} too."


def _request_changes(page: ReviewPage) -> str:
    data = page.form.cleaned_data
    services.request_changes(
        page.activity,
        requests=page.form.requests(),
        by=page.user,
        at=page.at,
        note=data["note"],
        version=data["version"],
        settled=page.form.settled(),
    )
    return f"The planners of “{page.activity}” see what you asked for."


def _decline(page: ReviewPage) -> str:
    data = page.form.cleaned_data
    services.decline_proposal(page.activity, by=page.user, at=page.at, note=data["note"], version=data["version"])
    return f"“{page.activity}” is declined."


def _withdraw(page: ReviewPage) -> str:
    first_refusal(decision_refusals(page.activity, by=page.user))
    services.withdraw_proposal(page.activity, by=page.user, at=page.at, note=page.form.cleaned_data["note"])
    return f"“{page.activity}” is withdrawn. Its planners can take it up again."


def _open(page: ReviewPage) -> str:
    services.open_activity(page.activity, by=page.user, at=page.at)
    return f"“{page.activity}” is open for registration."


def _close(page: ReviewPage) -> str:
    services.close_activity(page.activity, by=page.user, at=page.at)
    return f"“{page.activity}” is closed."


def _cancel(page: ReviewPage) -> str:
    services.cancel_activity(page.activity, by=page.user, at=page.at, note=page.form.cleaned_data["note"])
    return f"“{page.activity}” is cancelled."


_DECISIONS: dict[str, Callable[[ReviewPage], str]] = {
    "approve": _approve,
    "request_changes": _request_changes,
    "decline": _decline,
    "withdraw": _withdraw,
    "designate": _designate,
    "open": _open,
    "close": _close,
    "cancel": _cancel,
}


def _decide(request: HttpRequest, page: ReviewPage, act: str) -> bool:
    """Whether it was done; a refusal is put on the form, with everything that was typed."""
    try:
        messages.success(request, _DECISIONS[act](page))
    except ActionRefused as refusal:
        add_refusal(page.form, refusal)
        page.activity = _find(page.activity.pk, page.user)
        return False
    return True


# --- Smaller acts: these keep the page and what is typed on it --------------------------------------------------------


def _typed_key(pk: int) -> str:
    return f"review-{pk}"


def _place_of(act: str) -> str:
    return {"settle": "requests", "comment": "comments", "note": "comments"}.get(act, "section-disclosures")


def _settle(request: HttpRequest, page: ReviewPage, act: str) -> bool:
    """Do one of the smaller acts; whether it was done, else the page says why beside it."""
    try:
        if act == "settle":
            _settle_requests(request, page)
        elif act in ("comment", "note"):
            _comment(request, page, is_internal=act == "note")
        elif act == "save_relationships":
            _save_relationships(request, page)
        elif act == "ask_disclosures":
            asked = request_missing_disclosures(page.activity, by=page.user, at=page.at)
            messages.success(request, f"A letter with a link is on its way to {_named(asked)}.")
        elif act == "exempt":
            data = request.POST
            exempt_activity(
                page.activity,
                ground=data.get("exempt_ground", ""),
                reason=data.get("exempt_reason", ""),
                by=page.user,
                at=page.at,
            )
            messages.success(request, "Nobody has to disclose for this activity. It is on record with your reason.")
        elif act == "end_exemption":
            end_exemption(page.activity, reason=request.POST.get("end_reason", ""), by=page.user, at=page.at)
            messages.success(request, "Its people have to disclose from now on.")
        elif act.startswith("undo-"):
            _undo_exclusion(request, page, act.removeprefix("undo-"))
        elif act.startswith("exclude-"):
            _exclude(request, page, act.removeprefix("exclude-"))
    except ActionRefused as refusal:
        messages.error(request, refusal.message)
        return False
    return not page.refused


def _comment(request: HttpRequest, page: ReviewPage, *, is_internal: bool) -> None:
    about = request.POST.get("comment_about", "")
    asked = next((one for one in page.requests if str(one.pk) == about), None)
    text = request.POST.get("comment", "")
    try:
        services.write_comment(
            page.activity, text=text, by=page.user, at=page.at, request=asked, is_internal=is_internal
        )
    except ActionRefused as refusal:
        page.refused["comment"] = refusal.message
        return
    messages.success(request, "Kept among the office." if is_internal else "The planners hear of it by mail.")


def _settle_requests(request: HttpRequest, page: ReviewPage) -> None:
    page.form.is_valid()  # what is asked again waits for the decision, so only what is settled counts here
    settled = services.settle_requests(page.activity, settled=page.form.settled(), by=page.user, at=page.at)
    if settled:
        messages.success(request, f"Settled {len(settled)} request{'' if len(settled) == 1 else 's'}.")
    else:
        messages.info(request, "Mark what is settled first.")


def _named(asked: list[Any]) -> str:
    return ", ".join(str(request.person) for request in asked)


def _save_relationships(request: HttpRequest, page: ReviewPage) -> None:
    changed = [form for form in page.forms if form.has_changed()]
    saved = 0
    for form in changed:
        member = str(form.member.pk)
        if not form.is_valid():
            page.refused[member] = " ".join(str(text) for texts in form.errors.values() for text in texts)
            continue
        try:
            form.save(by=page.user, at=page.at)
            saved += 1
        except ActionRefused as refusal:
            page.refused[member] = refusal.message
    if saved:
        messages.success(request, f"Recorded {saved} decision{'' if saved == 1 else 's'} on relationships.")
    elif not changed:
        messages.info(request, "No decision on a relationship was changed.")


def _undo_exclusion(request: HttpRequest, page: ReviewPage, pk: str) -> None:
    exclusion = next((e for e in page.exclusions if str(e.pk) == pk), None)
    if exclusion is None:
        raise ActionRefused("There is no such exclusion.")
    undo_exclusion(exclusion, reason=request.POST.get(f"undo_reason_{pk}", ""), by=page.user, at=page.at)
    messages.success(request, f"{exclusion.person} has the role again.")


def _exclude(request: HttpRequest, page: ReviewPage, pk: str) -> None:
    member = next((c.member for c in page.clearances if str(c.member.pk) == pk), None)
    if member is None:
        raise ActionRefused("This person is no longer on the team.")
    try:
        exclude_member(
            member=member,
            ground=request.POST.get(f"exclude_ground_{pk}") or Exclusion.Ground.OTHER,
            reason=request.POST.get(f"exclude_reason_{pk}", ""),
            by=page.user,
            at=page.at,
        )
    except ActionRefused as refusal:
        page.refused[pk] = refusal.message
        return
    messages.success(request, f"{member} is excluded from this role. The planners see why.")
