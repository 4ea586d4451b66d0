"""Learners who come after the window, and some who were there without being on record; the office is to decide."""

from datetime import timedelta
from typing import Final

from django.db.models import Exists, OuterRef

from activities.models import Activity, OfficeSettings
from credits.eligibility import is_granted_by_rule, late_claim_refusals, opened_until, sessions_to_tell_of, standing_of
from credits.models import Claim, LateClaimRequest
from learners.models import Attendance, Registration
from uucme.demo.clock import Clock

_LATE: Final = (
    "I was deployed with the National Guard until last week and could not get at my mail.",
    "My renewal is due in January, and only now did I see that I never claimed this one.",
    "I was on leave with our new baby and missed the letters.",
)
_THERE: Final = (
    "The projector was off when the code was shown. I sat in the second row and asked about the renal dose.",
    "My phone had no signal in the basement. Dr. Whitfield can vouch for me.",
)


def come_late(clock: Clock) -> None:
    """Some of each kind wait; who is within the office's rule was granted at once."""
    office = OfficeSettings.current()
    asked_at = clock.now - timedelta(days=2, hours=3)
    learners = [(one.learner, one.session.activity) for one in _unclaimed(clock, office)]
    standings = [(learner, standing_of(activity, learner, at=asked_at)) for learner, activity in learners]
    may_ask = [(learner, standing) for learner, standing in standings if not late_claim_refusals(standing)]
    for (learner, standing), reason in zip(may_ask, _LATE, strict=False):
        request = LateClaimRequest(activity=standing.activity, learner=learner, reason=reason)
        request.asked_at = request.announced_at = asked_at
        if is_granted_by_rule(standing, granted_this_year=0, office=office, at=asked_at):
            request.status, request.decided_at, request.told_at = LateClaimRequest.Status.GRANTED, asked_at, asked_at
            request.closes_at = opened_until(request, office=office, at=asked_at)
        request.save()
    _tell_of_presence(clock, office)


def _unclaimed(clock: Clock, office: OfficeSettings) -> list[Attendance]:
    """Of courses whose window is over, one person each."""
    over = clock.today - timedelta(days=office.claim_window_days + 1)
    claims = Claim.objects.filter(activity=OuterRef("session__activity"), learner=OuterRef("learner"))
    found = (
        Attendance.objects.filter(
            session__activity__format=Activity.Format.COURSE, session__activity__end_date__lt=over
        )
        .exclude(Exists(claims))
        .select_related("session__activity", "learner")
        .order_by("-session__activity__end_date", "session__activity", "learner__email")
    )
    return list({one.session.activity_id: one for one in found}.values())


def _tell_of_presence(clock: Clock, office: OfficeSettings) -> None:
    attended = Attendance.objects.filter(session__activity=OuterRef("activity"), learner=OuterRef("learner"))
    absent = (
        Registration.objects.filter(
            status=Registration.Status.REGISTERED,
            activity__format=Activity.Format.COURSE,
            activity__end_date__range=(clock.today - timedelta(days=30), clock.today - timedelta(days=3)),
        )
        .exclude(Exists(attended))
        .select_related("activity", "learner")
        .order_by("activity__start_date", "learner__email")
    )
    each = {registration.activity_id: registration for registration in absent}
    for registration, reason in zip(each.values(), _THERE, strict=False):
        activity, learner = registration.activity, registration.learner
        asked_at = clock.now - timedelta(days=1, hours=2)
        sessions = sessions_to_tell_of(activity, learner, office=office, at=asked_at)
        if not sessions:
            continue
        request = LateClaimRequest.objects.create(
            activity=activity,
            learner=learner,
            kind=LateClaimRequest.Kind.PRESENCE,
            reason=reason,
            asked_at=asked_at,
            announced_at=asked_at,
        )
        request.sessions_told.set(sessions)
