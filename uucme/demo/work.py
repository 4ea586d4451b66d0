"""Completed work of the demonstration: confirmed, waiting, sent back and drafts (AMA-2)."""

from collections.abc import Iterator
from datetime import datetime, time, timedelta
from random import Random
from typing import Any

from accounts.models import User
from activities.models import Activity
from learners.models import CompletedWork
from uucme.demo.pieces import RETURNED, written
from uucme.demo.workshop import Workshop

Status = CompletedWork.Status
# Whoever did not get to a confirmation has these, in turn.
UNFINISHED = (Status.HANDED_IN, Status.SENT_BACK, Status.DRAFT)


def make_work(
    activity: Activity, learner: User, *, finishes: bool, turn: int, since: datetime, shop: Workshop, rng: Random
) -> list[CompletedWork]:
    """The pieces of one person since they registered, not yet in the database; with `finishes` the first is confirmed."""
    assert activity.work_format
    most = 1 if activity.work_format.once else 3
    states = [Status.CONFIRMED if finishes else UNFINISHED[turn % 3]]
    states += [
        rng.choice((Status.CONFIRMED, Status.CONFIRMED, *UNFINISHED)) if finishes else UNFINISHED[(turn + more) % 3]
        for more in range(1, rng.randrange(1, most + 1))
    ]
    first = rng.randrange(40)
    return [
        _piece(activity, learner, state, number=first + number, since=since, shop=shop, rng=rng)
        for number, state in enumerate(states)
    ]


def _piece(
    activity: Activity, learner: User, state: str, *, number: int, since: datetime, shop: Workshop, rng: Random
) -> CompletedWork:
    """Done some time between registering and now; the office looks at it within some days."""
    assert activity.start_date
    start = max(since, datetime.combine(activity.start_date, time(18), activity.zone))
    end = shop.clock.now - timedelta(days=1, hours=2)
    is_recent = state != Status.CONFIRMED
    span = max(end - start, timedelta())
    done_at = start + span * (rng.uniform(0.85, 0.98) if is_recent else rng.uniform(0.3, 0.8))
    handed_in_at = min(done_at + timedelta(hours=rng.randrange(2, 40)), shop.clock.now - timedelta(hours=4))
    decided_at = handed_in_at + (shop.clock.now - handed_in_at) * rng.uniform(0.05, 0.4)
    work = CompletedWork(
        activity=activity,
        learner=learner,
        kind=activity.format,
        status=state,
        begun_at=min(done_at, handed_in_at),
        changed_at=handed_in_at,
        handed_in_at=None if state == Status.DRAFT else handed_in_at,
        **written(activity.format, number),
        **dict(_days(activity, start=start, done_at=min(done_at, handed_in_at), state=state)),
    )
    if state == Status.CONFIRMED:
        work.confirmed_at, work.confirmed_by = decided_at, shop.staff["office_reviewer"]
    if state == Status.SENT_BACK:
        work.sent_back_at, work.sent_back_by = decided_at, shop.staff["office_reviewer"]
        work.sent_back_reason = RETURNED[work.kind]
    if state == Status.DRAFT:
        _leave_open(work)
    work.sameness = work.known_as()
    return work


def _days(activity: Activity, *, start: datetime, done_at: datetime, state: str) -> Iterator[tuple[str, Any]]:
    day = done_at.astimezone(activity.zone).date()
    yield "done_date", day
    if activity.format == CompletedWork.Kind.PERFORMANCE:
        first = min(start.astimezone(activity.zone).date(), day)
        yield "a_date", first
        yield "b_date", first + (day - first) / 3
        yield "c_date", day


def _leave_open(work: CompletedWork) -> None:
    """A draft lacks what comes last."""
    work.done_date = None
    work.application = work.acceptance = ""
    if work.kind == CompletedWork.Kind.PERFORMANCE:
        work.c_done, work.c_date, work.c_figure = "", None, ""
