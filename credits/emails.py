"""Letters about certificates."""

from django.conf import settings
from django.core.mail import EmailMessage
from django.template.loader import render_to_string
from django.urls import reverse

from credits.models import Certificate
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
