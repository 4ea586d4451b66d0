"""Signed links by which a learner answers a follow-up, or wants no more of them, without signing in (EVL-3)."""

from datetime import timedelta
from typing import Final

from django.conf import settings
from django.core import signing
from django.urls import reverse

from accounts.models import User
from activities.models import OfficeSettings
from evaluations.models import FollowUpLetter

_ANSWER: Final = "evaluations.links.answer"
_STOP: Final = "evaluations.links.stop"


def answer_link(letter: FollowUpLetter) -> str:
    """The full address, for a letter."""
    return settings.SITE_URL + reverse("evaluations:follow_up", args=[answer_token(letter)])


def answer_token(letter: FollowUpLetter) -> str:
    return signing.dumps(letter.pk, salt=_ANSWER)


def letter_of_token(token: str) -> FollowUpLetter:
    """Raises signing.SignatureExpired for a link that is too old, and signing.BadSignature for any other fault."""
    valid_for = timedelta(days=OfficeSettings.current().follow_up_link_days)
    pk = signing.loads(token, salt=_ANSWER, max_age=valid_for)
    letter = FollowUpLetter.objects.filter(pk=pk, learner__is_active=True).select_related("learner").first()
    if letter is None:
        raise signing.BadSignature("There is no such letter.")
    return letter


def stop_link(learner: User) -> str:
    return settings.SITE_URL + reverse("evaluations:stop_follow_ups", args=[stop_token(learner)])


def stop_token(learner: User) -> str:
    return signing.dumps(learner.pk, salt=_STOP)


def learner_of_stop_token(token: str) -> User:
    """It never expires: whoever wants no letters can say so by the oldest of them. Raises signing.BadSignature."""
    learner = User.objects.filter(pk=signing.loads(token, salt=_STOP)).first()
    if learner is None:
        raise signing.BadSignature("Nobody has this link.")
    return learner
