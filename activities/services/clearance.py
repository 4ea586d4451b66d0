"""The office's acts about independence: it decides what is relevant, and how it was mitigated (SII-3 to SII-6)."""

import re
from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import Final

from django.db import transaction
from django.db.models import Prefetch
from django.utils import timezone

from accounts.models import User
from activities.clearance import clearance_of, last_day_of, needed_until, team_clearances, with_clearance_facts
from activities.emails import write_exclusion_letters
from activities.models import (
    Activity,
    Exclusion,
    Exemption,
    Mitigation,
    OfficeSettings,
    ReviewRequest,
    Status,
    TeamMember,
)
from activities.readiness import decision_refusals
from activities.services.sessions import withdraw_approvals
from activities.workflow import lock
from core.errors import ActionRefused, first_refusal
from disclosures.models import DisclosureRequest, FinancialRelationship, Refusal
from disclosures.services import request_confirmation, request_disclosure

_OVER: Final = (Status.CLOSED, Status.DECLINED, Status.WITHDRAWN, Status.CANCELLED)
_METHODS: Final = Mitigation.Method
PLANNER_METHODS: Final = (_METHODS.DIVEST, _METHODS.RECUSE, _METHODS.PEER_REVIEW, _METHODS.OTHER)
PRESENTER_METHODS: Final = (_METHODS.DIVEST, _METHODS.PEER_REVIEW, _METHODS.ATTEST, _METHODS.OTHER)


def methods_for(member: TeamMember) -> tuple[Mitigation.Method, ...]:
    """How a relevant relationship can be mitigated in this role (SII-6)."""
    return PLANNER_METHODS if member.role in TeamMember.PLANNING_ROLES else PRESENTER_METHODS


@transaction.atomic
def decide_on_relationship(
    *,
    member: TeamMember,
    relationship: FinancialRelationship,
    is_relevant: bool,
    by: User,
    at: datetime,
    method: str = "",
    exception: str = "",
    reason: str = "",
) -> Mitigation:
    """Decide on one relationship for one role, and record how it was mitigated where `method` is given.

    Raises ActionRefused (SII-4 to SII-6). A decision can be changed until the activity is over.
    """
    locked = lock(member.activity)
    _refuse(locked, by=by)
    _refuse_unknown_relationship(locked, member, relationship, at=at)
    first_refusal(_decision_refusals(member, relationship, is_relevant, method, exception, reason, at=at))
    before = Mitigation.objects.filter(member=member, relationship=relationship.origin_id).first()
    decided_anew = before is None or (before.is_relevant, before.exception) != (is_relevant, exception)
    mitigated_anew = bool(method) and (before is None or before.method != method)
    decision = before or Mitigation(member=member, relationship_id=relationship.origin_id)
    decision.is_relevant, decision.exception, decision.method, decision.reason = is_relevant, exception, method, reason
    if decided_anew:
        decision.decided_at, decision.decided_by = at, by
    if mitigated_anew or not method:
        decision.mitigated_at, decision.mitigated_by = (at, by) if method else (None, None)
    decision.save()
    return decision


@transaction.atomic
def exclude_member(
    *, member: TeamMember, reason: str, by: User, at: datetime, ground: str = Exclusion.Ground.OTHER
) -> Exclusion:
    """Take a person out of a role they cannot have; it is recorded and the team is told why (SII-3, SII-4).

    Raises ActionRefused.
    """
    locked = lock(member.activity)
    _refuse(locked, by=by)
    if not reason.strip():
        raise ActionRefused("Say why they are excluded, so that the planners can replace them.", field="reason")
    if member.role == TeamMember.Role.DIRECTOR:
        raise ActionRefused(
            "A proposal has to have a director. Request changes instead, so that the planners name another."
        )
    if member.sessions.filter(starts_at__lte=at).exists():
        raise ActionRefused(f"{member.person} has begun to teach, so they can no longer be taken out of the role.")
    ReviewRequest.objects.create(
        activity=locked,
        section="team",
        text=f"{member} was excluded from this role: {reason.strip()}",
        version=locked.version,
        is_notice=True,
        asked_at=at,
        asked_by=by,
        settled_at=at,
        settled_by=by,
    )
    exclusion = _record_exclusion(member, ground=ground, reason=reason.strip(), by=by, at=at)
    withdraw_approvals(member, by=by, at=at)
    member.delete()
    return exclusion


def _record_exclusion(member: TeamMember, *, ground: str, reason: str, by: User, at: datetime) -> Exclusion:
    exclusion = Exclusion.objects.create(
        activity=member.activity,
        person=member.person,
        role=member.role,
        profession=member.profession,
        employer=member.employer,
        decisions=[_written_out(decision) for decision in member.mitigations.select_related("relationship")],
        ground=ground,
        reason=reason,
        excluded_at=at,
        excluded_by=by,
    )
    exclusion.sessions.set(member.sessions.all())
    write_exclusion_letters(exclusion, at=at)
    return exclusion


def _written_out(decision: Mitigation) -> dict[str, str | bool]:
    return {
        "relationship": str(decision.relationship),
        "is_relevant": decision.is_relevant,
        "exception": decision.get_exception_display(),
        "method": decision.get_method_display(),
        "reason": decision.reason,
        "decided_at": decision.decided_at.isoformat(),
        "decided_by": str(decision.decided_by),
    }


@transaction.atomic
def undo_exclusion(exclusion: Exclusion, *, reason: str, by: User, at: datetime) -> TeamMember:
    """Give the person the role and the sessions back, with the reason; the exclusion stays on record (SII-3).

    What the office had decided on their relationships is decided anew. Raises ActionRefused.
    """
    locked = lock(exclusion.activity)
    _refuse(locked, by=by)
    current = Exclusion.objects.get(pk=exclusion.pk)
    if current.undone_at is not None:
        raise ActionRefused("This exclusion has been undone already.")
    if not reason.strip():
        raise ActionRefused("Say why the exclusion is undone.", field="reason")
    current.undone_at, current.undone_by, current.undo_reason = at, by, reason.strip()
    current.save(update_fields=["undone_at", "undone_by", "undo_reason"])
    member, _ = TeamMember.objects.get_or_create(
        activity=locked,
        person=current.person,
        role=current.role,
        defaults={
            "profession": current.profession,
            "employer": current.employer,
            "position": locked.team.count(),
        },
    )
    member.sessions.add(*current.sessions.filter(activity=locked, starts_at__gt=at))
    return member


def exclude_who_refuse(*, at: datetime) -> list[Exclusion]:
    """Take those who answered that they do not disclose out of their roles in what is to come (SII-3).

    A director stays named until the planners name another; nothing is approved or opened with them meanwhile.
    """
    refusals = {refusal.person_id: refusal for refusal in Refusal.objects.in_force()}
    members = (
        TeamMember.objects.filter(person__in=refusals, controls_content=True, activity__is_exempt=False)
        .exclude(activity__status__in=_OVER)
        .exclude(sessions__starts_at__lte=at)
        .select_related("activity", "person", "profession")
        .distinct()
    )
    excluded = []
    for member in members:
        with transaction.atomic():
            locked = lock(member.activity)
            known = Exclusion.objects.standing().filter(activity=locked, person=member.person_id, role=member.role)
            if known.exists() or not TeamMember.objects.filter(pk=member.pk).exists():
                continue
            reason = refusals[member.person_id].reason or "They answered that they do not disclose."
            excluded.append(
                _record_exclusion(member, ground=Exclusion.Ground.REFUSED, reason=reason, by=member.person, at=at)
            )
            if member.role != TeamMember.Role.DIRECTOR:
                withdraw_approvals(member, by=member.person, at=at)
                member.delete()
    return excluded


_LIKE_A_SERIES: Final = re.compile(r"tumou?r boards?|\bm ?& ?m\b|morbidity (and|&) mortality|\brounds\b", re.IGNORECASE)


@transaction.atomic
def exempt_activity(activity: Activity, *, ground: str, reason: str, by: User, at: datetime) -> Exemption:
    """Nobody has to disclose for it, on one of the two grounds (SII-9). Raises ActionRefused."""
    locked = lock(activity)
    _refuse(locked, by=by)
    first_refusal(exemption_refusals(locked))
    if ground not in Exemption.Ground.values:
        raise ActionRefused("Choose one of the two grounds on which an activity can be exempt.", field="ground")
    if not reason.strip():
        raise ActionRefused("Say why nobody has to disclose.", field="reason")
    if locked.is_exempt:
        raise ActionRefused("It is exempt already.")
    locked.is_exempt = True
    locked.save(update_fields=["is_exempt"])
    return Exemption.objects.create(
        activity=locked, ground=ground, reason=reason.strip(), exempted_at=at, exempted_by=by
    )


def exemption_refusals(activity: Activity) -> list[str]:
    """What can never be exempt, whatever it is about (SII-9)."""
    if activity.format in Activity.NEVER_EXEMPT_FORMATS:
        what = "A series" if activity.is_series else "Enduring material"
        return [f"{what} is never exempt from disclosures."]
    if _LIKE_A_SERIES.search(activity.title):
        return ["Tumor boards, rounds and M&M conferences are never exempt from disclosures."]
    return []


@transaction.atomic
def end_exemption(activity: Activity, *, reason: str, by: User, at: datetime) -> Exemption:
    """From now on its people have to disclose after all. Raises ActionRefused."""
    locked = lock(activity)
    _refuse(locked, by=by)
    exemption = Exemption.objects.filter(activity=locked, ended_at=None).first()
    if exemption is None:
        raise ActionRefused("It is not exempt.")
    if not reason.strip():
        raise ActionRefused("Say why its people have to disclose after all.", field="reason")
    exemption.ended_at, exemption.ended_by, exemption.end_reason = at, by, reason.strip()
    exemption.save(update_fields=["ended_at", "ended_by", "end_reason"])
    locked.is_exempt = False
    locked.save(update_fields=["is_exempt"])
    return exemption


@transaction.atomic
def request_missing_disclosures(activity: Activity, *, by: User, at: datetime) -> list[DisclosureRequest]:
    """Write to everybody of the team whose disclosure is not in, each with a link of their own (SII-1, SII-2)."""
    first_refusal(_office_refusals(by))
    missing = people_to_ask(activity, at=at)
    if not missing:
        raise ActionRefused("Everybody has disclosed, so there is nobody to write to.")
    return [
        request_disclosure(
            person=member.person,
            occasion=_occasion(member, activity),
            by=by,
            at=at,
        )
        for member in missing
    ]


def people_to_ask(activity: Activity, *, at: datetime) -> Iterable[TeamMember]:
    """One role of each person who has not disclosed."""
    on = timezone.localdate(at, activity.zone)
    clearances = team_clearances(activity, office=OfficeSettings.current(), on=on)
    return {
        clearance.member.person_id: clearance.member
        for clearance in reversed(clearances)
        if clearance.disclosure is None and not clearance.is_cleared
    }.values()


def request_confirmations(*, at: datetime) -> list[DisclosureRequest]:
    """Write to those whose disclosure runs out before an activity to come needs it, once for each disclosure (SII-2).

    The office sets how many days before; one letter serves all activities of the person.
    """
    office = OfficeSettings.current()
    today = timezone.localdate(at)
    soon = today + timedelta(days=office.disclosure_reminder_days)
    to_come = Activity.objects.exclude(status__in=_OVER).filter(version__gt=0, end_date__gte=today)
    asked = []
    for activity in to_come.prefetch_related(Prefetch("team", with_clearance_facts(TeamMember.objects.all()))):
        needed = needed_until(activity)
        for clearance in team_clearances(activity, office=office, on=today):
            disclosure = clearance.newest
            if disclosure is None or needed is None or needed < today:
                continue
            last_day = last_day_of(disclosure, office=office)
            if last_day < needed and last_day <= soon:
                request = request_confirmation(
                    disclosure, occasion=_occasion(clearance.member, activity), runs_out_date=last_day, at=at
                )
                asked += [request] if request else []
    return asked


def _occasion(member: TeamMember, activity: Activity) -> str:
    return f"your role as {member.get_role_display().lower()} in “{activity.title}”"


def _refuse(activity: Activity, *, by: User) -> None:
    if activity.status in _OVER:
        raise ActionRefused(f"“{activity}” is {activity.get_status_display().lower()}; its record stays as it is.")
    first_refusal(decision_refusals(activity, by=by))


def _office_refusals(by: User) -> list[str]:
    return [] if by.has_perm("activities.change_activity") else ["Only the CME office can ask for disclosures."]


def _refuse_unknown_relationship(
    activity: Activity, member: TeamMember, relationship: FinancialRelationship, *, at: datetime
) -> None:
    on = timezone.localdate(at, activity.zone)
    clearance = clearance_of(member, office=OfficeSettings.current(), on=on, activity=activity)
    if relationship not in clearance.relationships:
        raise ActionRefused(
            f"{member.person} has signed another disclosure meanwhile. Please read the page again and decide on that."
        )


def _has_taught_all(member: TeamMember, *, at: datetime) -> bool:
    """Whether every session of theirs has begun; who has another to come can still be cleared for that one."""
    starts = list(member.sessions.values_list("starts_at", flat=True))
    return bool(starts) and max(starts) <= at


def _decision_refusals(
    member: TeamMember,
    relationship: FinancialRelationship,
    is_relevant: bool,
    method: str,
    exception: str,
    reason: str,
    *,
    at: datetime,
) -> list[str]:
    name, company = member.person, relationship.company_name
    excludes = relationship.is_present_ownership_or_employment(on=timezone.localdate(at, member.activity.zone))
    refusals = []
    if exception and not excludes:
        refusals.append(f"{name} neither owns {company} nor works there, so no exception is needed.")
    if excludes and not exception and (method or not is_relevant):
        refusals.append(
            f"{name} owns {company} or works there, which excludes them from the role unless one of the three "
            "exceptions applies. Choose the exception, or exclude them."
        )
    if exception == Mitigation.OwnerException.UNRELATED and is_relevant:
        refusals.append(f"If the content is unrelated to {company}, the relationship is not relevant.")
    if method and not is_relevant:
        refusals.append("Only a relevant relationship is mitigated.")
    if method and method not in methods_for(member):
        refusals.append(f"This way of mitigating is not open to a {member.get_role_display().lower()}.")
    if method and _has_taught_all(member, at=at):
        refusals.append(
            f"{name} has begun to teach. A relationship is mitigated before the role is assumed, not afterwards."
        )
    if method == _METHODS.OTHER and not reason.strip():
        refusals.append(f"Say how {name}’s relationship with {company} was mitigated.")
    return refusals
