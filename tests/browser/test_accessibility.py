"""Every page of every room, looked at by axe: at a desk in the light, and on a phone in the dark."""

import pytest
from django.urls import reverse
from playwright.sync_api import Error, Page

from tests.browser.conftest import DESK, PHONE, sign_in, violations_of
from tests.test_access_matrix import MATRIX, PEOPLE
from tests.world import address_of, make_world

pytestmark = pytest.mark.django_db(transaction=True)

NOT_PAGES = {
    "credits:certificate_state",
    "livez",
    "readyz",
    "activities:catalogue_calendar",
    "activities:calendar",
    "credits:transcript_csv",
    "disclosures:company_names",  # pieces that a script puts into a page
    "disclosures:company_names_by_link",
}
LOOKS = {"at a desk": DESK, "on a phone, in the dark": {**PHONE, "color_scheme": "dark"}}


def pages_of(kind: str) -> list[str]:
    """Those that this kind of person may open and nobody before them in the matrix."""
    at = PEOPLE.index(kind)
    rows = []
    for row, answers in MATRIX.items():
        first = next((place for place, answer in enumerate(answers.split()) if answer == "200"), None)
        if first == at and row.split()[0] not in NOT_PAGES:
            rows.append(row)
    return rows


def opens(page: Page, address: str) -> bool:
    """Whether there is a page to look at, and not a file to keep."""
    try:
        page.goto(address)
    except Error as refused:
        if "Download is starting" not in str(refused):
            raise
        return False
    return True


@pytest.mark.parametrize("look", LOOKS)
@pytest.mark.parametrize("kind", ["anonymous", "learner", "planner", "reviewer"])
def test_axe_finds_nothing(kind, look, open_browser, live_server):
    world = make_world()
    page = open_browser(**LOOKS[look])
    if world.people[kind]:
        sign_in(page, world.people[kind], live_server)
    addresses = [address_of(row, world) for row in pages_of(kind)]
    if kind == "reviewer":
        addresses += [
            reverse("admin:index"),
            reverse("admin:activities_activity_changelist"),
            reverse("admin:activities_activity_review", args=[world.draft.pk]),
            reverse("admin:activities_activity_review", args=[world.open_now.pk]),
        ]
    found: list[str] = []
    too_wide: list[str] = []
    for address in addresses:
        if not opens(page, address):
            continue
        found += violations_of(page)
        if page.evaluate("document.documentElement.scrollWidth > innerWidth"):
            too_wide.append(address)
    assert found == []
    assert too_wide == []
