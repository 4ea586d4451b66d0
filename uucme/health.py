"""`/livez`: this process answers. `/readyz`: what it needs answers too; 503 says which part does not."""

from collections.abc import Callable
from uuid import uuid4

import structlog
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.db import connection
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from uucme.celery import app

log = structlog.get_logger(__name__)


@require_safe
@never_cache
def livez(request: HttpRequest) -> HttpResponse:
    return HttpResponse("alive\n", content_type="text/plain")


@require_safe
@never_cache
def readyz(request: HttpRequest) -> JsonResponse:
    parts = {name: _state(name, check) for name, check in CHECKS.items()}
    is_ready = set(parts.values()) == {"ok"}
    return JsonResponse({"ready": is_ready, **parts}, status=200 if is_ready else 503)


def _state(name: str, check: Callable[[], None]) -> str:
    try:
        check()
    except Exception:
        # Why it failed may hold addresses and is for the log alone.
        log.exception("not ready", part=name)
        return "does not answer"
    return "ok"


def _ask_database() -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1")


def _ask_broker() -> None:
    with app.connection_for_write() as broker:
        broker.ensure_connection(max_retries=1, timeout=2)


def _ask_storage() -> None:
    name = default_storage.save(f"readyz/{uuid4()}", ContentFile(b"ready"))
    default_storage.delete(name)


CHECKS = {"database": _ask_database, "broker": _ask_broker, "storage": _ask_storage}
