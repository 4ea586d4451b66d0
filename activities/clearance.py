"""Whether the people who control content are cleared, and what learners are told about it (SII)."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Final

from dateutil.relativedelta import relativedelta
from django.db.models import Prefetch, Q, QuerySet, prefetch_related_objects
from django.utils import timezone

from accounts.models import User
from activities.dates import long_date
from activities.models import Activity, Exclusion, Exemption, Mitigation, OfficeSettings, Session, TeamMember
from activities.supporters import told_of_support
from disclosures.models import AcceptedOmission, Disclosure, FinancialRelationship
from disclosures.omissions import Omission, is_eligible, look_back_from, omissions_of


@dataclass(frozen=True)
class Clearance:
    """What stands between one member and their role; empty `open_items` means cleared."""

    member: TeamMember
    disclosure: Disclosure | None
    relationships: list[FinancialRelationship]
    open_items: list[str]
    # What the disclosure leaves out although something else names it, accepted by the office or not (SII-1).
    omissions: list[Omission] = field(default_factory=list)
    # Nothing is open today, and something will be when the activity begins.
    foreseen: list[str] = field(default_factory=list)

    @property
    def asks(self) -> bool:
        """Whether this member has to disclose for this activity at all (SII-9)."""
        return self.member.controls_content and not self.member.activity.is_exempt

    @property
    def newest(self) -> Disclosure | None:
        """Of the person, whether or not it still serves; None of somebody who does not control content."""
        return next(iter(self.member.person.disclosures.all()), None) if self.asks else None

    @property
    def open_omissions(self) -> list[Omission]:
        return [omission for omission in self.omissions if omission.accepted is None]

    @property
    def is_cleared(self) -> bool:
        return not self.open_items

    @property
    def waits_for_office(self) -> bool:
        """They have disclosed: what is open now is the office's to decide."""
        return self.disclosure is not None and not self.is_cleared


# With their companies, so that a team with relationships costs no query more than one without.
_RELATIONSHIPS: Final = Prefetch("relationships", FinancialRelationship.objects.select_related("known_company"))


def _facts() -> tuple[Prefetch | str, ...]:
    return (
        "activity__exclusions",
        "person__refusals",
        Prefetch("person__accepted_omissions", AcceptedOmission.objects.select_related("accepted_by")),
        Prefetch("person__disclosures", Disclosure.objects.prefetch_related(_RELATIONSHIPS)),
        Prefetch("mitigations", Mitigation.objects.select_related("decided_by", "mitigated_by")),
    )


def with_clearance_facts(members: QuerySet[TeamMember]) -> QuerySet[TeamMember]:
    """Prefetch everything `clearance_of` reads, in a fixed number of queries."""
    return members.select_related("activity", "person", "profession", "person__profile").prefetch_related(*_facts())


def clearance_of(
    member: TeamMember, *, office: OfficeSettings, on: date, activity: Activity, begins: datetime | None = None
) -> Clearance:
    """Whether `member` may act in their role (SII-1 to SII-6), judged on the day `on`.

    What was mitigated only after `begins` does not count: the role had been assumed by then (SII-6).
    """
    if not member.controls_content or activity.is_exempt:
        return Clearance(member, None, [], [])
    name = member.name
    if refuses_to_disclose(member.person):
        return Clearance(member, None, [], [f"{name} refuses to disclose, which excludes them from this role."])
    barred = _barred_elsewhere(member)
    disclosure = _disclosure_in_force(member, office=office, on=on)
    if disclosure is None:
        return Clearance(member, None, [], [*barred, f"{name} has not disclosed financial relationships."])
    relationships = relationships_in_view(disclosure, office=office, activity=activity, on=on)
    decisions = decisions_of(member)
    items = [*barred, *(_open_item(name, r, decisions.get(r.origin_id), on=on, begins=begins) for r in relationships)]
    omissions = omissions_in_view(member, disclosure, office=office, activity=activity, on=on)
    items += [_open_omission(name, omission) for omission in omissions]
    foreseen = _foreseen(name, disclosure, office=office, activity=activity, on=on)
    open_items = [item for item in items if item]
    return Clearance(member, disclosure, relationships, open_items, omissions=omissions, foreseen=foreseen)


def refuses_to_disclose(person: User) -> bool:
    """Whether their last word was a refusal (SII-3)."""
    refusal = next(iter(person.refusals.all()), None)
    disclosure = next(iter(person.disclosures.all()), None)
    return refusal is not None and (disclosure is None or disclosure.signed_at <= refusal.refused_at)


def _barred_elsewhere(member: TeamMember) -> list[str]:
    """Owning an ineligible company is a fact about a person: what excludes them from one role excludes them from all."""
    for exclusion in member.activity.exclusions.all():
        is_same = exclusion.person_id == member.person_id and exclusion.undone_at is None
        if is_same and exclusion.ground == Exclusion.Ground.INDUSTRY and exclusion.role != member.role:
            was, this = exclusion.get_role_display().lower(), member.get_role_display().lower()
            return [
                f"{member.name} was excluded as {was}, because they own an ineligible company or work there. That "
                f"excludes them as {this}, too."
            ]
    return []


def exclusion_refusal(activity: Activity, person: User, role: str) -> str:
    """Why `person` cannot have this role again (SII-3, SII-4); empty where the office has not excluded them."""
    exclusion = activity.exclusions.standing().filter(person=person, role=role).first()
    if exclusion is None:
        return ""
    return (
        f"The office excluded {person} from this role on {long_date(timezone.localdate(exclusion.excluded_at))}: "
        f"{exclusion.reason} Please ask the office, or name somebody else."
    )


def decisions_of(member: TeamMember) -> dict[int, Mitigation]:
    """By `FinancialRelationship.origin_id`: what was decided holds for as long as it is confirmed unchanged (SII-2)."""
    return {decision.relationship_id: decision for decision in member.mitigations.all()}


def last_day_of(disclosure: Disclosure, *, office: OfficeSettings) -> date:
    """The last day on which `disclosure` serves without being confirmed again (SII-2)."""
    return timezone.localdate(disclosure.signed_at) + relativedelta(months=office.disclosure_valid_months)


def needed_until(activity: Activity) -> date | None:
    """The day on which its people's disclosures have to be in force last: the start, or the end of a whole series."""
    return activity.end_date if activity.is_series else activity.start_date


def _foreseen(name: str, disclosure: Disclosure, *, office: OfficeSettings, activity: Activity, on: date) -> list[str]:
    """Said early: what was confirmed long before a far-away activity runs out before it begins (SII-2)."""
    last_day, needed = last_day_of(disclosure, office=office), needed_until(activity)
    if needed is None or needed < on or last_day >= needed:
        return []
    what = "ends" if activity.is_series else "begins"
    return [
        f"{name}’s disclosure serves until {long_date(last_day)}, and the activity {what} on {long_date(needed)}. It "
        "has to be confirmed again by then."
    ]


def _disclosure_in_force(member: TeamMember, *, office: OfficeSettings, on: date) -> Disclosure | None:
    """The newest that was signed by the day `on`, so that a later one does not shut what was open; else one signed late."""
    signed = [(timezone.localdate(d.signed_at), d) for d in member.person.disclosures.all()]
    valid = [(day, disclosure) for day, disclosure in signed if last_day_of(disclosure, office=office) >= on]
    in_time = [disclosure for day, disclosure in valid if day <= on]
    return in_time[0] if in_time else valid[-1][1] if valid else None


def relationships_in_view(
    disclosure: Disclosure, *, office: OfficeSettings, activity: Activity, on: date
) -> list[FinancialRelationship]:
    """Those with ineligible companies that had not ended before the look-back from the activity's start (SII-2)."""
    since = _looks_back_to(activity, office=office, on=on)
    return [
        relationship
        for relationship in disclosure.relationships.all()
        if (relationship.ended_date is None or relationship.ended_date >= since) and not is_eligible(relationship)
    ]


def _looks_back_to(activity: Activity, *, office: OfficeSettings, on: date) -> date:
    return (activity.start_date or on) - relativedelta(months=office.disclosure_lookback_months)


def omissions_in_view(
    member: TeamMember, disclosure: Disclosure, *, office: OfficeSettings, activity: Activity, on: date
) -> list[Omission]:
    """What `disclosure` leaves out of the look-back: of earlier statements, and of where the person works (SII-1)."""
    own = look_back_from(timezone.localdate(disclosure.signed_at), months=office.disclosure_lookback_months)
    profile = getattr(member.person, "profile", None)
    employers = [name for name in (member.employer, profile.employer if profile else "") if name]
    return omissions_of(
        disclosure,
        earlier=[one for one in member.person.disclosures.all() if one.signed_at < disclosure.signed_at],
        since=max(own, _looks_back_to(activity, office=office, on=on)),
        employers=employers,
        ineligible=office.ineligible_companies if employers else {},
        accepted=list(member.person.accepted_omissions.all()),
    )


def _open_omission(name: str, omission: Omission) -> str:
    """What is open about one thing left out; empty where the office has accepted that (SII-1)."""
    if omission.accepted is not None:
        return ""
    if omission.named_on is None:
        return (
            f"{name} works for {omission.company} as far as we know, and their disclosure does not name it: the office "
            "has to ask them, or accept it with a reason."
        )
    return (
        f"On {long_date(omission.named_on)} {name} disclosed {omission.what}, and their later statement leaves it out: "
        "the office has to ask them, or accept the correction with a reason."
    )


def _open_item(
    name: str, relationship: FinancialRelationship, decision: Mitigation | None, *, on: date, begins: datetime | None
) -> str:
    """What is open about one relationship; empty where the office has settled it (SII-4 to SII-6)."""
    if decision is None:
        return f"The office has not decided on {name}’s relationship with {relationship.company_name}."
    if relationship.is_present_ownership_or_employment(on=on) and not decision.exception:
        role = relationship.get_nature_display().lower()
        return f"{name} is {_article(role)} {role} of {relationship.company_name}, which excludes them from this role."
    if not decision.is_resolved:
        return f"{name}’s relationship with {relationship.company_name} is relevant and not mitigated."
    if begins and decision.mitigated_at and decision.mitigated_at > begins:
        return f"{name}’s relationship with {relationship.company_name} was mitigated only after the session had begun."
    return ""


def _article(noun: str) -> str:
    return "an" if noun[0] in "aeiou" else "a"


def team_clearances(activity: Activity, *, office: OfficeSettings, on: date) -> list[Clearance]:
    """In order of the team; without a query where `with_clearance_facts` was prefetched."""
    members = list(activity.team.all())
    prefetch_related_objects(members, "person__profile", "profession", *_facts())
    return [clearance_of(member, office=office, on=on, activity=activity) for member in members]


def presenters_waiting(clearances: Iterable[Clearance]) -> list[TeamMember]:
    """Who teaches and is not cleared: they hold up their own sessions, not the approval (SII-7)."""
    return [one.member for one in clearances if not one.is_cleared and not one.member.is_planner]


def activities_with_people_to_decide_on(*, office: OfficeSettings, at: datetime) -> list[int]:
    """Approved and not over, with somebody who has disclosed and waits for the office: its sessions stay closed (SII-7).

    In a fixed number of queries.
    """
    coming = Activity.objects.published().filter(end_date__gte=timezone.localdate(at))
    people = Prefetch("team", with_clearance_facts(TeamMember.objects.all()))
    return [
        activity.pk
        for activity in coming.order_by("pk").prefetch_related(people)
        if any(
            clearance.waits_for_office
            for clearance in team_clearances(activity, office=office, on=timezone.localdate(at, activity.zone))
        )
    ]


def uncleared_people(sessions: Sequence[Session], *, office: OfficeSettings, at: datetime) -> dict[int, list[str]]:
    """Open items of each session's own people and of the planners, in a few queries; `session_gate` asks (SII-7).

    Judged on the day of the session, or today where it is still to come: a disclosure that runs out afterwards
    takes nobody's credit away.
    """
    if not sessions:
        return {}
    its_own, planning = Q(sessions__in=sessions), Q(role__in=TeamMember.PLANNING_ROLES)
    members = with_clearance_facts(
        TeamMember.objects.filter(its_own | planning, activity__in={s.activity_id for s in sessions}).distinct()
    ).prefetch_related(Prefetch("sessions", Session.objects.only("pk")))
    team = list(members)
    uncleared = {}
    for session in sessions:
        on = timezone.localdate(min(at, session.starts_at), session.activity.zone)
        concerned = [m for m in team if m.activity_id == session.activity_id and _stands_for(m, session)]
        uncleared[session.pk] = [
            item
            for member in concerned
            for item in clearance_of(
                member, office=office, on=on, activity=session.activity, begins=session.starts_at
            ).open_items
        ]
    return uncleared


def _stands_for(member: TeamMember, session: Session) -> bool:
    return member.role in TeamMember.PLANNING_ROLES or session.pk in {s.pk for s in member.sessions.all()}


_EXEMPT: Final[dict[str, str]] = {
    Exemption.Ground.NON_CLINICAL: (
        "Nobody was asked to disclose financial relationships for this activity, because its content is not clinical."
    ),
    Exemption.Ground.LEARNER_LED: (
        "Nobody was asked to disclose financial relationships for this activity, because its learners control its "
        "content themselves."
    ),
}


def disclosures_to_learners(
    activity: Activity, *, office: OfficeSettings, on: date, session: Session | None = None
) -> list[str]:
    """What learners read before they engage: who has which relationship, mitigated, and that all others have none.

    Of one session its own people and the planners. Companies by name only (SII-8). Nothing is asserted of people who
    are not cleared yet.
    """
    if activity.is_exempt:
        return [_EXEMPT[activity.exemptions.get(ended_at=None).ground], *told_of_support(activity)]
    clearances = team_clearances(activity, office=office, on=on)
    if session is not None:
        clearances = [clearance for clearance in clearances if _stands_for(clearance.member, session)]
    uncleared = [clearance for clearance in clearances if not clearance.is_cleared]
    # Of who is cleared in one role and not in another nothing is told yet: both at once would contradict itself.
    waiting = {clearance.member.person_id for clearance in uncleared}
    told = _told_of_relationships([one for one in clearances if one.member.person_id not in waiting])
    if told:
        told.append("All of the relevant financial relationships listed for these individuals have been mitigated.")
    if uncleared:
        names = " and ".join(dict.fromkeys(clearance.member.name for clearance in uncleared))
        told.append(
            f"The office is still reviewing the disclosures of {names}; what they are responsible for opens afterwards."
        )
    others = "other persons" if told else "persons"
    told.append(
        f"None of the {others} in control of content has relevant financial relationships with ineligible companies to "
        "disclose."
    )
    return told + told_of_support(activity)


def _told_of_relationships(clearances: Sequence[Clearance]) -> list[str]:
    """One sentence for each cleared person with relevant relationships."""
    roles: dict[str, dict[str, None]] = {}
    relationships: dict[str, dict[str, None]] = {}
    for clearance in clearances:
        if not clearance.is_cleared:
            continue
        decisions = decisions_of(clearance.member)
        for relationship in (row for row in clearance.relationships if decisions[row.origin_id].is_relevant):
            name = clearance.member.name
            roles.setdefault(name, {})[clearance.member.get_role_display().lower()] = None
            relationships.setdefault(name, {})[f"{relationship.get_nature_display()}: {relationship.company_name}"] = (
                None
            )
    return [f"{name} ({', '.join(roles[name])}): {'; '.join(relationships[name])}." for name in relationships]
