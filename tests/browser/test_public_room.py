"""Finding an activity and keeping one's profile, with scripts and without."""

import re

import pytest
from playwright.sync_api import Page, expect

from accounts.models import Identifier
from tests.browser.conftest import DESK, PHONE, sign_in, violations_of
from tests.factories import make_activity, make_person

pytestmark = pytest.mark.django_db(transaction=True)
NPI = "1234567893"


def found(page: Page) -> list[str]:
    return page.locator(".row h3").all_inner_texts()


@pytest.fixture
def two() -> None:
    make_activity(title="Sepsis", objectives=["Apply the bundle"])
    make_activity(title="Asthma", objectives=["Select a spacer"], format="series")


@pytest.mark.usefixtures("two")
def test_the_list_follows_what_is_typed_and_its_address_can_be_shared(open_browser):
    page = open_browser(**DESK)
    page.goto("/activities/")

    page.get_by_role("searchbox", name="Search").press_sequentially("spacer", delay=20)

    expect(page.locator(".row")).to_have_count(1)
    expect(page).to_have_url(re.compile(r"/activities/\?q=spacer$"))
    expect(page.get_by_role("status")).to_have_text("1 activity")
    assert found(page) == ["Asthma"]

    page.get_by_label("Course or conference").check()

    expect(page.get_by_role("heading", name="Nothing fits all of this")).to_be_visible()
    assert violations_of(page) == []
    page.go_back()
    expect(page.locator(".row")).to_have_count(1)


@pytest.mark.usefixtures("two")
def test_one_finds_an_activity_without_scripts_on_a_phone(open_browser):
    page = open_browser(**PHONE, java_script_enabled=False)
    page.goto("/activities/")
    page.get_by_text("Filters", exact=True).click()
    page.get_by_label("Regularly scheduled series").check()

    page.get_by_role("button", name="Show activities").click()

    assert found(page) == ["Asthma"]
    page.get_by_role("link", name="Asthma").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Asthma")
    expect(page.get_by_role("link", name="Register")).to_be_visible()


def test_the_name_is_shown_as_it_will_be_printed_while_it_is_typed(open_browser, live_server):
    ana = make_person("Ana García")
    page = open_browser(**DESK)
    sign_in(page, ana, live_server)
    page.goto("/accounts/profile/")

    page.get_by_label("Name on certificates").fill("Ana García Núñez, MD")

    expect(page.locator("#printed-name")).to_have_text("Ana García Núñez, MD")
    page.get_by_role("button", name="Add another number").click()
    expect(page.locator("#id_numbers-0-kind")).to_be_focused()
    assert violations_of(page) == []


@pytest.mark.parametrize("with_scripts", [True, False])
def test_numbers_are_added_one_after_the_other(open_browser, live_server, with_scripts: bool):
    ana = make_person("Ana García")
    page = open_browser(**PHONE, java_script_enabled=with_scripts)
    sign_in(page, ana, live_server)
    page.goto("/accounts/profile/")

    page.locator("#id_numbers-0-kind").select_option("npi")
    page.locator("#id_numbers-0-value").fill(NPI)
    page.get_by_role("button", name="Add another number").click()
    page.locator("#id_numbers-1-kind").select_option("licence")
    page.locator("#id_numbers-1-value").fill("UT-1205")
    page.locator("#id_numbers-1-state").select_option("UT")
    page.get_by_role("button", name="Save profile").click()

    expect(page.get_by_text("Your profile is saved")).to_be_visible()
    assert list(Identifier.objects.values_list("kind", "state", "value")) == [
        ("licence", "UT", "UT-1205"),
        ("npi", "", NPI),
    ]
