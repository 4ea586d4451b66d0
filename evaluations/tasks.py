"""What an evaluation asks of the worker."""

from celery import shared_task
from django.utils import timezone

from core.background import send_once
from evaluations.emails import send_bias_alert, send_course_review_letter, send_follow_up_letter
from evaluations.models import CourseReview, Evaluation, FollowUpLetter


@shared_task
def alert_of_bias(evaluation_id: int) -> None:
    """Mail the office that a learner found bias, once, however often it is asked for (EVL-1)."""
    send_once(
        Evaluation.objects.to_alert(),
        evaluation_id,
        taken="alerting_since",
        done="alerted_at",
        at=timezone.now(),
        send=lambda: send_bias_alert(
            Evaluation.objects.select_related("questionnaire__activity", "session").get(pk=evaluation_id)
        ),
    )


@shared_task
def mail_follow_up_letter(letter_id: int) -> None:
    """Send one letter about commitments, once, however often it is asked for (EVL-3)."""
    send_once(
        FollowUpLetter.objects.to_send(),
        letter_id,
        taken="sending_since",
        done="sent_at",
        at=timezone.now(),
        send=lambda: send_follow_up_letter(FollowUpLetter.objects.select_related("learner").get(pk=letter_id)),
    )


@shared_task
def mail_course_review_letter(review_id: int) -> None:
    """Ask the director to look back, once, however often it is asked for (EVL-6)."""
    send_once(
        CourseReview.objects.to_send(),
        review_id,
        taken="sending_since",
        done="sent_at",
        at=timezone.now(),
        send=lambda: send_course_review_letter(CourseReview.objects.select_related("activity").get(pk=review_id)),
    )
