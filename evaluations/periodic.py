"""What the clock asks of evaluations."""

from celery import shared_task
from django.utils import timezone

from activities.models import OfficeSettings
from core.background import request_again
from evaluations.course_reviews import reviews_due
from evaluations.follow_ups import learners_to_write_to
from evaluations.models import CourseReview, Evaluation, FollowUpLetter
from evaluations.services import ask_for_review, write_follow_up_letter
from evaluations.tasks import alert_of_bias, mail_course_review_letter, mail_follow_up_letter

BATCH = 50
LETTERS = 200


@shared_task
def send_missing_bias_alerts() -> int:
    """Ask again for alerts that were never mailed: a broker, worker or mail server was down; returns how many."""
    due = Evaluation.objects.to_alert().order_by("submitted_at")
    return request_again(alert_of_bias, due, taken="alerting_since", at=timezone.now(), most=BATCH)


@shared_task
def write_due_follow_up_letters() -> int:
    """Write to everybody of whom something is due (EVL-3), a batch at a time; returns how many letters."""
    now = timezone.now()
    return sum(
        write_follow_up_letter(learner, at=now) is not None for learner in learners_to_write_to(at=now)[:LETTERS]
    )


@shared_task
def send_missing_follow_up_letters() -> int:
    """Ask again for letters that were never mailed; returns how many."""
    due = FollowUpLetter.objects.to_send().order_by("written_at")
    return request_again(mail_follow_up_letter, due, taken="sending_since", at=timezone.now(), most=BATCH)


@shared_task
def ask_for_due_reviews() -> int:
    """Ask directors to look back on what is over since long enough (EVL-6); returns how many reviews."""
    now = timezone.now()
    due = list(reviews_due(on=timezone.localdate(now), after_days=OfficeSettings.current().look_back_days))
    for activity, period_end in due[:LETTERS]:
        ask_for_review(activity, period_end=period_end, at=now)
    return len(due[:LETTERS])


@shared_task
def send_missing_course_review_letters() -> int:
    """Ask again for letters that were never mailed; returns how many."""
    due = CourseReview.objects.to_send().order_by("asked_at")
    return request_again(mail_course_review_letter, due, taken="sending_since", at=timezone.now(), most=BATCH)
