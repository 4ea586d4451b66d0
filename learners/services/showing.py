from collections.abc import Sequence
from datetime import datetime

from accounts.models import User
from activities.models import Activity
from learners.models import DisclosureShowing, ShownDisclosures
from learners.showing import fingerprint_of, text_of


def note_shown(activity: Activity, *, learner: User, told: Sequence[str], at: datetime) -> DisclosureShowing:
    """Keep that `learner` was shown this very text, and when first (SII-8)."""
    shown, _ = ShownDisclosures.objects.get_or_create(
        activity=activity, sha256=fingerprint_of(told), defaults={"text": text_of(told)}
    )
    showing, _ = DisclosureShowing.objects.get_or_create(shown=shown, learner=learner, defaults={"shown_at": at})
    return showing
