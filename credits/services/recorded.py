from datetime import datetime

import structlog
from django.db import transaction

from accounts.models import User
from activities.models import Activity
from activities.workflow import lock
from core.errors import ActionRefused
from credits.eligibility import undo_refusals
from learners.models import Attendance
from learners.services import take_back_walk_in

log = structlog.get_logger(__name__)


@transaction.atomic
def undo_attendance(attendance: Attendance, *, by: User, at: datetime) -> Attendance:
    """Take back what was recorded by hand, and a registration that came about by it. Raises ActionRefused."""
    activity = lock(attendance.session.activity)
    if not Activity.objects.plan_visible_to(by).filter(pk=activity.pk).exists():
        raise ActionRefused("Only this activity’s planners and the office can undo that.")
    # A claim locks its learner, so none can come between the question and the act.
    User.objects.select_for_update().get(pk=attendance.learner_id)
    current = Attendance.objects.select_related("learner", "session", "recorded_by").filter(pk=attendance.pk).first()
    if current is None:
        raise ActionRefused("It was undone already.")
    if refusal := undo_refusals([current], activity=activity, by=by, at=at)[current.pk]:
        raise ActionRefused(refusal)
    log.info("attendance undone", session=current.session_id, learner=current.learner_id, by=by.pk)
    current.delete()
    take_back_walk_in(activity, learner=current.learner, recorded_at=current.recorded_at, at=at)
    return current
