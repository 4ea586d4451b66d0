"""What a claim asks of the worker."""

import structlog
from celery import shared_task
from celery.signals import worker_process_init
from django.utils import timezone

from core.background import request_after_commit, send_once, take_up
from core.printing.printable import UnprintableName
from credits.certificates.snapshot import CertificateSnapshot
from credits.emails import send_late_claim_answer, send_late_claim_notice, send_refusal_alert
from credits.models import Certificate, LateClaimRequest

log = structlog.get_logger(__name__)


@worker_process_init.connect
def load_typesetting(**_: object) -> None:
    """Before the first certificate, so that nobody waits for it."""
    from credits.certificates.drawing import warm_up

    warm_up()


@shared_task
def make_certificate(certificate_id: int) -> None:
    """Draw the PDF of one certificate. Doubled, retried or killed, it is made once (CRT-3, CRT-4)."""
    # Only workers draw: web processes need not load the typesetting.
    from credits.certificates.drawing import draw_certificate

    now = timezone.now()
    if not take_up(Certificate.objects.missing(), certificate_id, taken="making_since", at=now):
        return
    certificate = Certificate.objects.get(pk=certificate_id)
    try:
        pdf = draw_certificate(CertificateSnapshot.from_json(certificate.snapshot))
    except UnprintableName as refusal:
        log.error("certificate refused", certificate=certificate.number, reason=str(refusal))
        Certificate.objects.filter(pk=certificate_id).update(refused_at=timezone.now(), refusal=str(refusal))
        request_after_commit(alert_of_refusal, certificate_id)
        return
    except Exception:
        # Give it back at once, so that the next sweep tries again, and fail loudly.
        Certificate.objects.filter(pk=certificate_id, making_since=now).update(making_since=None)
        raise
    certificate.keep_pdf(pdf)
    certificate.made_at = timezone.now()
    certificate.save(update_fields=["pdf", "made_at"])


@shared_task
def alert_of_refusal(certificate_id: int) -> None:
    """Mail the office that a certificate cannot be printed, once, however often it is asked for (CRT-5)."""
    send_once(
        Certificate.objects.to_alert(),
        certificate_id,
        taken="alerting_since",
        done="alerted_at",
        at=timezone.now(),
        send=lambda: send_refusal_alert(Certificate.objects.select_related("claim__learner").get(pk=certificate_id)),
    )


@shared_task
def announce_late_claim(request_id: int) -> None:
    """Mail the office that somebody asks to claim late, once, however often it is asked for (AMA-7)."""
    send_once(
        LateClaimRequest.objects.to_announce(),
        request_id,
        taken="announcing_since",
        done="announced_at",
        at=timezone.now(),
        send=lambda: send_late_claim_notice(_late_claim(request_id)),
    )


@shared_task
def tell_of_late_claim(request_id: int) -> None:
    """Mail the learner what became of their late claim, once, however often it is asked for (AMA-7)."""
    send_once(
        LateClaimRequest.objects.to_tell(),
        request_id,
        taken="telling_since",
        done="told_at",
        at=timezone.now(),
        send=lambda: send_late_claim_answer(_late_claim(request_id)),
    )


def _late_claim(pk: int) -> LateClaimRequest:
    return LateClaimRequest.objects.select_related("activity", "session__activity", "learner").get(pk=pk)
