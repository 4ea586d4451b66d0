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
from credits.eligibility.steps import Step, claim_until, steps_of
from credits.facts import Facts, Place, attended_interval, facts_about
from credits.models import Claim, LateClaimRequest
from learners.models import CompletedWork


@dataclass(frozen=True)
class Standing:
    """Where one person stands with one activity, one session of a series, or one piece of work."""

    place: Place
    maximum: Decimal  # of AMA credit, or of hours of participation
    minutes: int  # of the sessions, simultaneous time counted once
    offers: list[Offer]
    steps: list[Step]
    sessions: list[Session]  # what the maximum is made of
    late: LateClaimRequest | None = None  # the newest request to claim after the window
    claim_until: str = ""  # the last day of the window, or of a late claim that was granted

    @property
    def activity(self) -> Activity:
        return self.place.activity

    @property
    def session(self) -> Session | None:
        return self.place.session

    @property
    def work(self) -> CompletedWork | None:
        return self.place.work

    @property
    def part(self) -> Session | CompletedWork | None:
        """The session or piece of work; None where it is the activity as a whole."""
        return self.session or self.work

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
    def is_untold(self) -> bool:
        """Nothing is on record, no code works any more, and the office has not been told."""
        return any(step.is_untold for step in self.steps if not step.is_done)

    @property
    def has_used_all_attempts(self) -> bool:
        """Of the assessment; the office can grant another."""
        return any(step.is_used_up for step in self.steps if not step.is_done)

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
    work: CompletedWork | None = None,
    office: OfficeSettings | None = None,
) -> Standing:
    """`session` is required for a series, `work` where that gives credit; both are ignored for everything else."""
    return standings_of([Place(activity, session, work)], learner, at=at, office=office)[0]


def standings_of(
    places: Sequence[Place], learner: User, *, at: datetime, office: OfficeSettings | None = None
) -> list[Standing]:
    """Where one person stands with several places, in a fixed number of queries."""
    known = {place.activity.pk: place.activity for place in places}  # one instance each, with its designations
    facts = facts_about(
        learner,
        list(known.values()),
        sessions=[place.session for place in places if place.session],
        office=office or OfficeSettings.current(),
        at=at,
    )
    return [_standing(facts, _tidy(place, known[place.activity.pk]), learner, at) for place in places]


def _tidy(place: Place, activity: Activity) -> Place:
    return Place(
        activity,
        place.session if activity.is_claimed_per_session else None,
        place.work if activity.work_format else None,
    )


def _standing(facts: Facts, place: Place, learner: User, at: datetime) -> Standing:
    designations = place.activity.designations.all()
    designation = next((one for one in designations if one.credit_type_id == CreditType.AMA), None)
    recorded = creditable_sessions(facts, place, designation)
    sessions = begun_sessions(facts, place, designation, at=at)
    maximum = maximum_for(facts, place, sessions, designation)
    return Standing(
        place,
        maximum,
        minutes_attended(facts, place.activity, sessions),
        offers_of(facts, place, at),
        steps_of(facts, place, learner, at, maximum=maximum, recorded=recorded, begun=sessions),
        sessions,
        facts.late.get(place.key),
        claim_until(facts, place, at),
    )
