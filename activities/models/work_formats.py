"""Formats whose credit is for completed work instead of time (AMA-2, domain §3.2)."""

from dataclasses import dataclass
from typing import Final


@dataclass(frozen=True)
class WorkFormat:
    """What one piece of work is called, what it is worth, and how learners earn credit by it."""

    piece: str
    pieces: str
    earned: str  # one sentence for learners
    asked: str  # what the planner describes in place of an agenda
    once: bool = False  # one piece for each learner and activity
    whose: str = "this"  # what the designation statement puts before the format
    per: str = ""  # after a number of credits


WORK_FORMATS: Final = {
    "test_item": WorkFormat(
        piece="set of test items",
        pieces="sets of test items",
        earned="You write test items, tell us here what they test, and claim once the office has confirmed them.",
        asked="What writers are asked for: how many items, for which examination, by which blueprint, and who reviews them.",
        once=True,
    ),
    "manuscript": WorkFormat(
        piece="manuscript review",
        pieces="manuscript reviews",
        earned="You review a manuscript, show that the editor accepted your review, and claim for each review once the "
        "office has confirmed it.",
        asked="What reviewers are asked for: which journals count, by which checklist, and how the editor's acceptance is "
        "shown.",
        per="per review",
    ),
    "performance": WorkFormat(
        piece="improvement project",
        pieces="improvement projects",
        earned="You measure your practice, change something, measure again, and claim once the office has confirmed all "
        "three stages.",
        asked="What learners measure in stage A, what they may change in stage B, how and when they measure again in stage "
        "C.",
        once=True,
    ),
    "point_of_care": WorkFormat(
        piece="question from practice",
        pieces="questions from practice",
        earned="You look up a question from your practice, write down what you found and did with it, and claim for each "
        "such cycle once the office has confirmed it.",
        asked="Which questions count, in which sources they are looked up, and what learners write down.",
        per="per cycle",
    ),
    "teaching": WorkFormat(
        piece="presentation",
        pieces="presentations",
        earned="You tell us what you presented, to whom and for how long, and claim once for each presentation, after the "
        "office has confirmed it.",
        asked="Which presentations count, to whom, and what presenters do to prepare themselves.",
        whose="each hour presented in this",
        per="per hour presented",
    ),
}
