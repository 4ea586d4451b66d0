from django.db import transaction
from django.db.models import F

from accounts.models import User
from learners.models import CalendarFeed


@transaction.atomic
def replace_feed(learner: User) -> None:
    """Make every calendar address of `learner` worthless that was given out so far."""
    CalendarFeed.objects.get_or_create(learner=learner)
    CalendarFeed.objects.filter(learner=learner).update(number=F("number") + 1)
