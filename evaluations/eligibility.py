"""Why a person cannot evaluate or take an assessment now; empty means they can."""

from datetime import datetime

from django.db.models import Max

from accounts.models import User
from activities.models import Activity, OfficeSettings, Session, Status, TeamMember
from evaluations.models import AssessmentAttempt, Evaluation, GrantedAttempt, Question, Questionnaire
from learners.eligibility import NOT_RECORDED, codes_have_stopped
from learners.models import Attendance, CompletedWork, Registration

SETTLED = (Status.CLOSED, Status.DECLINED, Status.WITHDRAWN, Status.CANCELLED)
# Of a year's series nobody remembers more.
MOST_SPEAKERS = 12


def took_part(activity: Activity, learner: User, session: Session | None = None) -> bool:
    """Attended something of it; handed in work for it; for self-paced material, registered for it."""
    if activity.work_format:
        return CompletedWork.objects.handed_in().filter(activity=activity, learner=learner).exists()
    if activity.format not in Activity.TIMED_FORMATS:
        return Registration.objects.filter(
            activity=activity, learner=learner, status=Registration.Status.REGISTERED
        ).exists()
    attended = Attendance.objects.filter(learner=learner, session__activity=activity)
    return (attended.filter(session=session) if session else attended).exists()


def evaluation_of(activity: Activity, learner: User, session: Session | None = None) -> Evaluation | None:
    """The one evaluation that is asked for: of the session where the series asks it, else of the activity (EVL-2)."""
    return Evaluation.objects.filter(
        questionnaire__activity=activity,
        questionnaire__purpose=Questionnaire.Purpose.EVALUATION,
        learner=learner,
        session=session if activity.evaluation_per_session else None,
    ).first()


def evaluation_refusals(
    activity: Activity, learner: User, session: Session | None = None, *, at: datetime
) -> list[str]:
    if not took_part(activity, learner, session):
        if activity.work_format:
            return ["Only those who took part evaluate. Hand in your work first."]
        if codes_have_stopped(activity, session, at=at):
            return [f"Only those who took part evaluate. {NOT_RECORDED}"]
        return ["Only those who took part evaluate. Record your attendance with the session’s code first."]
    if activity.evaluation_per_session and session is None:
        return ["This series asks about each session. Please choose the session you attended."]
    if evaluation_of(activity, learner, session):
        return ["You have evaluated it already. Thank you!"]
    return []


def speakers_to_rate(
    activity: Activity, learner: User, session: Session | None = None, *, at: datetime
) -> list[tuple[Session, TeamMember]]:
    """Who taught what this person attended: of one session where the series asks it, else of all, the latest first.

    The code of a whole day records sessions that are still to come; of their speakers nobody can say anything yet.
    """
    attended = activity.sessions.filter(attendances__learner=learner, counts_for_credit=True, starts_at__lte=at)
    if activity.evaluation_per_session and session is not None:
        attended = attended.filter(pk=session.pk)
    latest = attended.order_by("-starts_at", "-pk").prefetch_related("speakers__person")
    pairs = [(one, member) for one in latest for member in one.speakers.all() if member.person_id != learner.pk]
    return sorted(pairs[:MOST_SPEAKERS], key=lambda pair: (pair[0].starts_at, pair[0].pk, pair[1].position))


def composing_refusals(activity: Activity, by: User, *, what: str = "evaluation") -> list[str]:
    """Why somebody cannot change the evaluation's questions now: planners and the office may, until it is settled."""
    if not _is_office(by) and not Activity.objects.planned_by(by).filter(pk=activity.pk).exists():
        return [f"Only this activity’s planners and the office can change its {what}."]
    if activity.status in SETTLED:
        return [f"This activity is {activity.get_status_display().lower()}; its {what} stays as it is."]
    return []


def _is_office(by: User) -> bool:
    return by.is_staff and by.has_perm("activities.change_activity")


def writing_refusals(activity: Activity, by: User) -> list[str]:
    """Why somebody cannot write the assessment now (AMA-5).

    Credit rests on it, so what was approved or answered is the office's to change. One that was never written may
    still be, or nobody could claim.
    """
    if refusals := composing_refusals(activity, by, what="assessment"):
        return refusals
    written = Questionnaire.objects.filter(activity=activity, purpose=Questionnaire.Purpose.ASSESSMENT)
    is_answered = AssessmentAttempt.objects.filter(questionnaire__in=written).exists()
    if _is_office(by) or not (is_answered or (activity.is_published and written.filter(questions__isnull=False))):
        return []
    known = "Learners have answered it" if is_answered else "It is approved"
    return [f"{known}, so this assessment stays as it is. Please ask the office where it has to change."]


def needs_assessment(activity: Activity) -> bool:
    """Enduring and journal formats do (AMA-5)."""
    return activity.is_self_paced


def needed_to_pass(questions: int, *, pass_mark: int) -> int:
    """How many of them must be answered rightly for a score of `pass_mark` per cent, which is rounded down."""
    return -(-pass_mark * questions // 100)


def attempts_of(activity: Activity, learner: User) -> list[AssessmentAttempt]:
    return list(AssessmentAttempt.objects.filter(questionnaire__activity=activity, learner=learner))


def attempts_allowed(activity: Activity, learner: User, *, office: OfficeSettings) -> int:
    """The number of the last attempt that this learner has: everybody's, or one the office granted (AMA-5)."""
    granted = GrantedAttempt.objects.filter(activity=activity, learner=learner).aggregate(last=Max("number"))
    return attempts_allowed_given(granted["last"], office=office)


def attempts_allowed_given(granted: int | None, *, office: OfficeSettings) -> int:
    """The same where the number of the last granted attempt is at hand."""
    return max(office.assessment_attempts, granted or 0)


def assessment_refusals(activity: Activity, learner: User, *, office: OfficeSettings) -> list[str]:
    """AMA-5"""
    questions = Question.objects.filter(
        questionnaire__activity=activity, questionnaire__purpose=Questionnaire.Purpose.ASSESSMENT
    )
    return assessment_refusals_given(
        activity,
        attempts_of(activity, learner),
        took_part=took_part(activity, learner),
        has_questions=questions.exists(),
        allowed=attempts_allowed(activity, learner, office=office),
    )


def assessment_refusals_given(
    activity: Activity,
    attempts: list[AssessmentAttempt],
    *,
    took_part: bool,
    has_questions: bool,
    allowed: int,
) -> list[str]:
    """The same where the facts are at hand, as on a page that lists many activities."""
    if activity.status != Status.OPEN:
        return ["This activity is not open."]
    if not took_part:
        return ["Please register first."]
    if not has_questions:
        return ["The office has not published the assessment yet."]
    if any(attempt.is_passed for attempt in attempts):
        return ["You have passed the assessment already."]
    if len(attempts) >= allowed:
        used = f"all {allowed} attempts" if allowed > 1 else "your one attempt"
        return [f"You have used {used}. Please write to the office; it can grant another."]
    return []


def granting_refusals(activity: Activity, learner: User, *, by: User, office: OfficeSettings) -> list[str]:
    """Why `by` cannot grant this learner an attempt more now (AMA-5); one at a time, once there is none left."""
    if not by.has_perm("evaluations.add_grantedattempt"):
        return ["Granting another attempt is for the CME office."]
    if learner == by:
        return ["Somebody else must decide on your own attempts."]
    if activity.status != Status.OPEN:
        return [f"This activity is {activity.get_status_display().lower()}; its assessment cannot be taken any more."]
    attempts = attempts_of(activity, learner)
    if any(attempt.is_passed for attempt in attempts):
        return [f"{learner} has passed the assessment already."]
    left = attempts_allowed(activity, learner, office=office) - len(attempts)
    if left > 0:
        return [f"{learner} has {left} attempt{'' if left == 1 else 's'} left."]
    return []
