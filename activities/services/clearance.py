"""The office decides what is relevant, and records how it was mitigated (SII-4 to SII-6)."""

from datetime import datetime
from typing import Final

from django.db import transaction
from django.utils import timezone

from accounts.models import User
from activities.clearance import clearance_of
from activities.models import Activity, Mitigation, OfficeSettings, Status, TeamMember
from activities.readiness import decision_refusals
from activities.workflow import lock
from core.errors import ActionRefused, first_refusal
from disclosures.models import FinancialRelationship

OVER: Final = (Status.CLOSED, Status.DECLINED, Status.WITHDRAWN, Status.CANCELLED)
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
    """Decide on one relationship for an activity, and record how it was mitigated in one role where `method` is given.

    Raises ActionRefused (SII-4 to SII-6). A decision can be changed until the activity is over.
    """
    locked = lock(member.activity)
    refuse_decision(locked, by=by)
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
    _decide_alike_for_other_roles(decision)
    return decision


def _decide_alike_for_other_roles(decision: Mitigation) -> None:
    """Relevance is of the activity’s content, so it is the same in each of the person’s roles; mitigation is not (SII-5)."""
    member = decision.member
    others = member.activity.team.filter(person=member.person_id, controls_content=True).exclude(pk=member.pk)
    for other in others:
        known = Mitigation.objects.filter(member=other, relationship=decision.relationship_id).first()
        if known and (known.is_relevant, known.exception) == (decision.is_relevant, decision.exception):
            continue
        alike = known or Mitigation(member=other, relationship_id=decision.relationship_id)
        alike.is_relevant, alike.exception, alike.reason = decision.is_relevant, decision.exception, decision.reason
        alike.decided_at, alike.decided_by = decision.decided_at, decision.decided_by
        alike.method, alike.mitigated_at, alike.mitigated_by = "", None, None
        alike.save()


def refuse_decision(activity: Activity, *, by: User) -> None:
    """Raises ActionRefused where it is over, or not for them to decide (REV-3)."""
    if activity.status in OVER:
        raise ActionRefused(f"“{activity}” is {activity.get_status_display().lower()}; its record stays as it is.")
    first_refusal(decision_refusals(activity, by=by))


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
    if not (is_relevant or excludes or reason.strip()):
        refusals.append(f"Say why {name}’s relationship with {company} is not relevant to the content.")
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
