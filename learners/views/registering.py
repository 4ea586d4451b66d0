"""Registering, choosing sessions, giving the seat back, and what the registered read."""

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpResponse, QueryDict
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from accounts.requests import SignedInRequest
from activities.models import Activity
from core.errors import ActionRefused
from core.forms import add_refusal, posted
from learners.choosing import Slot, along_track, choosing_refusals, slots_of
from learners.eligibility import (
    has_ended,
    online_address_for,
    place_in_line,
    registration_of,
    registration_refusals,
    seats_left,
)
from learners.forms import RegistrationForm, SessionChoiceForm
from learners.models import Registration
from learners.services import cancel_registration, confirm_seat, note_shown, register_and_choose
from learners.showing import disclosures_for


@login_required
@require_http_methods(["GET", "POST"])
def register(request: SignedInRequest, slug: str) -> HttpResponse:
    activity = get_object_or_404(Activity.objects.published(), slug=slug)
    registration = registration_of(activity, request.user)
    slots = _to_choose(activity, registration)
    if request.method == "POST" and "track" in request.POST:
        return _whole_track(request, activity, registration, slots)
    form = RegistrationForm(posted(request), instance=registration, activity=activity)
    choices = SessionChoiceForm(posted(request), slots=slots)
    if request.method == "POST" and form.is_valid() & choices.is_valid():
        answers = {name: form.cleaned_data[name] for name in form.fields}
        try:
            registration, refusal = register_and_choose(
                activity, learner=request.user, at=timezone.now(), sessions=choices.sessions(), **answers
            )
        except ActionRefused as refused:
            add_refusal(form, refused)
        else:
            messages.success(request, _what_became_of(registration))
            if refusal is None:
                return redirect("learners:register", slug=slug)
            add_refusal(choices, refusal)
    return _show(request, activity, form, choices)


def _what_became_of(registration: Registration) -> str:
    if registration.status == Registration.Status.WAITING:
        return f"You are on the waiting list of “{registration.activity}”. You move up in order of arrival."
    how = registration.get_attends_display().lower() if registration.activity.is_hybrid else ""
    return f"You are registered for “{registration.activity}”{f', to take part {how}' if how else ''}."


def _to_choose(activity: Activity, registration: Registration | None) -> list[Slot]:
    """Nothing for who has no seat yet and would only get a place on the waiting list."""
    holds = registration is not None and registration.status != Registration.Status.CANCELLED
    if (registration is not None and holds and choosing_refusals(registration)) or (
        not holds and seats_left(activity) == 0
    ):
        return []
    return slots_of(activity, registration, at=timezone.now())


def _whole_track(
    request: SignedInRequest, activity: Activity, registration: Registration | None, slots: list[Slot]
) -> HttpResponse:
    """The form as typed, with every session of one track picked; a script does it without asking."""
    picked, full = along_track(slots, request.POST["track"])
    typed: QueryDict = request.POST.copy()
    for key, session in picked.items():
        typed[key] = str(session.pk) if session else ""
    for session in full:
        messages.warning(request, f"“{session}” is full, so it is not among them.")
    form = RegistrationForm(typed, instance=registration, activity=activity)
    return _show(request, activity, form, SessionChoiceForm(typed, slots=slots), is_attempt=False)


def _show(
    request: SignedInRequest,
    activity: Activity,
    form: RegistrationForm,
    choices: SessionChoiceForm,
    *,
    is_attempt: bool = True,
) -> HttpResponse:
    registration, now = registration_of(activity, request.user), timezone.now()
    context: dict[str, Any] = {
        "activity": activity,
        "registration": registration,
        "join": "" if has_ended(activity, at=now) else online_address_for(registration),
        "place": place_in_line(registration) if registration else 0,
        "form": form,
        "choices": choices,
        "choices_errors": choices.errors if is_attempt and choices.is_bound else {},
        "seats": seats_left(activity),
        "refusals": registration_refusals(activity, at=now),
    }
    return render(request, "learners/register.html", context)


@login_required
@require_POST
def confirm(request: SignedInRequest, slug: str) -> HttpResponse:
    """Take the seat that was kept for who moved up from the waiting list."""
    registration = get_object_or_404(Registration, activity__slug=slug, learner=request.user)
    try:
        confirm_seat(registration, at=timezone.now())
    except ActionRefused as refusal:
        messages.error(request, refusal.message)
    else:
        messages.success(request, "The seat is yours.")
    return redirect("learners:register", slug=slug)


@login_required
@require_http_methods(["GET", "POST"])
def cancel(request: SignedInRequest, slug: str) -> HttpResponse:
    registration = get_object_or_404(
        Registration.objects.exclude(status=Registration.Status.CANCELLED).select_related("activity"),
        activity__slug=slug,
        learner=request.user,
    )
    if request.method == "GET":
        return render(request, "learners/cancel.html", {"registration": registration})
    if registration.status == Registration.Status.WAITING:
        done = f"You have left the waiting list of “{registration.activity}”."
    else:
        done = f"Your registration for “{registration.activity}” is cancelled."
    try:
        cancel_registration(registration, at=timezone.now())
    except ActionRefused as refusal:
        messages.error(request, refusal.message)
    else:
        messages.success(request, done)
    return redirect("learners:register", slug=slug)


@login_required
@require_GET
def material(request: SignedInRequest, slug: str) -> HttpResponse:
    """What registered learners read or watch; everybody else is led to registering first."""
    activity = get_object_or_404(Activity.objects.published(), slug=slug)
    registration = registration_of(activity, request.user)
    if registration is None or registration.status != Registration.Status.REGISTERED:
        messages.info(request, "Register first; the material is behind it.")
        return redirect("learners:register", slug=slug)
    now = timezone.now()
    told = disclosures_for(activity, at=now)
    note_shown(activity, learner=request.user, told=told, at=now)
    return render(request, "learners/material.html", {"activity": activity, "told": told})
