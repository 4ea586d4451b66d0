"""How many touches lie between a poster's QR code and a certificate, for somebody with no account."""

import re
from datetime import timedelta
from urllib.parse import urlsplit

import pytest
from django.core import mail
from django.utils import timezone
from playwright.sync_api import Locator, Page, expect

from activities.models import Activity, Status
from credits.models import Certificate, Claim
from learners.services import issue_codes
from tests.browser.conftest import PHONE
from tests.factories import make_activity

pytestmark = pytest.mark.django_db(transaction=True)
MOST_TOUCHES = 12


class Thumb:
    """Touches one thing after the other, and counts."""

    def __init__(self, page: Page) -> None:
        self.page = page
        self.touches = 0

    def touch(self, place: Locator) -> None:
        self.touches += 1
        place.tap()
        self.page.wait_for_load_state()

    def opens_mailed_link(self, email: str) -> None:
        """The link in the letter with the code; it leads to the page that waits for it."""
        letter = next(letter for letter in reversed(mail.outbox) if email in letter.to)
        found = re.search(r"^(https?://\S*code=\S+)$", letter.body, re.MULTILINE)
        assert found, letter.body
        address = urlsplit(found[1])
        self.touches += 1
        self.page.goto(f"{address.path}?{address.query}")
        self.page.wait_for_load_state()


def answer(page: Page, words: str) -> Locator:
    return page.locator("label", has=page.get_by_role("radio")).filter(
        has_text=re.compile(rf"^\s*{re.escape(words)}\s*$")
    )


@pytest.fixture
def activity() -> Activity:
    return make_activity(Status.OPEN, starts_at=timezone.now() - timedelta(minutes=20))


def test_from_the_poster_to_the_certificate_in_twelve_touches(activity, open_browser, worker):
    page = open_browser(**PHONE)
    thumb = Thumb(page)
    code = issue_codes(activity, at=timezone.now())[0].code

    page.goto(f"/s/{code}/")  # what the camera opens
    thumb.touch(page.get_by_role("link", name="Make your account"))
    page.get_by_label("Given name").fill("Zoë")
    page.get_by_label("Family name").fill("Brændgaard")
    page.get_by_label("E-mail address").fill("zoe@example.org")
    thumb.touch(answer(page, "Pharmacist"))
    thumb.touch(page.get_by_role("button", name="Go on"))
    expect(page.get_by_role("heading", level=1)).to_have_text("Type the code we mailed")
    thumb.opens_mailed_link("zoe@example.org")
    thumb.touch(page.get_by_role("button", name="I am here"))
    expect(page.get_by_role("button", name="Send and go on to claim")).to_be_visible()
    for question in page.locator(
        "form.evaluation fieldset.question:not(:has(> legend .optional)):has(input[type=radio])"
    ).all():
        thumb.touch(question.locator("label").first)
    thumb.touch(page.get_by_role("button", name="Send and go on to claim"))
    thumb.touch(answer(page, "1.00"))
    thumb.touch(page.get_by_role("button", name="Ask for my certificate"))

    expect(page.get_by_text("Your certificate is ready")).to_be_visible(timeout=40_000)
    assert (str(Claim.objects.get().amount), Certificate.objects.get().is_made) == ("1.00", True)
    assert thumb.touches <= MOST_TOUCHES


def test_a_code_typed_whole_goes_off_by_itself(activity, open_browser):
    page = open_browser(**PHONE)
    page.goto("/accounts/signup/?next=/activities/")
    page.get_by_label("Given name").fill("Ana")
    page.get_by_label("Family name").fill("Ríos")
    page.get_by_label("E-mail address").fill("ana@example.org")
    answer(page, "Pharmacist").tap()
    page.get_by_role("button", name="Go on").tap()
    page.get_by_role("textbox", name="Code").wait_for()
    code = re.search(r"^\s+([A-Z]{4}-[A-Z]{4})$", mail.outbox[-1].body, re.MULTILINE)
    assert code
    page.get_by_role("textbox", name="Code").press_sequentially(code[1].lower().replace("-", ""))
    page.wait_for_url("**/activities/")
