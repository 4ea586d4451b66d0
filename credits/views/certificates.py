from datetime import datetime, timedelta

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import FileResponse, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.text import slugify
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_POST

from accounts.requests import SignedInRequest
from core.errors import ActionRefused
from core.printing.printable import missing_glyphs
from credits.certificates.snapshot import CertificateSnapshot
from credits.models import Certificate
from credits.services import replace_certificate

# After this long a certificate that is not there is late: the page says so, and asks less often.
LATE_AFTER = timedelta(seconds=30)


@never_cache
@login_required
@require_GET
def certificate(request: SignedInRequest, number: str) -> HttpResponse:
    """The certificate as a page, and how far the making of its PDF is."""
    return render(request, "credits/certificate.html", _context(request, _visible(request, number)))


@never_cache
@login_required
@require_GET
def certificate_state(request: SignedInRequest, number: str) -> HttpResponse:
    """The part of the page that changes; asked for until the PDF is there."""
    return render(request, "credits/_certificate_state.html", _context(request, _visible(request, number)))


@never_cache
@login_required
@require_GET
def certificate_pdf(request: SignedInRequest, number: str) -> HttpResponse | FileResponse:
    found = _visible(request, number)
    if not found.is_made:
        return redirect(found)
    try:
        pdf = found.pdf.open("rb")
    except OSError:
        messages.error(request, "The file cannot be read just now. The certificate stands; please try again later.")
        return redirect(found)
    name = slugify(CertificateSnapshot.from_json(found.snapshot).activity_title)[:60] or "certificate"
    return FileResponse(pdf, content_type="application/pdf", filename=f"{name}-{found.number}.pdf")


@login_required
@require_POST
def make_again(request: SignedInRequest, number: str) -> HttpResponse:
    """A new version from today's facts: after a name was mended (CRT-2)."""
    mine = get_object_or_404(Certificate.objects.filter(claim__learner=request.user), number=number)
    try:
        new = replace_certificate(
            mine, by=request.user, at=timezone.now(), reason="The learner asked for a new version."
        )
    except ActionRefused as refusal:
        messages.error(request, refusal.message)
        return redirect(mine)
    messages.success(request, f"This is version {new.version}. The earlier one verifies as replaced.")
    return redirect(new)


def _visible(request: SignedInRequest, number: str) -> Certificate:
    certificates = Certificate.objects.visible_to(request.user)
    return get_object_or_404(certificates.select_related("claim__activity", "claim__learner"), number=number)


def _context(request: SignedInRequest, found: Certificate) -> dict[str, object]:
    snapshot = CertificateSnapshot.from_json(found.snapshot)
    is_own = found.claim.learner_id == request.user.pk
    newest = found.claim.certificates.order_by("-version").first() if found.state != "valid" else found
    waits = not (found.is_made or found.refused_at or found.state != "valid")
    return {
        "certificate": found,
        "snapshot": snapshot,
        "claim": found.claim,
        "is_own": is_own,
        "newest": newest,
        "waits": waits,
        "is_late": waits and is_late(found, at=timezone.now()),
        "name_is_why": bool(found.refused_at and missing_glyphs(snapshot.learner_name)),
        "name_now": found.claim.learner.get_full_name(),
        "name_differs": found.claim.learner.get_full_name() != snapshot.learner_name,
    }


def is_late(certificate: Certificate, *, at: datetime) -> bool:
    return at - certificate.issued_at > LATE_AFTER
