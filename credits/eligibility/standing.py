"""What a person can claim, and what is left until they can.

“What is left”, the claim page and `claim_credit` all ask here, so that people see beforehand what would refuse them.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from accounts.models import User
from activities.credit import attendable_minutes
from activities.models import Activity, CreditType, OfficeSettings, Session
from credits.eligibility.offers import (
    Offer,
    begun_sessions,
    creditable_sessions,
    maximum_for,
    minutes_attended,
    offers_of,
)
from credits.eligibility.steps import Step, place_of, steps_of
from credits.facts import Facts, attended_interval, facts_about
from credits.models import Claim, LateClaimRequest


@dataclass(frozen=True)
class Standing:
    """Where one person stands with one activity, or one session of a series."""

    activity: Activity
    session: Session | None
    maximum: Decimal  # of AMA credit, or of hours of participation
    minutes: int  # of the sessions, simultaneous time counted once
    offers: list[Offer]
    steps: list[Step]
    sessions: list[Session]  # what the maximum is made of
    late: LateClaimRequest | None = None  # the newest request to claim after the window

    @property
    def refusals(self) -> list[str]:
        return [step.sentence for step in self.steps if not step.is_done]

    @property
    def claim(self) -> Claim | None:
        """The first of those that were made."""
        return next((offer.claim for offer in self.offers if offer.claim), None)

    def offer_of(self, credit_type: str) -> Offer | None:
        return next((offer for offer in self.offers if offer.credit_type.pk == credit_type), None)

    @property
    def open_offers(self) -> list[Offer]:
        return [] if self.refusals else [offer for offer in self.offers if offer.can_claim]

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
        return self.claim is None and bool(self.open_offers)

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
    designation = next((one for one in activity.designations.all() if one.credit_type_id == CreditType.AMA), None)
    recorded = creditable_sessions(facts, activity, session, designation)
    sessions = begun_sessions(facts, activity, session, designation, at=at)
    maximum = maximum_for(facts, activity, sessions, designation)
    return Standing(
        activity,
        session,
        maximum,
        minutes_attended(facts, activity, sessions),
        offers_of(facts, activity, session, at),
        steps_of(facts, activity, session, learner, at, maximum=maximum, recorded=recorded, begun=sessions),
        sessions,
        facts.late.get(place_of(activity, session)),
    )
