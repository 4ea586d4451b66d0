"""Letters about certificates and late claims."""

from collections.abc import Sequence

from django.conf import settings
from django.urls import reverse
from django.utils import timezone

from activities.emails import office_addresses
from activities.models import OfficeSettings
from core.letters import Draft, send_letter
from credits.eligibility import Place, Standing, day_before
from credits.models import Certificate, ClaimReminder, LateClaimRequest


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


def send_ready_letter(certificate: Certificate) -> None:
    """Tell the learner that a certificate is there, with the link to it; once for each version (CRT-4)."""
    claim = certificate.claim
    what = claim.what
    draft = Draft(
        key=f"certificate-ready:{certificate.pk}",
        kind="certificate-ready",
        to=claim.learner,
        subject=f"Your certificate is ready: {what}{f', version {certificate.version}' if certificate.version > 1 else ''}",
        template="credits/ready_letter",
        context={
            "certificate": certificate,
            "learner": claim.learner,
            "what": what,
            "activity": claim.activity,
            "address": settings.SITE_URL + certificate.get_absolute_url(),
            "transcript": settings.SITE_URL + reverse("credits:transcript"),
        },
        about=claim.activity,
    )
    send_letter(draft, at=timezone.now())


def send_claim_reminder(reminder: ClaimReminder, standings: Sequence[Standing]) -> None:
    """Tell somebody who was there what they can claim, and until when (AMA-7)."""
    activity, is_last = reminder.activity, reminder.stage == ClaimReminder.Stage.LAST
    closes_at = activity.claim_closes_at(OfficeSettings.current().claim_window_days)
    only = standings[0]
    address = reverse("credits:left") if len(standings) > 1 else only.place.claim_address
    draft = Draft(
        key=f"claim-reminder:{reminder.pk}",
        kind="claim-reminder",
        to=reminder.learner,
        subject=f"{'Last days to claim' if is_last else 'Your credit waits'}: {reminder.session or activity}",
        template="credits/claim_reminder",
        context={
            "learner": reminder.learner,
            "activity": activity,
            "standings": standings,
            "is_last": is_last,
            "asks_evaluation": any(step.name == "Evaluation" and not step.is_done for step in only.steps),
            "until": day_before(closes_at, activity) if closes_at else "",
            "address": settings.SITE_URL + address,
        },
        about=activity,
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
            subject=f"{_what_to_decide(request)}: {request.learner}",
            template="credits/late_claim_notice",
            context={"request": request, "address": address},
            about=request.activity,
        )
        send_letter(draft, at=timezone.now())


def _what_to_decide(request: LateClaimRequest) -> str:
    return "Somebody was there and is not on record" if request.is_of_presence else "A late claim to decide on"


def send_late_claim_answer(request: LateClaimRequest) -> None:
    """Tell the learner what became of their late claim (AMA-7)."""
    claim = Place(request.activity, request.session, request.work).claim_address
    recorded = request.sessions_told.filter(attendances__learner=request.learner).order_by("starts_at")
    context = {
        "request": request,
        "recorded": recorded if request.session is None else [],
        "until": day_before(request.closes_at, request.activity) if request.closes_at else "",
        "address": settings.SITE_URL + claim,
    }
    if request.is_of_presence:
        what = "Your attendance is recorded" if request.closes_at else "About your attendance"
    else:
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
