from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET

from accounts.models import User
from accounts.requests import SignedInRequest
from credits.goals import progress_of
from credits.overview import coming_up, overview_of
from credits.transcripts import claims_of, entries
from evaluations.follow_ups import to_answer

PER_PAGE = 12
NEWEST_DONE = 8


@never_cache
@login_required
@require_GET
def left(request: SignedInRequest) -> HttpResponse:
    """What is left to do for each activity, and where."""
    return _page(request, request.user)


@never_cache
@login_required
@require_GET
def left_of(request: SignedInRequest, pk: int) -> HttpResponse:
    """The same for the office, about one person who writes or calls."""
    if not (request.user.is_staff and request.user.has_perm("credits.view_claim")):
        raise Http404
    return _page(request, get_object_or_404(User, pk=pk))


def _page(request: SignedInRequest, person: User) -> HttpResponse:
    now = timezone.now()
    overview = overview_of(person, at=now)
    done = claims_of(person)
    context = {
        "person": person,
        "is_own": person == request.user,
        "page": Paginator(overview.open, PER_PAGE).get_page(request.GET.get("page")),
        "ready": len(overview.ready),
        "lost": overview.lost,
        "absent": overview.absent,
        "registrations": coming_up(person, at=now),
        # What somebody set out to change is between them and the page that asks (EVL-4).
        "commitments": list(to_answer(person, on=timezone.localdate(now))) if person == request.user else [],
        "goals": [one for one in progress_of(person, on=timezone.localdate()) if not one.is_over],
        "done": entries(done[:NEWEST_DONE]),
        "done_count": done.count(),
    }
    return render(request, "credits/left.html", context)
