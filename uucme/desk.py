"""The office's desk: everything that waits, whose turn it is, since when, and what is late. One query for each queue."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any, Final

from django.db.models import Count, Min, Q, QuerySet
from django.urls import reverse
from django.utils import timezone

from accounts.models import User
from activities.admin.filters import awaiting
from activities.clearance import activities_with_people_to_decide_on
from activities.models import Activity, OfficeSettings, Session, Status
from activities.workflow import Turn, turn_of
from core.models import Letter
from credits.models import Certificate, LateClaimRequest
from disclosures.models import Company
from evaluations.models import BiasReport, CourseReview
from evaluations.models.course_review import overdue_before
from learners.models import AttendanceImport, CompletedWork
from people.models import JoinRequest

OFFICE: Final = "The office"
PLANNERS: Final = "The planners"
DIRECTORS: Final = "The directors"
# A session this near that is still to be approved is marked.
SOON: Final = timedelta(days=7)

# What one of each is called.
_ONE: Final = {
    "Proposals to decide on": "Proposal to decide on",
    "Proposals given back with requests": "Proposal given back with requests",
    "Registrations to open": "Registration to open",
    "Approved activities with people to decide on": "Approved activity with people to decide on",
    "Sessions of series to approve": "Session of a series to approve",
    "Series that end and are not renewed": "Series that ends and is not renewed",
    "Companies to decide on": "Company to decide on",
    "Late claims to decide on": "Late claim to decide on",
    "Completed work to confirm": "Piece of completed work to confirm",
    "Certificates that cannot be printed": "Certificate that cannot be printed",
    "Reports of bias to look into": "Report of bias to look into",
    "Directors’ reviews still to come": "Director’s review still to come",
    "Attendance lists to look at": "Attendance list to look at",
    "People who say they have two accounts": "Person who says they have two accounts",
    "Letters that do not reach their readers": "Letter that does not reach its reader",
}


@dataclass(frozen=True)
class Queue:
    """One kind of thing that waits. `oldest` is since when; `next_at` is when the nearest falls due instead."""

    name: str
    address: str
    whose: str
    count: int
    oldest: datetime | None = None
    next_at: datetime | None = None
    late: int = 0
    remark: str = ""
    late_word: str = "late"
    at: datetime = field(default_factory=timezone.now)

    @property
    def words(self) -> str:
        return _ONE[self.name] if self.count == 1 else self.name

    @property
    def told_age(self) -> str:
        at = self.at
        if self.next_at is not None:
            days = (timezone.localdate(self.next_at) - timezone.localdate(at)).days
            return "next today" if days < 1 else f"next in {days} day{'' if days == 1 else 's'}"
        if self.oldest is None:
            return ""
        days = (at - self.oldest).days
        return "since today" if days < 1 else f"oldest {days} day{'' if days == 1 else 's'}"


@dataclass(frozen=True)
class Desk:
    """What waits for the office and for others; queues in which nothing waits are left out."""

    office: list[Queue]
    others: list[Queue]

    @property
    def is_clear(self) -> bool:
        return not self.office


def desk_of(user: User, *, at: datetime) -> Desk:
    office = OfficeSettings.current()
    found = [queue for make, permission in _QUEUES if user.has_perm(permission) for queue in make(user, at, office)]
    waiting = [queue for queue in found if queue.count]
    return Desk(
        [queue for queue in waiting if queue.whose == OFFICE],
        [queue for queue in waiting if queue.whose != OFFICE],
    )


def _since(rows: QuerySet[Any], since: str, *, late_before: datetime | None = None, **more: Any) -> dict[str, Any]:
    """How many, since when the oldest, and how many waited since before `late_before`."""
    late = Count("pk", filter=Q(**{f"{since}__lte": late_before})) if late_before else Count("pk", filter=Q(pk=None))
    return rows.order_by().aggregate(count=Count("pk"), oldest=Min(since), late=late, **more)


def _list(name: str, query: str = "") -> str:
    return reverse(f"admin:{name}_changelist") + query


def _too_old(at: datetime, office: OfficeSettings) -> datetime:
    """What has waited longer than the office gives itself for a review is late."""
    return at - timedelta(days=office.review_days + 1)


def _proposals(user: User, at: datetime, office: OfficeSettings) -> Iterator[Queue]:
    waiting = Activity.objects.awaiting_review()
    mine = awaiting(Activity.objects.all(), user).order_by()
    found = _since(
        waiting,
        "status_changed_at",
        late_before=_too_old(at, office),
        mine=Count("pk", filter=Q(pk__in=mine.values("pk"))),
    )
    by_you = found.pop("mine")
    others = found["count"] - by_you
    address, remark = "?status__exact=submitted", "all for a colleague"
    if by_you:  # the number is that of the list it leads to
        found["count"] = by_you
        address, remark = "?queue=mine", f"{others} more for a colleague" if others else ""
    yield Queue("Proposals to decide on", _list("activities_activity", address), OFFICE, remark=remark, **found)
    asked = Activity.objects.filter(status=Status.CHANGES_REQUESTED)
    yield Queue(
        "Proposals given back with requests",
        _list("activities_activity", "?status__exact=changes_requested"),
        PLANNERS,
        **_since(asked, "status_changed_at"),
    )


def _registrations(user: User, at: datetime, office: OfficeSettings) -> Iterator[Queue]:
    """Approved, and the clock has no time to open them at."""
    near = Q(start_date__lte=timezone.localdate(at) + timedelta(days=14))
    found = _since(Activity.objects.to_open_by_hand(), "status_changed_at", near=Count("pk", filter=near))
    found["late"] = found.pop("near")
    address = _list("activities_activity", "?queue=to_open")
    yield Queue("Registrations to open", address, OFFICE, late_word="begin within two weeks", **found)


def _sessions(user: User, at: datetime, office: OfficeSettings) -> Iterator[Queue]:
    found = (
        Session.objects.awaiting_approval(at=at)
        .order_by()
        .aggregate(count=Count("pk"), next_at=Min("starts_at"), late=Count("pk", filter=Q(starts_at__lte=at + SOON)))
    )
    yield Queue(
        "Sessions of series to approve", _list("activities_session"), OFFICE, late_word="within a week", **found
    )


def _undecided(user: User, at: datetime, office: OfficeSettings) -> Iterator[Queue]:
    """What they teach stays closed to learners until the office has decided on their relationships."""
    number = len(activities_with_people_to_decide_on(office=office, at=at))
    address = _list("activities_activity", "?queue=people")
    yield Queue("Approved activities with people to decide on", address, OFFICE, number)


def _series(user: User, at: datetime, office: OfficeSettings) -> Iterator[Queue]:
    ending = Activity.objects.to_renew(on=timezone.localdate(at), days=office.renewal_notice_days)
    address = _list("activities_activity", "?queue=ending")
    yield Queue("Series that end and are not renewed", address, PLANNERS, ending.count())


def _companies(user: User, at: datetime, office: OfficeSettings) -> Iterator[Queue]:
    new = Company.objects.to_decide()
    yield Queue("Companies to decide on", _list("disclosures_company", "?standing__exact=new"), OFFICE, new.count())


def _late_claims(user: User, at: datetime, office: OfficeSettings) -> Iterator[Queue]:
    waiting = LateClaimRequest.objects.visible_to(user).waiting()
    address = _list("credits_lateclaimrequest", "?status__exact=waiting")
    found = _since(waiting, "asked_at", late_before=_too_old(at, office))
    yield Queue("Late claims to decide on", address, OFFICE, **found)


def _work(user: User, at: datetime, office: OfficeSettings) -> Iterator[Queue]:
    found = _since(CompletedWork.objects.waiting(), "handed_in_at", late_before=_too_old(at, office))
    address = _list("learners_completedwork", "?status__exact=handed_in")
    yield Queue("Completed work to confirm", address, OFFICE, **found)


def _certificates(user: User, at: datetime, office: OfficeSettings) -> Iterator[Queue]:
    stuck = Certificate.objects.filter(refused_at__isnull=False, revoked_at=None, replaced_at=None)
    address = _list("credits_certificate", "?standing=refused")
    yield Queue("Certificates that cannot be printed", address, OFFICE, **_since(stuck, "refused_at"))


def _bias(user: User, at: datetime, office: OfficeSettings) -> Iterator[Queue]:
    reports = BiasReport.objects.for_office(user).unresolved()
    found = _since(reports, "submitted_at", late_before=_too_old(at, office))
    yield Queue("Reports of bias to look into", _list("evaluations_biasreport", "?state=open"), OFFICE, **found)


def _reviews(user: User, at: datetime, office: OfficeSettings) -> Iterator[Queue]:
    address = _list("evaluations_coursereview", "?standing=missing")
    found = _since(CourseReview.objects.missing(), "asked_at", late_before=overdue_before(at))
    yield Queue("Directors’ reviews still to come", address, DIRECTORS, late_word="overdue", **found)


def _attendance(user: User, at: datetime, office: OfficeSettings) -> Iterator[Queue]:
    """Lists that somebody has to look at: what the columns say, or what they would write."""
    found = _since(AttendanceImport.objects.filter(state__in=AttendanceImport.TO_LOOK_AT), "uploaded_at")
    yield Queue("Attendance lists to look at", _list("learners_attendanceimport", "?queue=open"), OFFICE, **found)


def _people(user: User, at: datetime, office: OfficeSettings) -> Iterator[Queue]:
    asked = _since(JoinRequest.objects.filter(settled_at=None), "asked_at")
    yield Queue("People who say they have two accounts", reverse("people:duplicates"), OFFICE, **asked)


def _letters(user: User, at: datetime, office: OfficeSettings) -> Iterator[Queue]:
    found = _since(Letter.objects.failing(), "written_at")
    found["late"] = found["count"]
    address = _list("core_letter", "?state=failing")
    yield Queue("Letters that do not reach their readers", address, OFFICE, late_word="failing", **found)


_Make = Callable[[User, datetime, OfficeSettings], Iterator[Queue]]
_QUEUES: Final[tuple[tuple[_Make, str], ...]] = (
    (_letters, "core.view_letter"),
    (_proposals, "activities.view_activity"),
    (_sessions, "activities.view_session"),
    (_registrations, "activities.view_activity"),
    (_undecided, "activities.view_activity"),
    (_companies, "disclosures.view_company"),
    (_late_claims, "credits.view_lateclaimrequest"),
    (_work, "learners.decide_completedwork"),
    (_certificates, "credits.view_certificate"),
    (_bias, "evaluations.view_biasreport"),
    (_attendance, "learners.change_attendanceimport"),
    (_people, "people.add_merge"),
    (_reviews, "evaluations.view_coursereview"),
    (_series, "activities.view_activity"),
)


def waiting_longest(user: User, *, at: datetime) -> list[tuple[Activity, Turn]]:
    office = OfficeSettings.current()
    oldest = Activity.objects.plan_visible_to(user).awaiting_review().order_by("status_changed_at", "pk")[:5]
    return [(activity, turn_of(activity, at=at, office=office)) for activity in oldest]
