from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.contrib.humanize.templatetags.humanize import apnumber
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from accounts.finding import is_called
from accounts.models import User
from accounts.requests import SignedInRequest
from activities.models import Activity, OfficeSettings, Session
from activities.session_gate import reasons_shut
from core.addresses import address_of
from core.codes import tidy_code
from core.errors import ActionRefused
from core.forms import add_refusal, posted
from core.typed import whole_number
from learners.day import day_of
from learners.eligibility import (
    attendance_refusals,
    can_be_told_after,
    no_codes_reason,
    sessions_of_code,
)
from learners.forms import CheckInForm, CodeForm
from learners.models import Attendance, SessionCode
from learners.posters import may_be_printed, shown_code, where_to_type
from learners.services import (
    find_code,
    issue_codes,
    let_code_change,
    record_attendance,
    record_together,
    replace_code,
)
from learners.showing import disclosures_for, fingerprint_of

CODES_PER_PAGE = 10
ADMITTED, ADMITTED_SECONDS = "admitted_by_screen", 900


# --- The session code ------------------------------------------------------------------------------------------------
@never_cache
@require_http_methods(["GET", "POST"])
def enter_code(request: HttpRequest) -> HttpResponse:
    form = CodeForm(posted(request))
    if request.method == "POST" and form.is_valid():
        try:
            code = _find(request, form.cleaned_data["code"])
        except ActionRefused as refusal:
            add_refusal(form, refusal)
        else:
            return redirect(reverse("learners:session_code", args=[code.code]) + "?typed=1")
    return render(request, "learners/enter_code.html", {"form": form})


@never_cache
@require_http_methods(["GET", "POST"])
def session_code(request: HttpRequest, code: str) -> HttpResponse:
    """Where the QR leads: says where one is and what one must know; only the button records (ATT-3, SII-8)."""
    try:
        found = _find(request, code)
    except ActionRefused as refusal:
        form = CodeForm({"code": code})
        add_refusal(form, refusal)
        return render(request, "learners/enter_code.html", {"form": form}, status=404)
    if request.method == "POST" and request.user.is_authenticated:
        return _record(request, found, learner=request.user)
    now = timezone.now()
    sessions = sessions_of_code(found, at=now)
    refusals = attendance_refusals(found, sessions, office=OfficeSettings.current(), at=now)
    told = [] if refusals else disclosures_for(found.activity, sessions, at=now)
    context = {
        "code": found,
        "activity": found.activity,
        "sessions": sessions,
        "day": day_of(found.activity, sessions, at=now) if sessions else None,
        "refusals": refusals,
        "can_be_told": bool(refusals) and can_be_told_after(found, sessions, at=now),
        "told": told,
        "read": fingerprint_of(told),
        "attended": not refusals and _attended(request, sessions),
        "evaluate": _after_attending(found.activity, sessions[0]) if sessions else "",
        "next": reverse("learners:session_code", args=[found.code]),
    }
    return render(request, "learners/session_code.html", context)


def _find(request: HttpRequest, typed: str) -> SessionCode:
    """Who gave the changing code of a screen is let in for a while: signing in by mailed code takes longer than it lasts."""
    now = timezone.now()
    kept: dict[str, float] = request.session.get(ADMITTED, {})
    admitted = {int(pk) for pk, since in kept.items() if now.timestamp() - since < ADMITTED_SECONDS}
    by = request.user if request.user.is_authenticated else None
    code = find_code(typed, by=by, address=address_of(request), at=now, admitted=admitted)
    if code.changes and code.pk not in admitted:
        request.session[ADMITTED] = {**kept, str(code.pk): now.timestamp()}
    return code


def _record(request: HttpRequest, code: SessionCode, *, learner: User) -> HttpResponse:
    source = Attendance.Source.CODE if "typed" in request.GET else Attendance.Source.QR
    try:
        attendances = record_attendance(
            code, learner=learner, at=timezone.now(), source=source, read=request.POST.get("read", "")
        )
    except ActionRefused as refusal:
        messages.error(request, refusal.message)
        return redirect("learners:session_code", code=code.code)
    sessions = [attendance.session for attendance in attendances]
    if day_of(code.activity, sessions, at=timezone.now()).is_running_on:
        return redirect("learners:session_code", code=code.code)  # which says what is still to come
    if len(sessions) == 1:
        messages.success(request, f"Your attendance is recorded: “{sessions[0]}”.")
    else:
        messages.success(request, f"You are checked in for today: {apnumber(len(sessions))} sessions.")
    return redirect(_after_attending(code.activity, sessions[0]))


def _after_attending(activity: Activity, session: Session) -> str:
    """The next step of the line: evaluate, or claim where no evaluation is asked for first."""
    per_session = session if activity.is_claimed_per_session else None
    if activity.evaluation_before_claim:
        evaluate = reverse("evaluations:evaluate", args=[activity.slug])
        return f"{evaluate}?session={session.pk}" if per_session else evaluate
    if per_session:
        return reverse("credits:claim", args=[activity.slug, session.pk])
    return reverse("credits:claim", args=[activity.slug])


def _attended(request: HttpRequest, sessions: list[Session]) -> bool:
    """Whether nothing is left to record: every session that is open to learners has them."""
    if not request.user.is_authenticated or not sessions:
        return False
    shut = reasons_shut(sessions, office=OfficeSettings.current(), at=timezone.now())
    openable = [session for session in sessions if not shut[session.pk]]
    return Attendance.objects.filter(learner=request.user, session__in=openable).count() == len(openable)


# --- Codes for the lectern -------------------------------------------------------------------------------------------
@login_required
@require_http_methods(["GET", "POST"])
def codes(request: SignedInRequest, slug: str) -> HttpResponse:
    """Planners and the office show or print these; they come into being with the first look after approval."""
    activity = get_object_or_404(Activity.objects.plan_visible_to(request.user), slug=slug)
    if request.method == "POST":
        return _let_change(request, activity) if "changes" in request.POST else _replace(request, activity)
    try:
        issued = issue_codes(activity, at=timezone.now())
        locked = ""
    except ActionRefused as refusal:
        issued, locked = [], refusal.message
    now = timezone.now()
    shown = [code for code in issued if code.closes_at > now]
    page = Paginator(shown, CODES_PER_PAGE).get_page(request.GET.get("page"))
    context = {
        "activity": activity,
        "locked": locked,
        "no_codes": no_codes_reason(activity),
        "where_to_type": where_to_type(),
        "page": page,
        "codes": [shown_code(code) | {"is_open": code.is_open(now)} for code in page],
        "some_may_be_printed": any(may_be_printed(code, at=now) for code in shown),
        "past": len(issued) - len(shown),
    }
    return render(request, "learners/codes.html", context)


def _replace(request: SignedInRequest, activity: Activity) -> HttpResponse:
    code = get_object_or_404(SessionCode, code=tidy_code(request.POST.get("replace", "")), activity=activity)
    try:
        new = replace_code(code, at=timezone.now())
    except ActionRefused as refusal:
        messages.error(request, refusal.message)
    else:
        messages.success(request, f"{code.code} no longer works. The new code is {new.code}.")
    return redirect("learners:codes", slug=activity.slug)


def _let_change(request: SignedInRequest, activity: Activity) -> HttpResponse:
    code = get_object_or_404(SessionCode, code=tidy_code(request.POST.get("code", "")), activity=activity)
    changes = request.POST["changes"] == "on"
    try:
        let_code_change(code, changes=changes)
    except ActionRefused as refusal:
        messages.error(request, refusal.message)
        return redirect("learners:codes", slug=activity.slug)
    if changes:
        return redirect("learners:screen", slug=activity.slug, pk=code.pk)
    messages.success(request, f"{code.code} counts again, and the code on the screen no longer changes.")
    return redirect("learners:codes", slug=activity.slug)


# --- What the code missed --------------------------------------------------------------------------------------------
@login_required
@require_http_methods(["GET", "POST"])
def check_in(request: SignedInRequest, slug: str) -> HttpResponse:
    """Planners and the office record whom they saw at a session (ATT-3)."""
    activity = get_object_or_404(Activity.objects.plan_visible_to(request.user), slug=slug)
    begun = activity.sessions.open_to_learners().filter(starts_at__lte=timezone.now()).order_by("-starts_at")
    chosen = request.GET.get("session", "")
    number = whole_number(chosen)
    session = begun.first() if number is None else begun.filter(pk=number).first()
    context: dict[str, Any] = {"activity": activity, "sessions": begun, "session": session}
    if session is None or not activity.is_published:
        return render(request, "learners/check_in.html", context)
    session.activity = activity
    form = CheckInForm(posted(request), session=session, by=request.user)
    if request.method == "POST" and form.is_valid():
        try:
            recorded = record_together(session, learners=form.seen(), by=request.user, at=timezone.now())
        except ActionRefused as refusal:
            add_refusal(form, refusal)
        else:
            messages.success(request, f"Recorded at “{session}”: {', '.join(str(one.learner) for one in recorded)}.")
            stays = request.GET.copy()
            stays["session"] = str(session.pk)  # also when the next one begins meanwhile
            return redirect(f"{reverse('learners:check_in', args=[slug])}?{stays.urlencode()}")
    context |= {"form": form, "present": session.attendances.count(), **_to_come(request, form)}
    return render(request, "learners/check_in.html", context)


def _to_come(request: HttpRequest, form: CheckInForm) -> dict[str, Any]:
    """Those of the registered who are not recorded yet, narrowed to what is searched for."""
    query = request.GET.get("q", "").strip()[:80]
    people = form.fields["people"].queryset  # type: ignore[attr-defined]
    found = people.filter(is_called(query, address="istartswith"))
    return {"query": query, "found": found, "to_come": people.count()}
