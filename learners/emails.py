"""Letters about taking part."""

from django.conf import settings
from django.core.mail import EmailMessage
from django.template.loader import render_to_string
from django.urls import reverse

from activities.dates import dates_of
from learners.models import Registration


def send_seat_letter(registration: Registration) -> None:
    """Tell somebody who waited that they have a seat now (ATT-2). Raises whatever the mail server answers."""
    activity = registration.activity
    context = {
        "person": registration.learner,
        "activity": activity,
        "days": dates_of(activity),
        "address": settings.SITE_URL + reverse("learners:register", args=[activity.slug]),
    }
    body = render_to_string("learners/seat_letter.txt", context)
    EmailMessage(f"You have a seat: {activity}", body, to=[registration.learner.email]).send()
