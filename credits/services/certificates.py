from datetime import datetime

from django.db import transaction

from accounts.models import User
from core.background import request_after_commit
from core.errors import ActionRefused
from credits.models import Certificate, Claim, DesignChoice
from credits.snapshots import changes_since, snapshot_of
from credits.tasks import make_certificate, tell_of_standing

PRINTABLE_NOW = "What could not be printed was changed."


def issue_certificate(claim: Claim, *, at: datetime, by: User | None = None, reason: str = "") -> Certificate:
    """The next version of the claim's certificate: a snapshot now, the PDF when a worker comes to it (CRT-2, CRT-3).

    Call it inside a transaction that has locked the learner. Where there is an earlier version, `by` (nobody: the clock)
    and `reason` say who replaces it and why. What the office has revoked, it alone can issue anew.
    """
    previous = claim.certificates.order_by("-version").first()
    if previous is not None and previous.revoked_at is not None and by in (None, claim.learner):
        raise ActionRefused("The office has revoked this certificate, so it cannot be replaced. Please write to them.")
    if previous is not None and previous.state == "valid":
        previous.replaced_at, previous.replaced_by, previous.replacement_reason = at, by, reason
        previous.save(update_fields=["replaced_at", "replaced_by", "replacement_reason"])
        if by not in (None, claim.learner):
            request_after_commit(tell_of_standing, previous.pk)
    certificate = Certificate(claim=claim, version=previous.version + 1 if previous else 1, issued_at=at)
    certificate.snapshot, certificate.design = snapshot_of(certificate), DesignChoice.current()
    certificate.save()
    request_after_commit(make_certificate, certificate.pk)
    return certificate


@transaction.atomic
def replace_certificate(certificate: Certificate, *, by: User | None, at: datetime, reason: str) -> Certificate:
    """A new version from today's facts, for example a corrected name (CRT-2).

    The learner's own, where it would say something else; the office's, with a reason, always. Raises ActionRefused.
    """
    current = _locked(certificate)
    if current.replaced_at is not None or current.claim.certificates.filter(version__gt=current.version).exists():
        raise ActionRefused("This certificate has been replaced already.")
    is_own = by == current.claim.learner
    if is_own and current.is_made and not changes_since(current, at=at):
        raise ActionRefused(
            "It says already what your profile and the activity say today. There is nothing to replace."
        )
    if not reason.strip():
        raise ActionRefused("Say why it is replaced.", field="reason")
    return issue_certificate(current.claim, at=at, by=by, reason=reason.strip())


@transaction.atomic
def revoke_certificate(certificate: Certificate, *, by: User, at: datetime, reason: str) -> Certificate:
    """It verifies as revoked from now on, and its learner is told (CRT-2). Raises ActionRefused."""
    current = _locked(certificate)
    if current.claim.learner == by:
        raise ActionRefused("Somebody else must decide on your own certificate.")
    if not reason.strip():
        raise ActionRefused("Say why it is revoked.", field="reason")
    if current.revoked_at is not None:
        raise ActionRefused("This certificate has been revoked already.")
    if current.replaced_at is not None:
        raise ActionRefused("A newer version stands for this certificate. Revoke that one.")
    current.revoked_at, current.revoked_by, current.revocation_reason = at, by, reason.strip()
    current.save(update_fields=["revoked_at", "revoked_by", "revocation_reason"])
    request_after_commit(tell_of_standing, current.pk)
    return current


@transaction.atomic
def try_again(certificate: Certificate, *, edition: str, at: datetime) -> bool:
    """Ask again for what could not be printed, where a text or our design has changed since; else leave it (CRT-5)."""
    current = _locked(certificate)
    if not Certificate.objects.refused().filter(pk=current.pk).exists():
        return False
    if changes_since(current, at=at) or current.design != DesignChoice.current():
        issue_certificate(current.claim, at=at, reason=PRINTABLE_NOW)
        return True
    if current.refused_edition == edition:
        return False
    current.refused_at, current.refusal, current.making_since = None, "", None
    current.save(update_fields=["refused_at", "refusal", "making_since"])
    request_after_commit(make_certificate, current.pk)
    return True


def _locked(certificate: Certificate) -> Certificate:
    """One act at a time for each person's certificates."""
    User.objects.select_for_update().get(pk=certificate.claim.learner_id)
    return Certificate.objects.select_related(
        "claim__learner__profile__profession", "claim__activity", "claim__session", "claim__work"
    ).get(pk=certificate.pk)
