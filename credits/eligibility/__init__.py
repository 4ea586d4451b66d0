"""What a person can claim, and what is left until they can."""

from credits.eligibility.late import (
    is_granted_by_rule,
    late_claim_refusals,
    opened_until,
    presence_refusals,
    sessions_to_tell_of,
)
from credits.eligibility.offers import Offer, amount_refusal, kind_of
from credits.eligibility.recorded import undo_refusals
from credits.eligibility.standing import Standing, standing_of, standings_of
from credits.eligibility.steps import Step, day_before
from credits.facts import Place

__all__ = [
    "Offer",
    "Place",
    "Standing",
    "Step",
    "amount_refusal",
    "day_before",
    "is_granted_by_rule",
    "kind_of",
    "late_claim_refusals",
    "opened_until",
    "presence_refusals",
    "sessions_to_tell_of",
    "standing_of",
    "standings_of",
    "undo_refusals",
]
