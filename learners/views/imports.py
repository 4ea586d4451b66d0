"""Lists that departments send: hand in, say what the columns are, look at the dry run, write (ATT-3)."""

from collections.abc import Callable
from typing import Any, Final

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.db.models import Count, Q
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from accounts.models import User
from accounts.requests import SignedInRequest
from activities.models import Activity
from core.errors import ActionRefused
from core.forms import add_refusal, posted
from learners import services
from learners.forms import ColumnsForm, ReadAgainForm, UploadForm, WriteForm
from learners.imports.columns import is_meeting_report
from learners.imports.working import progress_of
from learners.models import AttendanceImport, ImportRow

ROWS_PER_PAGE: Final = 50
LISTS_PER_PAGE: Final = 20
State, Verdict = AttendanceImport.State, ImportRow.Verdict


def is_office(user: User) -> bool:
    """Who may see who is known, and write. A planner hands in a list and sees what became of it."""
    return user.is_staff and user.has_perm("learners.change_attendanceimport")


@login_required
@require_http_methods(["GET", "POST"])
def attendance_lists(request: SignedInRequest, slug: str) -> HttpResponse:
    activity = get_object_or_404(Activity.objects.plan_visible_to(request.user), slug=slug)
    now = timezone.now()
    form = UploadForm(posted(request), request.FILES or None, activity=activity, at=now)
    if request.method == "POST" and form.is_valid():
        file = form.cleaned_data["file"]
        try:
            batch = services.upload_list(
                activity,
                file=file,
                file_name=file.name,
                session=form.cleaned_data["session"],
                by=request.user,
                at=now,
            )
        except ActionRefused as refusal:
            add_refusal(form, refusal)
        else:
            return redirect("learners:attendance_list", slug=slug, pk=batch.pk)
    lists = (
        AttendanceImport.objects.visible_to(request.user)
        .filter(activity=activity)
        .select_related("session", "uploaded_by")
        .annotate(people=Count("rows", filter=Q(rows__verdict__in=(Verdict.NEW, Verdict.KNOWN))))
        .order_by("-uploaded_at", "-pk")
    )
    context = {
        "activity": activity,
        "form": form,
        "page": Paginator(lists, LISTS_PER_PAGE).get_page(request.GET.get("page")),
        "is_office": is_office(request.user),
    }
    return render(request, "learners/attendance_lists.html", context)


@login_required
@never_cache
@require_http_methods(["GET", "POST"])
def attendance_list(request: SignedInRequest, slug: str, pk: int) -> HttpResponse:
    """One list in whatever state it is. One can leave at any time and come back."""
    batch = get_object_or_404(
        AttendanceImport.objects.visible_to(request.user).select_related(
            "activity", "session", "uploaded_by", "written_by", "undone_by"
        ),
        activity__slug=slug,
        pk=pk,
    )
    if request.method == "POST":
        return _act(request, batch)
    return _page(request, batch)


def _act(request: SignedInRequest, batch: AttendanceImport) -> HttpResponse:
    act = ACTS.get(request.POST.get("act", ""))
    if act is None or not is_office(request.user):
        messages.error(request, "Only the office does this.")
        return redirect("learners:attendance_list", slug=batch.activity.slug, pk=batch.pk)
    return act(request, batch) or redirect("learners:attendance_list", slug=batch.activity.slug, pk=batch.pk)


def _check(request: SignedInRequest, batch: AttendanceImport) -> HttpResponse | None:
    form = ColumnsForm(request.POST, batch=batch)
    if not form.is_valid():
        return _page(request, batch, columns=form, status=422)
    try:
        services.check_list(
            batch,
            header=form.cleaned_data["header"],
            columns=form.chosen(),
            attended_percent=form.cleaned_data.get("attended_percent") or batch.attended_percent,
        )
    except ActionRefused as refusal:
        messages.error(request, refusal.message)
    return None


def _write(request: SignedInRequest, batch: AttendanceImport) -> HttpResponse | None:
    form = WriteForm(request.POST)
    form.is_valid()
    try:
        services.write_list(batch, by=request.user, at=timezone.now(), leave_out_bad=form.cleaned_data["leave_out_bad"])
    except ActionRefused as refusal:
        add_refusal(form, refusal)
        return _page(request, batch, writing=form, status=422)
    return None


def _read_again(request: SignedInRequest, batch: AttendanceImport) -> HttpResponse | None:
    form = ReadAgainForm(request.POST, batch=batch)
    if form.is_valid():
        chosen = {"sheet": "", "encoding": "", **form.cleaned_data}
        _try(request, lambda: services.read_again(batch, **chosen))
    return None


def _change_columns(request: SignedInRequest, batch: AttendanceImport) -> HttpResponse | None:
    _try(request, lambda: services.change_columns(batch))
    return None


def _discard(request: SignedInRequest, batch: AttendanceImport) -> HttpResponse | None:
    _try(request, lambda: services.discard_list(batch), f"“{batch}” is thrown away. Nothing was written.")
    return redirect("learners:attendance_lists", slug=batch.activity.slug)


def _invite(request: SignedInRequest, batch: AttendanceImport) -> HttpResponse | None:
    _try(request, lambda: services.invite_people(batch, at=timezone.now()), "The letters are on their way.")
    return None


ACTS: Final[dict[str, Callable[[SignedInRequest, AttendanceImport], HttpResponse | None]]] = {
    "check": _check,
    "write": _write,
    "read_again": _read_again,
    "change_columns": _change_columns,
    "discard": _discard,
    "invite": _invite,
}


def _try(request: HttpRequest, act: Callable[[], object], done: str = "") -> None:
    try:
        act()
    except ActionRefused as refusal:
        messages.error(request, refusal.message)
    else:
        if done:
            messages.success(request, done)


# --- The page --------------------------------------------------------------------------------------------------------
def _page(
    request: SignedInRequest,
    batch: AttendanceImport,
    *,
    columns: ColumnsForm | None = None,
    writing: WriteForm | None = None,
    status: int = 200,
) -> HttpResponse:
    office = is_office(request.user)
    context: dict[str, Any] = {
        "batch": batch,
        "activity": batch.activity,
        "is_office": office,
        "progress": progress_of(batch) if batch.is_in_work else None,
        "form": columns or writing,
    }
    if office and batch.state == State.COLUMNS:
        context |= {
            "columns": columns or ColumnsForm(batch=batch),
            "again": ReadAgainForm(batch=batch),
            "is_meeting": is_meeting_report(batch.columns),
            "same": services.same_file(batch),
        }
    if batch.state in (State.CHECKED, State.WRITTEN, State.UNDONE, State.WRITING):
        context |= _rows(request, batch, may_look=office)
        context |= {"writing": writing or WriteForm(), "same": services.same_file(batch) if office else None}
    return render(request, "learners/attendance_list.html", context, status=status)


def _rows(request: HttpRequest, batch: AttendanceImport, *, may_look: bool) -> dict[str, Any]:
    """The dry run or what was written, by kind, a page at a time."""
    counts = dict(batch.rows.order_by().values_list("verdict").annotate(Count("pk")))
    rows = batch.rows.select_related("person")
    kinds = {
        "": ("All", sum(counts.values())),
        **{value: (label, counts.get(value, 0)) for value, label in Verdict.choices},
        "noted": ("To look at", rows.exclude(note="").count()),
    }
    shown = request.GET.get("show", "")
    if shown == "noted":
        rows = rows.exclude(note="")
    elif shown in Verdict.values:
        rows = rows.filter(verdict=shown)
    else:
        shown = ""
    address = reverse("learners:attendance_list", args=[batch.activity.slug, batch.pk])
    return {
        "page": Paginator(rows, ROWS_PER_PAGE).get_page(request.GET.get("page")) if may_look else None,
        "kinds": [
            {"label": label, "count": count, "url": f"{address}?show={kind}#lines", "is_shown": kind == shown}
            for kind, (label, count) in kinds.items()
            if count or not kind
        ],
        "bad": counts.get(Verdict.BAD, 0),
        "good": counts.get(Verdict.NEW, 0) + counts.get(Verdict.KNOWN, 0),
        "made": counts.get(Verdict.NEW, 0),
        "recorded": counts.get(Verdict.DONE, 0),
        "to_invite": batch.rows.filter(
            made_person=True, invite_asked_at=None, person__isnull=False, person__last_login=None
        ).count()
        if may_look and batch.state == State.WRITTEN
        else 0,
    }
