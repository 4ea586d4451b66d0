"""Signed links from an invitation to the plan; they sign nobody in (PLN-5)."""

from datetime import timedelta
from typing import Final

from django.conf import settings
from django.core import signing
from django.urls import reverse

from activities.models import PlanInvitation

VALID_FOR: Final = timedelta(days=30)
_SALT: Final = "activities.invitation"


def invitation_link(invitation: PlanInvitation) -> str:
    """The full address, for a letter."""
    token = signing.dumps(invitation.pk, salt=_SALT)
    return settings.SITE_URL + reverse("plan:invited", args=[token])


def invitation_of(token: str) -> PlanInvitation:
    """Raises signing.SignatureExpired for a link that is too old, and signing.BadSignature for any other fault."""
    pk = signing.loads(token, salt=_SALT, max_age=VALID_FOR)
    invitation = PlanInvitation.objects.select_related("activity", "person").filter(pk=pk).first()
    if invitation is None:
        raise signing.BadSignature("There is no such invitation.")
    return invitation
