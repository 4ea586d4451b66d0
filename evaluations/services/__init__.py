"""The acts of evaluating, one function each."""

from evaluations.services.assessing import SETTLED, Written, answer_assessment, write_assessment
from evaluations.services.evaluating import MOST_COMMITMENTS, Given, make_questionnaire, submit_evaluation
from evaluations.services.following_up import (
    Told,
    answer_follow_ups,
    resume_follow_ups,
    stop_follow_ups,
    write_follow_up_letter,
)

__all__ = [
    "MOST_COMMITMENTS",
    "SETTLED",
    "Given",
    "Told",
    "Written",
    "answer_assessment",
    "answer_follow_ups",
    "make_questionnaire",
    "resume_follow_ups",
    "stop_follow_ups",
    "submit_evaluation",
    "write_assessment",
    "write_follow_up_letter",
]
