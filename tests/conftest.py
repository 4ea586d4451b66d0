"""What every test shares: settings of its own, the embedded broker, and a browser where one is installed."""

from collections.abc import Iterator
from typing import Any

import pytest

from tests import environment

environment.prepare()


@pytest.fixture(scope="session", autouse=True)
def broker() -> Iterator[None]:
    """The embedded server stands for Redis unless REDIS_URL names one; each xdist worker has its own."""
    from django.conf import settings

    from uucme.runtime import valkey

    if settings.REDIS_URL:
        yield
        return
    server = valkey.start(settings.EMBEDDED_BROKER_SOCKET, settings.VAR_DIR / "valkey.log")
    yield
    server.terminate()
    server.wait(timeout=10)


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
