from urllib.parse import urlencode

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_POST

from accounts.requests import SignedInRequest
from activities.models import Activity, Session
from core.errors import ActionRefused
from credits.services import undo_attendance
from learners.models import Attendance


@login_required
@require_POST
def undo_recorded(request: SignedInRequest, slug: str, session: int, pk: int) -> HttpResponse:
    """Planners and the office take back a touch on a wrong name."""
    activity = get_object_or_404(Activity.objects.plan_visible_to(request.user), slug=slug)
    held = get_object_or_404(Session, pk=session, activity=activity)
    found = Attendance.objects.filter(pk=pk, session=held).select_related("session__activity", "learner").first()
    if found is None:
        messages.info(request, "It was undone already.")
    else:
        try:
            undo_attendance(found, by=request.user, at=timezone.now())
        except ActionRefused as refusal:
            messages.error(request, refusal.message)
        else:
            messages.success(request, f"Undone: {found.learner} is no longer recorded at “{held}”.")
    return redirect(f"{reverse('learners:check_in', args=[slug])}?{urlencode({'session': held.pk})}")
