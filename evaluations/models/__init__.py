from evaluations.models.assessment import AssessmentAttempt, GrantedAttempt
from evaluations.models.baseline import BaselineAnswer
from evaluations.models.bias import BiasReport, BiasResolution
from evaluations.models.course_review import CourseReview
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
    "BiasReport",
    "BiasResolution",
    "Choice",
    "Commitment",
    "CommitmentOutcome",
    "CourseReview",
    "Evaluation",
    "FollowUp",
    "FollowUpLetter",
    "FollowUpLine",
    "FollowUpStop",
    "GrantedAttempt",
    "MetBarrier",
    "Question",
    "Questionnaire",
    "SpeakerRating",
]
