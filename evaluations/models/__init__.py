from evaluations.models.assessment import AssessmentAttempt
from evaluations.models.baseline import BaselineAnswer
from evaluations.models.evaluation import Answer, Commitment, Evaluation, SpeakerRating
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
    "BaselineAnswer",
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
    "SpeakerRating",
]
