from datetime import datetime
from decimal import Decimal

from django.db import transaction

from accounts.models import User
from activities.models import Activity, Session
from core.errors import ActionRefused, first_refusal
from credits.eligibility import amount_refusal, standing_of
from credits.models import Claim
from credits.services.certificates import issue_certificate


@transaction.atomic
def claim_credit(
    activity: Activity, *, learner: User, amount: Decimal, at: datetime, session: Session | None = None
) -> Claim:
    """Claim `amount` credits in steps of 0.25 (AMA-3) and ask for the certificate, which follows by itself (CRT-4).

    Claiming again what is claimed already returns the claim that stands. Raises ActionRefused.
    """
    # One at a time per person: two tabs claim once, and each sees what the other did.
    User.objects.select_for_update().get(pk=learner.pk)
    standing = standing_of(activity, learner, at=at, session=session)
    if standing.claim is not None:
        if standing.claim.amount == amount:
            return standing.claim
        raise ActionRefused(f"You have claimed {standing.claim.amount} already. You can correct that claim instead.")
    first_refusal(standing.refusals)
    if refusal := amount_refusal(amount, maximum=standing.maximum):
        raise ActionRefused(refusal, field="amount")
    claim = Claim.objects.create(
        activity=activity,
        session=standing.session,
        learner=learner,
        kind=kind_for(learner),
        amount=amount,
        maximum=standing.maximum,
        claimed_at=at,
    )
    issue_certificate(claim, at=at)
    return claim


def kind_for(learner: User) -> str:
    """AMA credit for physicians, participation for everyone else (AMA-4)."""
    return Claim.Kind.AMA_CREDIT if learner.profile.profession.is_physician else Claim.Kind.PARTICIPATION


@transaction.atomic
def correct_claim(claim: Claim, *, amount: Decimal, at: datetime) -> Claim:
    """Change the amount while the window is open; the certificate is replaced by a new version (CRT-2)."""
    User.objects.select_for_update().get(pk=claim.learner_id)
    current = Claim.objects.select_related("activity", "session", "learner__profile__profession").get(pk=claim.pk)
    standing = standing_of(current.activity, current.learner, at=at, session=current.session)
    first_refusal(standing.refusals)
    if refusal := amount_refusal(amount, maximum=standing.maximum):
        raise ActionRefused(refusal, field="amount")
    if amount == current.amount:
        return current
    current.amount, current.maximum = amount, standing.maximum
    current.save(update_fields=["amount", "maximum"])
    issue_certificate(current, at=at, by=current.learner, reason="The learner corrected the claim.")
    return current
