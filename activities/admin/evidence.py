"""The evidence behind readiness: for each part of a plan, what satisfies the rules and what is missing."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime

from django.utils import timezone

from activities.balance import team_balance
from activities.clearance import Clearance
from activities.credit import plain
from activities.models import Activity, OfficeSettings, PracticeGap
from activities.models.plan import GAP_WORDS
from activities.readiness import computed_credit, has_begun, open_items
from activities.sections import sections_of
from activities.worth import agenda_lines, worth_of, worth_of_minutes
from core.words import count_words


@dataclass(frozen=True)
class Check:
    """One line of the checklist; `later` are open items that do not keep the office from approving."""

    key: str
    title: str
    evidence: str
    missing: list[str] = field(default_factory=list)
    later: list[str] = field(default_factory=list)

    @property
    def is_met(self) -> bool:
        return not self.missing


def checks_of(activity: Activity, clearances: list[Clearance], *, office: OfficeSettings, at: datetime) -> list[Check]:
    missing: dict[str, list[str]] = {}
    for item in open_items(activity):
        missing.setdefault(item.section, []).append(item.sentence)
    told = {
        "basics": _basics,
        "gaps": _gaps,
        "objectives": _objectives,
        "content": _content,
        "team": _team,
        "agenda": _agenda,
        "evaluation": _evaluation,
        "independence": _independence,
    }
    return [
        *(Check(s.key, s.title, told[s.key](activity), missing.get(s.key, [])) for s in sections_of(activity)),
        _disclosures(clearances),
        _credit(activity, office),
        _timing(activity, office, at=at),
    ]


def _basics(activity: Activity) -> str:
    parts = [activity.get_format_display(), activity.get_delivery_display().lower(), activity.place]
    return ", ".join(part for part in parts if part)


def _gaps(activity: Activity) -> str:
    gaps = list(activity.gaps.all())
    if not gaps:
        return ""
    words = ", ".join(str(gap.words) for gap in gaps)
    needs = sorted({need for gap in gaps for need in needs_of(gap)})
    return f"{_number(gaps, 'gap')}, {words} of {GAP_WORDS} words; needs in {_listed(needs)}"


def needs_of(gap: PracticeGap) -> dict[str, str]:
    told = {"knowledge": gap.need_knowledge, "skills": gap.need_competence, "performance": gap.need_performance}
    return {need: text for need, text in told.items() if text}


def _objectives(activity: Activity) -> str:
    objectives = list(activity.objectives.all())
    if not objectives:
        return ""
    verbs = list(dict.fromkeys(objective.text.split()[0].lower() for objective in objectives if objective.text.split()))
    changes = Counter(objective.change for objective in objectives)
    return f"{_number(objectives, 'objective')} ({_listed(verbs)}), designed to change {_listed(list(changes))}"


def _content(activity: Activity) -> str:
    areas, competencies = list(activity.content_areas.all()), list(activity.competencies.all())
    frameworks = Counter(competency.framework for competency in competencies)
    which = ", ".join(f"{framework} {number}" for framework, number in frameworks.items())
    return f"{_number(areas, 'content area')}; {_number(competencies, 'competency', 'competencies')}" + (
        f" ({which})" if which else ""
    )


def _team(activity: Activity) -> str:
    balance = team_balance(activity)
    on_team = sum(row.on_team for row in balance)
    taught = [row for row in balance if row.in_audience]
    return (
        f"{_number(list(activity.team.all()), 'role')} of {on_team} profession{'' if on_team == 1 else 's'}, "
        f"for an audience of {len(taught)}"
    )


def _agenda(activity: Activity) -> str:
    if activity.work_format:
        return f"Credit is for completed work: {activity.work_format.pieces}"
    if activity.self_paced_minutes and not activity.sessions.all():
        return f"{activity.self_paced_minutes} minutes at the learner’s own pace"
    lines = agenda_lines(activity.sessions.all(), is_series=activity.is_series)
    counting = [line for line in lines if line.session.counts_for_credit]
    return f"{_number(counting, 'session')} for credit of {_number(lines, 'item')}"


def _evaluation(activity: Activity) -> str:
    measured = {
        "competence": activity.outcome_competence,
        "performance": activity.outcome_performance,
        "patient outcomes": activity.outcome_patient,
    }
    chosen = [what for what, is_measured in measured.items() if is_measured]
    return f"Measures {_listed(chosen)}; plan of {count_words(activity.evaluation_plan)} words" if chosen else ""


def _independence(activity: Activity) -> str:
    support = "commercial support is sought" if activity.has_commercial_support else "no commercial support"
    return f"{support}, {'exhibits are planned' if activity.has_exhibits else 'no exhibits'}".capitalize()


def _disclosures(clearances: list[Clearance]) -> Check:
    """Planners hold up the approval; the others their own sessions (REV-5, SII-7)."""
    asked = [clearance for clearance in clearances if clearance.member.controls_content]
    disclosed = sum(clearance.disclosure is not None for clearance in asked)
    cleared = sum(clearance.is_cleared for clearance in asked)
    missing = [item for clearance in asked if clearance.member.is_planner for item in clearance.open_items]
    later = [item for clearance in asked for item in (*clearance.open_items, *clearance.foreseen)]
    return Check(
        "disclosures",
        "Disclosures",
        f"{disclosed} of {len(asked)} disclosed, {cleared} cleared",
        missing,
        [item for item in dict.fromkeys(later) if item not in missing],  # who plans and speaks is told of once
    )


def _credit(activity: Activity, office: OfficeSettings) -> Check:
    most = computed_credit(activity, office)
    if most is None:
        return Check("credit", "Credit", "", ["No credit can be computed from the plan."])
    return Check("credit", "Credit", f"At most {plain(most)} {activity.credit_per}".rstrip())


def _timing(activity: Activity, office: OfficeSettings, *, at: datetime) -> Check:
    if has_begun(activity, at=at):
        return Check("timing", "Timing", "", ["It has begun, and credit cannot be designated afterwards."])
    if activity.start_date is None:
        return Check("timing", "Timing", "No date yet")
    days = (activity.start_date - timezone.localdate(at, activity.zone)).days
    safe = activity.last_safe_submission_date(office.lead_time_days)
    when = f"Begins in {days} day{'' if days == 1 else 's'}" if days > 0 else "Began earlier, with sessions to come"
    late = activity.status_changed_at and safe and timezone.localdate(activity.status_changed_at) > safe
    if activity.version and late:
        return Check("timing", "Timing", when, later=[f"It came after {safe:%B %-d, %Y}, the last safe day."])
    return Check("timing", "Timing", when)


def credit_arithmetic(activity: Activity, office: OfficeSettings) -> str:
    """How the computed maximum comes about, in a sentence; empty where nothing can be computed."""
    most = computed_credit(activity, office)
    if most is None:
        return ""
    if activity.is_self_paced and activity.format != Activity.Format.JOURNAL:
        return worth_of_minutes(activity.self_paced_minutes).reckoning
    if activity.format not in Activity.TIMED_FORMATS:
        return f"The office designates {plain(most)} {activity.credit_per}".rstrip() + " for this format."
    worth = worth_of(activity.sessions.all(), is_series=activity.is_series)
    if activity.is_series:
        return f"The longest session has {worth.minutes} minutes, so each session is worth at most {plain(most)}."
    return worth.reckoning


def _number(things: Sequence[object], noun: str, plural: str = "") -> str:
    return f"{len(things)} {noun if len(things) == 1 else plural or noun + 's'}"


def _listed(words: list[str]) -> str:
    return words[0] if len(words) == 1 else ", ".join(words[:-1]) + " and " + words[-1] if words else "nothing"
