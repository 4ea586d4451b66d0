"""The questions every evaluation asks, besides those made from the objectives (EVL-1)."""

from dataclasses import dataclass
from typing import Final

from evaluations.models import Question

BIAS: Final = "balanced"
BIAS_WHY: Final = "balanced_why"
INTENT: Final = "intent"
BARRIERS: Final = "barriers"
CONFIDENCE: Final = "confidence"
TOPICS: Final = "topics"
RELEVANCE: Final = "relevance"
DISCLOSURES: Final = "disclosures"
# Whether these must be answered is no planner's choice.
CORE: Final = (BIAS, BIAS_WHY, INTENT)


@dataclass(frozen=True)
class StandardItem:
    key: str
    kind: str
    text: str
    help_text: str = ""
    is_required: bool = True
    choices: tuple[str, ...] = ()


# Must be answered: the objectives, balance and intent. A phone's thumb answers those in the hall; who has a minute more
# answers the rest.
STANDARD_ITEMS: Final = (
    StandardItem(
        BIAS,
        Question.Kind.YES_NO,
        "Was it fair, balanced and free of commercial bias?",
        "Your answer never affects credit.",
    ),
    StandardItem(BIAS_WHY, Question.Kind.TEXT, "If not: what was biased?", is_required=False),
    StandardItem(INTENT, Question.Kind.INTENT, "Will you change something in your practice?"),
    StandardItem("confidence", Question.Kind.RATING, "I am confident that I can make that change.", is_required=False),
    StandardItem(
        BARRIERS,
        Question.Kind.CHOICES,
        "What may stand in the way?",
        is_required=False,
        choices=(
            "Time",
            "Cost",
            "How my organization works",
            "What patients want or can do",
            "Insurance or reimbursement",
            "Not enough evidence",
            "Nothing",
        ),
    ),
    StandardItem("relevance", Question.Kind.RATING, "It was relevant to my practice.", is_required=False),
    StandardItem("speakers", Question.Kind.SPEAKERS, "How well did they teach?", is_required=False),
    StandardItem(
        "disclosures",
        Question.Kind.YES_NO,
        "Did you see who has relationships with industry before it began?",
        is_required=False,
    ),
    StandardItem("topics", Question.Kind.TEXT, "Which topics would help you next?", is_required=False),
)
