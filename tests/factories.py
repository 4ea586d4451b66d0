"""People and activities for tests: any activity in any state in one line, made by the real services.

    activity = make_activity(status=Status.OPEN, starts_at=now - timedelta(minutes=10))

Every plan is complete unless a test varies it, its people have disclosed, and each act happened when it could have:
a test may ask for a closed activity of last year or for a session that runs now.
"""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from decimal import Decimal
from itertools import count
from typing import Any, Final
from zoneinfo import ZoneInfo

from django.contrib.auth.models import Group
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone
from django.utils.text import slugify

from accounts.models import Identifier, Profession, Profile, User
from activities import services
from activities.balance import missing_professions, team_balance
from activities.models import (
    Activity,
    Competency,
    ContentArea,
    Department,
    Objective,
    Partner,
    PracticeGap,
    ProfessionAbsence,
    Session,
    Status,
    TeamMember,
)
from activities.services.requests import Request
from core.letters import Draft, write_letter
from core.models import Letter
from disclosures.models import Disclosure, FinancialRelationship
from disclosures.services import find_or_queue_company
from uucme.groups import REVIEWERS, STAFF, make_groups

DENVER: Final = ZoneInfo("America/Denver")
_numbers = count(1)

# --- People ----------------------------------------------------------------------------------------------------------


def make_person(
    name: str = "",
    profession: str | None = "physician",
    *,
    email: str = "",
    staff: bool = False,
    superuser: bool = False,
    npi: str = "",
    **profile: Any,
) -> User:
    """Somebody with a profile (`profession=None`: without). `staff` belongs to the group "CME staff"."""
    number = next(_numbers)
    given, _, family = (name or f"Person {number}").rpartition(" ")
    user = User.objects.create_user(
        email or f"{slugify(name) or 'person'}-{number}@example.org",
        given_name=given,
        family_name=family,
        printed_name=name or f"Person {number}",
        is_staff=staff or superuser,
        is_superuser=superuser,
    )
    if profession:
        Profile.objects.create(user=user, profession_id=profession, **profile)
    if npi:
        Identifier.objects.create(user=user, kind=Identifier.Kind.NPI, value=npi)
    if staff:
        user.groups.add(_group(STAFF))
    return user


def make_reviewer(name: str = "Rae Reviewer", **person: Any) -> User:
    """A member of the office who decides on proposals."""
    reviewer = make_person(name, **{"profession": None, **person})
    reviewer.is_staff = True
    reviewer.save(update_fields=["is_staff"])
    reviewer.groups.add(_group(REVIEWERS))
    return reviewer


def make_disclosure(
    person: User, *relationships: tuple[str, str] | tuple[str, str, Any], at: datetime | None = None
) -> Disclosure:
    """Signed by `person`: no relationships, or each (company, nature) or (company, nature, ended date)."""
    disclosure = Disclosure.objects.create(
        person=person,
        signed_name=str(person),
        signed_at=at or timezone.now(),
        has_relationships=bool(relationships),
    )
    for company, nature, *ended in relationships:
        FinancialRelationship.objects.create(
            disclosure=disclosure,
            company=company,
            known_company=find_or_queue_company(company),
            nature=nature,
            ended_date=ended[0] if ended else None,
        )
    return disclosure


def make_pdf(
    name: str = "agreement.pdf", *, content: bytes = b"%PDF-1.7\n<< /Type /Page >>\n%%EOF\n"
) -> SimpleUploadedFile:
    return SimpleUploadedFile(name, content, content_type="application/pdf")


# --- Activities ------------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Item:
    """One item of an agenda. Items follow one another unless `after` says how long after the start one begins."""

    title: str
    minutes: int = 60
    kind: str = Session.Kind.TALK
    after: timedelta | None = None
    track: str = ""
    speakers: Sequence[User] | None = None  # None: the activity's speakers

    @property
    def counts(self) -> bool:
        return self.kind not in Session.NEVER_FOR_CREDIT


ONE_HOUR: Final = (Item("Sepsis in the first hour"),)
THREE_WEEKS: Final = tuple(
    Item(title, after=timedelta(weeks=week))
    for week, title in enumerate(("Asthma in the clinic", "Deprescribing", "Safe handoffs"))
)


def make_activity(
    status: str = Status.OPEN,
    *,
    title: str = "Sepsis: the First Hour",
    starts_at: datetime | None = None,
    agenda: Sequence[Item] | None = None,
    director: User | None = None,
    planners: Sequence[User] | None = None,
    speakers: Sequence[User] | None = None,
    audience: Iterable[str] = ("physician", "pharmacist", "advanced-practice-nurse", "physician-assistant"),
    objectives: Sequence[str] = ("Apply the one-hour sepsis bundle", "Select antibiotics by likely source"),
    partners: Sequence[str] = (),
    disclosed: bool = True,
    explained: bool = True,
    reviewer: User | None = None,
    maximum: Decimal | None = None,
    note: str = "",
    **fields: Any,
) -> Activity:
    """A complete activity brought to `status` by the real services, each act at a time at which it was possible.

    `starts_at`: when its first item begins (default: in 60 days, 9 o'clock in Denver). `explained`: professions that
    are missing from the team have a written reason (PLN-4). `fields` go to the model.
    """
    start = starts_at or _nine_o_clock(timezone.now() + timedelta(days=60))
    director = director or make_person("Dora Director")
    planners = [make_person("Paul Pharmacist", "pharmacist")] if planners is None else planners
    if speakers is None:
        speakers = [
            make_person("Petra Associate", "physician-assistant"),
            make_person("Nora Nurse", "advanced-practice-nurse"),
        ]
    activity = _draft(title, start, agenda, director=director, fields=fields)
    _add_plan(activity, audience=audience, objectives=objectives, partners=partners)
    _add_people(activity, director=director, planners=planners, speakers=speakers)
    if explained:
        for profession in missing_professions(team_balance(activity)):
            ProfessionAbsence.objects.create(activity=activity, profession=profession, reason="Nobody could be found.")
    _add_agenda(activity, start, agenda or _default_agenda(activity))
    if disclosed:
        for person in (director, *planners, *speakers):
            if not person.disclosures.exists():
                make_disclosure(person, at=_before(start, days=50))
    return _bring_to(Status(status), activity, start, director=director, reviewer=reviewer, maximum=maximum, note=note)


def make_session(activity: Activity, title: str, starts_at: datetime, *, minutes: int = 60, **fields: Any) -> Session:
    """One more session, with the activity's speakers."""
    session = Session.objects.create(
        activity=activity, title=title, starts_at=starts_at, ends_at=starts_at + timedelta(minutes=minutes), **fields
    )
    session.speakers.set(activity.team.filter(role=TeamMember.Role.SPEAKER))
    return session


def _draft(
    title: str, start: datetime, agenda: Sequence[Item] | None, *, director: User, fields: dict[str, Any]
) -> Activity:
    activity = services.begin_proposal(title=title, format=fields.get("format", Activity.Format.COURSE), by=director)
    items = agenda or _default_agenda(activity)
    last = max(_times(start, items), key=lambda times: times[1])[1]
    zone = ZoneInfo(fields.get("time_zone", "America/Denver"))
    planned: dict[str, Any] = {
        "department": Department.objects.get_or_create(name="Internal Medicine")[0],
        "description": "What the first hour decides, practised by the whole team.",
        "format_rationale": "Teams practise together what they must do together.",
        "start_date": start.astimezone(zone).date(),
        "end_date": start.astimezone(zone).date() if activity.is_self_paced else last.astimezone(zone).date(),
        "venue": "Eccles Health Sciences Education Building",
        "city": "Salt Lake City",
        "state": "UT",
        "outcome_competence": True,
        "outcome_performance": True,
        "evaluation_plan": "Commitments to change are asked for and followed up after sixty days.",
        "independence_statement": "No company had a part in choosing topics, speakers or content.",
    }
    if activity.is_self_paced:
        planned |= {"self_paced_minutes": 60, "material": "Read the guideline.", "delivery": Activity.Delivery.ONLINE}
    for field, value in (planned | fields).items():
        setattr(activity, field, value)
    activity.save()
    return activity


def _add_plan(
    activity: Activity, *, audience: Iterable[str], objectives: Sequence[str], partners: Sequence[str]
) -> None:
    gap = PracticeGap.objects.create(
        activity=activity,
        setting=PracticeGap.Setting.CLINICAL,
        current_practice="Half of septic patients wait more than an hour for antibiotics.",
        best_practice="Antibiotics and fluids begin within the first hour.",
        evidence=PracticeGap.Evidence.QUALITY_DATA,
        reference="Emergency department registry, last year.",
        need_competence="Teams cannot yet run the bundle without looking it up.",
    )
    for position, text in enumerate(objectives):
        Objective.objects.create(
            activity=activity, gap=gap, text=text, change=Objective.Change.PERFORMANCE, position=position
        )
    activity.content_areas.set(ContentArea.objects.filter(pk__in=("safety", "communication")))
    activity.competencies.set(Competency.objects.filter(pk__in=("acgme-patient-care", "nam-teams", "ipec-teams")))
    activity.audience.set(Profession.objects.filter(pk__in=list(audience)))
    for name in partners:
        Partner.objects.create(activity=activity, name=name)


def _add_people(activity: Activity, *, director: User, planners: Sequence[User], speakers: Sequence[User]) -> None:
    roles = TeamMember.Role
    # A director from the office was not put on the team by begin_proposal, since staff draft for others.
    for person, role in (
        (director, roles.DIRECTOR),
        *((planner, roles.PLANNER) for planner in planners),
        *((speaker, roles.SPEAKER) for speaker in speakers),
    ):
        profile = getattr(person, "profile", None)
        TeamMember.objects.get_or_create(
            activity=activity,
            person=person,
            role=role,
            defaults={
                "profession_id": profile.profession_id if profile else "other",
                "employer": "University of Utah",
                "position": activity.team.count(),
            },
        )


def _add_agenda(activity: Activity, start: datetime, items: Sequence[Item]) -> None:
    if activity.format not in Activity.TIMED_FORMATS:
        return
    speakers = list(activity.team.filter(role=TeamMember.Role.SPEAKER))
    for item, (begins, ends) in zip(items, _times(start, items), strict=True):
        session = Session.objects.create(
            activity=activity,
            title=item.title,
            kind=item.kind,
            starts_at=begins,
            ends_at=ends,
            counts_for_credit=item.counts,
            track=item.track,
        )
        if item.counts:
            chosen = (
                speakers if item.speakers is None else [member for member in speakers if member.person in item.speakers]
            )
            session.speakers.set(chosen)


def _default_agenda(activity: Activity) -> Sequence[Item]:
    return THREE_WEEKS if activity.is_series else ONE_HOUR


def _times(start: datetime, items: Sequence[Item]) -> list[tuple[datetime, datetime]]:
    times: list[tuple[datetime, datetime]] = []
    cursor = start
    for item in items:
        begins = cursor if item.after is None else start + item.after
        cursor = begins + timedelta(minutes=item.minutes)
        times.append((begins, cursor))
    return times


WAYS: Final = {
    Status.DRAFT: (),
    Status.SUBMITTED: ("submit",),
    Status.CHANGES_REQUESTED: ("submit", "request_changes"),
    Status.DECLINED: ("submit", "decline"),
    Status.WITHDRAWN: ("submit", "withdraw"),
    Status.APPROVED: ("submit", "approve"),
    Status.OPEN: ("submit", "approve", "open"),
    Status.CLOSED: ("submit", "approve", "open", "close"),
    Status.CANCELLED: ("submit", "approve", "cancel"),
}


def _bring_to(
    status: Status,
    activity: Activity,
    start: datetime,
    *,
    director: User,
    reviewer: User | None,
    maximum: Decimal | None,
    note: str,
) -> Activity:
    """Walk the one way through the workflow that ends in `status`."""
    office = reviewer or (make_reviewer() if len(WAYS[status]) > 1 else director)

    def early() -> datetime:
        return _before(start, days=40)

    def later() -> datetime:
        return _before(start, days=30)

    acts: dict[str, Callable[[], object]] = {
        "submit": lambda: services.submit_proposal(activity, by=director, at=_before(start, days=45), attests=True),
        "request_changes": lambda: services.request_changes(
            activity, requests=[Request("gaps", "Say how the gap was measured.")], by=office, at=early(), note=note
        ),
        "decline": lambda: services.decline_proposal(activity, by=office, at=early(), note=note or "Not our learners."),
        "withdraw": lambda: services.withdraw_proposal(activity, by=director, at=early(), note=note),
        "approve": lambda: services.approve_activity(activity, by=office, at=later(), maximum=maximum, note=note),
        "open": lambda: services.open_activity(activity, by=office, at=later()),
        "close": lambda: services.close_activity(activity, by=office, at=timezone.now()),
        "cancel": lambda: services.cancel_activity(activity, by=office, at=later(), note=note or "The speaker is ill."),
    }
    for action in WAYS[status]:
        acts[action]()
    activity.refresh_from_db()
    return activity


def make_letter(to: Any, subject: str = "Your turn: Sepsis", *, at: datetime | None = None, **changed: Any) -> Letter:
    """A letter that waits to be mailed; `changed` are its columns. `to` is a person or an address."""
    moment = at or timezone.now()
    draft = Draft(
        key=f"made:{next(_numbers)}",
        kind="status-change",
        to=to,
        subject=subject,
        template="core/plain",
        context={"words": "Please look at your proposal."},
    )
    letter = write_letter(draft, at=moment, due_at=moment)
    Letter.objects.filter(pk=letter.pk).update(**changed)
    letter.refresh_from_db()
    return letter


# --- Odds and ends ---------------------------------------------------------------------------------------------------


def _before(start: datetime, *, days: int) -> datetime:
    """So many days before the start, but never in the future."""
    return min(timezone.now(), start - timedelta(days=days))


def _nine_o_clock(moment: datetime) -> datetime:
    return moment.astimezone(DENVER).replace(hour=9, minute=0, second=0, microsecond=0)


def _group(name: str) -> Group:
    if not Group.objects.filter(name=name).exists():
        make_groups()
    return Group.objects.get(name=name)
