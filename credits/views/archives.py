from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.db.models import QuerySet
from django.http import Http404, HttpResponse, StreamingHttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET

from accounts.requests import SignedInRequest
from activities.models import Activity
from credits.archives import zip_of
from credits.forms import PeriodForm
from credits.models import Certificate
from credits.transcripts import claims_of, kinds_of


@never_cache
@login_required
@require_GET
def my_certificates(request: SignedInRequest) -> HttpResponse | StreamingHttpResponse:
    """One's own, of the period and type that the transcript shows."""
    form = PeriodForm(request.GET or None, kinds=kinds_of(request.user))
    period = form.cleaned_data if form.is_bound and form.is_valid() else {}
    certificates = Certificate.objects.filter(claim__in=claims_of(request.user, **period).order_by().values("pk"))
    if not certificates.exists():
        messages.info(request, "There is no certificate in this period.")
        return redirect("credits:transcript")
    return _zip(certificates, name=f"certificates-{timezone.localdate():%Y-%m-%d}")


@never_cache
@login_required
@require_GET
def certificates_of(request: SignedInRequest, slug: str) -> HttpResponse | StreamingHttpResponse:
    """Everybody's for one activity, for the office."""
    if not (request.user.is_staff and request.user.has_perm("credits.view_certificate")):
        raise Http404
    activity = get_object_or_404(Activity.objects.plan_visible_to(request.user), slug=slug)
    certificates = Certificate.objects.filter(claim__activity=activity)
    if not certificates.exists():
        messages.info(request, "Nobody has claimed credit for this activity yet.")
        return redirect(activity)
    return _zip(certificates, name=f"certificates-{slug}")


def _zip(certificates: QuerySet[Certificate], *, name: str) -> StreamingHttpResponse:
    """The version of each that stands."""
    standing = certificates.filter(replaced_at=None).order_by("claim__learner__sort_name", "-issued_at", "pk")
    response = StreamingHttpResponse(zip_of(standing, at=timezone.localtime()), content_type="application/zip")
    response["Content-Disposition"] = f'attachment; filename="{name}.zip"'
    return response
