from typing import Any

from django.conf import settings
from django.contrib.auth.decorators import login_required
from django.http import HttpResponse, StreamingHttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET

from accounts.requests import SignedInRequest
from core.sheets import csv_response
from credits.forms import PeriodForm
from credits.transcripts import claims_of, csv_rows, entries, kinds_of, late_claims_of, totals_of


@never_cache
@login_required
@require_GET
def transcript(request: SignedInRequest) -> HttpResponse:
    form, period = _period(request)
    shown = entries(claims_of(request.user, **period))
    years = sorted({day.year for day in claims_of(request.user).values_list("day", flat=True)}, reverse=True)  # type: ignore[misc]
    context = {
        "form": form,
        "period": period,
        "entries": shown,
        "years": [(year, f"{year}-01-01", f"{year}-12-31") for year in years],
        "totals": totals_of(shown),
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
    return csv_response(csv_rows(shown, site=settings.SITE_URL), name=f"transcript-{timezone.localdate():%Y-%m-%d}")


def _period(request: SignedInRequest) -> tuple[PeriodForm, dict[str, Any]]:
    form = PeriodForm(request.GET or None, kinds=kinds_of(request.user))
    return form, form.cleaned_data if form.is_bound and form.is_valid() else {}
