"""Signed links by which whoever reads an address's mail says whose it is (ATT-5)."""

from datetime import timedelta
from typing import Final

from django.conf import settings
from django.core import signing
from django.urls import reverse

from people.models import JoinRequest

VALID_FOR: Final = timedelta(days=14)
_SALT: Final = "people.links.address"


def address_link(asked: JoinRequest) -> str:
    """The full address, for a letter."""
    return settings.SITE_URL + reverse("people:prove_address", args=[address_token(asked)])


def address_token(asked: JoinRequest) -> str:
    return signing.dumps(asked.pk, salt=_SALT)


def request_of_token(token: str) -> JoinRequest:
    """Raises signing.BadSignature for a link that is too old, or that nobody has."""
    pk = signing.loads(token, salt=_SALT, max_age=VALID_FOR)
    asked = JoinRequest.objects.filter(pk=pk, person__is_active=True).select_related("person").first()
    if asked is None:
        raise signing.BadSignature("Nobody asks this any more.")
    return asked
