"""What the clock asks of taking part."""

from celery import shared_task
from django.utils import timezone

from activities.models import Activity, SessionChange
from core.background import request_again, request_each, waiting
from learners.models import AttendanceImport, ImportRow, Registration, SessionLetter
from learners.services import pass_on_seats, seat_waiting
from learners.services.telling import follow_changes
from learners.tasks import invite_person, tell_learner, tell_of_sessions, work_on_import

BATCH = 50


@shared_task
def send_missing_registration_letters() -> int:
    """Ask again for letters that were never mailed: a broker, worker or mail server was down; returns how many."""
    due = Registration.objects.to_tell().order_by("registered_at")
    return request_again(tell_learner, due, taken="telling_since", at=timezone.now(), most=BATCH)


@shared_task
def seat_those_who_wait() -> int:
    """Give seats that became free since, as when the office raised the capacity, to who waits longest; how many moved."""
    queued = Registration.objects.waiting().values("activity")
    return sum(
        len(seat_waiting(activity, at=timezone.now())) for activity in Activity.objects.open().filter(pk__in=queued)
    )


@shared_task
def pass_on_unconfirmed_seats() -> int:
    """Give seats that were kept, and not taken in time, to who waits next; how many were passed on (ATT-2)."""
    now = timezone.now()
    late = Registration.objects.to_pass_on(at=now).values("activity")
    return sum(len(pass_on_seats(activity, at=now)) for activity in Activity.objects.filter(pk__in=late))


@shared_task
def work_on_waiting_lists() -> int:
    """Ask again for attendance lists that wait: a broker or worker was down (ATT-3); returns how many."""
    due = AttendanceImport.objects.in_work().order_by("uploaded_at")
    return request_again(work_on_import, due, taken="working_since", at=timezone.now(), most=BATCH, expires=30)


@shared_task
def send_missing_invitations() -> int:
    """Ask again for letters to people whom a list made known that were never mailed; returns how many."""
    due = ImportRow.objects.to_invite().order_by("invite_asked_at")
    return request_again(invite_person, due, taken="inviting_since", at=timezone.now(), most=BATCH)


@shared_task
def follow_session_changes() -> int:
    """Let codes follow sessions that were moved or approved, and write to who registered; returns for how many series."""
    series = Activity.objects.filter(pk__in=SessionChange.objects.to_follow().values("session__activity"))
    for activity in series:
        follow_changes(activity, at=timezone.now())
    return len(series)


@shared_task
def send_missing_letters_about_sessions() -> int:
    """Ask again for letters about moved, cancelled or added sessions that were never mailed; returns how many."""
    due = waiting(SessionLetter.objects.to_send(), taken="sending_since", at=timezone.now()).order_by()
    pairs = list(due.values_list("learner", "change__session__activity").distinct()[:BATCH])
    return request_each(tell_of_sessions, pairs)
