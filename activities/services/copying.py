"""Planning again what was held before (PLN-8)."""

from collections.abc import Collection
from datetime import date, datetime, timedelta

from django.db import transaction
from django.utils import timezone

from accounts.models import User
from activities.dates import moved
from activities.models import Activity, Objective, Session, TeamMember

# Fifty-two weeks: a Friday in October stays a Friday in October.
YEAR = timedelta(weeks=52)
_NOT_COPIED = (
    "pk",
    "slug",
    "status_changed_at",
    "registration_opens_at",
    "attested_at",
    "attested_by",
    "renewal_asked_at",
    "renewal_asking_since",
)


@transaction.atomic
def copy_activity(activity: Activity, *, by: User, at: datetime, first_day: date | None = None) -> Activity:
    """A new draft with the same plan, from `first_day` on; else a year (or as many as it takes) later.

    The plan is copied; what people did with it is not: no disclosure, decision, registration, attendance, evaluation
    or approval comes along.
    """
    shift = YEAR * years_ahead(activity, at=at)
    if first_day is not None and activity.start_date is not None:
        shift = first_day - activity.start_date
    copy, objectives, members = copy_plan(activity, shift=shift, by=by, at=at)
    _copy_sessions(activity, copy, shift, objectives=objectives, members=members)
    return copy


def copy_plan(
    activity: Activity, *, shift: timedelta, by: User, at: datetime, roles: Collection[str] = TeamMember.Role.values
) -> tuple[Activity, dict[int, Objective], dict[int, TeamMember]]:
    """All but the agenda, with those of the team who have `roles`; objectives and members by what they were copied from."""
    copy = Activity.objects.get(pk=activity.pk)
    for name in _NOT_COPIED:
        setattr(copy, name, "" if name == "slug" else None)
    copy._state.adding = True
    copy.status, copy.version = Activity._meta.get_field("status").get_default(), 0
    copy.copied_from, copy.asks_before = activity, False
    copy.lessons_learned = copy.changes_planned = ""
    copy.created_by, copy.created_at, copy.drafted_for_director = by, at, by.is_staff
    copy.is_exempt = False
    copy.start_date = activity.start_date + shift if activity.start_date else None
    copy.end_date = activity.end_date + shift if activity.end_date else None
    copy.save()
    copy.content_areas.set(activity.content_areas.all())
    copy.competencies.set(activity.competencies.all())
    copy.audience.set(activity.audience.all())
    for rows in (activity.partners.all(), activity.absences.all()):
        for row in rows:
            row.pk, row.activity = None, copy
            row.save()
    return copy, _copy_gaps(activity, copy), _copy_team(activity, copy, roles)


def years_ahead(activity: Activity, *, at: datetime) -> int:
    """How many years later it is still to come: mostly one."""
    today = timezone.localdate(at, activity.zone)
    years = 1
    while activity.start_date and activity.start_date + YEAR * years <= today:
        years += 1
    return years


def _copy_gaps(activity: Activity, copy: Activity) -> dict[int, Objective]:
    """The copied objectives, by the primary keys of those they were copied from."""
    copied: dict[int, Objective] = {}
    for gap in activity.gaps.prefetch_related("objectives"):
        objectives = list(gap.objectives.all())
        gap.pk, gap.activity = None, copy
        gap.save()
        for objective in objectives:
            original = objective.pk
            objective.pk, objective.activity, objective.gap = None, copy, gap
            objective.save()
            copied[original] = objective
    return copied


def _copy_team(activity: Activity, copy: Activity, roles: Collection[str]) -> dict[int, TeamMember]:
    copied: dict[int, TeamMember] = {}
    for member in activity.team.filter(role__in=roles):
        original = member.pk
        if not member.shows_typed_name:  # the office has had it, and the person's own name stands
            member.given_name_typed = member.family_name_typed = ""
        member.pk, member.activity = None, copy
        member.save()
        copied[original] = member
    return copied


def _copy_sessions(
    activity: Activity,
    copy: Activity,
    shift: timedelta,
    *,
    objectives: dict[int, Objective],
    members: dict[int, TeamMember],
) -> None:
    for session in activity.sessions.taking_place().prefetch_related("speakers", "objectives"):
        speakers = [members[member.pk] for member in session.speakers.all()]
        served = [objectives[objective.pk] for objective in session.objectives.all()]
        new = Session(
            activity=copy,
            title=session.title,
            kind=session.kind,
            counts_for_credit=session.counts_for_credit,
            room=session.room,
            track=session.track,
            seats=session.seats,
            starts_at=moved(session.starts_at, shift, activity.zone),
            ends_at=moved(session.ends_at, shift, activity.zone),
        )
        new.save()
        new.speakers.set(speakers)
        new.objectives.set(served)
