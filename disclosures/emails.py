"""Letters about disclosure."""

from django.core.mail import EmailMultiAlternatives
from django.template.loader import render_to_string

from disclosures.links import VALID_FOR, disclosure_link
from disclosures.models import DisclosureRequest


def send_disclosure_letter(request: DisclosureRequest) -> None:
    """Ask the person to disclose, with a link of their own. Raises whatever the mail server answers."""
    context = {
        "person": request.person,
        "asked_by": request.asked_by,
        "occasion": request.occasion,
        "confirms": request.confirms,
        "runs_out_date": request.runs_out_date,
        "link": disclosure_link(request.person),
        "days": VALID_FOR.days,
    }
    letter = EmailMultiAlternatives(
        subject=_subject(request),
        body=render_to_string("disclosures/letter.txt", context),
        to=[request.person.email],
    )
    letter.attach_alternative(render_to_string("disclosures/letter.html", context), "text/html")
    letter.send()


def _subject(request: DisclosureRequest) -> str:
    what = "confirm your disclosure" if request.confirms_id else "disclose your relationships with industry"
    return f"Please {what}: {request.occasion}"
