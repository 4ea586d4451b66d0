"""My proposals, one proposal, and handing it in."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.db.models import Q
from django.http import HttpResponse, QueryDict
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_POST

from accounts.models import Profession
from accounts.requests import SignedInRequest
from activities.anew import to_look_at_anew
from activities.asked import open_requests, requests_waiting
from activities.asking import silent_people
from activities.confirmation import standing_of, valid_confirmation, waits_for_confirmation_by
from activities.dates import dates_of
from activities.forms.proposal import BeginForm, CopyForm, SubmitForm
from activities.models import Activity, Comment, OfficeSettings, Stage, Status, TeamMember
from activities.models.status import IN_PLANNING
from activities.next_act import Act, act_of_planner, act_of_reader
from activities.opening import opening_sentence
from activities.programme import claim_until
from activities.readiness import computed_credit, open_items, open_sections, with_readiness_facts
from activities.recurrence import unusual_days_of
from activities.sections import SECTIONS, has_agenda, sections_of
from activities.services import begin_proposal, copy_activity, resume_proposal, submit_proposal, withdraw_proposal
from activities.services.clearance import OVER
from activities.services.confirming import invitation_refusal
from activities.services.drafting import editing_refusal
from activities.thread import thread_of
from activities.workflow import PLANNERS, Turn, allowed_actions, turn_of
from core.errors import ActionRefused

PER_PAGE = 25


def get_plan(request: SignedInRequest, slug: str) -> Activity:
    return get_object_or_404(Activity.objects.plan_visible_to(request.user), slug=slug)


def rail_of(activity: Activity, request: SignedInRequest, *, current: str = "") -> dict[str, Any]:
    """What the side rail shows: each section with what it still lacks, and the last safe day (PLN-7)."""
    items = open_items(activity)
    missing = open_sections(items)
    asked = open_requests(activity) if activity.status == Status.CHANGES_REQUESTED else []
    sections: list[dict[str, Any]] = [
        {
            "section": section,
            "is_done": section.key not in missing,
            "is_current": section.key == current,
            "items": [item for item in items if item.section == section.key],
            "requests": [one for one in asked if one.section == section.key],
            "is_changed": any(one.is_changed for one in asked if one.section == section.key),
            "is_answered": all(one.is_answered for one in asked if one.section == section.key),
        }
        for section in sections_of(activity)
    ]
    office = OfficeSettings.current()
    return {
        "activity": activity,
        "rail": sections,
        "asked": asked,
        "to_answer": sum(not one.is_answered for one in asked),
        "open_items": items,
        "anew": to_look_at_anew(activity),
        "last_safe_date": activity.last_safe_submission_date(office.lead_time_days),
        "today": timezone.localdate(timezone=activity.zone),
        "may_edit": not editing_refusal(activity, request.user),
        "is_planned": activity.status in IN_PLANNING,
        "to_confirm": waits_for_confirmation_by(activity, request.user),
        "turn": turn_of(activity, at=timezone.now(), office=office),
        "reached": request.session.pop("reached", ""),
    }


@login_required
def proposals(request: SignedInRequest) -> HttpResponse:
    """The planner's own; for the office everybody's, or only its own by ?whose=mine. ?q= looks for words of a title."""
    mine = Activity.objects.planned_by(request.user)
    visible = Activity.objects.plan_visible_to(request.user)
    shows_all = request.user.is_staff and request.GET.get("whose") != "mine"
    listed = with_readiness_facts((visible if shows_all else mine).in_planners_order(on=timezone.localdate()))
    query = request.GET.get("q", "").strip()[:80]
    for word in query.split():
        listed = listed.filter(Q(title__icontains=word) | Q(department__name__icontains=word))
    listed = listed.select_related("department", "copied_from").prefetch_related("section_saves")
    page = Paginator(listed, PER_PAGE).get_page(request.GET.get("page"))
    context = {"page": page, "rows": _rows_of(page.object_list), "shows_all": shows_all, "query": query}
    return render(request, "activities/plan/proposals.html", context)


@dataclass(frozen=True)
class ProposalRow:
    activity: Activity
    stage: Stage
    turn: Turn
    missing: int | None
    asked: int  # requests of the office that are neither changed nor answered
    anew: int  # sections of a copy that nobody has looked at since


def _rows_of(activities: Iterable[Activity]) -> list[ProposalRow]:
    now, office, professions = timezone.now(), OfficeSettings.current(), list(Profession.objects.all())
    activities = list(activities)
    waiting = requests_waiting(activities)
    return [
        ProposalRow(
            activity,
            Stage(activity.stage),  # type: ignore[attr-defined]
            turn_of(activity, at=now, office=office),
            len(open_items(activity, professions)) if activity.status in IN_PLANNING else None,
            waiting.get(activity.pk, 0),
            len(to_look_at_anew(activity)),
        )
        for activity in activities
    ]


@login_required
def begin(request: SignedInRequest) -> HttpResponse:
    copies = request.method == "POST" and "copy" in request.POST
    copy_form = _copy_form(request, request.POST if copies else None)
    if copies and copy_form.is_valid():
        held, first_day = copy_form.cleaned_data["held"], copy_form.cleaned_data["first_day"]
        return _copied(request, copy_activity(held, by=request.user, at=timezone.now(), first_day=first_day))
    form = BeginForm(request.POST if request.method == "POST" and not copies else None)
    if form.is_bound and form.is_valid():
        activity = begin_proposal(**form.cleaned_data, by=request.user)
        return redirect("plan:section", activity.slug, SECTIONS[0].key)
    context = {"form": form, "copy_form": copy_form, "refused": copy_form if copies else form}
    return render(request, "activities/plan/begin.html", context)


def _copy_form(request: SignedInRequest, typed: QueryDict | None) -> CopyForm:
    """Of what this person planned, the office approved and has begun, the newest first."""
    today = timezone.localdate()
    held = Activity.objects.planned_by(request.user).published().filter(start_date__lte=today)
    return CopyForm(typed, held=held.order_by("-start_date", "title"), today=today)


def _copied(request: SignedInRequest, new: Activity) -> HttpResponse:
    messages.success(
        request, "This is a new draft with the same plan and the same title, moved on in time. Go through each section."
    )
    for sentence in unusual_days_of(new):
        messages.warning(request, f"{sentence} If that is not meant, choose other days in “Basics”.")
    return redirect("plan:proposal", new.slug)


@login_required
def proposal(request: SignedInRequest, slug: str) -> HttpResponse:
    return show_proposal(request, get_plan(request, slug))


def show_proposal(request: SignedInRequest, activity: Activity, *, status: int = 200, **more: Any) -> HttpResponse:
    context = rail_of(activity, request) | more
    context["changes"] = activity.status_changes.select_related("by")
    context["last_note"] = next((c.note for c in reversed(context["changes"]) if c.note), "")
    is_planner = Activity.objects.planned_by(request.user).filter(pk=activity.pk).exists()
    context["actions"] = {t.action for t in allowed_actions(activity, PLANNERS)} if is_planner else set()
    context["is_planner"] = is_planner
    context["act"] = _next_act(activity, request, context)
    context["comments"] = list(
        Comment.objects.visible_to(request.user)
        .filter(activity=activity, is_internal=False)
        .select_related("written_by")
    )
    context |= {"thread": thread_of(activity), "days_of": dates_of(activity), "has_agenda": has_agenda(activity)}
    if activity.drafted_for_director:
        refusal = invitation_refusal(activity, request.user)
        context |= {"standing": standing_of(activity), "may_invite": not refusal, "why_not_invite": refusal}
        context["confirm_form"] = SubmitForm()
    office = OfficeSettings.current()
    context["credit"] = computed_credit(activity, office)
    context["opening"] = opening_sentence(activity)
    if activity.status == Status.OPEN:
        context["claim_until"] = claim_until(activity, at=timezone.now(), office=office)
    if activity.version and activity.status not in OVER:
        context["silent"] = silent_people(activity, by=request.user, at=timezone.now())
    return render(request, "activities/plan/proposal.html", context, status=status)


def _next_act(activity: Activity, request: SignedInRequest, context: dict[str, Any]) -> Act | None:
    """None where the page has it in a place of its own: confirming, taking up again, and what follows once it was held."""
    if context["may_edit"]:
        waits_for_director = context["to_confirm"] and not context["open_items"]
        return None if waits_for_director else act_of_planner(activity, context["open_items"], context["anew"])
    if activity.is_held:
        return None
    return act_of_reader(activity, is_reviewer=request.user.is_reviewer, on=context["today"])


@login_required
def submit(request: SignedInRequest, slug: str) -> HttpResponse:
    activity = get_plan(request, slug)
    form = SubmitForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        try:
            submit_proposal(activity, by=request.user, at=timezone.now(), attests=form.cleaned_data["attests"])
        except ActionRefused as refusal:
            form.add_error(refusal.field if refusal.field in form.fields else None, refusal.message)
        else:
            answer_by = OfficeSettings.current().answer_by(timezone.localdate())
            messages.success(
                request,
                f"Submitted. The office reads it next and means to answer by {answer_by:%B %-d, %Y}; you get a letter.",
            )
            return redirect("plan:proposal", activity.slug)
    directors = [m for m in activity.team.select_related("person") if m.role in TeamMember.ATTESTING_ROLES]
    context = rail_of(activity, request) | {
        "form": form,
        "directors": directors,
        "confirmation": valid_confirmation(activity),
        "may_attest": any(member.person_id == request.user.pk for member in directors),
        "days_of": dates_of(activity),
        "team": activity.team.select_related("person"),
        "counting": [session for session in activity.sessions.all() if session.counts_for_credit],
        "credit": computed_credit(activity, OfficeSettings.current()),
        "thread": thread_of(activity),
    }
    return render(request, "activities/plan/submit.html", context, status=422 if form.errors else 200)


@login_required
@require_POST
def copy(request: SignedInRequest, slug: str) -> HttpResponse:
    activity = get_object_or_404(Activity.objects.planned_by(request.user), slug=slug)
    return _copied(request, copy_activity(activity, by=request.user, at=timezone.now()))


@login_required
@require_POST
def withdraw(request: SignedInRequest, slug: str) -> HttpResponse:
    return _act(request, slug, withdraw_proposal, "Withdrawn. You can take it up again at any time.")


@login_required
@require_POST
def resume(request: SignedInRequest, slug: str) -> HttpResponse:
    return _act(request, slug, resume_proposal, "It is a draft again.")


def _act(request: SignedInRequest, slug: str, service: Any, done: str) -> HttpResponse:
    activity = get_object_or_404(Activity.objects.planned_by(request.user), slug=slug)
    try:
        service(activity, by=request.user, at=timezone.now())
    except ActionRefused as refusal:
        messages.error(request, refusal.message)
    else:
        messages.success(request, done)
    return redirect("plan:proposal", activity.slug)
