"""What a claim asks of the worker."""

from datetime import timedelta

import structlog
from celery import shared_task
from django.db.models import Q
from django.utils import timezone

from credits.certificates.printable import UnprintableName
from credits.certificates.snapshot import CertificateSnapshot
from credits.models import Certificate

log = structlog.get_logger(__name__)

# A worker that took a certificate up this long ago and has not finished is taken to be dead.
STALE_AFTER = timedelta(minutes=5)


@shared_task
def make_certificate(certificate_id: int) -> None:
    """Draw the PDF of one certificate. Doubled, retried or killed, it is made once (CRT-3, CRT-4)."""
    # Only workers draw: web processes need not load the typesetting.
    from credits.certificates.drawing import draw_certificate

    now = timezone.now()
    taken = (
        Certificate.objects.missing()
        .filter(Q(making_since=None) | Q(making_since__lt=now - STALE_AFTER), pk=certificate_id)
        .update(making_since=now)
    )
    if not taken:
        return
    certificate = Certificate.objects.get(pk=certificate_id)
    try:
        pdf = draw_certificate(CertificateSnapshot.from_json(certificate.snapshot))
    except UnprintableName as refusal:
        log.error("certificate refused", certificate=certificate.number, reason=str(refusal))
        Certificate.objects.filter(pk=certificate_id).update(refused_at=timezone.now(), refusal=str(refusal))
        return
    except Exception:
        # Give it back at once, so that the next sweep tries again, and fail loudly.
        Certificate.objects.filter(pk=certificate_id, making_since=now).update(making_since=None)
        raise
    certificate.keep_pdf(pdf)
    certificate.made_at = timezone.now()
    certificate.save(update_fields=["pdf", "made_at"])
