from evaluations.forms.assessment import GrantAttemptForm, WrittenQuestions, as_initial, with_another
from evaluations.forms.composing import QuestionForm, question_as_initial
from evaluations.forms.course_review import CourseReviewForm
from evaluations.forms.evaluation import AssessmentForm, BeforeForm, EvaluationForm
from evaluations.forms.follow_up import FollowUpForm

__all__ = [
    "AssessmentForm",
    "BeforeForm",
    "CourseReviewForm",
    "EvaluationForm",
    "FollowUpForm",
    "GrantAttemptForm",
    "QuestionForm",
    "WrittenQuestions",
    "as_initial",
    "question_as_initial",
    "with_another",
]
