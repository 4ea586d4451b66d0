from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET

from core.addresses import address_of
from core.codes import tidy_code
from core.ratelimit import is_shut_out, too_many
from credits.certificates.snapshot import CertificateSnapshot
from credits.forms import VerifyForm
from credits.models import Certificate

# Numbers nobody issued, per network address, so that machines do not load us. A real one is always answered: there are
# too many numbers for guessing to hit one, and a hospital's other visitors share its address.
MISSES = 30
MISS_SECONDS = 600


@require_GET
def verify(request: HttpRequest) -> HttpResponse:
    form = VerifyForm(request.GET if "number" in request.GET else None)
    if form.is_valid():
        if number := tidy_number(form.cleaned_data["number"]):
            return redirect("credits:verify_number", number=number)
        form.add_error("number", "A certificate’s number has letters and digits, such as ABCD-EFGH-JKMN.")
    return render(request, "credits/verify.html", {"form": form})


@never_cache
@require_GET
def verify_number(request: HttpRequest, number: str) -> HttpResponse:
    """Exactly what the certificate shows, and whether it is valid, replaced or revoked (CRT-7)."""
    tidy = tidy_number(number)
    if tidy and tidy != number:
        return redirect("credits:verify_number", number=tidy)
    certificate = Certificate.objects.filter(number=tidy).first()
    if certificate is None:
        key = f"verify:{address_of(request)}"
        if is_shut_out(key, limit=MISSES):
            return _not_found(request, number, "Too many numbers were tried from here. Please wait ten minutes.", 429)
        too_many(key, limit=MISSES, seconds=MISS_SECONDS)
        sentence = "We issued no certificate with this number. Please compare it with the paper, letter by letter."
        return _not_found(request, number, sentence, 404)
    snapshot = CertificateSnapshot.from_json(certificate.snapshot)
    return render(request, "credits/verified.html", {"certificate": certificate, "snapshot": snapshot})


def _not_found(request: HttpRequest, number: str, sentence: str, status: int) -> HttpResponse:
    form = VerifyForm({"number": number})
    form.add_error("number", sentence)
    return render(request, "credits/verify.html", {"form": form}, status=status)


def tidy_number(typed: str) -> str:
    """What was meant, in groups of four: lower case, blanks and missing hyphens are forgiven."""
    plain = tidy_code(typed)[:20]
    return "-".join(plain[start : start + 4] for start in range(0, len(plain), 4))
