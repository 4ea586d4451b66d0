"""Letters about certificates and late claims."""

from django.conf import settings
from django.urls import reverse
from django.utils import timezone

from core.letters import Draft, send_letter
from credits.eligibility import Place, day_before
from credits.models import Certificate, LateClaimRequest
from evaluations.emails import office_addresses


def send_refusal_alert(certificate: Certificate) -> None:
    """Tell the office that a certificate cannot be printed, and why (CRT-5)."""
    context = {
        "certificate": certificate,
        "learner": certificate.claim.learner,
        "address": settings.SITE_URL + reverse("admin:credits_certificate_change", args=[certificate.pk]),
    }
    for reader in office_addresses():
        draft = Draft(
            key=f"certificate-refused:{certificate.pk}:{certificate.refused_at:%Y%m%d%H%M%S%f}",
            kind="certificate-refused",
            to=reader,
            subject=f"A certificate cannot be printed: {certificate.number}",
            template="credits/refusal_alert",
            context=context,
            about=certificate.claim.activity,
        )
        send_letter(draft, at=timezone.now())


def send_standing_letter(certificate: Certificate) -> None:
    """Tell the learner that the office revoked or replaced a certificate, and why (CRT-2)."""
    newest = certificate.claim.certificates.order_by("-version")[0]
    context = {
        "certificate": certificate,
        "newest": newest,
        "learner": certificate.claim.learner,
        "what": certificate.claim.what,
        "address": settings.SITE_URL + newest.get_absolute_url(),
    }
    subject = "Your certificate was revoked" if certificate.state == "revoked" else "Your certificate was replaced"
    draft = Draft(
        key=f"certificate-{certificate.state}:{certificate.pk}",
        kind="certificate-standing",
        to=certificate.claim.learner,
        subject=f"{subject}: {context['what']}",
        template="credits/standing_letter",
        context=context,
        about=certificate.claim.activity,
    )
    send_letter(draft, at=timezone.now())


def send_late_claim_notice(request: LateClaimRequest) -> None:
    """Tell the office that somebody asks to claim late (AMA-7)."""
    address = settings.SITE_URL + reverse("admin:credits_lateclaimrequest_change", args=[request.pk])
    for reader in office_addresses():
        draft = Draft(
            key=f"late-claim:{request.pk}",
            kind="late-claim",
            to=reader,
            subject=f"A late claim to decide on: {request.learner}",
            template="credits/late_claim_notice",
            context={"request": request, "address": address},
            about=request.activity,
        )
        send_letter(draft, at=timezone.now())


def send_late_claim_answer(request: LateClaimRequest) -> None:
    """Tell the learner what became of their late claim (AMA-7)."""
    claim = Place(request.activity, request.session, request.work).claim_address
    context = {
        "request": request,
        "until": day_before(request.closes_at, request.activity) if request.closes_at else "",
        "address": settings.SITE_URL + claim,
    }
    what = "You can claim late" if request.closes_at else "About your late claim"
    draft = Draft(
        key=f"late-claim-answer:{request.pk}",
        kind="late-claim-answer",
        to=request.learner,
        subject=f"{what}: {request.what}",
        template="credits/late_claim_answer",
        context=context,
        about=request.activity,
    )
    send_letter(draft, at=timezone.now())
