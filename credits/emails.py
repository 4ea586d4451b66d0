"""Letters about certificates and late claims."""

from django.conf import settings
from django.core.mail import EmailMessage
from django.template.loader import render_to_string
from django.urls import reverse

from credits.eligibility import day_before
from credits.models import Certificate, LateClaimRequest
from evaluations.emails import office_addresses


def send_refusal_alert(certificate: Certificate) -> None:
    """Tell the office that a certificate cannot be printed, and why (CRT-5)."""
    context = {
        "certificate": certificate,
        "learner": certificate.claim.learner,
        "address": settings.SITE_URL + reverse("admin:credits_certificate_change", args=[certificate.pk]),
    }
    body = render_to_string("credits/refusal_alert.txt", context)
    EmailMessage(f"A certificate cannot be printed: {certificate.number}", body, to=office_addresses()).send()


def send_late_claim_notice(request: LateClaimRequest) -> None:
    """Tell the office that somebody asks to claim late (AMA-7)."""
    address = settings.SITE_URL + reverse("admin:credits_lateclaimrequest_change", args=[request.pk])
    body = render_to_string("credits/late_claim_notice.txt", {"request": request, "address": address})
    EmailMessage(f"A late claim to decide on: {request.learner}", body, to=office_addresses()).send()


def send_late_claim_answer(request: LateClaimRequest) -> None:
    """Tell the learner what became of their late claim (AMA-7)."""
    claim = reverse(
        "credits:claim",
        args=[request.activity.slug, request.session_id] if request.session_id else [request.activity.slug],
    )
    context = {
        "request": request,
        "until": day_before(request.closes_at, request.activity) if request.closes_at else "",
        "address": settings.SITE_URL + claim,
    }
    body = render_to_string("credits/late_claim_answer.txt", context)
    what = "You can claim late" if request.closes_at else "About your late claim"
    EmailMessage(f"{what}: {request.session or request.activity}", body, to=[request.learner.email]).send()
