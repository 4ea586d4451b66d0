"""What a person can claim, and what is left until they can.

“What is left”, the claim page and `claim_credit` all ask here, so that people see beforehand what would refuse them.
"""

from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from django.urls import reverse
from django.utils import timezone

from accounts.models import Profile, User
from activities.credit import credit_for, is_in_quarters, plain
from activities.models import Activity, OfficeSettings, Session, Status
from credits.models import Claim
from evaluations.eligibility import assessment_refusals, evaluation_of, has_passed, needs_assessment
from learners.eligibility import session_refusals
from learners.models import Registration

NOTHING = Decimal("0.00")


@dataclass(frozen=True)
class Step:
    """One thing between a learner and the certificate, with the place where it is mended."""

    name: str
    is_done: bool
    sentence: str = ""
    url: str = ""


@dataclass(frozen=True)
class Standing:
    """Where one person stands with one activity, or one session of a series."""

    activity: Activity
    session: Session | None
    maximum: Decimal
    claim: Claim | None
    steps: list[Step]

    @property
    def refusals(self) -> list[str]:
        return [step.sentence for step in self.steps if not step.is_done]

    @property
    def can_claim(self) -> bool:
        return self.claim is None and not self.refusals

    @property
    def next_step(self) -> Step | None:
        return next((step for step in self.steps if not step.is_done), None)


def standing_of(
    activity: Activity, learner: User, *, at: datetime, session: Session | None = None, office: OfficeSettings | None = None
) -> Standing:
    """`session` is required for a series, and ignored for everything else."""
    office = office or OfficeSettings.current()
    session = session if activity.is_claimed_per_session else None
    maximum = maximum_for(activity, learner, session=session)
    steps = [
        _profile_step(learner),
        _attendance_step(activity, learner, session, maximum),
        *_assessment_steps(activity, learner, office),
        *_evaluation_steps(activity, learner, session),
        *_clearance_steps(activity, learner, session, office, at),
        *_window_steps(activity, session, office, at),
    ]
    claim = Claim.objects.filter(activity=activity, learner=learner, session=session).first()
    return Standing(activity, session, maximum, claim, steps)


def maximum_for(activity: Activity, learner: User, *, session: Session | None = None) -> Decimal:
    """The most this person can claim: what they attended and did not teach, at most what was designated.

    Parallel sessions count once (AMA-1, AMA-3, AMA-6). For a series, of the one session.
    """
    designated = activity.maximum_credit
    if designated is None:
        return NOTHING
    if activity.format not in Activity.TIMED_FORMATS:
        registered = Registration.objects.filter(
            activity=activity, learner=learner, status=Registration.Status.REGISTERED
        )
        return designated if registered.exists() else NOTHING
    sessions = creditable_sessions(activity, learner)
    intervals = [(s.starts_at, s.ends_at) for s in sessions if session is None or s.pk == session.pk]
    return min(credit_for(intervals), designated) if intervals else NOTHING


def creditable_sessions(activity: Activity, learner: User) -> list[Session]:
    """Attended, counting, begun after the designation (REV-4), and not taught by this person (AMA-6)."""
    designation = next(iter(activity.designations.all()), None)
    attended = activity.sessions.filter(counts_for_credit=True, attendances__learner=learner)
    if designation is not None:
        attended = attended.filter(starts_at__gt=designation.designated_at)
    return list(attended.exclude(speakers__person=learner).distinct())


def amount_refusal(amount: Decimal, *, maximum: Decimal) -> str:
    """Why this amount cannot be claimed (AMA-3); empty means it can."""
    if not amount.is_finite() or amount <= 0:
        return "Claim more than 0, or nothing at all."
    if not is_in_quarters(amount):
        return "Credit is claimed in steps of 0.25."
    if amount > maximum:
        return f"You can claim at most {plain(maximum)}: what you attended."
    return ""


def _profile_step(learner: User) -> Step:
    has_profile = Profile.objects.filter(user=learner).exists() and bool(learner.get_full_name())
    return Step(
        "Profile",
        has_profile,
        "Tell us your name and profession; they decide what your certificate says.",
        reverse("profile"),
    )


def _attendance_step(activity: Activity, learner: User, session: Session | None, maximum: Decimal) -> Step:
    if maximum > 0:
        return Step("Attendance", True)
    if activity.format not in Activity.TIMED_FORMATS:
        return Step("Registration", False, "Register first.", reverse("learners:register", args=[activity.slug]))
    taught = activity.sessions.filter(speakers__person=learner, attendances__learner=learner)
    if (taught.filter(pk=session.pk) if session else taught).exists():
        return Step("Attendance", False, "You taught what you attended; speakers claim no learner credit for their own session.")
    return Step(
        "Attendance", False, "Record your attendance with the session’s code or QR.", reverse("learners:enter_code")
    )


def _assessment_steps(activity: Activity, learner: User, office: OfficeSettings) -> list[Step]:
    if not needs_assessment(activity):
        return []
    if has_passed(activity, learner):
        return [Step("Assessment", True)]
    refusals = assessment_refusals(activity, learner, office=office)
    sentence = refusals[0] if refusals else f"Pass the assessment with at least {activity.pass_mark} %."
    return [Step("Assessment", False, sentence, reverse("evaluations:assessment", args=[activity.slug]))]


def _evaluation_steps(activity: Activity, learner: User, session: Session | None) -> list[Step]:
    if not activity.evaluation_before_claim:
        return []
    if evaluation_of(activity, learner, session):
        return [Step("Evaluation", True)]
    url = reverse("evaluations:evaluate", args=[activity.slug])
    if session is not None and activity.evaluation_per_session:
        url += f"?session={session.pk}"
    return [Step("Evaluation", False, "Evaluate it; it takes about two minutes.", url)]


def _clearance_steps(
    activity: Activity, learner: User, session: Session | None, office: OfficeSettings, at: datetime
) -> list[Step]:
    """Only where it is not yet so: learners need not read of what is as it should be (SII-7)."""
    sessions = [session] if session else creditable_sessions(activity, learner)
    refusals = [reason for one in sessions for reason in session_refusals(one, office=office, at=at)]
    return [Step("Speakers’ disclosures", False, refusals[0])] if refusals else []


def _window_steps(activity: Activity, session: Session | None, office: OfficeSettings, at: datetime) -> list[Step]:
    """Only where it is not open (AMA-7)."""
    if activity.status not in {Status.OPEN, Status.CLOSED}:
        return [Step("Claim window", False, f"This activity is {activity.get_status_display().lower()}.")]
    closes_at = activity.claim_closes_at(office.claim_window_days)
    if closes_at is not None and at >= closes_at:
        last_day = timezone.localtime(closes_at, activity.zone)
        return [
            Step(
                "Claim window",
                False,
                f"Credit could be claimed until {last_day:%B %-d, %Y}. Please write to the office if you missed it.",
            )
        ]
    return []
