"""What every test shares: settings of its own, the embedded broker, and a browser where one is installed."""

import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from importlib import import_module
from typing import Any

import pytest
import redis

from tests import environment

environment.prepare()


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_setupnodes() -> None:
    """Let no worker inherit the name of our settings: pytest-django would read them before they are prepared."""
    os.environ.pop("DJANGO_SETTINGS_MODULE")


@pytest.fixture(scope="session", autouse=True)
def broker() -> Iterator[None]:
    """The embedded server stands for Redis unless REDIS_URL names one; each xdist worker has its own."""
    from django.conf import settings

    from uucme.runtime import valkey

    if settings.REDIS_URL:
        if "PYTEST_XDIST_WORKER" in os.environ:  # a database of our own: what an earlier run left would mislead us
            redis.Redis.from_url(settings.REDIS_URL).flushdb()
        yield
        return
    server = valkey.start(settings.EMBEDDED_BROKER_SOCKET, settings.VAR_DIR / "valkey.log")
    yield
    server.terminate()
    server.wait(timeout=10)


@pytest.fixture(scope="session")
def django_db_modify_db_settings(django_db_modify_db_settings: None) -> None:
    """What migrations put in is there for every test, also after one on real transactions emptied all tables."""
    from django.apps import apps
    from django.db.models.signals import post_migrate

    post_migrate.connect(_restore_reference_rows, sender=apps.get_app_config("activities"))


def _restore_reference_rows(using: str, **_: Any) -> None:
    from django.apps import apps

    from accounts.models import Profession

    if not Profession.objects.using(using).exists():
        import_module("accounts.migrations.0002_professions").add(apps, None)
        import_module("activities.migrations.0002_content_areas_and_competencies").add(apps, None)
        import_module("activities.migrations.0019_known_credit_types").add(apps, None)


@pytest.fixture
def worker(broker: None, transactional_db: None) -> Iterator[subprocess.Popen[bytes]]:
    """A real Celery worker on the test database, for tests marked `django_db(transaction=True)`.

    It lives no longer than the test: one that still worked on an earlier test's letters while the tables are emptied
    would lock what the emptying waits for.
    """
    from django.conf import settings

    from uucme.celery import app
    from uucme.runtime import lifeline

    queues = ("now", "sweeps")
    with app.connection_for_write() as connection:
        for queue in queues:
            connection.default_channel.queue_purge(queue)  # what other tests asked for is of rows long gone
    log = settings.VAR_DIR / "worker.log"
    log.unlink(missing_ok=True)
    celery = [sys.executable, "-m", "celery", "-A", "uucme", "worker", "-Q", ",".join(queues), "-c", "1", "-l", "INFO"]
    process = lifeline.start(celery, log=log, env={**os.environ, "DATABASE_URL": environment.joined_database_url()})
    is_up = lifeline.wait_until(lambda: b" ready." in log.read_bytes() or process.poll() is not None, seconds=60)
    assert is_up, log.read_text()
    assert process.poll() is None, log.read_text()
    yield process
    process.terminate()
    lifeline.wait_until(lambda: process.poll() is not None, seconds=10)
    lifeline.signal_group(process.pid, signal.SIGKILL)
    process.wait(timeout=10)


# --- The browser -----------------------------------------------------------------------------------------------------
def pytest_report_header() -> str:
    return f"browser tests: {environment.chromium() or 'skipped, no Chromium is installed (set CHROMIUM to name one)'}"


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    if environment.chromium():
        return
    for item in items:
        if "browser" in item.path.parts or "page" in getattr(item, "fixturenames", ()):
            item.add_marker(pytest.mark.skip(reason="no Chromium is installed"))


@pytest.fixture(scope="session")
def browser_type_launch_args(browser_type_launch_args: dict[str, Any]) -> dict[str, Any]:
    return {
        **browser_type_launch_args,
        "executable_path": environment.chromium(),
        "args": environment.CHROMIUM_FLAGS,
    }
