"""What a copied plan says of last year, and is to be looked at anew before it is submitted (PLN-8)."""

from typing import Final

from activities.models import Activity, Status

_OF_TEAM: Final = "Does each of them take part again? They are asked anew to disclose once it is submitted."
_OF_AGENDA: Final = "Are hours, rooms, topics and speakers those of this year?"
_OF_INDEPENDENCE: Final = "Are supporters, exhibitors and joint providers those of this year?"


def to_look_at_anew(activity: Activity) -> dict[str, str]:
    """By section what to look at; a section that was saved since it was copied has been looked at."""
    if activity.copied_from is None or activity.status != Status.DRAFT or activity.version:
        return {}
    saved = {save.section for save in activity.section_saves.all()}
    questions = {
        "basics": _of_basics(activity),
        "team": _OF_TEAM,
        "agenda": _OF_AGENDA,
        "independence": _OF_INDEPENDENCE,
    }
    return {section: question for section, question in questions.items() if section not in saved}


def _of_basics(activity: Activity) -> str:
    assert activity.copied_from is not None
    if activity.title == activity.copied_from.title:
        return "It is still called as it was last time, on days that were only moved on. Do title, days and place suit?"
    return "Its days were only moved on. Do days and place suit?"
