"""What a proposal still lacks, as sentences with the place of the mend; empty means ready.

The planner's side rail, the reviewer's page, submission and approval all ask here.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from django.core.exceptions import ValidationError
from django.db.models import Prefetch, QuerySet, prefetch_related_objects
from django.utils import timezone

from accounts.models import Profession, User
from activities.balance import missing_professions, team_balance
from activities.clearance import team_clearances, with_clearance_facts
from activities.credit import QUARTER, attendable_minutes, credit_for, plain, round_to_quarter, worth_of_minutes
from activities.models import Activity, CreditType, OfficeSettings, Session, TeamMember
from activities.models.plan import GAP_WORDS
from activities.recurrence import last_possible_day
from activities.separation import too_close
from activities.side_by_side import clashes
from activities.supporters import support_gaps
from activities.wording import starts_with_observable_verb
from core.printing.printable import TEXT_FACES, missing_glyphs


@dataclass(frozen=True)
class OpenItem:
    section: str
    sentence: str
    anchor: str = ""
    is_for_office: bool = False  # to decide, where all else is still to come from the planners


def with_readiness_facts(activities: QuerySet[Activity]) -> QuerySet[Activity]:
    """Prefetch everything this module reads of each, so that a list costs a fixed number of queries."""
    return activities.select_related("department").prefetch_related(
        "gaps",
        "objectives",
        "content_areas",
        "competencies",
        "audience",
        "absences",
        "supports__company",
        "supports__agreements",
        "review_requests",
        Prefetch("team", with_clearance_facts(TeamMember.objects.all())),
        Prefetch("sessions", Session.objects.prefetch_related("speakers__person")),
    )


def open_items(activity: Activity, professions: Iterable[Profession] | None = None) -> list[OpenItem]:
    """Everything that keeps `activity` from being submitted (PLN-1 to PLN-6)."""
    return [
        *_basics(activity),
        *_gaps(activity),
        *_objectives(activity),
        *_content(activity),
        *_team(activity, professions),
        *_agenda(activity),
        *_evaluation(activity),
        *_independence(activity),
    ]


def open_sections(items: list[OpenItem]) -> set[str]:
    return {item.section for item in items}


def _basics(activity: Activity) -> Iterator[OpenItem]:
    asked = {
        "department": (activity.department_id, "Choose the department that holds it."),
        "description": (activity.description, "Describe it in a few sentences, for the catalogue."),
        "start_date": (activity.start_date, "Set the first day."),
        "end_date": (activity.end_date, "Set the last day."),
        "format_rationale": (activity.format_rationale, "Say why this format suits it, in at most 25 words."),
    }
    for field, (value, sentence) in asked.items():
        if not value:
            yield OpenItem("basics", sentence, field)
    yield from _unprintable(activity)
    if activity.is_renewal and not activity.lessons_learned:
        yield OpenItem("basics", "Say what was learned from last year’s sessions.", "lessons_learned")
    if activity.is_renewal and not activity.changes_planned:
        yield OpenItem("basics", "Say what changes this year.", "changes_planned")
    in_person = activity.delivery in {Activity.Delivery.IN_PERSON, Activity.Delivery.HYBRID}
    if in_person and not (activity.city and activity.state):
        yield OpenItem("basics", "Say in which city and state it is held.", "city")


def _unprintable(activity: Activity) -> Iterator[OpenItem]:
    """Texts of the certificate are told beforehand what no certificate could print later (CRT-5)."""
    for field in ("title", "venue", "city"):
        if missing := missing_glyphs(getattr(activity, field), TEXT_FACES):
            shown = ", ".join(f"“{piece}”" for piece in missing)
            yield OpenItem("basics", f"The {field} cannot be printed on certificates: leave out {shown}.", field)


def _gaps(activity: Activity) -> Iterator[OpenItem]:
    gaps = list(activity.gaps.all())
    if not gaps:
        yield OpenItem("gaps", "Describe at least one practice gap.")
    for number, gap in enumerate(gaps, start=1):
        if gap.words > GAP_WORDS:
            yield OpenItem("gaps", f"Shorten gap {number} from {gap.words} to {GAP_WORDS} words.", f"gap-{gap.pk}")
        for value, what in (
            (gap.current_practice, "what is done now"),
            (gap.best_practice, "what best practice is"),
            (gap.evidence, "how the gap was found"),
            (gap.reference, "a reference for how the gap was found"),
        ):
            if not value:
                yield OpenItem("gaps", f"Gap {number} does not say {what}.", f"gap-{gap.pk}")


def _objectives(activity: Activity) -> Iterator[OpenItem]:
    objectives = list(activity.objectives.all())
    served = {objective.gap_id for objective in objectives}
    if not objectives:
        yield OpenItem("objectives", "Write at least one objective.")
    for number, gap in enumerate(activity.gaps.all(), start=1):
        if objectives and gap.pk not in served:
            yield OpenItem("objectives", f"No objective closes gap {number} yet.")
    for number, objective in enumerate(objectives, start=1):
        try:
            starts_with_observable_verb(objective.text, objective.change)
        except ValidationError as refusal:
            yield OpenItem("objectives", f"Objective {number}: {refusal.messages[0]}", f"objective-{objective.pk}")


def _content(activity: Activity) -> Iterator[OpenItem]:
    if not activity.content_areas.all():
        yield OpenItem("content", "Choose at least one content area.", "content_areas")
    if not activity.competencies.all():
        yield OpenItem("content", "Choose at least one competency.", "competencies")


def _team(activity: Activity, professions: Iterable[Profession] | None) -> Iterator[OpenItem]:
    team = list(activity.team.all())
    if not any(member.role == TeamMember.Role.DIRECTOR for member in team):
        yield OpenItem("team", "Name the activity director.")
    if not activity.audience.all():
        yield OpenItem("team", "Choose whom it is for.", "audience")
    for profession in missing_professions(team_balance(activity, professions)):
        yield OpenItem(
            "team",
            f"{profession.plural}: nobody on the team. Add someone, or say why not.",
            f"absence-{profession.pk}",
        )


def _agenda(activity: Activity) -> Iterator[OpenItem]:
    if activity.is_self_paced:
        yield from _material(activity)
    elif activity.format in Activity.TIMED_FORMATS:
        yield from _sessions(activity)


def _material(activity: Activity) -> Iterator[OpenItem]:
    if not activity.self_paced_minutes:
        yield OpenItem("agenda", "Estimate how many minutes a learner needs.", "self_paced_minutes")
    if not activity.material:
        yield OpenItem("agenda", "Add the material learners work through.", "material")


def _sessions(activity: Activity) -> Iterator[OpenItem]:
    sessions = list(activity.sessions.all())
    prefetch_related_objects(sessions, "speakers__person")
    counting = [session for session in sessions if session.counts_for_credit]
    if not counting:
        yield OpenItem("agenda", "Add at least one session that counts for credit.")
    if activity.is_series and lasts_too_long(activity):
        sentence = "A series lasts at most twelve months; plan its next year as a series of its own."
        yield OpenItem("basics", sentence, "end_date")
    for session in sessions:
        if outside := outside_activity(session, activity):
            yield OpenItem("agenda", outside, f"session-{session.pk}")
    for clash in clashes(sessions):
        if clash.is_certain:
            yield OpenItem("agenda", clash.sentence, f"session-{clash.session.pk}")
    for close in too_close(sessions):
        yield OpenItem("agenda", close.sentence, f"session-{close.promotion.pk}")
    for session in counting:
        if not session.speakers.all() and needs_speaker(session, activity):
            yield OpenItem("agenda", f"“{session}” has no speaker yet.", f"session-{session.pk}")


def needs_speaker(session: Session, activity: Activity) -> bool:
    """A session of a series may be named later; the office then approves it by itself."""
    return session.counts_for_credit and (session.is_named or not activity.is_series)


def lasts_too_long(activity: Activity) -> bool:
    """Whether it is longer than the twelve months for which a series is reported as one activity."""
    if activity.start_date is None or activity.end_date is None:
        return False
    return activity.end_date > last_possible_day(activity.start_date)


def outside_activity(session: Session, activity: Activity) -> str:
    """A sentence when the session is not within the activity's days, in its own time zone (PLN-6); else empty."""
    if activity.start_date is None or activity.end_date is None:
        return ""
    first = timezone.localdate(session.starts_at, activity.zone)
    last = timezone.localdate(session.ends_at, activity.zone)
    if first < activity.start_date:
        return f"“{session}” starts on {first:%B %-d, %Y}, before the activity does ({activity.start_date:%B %-d})."
    if last > activity.end_date:
        return f"“{session}” ends on {last:%B %-d, %Y}, after the activity does ({activity.end_date:%B %-d})."
    return ""


def _evaluation(activity: Activity) -> Iterator[OpenItem]:
    if not (activity.outcome_competence or activity.outcome_performance or activity.outcome_patient):
        yield OpenItem(
            "evaluation",
            "Choose what is measured: competence, performance or patient outcomes (knowledge alone is not enough).",
            "outcome_competence",
        )
    if not activity.evaluation_plan:
        yield OpenItem("evaluation", "Say how the change will be measured.", "evaluation_plan")


def _independence(activity: Activity) -> Iterator[OpenItem]:
    if not activity.independence_statement:
        yield OpenItem("independence", "Say how content stays independent of industry.", "independence_statement")


# --- For the decision -----------------------------------------------------------------------------------------------


def counting_sessions(activity: Activity) -> list[Session]:
    return [s for s in activity.sessions.all() if s.counts_for_credit and not s.is_cancelled]


def computed_credit(activity: Activity, office: OfficeSettings) -> Decimal | None:
    """The most AMA credit the plan supports (AMA-1, AMA-2); None where nothing can be computed.

    For a series: of its longest session, since credit is designated per session.
    """
    if activity.is_self_paced and activity.format != Activity.Format.JOURNAL:
        return round_to_quarter(activity.self_paced_minutes) if activity.self_paced_minutes else None
    if activity.format not in Activity.TIMED_FORMATS:
        return office.credit_of_format(activity.format)
    intervals = [(session.starts_at, session.ends_at) for session in counting_sessions(activity)]
    if not intervals:
        return None
    return max(credit_for([interval]) for interval in intervals) if activity.is_series else credit_for(intervals)


def computed_worth(activity: Activity, credit_type: CreditType, office: OfficeSettings) -> Decimal | None:
    """The most of another credit type the plan supports, from the same minutes (AMA-8).

    What is not timed is worth as many units as the AMA credit the office sets for it.
    """
    if credit_type.is_ama:
        return computed_credit(activity, office)
    if activity.is_self_paced and activity.format != Activity.Format.JOURNAL:
        minutes = activity.self_paced_minutes
    elif activity.format not in Activity.TIMED_FORMATS:
        return computed_credit(activity, office)
    else:
        intervals = [(session.starts_at, session.ends_at) for session in counting_sessions(activity)]
        lengths = [attendable_minutes([interval]) for interval in intervals]
        minutes = max(lengths, default=0) if activity.is_series else attendable_minutes(intervals)
    if not minutes:
        return None
    return worth_of_minutes(minutes, per_hour=credit_type.per_hour, step=credit_type.step)


def has_begun(activity: Activity, *, at: datetime) -> bool:
    """Whether it is too late to designate credit (REV-4). A series has begun when its last session has."""
    sessions = counting_sessions(activity)
    if activity.is_series and sessions:
        return all(session.starts_at <= at for session in sessions)
    first = min((session.starts_at for session in sessions), default=activity.starts_at)
    return first is not None and first <= at


def decision_refusals(activity: Activity, *, by: User) -> list[str]:
    """Why `by` may not decide on this proposal in any way (REV-3)."""
    if not by.has_perm("activities.decide_activity"):
        return ["Deciding on proposals is for the office’s reviewers."]
    if activity.created_by_id == by.pk or any(member.person_id == by.pk for member in activity.team.all()):
        return ["You are on this activity’s team, so a colleague has to decide."]
    return []


def approval_refusals(activity: Activity, *, by: User, at: datetime, office: OfficeSettings) -> list[str]:
    """Why `by` cannot approve it now (REV-3 to REV-5); empty means they can."""
    return decision_refusals(activity, by=by) + approval_gaps(activity, at=at, office=office)


def approval_gaps(
    activity: Activity, *, at: datetime, office: OfficeSettings, professions: Iterable[Profession] | None = None
) -> list[str]:
    """What `activity` itself lacks for approval, whoever decides (REV-4, REV-5)."""
    return [item.sentence for item in approval_items(activity, at=at, office=office, professions=professions)]


def approval_items(
    activity: Activity, *, at: datetime, office: OfficeSettings, professions: Iterable[Profession] | None = None
) -> list[OpenItem]:
    """The same with where each is mended: beside the plan's own sections “disclosures”, “requests” and “timing”."""
    items = []
    if has_begun(activity, at=at):
        items.append(OpenItem("timing", "It has begun, and credit cannot be designated afterwards."))
    items += open_items(activity, professions)
    on = timezone.localdate(at, activity.zone)
    for clearance in team_clearances(activity, office=office, on=on):
        if (member := clearance.member).is_planner:
            items += [
                OpenItem("disclosures", sentence, f"member-{member.pk}", clearance.waits_for_office)
                for sentence in clearance.open_items
            ]
    items += [OpenItem("independence", sentence) for sentence in support_gaps(activity)]
    if computed_credit(activity, office) is None:
        items.append(OpenItem("agenda", "No credit can be computed from the plan."))
    return items + _unsettled(activity)


def _unsettled(activity: Activity) -> list[OpenItem]:
    number = sum(request.settled_at is None for request in activity.review_requests.all())
    if not number:
        return []
    sentence = (
        "One request is not settled yet: look at what came of it."
        if number == 1
        else f"{number} requests are not settled yet: look at what came of them."
    )
    return [OpenItem("requests", sentence, is_for_office=True)]


def designation_refusal(maximum: Decimal, *, activity: Activity, office: OfficeSettings) -> str:
    """Why `maximum` cannot be designated (AMA-1); empty means it can."""
    most = computed_credit(activity, office)
    if most is None:
        return "No credit can be computed from the plan."
    if maximum <= 0 or maximum % QUARTER:
        return "Credit is designated in steps of 0.25, and more than 0."
    if maximum > most:
        return f"The agenda supports at most {plain(most)}."
    return ""
