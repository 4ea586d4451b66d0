from evaluations.models.assessment import AssessmentAttempt
from evaluations.models.evaluation import Answer, Commitment, Evaluation
from evaluations.models.follow_up import (
    CommitmentOutcome,
    FollowUp,
    FollowUpLetter,
    FollowUpLine,
    FollowUpStop,
    MetBarrier,
)
from evaluations.models.questionnaire import Choice, Question, Questionnaire

__all__ = [
    "Answer",
    "AssessmentAttempt",
    "Choice",
    "Commitment",
    "CommitmentOutcome",
    "Evaluation",
    "FollowUp",
    "FollowUpLetter",
    "FollowUpLine",
    "FollowUpStop",
    "MetBarrier",
    "Question",
    "Questionnaire",
]
