"""What learners do, in one line each, through the real services."""

from collections.abc import Sequence
from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Any

from django.utils import timezone

from accounts.models import User
from activities.models import Activity, OfficeSettings, Session
from credits.models import Certificate, Claim
from credits.services import claim_credit
from evaluations.models import Evaluation, Question
from evaluations.services import Given, make_questionnaire, submit_evaluation
from learners.models import Attendance, CompletedWork, Registration
from learners.services import confirm_work, record_by_staff, write_work
from tests.factories import make_activity, make_person, make_reviewer

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


# --- Completed work (AMA-2) ------------------------------------------------------------------------------------------
CREDITS = {"test_item": 10, "manuscript": 3, "performance": 20, "point_of_care": "0.5", "teaching": 2}


def make_work_activity(format: str = "manuscript", **wanted: Any) -> Activity:
    """Open since thirty days and for sixty more; the office gives credit for its format."""
    office = OfficeSettings.current()
    for name, credits in CREDITS.items():
        setattr(office, f"{name}_credit", Decimal(credits))
    office.save()
    now = timezone.now()
    days = {"end_date": (now + timedelta(days=60)).date(), "evaluation_before_claim": False}
    return make_activity(format=format, **{"starts_at": now - timedelta(days=30), **days, **wanted})


def day_ago(days: int) -> date:
    return timezone.localdate() - timedelta(days=days)


def facts_of(format: str, **changed: Any) -> dict[str, Any]:
    """Everything that is asked about one piece, so that it can be handed in."""
    facts: dict[str, dict[str, Any]] = {
        "test_item": {"title": "Twelve items on sepsis", "topics": "Lactate\nSource control", "done_date": day_ago(3)},
        "manuscript": {
            "title": "MS-2026-0417",
            "journal": "Wilderness & Environmental Medicine",
            "done_date": day_ago(3),
            "acceptance": "Thank you for your review; the editors have accepted it.",
        },
        "performance": {
            "title": "Foot examinations in diabetes",
            **{f"{s}_done": f"Stage {s} as planned." for s in "abc"},
            **{f"{s}_date": day_ago(20 - 5 * number) for number, s in enumerate("abc")},
            **{f"{s}_figure": f"{number} of 100 charts" for number, s in enumerate("abc", start=40)},
        },
        "point_of_care": {
            "title": "Does colchicine help in pericarditis?",
            "sources": "COPE and CORP trials",
            "application": "I prescribe it for three months.",
            "done_date": day_ago(3),
        },
        "teaching": {
            "title": "Sepsis for interns",
            "audience": "Interns, Salt Lake City",
            "minutes": 50,
            "done_date": day_ago(3),
        },
    }
    return facts[format] | changed


def hand_in(learner: User, activity: Activity, *, at: datetime | None = None, **changed: Any) -> CompletedWork:
    """Registered, written and handed in; `changed` are fields of the piece."""
    now = at or timezone.now()
    Registration.objects.get_or_create(activity=activity, learner=learner, defaults={"registered_at": now})
    return write_work(activity, learner=learner, facts=facts_of(activity.format, **changed), at=now, hands_in=True)


def confirmed(learner: User, activity: Activity, **changed: Any) -> CompletedWork:
    work = hand_in(learner, activity, **changed)
    return confirm_work(work, by=make_reviewer(), at=timezone.now())


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
