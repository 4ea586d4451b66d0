"""A plan written out in full, so that a version can be kept and compared (REV-2)."""

from typing import Any

from django.db.models import prefetch_related_objects

from activities.models import Activity

_FIELDS = (
    "title",
    "format",
    "format_rationale",
    "delivery",
    "description",
    "time_zone",
    "venue",
    "city",
    "state",
    "online_address",
    "expected_learners",
    "audience_note",
    "outcome_competence",
    "outcome_performance",
    "outcome_patient",
    "evaluation_plan",
    "follow_up_days",
    "evaluation_before_claim",
    "evaluation_per_session",
    "has_commercial_support",
    "has_exhibits",
    "independence_statement",
    "self_paced_minutes",
    "material",
    "pass_mark",
    "capacity",
    "lessons_learned",
    "changes_planned",
)


# What `write_out_plan` reads of each activity, for who writes out many.
WRITTEN_OUT = (
    "content_areas",
    "competencies",
    "audience",
    "partners",
    "gaps",
    "objectives",
    "absences",
    "team__person",
    "sessions__speakers__person",
    "sessions__objectives",
)


def _rows(activity: Activity, name: str, *reads: str) -> list[Any]:
    """With what is read of each: those that were fetched beforehand, else as they are saved now."""
    fetched: dict[str, Any] = getattr(activity, "_prefetched_objects_cache", {})
    rows = list(fetched[name] if name in fetched else getattr(activity, name).all())
    prefetch_related_objects(rows, *reads)
    return rows


def write_out_plan(activity: Activity) -> dict[str, Any]:
    """JSON-ready; people by name and address, times as ISO instants."""
    plan: dict[str, Any] = {field: getattr(activity, field) for field in _FIELDS}
    plan["department"] = str(activity.department or "")
    plan["start_date"] = activity.start_date.isoformat() if activity.start_date else None
    plan["end_date"] = activity.end_date.isoformat() if activity.end_date else None
    plan["content_areas"] = [area.pk for area in activity.content_areas.all()]
    plan["competencies"] = [competency.pk for competency in activity.competencies.all()]
    plan["audience"] = [profession.pk for profession in activity.audience.all()]
    plan["partners"] = [partner.name for partner in activity.partners.all()]
    plan["gaps"] = _gaps(activity)
    plan["objectives"] = _objectives(activity)
    plan["team"] = _team(activity)
    plan["absences"] = {absence.profession_id: absence.reason for absence in activity.absences.all()}
    plan["sessions"] = _sessions(activity)
    return plan


def _gaps(activity: Activity) -> list[dict[str, Any]]:
    return [
        {
            "id": gap.pk,
            "setting": gap.setting,
            "current_practice": gap.current_practice,
            "best_practice": gap.best_practice,
            "evidence": gap.evidence,
            "reference": gap.reference,
            "need_knowledge": gap.need_knowledge,
            "need_competence": gap.need_competence,
            "need_performance": gap.need_performance,
        }
        for gap in activity.gaps.all()
    ]


def _objectives(activity: Activity) -> list[dict[str, Any]]:
    return [
        {"id": objective.pk, "gap": objective.gap_id, "text": objective.text, "change": objective.change}
        for objective in activity.objectives.all()
    ]


def _team(activity: Activity) -> list[dict[str, Any]]:
    return [
        {
            "id": member.pk,
            "name": str(member.person),
            "email": member.person.email,
            "role": member.role,
            "profession": member.profession_id,
            "employer": member.employer,
            "controls_content": member.controls_content,
        }
        for member in _rows(activity, "team", "person")
    ]


def _sessions(activity: Activity) -> list[dict[str, Any]]:
    return [
        {
            "id": session.pk,
            "title": session.title,
            "kind": session.kind,
            "starts_at": session.starts_at.isoformat(),
            "ends_at": session.ends_at.isoformat(),
            "counts_for_credit": session.counts_for_credit,
            "room": session.room,
            "track": session.track,
            "seats": session.seats,
            "speakers": [str(speaker.person) for speaker in session.speakers.all()],
            "objectives": [objective.pk for objective in session.objectives.all()],
        }
        for session in _rows(activity, "sessions", "speakers__person", "objectives")
    ]
