"""Letters about a person's record."""

from datetime import datetime

from core.letters import Draft, Secrets, write_letter
from people.links import VALID_FOR, address_link
from people.models import JoinRequest


def write_address_letter(asked: JoinRequest, *, at: datetime) -> None:
    """Ask the other address, known or not, whether it is the same person's (ATT-5)."""
    secrets = Secrets()
    link = secrets.gap("link", address_link(asked))
    draft = Draft(
        key=f"other-address:{asked.pk}",
        kind="other-address",
        to=asked.other_email,
        subject="Is this address yours, too?",
        template="people/address_letter",
        context={"link": link, "person": asked.person, "days": VALID_FOR.days},
        secrets=secrets,
    )
    write_letter(draft, at=at)
