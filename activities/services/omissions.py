"""The office settles what a disclosure leaves out: accepts it with a reason, or asks the person (SII-1)."""

from datetime import datetime

from django.db import transaction
from django.utils import timezone

from accounts.models import User
from activities.clearance import clearance_of
from activities.dates import long_date
from activities.models import OfficeSettings, TeamMember
from activities.services.clearance import refuse_decision
from activities.services.disclosure_requests import occasion_of
from activities.workflow import lock
from core.errors import ActionRefused
from disclosures.models import AcceptedOmission, DisclosureRequest
from disclosures.omissions import Omission
from disclosures.services import request_disclosure


@transaction.atomic
def accept_omission(*, member: TeamMember, key: str, reason: str, by: User, at: datetime) -> AcceptedOmission:
    """Say that the disclosure rightly leaves it out, and why. It holds for all activities of the person.

    Raises ActionRefused.
    """
    omission = _lock_and_find(member, key, by=by, at=at)
    if not reason.strip():
        raise ActionRefused(f"Say why {omission.what}, is rightly left out; it stays on record.", field="reason")
    return AcceptedOmission.objects.create(
        person=member.person,
        relationship_id=omission.relationship.origin_id if omission.relationship else None,
        employer=omission.employer,
        reason=reason.strip()[:300],
        accepted_at=at,
        accepted_by=by,
    )


@transaction.atomic
def ask_about_omission(*, member: TeamMember, key: str, by: User, at: datetime) -> DisclosureRequest:
    """Write to the person what the office has read, and ask them to sign what is true. Raises ActionRefused."""
    omission = _lock_and_find(member, key, by=by, at=at)
    return request_disclosure(
        person=member.person,
        occasion=occasion_of(member, member.activity),
        question=_question(omission),
        by=by,
        at=at,
    )


def _question(omission: Omission) -> str:
    if omission.named_on is None:
        return (
            f"We have {omission.employer} as your employer, and your disclosure does not name it. Do you work there, or "
            "did you in these months?"
        )
    return (
        f"On {long_date(omission.named_on)} you disclosed {omission.what}. Your later statement leaves it out. If it has "
        "ended, please name it with the day it ended; if it was never so, please say why."
    )


@transaction.atomic
def undo_acceptance(*, member: TeamMember, key: str, by: User, at: datetime) -> AcceptedOmission:
    """The office looks at it again: the person is not cleared until then. Raises ActionRefused."""
    omission = _lock_and_find(member, key, by=by, at=at, is_accepted=True)
    accepted = omission.accepted
    assert accepted is not None
    accepted.undone_at, accepted.undone_by = at, by
    accepted.save(update_fields=["undone_at", "undone_by"])
    return accepted


def _lock_and_find(member: TeamMember, key: str, *, by: User, at: datetime, is_accepted: bool = False) -> Omission:
    """As it is now: the activity locked, and the person, of whom it is decided for all activities at once."""
    locked = lock(member.activity)
    refuse_decision(locked, by=by)
    person = User.objects.select_for_update().get(pk=member.person_id)
    if person == by:
        raise ActionRefused("Somebody else of the office decides about your own disclosure.")
    current = TeamMember.objects.get(pk=member.pk)
    on = timezone.localdate(at, locked.zone)
    clearance = clearance_of(current, office=OfficeSettings.current(), on=on, activity=locked)
    found = next((omission for omission in clearance.omissions if omission.key == key), None)
    if found is None or (found.accepted is not None) != is_accepted:
        raise ActionRefused(f"This about {person} has changed meanwhile. Please read the page again.")
    return found
