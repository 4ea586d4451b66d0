"""What learners do, in one line each, through the real services."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from decimal import Decimal
from typing import Any

from django.utils import timezone

from accounts.models import User
from activities.models import Activity, Session
from credits.models import Certificate, Claim
from credits.services import claim_credit
from evaluations.models import Evaluation, Question
from evaluations.services import Given, make_questionnaire, submit_evaluation
from learners.models import Attendance
from learners.services import record_by_staff
from tests.factories import make_activity, make_person

NAMES = {"rating": {"rating": 4}, "yes_no": {"word": "yes"}, "intent": {"word": "already"}}


def make_past_activity(*, ago: timedelta = timedelta(hours=2), **wanted: Any) -> Activity:
    """Open, its first session just over: what a learner can claim today."""
    return make_activity(starts_at=timezone.now() - ago, **wanted)


def attend(learner: User, activity: Activity, *, session: Session | None = None, at: datetime | None = None) -> None:
    """All counting sessions that have begun, or one, recorded by staff."""
    at = at or timezone.now()
    staff = make_person("Sam Staff", staff=True)
    sessions = [session] if session else activity.sessions.filter(counts_for_credit=True, starts_at__lte=at)
    for one in sessions:
        record_by_staff(one, learner=learner, by=staff, at=at, source=Attendance.Source.STAFF)


def evaluate(
    learner: User,
    activity: Activity,
    *,
    session: Session | None = None,
    bias: str = "",
    commitments: Sequence[str] = (),
    at: datetime | None = None,
) -> Evaluation:
    """Every question that must be answered; `bias` says what was biased."""
    questions = make_questionnaire(activity).questions.all()
    answers = {q: Given(**NAMES[q.kind]) for q in questions if q.kind in NAMES}
    if bias:
        by_key: dict[str, Question] = {question.key: question for question in questions}
        answers[by_key["balanced"]] = Given(word="no")
        answers[by_key["balanced_why"]] = Given(text=bias)
    return submit_evaluation(
        activity,
        learner=learner,
        at=at or timezone.now(),
        answers=answers,
        commitments=commitments,
        session=session,
    )


def become_ready(learner: User, activity: Activity, *, session: Session | None = None) -> None:
    """Attended and evaluated: the claim is all that is left."""
    attend(learner, activity, session=session)
    evaluate(learner, activity, session=session)


def claim(
    learner: User, activity: Activity, amount: str = "1.00", *, session: Session | None = None, **at: Any
) -> Claim:
    become_ready(learner, activity, session=session)
    return claim_credit(
        activity, learner=learner, amount=Decimal(amount), session=session, at=at.get("at") or timezone.now()
    )


def certificate_of(claim: Claim) -> Certificate:
    """The newest version."""
    return claim.certificates.order_by("-version")[0]
