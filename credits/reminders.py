"""Who was there, has not claimed, and is to be reminded now (AMA-7)."""

from collections.abc import Collection
from datetime import datetime, timedelta
from typing import Final

from django.db.models import Exists, Max, OuterRef, Q, QuerySet
from django.utils import timezone

from activities.models import Activity, OfficeSettings, Session, Status
from credits.eligibility import Place, Standing, standings_of
from credits.models import Claim, ClaimReminder
from learners.models import Attendance

Stage = ClaimReminder.Stage
# Whoever was not written to so long after the end, as after an upgrade, hears of it before the window closes.
FIRST_WITHIN: Final = timedelta(days=7)


def due_reminders(*, at: datetime, office: OfficeSettings, most: int) -> list[ClaimReminder]:
    """Not stored yet, at most so many, in a fixed number of queries."""
    due: list[ClaimReminder] = []
    if office.claim_reminder_hours:
        due += _firsts(at=at, office=office, most=most)
    if office.last_call_days:
        due += _lasts(at=at, office=office, most=most - len(due))
    return due


def worth_reminding(reminder: ClaimReminder, *, at: datetime) -> list[Standing]:
    """What of it is still unclaimed and can be, judged as the claim itself is; empty for a closed account."""
    activity, learner = reminder.activity, reminder.learner
    if not learner.is_active:
        return []
    places: list[Session | None] = [reminder.session]
    if activity.is_claimed_per_session and reminder.session is None:
        attended = activity.sessions.filter(attendances__learner=learner, counts_for_credit=True)
        places = list(attended.select_related("activity").order_by("starts_at"))
    standings = standings_of([Place(activity, place) for place in places], learner, at=at) if places else []
    return [one for one in standings if one.claim is None and one.maximum > 0 and not (one.is_lost or one.is_missed)]


def _firsts(*, at: datetime, office: OfficeSettings, most: int) -> list[ClaimReminder]:
    until = at - timedelta(hours=office.claim_reminder_hours)
    since = until - FIRST_WITHIN
    sessions = Session.objects.open_to_learners().filter(activity__status__in=(Status.OPEN, Status.CLOSED))
    lately = sessions.filter(ends_at__gt=since, ends_at__lte=until)
    of_series = lately.filter(activity__format=Activity.Format.SERIES)
    # A course is over with its last session.
    ended = sessions.filter(activity__format=Activity.Format.COURSE).values("activity").order_by()
    courses = ended.annotate(last=Max("ends_at")).filter(last__gt=since, last__lte=until).values("activity")
    series_open, courses_open = (
        _still_open(activities, at=at, office=office)
        for activities in (
            Activity.objects.filter(pk__in=of_series.values("activity")),
            Activity.objects.filter(pk__in=courses),
        )
    )
    attended = _unclaimed(Stage.FIRST).filter(
        Q(session__in=of_series, session__activity__in=series_open) | Q(session__activity__in=courses_open)
    )
    found = attended.values_list("learner", "session__activity", "session").order_by("session__ends_at", "learner")
    reminders: dict[tuple[int, int, int | None], ClaimReminder] = {}
    for learner, activity, session in found[: most * 4]:  # a course is attended in several sessions
        one = session if activity in series_open else None
        reminders.setdefault((learner, activity, one), _reminder(learner, activity, one, Stage.FIRST, at))
    return list(reminders.values())[:most]


def _lasts(*, at: datetime, office: OfficeSettings, most: int) -> list[ClaimReminder]:
    running = Activity.objects.filter(status__in=(Status.OPEN, Status.CLOSED), format__in=Activity.TIMED_FORMATS)
    ended = running.filter(
        end_date__lt=timezone.localdate(at), end_date__gte=timezone.localdate(at) - timedelta(days=730)
    )
    closing = _still_open(ended, at=at, office=office, within=timedelta(days=office.last_call_days))
    attended = _unclaimed(Stage.LAST).filter(session__activity__in=closing)
    pairs = attended.values_list("learner", "session__activity").order_by("session__activity", "learner").distinct()
    return [_reminder(learner, activity, None, Stage.LAST, at) for learner, activity in pairs[: max(most, 0)]]


def _still_open(
    activities: QuerySet[Activity], *, at: datetime, office: OfficeSettings, within: timedelta | None = None
) -> Collection[int]:
    """Those whose credit can be claimed now, and no longer than `within`."""
    found = set()
    for activity in activities:
        closes_at = activity.claim_closes_at(office.claim_window_days)
        if closes_at and at < closes_at and (within is None or closes_at - within <= at):
            found.add(activity.pk)
    return found


def _unclaimed(stage: str) -> QuerySet[Attendance]:
    """Attendance that gives credit, of people with an account, not claimed and not reminded of at this stage."""
    place = Q(session=OuterRef("session")) | Q(session=None)
    of_it = {"activity": OuterRef("session__activity"), "learner": OuterRef("learner")}
    taught = Session.objects.filter(pk=OuterRef("session"), speakers__person=OuterRef("learner"))
    return (
        Attendance.objects.filter(session__counts_for_credit=True, learner__is_active=True)
        .filter(session__activity__designations__isnull=False)
        .exclude(Exists(Claim.objects.filter(place, **of_it)))
        .exclude(Exists(ClaimReminder.objects.filter(place, stage=stage, **of_it)))
        .exclude(Exists(taught))
        .distinct()
    )


def _reminder(learner: int, activity: int, session: int | None, stage: str, at: datetime) -> ClaimReminder:
    return ClaimReminder(learner_id=learner, activity_id=activity, session_id=session, stage=stage, written_at=at)
