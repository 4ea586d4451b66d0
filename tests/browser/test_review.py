"""A reviewer decides in the admin, in a real browser."""

import pytest
from playwright.sync_api import expect

from activities.models import Status
from tests.browser.conftest import DESK, PHONE, sign_in, violations_of
from tests.factories import make_activity, make_reviewer

pytestmark = pytest.mark.django_db(transaction=True)

BROWSERS = {"at a desk": DESK, "on a phone": PHONE, "without JavaScript": {**DESK, "java_script_enabled": False}}


@pytest.mark.rule("REV-7")
@pytest.mark.parametrize("kind", BROWSERS)
def test_from_the_queue_to_an_open_activity(kind, open_browser, live_server):
    activity = make_activity(Status.SUBMITTED, title="Airway Management for Teams")
    page = open_browser(**BROWSERS[kind])
    sign_in(page, make_reviewer("Rae Reviewer"), live_server)

    page.goto("/admin/activities/activity/")
    page.get_by_role("link", name="Airway Management for Teams").click()
    expect(page.get_by_role("heading", name="Readiness, with evidence")).to_be_visible()
    if BROWSERS[kind].get("java_script_enabled", True):
        assert violations_of(page) == []
    page.get_by_label("At once, with the approval").check()
    page.get_by_role("button", name="Approve version 1").click()
    page.wait_for_load_state()

    activity.refresh_from_db()
    assert (activity.status, str(activity.maximum_credit)) == (Status.OPEN, "1.00")
    page.goto(f"/activities/{activity.slug}/")
    expect(page.get_by_text("for a maximum of 1.00 AMA PRA Category 1 Credit™")).to_be_visible()


@pytest.mark.rule("REV-7")
def test_bulk_approval_approves_the_ready_and_says_why_not_the_others(open_browser, live_server):
    ready = make_activity(Status.SUBMITTED, title="Airway Management for Teams")
    not_ready = make_activity(Status.SUBMITTED, title="Sepsis without Disclosures", disclosed=False)
    page = open_browser(**DESK)
    sign_in(page, make_reviewer("Rae Reviewer"), live_server)

    page.goto("/admin/activities/activity/")
    for box in page.get_by_role("checkbox", name="Select this object").all():
        box.check()
    page.locator("select[name=action]").select_option(label="Approve those that are ready…")
    page.get_by_role("button", name="Run").click()

    expect(page.get_by_role("heading", name="1 is ready")).to_be_visible()
    expect(page.get_by_role("link", name="Dora Director has not disclosed financial relationships.")).to_be_visible()
    assert violations_of(page) == []
    page.get_by_role("button", name="Approve those that are ticked").click()

    expect(page.get_by_role("heading", name="1 is approved")).to_be_visible()
    expect(page.get_by_text("Dora Director has not disclosed financial relationships.")).to_be_visible()
    assert violations_of(page) == []
    ready.refresh_from_db()
    not_ready.refresh_from_db()
    assert (ready.status, not_ready.status) == (Status.APPROVED, Status.SUBMITTED)


@pytest.mark.parametrize("kind", BROWSERS)
def test_after_a_note_one_is_where_one_wrote_it_and_reads_there_what_came_of_it(kind, open_browser, live_server):
    activity = make_activity(Status.SUBMITTED, title="Airway Management for Teams")
    page = open_browser(**BROWSERS[kind])
    sign_in(page, make_reviewer("Rae Reviewer"), live_server)
    page.goto(f"/admin/activities/activity/{activity.pk}/review/")

    page.get_by_label("Write", exact=True).fill("Ask Gideon about the room.")
    page.get_by_role("button", name="Keep as a note among the office").click()

    told = page.get_by_text("Kept among the office.")
    expect(told).to_be_in_viewport()
    expect(page.locator("#told")).to_be_focused()
    page.keyboard.press("Tab")
    expect(page.get_by_label("Write", exact=True)).to_be_focused()


@pytest.mark.parametrize("kind", ["at a desk", "on a phone"])
@pytest.mark.parametrize(
    "address", ["/admin/", "/admin/activities/activity/", "/admin/credits/certificate/", "/admin/accounts/user/"]
)
def test_no_page_of_the_office_is_wider_than_the_screen(kind, address, open_browser, live_server):
    make_activity(Status.OPEN, title="A title as long as they come, with everything a department wants to say in it")
    page = open_browser(**BROWSERS[kind])
    sign_in(page, make_reviewer("Rae Reviewer"), live_server)

    page.goto(address)

    assert page.evaluate("document.documentElement.scrollWidth <= document.documentElement.clientWidth")
