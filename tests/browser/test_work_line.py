"""One full way of credit for completed work: written and handed in on a phone, confirmed at a desk, claimed."""

from decimal import Decimal

import pytest
from django.utils import timezone
from playwright.sync_api import Page, expect

from credits.models import Claim
from learners.models import CompletedWork
from tests.acts import day_ago, make_work_activity
from tests.browser.conftest import DESK, PHONE, sign_in, violations_of
from tests.factories import make_person, make_reviewer

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.rule("AMA-2")]


def has_no_sideways_scroll(page: Page) -> bool:
    return bool(page.evaluate("document.documentElement.scrollWidth <= document.documentElement.clientWidth"))


def test_from_a_presentation_to_its_certificate(open_browser, live_server, worker):
    activity, ana = make_work_activity("teaching"), make_person("Ana Ríos")
    activity.registrations.create(learner=ana, registered_at=timezone.now())
    phone = open_browser(**PHONE)
    sign_in(phone, ana, live_server)

    phone.goto(f"/activities/{activity.slug}/")
    phone.get_by_role("link", name="Go to my work").tap()
    phone.get_by_role("link", name="Write down your first presentation").tap()
    phone.get_by_label("Title of your presentation").fill("Sepsis for interns")
    phone.get_by_role("button", name="Save draft").last.tap()
    expect(phone.get_by_text("Your draft is saved")).to_be_visible()
    phone.get_by_label("To whom, and where").fill("Interns, Salt Lake City")
    phone.get_by_label("Day you gave it").fill(day_ago(3).isoformat())
    phone.get_by_label("Minutes you presented").fill("50")
    assert has_no_sideways_scroll(phone)
    assert violations_of(phone) == []
    phone.get_by_role("button", name="Hand in").tap()
    expect(phone.get_by_text("is handed in. The office looks at it")).to_be_visible()

    desk = open_browser(**DESK)
    sign_in(desk, make_reviewer(), live_server)
    desk.goto("/admin/")
    desk.get_by_role("link", name="1 piece of completed work").click()
    desk.get_by_role("link", name="Sepsis for interns").click()
    expect(desk.get_by_text("Interns, Salt Lake City")).to_be_visible()
    desk.get_by_role("button", name="Confirm: it gives up to").click()
    expect(desk.get_by_text("Confirmed. Ana Ríos can claim")).to_be_visible()

    phone.goto("/me/")
    phone.get_by_role("link", name="Claim Sepsis for interns").tap()
    phone.get_by_label("Credit you claim").fill("1.75")
    phone.get_by_role("button", name="Claim my credit").tap()
    expect(phone.get_by_text("Your certificate is ready")).to_be_visible(timeout=40_000)
    expect(phone.get_by_text("Sepsis for interns").first).to_be_visible()
    claim = Claim.objects.get()
    assert (claim.work, claim.amount) == (CompletedWork.objects.get(), Decimal("1.75"))
