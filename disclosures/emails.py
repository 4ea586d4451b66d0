"""Letters about disclosure."""

from django.utils import timezone

from core.letters import Draft, send_letter
from disclosures.links import VALID_FOR, disclosure_link
from disclosures.models import DisclosureRequest


def send_disclosure_letter(request: DisclosureRequest) -> None:
    """Ask the person to disclose, with a link of their own, which nobody else gets to read."""
    context = {
        "person": request.person,
        "asked_by": request.asked_by,
        "occasion": request.occasion,
        "confirms": request.confirms,
        "runs_out_date": request.runs_out_date,
        "days": VALID_FOR.days,
    }
    draft = Draft(
        key=f"disclosure-request:{request.pk}",
        kind="disclosure-request",
        to=request.person,
        subject=_subject(request),
        template="disclosures/letter",
        context=context,
        secrets={"link": disclosure_link(request.person)},
    )
    send_letter(draft, at=timezone.now())


def _subject(request: DisclosureRequest) -> str:
    what = "confirm your disclosure" if request.confirms_id else "disclose your relationships with industry"
    return f"Please {what}: {request.occasion}"
