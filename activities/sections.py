"""The sections of a proposal, in the order one plans."""

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from activities.models import Activity


@dataclass(frozen=True)
class Section:
    key: str
    title: str
    why: str


SECTIONS: Final = (
    Section(
        "basics",
        "Basics",
        "What it is, when and where. The format should suit what you want to change, so we ask why you chose it.",
    ),
    Section(
        "gaps",
        "Practice gaps and needs",
        "Education that changes something starts from what falls short in practice: clinical care, research or teaching.",
    ),
    Section(
        "objectives",
        "Objectives",
        "What learners will be able to do. Each objective closes a gap, and its evaluation question is made from it.",
    ),
    Section(
        "content",
        "Content and competencies",
        "Content reaches beyond updates in knowledge: choose the areas and the competencies it builds.",
    ),
    Section(
        "team",
        "Team and audience",
        "Care is given by teams, so teams plan it: those you teach should be among those who plan and speak.",
    ),
    Section(
        "agenda",
        "Agenda",
        "Times decide the credit: sixty counting minutes are one credit. Breaks, meals and exhibits do not count.",
    ),
    Section(
        "evaluation",
        "Evaluation plan",
        "How you will know that something changed: in what learners can do, what they do, or how patients fare.",
    ),
    Section(
        "independence",
        "Independence",
        "Learners must be able to trust that no company had a hand in what they are taught.",
    ),
)
SECTION_KEYS: Final = tuple(section.key for section in SECTIONS)


# In place of the agenda, where credit is for completed work instead of time (AMA-2).
_WORK: Final = Section(
    "agenda",
    "The work",
    "What learners do, and what the office will see of it. The office sets the credit; there is no agenda to reckon it by.",
)
# In place of an agenda, for what is read or watched at any time (AMA-5).
_MATERIAL: Final = Section(
    "agenda",
    "Material and assessment",
    "What learners work through, how long it takes them, and what they have to pass before they claim credit.",
)


def sections_of(activity: "Activity") -> list[Section]:
    """In the order one plans."""
    return [section_for(section.key, activity) for section in SECTIONS]


def section_for(key: str, activity: "Activity") -> Section:
    """The section as it is called in this plan. Raises KeyError for a key that is none of ours."""
    if key == "agenda" and activity.work_format:
        return _WORK
    return _MATERIAL if key == "agenda" and activity.is_self_paced else get_section(key)


def has_agenda(activity: "Activity") -> bool:
    """Whether it is planned by sessions."""
    return not (activity.work_format or activity.is_self_paced)


def get_section(key: str) -> Section:
    """Raises KeyError for a key that is none of ours."""
    for section in SECTIONS:
        if section.key == key:
            return section
    raise KeyError(key)
