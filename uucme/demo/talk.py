"""What office and planners said to each other: answers to requests, comments and notes, and who was left out of a role."""

from datetime import datetime, timedelta

from accounts.models import User
from activities.models import Activity, ReviewRequest, TeamMember
from activities.services import answer_request, settle_requests, write_comment
from activities.services.exclusions import exclude_member
from uucme.demo.shapes import Plan
from uucme.demo.workshop import Workshop


def answer(activity: Activity, plan: Plan, *, by: User, at: datetime) -> None:
    """What the planners said about single requests, beside what they changed."""
    asked = _asked(activity)
    for number, text in plan.answers.items():
        answer_request(asked[number - 1], text=text, by=by, at=at)


def settle(activity: Activity, plan: Plan, *, by: User, at: datetime) -> None:
    """What a reviewer found done already, of a proposal that still waits."""
    asked = _asked(activity)
    if plan.settled:
        settle_requests(activity, settled=[asked[number - 1].pk for number in plan.settled], by=by, at=at)


def leave_out(activity: Activity, plan: Plan, shop: Workshop, *, by: User, at: datetime) -> None:
    """Somebody the planners wanted, and the office could not accept."""
    for key, ground, reason in plan.excluded:
        member = TeamMember.objects.create(
            activity=activity,
            person=shop.staff[key],
            role=TeamMember.Role.MODERATOR,
            profession_id=shop.staff.professions[key],
            employer=shop.staff.employers[key],
            position=activity.team.count(),
        )
        exclude_member(member=member, ground=ground, reason=reason, by=by, at=at)


def talk(activity: Activity, plan: Plan, shop: Workshop) -> None:
    rng, asked = shop.rng(plan), _asked(activity)
    for said in plan.says:
        write_comment(
            activity,
            text=said.text,
            by=shop.staff[said.by],
            at=shop.clock.past(shop.clock.office_hours(said.day, rng) + timedelta(minutes=7)),
            request=asked[said.about - 1] if said.about else None,
            is_internal=said.is_internal,
        )


def _asked(activity: Activity) -> list[ReviewRequest]:
    return list(activity.review_requests.filter(is_notice=False).order_by("asked_at", "pk"))
