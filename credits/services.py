"""The acts of claiming and issuing, one function each."""

from datetime import datetime
from decimal import Decimal

from django.db import transaction

from accounts.models import User
from activities.models import Activity, Session
from core.background import request_after_commit
from core.errors import ActionRefused, first_refusal
from credits.eligibility import amount_refusal, standing_of
from credits.models import Certificate, Claim
from credits.snapshots import snapshot_of
from credits.tasks import make_certificate


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
    issue_certificate(current, at=at)
    return current


def issue_certificate(claim: Claim, *, at: datetime) -> Certificate:
    """The next version of the claim's certificate: a snapshot now, the PDF when a worker comes to it (CRT-2, CRT-3).

    Call it inside a transaction that has locked the learner.
    """
    previous = claim.certificates.order_by("-version").first()
    if previous is not None and previous.revoked_at is not None:
        raise ActionRefused("The office has revoked this certificate, so it cannot be replaced. Please write to them.")
    if previous is not None and previous.replaced_at is None:
        previous.replaced_at = at
        previous.save(update_fields=["replaced_at"])
    certificate = Certificate(claim=claim, version=previous.version + 1 if previous else 1, issued_at=at)
    certificate.snapshot = snapshot_of(certificate)
    certificate.save()
    request_after_commit(make_certificate, certificate.pk)
    return certificate


@transaction.atomic
def replace_certificate(certificate: Certificate, *, at: datetime) -> Certificate:
    """A new version from today's facts, for example a corrected name (CRT-2)."""
    User.objects.select_for_update().get(pk=certificate.claim.learner_id)
    current = Certificate.objects.select_related("claim__learner").get(pk=certificate.pk)
    if current.replaced_at is not None:
        raise ActionRefused("This certificate has been replaced already.")
    return issue_certificate(current.claim, at=at)


@transaction.atomic
def revoke_certificate(certificate: Certificate, *, by: User, at: datetime, reason: str) -> Certificate:
    """It verifies as revoked from now on (CRT-2). Raises ActionRefused without a reason."""
    if not reason.strip():
        raise ActionRefused("Say why it is revoked.", field="reason")
    current = Certificate.objects.select_for_update().get(pk=certificate.pk)
    if current.revoked_at is not None:
        raise ActionRefused("This certificate has been revoked already.")
    current.revoked_at, current.revoked_by, current.revocation_reason = at, by, reason
    current.save(update_fields=["revoked_at", "revoked_by", "revocation_reason"])
    return current
