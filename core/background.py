"""Handing work to Celery so that nothing is lost when the broker is down."""

from typing import Any

import structlog
from celery import Task
from django.db import transaction
from kombu.exceptions import OperationalError

log = structlog.get_logger(__name__)


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
