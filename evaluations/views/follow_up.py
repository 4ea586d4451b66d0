"""What became of commitments: answered by a link in a letter, or signed in (EVL-3)."""

from collections.abc import Sequence
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core import signing
from django.core.paginator import Paginator
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods

from accounts.models import User
from accounts.requests import SignedInRequest
from activities.models import OfficeSettings
from core.errors import ActionRefused
from core.forms import add_refusal, posted
from evaluations.follow_ups import closed_refusals
from evaluations.forms import FollowUpForm
from evaluations.links import learner_of_stop_token, letter_of_token, stop_token
from evaluations.models import FollowUp
from evaluations.services import answer_follow_ups, resume_follow_ups, stop_follow_ups

PER_PAGE = 20


def _with_commitments(rows: QuerySet[FollowUp]) -> QuerySet[FollowUp]:
    return rows.select_related("evaluation__questionnaire__activity", "evaluation__session").prefetch_related(
        "evaluation__commitments__outcome__barriers"
    )


@never_cache
@require_http_methods(["GET", "POST"])
def follow_up(request: HttpRequest, token: str) -> HttpResponse:
    """The link stands for its learner and the commitments of its letter, and for nothing else."""
    try:
        letter = letter_of_token(token)
    except signing.SignatureExpired:
        return render(request, "evaluations/follow_up_expired.html", status=410)
    except signing.BadSignature as fault:
        raise Http404 from fault
    asked = FollowUp.objects.asked().filter(lines__letter=letter).order_by("pk")
    return _page(request, letter.learner, list(_with_commitments(asked)), stop=stop_token(letter.learner))


@never_cache
@login_required
@require_http_methods(["GET", "POST"])
def commitments(request: SignedInRequest) -> HttpResponse:
    """All one set out to change, the newest first; what was asked already can be answered here, too."""
    mine = _with_commitments(FollowUp.objects.visible_to(request.user)).order_by("-evaluation__submitted_at", "-pk")
    page = Paginator(mine, PER_PAGE).get_page(request.GET.get("page"))
    return _page(request, request.user, list(page.object_list), page=page, stop=stop_token(request.user))


def _page(
    request: HttpRequest, learner: User, follow_ups: Sequence[FollowUp], *, stop: str, page: Any = None
) -> HttpResponse:
    now, office = timezone.now(), OfficeSettings.current()
    today = timezone.localdate(now)
    closed = [one for one in follow_ups if closed_refusals(one, office=office, at=now)]
    later = [one for one in follow_ups if page and one not in closed and one.ask_date > today and not one.answered_at]
    open_ones = [one for one in follow_ups if one not in closed and one not in later]
    form = FollowUpForm(posted(request) if open_ones else None, follow_ups=open_ones)
    if request.method == "POST" and open_ones and form.is_valid():
        try:
            answer_follow_ups(form.answered(), told=form.told(), by=learner, at=now)
        except ActionRefused as refusal:
            add_refusal(form, refusal)
        else:
            messages.success(request, "Thank you! That is what we wanted to know.")
            return redirect(request.get_full_path())
    context = {
        "learner": learner,
        "form": form if open_ones else None,
        "is_answered": all(one.answered_at for one in open_ones),
        "closed": closed,
        "later": later,
        "page": page,
        "stop": stop,
        "office_days": office.follow_up_change_days,
        "stopped": hasattr(learner, "follow_up_stop"),
    }
    return render(request, "evaluations/follow_up.html", context)


@never_cache
@csrf_exempt  # a mail program stops them by a post of its own; the signed link says whose they are
@require_http_methods(["GET", "POST"])
def stop(request: HttpRequest, token: str) -> HttpResponse:
    """Opening it changes nothing: mail filters open every link."""
    try:
        learner = learner_of_stop_token(token)
    except signing.BadSignature as fault:
        raise Http404 from fault
    if request.method == "POST":
        if "resume" in request.POST:
            resume_follow_ups(learner=learner)
        else:
            stop_follow_ups(learner=learner, at=timezone.now())
        if "List-Unsubscribe" in request.POST:  # a mail program, which must not be sent elsewhere (RFC 8058)
            return HttpResponse("Stopped.", content_type="text/plain")
        return redirect("evaluations:stop_follow_ups", token=token)
    return render(request, "evaluations/stop_follow_ups.html", {"stopped": hasattr(learner, "follow_up_stop")})
