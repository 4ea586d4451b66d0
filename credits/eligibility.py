"""What a person can claim, and what is left until they can.

“What is left”, the claim page and `claim_credit` all ask here, so that people see beforehand what would refuse them.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from decimal import Decimal

from django.urls import reverse
from django.utils import timezone

from accounts.models import User
from activities.credit import attendable_minutes, is_in_quarters, plain, round_to_quarter
from activities.models import Activity, OfficeSettings, Session, Status
from activities.session_gate import shut_sentence
from credits.facts import Facts, Place, attended_interval, facts_about
from credits.models import Claim, LateClaimRequest
from evaluations.eligibility import assessment_refusals_given, needs_assessment

NOTHING = Decimal("0.00")


@dataclass(frozen=True)
class Step:
    """One thing between a learner and the certificate, with the place where it is mended."""

    name: str
    is_done: bool
    sentence: str = ""
    url: str = ""
    is_final: bool = False  # nothing the person can do will mend it
    is_late: bool = False  # the window is over, and only a late claim opens it again


@dataclass(frozen=True)
class Standing:
    """Where one person stands with one activity, or one session of a series."""

    activity: Activity
    session: Session | None
    maximum: Decimal
    claim: Claim | None
    steps: list[Step]
    sessions: list[Session]  # what the maximum is made of
    late: LateClaimRequest | None = None  # the newest request to claim after the window

    @property
    def refusals(self) -> list[str]:
        return [step.sentence for step in self.steps if not step.is_done]

    @property
    def minutes(self) -> int:
        """Of the sessions, simultaneous time counted once."""
        return attendable_minutes(attended_interval(session) for session in self.sessions)

    @property
    def has_parallel(self) -> bool:
        return sum(attendable_minutes([attended_interval(session)]) for session in self.sessions) > self.minutes

    @property
    def is_lost(self) -> bool:
        """It cannot be claimed any more, or never could."""
        return any(step.is_final for step in self.steps if not step.is_done)

    @property
    def is_missed(self) -> bool:
        """The window is over, and nobody has asked to claim late yet."""
        return not self.is_lost and any(step.is_late for step in self.steps if not step.is_done)

    @property
    def can_claim(self) -> bool:
        return self.claim is None and not self.refusals

    @property
    def next_step(self) -> Step | None:
        """The first open one that the person can mend, else the first open one."""
        undone = [step for step in self.steps if not step.is_done]
        return next((step for step in undone if step.url), undone[0] if undone else None)


def standing_of(
    activity: Activity,
    learner: User,
    *,
    at: datetime,
    session: Session | None = None,
    office: OfficeSettings | None = None,
) -> Standing:
    """`session` is required for a series, and ignored for everything else."""
    return standings_of([(activity, session)], learner, at=at, office=office)[0]


def standings_of(
    places: Sequence[tuple[Activity, Session | None]],
    learner: User,
    *,
    at: datetime,
    office: OfficeSettings | None = None,
) -> list[Standing]:
    """Where one person stands with several activities or sessions, in a fixed number of queries."""
    known = {activity.pk: activity for activity, _ in places}  # one instance each, with its designations
    sessions = [session for _, session in places if session]
    facts = facts_about(
        learner, list(known.values()), sessions=sessions, office=office or OfficeSettings.current(), at=at
    )
    return [
        _standing(facts, known[activity.pk], session if activity.is_claimed_per_session else None, learner, at)
        for activity, session in places
    ]


def _standing(facts: Facts, activity: Activity, session: Session | None, learner: User, at: datetime) -> Standing:
    recorded = creditable_sessions(facts, activity, session)
    # A code stands for the whole day, and may be used before its first session: credit is for what has begun.
    sessions = [one for one in recorded if one.starts_at <= at]
    maximum = maximum_for(facts, activity, sessions)
    to_come = recorded[0] if recorded and not sessions else None
    steps = [
        _profile_step(facts, learner),
        _attendance_step(facts, activity, session, is_recorded=maximum > 0 or to_come is not None),
        *_beginning_steps(activity, to_come),
        *_window_steps(facts, activity, session, at, took_part=maximum > 0),
        *_assessment_steps(facts, activity),
        *_before_steps(facts, activity),
        *_evaluation_steps(facts, activity, session),
        *_opening_steps(facts, sessions, at=at),
    ]
    place = _place(activity, session)
    return Standing(activity, session, maximum, facts.claims.get(place), steps, sessions, facts.late.get(place))


def _place(activity: Activity, session: Session | None) -> Place:
    return activity.pk, session.pk if session else None


def maximum_for(facts: Facts, activity: Activity, sessions: Sequence[Session]) -> Decimal:
    """The most this person can claim: what they attended and did not teach, at most what was designated.

    Parallel sessions count once (AMA-1, AMA-3, AMA-6). For a series, of the one session.
    """
    designated = activity.maximum_credit
    if designated is None:
        return NOTHING
    if activity.format not in Activity.TIMED_FORMATS:
        return designated if activity.pk in facts.registered else NOTHING
    minutes = attendable_minutes(attended_interval(session) for session in sessions)
    return min(round_to_quarter(minutes), designated)


def creditable_sessions(facts: Facts, activity: Activity, session: Session | None = None) -> list[Session]:
    """Attended, counting, begun after the designation (REV-4), and not taught by this person (AMA-6)."""
    designation = next(iter(activity.designations.all()), None)
    return [
        attended
        for attended in facts.attended.get(activity.pk, [])
        if (session is None or attended.pk == session.pk)
        and attended.pk not in facts.taught
        and (designation is None or attended.starts_at > designation.designated_at)
    ]


def amount_refusal(amount: Decimal, *, maximum: Decimal) -> str:
    """Why this amount cannot be claimed (AMA-3); empty means it can."""
    if not amount.is_finite() or amount <= 0:
        return "Claim more than 0, or nothing at all."
    if amount > maximum:  # before the next: a remainder of something astronomical cannot be computed
        return f"You can claim at most {plain(maximum)}: what you attended."
    if not is_in_quarters(amount):
        return "Credit is claimed in steps of 0.25."
    return ""


def _profile_step(facts: Facts, learner: User) -> Step:
    return Step(
        "Profile",
        facts.profile is not None and bool(learner.get_full_name()),
        "Tell us your name and profession; they decide what your certificate says.",
        reverse("profile"),
    )


def _attendance_step(facts: Facts, activity: Activity, session: Session | None, *, is_recorded: bool) -> Step:
    if activity.format not in Activity.TIMED_FORMATS:
        address = reverse("learners:register", args=[activity.slug])
        return Step("Registration", activity.pk in facts.registered, "Register first.", address)
    if is_recorded:
        return Step("Attendance", True)
    attended = [a for a in facts.attended.get(activity.pk, []) if session is None or a.pk == session.pk]
    if attended and all(a.pk in facts.taught for a in attended):
        sentence = "You taught what you attended; speakers claim no learner credit for their own session."
        return Step("Attendance", False, sentence, is_final=True)
    return Step(
        "Attendance", False, "Record your attendance with the session’s code or QR.", reverse("learners:enter_code")
    )


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
    refusals = assessment_refusals_given(
        activity,
        attempts,
        took_part=activity.pk in facts.registered,
        has_questions=activity.pk in facts.with_assessment,
        office=facts.office,
    )
    if refusals:
        return [Step("Assessment", False, refusals[0])]
    address = reverse("evaluations:assessment", args=[activity.slug])
    return [Step("Assessment", False, f"Pass the assessment with at least {activity.pass_mark} %.", address)]


def _before_steps(facts: Facts, activity: Activity) -> list[Step]:
    if activity.pk not in facts.lacks_before:
        return []
    url = reverse("evaluations:before", args=[activity.slug])
    return [Step("Questions about before", False, "Answer the few questions about before it began.", url)]


def _evaluation_steps(facts: Facts, activity: Activity, session: Session | None) -> list[Step]:
    if not activity.evaluation_before_claim:
        return []
    asked_of = session if activity.evaluation_per_session else None
    if _place(activity, asked_of) in facts.evaluated:
        return [Step("Evaluation", True)]
    url = reverse("evaluations:evaluate", args=[activity.slug])
    if session is not None:
        url += f"?session={session.pk}"
    return [Step("Evaluation", False, "Evaluate it first; it takes about two minutes.", url)]


def _opening_steps(facts: Facts, sessions: Sequence[Session], *, at: datetime) -> list[Step]:
    """Only where it is not yet so: learners need not read of what is as it should be (SII-7)."""
    shut = [session for session in sessions if facts.shut.get(session.pk)]
    return [Step("Session", False, shut_sentence(shut[0], at=at))] if shut else []


def _window_steps(
    facts: Facts, activity: Activity, session: Session | None, at: datetime, *, took_part: bool
) -> list[Step]:
    """Only where it is not open (AMA-7)."""
    if activity.status not in {Status.OPEN, Status.CLOSED}:
        return [
            Step("Claim window", False, f"This activity is {activity.get_status_display().lower()}.", is_final=True)
        ]
    closes_at = activity.claim_closes_at(facts.office.claim_window_days)
    if closes_at is None or at < closes_at:
        return []
    until = f"Credit could be claimed until {day_before(closes_at, activity)}."
    # What was not attended, or whose assessment was not passed in time, cannot be asked for late.
    if not took_part or not _has_passed(facts, activity):
        return [Step("Claim window", False, f"{until} Please write to the office if you missed it.", is_final=True)]
    return _late_steps(facts.late.get(_place(activity, session)), activity, session, at, until=until)


def _late_steps(
    request: LateClaimRequest | None, activity: Activity, session: Session | None, at: datetime, *, until: str
) -> list[Step]:
    address = late_address(activity, session)
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


def late_address(activity: Activity, session: Session | None) -> str:
    return reverse("credits:late_claim", args=[activity.slug, session.pk] if session else [activity.slug])


def _has_passed(facts: Facts, activity: Activity) -> bool:
    attempts = facts.attempts.get(activity.pk, [])
    return not needs_assessment(activity) or any(attempt.is_passed for attempt in attempts)


def day_before(closes_at: datetime, activity: Activity) -> str:
    """The last day that is within, where `closes_at` is the midnight that ends it."""
    return f"{timezone.localtime(closes_at, activity.zone) - timedelta(days=1):%B %-d, %Y}"


def late_claim_refusals(standing: Standing) -> list[str]:
    """Why this person cannot ask for a late claim (AMA-7); empty means they can."""
    if standing.claim is not None:
        return ["You have claimed this already."]
    if any(step.is_late for step in standing.steps):
        return []
    final = [step.sentence for step in standing.steps if step.is_final and not step.is_done]
    if final:
        return final
    if standing.late is not None and standing.late.status == LateClaimRequest.Status.WAITING:
        return ["You have asked already. The office decides, and writes to you."]
    return ["It can still be claimed; you need not ask."]


def is_granted_by_rule(standing: Standing, *, granted_this_year: int, office: OfficeSettings, at: datetime) -> bool:
    """Whether a late claim is granted at once, without anybody deciding (AMA-7)."""
    closes_at = standing.activity.claim_closes_at(office.claim_window_days)
    in_time = closes_at is not None and at < closes_at + timedelta(days=office.late_claim_days)
    return in_time and granted_this_year < office.late_claims_per_year


def late_claim_closes_at(activity: Activity, *, office: OfficeSettings, at: datetime) -> datetime:
    """The end of the last day of the personal window that a grant at `at` opens."""
    last = timezone.localdate(at, activity.zone) + timedelta(days=office.late_claim_open_days)
    return datetime.combine(last + timedelta(days=1), time.min, activity.zone)
