"""The review page: it shows everything a decision needs, and takes the decision and the smaller acts."""

from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.html import format_html

from accounts.models import User
from activities.admin.acts import act_on
from activities.admin.addresses import queue_address
from activities.admin.decisions import DECISIONS, LEAVING, next_offered, said_of
from activities.admin.forms import DecisionForm
from activities.admin.page import ReviewPage
from activities.admin.told import ANCHOR, Told, tell
from activities.differences import places_of
from activities.models import Activity, OfficeSettings
from activities.readiness import computed_credit, with_readiness_facts
from activities.workflow import is_repeated
from core.errors import ActionRefused
from core.forms import add_refusal
from core.typed import whole_number


def review_page(request: HttpRequest, pk: int, *, context: dict[str, Any]) -> HttpResponse:
    """All its times are of the activity's own time zone."""
    assert isinstance(request.user, User)
    if not request.user.has_perm("activities.view_activity"):
        raise PermissionDenied
    activity = find_for_review(pk, request.user)
    with timezone.override(activity.zone):
        return _answer(request, activity, context=context)


def _answer(request: HttpRequest, activity: Activity, *, context: dict[str, Any]) -> HttpResponse:
    typed: Any = QueryDict(request.session.pop(_typed_key(activity), "")) if request.method == "GET" else request.POST
    page = _page(request, activity, typed)
    if request.method == "POST":
        act = request.POST.get("action", "")
        if act in DECISIONS:
            page.form = _form(page, request.POST)
            if _says_again(request, page, act) or (
                page.form.is_valid() and _loses_nothing(page, act) and _decide(request, page, act)
            ):
                return redirect(queue_address() if act in LEAVING else f"{request.path}#{ANCHOR}")
        else:
            page.form = _form(page, request.POST)
            if act_on(request, page, act):
                _keep_typed(request, activity, act)
                return redirect(f"{request.path}#{ANCHOR}")
            # Something may have been done beside what was refused: show it as it is now.
            wrong = page.form.errors_of_outcomes() if act == "settle" else {}
            page = _page(request, find_for_review(activity.pk, page.user), typed)
            page.form.unjudged(but=wrong)
    page.told = Told.to(request)
    return render(
        request, "admin/activities/activity/review.html", {**context, "page": page, "title": page.activity.title}
    )


def _page(request: HttpRequest, activity: Activity, typed: Any) -> ReviewPage:
    assert isinstance(request.user, User)
    page = ReviewPage(activity, request.user, timezone.now(), OfficeSettings.current(), typed=typed or None)
    page.form = _form(page, typed).unjudged() if typed else _form(page, None)
    return page


def _form(page: ReviewPage, data: Any) -> DecisionForm:
    return DecisionForm(
        data,
        activity=page.activity,
        at=page.at,
        most=computed_credit(page.activity, page.office),
        places=places_of(page.activity),
        unsettled=page.activity.review_requests.unsettled(),
    )


def find_for_review(pk: int, user: User) -> Activity:
    found = (
        with_readiness_facts(Activity.objects.plan_visible_to(user))
        .select_related("created_by", "attested_by")
        .prefetch_related("designations", "partners", "team__person__disclosure_requests")
        .filter(pk=pk)
        .first()
    )
    if found is None:
        raise Http404
    return found


def _decide(request: HttpRequest, page: ReviewPage, act: str) -> bool:
    """Whether it was done; a refusal is put on the form, with everything that was typed."""
    try:
        said = DECISIONS[act](page)
    except ActionRefused as refusal:
        add_refusal(page.form, refusal)
        page.activity = find_for_review(page.activity.pk, page.user)
        return False
    _say(request, page, act, said)
    return True


def _say(request: HttpRequest, page: ReviewPage, act: str, said: str) -> None:
    if act in LEAVING:
        messages.success(request, format_html("{} {}", said, next_offered(page)))
    else:
        tell(request, messages.SUCCESS, said, place="decision-panel")


def _says_again(request: HttpRequest, page: ReviewPage, act: str) -> bool:
    """Whether this is the second press of a button whose first press counted, which is then answered as that was."""
    version = whole_number(page.form.data.get("version", ""))
    if act in page.actions or not is_repeated(page.activity, act, by=page.user, version=version, at=page.at):
        return False
    _say(request, page, act, said_of(page.activity, act))
    return True


def _loses_nothing(page: ReviewPage, act: str) -> bool:
    """Whether no part of the page has something that this act would not keep; else it asks first."""
    unsaved = page.unsaved(act)
    if not unsaved or page.form.cleaned_data["leave_unsaved"]:
        return True
    page.asks_to_leave = True
    page.form.add_error(
        None,
        f"Nothing was decided yet, since this is not saved: {'; '.join(unsaved)}. Save it first, or tick “Leave it "
        "unsaved” and press again.",
    )
    return False


def _typed_key(activity: Activity) -> str:
    return f"review-{activity.pk}"


def _keep_typed(request: HttpRequest, activity: Activity, act: str) -> None:
    """What is typed elsewhere on the page comes along to the page that follows."""
    typed = request.POST.copy()
    if act in ("comment", "note"):
        typed["comment"] = ""
    request.session[_typed_key(activity)] = typed.urlencode()
