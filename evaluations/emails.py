"""Letters about evaluations."""

from django.conf import settings
from django.contrib.auth.models import Permission
from django.core.mail import EmailMessage
from django.db.models import Q
from django.template.loader import render_to_string
from django.urls import reverse

from accounts.models import User
from activities.models import OfficeSettings
from evaluations.models import Evaluation
from evaluations.standard import BIAS_WHY


def send_bias_alert(evaluation: Evaluation) -> None:
    """Tell the office what a learner found biased, and not who it was (EVL-4)."""
    activity = evaluation.questionnaire.activity
    why = evaluation.answers.filter(question__key=BIAS_WHY).values_list("text", flat=True).first()
    body = render_to_string(
        "evaluations/bias_alert.txt",
        {
            "activity": activity,
            "session": evaluation.session,
            "why": why,
            "address": settings.SITE_URL + reverse("admin:activities_activity_change", args=[activity.pk]),
        },
    )
    EmailMessage(f"Bias reported: {activity}", body, to=office_addresses()).send()


def office_addresses() -> list[str]:
    """The office's own address, else everybody who decides on proposals. Raises LookupError where there is nobody."""
    office = OfficeSettings.current()
    if office.contact_email:
        return [office.contact_email]
    decide = Permission.objects.filter(codename="decide_activity", content_type__app_label="activities")
    may_decide = Q(is_superuser=True) | Q(user_permissions__in=decide) | Q(groups__permissions__in=decide)
    reviewers = User.objects.filter(may_decide, is_active=True, is_staff=True).distinct().order_by("pk")
    addresses = list(reviewers.values_list("email", flat=True))
    if not addresses:
        raise LookupError("Nobody can be alerted: set the office's e-mail address in its settings.")
    return addresses
