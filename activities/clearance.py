"""Whether the people who control content are cleared, and what learners are told about it (SII)."""

from dataclasses import dataclass
from datetime import date, datetime

from dateutil.relativedelta import relativedelta
from django.db.models import Prefetch, QuerySet
from django.utils import timezone

from activities.models import Activity, Mitigation, OfficeSettings, Session, TeamMember
from disclosures.models import Disclosure, FinancialRelationship


@dataclass(frozen=True)
class Clearance:
    """What stands between one member and their role; empty `open_items` means cleared."""

    member: TeamMember
    disclosure: Disclosure | None
    relationships: list[FinancialRelationship]
    open_items: list[str]

    @property
    def is_cleared(self) -> bool:
        return not self.open_items

    @property
    def needs_office(self) -> bool:
        """The disclosure is in, and the office has not decided on all of it."""
        return bool(self.open_items) and self.disclosure is not None


def with_clearance_facts(members: QuerySet[TeamMember]) -> QuerySet[TeamMember]:
    """Prefetch everything `clearance_of` reads, in a fixed number of queries."""
    return members.select_related("person", "profession", "person__profile").prefetch_related(
        Prefetch("person__disclosures", Disclosure.objects.prefetch_related("relationships")),
        Prefetch("mitigations", Mitigation.objects.select_related("relationship")),
    )


def clearance_of(member: TeamMember, *, office: OfficeSettings, on: date, activity: Activity) -> Clearance:
    """Whether `member` may act in their role (SII-2 to SII-6), judged on the day `on`."""
    if not member.controls_content:
        return Clearance(member, None, [], [])
    name = str(member.person)
    oldest = on - relativedelta(months=office.disclosure_valid_months)
    disclosure = next(
        (d for d in member.person.disclosures.all() if timezone.localdate(d.signed_at) >= oldest), None
    )
    if disclosure is None:
        return Clearance(member, None, [], [f"{name} has not disclosed financial relationships."])
    relationships = relationships_in_view(disclosure, office=office, activity=activity, on=on)
    decisions = {mitigation.relationship_id: mitigation for mitigation in member.mitigations.all()}
    return Clearance(member, disclosure, relationships, _open_items(name, relationships, decisions))


def relationships_in_view(
    disclosure: Disclosure, *, office: OfficeSettings, activity: Activity, on: date
) -> list[FinancialRelationship]:
    """Those that had not ended before the look-back from the activity's start (SII-2)."""
    since = (activity.start_date or on) - relativedelta(months=office.disclosure_lookback_months)
    return [r for r in disclosure.relationships.all() if r.ended_date is None or r.ended_date >= since]


def _open_items(
    name: str, relationships: list[FinancialRelationship], decisions: dict[int, Mitigation]
) -> list[str]:
    items = []
    for relationship in relationships:
        decision = decisions.get(relationship.pk)
        if decision is None:
            items.append(f"The office has not decided on {name}’s relationship with {relationship.company}.")
        elif not decision.is_resolved:
            items.append(f"{name}’s relationship with {relationship.company} is relevant and not mitigated.")
    return items


def team_clearances(activity: Activity, *, office: OfficeSettings, on: date) -> list[Clearance]:
    members = with_clearance_facts(activity.team.all())
    return [clearance_of(member, office=office, on=on, activity=activity) for member in members]


def uncleared_for_session(session: Session, *, office: OfficeSettings, at: datetime) -> list[str]:
    """What keeps a session shut (SII-7): the open items of its own people and of the planners."""
    activity = session.activity
    members = with_clearance_facts(
        (activity.team.filter(sessions=session) | activity.team.filter(role__in=TeamMember.PLANNING_ROLES)).distinct()
    )
    on = timezone.localdate(at, activity.zone)
    return [
        item
        for member in members
        for item in clearance_of(member, office=office, on=on, activity=activity).open_items
    ]


def disclosures_to_learners(activity: Activity, *, office: OfficeSettings, on: date) -> list[str]:
    """What learners read before they engage: who has which relationship, mitigated, and that all others have none.

    Companies by name only (SII-8).
    """
    told: list[str] = []
    for clearance in team_clearances(activity, office=office, on=on):
        relevant = {m.relationship_id for m in clearance.member.mitigations.all() if m.is_relevant}
        shown = [r for r in clearance.relationships if r.pk in relevant]
        if shown:
            what = "; ".join(f"{r.get_nature_display()}: {r.company}" for r in shown)
            told.append(f"{clearance.member.person} ({clearance.member.get_role_display().lower()}): {what}.")
    if told:
        told.append("All of the relevant financial relationships listed for these individuals have been mitigated.")
        told.append(
            "None of the other persons in control of content has relevant financial relationships with ineligible "
            "companies to disclose."
        )
    else:
        told.append(
            "None of the persons in control of content has relevant financial relationships with ineligible companies "
            "to disclose."
        )
    return told
