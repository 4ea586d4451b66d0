from datetime import datetime

from django.db import transaction

from accounts.models import User
from core.background import request_after_commit
from core.errors import ActionRefused
from credits.models import Certificate, Claim
from credits.snapshots import snapshot_of
from credits.tasks import make_certificate


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
