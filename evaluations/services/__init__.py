"""The acts of evaluating, one function each."""

from evaluations.services.assessing import Written, answer_assessment, write_assessment
from evaluations.services.comparing import answer_before
from evaluations.services.composing import (
    MOST_OWN,
    WITH_CHOICES,
    Composed,
    add_question,
    change_question,
    is_frozen,
    make_questionnaire,
    move_question,
    remove_question,
    require_question,
)
from evaluations.services.evaluating import MOST_COMMITMENTS, Given, SpeakerGiven, submit_evaluation
from evaluations.services.following_up import (
    Told,
    answer_follow_ups,
    resume_follow_ups,
    stop_follow_ups,
    write_follow_up_letter,
)

__all__ = [
    "MOST_COMMITMENTS",
    "MOST_OWN",
    "WITH_CHOICES",
    "Composed",
    "Given",
    "SpeakerGiven",
    "Told",
    "Written",
    "add_question",
    "answer_assessment",
    "answer_before",
    "answer_follow_ups",
    "change_question",
    "is_frozen",
    "make_questionnaire",
    "move_question",
    "remove_question",
    "require_question",
    "resume_follow_ups",
    "stop_follow_ups",
    "submit_evaluation",
    "write_assessment",
    "write_follow_up_letter",
]
