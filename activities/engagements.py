"""What one person does in activities to come: as what, in which sessions, and whether their disclosure is still to come."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from django.db.models import Prefetch, QuerySet
from django.utils import timezone

from accounts.models import User
from activities.clearance import clearance_of, with_clearance_facts
from activities.dates import clock_range, dates_of, day_in_words
from activities.models import Activity, OfficeSettings, Session, TeamMember
from activities.models.status import NEVER_HELD

FEW_SESSIONS: Final = 4


@dataclass(frozen=True)
class Engagement:
    """All roles of one person in one activity; `sessions` are theirs that are not over, in order."""

    activity: Activity
    members: list[TeamMember]
    sessions: list[Session]
    has_to_disclose: bool

    @property
    def roles(self) -> str:
        """“Speaker and moderator”."""
        return " and ".join(member.get_role_display() for member in self.members).capitalize()

    @property
    def dates(self) -> str:
        return dates_of(self.activity)

    @property
    def next_at(self) -> datetime | None:
        """When their next session begins; without one, when the activity does."""
        return self.sessions[0].starts_at if self.sessions else self.activity.starts_at

    @property
    def shown(self) -> list[tuple[Session, str]]:
        """The next ones, each with its time in the activity's zone."""
        return [(session, _time_of(session)) for session in self.sessions[:FEW_SESSIONS]]

    @property
    def more(self) -> int:
        return max(len(self.sessions) - FEW_SESSIONS, 0)


def _time_of(session: Session) -> str:
    hours = clock_range(session.local_starts_at, session.local_ends_at)
    return f"{day_in_words(session.local_date)}, {hours} {session.local_starts_at:%Z}"


def presenting(person: User, *, at: datetime) -> list[Engagement]:
    """Where they speak, moderate or write, the next first; not what nobody but its planners has seen."""
    roles = TeamMember.objects.filter(role__in=TeamMember.PRESENTING_ROLES)
    return _engagements(person, roles, at=at)


def asked_to_disclose_for(person: User, *, at: datetime) -> list[Engagement]:
    """Everything they control content of, in whatever role, save what asks nobody to disclose (SII-1, SII-9)."""
    roles = TeamMember.objects.filter(controls_content=True, activity__is_exempt=False)
    return _engagements(person, roles, at=at)


def _engagements(person: User, roles: QuerySet[TeamMember], *, at: datetime) -> list[Engagement]:
    to_come = (
        with_clearance_facts(roles.filter(person=person))
        .exclude(activity__status__in=NEVER_HELD)
        .filter(activity__version__gt=0, activity__end_date__gte=timezone.localdate(at))
        .prefetch_related(Prefetch("sessions", Session.objects.taking_place().filter(ends_at__gt=at)))
        .order_by("activity__start_date", "activity", "position", "pk")
    )
    by_activity: dict[int, list[TeamMember]] = {}
    for member in to_come:
        by_activity.setdefault(member.activity_id, []).append(member)
    office = OfficeSettings.current()
    found = [_engagement(members, office=office, at=at) for members in by_activity.values()]
    return sorted(found, key=lambda one: one.next_at or at)


def _engagement(members: Sequence[TeamMember], *, office: OfficeSettings, at: datetime) -> Engagement:
    activity = members[0].activity
    sessions = {session.pk: session for member in members for session in member.sessions.all()}
    for session in sessions.values():
        session.activity = activity
    on = timezone.localdate(at, activity.zone)
    clearances = [clearance_of(member, office=office, on=on, activity=activity) for member in members]
    return Engagement(
        activity,
        list(members),
        sorted(sessions.values(), key=lambda session: (session.starts_at, session.pk)),
        any(clearance.asks and clearance.disclosure is None for clearance in clearances),
    )
