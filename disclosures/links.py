"""Signed links by which a person discloses without an account (SII-2)."""

from datetime import UTC, datetime, timedelta
from typing import Final

from django.conf import settings
from django.core import signing
from django.urls import reverse

from accounts.models import User

VALID_FOR: Final = timedelta(days=60)
_SALT: Final = "disclosures.links"


def disclosure_token(person: User) -> str:
    return signing.dumps(person.pk, salt=_SALT)


def disclosure_link(person: User) -> str:
    """The full address, for a letter."""
    return settings.SITE_URL + reverse("disclosures:by_link", args=[disclosure_token(person)])


def works_until(token: str) -> datetime:
    """Until when a link works. The token has to be a good one."""
    made_at = signing.b62_decode(token.rsplit(":", 2)[1])
    return datetime.fromtimestamp(made_at, tz=UTC) + VALID_FOR


def person_of_token(token: str) -> User:
    """Raises signing.SignatureExpired for a link that is too old, and signing.BadSignature for any other fault."""
    person = User.objects.filter(pk=signing.loads(token, salt=_SALT, max_age=VALID_FOR), is_active=True).first()
    if person is None:
        raise signing.BadSignature("Nobody has this link.")
    return person
