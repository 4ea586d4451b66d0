"""What is asked before it begins, and whether it still can be answered (EVL-5)."""

from datetime import datetime

from accounts.models import User
from activities.models import Activity, OfficeSettings, Status
from evaluations.models import AssessmentAttempt, BaselineAnswer, Evaluation, Question, Questionnaire
from learners.models import Attendance, CompletedWork, Registration


def questions_before(activity: Activity) -> list[Question]:
    """Those of the present version that are asked before and after; empty where nothing is to be compared."""
    present = Questionnaire.objects.evaluations_of(activity).first()
    if present is None or not activity.asks_before:
        return []
    return list(present.questions.filter(asked_before=True).prefetch_related("choices"))


def has_answered_before(activity: Activity, learner: User) -> bool:
    return BaselineAnswer.objects.filter(learner=learner, question__questionnaire__activity=activity).exists()


def is_late(activity: Activity, learner: User, *, at: datetime) -> bool:
    """Whether they took part already, so that the answers say nothing of before."""
    if activity.format in Activity.TIMED_FORMATS:
        return Attendance.objects.filter(learner=learner, session__activity=activity, session__ends_at__lte=at).exists()
    if activity.work_format:
        return CompletedWork.objects.handed_in().filter(activity=activity, learner=learner).exists()
    return AssessmentAttempt.objects.filter(learner=learner, questionnaire__activity=activity).exists()


def before_refusals(activity: Activity, learner: User, *, office: OfficeSettings, at: datetime) -> list[str]:
    """Why the questions about before cannot be answered now; empty means they can."""
    if not questions_before(activity):
        return ["Nothing is asked before this activity."]
    if activity.status not in (Status.APPROVED, Status.OPEN):
        return ["This activity is not open."]
    if has_answered_before(activity, learner):
        return ["You have answered these already. Thank you!"]
    registered = Registration.objects.holding_seats().filter(activity=activity, learner=learner)
    if not registered.exists() and not Attendance.objects.filter(learner=learner, session__activity=activity).exists():
        return ["Please register first."]
    if Evaluation.objects.filter(activity=activity, learner=learner).exists() or is_late(activity, learner, at=at):
        # Needed for credit it can be made up for, but is not compared.
        return [] if office.before_and_after_required else ["These questions were about before it began. Never mind!"]
    return []


def is_needed(activity: Activity, learner: User, *, office: OfficeSettings) -> bool:
    """Whether the office wants these answers before the evaluation and the claim, and does not have them."""
    return (
        office.before_and_after_required
        and bool(questions_before(activity))
        and not has_answered_before(activity, learner)
    )
