"""Where the tests run: their own folder and broker for each run and each xdist worker, never the developer's data.

`conftest.py` calls `prepare` before anything reads Django's settings.
"""

import atexit
import os
import shutil
import tempfile
from pathlib import Path
from urllib.parse import urlsplit, urlunsplit

import django

CHROMIUM_NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
CHROMIUM_MAC = "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome"
CHROMIUM_FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]


def prepare() -> None:
    folder = tempfile.mkdtemp(prefix="uucme-tests-")
    atexit.register(shutil.rmtree, folder, ignore_errors=True)
    (Path(folder) / "static").mkdir()  # WhiteNoise warns of a folder that is not there
    os.environ["DJANGO_SETTINGS_MODULE"] = "uucme.settings"
    os.environ["UUCME_TESTING"] = "1"
    os.environ.pop("UUCME_DEMO", None)  # set in a shell that runs the demonstration
    os.environ["UUCME_VAR_DIR"] = folder
    # Playwright runs an event loop in the thread of the tests, which Django would take for asynchronous code.
    os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "1"
    if url := os.environ.get("REDIS_URL"):
        os.environ["REDIS_URL"] = _own_database(url)
    django.setup()


def _own_database(redis_url: str) -> str:
    """Each xdist worker has a numbered Redis database of its own, the ones after that of `redis_url`."""
    worker = os.environ.get("PYTEST_XDIST_WORKER", "")
    if not worker:
        return redis_url
    parts = urlsplit(redis_url)
    first = int(parts.path.strip("/") or 0)
    return urlunsplit(parts._replace(path=f"/{first + 1 + int(worker.removeprefix('gw'))}"))


def joined_database_url() -> str:
    """The address of the database that this test process uses, for a process of its own to join."""
    from django.db import connection

    name = str(connection.settings_dict["NAME"])
    if url := os.environ.get("DATABASE_URL"):
        return urlunsplit(urlsplit(url)._replace(path=f"/{name}"))
    return f"sqlite:///{name}"


def chromium() -> str | None:
    """The browser to drive: $CHROMIUM, or one that is installed."""
    if named := os.environ.get("CHROMIUM"):
        return named
    if found := next(filter(None, map(shutil.which, CHROMIUM_NAMES)), None):
        return found
    return CHROMIUM_MAC if Path(CHROMIUM_MAC).exists() else None
