"""Real pages in a real Chromium, on a phone and at a desk."""

import re
import threading
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.core import mail
from playwright.sync_api import Browser, BrowserContext, Page

PHONE = {"viewport": {"width": 390, "height": 844}, "has_touch": True, "is_mobile": True}
DESK = {"viewport": {"width": 1280, "height": 900}}


@pytest.fixture
def open_browser(browser: Browser, live_server: Any) -> Iterator[Callable[..., Page]]:
    """A person's browser; at the end, no script or policy may have complained in any of them."""
    contexts: list[BrowserContext] = []
    complaints: list[str] = []

    def open_one(**options: Any) -> Page:
        context = browser.new_context(base_url=live_server.url, **options)
        contexts.append(context)
        page = context.new_page()
        page.on("pageerror", lambda error: complaints.append(str(error)))
        page.on(
            "console", lambda said: complaints.append(said.text) if "Content Security Policy" in said.text else None
        )
        page.on(
            "request",
            lambda request: (
                None
                if request.url.startswith((live_server.url, "data:", "about:"))
                else complaints.append(f"asked elsewhere: {request.url}")
            ),
        )
        return page

    yield open_one
    for context in contexts:
        context.close()
    wait_for_answers()
    assert complaints == []


def wait_for_answers() -> None:
    """What a page asked for as it closed is still being answered; emptying the database meanwhile would deadlock."""
    for thread in threading.enumerate():
        if "process_request_thread" in thread.name:
            thread.join(timeout=10)


def sign_in_by_code(page: Page, email: str) -> None:
    """From the page that asks for an address to the page one wanted."""
    page.get_by_role("textbox", name=re.compile("e-?mail", re.IGNORECASE)).fill(email)
    page.keyboard.press("Enter")
    page.get_by_role("textbox", name="Code").wait_for()
    page.get_by_role("textbox", name="Code").fill(mailed_code(email))
    page.keyboard.press("Enter")
    page.wait_for_load_state()


def mailed_code(email: str) -> str:
    letter = next(letter for letter in reversed(mail.outbox) if email in letter.to)
    found = re.search(r"^\s*([A-Z0-9]{2,}(?:-?[A-Z0-9]{2,})+)\s*$", letter.body, re.MULTILINE)
    assert found, letter.body
    return found[1]


def sign_in(page: Page, person: Any, live_server: Any) -> None:
    """At once, for tests that are about something else."""
    from django.conf import settings
    from django.test import Client

    client = Client()
    client.force_login(person)
    cookie = client.cookies[settings.SESSION_COOKIE_NAME]
    page.context.add_cookies([{"name": cookie.key, "value": cookie.value, "url": live_server.url}])


def violations_of(page: Page) -> list[str]:
    """What axe finds against WCAG 2.2 AA and its best practices, one line each."""
    found = Axe().run(page).response["violations"]
    return [
        f"{page.url} {violation['id']}: {violation['help']} ({node['html'][:160]})"
        for violation in found
        for node in violation["nodes"]
    ]
