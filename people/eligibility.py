"""Why two accounts cannot be merged, a merge or a list cannot be undone, or an account not be closed yet."""

from datetime import date
from typing import Final

from dateutil.relativedelta import relativedelta
from django.db.models import Max, Q

from accounts.models import User
from activities.models import Activity, Status, TeamMember
from credits.models import Claim
from evaluations.models import Evaluation
from learners.models import Attendance, AttendanceImport, CompletedWork, Registration
from people.models import ClosedAccount, Merge

YEARS_KEPT: Final = 6  # by the accreditor's rule, from the day of the activity (PRS-5)
NAMED: Final = 5  # before “and 7 more”
_RUNNING: Final = (Status.SUBMITTED, Status.CHANGES_REQUESTED, Status.APPROVED, Status.OPEN)


# --- Merging ---------------------------------------------------------------------------------------------------------
def merge_refusals(kept: User, merged: User) -> list[str]:
    if kept == merged:
        return ["These are the same account."]
    refusals = [
        f"{person} belongs to the office. Take the office's roles from the account first."
        for person in (kept, merged)
        if person.is_staff or person.is_superuser
    ]
    refusals += [
        f"The account of {person} ({person.email}) is not active, so it cannot be merged."
        for person in (kept, merged)
        if not person.is_active
    ]
    return refusals + _double_claims(kept, merged)


def _double_claims(kept: User, merged: User) -> list[str]:
    """Credit for the same counts once (AMA-3): one of the two certificates has to be revoked first."""
    places = {_counted_as(claim) for claim in Claim.objects.filter(learner=kept).select_related("work")}
    theirs = Claim.objects.filter(learner=merged).select_related("activity", "session", "work")
    double = [
        f"“{claim.what}”"
        for claim in theirs.prefetch_related("certificates")
        if _counted_as(claim) in places and _stands(claim)
    ]
    if not double:
        return []
    named = ", ".join(double[:NAMED]) + (f" and {len(double) - NAMED} more" if len(double) > NAMED else "")
    return [
        f"Both claimed credit for {named}. Revoke what {merged.email} has for it first, so that it counts once. Where "
        "there are many, ask yourself whether they are the same person."
    ]


def _counted_as(claim: Claim) -> tuple[object, ...]:
    """The same review or presentation is a row of each account's own; it counts once all the same (AMA-2)."""
    return claim.activity_id, claim.session_id, claim.work.sameness if claim.work else None, claim.credit_type_id


def _stands(claim: Claim) -> bool:
    certificate = claim.current_certificate
    return certificate is None or certificate.revoked_at is None


def undo_merge_refusals(merge: Merge) -> list[str]:
    if merge.undone_at is not None:
        return ["This merge has been undone already."]
    later = Merge.objects.filter(Q(kept=merge.kept) | Q(merged=merge.kept), undone_at=None, pk__gt=merge.pk)
    if later.exists():
        return ["The account that was kept has been merged again since. Undo the later merge first."]
    return []


# --- Lists -----------------------------------------------------------------------------------------------------------
def undo_list_refusals(batch: AttendanceImport) -> list[str]:
    """A list can be taken back while nothing rests on it: no claim and no evaluation of anybody it recorded."""
    if batch.state != AttendanceImport.State.WRITTEN:
        return [f"This list is “{batch.get_state_display().lower()}”, so there is nothing to undo."]
    present = Attendance.objects.filter(from_list=batch)
    learners, sessions = present.values("learner"), present.values("session")
    refusals = []
    claims = Claim.objects.filter(activity=batch.activity, learner__in=learners).filter(
        Q(session=None) | Q(session__in=sessions)
    )
    if count := claims.count():
        refusals.append(f"{_people(count)} of this list claimed credit for what it recorded, so it stays on record.")
    evaluations = Evaluation.objects.filter(questionnaire__activity=batch.activity, learner__in=learners).filter(
        Q(session=None) | Q(session__in=sessions)
    )
    if count := evaluations.values("learner").distinct().count():
        refusals.append(f"{_people(count)} of this list evaluated what it recorded, so it stays on record.")
    return refusals


def _people(count: int) -> str:
    return "One person" if count == 1 else f"{count} people"


# --- Closing ---------------------------------------------------------------------------------------------------------
def closing_refusals(person: User, *, on: date) -> list[str]:
    if person.is_staff or person.is_superuser:
        return ["Your account belongs to the office. Ask a colleague to take your roles from it first."]
    planned = (
        Activity.objects.filter(
            team__person=person, team__role__in=(*TeamMember.PLANNING_ROLES, *TeamMember.PRESENTING_ROLES)
        )
        .filter(status__in=_RUNNING)
        .exclude(end_date__lt=on)
        .distinct()
        .order_by("end_date")
    )
    return [
        f"You have a part in “{activity}”"
        + (f", which ends on {activity.end_date:%B %-d, %Y}" if activity.end_date else "")
        + ". Ask its planners to name somebody else, or close your account afterwards."
        for activity in planned
    ]


def kept_until(person: User, *, on: date) -> date | None:
    """The day to which what this person took part in must be kept (PRS-5); None where there is nothing to keep.

    What lasts beyond `on`, as material that is offered for years, counts as of `on`.
    """
    days = (
        Registration.objects.filter(learner=person).aggregate(last=Max("activity__end_date"))["last"],
        TeamMember.objects.filter(person=person).aggregate(last=Max("activity__end_date"))["last"],
        _day(Attendance.objects.filter(learner=person).aggregate(last=Max("session__ends_at"))["last"]),
        CompletedWork.objects.handed_in().filter(learner=person).aggregate(last=Max("done_date"))["last"],
        _day(Claim.objects.filter(learner=person).aggregate(last=Max("claimed_at"))["last"]),
        _day(person.disclosures.aggregate(last=Max("signed_at"))["last"]),
    )
    last = max((day for day in days if day), default=None)
    return min(last, on) + relativedelta(years=YEARS_KEPT) if last else None


def _day(moment: object) -> date | None:
    return moment.date() if hasattr(moment, "date") else None


def erasing_refusals(person: User, *, on: date) -> list[str]:
    """Nothing that must be kept is deleted early, whoever asks (PRS-5)."""
    closed = ClosedAccount.objects.filter(person=person).first()
    until = kept_until(person, on=closed.closed_at.date() if closed else on)
    if until is not None and on <= until:
        return [f"What {person} took part in must be kept until {until:%B %-d, %Y}. It can be deleted after that day."]
    return []
