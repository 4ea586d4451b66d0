"""Who cannot have the role: taken out of it, with the reason on record (SII-3, SII-4)."""

from datetime import datetime

from django.db import transaction

from accounts.models import User
from activities.emails import write_exclusion_letters
from activities.models import Exclusion, Mitigation, ReviewRequest, TeamMember
from activities.services.clearance import OVER, refuse_decision
from activities.services.sessions import withdraw_approvals
from activities.workflow import lock
from core.errors import ActionRefused
from disclosures.models import Refusal


@transaction.atomic
def exclude_member(
    *, member: TeamMember, reason: str, by: User, at: datetime, ground: str = Exclusion.Ground.OTHER
) -> Exclusion:
    """Take a person out of a role they cannot have; it is recorded and the team is told why (SII-3, SII-4).

    Raises ActionRefused.
    """
    locked = lock(member.activity)
    refuse_decision(locked, by=by)
    if ground not in Exclusion.Ground.values:
        raise ActionRefused("Choose the ground on which they cannot have this role.", field="ground")
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
    refuse_decision(locked, by=by)
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
        .exclude(activity__status__in=OVER)
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
