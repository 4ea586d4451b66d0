"""Letters about disclosure."""

from datetime import datetime

from django.utils import timezone

from core.letters import Draft, Secrets, send_letter, write_letter
from disclosures.links import VALID_FOR, disclosure_link
from disclosures.models import Disclosure, DisclosureRequest
from disclosures.receipts import what_follows


def send_disclosure_letter(request: DisclosureRequest) -> None:
    """Ask the person to disclose, with a link of their own, which nobody else gets to read."""
    secrets = Secrets()
    context = {
        "link": secrets.gap("link", disclosure_link(request.person)),
        "person": request.person,
        "asked_by": request.asked_by,
        "occasion": request.occasion,
        "question": request.question,
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
        secrets=secrets,
    )
    send_letter(draft, at=timezone.now())


def write_receipt(disclosure: Disclosure, *, at: datetime) -> None:
    """To the person: what they signed, what happens next, and a link of their own to correct it."""
    secrets = Secrets()
    draft = Draft(
        key=f"disclosure-receipt:{disclosure.pk}",
        kind="disclosure-receipt",
        to=disclosure.person,
        subject="You signed your disclosure",
        template="disclosures/receipt",
        context={
            "link": secrets.gap("link", disclosure_link(disclosure.person)),
            "disclosure": disclosure,
            "person": disclosure.person,
            "relationships": list(disclosure.relationships.select_related("known_company")),
            "follows": what_follows(disclosure),
            "days": VALID_FOR.days,
        },
        secrets=secrets,
    )
    write_letter(draft, at=at)


def _subject(request: DisclosureRequest) -> str:
    if request.question:
        return f"A question about your disclosure: {request.occasion}"
    what = "confirm your disclosure" if request.confirms_id else "disclose your relationships with industry"
    return f"Please {what}: {request.occasion}"
