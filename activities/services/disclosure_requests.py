"""Asking the team for disclosures, and again before one runs out (SII-1, SII-2)."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Final

from django.db import transaction
from django.db.models import Prefetch
from django.utils import timezone

from accounts.models import User
from activities.asking import is_too_soon, last_asked, may_ask
from activities.clearance import (
    clearance_of,
    last_day_of,
    needed_until,
    refuses_to_disclose,
    team_clearances,
    with_clearance_facts,
)
from activities.models import Activity, OfficeSettings, TeamMember
from activities.services.clearance import OVER
from activities.workflow import lock
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
    return [_ask(member, by=by, at=at) for member in missing]


@transaction.atomic
def request_disclosure_of(member: TeamMember, *, by: User, at: datetime) -> DisclosureRequest:
    """Write to one person again. Planners may once a day for each person; the office whenever it likes (SII-1).

    Raises ActionRefused.
    """
    activity = lock(member.activity)
    if not may_ask(activity, by=by):
        raise ActionRefused("Only this activity’s planners and the office can ask for disclosures.")
    if activity.status in OVER:
        raise ActionRefused(
            f"“{activity}” is {activity.get_status_display().lower()}; nobody is asked for it any more."
        )
    if not activity.version:
        raise ActionRefused("Everybody who has not disclosed is asked when the plan is submitted.")
    if not _is_missing(member, activity, at=at):
        raise ActionRefused(f"{member.person} has answered meanwhile.")
    # Two planners at once: the second waits here, and is told.
    person = User.objects.select_for_update().get(pk=member.person_id)
    asked = last_asked(person)
    if asked is not None and is_too_soon(asked, by=by, at=at):
        raise ActionRefused(f"{person} was asked within the last day. Give them some time, or call them.")
    return _ask(member, by=by, at=at)


def ask_whom_the_plan_names(activity: Activity, *, by: User, at: datetime) -> list[DisclosureRequest]:
    """With the submission, write to all who have not disclosed and were not asked of late (SII-1).

    Call it inside the transaction that submitted the locked activity.
    """
    recently = set(DisclosureRequest.objects.filter(asked_at__gt=at - _LATELY).values_list("person_id", flat=True))
    return [
        _ask(member, by=by, at=at)
        for member in people_to_ask(activity, at=at)
        if member.person_id not in recently and not refuses_to_disclose(member.person)
    ]


# Who was asked for one activity is not asked for another the same week; a planner or the office can, by hand.
_LATELY: Final = timedelta(days=7)


def _ask(member: TeamMember, *, by: User, at: datetime) -> DisclosureRequest:
    return request_disclosure(person=member.person, occasion=occasion_of(member, member.activity), by=by, at=at)


def _is_missing(member: TeamMember, activity: Activity, *, at: datetime) -> bool:
    on = timezone.localdate(at, activity.zone)
    clearance = clearance_of(member, office=OfficeSettings.current(), on=on, activity=activity)
    return clearance.disclosure is None and not clearance.is_cleared


def people_to_ask(activity: Activity, *, at: datetime) -> Sequence[TeamMember]:
    """One role of each person who has not disclosed."""
    on = timezone.localdate(at, activity.zone)
    clearances = team_clearances(activity, office=OfficeSettings.current(), on=on)
    missing = {
        clearance.member.person_id: clearance.member
        for clearance in reversed(clearances)
        if clearance.disclosure is None and not clearance.is_cleared
    }
    return list(missing.values())


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
                    disclosure, occasion=occasion_of(clearance.member, activity), runs_out_date=last_day, at=at
                )
                asked += [request] if request else []
    return asked


def occasion_of(member: TeamMember, activity: Activity) -> str:
    """For what they are asked, as the letter says it."""
    return f"your role as {member.get_role_display().lower()} in “{activity.title}”"


def _office_refusals(by: User) -> list[str]:
    return [] if by.has_perm("activities.change_activity") else ["Only the CME office can ask for disclosures."]
