"""The steps between a learner and a claim, each with the place where it is mended."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from decimal import Decimal

from django.urls import reverse
from django.utils import timezone

from accounts.models import User
from activities.dates import long_date, on_day_or_at
from activities.models import Activity, Session, Status
from activities.session_gate import shut_sentence
from credits.facts import Facts, Place
from credits.models import LateClaimRequest
from evaluations.eligibility import assessment_refusals_given, attempts_allowed_given, needs_assessment
from learners.eligibility import NOT_RECORDED
from learners.models import CompletedWork


@dataclass(frozen=True)
class Step:
    """One thing between a learner and the certificate, with the place where it is mended."""

    name: str
    is_done: bool
    sentence: str = ""
    url: str = ""
    is_final: bool = False  # nothing the person can do will mend it
    is_late: bool = False  # the window is over, and only a late claim opens it again
    is_used_up: bool = False  # no attempt is left, unless the office grants one
    is_untold: bool = False  # nothing is on record, and no code works any more: only the office can mend it


def steps_of(
    facts: Facts,
    place: Place,
    learner: User,
    at: datetime,
    *,
    maximum: Decimal,
    recorded: Sequence[Session],
    begun: Sequence[Session],
) -> list[Step]:
    """`recorded` is what was attended and counts, `begun` what of it has begun."""
    to_come = recorded[0] if recorded and not begun else None
    part = _part_steps(facts, place, is_recorded=maximum > 0 or to_come is not None)
    if place.key in facts.codes_over and not part[0].is_done:
        window = [] if part[0].is_final else _settled_steps(place.activity)
        return _possible([_profile_step(facts, learner), *part, *window])
    steps = [
        _profile_step(facts, learner),
        *part,
        *_beginning_steps(place.activity, to_come),
        *_window_steps(facts, place, at, took_part=maximum > 0),
        *_assessment_steps(facts, place.activity),
        *_before_steps(facts, place.activity),
        *_evaluation_steps(facts, place, [one for one in recorded if one not in begun], at=at),
        *_opening_steps(facts, begun, at=at),
    ]
    return _possible(steps)


def _possible(steps: list[Step]) -> list[Step]:
    """Where something cannot be mended any more, what else is left undone is nothing to do."""
    if not any(step.is_final and not step.is_done for step in steps):
        return steps
    return [step for step in steps if step.is_done or step.is_final]


def _profile_step(facts: Facts, learner: User) -> Step:
    return Step(
        "Profile",
        facts.profile is not None and bool(learner.get_full_name()),
        "Tell us your name and profession; they decide what your certificate says.",
        reverse("profile"),
    )


def _part_steps(facts: Facts, place: Place, *, is_recorded: bool) -> list[Step]:
    """What it takes to have taken part: attendance, or registering, or work that the office confirmed."""
    activity = place.activity
    if activity.format in Activity.TIMED_FORMATS:
        return [_attendance_step(facts, place, is_recorded=is_recorded)]
    address = reverse("learners:register", args=[activity.slug])
    registration = Step("Registration", activity.pk in facts.registered, "Register first.", address)
    if activity.work_format is None:
        return [registration]
    # Whoever gave the seat back after the work was confirmed has done it all the same.
    before = [] if place.work and place.work.is_confirmed else [registration]
    return [*before, *_work_steps(place, is_recorded=is_recorded)]


def _work_steps(place: Place, *, is_recorded: bool) -> list[Step]:
    """Written, handed in, and confirmed (AMA-2)."""
    work, slug = place.work, place.activity.slug
    address = reverse("learners:piece", args=[slug, work.pk]) if work else reverse("learners:work", args=[slug])
    if work is None:
        return [Step("Work", False, "Write down what you did, and hand it in.", address)]
    if work.status == work.Status.SENT_BACK:
        sentence = f"The office sent it back: {work.sent_back_reason} Mend it, and hand it in again."
        return [Step("Work", False, sentence, address)]
    if work.status == work.Status.DRAFT:
        return [Step("Work", False, _draft_sentence(work), address)]
    if work.status == work.Status.HANDED_IN:
        assert work.handed_in_at is not None
        day = timezone.localdate(work.handed_in_at, place.activity.zone)
        sentence = f"You handed it in on {long_date(day)}. The office looks at it, and writes to you."
        return [Step("Work", True), Step("Confirmation", False, sentence)]
    if not is_recorded:
        sentence = "It is shorter than what a quarter of a credit is given for."
        return [Step("Confirmation", False, sentence, is_final=True)]
    return [Step("Work", True), Step("Confirmation", True)]


def _draft_sentence(work: CompletedWork) -> str:
    if work.kind == work.Kind.PERFORMANCE and work.next_stage:
        return f"Stage {work.next_stage} comes next. Hand it in once all three stages are written."
    return "It is a draft so far. Hand it in once it is complete."


def _attendance_step(facts: Facts, place: Place, *, is_recorded: bool) -> Step:
    if is_recorded:
        return Step("Attendance", True)
    session = place.session
    attended = [a for a in facts.attended.get(place.activity.pk, []) if session is None or a.pk == session.pk]
    if attended and all(a.pk in facts.taught for a in attended):
        sentence = "You taught what you attended; speakers claim no learner credit for their own session."
        return Step("Attendance", False, sentence, is_final=True)
    if place.key in facts.codes_over:
        return _told_step(facts.presence.get(place.key), place)
    return Step(
        "Attendance", False, "Record your attendance with the session’s code or QR.", reverse("learners:enter_code")
    )


def _told_step(told: LateClaimRequest | None, place: Place) -> Step:
    """Codes stop working after the sessions; then only the office can put on record who was there (ATT-4)."""
    if told is None or told.status == LateClaimRequest.Status.GRANTED:  # granted, of what gives no credit
        return Step("Attendance", False, NOT_RECORDED, place.presence_address, is_untold=True)
    if told.status == LateClaimRequest.Status.DECLINED:
        return Step("Attendance", False, f"The office could not record that you were there: {told.note}", is_final=True)
    asked = timezone.localtime(told.asked_at, place.activity.zone)
    sentence = f"You told the office on {asked:%B %-d, %Y} that you were there. It decides, and writes to you."
    return Step("Attendance", False, sentence)


def _beginning_steps(activity: Activity, to_come: Session | None) -> list[Step]:
    """Codes work a while before a session, but credit is for what took place."""
    if to_come is None:
        return []
    begins = timezone.localtime(to_come.starts_at, activity.zone)
    return [Step("Session", False, f"It begins on {begins:%B %-d at %-I:%M %p}; claim your credit afterwards.")]


def _assessment_steps(facts: Facts, activity: Activity) -> list[Step]:
    if not needs_assessment(activity):
        return []
    attempts = facts.attempts.get(activity.pk, [])
    if any(attempt.is_passed for attempt in attempts):
        return [Step("Assessment", True)]
    allowed = attempts_allowed_given(facts.attempts_granted.get(activity.pk), office=facts.office)
    refusals = assessment_refusals_given(
        activity,
        attempts,
        took_part=activity.pk in facts.registered,
        has_questions=activity.pk in facts.with_assessment,
        allowed=allowed,
    )
    if refusals:
        used_up = len(attempts) >= allowed
        return [Step("Assessment", False, refusals[0], is_final=used_up, is_used_up=used_up)]
    address = reverse("evaluations:assessment", args=[activity.slug])
    return [Step("Assessment", False, f"Pass the assessment with at least {activity.pass_mark} %.", address)]


def _before_steps(facts: Facts, activity: Activity) -> list[Step]:
    if activity.pk not in facts.lacks_before:
        return []
    url = reverse("evaluations:before", args=[activity.slug])
    return [Step("Questions about before", False, "Answer the few questions about before it began.", url)]


def _evaluation_steps(facts: Facts, place: Place, still_to_come: Sequence[Session], *, at: datetime) -> list[Step]:
    activity = place.activity
    if not activity.evaluation_before_claim:
        return []
    if is_evaluated(facts, place):
        return [Step("Evaluation", True)]
    if activity.work_format and (place.work is None or place.work.can_be_written):
        return [Step("Evaluation", False, "Evaluate it after you have handed in your work.")]
    url = reverse("evaluations:evaluate", args=[activity.slug])
    if place.session is not None:
        url += f"?session={place.session.pk}"
    sentence = "Evaluate it first; it takes about two minutes."
    if still_to_come:
        ends = max(session.local_ends_at for session in still_to_come)
        sentence = f"Evaluate it after the last session, {on_day_or_at(ends, at=at)}; it takes about two minutes."
    return [Step("Evaluation", False, sentence, url)]


def is_evaluated(facts: Facts, place: Place) -> bool:
    """Of the session where the series asks for it, else of the activity (EVL-2)."""
    session = place.session if place.activity.evaluation_per_session else None
    return (place.activity.pk, session.pk if session else None) in facts.evaluated


def _opening_steps(facts: Facts, sessions: Sequence[Session], *, at: datetime) -> list[Step]:
    """Only where it is not yet so: learners need not read of what is as it should be (SII-7)."""
    shut = [session for session in sessions if facts.shut.get(session.pk)]
    return [Step("Session", False, shut_sentence(shut[0], at=at))] if shut else []


def _settled_steps(activity: Activity) -> list[Step]:
    if activity.status in {Status.OPEN, Status.CLOSED}:
        return []
    return [Step("Claim window", False, f"This activity is {activity.get_status_display().lower()}.", is_final=True)]


def _window_steps(facts: Facts, place: Place, at: datetime, *, took_part: bool) -> list[Step]:
    """Only where it is not open (AMA-7)."""
    activity = place.activity
    if settled := _settled_steps(activity):
        return settled
    closes_at = activity.claim_closes_at(facts.office.claim_window_days)
    if closes_at is None or at < closes_at:
        return []
    until = f"Credit could be claimed until {day_before(closes_at, activity)}."
    if place.work and place.work.status == place.work.Status.HANDED_IN:
        return []  # the office is late, not the learner; once it is confirmed, the claim is asked for
    # What was not attended, or whose assessment was not passed in time, cannot be asked for late.
    if not took_part or not _has_passed(facts, activity):
        return [Step("Claim window", False, f"{until} Please write to the office if you missed it.", is_final=True)]
    return _late_steps(facts.late.get(place.key), place, at, until=until)


def _late_steps(request: LateClaimRequest | None, place: Place, at: datetime, *, until: str) -> list[Step]:
    activity, address = place.activity, place.late_address
    if request is None:
        sentence = f"{until} Tell the office why you are late, and ask to claim it still."
        return [Step("Claim window", False, sentence, address, is_late=True)]
    if request.status == LateClaimRequest.Status.DECLINED:
        return [Step("Late claim", False, f"{until} The office declined a late claim: {request.note}", is_final=True)]
    if request.closes_at is None:
        asked = timezone.localtime(request.asked_at, activity.zone)
        sentence = f"You asked on {asked:%B %-d, %Y} to claim late. The office decides, and writes to you."
        return [Step("Late claim", False, sentence)]
    if request.is_open(at):
        return []
    sentence = f"Your late claim was open until {day_before(request.closes_at, activity)}. You can ask once more."
    return [Step("Late claim", False, sentence, address, is_late=True)]


def claim_until(facts: Facts, place: Place, at: datetime) -> str:
    """The last day on which it can be claimed, also late; empty where it is over, or has no end."""
    closes_at = place.activity.claim_closes_at(facts.office.claim_window_days)
    if closes_at is not None and at >= closes_at:
        late = facts.late.get(place.key)
        closes_at = late.closes_at if late is not None and late.is_open(at) else None
    return day_before(closes_at, place.activity) if closes_at else ""


def _has_passed(facts: Facts, activity: Activity) -> bool:
    attempts = facts.attempts.get(activity.pk, [])
    return not needs_assessment(activity) or any(attempt.is_passed for attempt in attempts)


def day_before(closes_at: datetime, activity: Activity) -> str:
    """The last day that is within, where `closes_at` is the midnight that ends it."""
    return f"{timezone.localtime(closes_at, activity.zone) - timedelta(days=1):%B %-d, %Y}"
