"""Handing work to Celery so that nothing is lost when the broker is down."""

from collections.abc import Callable, Collection
from datetime import datetime, timedelta
from typing import Any

import structlog
from celery import Task
from django.db import transaction
from django.db.models import Q, QuerySet
from kombu.exceptions import OperationalError

log = structlog.get_logger(__name__)

# A worker that took something up this long ago and has not finished is taken to be dead.
STALE_AFTER = timedelta(minutes=5)


def request_after_commit(task: Task[Any, Any], *args: Any) -> None:
    """Send `task` with `args` (ids, not objects) once the surrounding transaction has committed.

    When the broker cannot be reached, the request is logged and left to the sweep of the task's app, which
    finds everything that should have happened and has not.
    """
    transaction.on_commit(lambda: _send(task, args))


def _send(task: Task[Any, Any], args: tuple[Any, ...]) -> None:
    try:
        task.apply_async(args)
    except (OperationalError, ConnectionError, TimeoutError):
        log.warning("broker unreachable; the sweep will ask again", task=task.name, args=args, exc_info=True)


def waiting[Row: QuerySet[Any]](rows: Row, *, taken: str, at: datetime) -> Row:
    """Those of `rows` that no living worker has taken up; the field `taken` says when one last did."""
    return rows.filter(Q(**{taken: None}) | Q(**{f"{taken}__lt": at - STALE_AFTER}))


def request_again(
    task: Task[Any, Any], rows: QuerySet[Any], *, taken: str, at: datetime, most: int | None, expires: int = 60
) -> int:
    """What a sweep does: ask for up to `most` of `rows` that no living worker has taken up; returns for how many."""
    keys = waiting(rows, taken=taken, at=at).values_list("pk", flat=True)[:most]
    return request_each(task, [(pk,) for pk in keys], expires=expires)


def request_each(task: Task[Any, Any], calls: Collection[tuple[Any, ...]], *, expires: int = 60) -> int:
    """Behind what people wait for now; a request nobody took within `expires` seconds is left to the next sweep."""
    for args in calls:
        task.apply_async(args, queue="sweeps", expires=expires)
    return len(calls)


def take_up(rows: QuerySet[Any], pk: int, *, taken: str, at: datetime) -> bool:
    """Whether the row is ours to work on: of several workers that ask at once, one hears yes."""
    return bool(waiting(rows, taken=taken, at=at).filter(pk=pk).update(**{taken: at}))


def send_once(rows: QuerySet[Any], pk: int, *, taken: str, done: str, at: datetime, send: Callable[[], object]) -> None:
    """Call `send` where the row is still to be told of, and note it; a failure gives the row back and is raised."""
    if not take_up(rows, pk, taken=taken, at=at):
        return
    every = rows.model._default_manager
    try:
        send()
    except Exception:
        every.filter(pk=pk, **{taken: at}).update(**{taken: None})
        raise
    every.filter(pk=pk).update(**{done: at})


def send_together[Row: QuerySet[Any]](
    rows: Row, *, taken: str, done: str, at: datetime, send: Callable[[Row], object]
) -> None:
    """As send_once, for all `rows` that wait: `send` gets those that are ours, and there is at least one."""
    pks = [pk for pk in rows.values_list("pk", flat=True) if take_up(rows, pk, taken=taken, at=at)]
    if not pks:
        return
    ours = rows.model._default_manager.filter(pk__in=pks)
    try:
        send(ours)
    except Exception:
        ours.filter(**{taken: at}).update(**{taken: None})
        raise
    ours.update(**{done: at})
