"""The sessions of a running series: what each still lacks, and each by itself."""

from dataclasses import replace
from datetime import timedelta
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe

from accounts.requests import SignedInRequest
from activities.asking import silent_people
from activities.clearance import disclosures_to_learners
from activities.forms.agenda_rows import Slot, days_between, slot_after
from activities.forms.offered import Offered
from activities.forms.session import CancelSessionForm, NewSpeakerForm, SeriesSessionForm
from activities.models import Activity, OfficeSettings, Session
from activities.services.sessions import add_session, cancel_session, change_session
from activities.session_gate import Gate, State, change_refusal, gate_of, gates_of
from activities.statements import required_statements
from activities.views.series import get_series
from core.errors import ActionRefused
from core.forms import add_refusal, posted


@login_required
@require_safe
def sessions(request: SignedInRequest, slug: str) -> HttpResponse:
    """By date: those to come with what each lacks, and those that are over."""
    activity = get_series(request, slug)
    if not activity.is_published:
        return redirect("plan:section", slug, "agenda")
    now = timezone.now()
    rows = activity.sessions.filter(counts_for_credit=True).prefetch_related("speakers__person")
    gates = gates_of(_of(activity, list(rows)), office=OfficeSettings.current(), at=now)
    coming = [gate for gate in gates if gate.session.ends_at > now]
    context = {
        "activity": activity,
        "coming": coming,
        "over": [gate for gate in reversed(gates) if gate.session.ends_at <= now],
        "incomplete": sum(gate.state == State.INCOMPLETE for gate in coming),
        "ready": sum(gate.state == State.READY for gate in coming),
        "soon": OfficeSettings.current().session_reminder_days,
    }
    return render(request, "activities/series/sessions.html", context)


def _of(activity: Activity, sessions: list[Session]) -> list[Session]:
    for session in sessions:
        session.activity = activity  # its zone, without asking for it once per session
    return sessions


@login_required
@require_http_methods(["GET", "POST"])
def session(request: SignedInRequest, slug: str, pk: int) -> HttpResponse:
    """Name it, move it, give it speakers; once it has begun, read it."""
    activity = get_series(request, slug)
    one = _find(activity, pk)
    gate = gate_of(one, office=OfficeSettings.current(), at=timezone.now())
    if refusal := change_refusal(one, at=timezone.now()):
        return _read(request, gate, refusal)
    form = _form(request, activity, one)
    new = NewSpeakerForm(posted(request), prefix="new")
    if request.method == "POST" and form.is_valid() & new.is_valid():
        try:
            change_session(
                _find(activity, pk),
                details=form.details(new.speakers()),
                by=request.user,
                at=timezone.now(),
                based_on=form.cleaned_data["based_on"],
            )
        except ActionRefused as refusal_of_service:
            add_refusal(form, refusal_of_service)
            # Said once: whoever saves again after reading it means it.
            form.data = request.POST.copy()
            form.data["based_on"] = _find(activity, pk).updated_at.isoformat()
        else:
            messages.success(request, _what_follows(_find(activity, pk)))
            return _onward(request, slug, pk)
    return _show(request, gate, form, new)


def _find(activity: Activity, pk: int) -> Session:
    """Afresh: a form writes into its instance as it validates."""
    one: Session = get_object_or_404(activity.sessions.filter(counts_for_credit=True), pk=pk)
    one.activity = activity
    return one


def _form(request: SignedInRequest, activity: Activity, one: Session) -> SeriesSessionForm:
    return SeriesSessionForm(
        posted(request),
        instance=_find(activity, one.pk) if one.pk else one,
        activity=activity,
        offered=Offered(activity),
        follows=None if one.pk else _after_the_last(activity),
    )


def _what_follows(session: Session) -> str:
    if session.approved_at:
        return f"Saved. “{session}” stays approved."
    return f"Saved. The office approves “{session}” once nothing is missing."


def _onward(request: SignedInRequest, slug: str, pk: int) -> HttpResponse:
    return redirect("plan:session", slug, pk) if "another" in request.POST else redirect("plan:sessions", slug)


@login_required
@require_http_methods(["GET", "POST"])
def new_session(request: SignedInRequest, slug: str) -> HttpResponse:
    """One more session, beside the pattern."""
    activity = get_series(request, slug)
    one = _to_come(activity)
    if refusal := change_refusal(one, at=timezone.now()):
        messages.error(request, refusal)
        return redirect("plan:sessions", slug)
    form = _form(request, activity, one)
    new = NewSpeakerForm(posted(request), prefix="new")
    if request.method == "POST" and form.is_valid() & new.is_valid():
        try:
            made = add_session(activity, details=form.details(new.speakers()), by=request.user, at=timezone.now())
        except ActionRefused as refusal_of_service:
            add_refusal(form, refusal_of_service)
        else:
            messages.success(request, f"Added. {_what_follows(made).removeprefix('Saved. ')}")
            return _onward(request, slug, made.pk)
    return _show(request, None, form, new)


def _to_come(activity: Activity) -> Session:
    """Unsaved."""
    begins = timezone.now() + timedelta(days=1)
    return Session(activity=activity, starts_at=begins, ends_at=begins + timedelta(hours=1))


def _after_the_last(activity: Activity) -> Slot:
    """At the hours and in the room of the latest session; without a day where the next would be over already."""
    sessions = _of(activity, list(activity.sessions.taking_place().filter(counts_for_credit=True)))
    last = Slot.of(sessions[-1]) if sessions else None
    slot = slot_after(last, activity=activity, days_on=days_between(sessions))
    is_over = slot.date is not None and slot.date <= timezone.localdate(timezone=activity.zone)
    return replace(slot, date=None) if is_over else slot


def _show(request: SignedInRequest, gate: Gate | None, form: SeriesSessionForm, new: NewSpeakerForm) -> HttpResponse:
    context: dict[str, Any] = {"activity": form.activity, "form": form, "new": new, "gate": gate}
    if gate is not None:
        context |= _about(gate)
        concerned = [*gate.session.speakers.all(), *(m for m in form.activity.team.all() if m.is_planner)]
        context["silent"] = silent_people(form.activity, by=request.user, at=timezone.now(), only=concerned)
    has_errors = bool(form.errors or new.errors)
    return render(request, "activities/series/session.html", context, status=422 if has_errors else 200)


def _read(request: SignedInRequest, gate: Gate, refusal: str) -> HttpResponse:
    context = {"activity": gate.session.activity, "gate": gate, "refusal": refusal} | _about(gate)
    return render(request, "activities/series/session_read.html", context)


def _about(gate: Gate) -> dict[str, Any]:
    """Its history, and once it is approved the statements to show at it (STM-2, STM-3)."""
    session, office = gate.session, OfficeSettings.current()
    context: dict[str, Any] = {"changes": session.changes.select_related("by"), "session": session}
    if session.approved_at:
        on = min(timezone.localdate(gate.at, session.activity.zone), session.local_date)
        context["statements"] = required_statements(session.activity, office)
        context["disclosures"] = disclosures_to_learners(session.activity, office=office, on=on)
    return context


@login_required
@require_http_methods(["GET", "POST"])
def cancel(request: SignedInRequest, slug: str, pk: int) -> HttpResponse:
    activity = get_series(request, slug)
    one = _find(activity, pk)
    if refusal := change_refusal(one, at=timezone.now()):
        messages.error(request, refusal)
        return redirect("plan:session", slug, pk)
    form = CancelSessionForm(posted(request))
    if request.method == "POST" and form.is_valid():
        try:
            cancel_session(one, reason=form.cleaned_data["reason"], by=request.user, at=timezone.now())
        except ActionRefused as refusal_of_service:
            add_refusal(form, refusal_of_service)
        else:
            messages.success(request, f"“{one}” is cancelled. Those who registered are told.")
            return redirect("plan:sessions", slug)
    context = {"activity": activity, "session": one, "form": form}
    return render(request, "activities/series/cancel.html", context, status=422 if form.errors else 200)
