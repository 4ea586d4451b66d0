"""The acts of evaluating, one function each."""

from evaluations.services.assessing import Written, answer_assessment, grant_attempt, write_assessment
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
from evaluations.services.resolving import resolve_bias
from evaluations.services.reviewing import ask_for_review, remind_director, write_review

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
    "ask_for_review",
    "change_question",
    "grant_attempt",
    "is_frozen",
    "make_questionnaire",
    "move_question",
    "remind_director",
    "remove_question",
    "require_question",
    "resolve_bias",
    "resume_follow_ups",
    "stop_follow_ups",
    "submit_evaluation",
    "write_assessment",
    "write_follow_up_letter",
    "write_review",
]
