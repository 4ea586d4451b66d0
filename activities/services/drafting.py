"""Writing a proposal without losing a word (PLN-9)."""

import hashlib
import json
from collections.abc import Callable
from datetime import datetime
from typing import Any

from django.db import transaction

from accounts.models import User
from activities.differences import differences_between
from activities.models import Activity, PlanCorrection, SectionDraft, SectionSave
from activities.models.status import IN_PLANNING
from activities.plans import write_out_plan
from activities.sections import SECTION_KEYS
from activities.workflow import lock
from core.errors import ActionRefused

_CONTENT = {
    "basics": (
        "title",
        "department",
        "format",
        "format_rationale",
        "description",
        "start_date",
        "end_date",
        "time_zone",
        "delivery",
        "venue",
        "city",
        "state",
        "online_address",
        "expected_learners",
        "capacity",
        "lessons_learned",
        "changes_planned",
    ),
    "gaps": ("gaps",),
    "objectives": ("objectives",),
    "content": ("content_areas", "competencies"),
    "team": ("audience", "audience_note", "team", "absences"),
    "agenda": ("sessions", "self_paced_minutes", "material", "pass_mark"),
    "evaluation": (
        "outcome_competence",
        "outcome_performance",
        "outcome_patient",
        "evaluation_plan",
        "follow_up_days",
        "evaluation_before_claim",
        "evaluation_per_session",
    ),
    "independence": ("independence_statement", "has_commercial_support", "has_exhibits", "partners"),
}


class SavedMeanwhile(Exception):
    """Somebody else (or another tab) saved the section since this text was begun. Nothing was overwritten."""

    def __init__(self, last: SectionSave | None) -> None:
        super().__init__("saved meanwhile")
        self.last = last


def fingerprint(activity: Activity, section: str) -> str:
    """Names what is saved in a section now; it changes with any change of its content."""
    plan = write_out_plan(activity)
    content = {key: plan[key] for key in _CONTENT[section]}
    return hashlib.sha256(json.dumps(content, sort_keys=True, default=str).encode()).hexdigest()


def editing_refusal(activity: Activity, by: User) -> str:
    """Why `by` cannot change the plan now; empty means they can."""
    if refusal := _stranger_refusal(activity, by):
        return refusal
    if activity.status not in IN_PLANNING:
        return f"The plan is {activity.get_status_display().lower()} and cannot be changed now."
    return ""


def _stranger_refusal(activity: Activity, by: User) -> str:
    is_planner = Activity.objects.planned_by(by).filter(pk=activity.pk).exists()
    return "" if is_planner else "Only this activity’s planners can change its plan."


@transaction.atomic
def save_section(
    activity: Activity, section: str, *, by: User, at: datetime, based_on: str, write: Callable[[Activity], None]
) -> SectionSave:
    """Let `write` change the locked activity, unless somebody saved since `based_on`; forget the unsaved text.

    Raises SavedMeanwhile, or ActionRefused where the plan cannot be changed at all.
    """
    locked = lock(activity)
    if refusal := editing_refusal(locked, by):
        raise ActionRefused(refusal)
    if based_on != fingerprint(locked, section):
        raise SavedMeanwhile(SectionSave.objects.filter(activity=locked, section=section).first())
    before = write_out_plan(locked) if _is_followed(locked) else None
    write(locked)
    if before is not None:
        _note_corrections(locked, before, by=by, at=at)
    SectionDraft.objects.filter(activity=locked, section=section, person=by).delete()
    saved, _ = SectionSave.objects.update_or_create(
        activity=locked, section=section, defaults={"saved_at": at, "saved_by": by}
    )
    return saved


def _is_followed(activity: Activity) -> bool:
    """Once its director was invited, the office sees what became of the plan it drafted (PLN-5)."""
    return activity.drafted_for_director and activity.invitations.exists()


def _note_corrections(activity: Activity, before: dict[str, Any], *, by: User, at: datetime) -> None:
    PlanCorrection.objects.bulk_create(
        PlanCorrection(
            activity=activity,
            section=one.section,
            label=one.label[:300],
            before=one.before,
            after=one.after,
            corrected_at=at,
            corrected_by=by,
        )
        for one in differences_between(before, write_out_plan(activity))
    )


def keep_typing(
    activity: Activity, section: str, *, by: User, at: datetime, typed: dict[str, list[Any]], based_on: str
) -> SectionDraft:
    """Keep what one of the planners typed and has not saved, exactly as it is. Raises ActionRefused for others.

    Also while the plan cannot be changed: a colleague may have submitted it under their hands.
    """
    if refusal := _keeping_refusal(activity, section, by):
        raise ActionRefused(refusal)
    draft, _ = SectionDraft.objects.update_or_create(
        activity=activity,
        section=section,
        person=by,
        defaults={"typed": typed, "based_on": based_on, "typed_at": at},
    )
    return draft


def _keeping_refusal(activity: Activity, section: str, by: User) -> str:
    """Who supports it is also for the office to record (SII-10); the sections are the planners’ own."""
    may_record = section not in SECTION_KEYS and by.has_perm("activities.change_activity")
    return "" if may_record else _stranger_refusal(activity, by)


def discard_typing(activity: Activity, section: str, *, by: User) -> None:
    SectionDraft.objects.filter(activity=activity, section=section, person=by).delete()
