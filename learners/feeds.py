"""The private address of a person's calendar: signed, and worthless once it is replaced."""

from typing import Final

from django.conf import settings
from django.core import signing
from django.urls import reverse

from accounts.models import User
from learners.models import CalendarFeed

_SIGNER: Final = signing.Signer(salt="learners.feeds")


def feed_token(learner: User) -> str:
    """The same as long as it is not replaced, since calendar programs keep it."""
    feed, _ = CalendarFeed.objects.get_or_create(learner=learner)
    return _SIGNER.sign_object([learner.pk, feed.number])


def feed_address(learner: User) -> str:
    """The full address, to paste into a calendar program."""
    return settings.SITE_URL + reverse("learners:calendar_feed", args=[feed_token(learner)])


def learner_of_token(token: str) -> User | None:
    """None where it was replaced, forged, or its person's account is closed."""
    try:
        pk, number = _SIGNER.unsign_object(token)
    except signing.BadSignature:
        return None
    feed = CalendarFeed.objects.select_related("learner").filter(pk=pk, number=number, learner__is_active=True).first()
    return feed.learner if feed else None
