"""What is left for one person: every activity they are in, and what stands between them and the certificate."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from django.db.models import Count, Exists, F, OuterRef, Q, QuerySet, Subquery, Value
from django.db.models.functions import Coalesce
from django.utils import timezone

from accounts.models import User
from activities.filters import running_until
from activities.models import Activity, OfficeSettings, Session, Status
from credits.eligibility import Standing, standings_of
from credits.facts import Place
from credits.models import Claim, LateClaimRequest
from learners.models import CompletedWork, Registration

# For so long somebody who did not come is asked whether they were there after all.
ABSENT_FOR: Final = timedelta(days=90)


@dataclass(frozen=True)
class Overview:
    ready: list[Standing]
    to_do: list[Standing]
    lost: list[Standing]
    absent: list[Standing]  # registered, over, and not on record

    @property
    def open(self) -> list[Standing]:
        """Claims that are ready first."""
        return self.ready + self.to_do


def overview_of(learner: User, *, at: datetime) -> Overview:
    places, missing = unclaimed_places(learner), absent_places(learner, at=at)
    every = standings_of([*places, *missing], learner, at=at, office=OfficeSettings.current())
    standings, absent = every[: len(places)], every[len(places) :]
    live = [standing for standing in standings if not (standing.is_lost or standing.is_missed)]
    return Overview(
        ready=[standing for standing in live if standing.can_claim],
        to_do=[standing for standing in live if not standing.can_claim],
        lost=[standing for standing in standings if standing.is_lost or standing.is_missed],
        absent=[standing for standing in absent if standing.is_untold],
    )


def unclaimed_places(learner: User) -> list[Place]:
    """Sessions of series attended, work begun, and other activities taken part in, without a claim; the newest first."""
    attended = (
        Session.objects.filter(attendances__learner=learner, counts_for_credit=True)
        .exclude(claims__learner=learner)
        .exclude(activity__claims__in=Claim.objects.filter(learner=learner, session=None))
        .select_related("activity")
        .order_by("-starts_at", "-pk")
    )
    self_paced = (
        Activity.objects.published()
        .exclude(format__in=Activity.TIMED_FORMATS)
        .filter(registrations__learner=learner, registrations__status=Registration.Status.REGISTERED)
        .exclude(claims__learner=learner)
        .exclude(completed_work__learner=learner)
        .order_by("-start_date", "-pk")
    )
    begun = (
        CompletedWork.objects.filter(learner=learner)
        .exclude(claims__learner=learner)
        .exclude(activity__claims__in=Claim.objects.filter(learner=learner, work=None))
        .select_related("activity")
    )
    places = [_place_of(session) for session in attended]
    places += [Place(activity) for activity in self_paced]
    places += [Place(work.activity, work=work) for work in begun]
    places += [Place(told.activity, told.session) for told in _told_of(learner)]
    return list({place.key: place for place in reversed(places)}.values())[::-1]


def _place_of(session: Session) -> Place:
    return Place(session.activity, session if session.activity.is_claimed_per_session else None)


def _told_of(learner: User) -> QuerySet[LateClaimRequest]:
    """Where this person said to have been without being on record, and what is not claimed yet."""
    claims = Claim.objects.filter(learner=learner, activity=OuterRef("activity"))
    same = Q(session=OuterRef("session")) | Q(session=None)
    return (
        LateClaimRequest.objects.filter(learner=learner, kind=LateClaimRequest.Kind.PRESENCE)
        .exclude(Exists(claims.filter(same)))
        .select_related("activity", "session__activity")
    )


def absent_places(learner: User, *, at: datetime) -> list[Place]:
    """Courses this person was registered for, that ended lately, and where no attendance is on record."""
    today = timezone.localdate(at)
    attended = Session.objects.filter(activity=OuterRef("pk"), attendances__learner=learner)
    told = LateClaimRequest.objects.filter(learner=learner, activity=OuterRef("pk"))
    over = (
        Activity.objects.published()
        .filter(format=Activity.Format.COURSE, status__in=(Status.OPEN, Status.CLOSED))
        .filter(end_date__gte=today - ABSENT_FOR, end_date__lte=today)
        .filter(registrations__learner=learner, registrations__status=Registration.Status.REGISTERED)
        .exclude(Exists(attended))
        .exclude(Exists(told))
        .order_by("-start_date", "-pk")
    )
    return [Place(activity) for activity in over]


def coming_up(learner: User, *, at: datetime) -> QuerySet[Registration]:
    """Registrations of what runs now and of what is still to come, and the place on the waiting list.

    Each knows `running_until`, as the catalogue does, and `begins_at`, its next counting session or None.
    """
    ahead = (
        Registration.objects.filter(
            activity=OuterRef("activity"),
            status=Registration.Status.WAITING,
            registered_at__lt=OuterRef("registered_at"),
        )
        .order_by()
        .values("activity")
        .annotate(number=Count("pk"))
        .values("number")
    )
    begins = (
        Session.objects.taking_place()
        .filter(activity=OuterRef("activity"), counts_for_credit=True, starts_at__gt=at)
        .order_by("starts_at")
        .values("starts_at")[:1]
    )
    return (
        Registration.objects.filter(learner=learner)
        .filter(activity__status__in=(Status.APPROVED, Status.OPEN, Status.CANCELLED))
        .exclude(status=Registration.Status.CANCELLED)
        .annotate(place=Coalesce(Subquery(ahead), Value(0)) + 1, begins_at=Subquery(begins))
        .annotate(running_until=running_until(at, activity="activity"))
        .filter(Q(begins_at__isnull=False) | Q(running_until__isnull=False) & ~Q(activity__status=Status.CANCELLED))
        .select_related("activity")
        .order_by(F("running_until").asc(nulls_last=True), "begins_at", "pk")
    )
