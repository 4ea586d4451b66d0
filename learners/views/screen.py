"""The lectern's screen: one code as large as the wall, changing where the office wants it to (ATT-4)."""

from datetime import datetime
from typing import Any, Final

from django.conf import settings
from django.contrib.auth.decorators import login_required
from django.db.models import Q
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET

from accounts.models import User
from accounts.requests import SignedInRequest
from activities.models import Activity, OfficeSettings, TeamMember
from learners.models import SessionCode
from learners.posters import qr_svg, where_to_type
from learners.screen import screen_code, seconds_left

STEADY_SECONDS: Final = 60  # how often a screen whose code stays looks whether it was replaced


@login_required
@never_cache
@require_GET
def screen(request: SignedInRequest, slug: str, pk: int) -> HttpResponse:
    """For planners, the office, and who moderates: without JavaScript it asks for itself again."""
    code = get_object_or_404(
        SessionCode.objects.filter(_may_show(request.user)).distinct().select_related("activity", "session"),
        pk=pk,
        activity__slug=slug,
    )
    if code.replaced_at is not None:
        newer = SessionCode.objects.in_use().filter(activity=code.activity, session=code.session).first()
        return redirect("learners:screen", slug=slug, pk=newer.pk) if newer else redirect("learners:codes", slug=slug)
    template = "learners/_screen.html" if request.headers.get("HX-Request") else "learners/screen.html"
    return render(request, template, _shown(code, at=timezone.now()))


def _may_show(user: User) -> Q:
    planned = Q(activity__in=Activity.objects.plan_visible_to(user))
    moderates = TeamMember.objects.filter(person=user, role=TeamMember.Role.MODERATOR).values("activity")
    return planned | Q(activity__in=moderates, activity__status__in=("approved", "open"))


def _shown(code: SessionCode, *, at: datetime) -> dict[str, Any]:
    seconds = OfficeSettings.current().code_seconds
    shown = screen_code(code, at=at, seconds=seconds) if code.changes else code.code
    address = settings.SITE_URL + reverse("learners:session_code", args=[shown])
    return {
        "code": code,
        "activity": code.activity,
        "shown": shown,
        "address": address,
        "qr": qr_svg(address),
        "where_to_type": where_to_type(),
        "is_open": code.is_open(at),
        "is_over": at >= code.closes_at,
        "seconds": seconds,
        "again_in": seconds_left(at=at, seconds=seconds) if code.changes else STEADY_SECONDS,
    }
