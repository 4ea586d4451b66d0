"""Writing the demonstration's plans into the database, as their planners would."""

from collections.abc import Sequence
from datetime import date, datetime, timedelta

from django.utils.text import slugify

from accounts.models import Profession
from activities import services
from activities.models import (
    Activity,
    Competency,
    ContentArea,
    Department,
    Objective,
    Partner,
    PracticeGap,
    ProfessionAbsence,
    SectionSave,
    Session,
    TeamMember,
)
from activities.sections import SECTION_KEYS
from uucme.demo.clock import Clock, is_holiday
from uucme.demo.shapes import Around, Item, Plan, Series
from uucme.demo.staff import Staff
from uucme.demo.workshop import Dates, Workshop

STREAMED = {Activity.Delivery.LIVE_STREAMED, Activity.Delivery.HYBRID}
OUTCOMES = {"c": "outcome_competence", "p": "outcome_performance", "o": "outcome_patient"}


def write_plan(plan: Plan, shop: Workshop, dates: Dates) -> Activity:
    """A draft as it was first handed in, with the texts that a review changed later."""
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
        rewrite(activity, gaps, path, text)
    return activity


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
        *((key, roles.SPEAKER) for key in dict.fromkeys(speakers(plan))),
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


def speakers(plan: Plan) -> list[str]:
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
            seats=item.seats,
        )
        for item, starts_at in timed
    )
    Session.speakers.through.objects.bulk_create(
        Session.speakers.through(session_id=session.pk, teammember_id=team[key].pk)
        for session, (item, _) in zip(sessions, timed, strict=True)
        for key in item.by.split()
    )
    _serve_objectives(activity, sessions)
    if sessions and isinstance(plan.agenda, Around | Series):
        activity.start_date = min(session.starts_at for session in sessions).astimezone(activity.zone).date()
        activity.end_date = max(session.ends_at for session in sessions).astimezone(activity.zone).date()
        activity.save()


def _serve_objectives(activity: Activity, sessions: Sequence[Session]) -> None:
    """In the order of both: every counting session serves an objective, and every objective is taught."""
    counting = [session for session in sessions if session.counts_for_credit]
    objectives = list(activity.objectives.all())
    most = max(len(counting), len(objectives)) if counting and objectives else 0
    Session.objectives.through.objects.bulk_create(
        Session.objectives.through(
            session_id=counting[place * len(counting) // most].pk,
            objective_id=objectives[place * len(objectives) // most].pk,
        )
        for place in range(most)
    )


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


def rewrite(activity: Activity, gaps: list[PracticeGap], path: str, text: str) -> None:
    """Set one text of the plan: "description", "gap1.reference" or "objective2.text"."""
    where, _, name = path.rpartition(".")
    row: Activity | PracticeGap | Objective = activity
    if where.startswith("gap"):
        row = gaps[int(where[3:]) - 1]
    elif where.startswith("objective"):
        row = list(activity.objectives.all())[int(where[9:]) - 1]
    setattr(row, name, text)
    row.save()


def final_text(plan: Plan, path: str) -> str:
    where, _, name = path.rpartition(".")
    if where.startswith("gap"):
        gap = plan.gaps[int(where[3:]) - 1]
        names = {"current_practice": "now", "best_practice": "best", "evidence": "found"}
        return str(getattr(gap, names.get(name, name.replace("need_", ""))))
    if where.startswith("objective"):
        return [text for gap in plan.gaps for _, text in gap.objectives][int(where[9:]) - 1]
    return str(getattr(plan, {"format_rationale": "rationale", "evaluation_plan": "evaluation"}.get(name, name)))
