"""What the clock asks of activities."""

from datetime import timedelta

import structlog
from celery import shared_task
from django.utils import timezone

from activities.models import Activity, OfficeSettings, Session, SessionChange, StatusChange
from activities.services import close_activity, open_activity, send_due_reminders
from activities.services.disclosure_requests import request_confirmations
from activities.services.exclusions import exclude_who_refuse
from activities.services.sessions import remind_of_session
from activities.tasks import ask_for_renewal, tell_of_change, tell_of_session_changes
from core.background import request_again, request_each, waiting
from core.errors import ActionRefused

log = structlog.get_logger(__name__)
BATCH = 50


@shared_task
def open_and_close_activities() -> None:
    """Open registration where a time was set for it; close what can no longer be claimed."""
    now = timezone.now()
    office = OfficeSettings.current()
    for activity in Activity.objects.due_to_open(at=now):
        _try(open_activity, activity, now)
    for activity in Activity.objects.open():
        closes_at = activity.claim_closes_at(office.claim_window_days)
        if closes_at is not None and closes_at <= now:
            _try(close_activity, activity, now)


def _try(act, activity: Activity, now) -> None:  # type: ignore[no-untyped-def]
    try:
        act(activity, by=None, at=now)
    except ActionRefused as refusal:  # somebody acted on it in the meantime
        log.info("left alone", activity=activity.pk, reason=refusal.message)


@shared_task
def send_missing_change_letters() -> int:
    """Ask again for letters that were never mailed: a broker, worker or mail server was down; returns how many."""
    now = timezone.now()
    due = StatusChange.objects.to_tell(at=now)
    return request_again(tell_of_change, due, taken="telling_since", at=now, most=BATCH)


@shared_task
def ask_to_confirm_disclosures() -> int:
    """Write to those whose disclosure runs out before an activity to come needs it; returns how many (SII-2)."""
    return len(request_confirmations(at=timezone.now()))


@shared_task
def remind_of_incomplete_sessions() -> int:
    """Tell planners of sessions that draw near and cannot be approved yet, once each; returns how many."""
    now = timezone.now()
    near = now + timedelta(days=OfficeSettings.current().session_reminder_days)
    due = (
        Session.objects.awaiting_approval(at=now)
        .filter(starts_at__lte=near)
        .exclude(changes__action=SessionChange.Action.REMINDED)
        .select_related("activity")
    )
    return sum(remind_of_session(session, at=now) is not None for session in due)


@shared_task
def send_missing_session_letters() -> int:
    """Ask again for letters about sessions that were never mailed; returns for how many series."""
    now = timezone.now()
    due = waiting(SessionChange.objects.to_tell(at=now), taken="telling_since", at=now)
    pks = list(due.order_by().values_list("session__activity", flat=True).distinct()[:BATCH])
    return request_each(tell_of_session_changes, [(pk,) for pk in pks])


@shared_task
def exclude_who_refused() -> int:
    """Take those who refused to disclose out of their roles; returns how many (SII-3)."""
    return len(exclude_who_refuse(at=timezone.now()))


@shared_task
def ask_to_renew_series() -> int:
    """Ask for the next year of series that end soon; returns for how many."""
    now = timezone.now()
    days = OfficeSettings.current().renewal_notice_days
    ending = Activity.objects.to_renew(on=timezone.localdate(now), days=days).filter(renewal_asked_at=None)
    return request_again(ask_for_renewal, ending, taken="renewal_asking_since", at=now, most=BATCH, expires=600)


@shared_task
def remind_those_whose_turn_it_is() -> int:
    """Write the reminders that are due, as the office set them; returns how many are (REV-6)."""
    return send_due_reminders(at=timezone.now())
