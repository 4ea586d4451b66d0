"""What becomes of a change to a session of a series for those who take part: codes follow, and letters go out."""

from datetime import datetime

from django.db import transaction

from activities.models import Activity, SessionChange
from core.background import request_after_commit
from learners.models import Registration, SessionLetter
from learners.services.attendance import issue_codes
from learners.tasks import tell_of_sessions


@transaction.atomic
def follow_changes(activity: Activity, *, at: datetime) -> list[SessionLetter]:
    """Bring codes into line with the sessions, and write to everybody who had registered before the change."""
    changes = list(
        SessionChange.objects.to_follow().filter(session__activity=activity).select_for_update().order_by("at", "pk")
    )
    if not changes:
        return []
    if activity.is_published:
        issue_codes(activity, at=at)
    told = [change for change in changes if change.action in SessionChange.CONCERNS_LEARNERS]
    seats = Registration.objects.holding_seats().filter(activity=activity, learner__is_active=True)
    letters = SessionLetter.objects.bulk_create(
        [
            SessionLetter(change=change, learner_id=registration.learner_id)
            for registration in seats
            for change in told
            if registration.registered_at <= change.at
        ],
        ignore_conflicts=True,
    )
    SessionChange.objects.filter(pk__in=[change.pk for change in changes]).update(followed_at=at)
    for learner in {letter.learner_id for letter in letters}:
        request_after_commit(tell_of_sessions, learner, activity.pk)
    return letters
