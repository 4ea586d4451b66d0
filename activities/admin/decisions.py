"""What a reviewer decides on the review page, each by its service."""

from collections.abc import Callable
from typing import Final

from django.db import transaction
from django.utils.html import format_html
from django.utils.safestring import SafeString

from activities import services
from activities.admin.addresses import review_address
from activities.admin.filters import awaiting
from activities.admin.page import ReviewPage
from activities.models import Activity, Status
from activities.opening import opening_sentence
from activities.readiness import decision_refusals
from activities.services.designations import OtherCredit
from activities.workflow import turn_of
from core.errors import ActionRefused, first_refusal


def _approve(page: ReviewPage) -> str:
    data = page.form.cleaned_data
    if page.form.requests():
        raise ActionRefused(
            "You wrote down what should change. Request the changes, or empty those texts before you approve."
        )
    with transaction.atomic():
        services.approve_activity(
            page.activity,
            by=page.user,
            at=page.at,
            maximum=data["maximum"],
            others=_other_credit(page),
            note=data["note"],
            version=data["version"],
            settled=page.form.settled(),
            opening=page.form.opening(),
        )
    return said_of(page.activity, "approve")


def _other_credit(page: ReviewPage) -> list[OtherCredit]:
    """Raises ActionRefused where something of it is wrong; each sentence stands beside its field."""
    judged = [form.is_valid() for form in page.other_credit]
    if not all(judged):
        raise ActionRefused("Please look at the other credit again.")
    return [form.wanted for form in page.other_credit if form.is_wanted]


def _designate(page: ReviewPage) -> str:
    made = services.designate_other_credit(page.activity, _other_credit(page), by=page.user, at=page.at)
    if not made:
        raise ActionRefused("Say how much of which credit is designated.")
    return f"“{page.activity}” is now designated for {', '.join(map(str, made))} too."


def _request_changes(page: ReviewPage) -> str:
    data = page.form.cleaned_data
    services.request_changes(
        page.activity,
        requests=page.form.requests(),
        by=page.user,
        at=page.at,
        note=data["note"],
        version=data["version"],
        settled=page.form.settled(),
    )
    return said_of(page.activity, "request_changes")


def _decline(page: ReviewPage) -> str:
    data = page.form.cleaned_data
    services.decline_proposal(page.activity, by=page.user, at=page.at, note=data["note"], version=data["version"])
    return said_of(page.activity, "decline")


def _withdraw(page: ReviewPage) -> str:
    first_refusal(decision_refusals(page.activity, by=page.user))
    services.withdraw_proposal(page.activity, by=page.user, at=page.at, note=page.form.cleaned_data["note"])
    return said_of(page.activity, "withdraw")


def _open(page: ReviewPage) -> str:
    services.open_activity(page.activity, by=page.user, at=page.at)
    return said_of(page.activity, "open")


def _close(page: ReviewPage) -> str:
    services.close_activity(page.activity, by=page.user, at=page.at)
    return said_of(page.activity, "close")


def _cancel(page: ReviewPage) -> str:
    services.cancel_activity(page.activity, by=page.user, at=page.at, note=page.form.cleaned_data["note"])
    return said_of(page.activity, "cancel")


_SAID: Final = {
    "request_changes": "The planners of “{}” see what you asked for.",
    "decline": "“{}” is declined.",
    "withdraw": "“{}” is withdrawn. Its planners can take it up again.",
    "open": "“{}” is open for registration.",
    "close": "“{}” is closed.",
    "cancel": "“{}” is cancelled.",
}


def said_of(activity: Activity, act: str) -> str:
    """What is said of a decision that was made, and once more to who pressed twice."""
    if act in _SAID:
        return _SAID[act].format(activity)
    now = Activity.objects.get(pk=activity.pk)
    if now.status == Status.OPEN:
        return f"“{now}” is approved and open for registration."
    return f"“{now}” is approved. {opening_sentence(now)}"


DECISIONS: Final[dict[str, Callable[[ReviewPage], str]]] = {
    "approve": _approve,
    "request_changes": _request_changes,
    "decline": _decline,
    "withdraw": _withdraw,
    "designate": _designate,
    "open": _open,
    "close": _close,
    "cancel": _cancel,
}
# After these the proposal no longer waits for the office, so the next one is offered.
LEAVING: Final = frozenset({"approve", "request_changes", "decline", "withdraw"})


def next_offered(page: ReviewPage) -> SafeString | str:
    """What has waited longest among what this reviewer may decide on, as words with a link."""
    waiting = awaiting(Activity.objects.exclude(pk=page.activity.pk), page.user).order_by("status_changed_at", "pk")
    following = waiting.first()
    if following is None:
        return "Nothing else waits for you."
    turn = turn_of(following, at=page.at, office=page.office)
    return format_html(
        'Next proposal: <a href="{}">{}</a>, {} day{} of {}{}.',
        review_address(following),
        following,
        turn.days,
        "" if turn.days == 1 else "s",
        turn.days_allowed,
        ", overdue" if turn.is_late else "",
    )
