"""Which credit one person can claim for something, and how much of each (AMA-2 to AMA-4, AMA-6, AMA-8)."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from decimal import Decimal

from django.utils import timezone

from accounts.models import Profile
from activities.credit import Interval, attendable_minutes, is_in_steps, plain, round_to_quarter, worth_of_minutes
from activities.models import Activity, CreditType, Designation, Session
from credits.eligibility.steps import is_evaluated
from credits.facts import Facts, Place, attended_interval
from credits.models import Claim
from learners.eligibility import worth_of_work

NOTHING = Decimal("0.00")


@dataclass(frozen=True)
class Offer:
    """One kind of credit that one person may claim for one activity or session."""

    credit_type: CreditType
    kind: str
    designation: Designation
    maximum: Decimal
    claim: Claim | None
    refusals: list[str] = field(default_factory=list)
    report_by_date: date | None = None
    measure: str = "what you attended"

    @property
    def step(self) -> Decimal:
        return self.designation.step

    @property
    def can_claim(self) -> bool:
        return self.claim is None and not self.refusals and self.maximum > 0

    @property
    def is_participation(self) -> bool:
        return self.kind == Claim.Kind.PARTICIPATION

    @property
    def whole_only(self) -> bool:
        return not self.credit_type.allows_partial

    def amount_refusal(self, amount: Decimal) -> str:
        if self.whole_only and amount != self.maximum:
            return f"{self.credit_type.name} is claimed as a whole: {plain(self.maximum)}."
        return amount_refusal(amount, maximum=self.maximum, step=self.step, measure=self.measure)


def offers_of(facts: Facts, place: Place, at: datetime) -> list[Offer]:
    """In the order of the credit types. Participation only where no credit of one's own can be claimed."""
    designations = sorted(place.activity.designations.all(), key=lambda one: (one.credit_type.position, one.pk))
    claims = facts.claims.get(place.key, {})
    offers = [
        _offer(facts, place, designation, claims.get(designation.credit_type.code), at)
        for designation in designations
        if designation.credit_type_id in claims or _is_offered(designation.credit_type, facts.profile)
    ]
    has_credit = any(offer.claim or offer.can_claim for offer in offers if not offer.is_participation)
    return [offer for offer in offers if offer.claim or not (offer.is_participation and has_credit)]


def _is_offered(credit_type: CreditType, profile: Profile | None) -> bool:
    """AMA credit to everybody: to those it is not for, as participation (AMA-4)."""
    return credit_type.is_ama or (credit_type.is_on and credit_type.is_for(profile))


def _offer(facts: Facts, place: Place, designation: Designation, claim: Claim | None, at: datetime) -> Offer:
    activity, credit_type = place.activity, designation.credit_type
    sessions = begun_sessions(facts, place, designation, at=at)
    maximum = maximum_for(facts, place, sessions, designation)
    took_part_on = _last_day(place, sessions, at)
    refusals = []
    if credit_type.needs_evaluation and not is_evaluated(facts, place):
        refusals.append(f"Evaluate it first: {credit_type.name} needs it.")
    if not credit_type.allows_partial and maximum < _whole(place, designation):
        refusals.append(f"{credit_type.name} is for the whole of it, and you attended a part.")
    if late := _report_refusal(credit_type, took_part_on, on=timezone.localdate(at, activity.zone)):
        refusals.append(late)
    return Offer(
        credit_type,
        claim.kind if claim else kind_of(credit_type, facts.profile),
        designation,
        maximum,
        claim,
        refusals,
        _report_by(credit_type, took_part_on, claimed_on=timezone.localdate(at, activity.zone)),
        "what you attended" if activity.format in Activity.TIMED_FORMATS else "what it was designated for",
    )


def kind_of(credit_type: CreditType, profile: Profile | None) -> str:
    """AMA credit for physicians, participation for everyone else (AMA-4)."""
    if not credit_type.is_ama:
        return Claim.Kind.OTHER_CREDIT
    return Claim.Kind.AMA_CREDIT if credit_type.is_for(profile) else Claim.Kind.PARTICIPATION


def maximum_for(facts: Facts, place: Place, sessions: Sequence[Session], designation: Designation | None) -> Decimal:
    """The most this person can claim of it: what they attended and did not teach, at most what was designated.

    Parallel sessions count once (AMA-1, AMA-3, AMA-6). For a series, of the one session; for completed work, of the
    one piece, once the office has confirmed it (AMA-2).
    """
    activity = place.activity
    if designation is None:
        return NOTHING
    if activity.work_format:
        return worth_of_work(place.work, designation) if place.work and place.work.is_confirmed else NOTHING
    if activity.format not in Activity.TIMED_FORMATS:
        return designation.maximum if activity.pk in facts.registered else NOTHING
    minutes = minutes_attended(facts, activity, sessions)
    return min(_worth(minutes, designation), designation.maximum)


def minutes_attended(facts: Facts, activity: Activity, sessions: Sequence[Session]) -> int:
    """Simultaneous time once, and none of the time in which this person taught elsewhere in it (AMA-6)."""
    attended: list[Interval] = [attended_interval(session) for session in sessions]
    taught = facts.taught_times[activity.pk]
    return attendable_minutes([*attended, *taught]) - attendable_minutes(taught)


def _worth(minutes: int, designation: Designation) -> Decimal:
    credit_type = designation.credit_type
    if credit_type.is_ama:
        return round_to_quarter(minutes)
    return worth_of_minutes(minutes, per_hour=credit_type.per_hour, step=designation.step)


def _whole(place: Place, designation: Designation) -> Decimal:
    """What somebody who attended all of it can claim."""
    if place.work is not None:
        return worth_of_work(place.work, designation)
    if place.session is None:
        return designation.maximum
    return min(_worth(place.session.minutes, designation), designation.maximum)


def begun_sessions(facts: Facts, place: Place, designation: Designation | None, *, at: datetime) -> list[Session]:
    """A code stands for the whole day, and may be used before its first session: credit is for what has begun."""
    return [one for one in creditable_sessions(facts, place, designation) if one.starts_at <= at]


def creditable_sessions(facts: Facts, place: Place, designation: Designation | None) -> list[Session]:
    """Attended, counting, begun after the designation (REV-4), and not taught by this person (AMA-6)."""
    return [
        attended
        for attended in facts.attended.get(place.activity.pk, [])
        if (place.session is None or attended.pk == place.session.pk)
        and attended.pk not in facts.taught
        and (designation is None or attended.starts_at > designation.designated_at)
    ]


def amount_refusal(
    amount: Decimal, *, maximum: Decimal, step: Decimal = Decimal("0.25"), measure: str = "what you attended"
) -> str:
    """Why this amount cannot be claimed (AMA-3); empty means it can."""
    if not amount.is_finite() or amount <= 0:
        return "Claim more than 0, or nothing at all."
    if amount > maximum:  # before the next: a remainder of something astronomical cannot be computed
        return f"You can claim at most {plain(maximum)}: {measure}."
    if not is_in_steps(amount, step):
        return f"Credit is claimed in steps of {plain(step)}."
    return ""


# --- Reporting --------------------------------------------------------------------------------------------------------
def _last_day(place: Place, sessions: Sequence[Session], at: datetime) -> date:
    """Of what was attended; of work, the day it was completed; of untimed material, the day of the claim."""
    if place.work and place.work.done_date:
        return place.work.done_date
    last = max((session.ends_at for session in sessions), default=at)
    return timezone.localdate(last, place.activity.zone)


def _report_by(credit_type: CreditType, took_part_on: date, *, claimed_on: date) -> date | None:
    if credit_type.report_within_days is None:
        return None
    from_participation = credit_type.report_from == CreditType.ReportFrom.PARTICIPATION
    return (took_part_on if from_participation else claimed_on) + timedelta(days=credit_type.report_within_days)


def _report_refusal(credit_type: CreditType, took_part_on: date, *, on: date) -> str:
    """Where the days count from taking part, nothing can be reported, and so nothing claimed, after them."""
    last = _report_by(credit_type, took_part_on, claimed_on=on)
    if last is None or on <= last:
        return ""
    return f"{credit_type.name} had to be reported by {last:%B %-d, %Y}, which cannot be made up for."
