"""Building the demonstration's activities from their plans, and bringing each where it stands by the real services."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from random import Random

from django.utils.text import slugify

from accounts.models import Profession, User
from activities import services
from activities.models import (
    Activity,
    Competency,
    ContentArea,
    Department,
    Mitigation,
    Objective,
    Partner,
    PracticeGap,
    ProfessionAbsence,
    SectionSave,
    Session,
    Status,
    TeamMember,
)
from activities.sections import SECTION_KEYS
from activities.services.review import Request
from core.codes import ALPHABET
from disclosures.models import FinancialRelationship
from evaluations.services import Written, make_questionnaire, write_assessment
from learners.models import SessionCode
from learners.services import issue_codes
from uucme.demo.clock import Clock, is_holiday
from uucme.demo.shapes import Around, Item, Plan, Series
from uucme.demo.staff import Staff

DECISIONS = {
    Status.CHANGES_REQUESTED,
    Status.APPROVED,
    Status.OPEN,
    Status.CLOSED,
    Status.DECLINED,
    Status.WITHDRAWN,
    Status.CANCELLED,
}
STREAMED = {Activity.Delivery.LIVE_STREAMED, Activity.Delivery.HYBRID}
OUTCOMES = {"c": "outcome_competence", "p": "outcome_performance", "o": "outcome_patient"}
UNRELATED = "The company’s products have no part in what this person teaches here."


@dataclass
class Workshop:
    """What building needs at hand, and the codes given out so far."""

    clock: Clock
    staff: Staff
    copy: int
    used_codes: set[str]

    def rng(self, plan: Plan) -> Random:
        return Random(f"{plan.key}-{self.copy}")

    def code(self, rng: Random, length: int) -> str:
        """A code nobody has yet; the same on every load of the same day."""
        while True:
            code = "".join(rng.choice(ALPHABET) for _ in range(length))
            if code not in self.used_codes:
                self.used_codes.add(code)
                return code


@dataclass(frozen=True)
class Dates:
    """When a proposal was begun, handed in and decided."""

    created: datetime
    submitted: datetime
    decided: datetime


def build_activity(plan: Plan, shop: Workshop) -> Activity:
    rng = shop.rng(plan)
    dates = _dates(plan, shop.clock, rng)
    activity = _begin(plan, shop, dates)
    gaps = _write_gaps(activity, plan)
    _write_lists(activity, plan)
    team = _write_team(activity, plan, shop.staff)
    _write_agenda(activity, plan, shop.clock, team)
    SectionSave.objects.bulk_create(
        SectionSave(activity=activity, section=key, saved_at=dates.created, saved_by=activity.created_by)
        for key in SECTION_KEYS
    )
    for path, text in plan.before.items():
        _rewrite(activity, gaps, path, text)
    _walk(activity, plan, shop, dates, rng)
    activity.refresh_from_db()
    if activity.is_published:
        _unlock(activity, plan, shop, dates, rng)
    return activity


# --- The plan --------------------------------------------------------------------------------------------------------


def _dates(plan: Plan, clock: Clock, rng: Random) -> Dates:
    starts = plan.starts if plan.starts is not None else 120
    decided = plan.decided if plan.decided is not None else min(starts - 38, -6)
    submitted = plan.submitted
    if submitted is None:
        submitted = decided - 8 if Status(plan.status) in DECISIONS else -9
    created = plan.created if plan.created is not None else submitted - 24
    return Dates(*(clock.office_hours(days, rng) for days in (created, submitted, decided)))


def _begin(plan: Plan, shop: Workshop, dates: Dates) -> Activity:
    begun_by = shop.staff[plan.drafted_by or plan.director or "planner"]
    activity = services.begin_proposal(title=plan.title, format=plan.format, by=begun_by)
    activity.team.all().delete()
    first_day = None if plan.starts is None else shop.clock.day(plan.starts, plan.weekday)
    fields: dict[str, object] = {
        "slug": slugify(plan.title)[:80] + (f"-{shop.copy}" if shop.copy > 1 else ""),
        "department": Department.objects.get_or_create(name=plan.department)[0] if plan.department else None,
        "format_rationale": plan.rationale,
        "delivery": plan.delivery,
        "description": plan.description,
        "time_zone": plan.zone,
        "venue": plan.venue,
        "city": plan.city,
        "state": plan.state,
        "start_date": first_day,
        "end_date": None if first_day is None else first_day + timedelta(days=plan.lasts - 1),
        "online_address": f"https://stream.example.org/{plan.key}" if plan.delivery in STREAMED else "",
        "expected_learners": plan.learners or None,
        "capacity": plan.capacity,
        "audience_note": plan.audience_note,
        "self_paced_minutes": plan.minutes,
        "material": plan.material,
        "evaluation_plan": plan.evaluation,
        "independence_statement": plan.independence,
        "has_commercial_support": plan.supported,
        "has_exhibits": plan.exhibits,
        "created_at": dates.created,
        "registration_opens_at": None if plan.opens is None else shop.clock.moment(shop.clock.day(plan.opens), "08:00"),
        **{OUTCOMES[letter]: True for letter in plan.outcomes},
    }
    if plan.code_per_session:
        fields["attendance_by"] = Activity.AttendanceBy.SESSION
    for name, value in fields.items():
        setattr(activity, name, value)
    activity.save()
    return activity


def _write_gaps(activity: Activity, plan: Plan) -> list[PracticeGap]:
    gaps = PracticeGap.objects.bulk_create(
        PracticeGap(
            activity=activity,
            setting=gap.setting,
            current_practice=gap.now,
            best_practice=gap.best,
            evidence=gap.found,
            reference=gap.reference,
            need_knowledge=gap.knowledge,
            need_competence=gap.competence,
            need_performance=gap.performance,
            position=position,
        )
        for position, gap in enumerate(plan.gaps)
    )
    written = [
        (gap, change, text) for gap, source in zip(gaps, plan.gaps, strict=True) for change, text in source.objectives
    ]
    Objective.objects.bulk_create(
        Objective(activity=activity, gap=gap, text=text, change=change, position=position)
        for position, (gap, change, text) in enumerate(written)
    )
    return gaps


def _write_lists(activity: Activity, plan: Plan) -> None:
    activity.content_areas.set(ContentArea.objects.filter(pk__in=plan.areas.split()))
    activity.competencies.set(Competency.objects.filter(pk__in=plan.competencies.split()))
    activity.audience.set(Profession.objects.filter(pk__in=plan.audience.split()))
    Partner.objects.bulk_create(Partner(activity=activity, name=name) for name in plan.partners)
    ProfessionAbsence.objects.bulk_create(
        ProfessionAbsence(activity=activity, profession_id=profession, reason=reason)
        for profession, reason in plan.absences.items()
    )


def _write_team(activity: Activity, plan: Plan, staff: Staff) -> dict[str, TeamMember]:
    """The team; returns those who present, by key of the cast."""
    roles = TeamMember.Role
    named = [
        *((key, roles.DIRECTOR) for key in plan.director.split()),
        *((key, roles.CODIRECTOR) for key in plan.codirector.split()),
        *((key, roles.PLANNER) for key in plan.planners.split()),
        *((key, roles.COORDINATOR) for key in plan.coordinator.split()),
        *((key, roles.SPEAKER) for key in dict.fromkeys(_speakers(plan))),
        *((key, roles.MODERATOR) for key in plan.moderators.split()),
        *((key, roles.AUTHOR) for key in plan.authors.split()),
    ]
    members = TeamMember.objects.bulk_create(
        TeamMember(
            activity=activity,
            person=staff[key],
            role=role,
            profession_id=staff.professions[key],
            employer=staff.employers[key],
            controls_content=role != roles.COORDINATOR,
            position=position,
        )
        for position, (key, role) in enumerate(named)
    )
    return {key: member for (key, role), member in zip(named, members, strict=True) if role in {roles.SPEAKER}}


def _speakers(plan: Plan) -> list[str]:
    spoken = [by for _, by in plan.agenda.sessions] if isinstance(plan.agenda, Series) else []
    items = plan.agenda.items if isinstance(plan.agenda, Around) else plan.agenda
    if not isinstance(items, Series):
        spoken += [item.by for item in items]
    return [*plan.speakers.split(), *" ".join(spoken).split()]


def _write_agenda(activity: Activity, plan: Plan, clock: Clock, team: dict[str, TeamMember]) -> None:
    timed = _timed(activity, plan, clock)
    sessions = Session.objects.bulk_create(
        Session(
            activity=activity,
            title=item.title,
            kind=item.kind,
            starts_at=starts_at,
            ends_at=starts_at + timedelta(minutes=item.minutes),
            counts_for_credit=item.kind not in Session.NEVER_FOR_CREDIT,
            room=item.room,
            track=item.track,
        )
        for item, starts_at in timed
    )
    Session.speakers.through.objects.bulk_create(
        Session.speakers.through(session_id=session.pk, teammember_id=team[key].pk)
        for session, (item, _) in zip(sessions, timed, strict=True)
        for key in item.by.split()
    )
    if sessions and isinstance(plan.agenda, Around | Series):
        activity.start_date = min(session.starts_at for session in sessions).astimezone(activity.zone).date()
        activity.end_date = max(session.ends_at for session in sessions).astimezone(activity.zone).date()
        activity.save()


def _timed(activity: Activity, plan: Plan, clock: Clock) -> Sequence[tuple[Item, datetime]]:
    if isinstance(plan.agenda, Series):
        return _series_times(plan.agenda, activity, clock)
    if isinstance(plan.agenda, Around):
        cursor = _quarter_hour(clock.now) + timedelta(minutes=plan.agenda.begins)
        timed = []
        for item in plan.agenda.items:
            timed.append((item, cursor))
            cursor += timedelta(minutes=item.minutes)
        return timed
    first = activity.start_date or clock.today
    return [(item, clock.moment(first + timedelta(days=item.day), item.at, activity.zone)) for item in plan.agenda]


def _series_times(series: Series, activity: Activity, clock: Clock) -> list[tuple[Item, datetime]]:
    first = activity.start_date or clock.today
    day: date = first + timedelta(days=(series.weekday - first.weekday()) % 7)
    timed = []
    for number, (title, by) in enumerate(series.sessions, start=1):
        item = Item(series.at, series.minutes, title, by, series.kind, room=series.room)
        while is_holiday(day):
            day += timedelta(weeks=1)
        timed.append((item, clock.moment(day, series.at, activity.zone)))
        day += timedelta(weeks=series.every + (number % series.rest == 0))
    return timed


def _quarter_hour(now: datetime) -> datetime:
    return now.replace(minute=now.minute // 15 * 15, second=0, microsecond=0)


def _rewrite(activity: Activity, gaps: list[PracticeGap], path: str, text: str) -> None:
    """Set one text of the plan: "description", "gap1.reference" or "objective2.text"."""
    where, _, name = path.rpartition(".")
    row: Activity | PracticeGap | Objective = activity
    if where.startswith("gap"):
        row = gaps[int(where[3:]) - 1]
    elif where.startswith("objective"):
        row = list(activity.objectives.all())[int(where[9:]) - 1]
    setattr(row, name, text)
    row.save()


def _final_text(plan: Plan, path: str) -> str:
    where, _, name = path.rpartition(".")
    if where.startswith("gap"):
        gap = plan.gaps[int(where[3:]) - 1]
        names = {"current_practice": "now", "best_practice": "best", "evidence": "found"}
        return str(getattr(gap, names.get(name, name.replace("need_", ""))))
    if where.startswith("objective"):
        return [text for gap in plan.gaps for _, text in gap.objectives][int(where[9:]) - 1]
    return str(getattr(plan, {"format_rationale": "rationale", "evaluation_plan": "evaluation"}.get(name, name)))


# --- Its way through the office ----------------------------------------------------------------------------------------


def _walk(activity: Activity, plan: Plan, shop: Workshop, dates: Dates, rng: Random) -> None:
    director, reviewer = shop.staff[plan.director or "director"], _reviewer(plan, shop.staff)
    status = Status(plan.status)
    if status == Status.DRAFT:
        return
    if plan.requests and status != Status.CHANGES_REQUESTED:
        _send_round(activity, plan, director, reviewer, dates.submitted)
    services.submit_proposal(activity, by=director, at=dates.submitted, attests=True)
    if status in DECISIONS or plan.undecided:
        _decide_relationships(activity, plan, shop.staff, dates)
    requests = [Request(section, text, field) for section, field, text in plan.requests]
    at, note = dates.decided, plan.note

    def approve() -> None:
        services.approve_activity(activity, by=reviewer, at=at, note=note)

    acts: dict[Status, tuple[Callable[[], object], ...]] = {
        Status.SUBMITTED: (),
        Status.CHANGES_REQUESTED: (
            lambda: services.request_changes(activity, requests=requests, by=reviewer, at=at, note=note),
        ),
        Status.DECLINED: (lambda: services.decline_proposal(activity, by=reviewer, at=at, note=note),),
        Status.WITHDRAWN: (lambda: services.withdraw_proposal(activity, by=director, at=at, note=note),),
        Status.APPROVED: (approve,),
        Status.OPEN: (approve, lambda: _open(activity, plan, shop.clock, at)),
        Status.CLOSED: (approve, lambda: _open(activity, plan, shop.clock, at), lambda: _close(activity, shop)),
        Status.CANCELLED: (approve, lambda: _cancel(activity, plan, shop, reviewer, at)),
    }
    for act in acts[status]:
        act()


def _send_round(activity: Activity, plan: Plan, director: User, reviewer: User, submitted: datetime) -> None:
    """An earlier version went back with requests; the planners answered them."""
    services.submit_proposal(activity, by=director, at=submitted - timedelta(days=11, hours=3), attests=True)
    requests = [Request(section, text, field) for section, field, text in plan.requests]
    services.request_changes(activity, requests=requests, by=reviewer, at=submitted - timedelta(days=6, hours=1))
    gaps = list(activity.gaps.all())
    fresh = Activity.objects.get(pk=activity.pk)
    for path in plan.before:
        _rewrite(fresh, gaps, path, _final_text(plan, path))


def _reviewer(plan: Plan, staff: Staff) -> User:
    """Mostly the reviewer who signs in; a colleague where that one is on the team (REV-3)."""
    on_team = {*plan.director.split(), *plan.planners.split(), *plan.codirector.split()}
    return staff["office_reviewer" if "reviewer" in on_team or len(plan.key) % 4 == 0 else "reviewer"]


def _decide_relationships(activity: Activity, plan: Plan, staff: Staff, dates: Dates) -> None:
    keys = {user.pk: key for key, user in staff.people.items()}
    relevant, undecided = set(plan.relevant.split()), set(plan.undecided.split())
    decided_at = dates.submitted + min(timedelta(days=1, hours=2), (dates.decided - dates.submitted) / 2)
    relationships = FinancialRelationship.objects.select_related("disclosure")
    rows = []
    for member in activity.team.filter(controls_content=True, person__disclosures__has_relationships=True):
        key = keys[member.person_id]
        if key in undecided:
            continue
        is_relevant = key in relevant
        rows += [
            Mitigation(
                member=member,
                relationship=relationship,
                is_relevant=is_relevant,
                reason="" if is_relevant else UNRELATED,
                decided_at=decided_at,
                decided_by=staff["office_reviewer"],
                method=_method(member) if is_relevant else "",
                mitigated_at=decided_at + timedelta(hours=1) if is_relevant else None,
                mitigated_by=staff["office_reviewer"] if is_relevant else None,
            )
            for relationship in relationships.filter(disclosure__person=member.person_id)
        ]
    Mitigation.objects.bulk_create(rows)


def _method(member: TeamMember) -> str:
    return Mitigation.Method.RECUSE if member.role in TeamMember.PLANNING_ROLES else Mitigation.Method.PEER_REVIEW


def _open(activity: Activity, plan: Plan, clock: Clock, approved_at: datetime) -> None:
    opens = clock.moment(clock.day(plan.opens), "08:00") if plan.opens is not None else approved_at
    services.open_activity(activity, by=None, at=clock.past(max(opens, approved_at) + timedelta(minutes=4)))


def _close(activity: Activity, shop: Workshop) -> None:
    activity.refresh_from_db()
    closes_at = activity.claim_closes_at(90)
    assert closes_at is not None
    services.close_activity(activity, by=None, at=shop.clock.past(closes_at + timedelta(minutes=5)))


def _cancel(activity: Activity, plan: Plan, shop: Workshop, reviewer: User, approved_at: datetime) -> None:
    _open(activity, plan, shop.clock, approved_at)
    at = shop.clock.past(approved_at + (shop.clock.now - approved_at) * 0.7)
    services.cancel_activity(activity, by=reviewer, at=at, note=plan.note)


def _unlock(activity: Activity, plan: Plan, shop: Workshop, dates: Dates, rng: Random) -> None:
    """What approval unlocks: codes, the evaluation's questions, the assessment."""
    issue_codes(activity, at=dates.decided)
    codes = list(SessionCode.objects.filter(activity=activity))
    for code in codes:
        code.code = shop.code(rng, 6)
    SessionCode.objects.bulk_update(codes, ["code"])
    make_questionnaire(activity)
    if plan.quiz:
        write_assessment(activity, questions=[_written(quiz.text, quiz.right, quiz.wrong, rng) for quiz in plan.quiz])


def _written(text: str, right: str, wrong: tuple[str, ...], rng: Random) -> Written:
    choices = [right, *wrong]
    rng.shuffle(choices)
    return Written(text, choices, choices.index(right))
