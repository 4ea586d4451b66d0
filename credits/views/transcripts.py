from typing import Any

from django.conf import settings
from django.contrib.auth.decorators import login_required
from django.http import FileResponse, HttpResponse, StreamingHttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods

from accounts.requests import SignedInRequest
from core.sheets import csv_response
from core.views import hand_out
from credits.forms import PeriodForm
from credits.goals import progress_of
from credits.transcript_sheet import sheet_of_transcript
from credits.transcripts import (
    claims_of,
    csv_rows,
    entries,
    kinds_of,
    late_claims_of,
    outside_of,
    outside_totals_of,
    totals_of,
)


@never_cache
@login_required
@require_GET
def transcript(request: SignedInRequest) -> HttpResponse:
    form, period = _period(request)
    shown, outside = entries(claims_of(request.user, **period)), outside_of(request.user, **period)
    years = sorted({day.year for day in claims_of(request.user).values_list("day", flat=True)}, reverse=True)  # type: ignore[misc]
    context = {
        "form": form,
        "period": period,
        "entries": shown,
        "years": [(year, f"{year}-01-01", f"{year}-12-31") for year in years],
        "totals": totals_of(shown),
        "outside": outside,
        "outside_totals": outside_totals_of(outside),
        "goals": progress_of(request.user, on=timezone.localdate()),
        "is_own": True,
        "late": late_claims_of(request.user),
        "made_at": timezone.now(),
    }
    return render(request, "credits/transcript.html", context)


@never_cache
@login_required
@require_GET
def transcript_csv(request: SignedInRequest) -> StreamingHttpResponse:
    _, period = _period(request)
    shown = entries(claims_of(request.user, **period))
    return csv_response(
        csv_rows(shown, outside_of(request.user, **period), site=settings.SITE_URL),
        name=f"transcript-{timezone.localdate():%Y-%m-%d}",
    )


@never_cache
@login_required
@require_http_methods(["GET", "POST"])
def transcript_pdf(request: SignedInRequest) -> HttpResponse | FileResponse:
    """Drawn by a worker; until then a page that waits for it and can be left."""
    _, period = _period(request)
    today = timezone.localdate()
    sheet = sheet_of_transcript(
        request.user,
        entries(claims_of(request.user, **period)),
        outside_of(request.user, **period),
        since=period.get("since"),
        until=period.get("until"),
        on=today,
    )
    back = reverse("credits:transcript")
    return hand_out(request, sheet, name=f"transcript-{today:%Y-%m-%d}.pdf", title="Your transcript", back=back)


def _period(request: SignedInRequest) -> tuple[PeriodForm, dict[str, Any]]:
    form = PeriodForm(request.GET or None, kinds=kinds_of(request.user))
    return form, form.cleaned_data if form.is_bound and form.is_valid() else {}
