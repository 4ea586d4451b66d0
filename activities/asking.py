"""Who of a team was asked to disclose, when, and who may ask again (SII-1)."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from django.db.models import prefetch_related_objects
from django.utils import timezone

from accounts.models import User
from activities.clearance import refuses_to_disclose, team_clearances
from activities.models import Activity, OfficeSettings, TeamMember
from disclosures.models import DisclosureRequest

ASK_AGAIN_AFTER: Final = timedelta(days=1)


@dataclass(frozen=True)
class Silent:
    """Somebody who has not disclosed, as their planners see them: nothing of what anybody disclosed."""

    member: TeamMember
    asked: DisclosureRequest | None
    refuses: bool
    can_ask: bool


def silent_people(
    activity: Activity, *, by: User, at: datetime, only: Collection[TeamMember] | None = None
) -> list[Silent]:
    """Each person once, of `only` these members or of the whole team."""
    on = timezone.localdate(at, activity.zone)
    clearances = team_clearances(activity, office=OfficeSettings.current(), on=on)
    missing = {
        clearance.member.person_id: clearance.member
        for clearance in reversed(clearances)
        if clearance.disclosure is None and not clearance.is_cleared and (only is None or clearance.member in only)
    }
    members = list(missing.values())[::-1]
    prefetch_related_objects([member.person for member in members], "disclosure_requests")
    allowed = may_ask(activity, by=by)
    return [_silent(member, by=by, at=at, allowed=allowed) for member in members]


def _silent(member: TeamMember, *, by: User, at: datetime, allowed: bool) -> Silent:
    asked = last_asked(member.person)
    refuses = refuses_to_disclose(member.person)
    can_ask = allowed and not refuses and not (asked and is_too_soon(asked, by=by, at=at))
    return Silent(member, asked, refuses, can_ask)


def last_asked(person: User) -> DisclosureRequest | None:
    return next(iter(person.disclosure_requests.all()), None)


def may_ask(activity: Activity, *, by: User) -> bool:
    """The office and the planners."""
    return _is_office(by) or Activity.objects.planned_by(by).filter(pk=activity.pk).exists()


def is_too_soon(asked: DisclosureRequest, *, by: User, at: datetime) -> bool:
    """Planners ask one person once a day, whoever of them asks and for which activity."""
    return not _is_office(by) and asked.asked_at > at - ASK_AGAIN_AFTER


def _is_office(by: User) -> bool:
    return by.is_staff and by.has_perm("activities.change_activity")
