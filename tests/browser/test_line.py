"""From the code on the lectern's screen to the certificate, by thumb and by keyboard."""

from datetime import timedelta

import pytest
from django.utils import timezone
from playwright.sync_api import Page, expect

from activities.models import Activity, Status
from credits.models import Certificate, Claim
from learners.services import issue_codes
from tests.acts import become_ready, make_past_activity
from tests.browser.conftest import DESK, PHONE, sign_in, sign_in_by_code, violations_of
from tests.factories import Item, make_activity, make_person

pytestmark = pytest.mark.django_db(transaction=True)

BROWSERS = {
    "on a phone": PHONE,
    "at a desk": DESK,
    "in the dark": {**PHONE, "color_scheme": "dark"},
    "without JavaScript": {**PHONE, "java_script_enabled": False},
}


@pytest.fixture
def activity() -> Activity:
    return make_activity(Status.OPEN, starts_at=timezone.now() - timedelta(minutes=20))


@pytest.mark.parametrize("kind", BROWSERS)
def test_from_the_code_to_the_certificate(kind, activity, open_browser, worker):
    lea = make_person("Zoë Brændgaard-Ødegård", "physician", email="zoe@example.org")
    code = issue_codes(activity, at=timezone.now())[0].code
    page = open_browser(**BROWSERS[kind])
    seen: list[str] = []

    def look() -> None:
        if BROWSERS[kind].get("java_script_enabled", True):
            seen.extend(violations_of(page))

    page.goto(f"/s/{code}/")
    look()
    sign_in_by_code(page, lea.email)
    expect(page.get_by_role("heading", level=1)).to_have_text("Sepsis in the first hour")
    look()
    page.get_by_role("button", name="I am here").click()
    page.wait_for_load_state()
    look()
    evaluate(page)
    look()
    page.locator("label", has_text="1.00").click()
    page.locator("main form .btn-primary").click()
    expect(page.get_by_text("Your certificate is ready")).to_be_visible(timeout=40_000)
    look()

    assert seen == []
    assert str(Claim.objects.get(learner=lea).amount) == "1.00"
    certificate = Certificate.objects.get()
    assert certificate.is_made
    answer = page.request.get(f"/certificates/{certificate.number}.pdf")
    assert answer.body().startswith(b"%PDF-")


def evaluate(page: Page) -> None:
    """The first answer to every question that has answers to choose from, as a hurried person does."""
    for question in page.locator("form.evaluation fieldset:has(input[type=radio])").all():
        question.locator("input[type=radio]").first.check(force=True)
    page.get_by_role("button", name="Send and go on to claim").click()
    page.wait_for_url("**/claim/")


def test_a_mistake_stays_on_its_page_and_back_leads_to_where_one_came_from(open_browser, live_server):
    lea = make_person("Lea Long", "physician")
    long = [Item("Morning", 240), Item("Afternoon", 240)]
    activity = make_past_activity(ago=timedelta(hours=9), agenda=long)
    become_ready(lea, activity)
    page = open_browser(**PHONE)
    sign_in(page, lea, live_server)
    page.goto("/me/")
    page.get_by_role("link", name="Claim Sepsis").tap()
    amount = page.get_by_label("Credit you claim")
    expect(amount).to_have_value("8.00")
    for typed in ("9", "0"):
        amount.fill(typed)
        page.get_by_role("button", name="Claim my credit").tap()
        expect(page.locator("[data-error-summary]")).to_be_focused()
        expect(amount).to_have_value(typed)
    page.get_by_role("button", name="All 8.00").tap()  # the buttons of the answer work too
    page.get_by_role("button", name="One step less").tap()
    expect(amount).to_have_value("7.75")
    page.go_back()
    expect(page.get_by_role("heading", level=1)).to_have_text("What is left")
    page.go_forward()
    amount.fill("1,5")
    page.get_by_role("button", name="Claim my credit").tap()
    page.wait_for_url("**/certificates/**")
    assert str(Claim.objects.get(learner=lea).amount) == "1.50"
