"""What a plan says, place by place, and what changed between two of its versions (REV-2).

A place is named as the planner's page names its anchor: “title”, “gap-12-best_practice”, “session-5”.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from difflib import SequenceMatcher
from typing import Any, Final
from zoneinfo import ZoneInfo

from accounts.models import Profession
from activities.models import Activity, Competency, ContentArea, Objective, PracticeGap, Session, TeamMember
from activities.plans import write_out_plan

Place = tuple[str, str]  # section and anchor


@dataclass(frozen=True)
class Line:
    """What a plan says at one place; `text` is empty where nothing is written yet."""

    label: str
    text: str


Lines = dict[Place, Line]


@dataclass(frozen=True)
class Difference:
    """One field that reads otherwise; `before` is empty where it is new, `after` where it is gone."""

    section: str
    label: str
    before: str
    after: str

    @property
    def sides(self) -> tuple[list[tuple[str, bool]], list[tuple[str, bool]]]:
        return marked(self.before, self.after)


_PLAIN: Final = {
    "title": ("basics", "Title"),
    "department": ("basics", "Department"),
    "format": ("basics", "Format"),
    "format_rationale": ("basics", "Why this format"),
    "description": ("basics", "Description"),
    "start_date": ("basics", "First day"),
    "end_date": ("basics", "Last day"),
    "time_zone": ("basics", "Time zone"),
    "delivery": ("basics", "How it is delivered"),
    "venue": ("basics", "Venue"),
    "city": ("basics", "City"),
    "state": ("basics", "State"),
    "online_address": ("basics", "Online address"),
    "expected_learners": ("basics", "Learners expected"),
    "capacity": ("basics", "Seats"),
    "lessons_learned": ("basics", "What was learned last year"),
    "changes_planned": ("basics", "What changes this year"),
    "content_areas": ("content", "Content areas"),
    "competencies": ("content", "Competencies"),
    "audience": ("team", "Whom it is for"),
    "audience_note": ("team", "Specialties and regions"),
    "self_paced_minutes": ("agenda", "Minutes a learner needs"),
    "material": ("agenda", "Material"),
    "pass_mark": ("agenda", "Per cent to pass"),
    "outcome_competence": ("evaluation", "Measures competence"),
    "outcome_performance": ("evaluation", "Measures performance"),
    "outcome_patient": ("evaluation", "Measures patient outcomes"),
    "evaluation_plan": ("evaluation", "How the change is measured"),
    "follow_up_days": ("evaluation", "Days until learners are asked again"),
    "evaluation_before_claim": ("evaluation", "Evaluation before the claim"),
    "evaluation_per_session": ("evaluation", "Evaluation of each session"),
    "independence_statement": ("independence", "How content stays independent"),
    "has_commercial_support": ("independence", "Commercial support"),
    "has_exhibits": ("independence", "Exhibits"),
    "partners": ("independence", "Joint providers"),
}
_GAP: Final = {
    "setting": "where it falls short",
    "current_practice": "what is done now",
    "best_practice": "what best practice is",
    "evidence": "how it was found",
    "reference": "reference",
    "need_knowledge": "need in knowledge",
    "need_competence": "need in skills",
    "need_performance": "need in performance",
}
_CHOICES: Final[dict[str, Any]] = {
    "format": Activity.Format,
    "delivery": Activity.Delivery,
    "setting": PracticeGap.Setting,
    "evidence": PracticeGap.Evidence,
    "change": Objective.Change,
    "role": TeamMember.Role,
    "kind": Session.Kind,
}


def differences_between(before: dict[str, Any], after: dict[str, Any]) -> list[Difference]:
    """Of two plans as `write_out_plan` writes them, in the order of the application's sections."""
    return differing(*lines_of_plans(before, after))


def differing(old: Lines, new: Lines) -> list[Difference]:
    found = []
    for place in dict.fromkeys([*new, *old]):
        before, after = old.get(place), new.get(place)
        texts = before.text if before else "", after.text if after else ""
        if texts[0] != texts[1]:
            found.append(Difference(place[0], (after or before).label, *texts))  # type: ignore[union-attr]
    return found


def changes_of_version(activity: Activity) -> list[Difference]:
    """What the newest submission changed; nothing for the first."""
    last_two = list(activity.versions.order_by("-number")[:2])
    return differences_between(last_two[1].plan, last_two[0].plan) if len(last_two) == 2 else []


def _names() -> dict[str, str]:
    """Codes of areas, competencies and professions, as people call them."""
    return {row.pk: str(row) for model in (ContentArea, Competency, Profession) for row in model._default_manager.all()}


def places_of(activity: Activity) -> dict[Place, str]:
    """Every place of the plan as it stands, with what it is called; whole rows of several fields too."""
    [lines] = lines_of_plans(write_out_plan(activity))
    places = {place: line.label for place, line in lines.items()}
    for number, gap in enumerate(activity.gaps.all(), start=1):
        places["gaps", f"gap-{gap.pk}"] = f"Gap {number}"
    return places


def lines_of_plans(*plans: dict[str, Any]) -> list[Lines]:
    """Of each plan every place there is, also those at which nothing is written."""
    names = _names()
    return [_lines(plan, names) for plan in plans]


def _lines(plan: dict[str, Any], names: dict[str, str]) -> Lines:
    lines: Lines = {}
    for key, (section, label) in _PLAIN.items():
        lines[section, key] = Line(label, _readable(key, plan.get(key), names))
    for rows in (_gaps(plan, names), _objectives(plan), _team(plan, names), _agenda(plan)):
        for section, anchor, label, text in rows:
            lines[section, anchor] = Line(label, text)
    return lines


def _gaps(plan: dict[str, Any], names: dict[str, str]) -> Iterator[tuple[str, str, str, str]]:
    for number, gap in enumerate(plan.get("gaps", []), start=1):
        for key, label in _GAP.items():
            yield "gaps", f"gap-{gap['id']}-{key}", f"Gap {number}: {label}", _readable(key, gap.get(key), names)


def _objectives(plan: dict[str, Any]) -> Iterator[tuple[str, str, str, str]]:
    order = {gap["id"]: number for number, gap in enumerate(plan.get("gaps", []), start=1)}
    for number, objective in enumerate(plan.get("objectives", []), start=1):
        change = Objective.Change(objective["change"]).label
        text = f"{objective['text']} (closes gap {order.get(objective['gap'], '?')}; {change})"
        yield "objectives", f"objective-{objective['id']}", f"Objective {number}", text


def _team(plan: dict[str, Any], names: dict[str, str]) -> Iterator[tuple[str, str, str, str]]:
    for member in plan.get("team", []):
        role = TeamMember.Role(member["role"]).label
        facts = [names.get(member["profession"], member["profession"]), member["employer"]]
        if not member["controls_content"]:
            facts.append("does not control content")
        text = ", ".join(fact for fact in facts if fact)
        yield "team", f"member-{member['id']}", f"{member['name']}, {role.lower()}", text
    for profession, reason in plan.get("absences", {}).items():
        yield "team", f"absence-{profession}", f"{names.get(profession, profession)}: why nobody", reason


def _agenda(plan: dict[str, Any]) -> Iterator[tuple[str, str, str, str]]:
    for session in plan.get("sessions", []):
        zone = ZoneInfo(plan["time_zone"])
        starts_at = datetime.fromisoformat(session["starts_at"]).astimezone(zone)
        ends_at = datetime.fromisoformat(session["ends_at"]).astimezone(zone)
        facts = [
            session["title"],
            f"{starts_at:%b %-d, %-I:%M %p} to {ends_at:%-I:%M %p}",
            Session.Kind(session["kind"]).label,
            "" if session["counts_for_credit"] else "does not count",
            session["room"],
            session["track"],
            f"{session['seats']} seats" if session.get("seats") else "",
            ", ".join(session["speakers"]),
        ]
        yield "agenda", f"session-{session['id']}", session["title"], "; ".join(fact for fact in facts if fact)


def _readable(key: str, value: Any, names: dict[str, str]) -> str:
    if value in (None, "", [], False):
        return ""
    if value is True:
        return "Yes"
    if key in _CHOICES:
        return str(_CHOICES[key](value).label)
    if isinstance(value, list):
        return ", ".join(names.get(one, str(one)) for one in value)
    return str(value)


def marked(before: str, after: str) -> tuple[list[tuple[str, bool]], list[tuple[str, bool]]]:
    """Both texts in pieces, each with whether it is only on its side: so that a reader sees the word that changed."""
    old, new = _words(before), _words(after)
    left: list[tuple[str, bool]] = []
    right: list[tuple[str, bool]] = []
    for what, i, j, k, m in SequenceMatcher(a=old, b=new, autojunk=False).get_opcodes():
        if i < j:
            left.append(("".join(old[i:j]), what != "equal"))
        if k < m:
            right.append(("".join(new[k:m]), what != "equal"))
    return left, right


def _words(text: str) -> list[str]:
    return re.findall(r"\s+|[^\s]+", text)
