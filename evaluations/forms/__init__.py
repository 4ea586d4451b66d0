from evaluations.forms.assessment import WrittenQuestions, as_initial, with_another
from evaluations.forms.evaluation import AssessmentForm, EvaluationForm
from evaluations.forms.follow_up import FollowUpForm

__all__ = ["AssessmentForm", "EvaluationForm", "FollowUpForm", "WrittenQuestions", "as_initial", "with_another"]
