"""Which follow-ups are due for whom, and what may still be answered (EVL-3)."""

from collections.abc import Iterable
from datetime import date, datetime, timedelta
from typing import Final

from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils import timezone

from accounts.models import User
from activities.models import Activity, OfficeSettings
from evaluations.models import FollowUp, FollowUpLetter, FollowUpLine, FollowUpStop

# Never more than one letter in so many days, nor in one month of the calendar, which the database holds.
BETWEEN_LETTERS: Final = timedelta(days=30)
Stage = FollowUpLine.Stage


def due_follow_ups(*, on: date) -> QuerySet[FollowUp]:
    """Those of which the next letter to their learner has something to say on that day."""

    def told(stage: str) -> Exists:
        return Exists(FollowUpLine.objects.filter(follow_up=OuterRef("pk"), stage=stage))

    return (
        FollowUp.objects.filter(answered_at=None)
        .filter(Q(remind_date__lte=on) | Q(ask_date__lte=on))
        .filter(
            (Q(remind_date__lte=on, ask_date__gt=on) & ~told(Stage.REMIND))
            | (Q(ask_date__lte=on) & ~told(Stage.ASK))
            | (Q(ask_again_date__lte=on) & ~told(Stage.ASK_AGAIN))
        )
    )


def to_answer(learner: User, *, on: date) -> QuerySet[FollowUp]:
    """What somebody is asked about by that day and has not answered, the oldest first; nothing of who wants no more."""
    return (
        FollowUp.objects.visible_to(learner)
        .filter(answered_at=None, ask_date__lte=on, evaluation__commitments__isnull=False)
        .exclude(evaluation__learner__in=FollowUpStop.objects.values("learner"))
        .select_related("evaluation__activity", "evaluation__session")
        .distinct()
        .order_by("ask_date", "pk")
    )


def stage_due(follow_up: FollowUp, told: Iterable[str], *, on: date) -> str:
    """What a letter of that day says of it, given what was `told` before."""
    if Stage.ASK in told:
        return Stage.ASK_AGAIN
    return Stage.ASK if follow_up.ask_date <= on else Stage.REMIND


def learners_to_write_to(*, at: datetime) -> QuerySet[User]:
    """Whoever has something due, is to be written to at all, and had no such letter for a month."""
    return (
        User.objects.filter(pk__in=due_follow_ups(on=timezone.localdate(at)).values("evaluation__learner"))
        .filter(is_active=True)
        .exclude(pk__in=recent_letters(at=at).values("learner"))
        .exclude(pk__in=FollowUpStop.objects.values("learner"))
        .order_by("pk")
    )


def recent_letters(*, at: datetime) -> QuerySet[FollowUpLetter]:
    since, month = at - BETWEEN_LETTERS, timezone.localdate(at).replace(day=1)
    return FollowUpLetter.objects.filter(Q(written_at__gt=since) | Q(month=month))


def follow_up_days_of(activity: Activity, office: OfficeSettings) -> int:
    return activity.follow_up_days or office.follow_up_days


def closed_refusals(follow_up: FollowUp, *, office: OfficeSettings, at: datetime) -> list[str]:
    """Why the answers of a follow-up stay as they are; empty means they can be given or changed."""
    if follow_up.answered_at and at > follow_up.answered_at + timedelta(days=office.follow_up_change_days):
        return [
            f"These answers were given more than {office.follow_up_change_days} days ago and stay as they are. Thank you!"
        ]
    return []
