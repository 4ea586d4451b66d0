"""Asking the team for disclosures, and again before one runs out (SII-1, SII-2)."""

from collections.abc import Iterable
from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import Prefetch
from django.utils import timezone

from accounts.models import User
from activities.clearance import last_day_of, needed_until, team_clearances, with_clearance_facts
from activities.models import Activity, OfficeSettings, TeamMember
from activities.services.clearance import OVER
from core.errors import ActionRefused, first_refusal
from disclosures.models import DisclosureRequest
from disclosures.services import request_confirmation, request_disclosure


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
    to_come = Activity.objects.exclude(status__in=OVER).filter(version__gt=0, end_date__gte=today)
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


def _office_refusals(by: User) -> list[str]:
    return [] if by.has_perm("activities.change_activity") else ["Only the CME office can ask for disclosures."]
