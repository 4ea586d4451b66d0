"""What was recorded by hand and may be taken back: a touch on a wrong name is no attendance (ATT-3)."""

from collections.abc import Collection
from datetime import datetime

from django.utils import timezone

from accounts.models import User
from activities.models import Activity
from credits.models import Claim
from learners.models import Attendance


def undo_refusals(attendances: Collection[Attendance], *, activity: Activity, by: User, at: datetime) -> dict[int, str]:
    """Why each (by primary key) stays; empty where `by` can take it back. All are of `activity`."""
    claims = Claim.objects.filter(activity=activity, work=None, learner__in=[one.learner_id for one in attendances])
    claimed = set(claims.values_list("learner", "session"))
    today = timezone.localdate(at, activity.zone)
    return {
        one.pk: _refusal(one, claimed, by=by, today_is=timezone.localdate(one.recorded_at, activity.zone) == today)
        for one in attendances
    }


def _refusal(one: Attendance, claimed: Collection[tuple[int, int | None]], *, by: User, today_is: bool) -> str:
    if (one.learner_id, one.session_id) in claimed or (one.learner_id, None) in claimed:
        return f"{one.learner} has claimed credit on it, so it stays."
    if one.source != Attendance.Source.STAFF:
        return "Only what was recorded by hand can be undone here."
    if not today_is and one.recorded_by_id != by.pk:
        return f"{one.recorded_by} recorded it on an earlier day and can undo it."
    return ""
