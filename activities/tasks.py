"""What planning and review ask of the worker."""

from celery import shared_task
from django.utils import timezone

from activities.emails import send_change_letter
from activities.models import Activity, OfficeSettings, SessionChange, StatusChange
from activities.session_emails import send_renewal_letter, send_session_letter
from core.background import send_once, send_together


@shared_task
def tell_of_change(change_id: int) -> None:
    """Mail those concerned by a status change, once, however often it is asked for (REV-6)."""
    now = timezone.now()
    send_once(
        StatusChange.objects.to_tell(at=now),
        change_id,
        taken="telling_since",
        done="told_at",
        at=now,
        send=lambda: send_change_letter(StatusChange.objects.select_related("activity", "by").get(pk=change_id)),
    )


@shared_task
def tell_of_session_changes(activity_id: int) -> None:
    """Mail the planners of a series what happened to its sessions: what waits to be told goes in one letter, once."""
    now = timezone.now()
    send_together(
        SessionChange.objects.to_tell(at=now).filter(session__activity=activity_id),
        taken="telling_since",
        done="told_at",
        at=now,
        send=send_session_letter,
    )


@shared_task
def ask_for_renewal(activity_id: int) -> None:
    """Mail those who direct a series that it ends, once."""
    now = timezone.now()
    days = OfficeSettings.current().renewal_notice_days
    send_once(
        Activity.objects.to_renew(on=timezone.localdate(now), days=days).filter(renewal_asked_at=None),
        activity_id,
        taken="renewal_asking_since",
        done="renewal_asked_at",
        at=now,
        send=lambda: send_renewal_letter(Activity.objects.get(pk=activity_id)),
    )
