"""Planning at a desk and on a phone: what scripts add, and that nothing needs them."""

from typing import Any

import pytest
from django.utils import timezone
from playwright.sync_api import Page, expect

from activities.models import Activity, SectionDraft, Status
from activities.sections import SECTION_KEYS
from activities.services.support import add_support
from tests.browser.conftest import DESK, PHONE, sign_in, violations_of
from tests.factories import make_activity, make_person, make_session

pytestmark = pytest.mark.django_db(transaction=True)
KEPT = "Not yet saved to the plan."


@pytest.fixture
def dora() -> Any:
    return make_person("Dora Director")


@pytest.fixture
def draft(dora) -> Activity:
    return make_activity(Status.DRAFT, director=dora)


@pytest.fixture
def page(open_browser, live_server, dora) -> Page:
    page: Page = open_browser(**DESK)
    sign_in(page, dora, live_server)
    return page


def browser_copies(page: Page) -> list[str]:
    return [key for key in page.evaluate("Object.keys(localStorage)") if key.startswith("typed/")]


def leave_without_network(page: Page, address: str) -> None:
    """Go away and come back; the network is there again only then, or what is sent on leaving would still arrive."""
    page.goto("about:blank")
    page.goto(address)
    expect(page.get_by_role("button", name="Bring it back")).to_be_visible()
    page.context.unroute("**/typing/")


@pytest.mark.rule("PLN-9")
def test_what_is_typed_is_kept_by_itself_and_is_there_after_a_crash(page, draft):
    page.goto(f"/plan/{draft.slug}/basics/")
    page.get_by_label("Title").fill("Typed and never saved")
    expect(page.locator("[data-typing-status]")).to_contain_text(KEPT)
    assert browser_copies(page) == []

    page.goto("about:blank")
    page.goto(f"/plan/{draft.slug}/basics/")

    expect(page.get_by_role("heading", name="This is what you typed and have not saved yet")).to_be_visible()
    assert page.get_by_label("Title").input_value() == "Typed and never saved"
    assert violations_of(page) == []
    page.get_by_role("button", name="Discard it").click()
    assert page.get_by_label("Title").input_value() == "Sepsis: the First Hour"


@pytest.mark.rule("PLN-9")
def test_without_a_network_the_browser_keeps_the_text_and_offers_it(page, draft):
    address = f"/plan/{draft.slug}/basics/"
    page.goto(address)
    page.context.route("**/typing/", lambda route: route.abort())
    page.get_by_label("Venue").fill("Typed in a tunnel")
    expect(page.locator("[data-typing-status]")).to_contain_text("No connection. Your text is kept in this browser")
    leave_without_network(page, address)
    assert page.get_by_label("Venue").input_value() == "Eccles Health Sciences Education Building"
    page.get_by_role("button", name="Bring it back").click()

    expect(page.get_by_label("Venue")).to_have_value("Typed in a tunnel")
    assert browser_copies(page) == []
    draft.refresh_from_db()
    assert draft.venue == "Eccles Health Sciences Education Building"
    page.get_by_role("button", name="Save", exact=True).last.click()
    expect(page.get_by_text("“Basics” is saved.")).to_be_visible()
    draft.refresh_from_db()
    assert draft.venue == "Typed in a tunnel"


@pytest.mark.rule("PLN-9")
def test_a_quick_save_leaves_no_copy_behind(page, draft):
    page.goto(f"/plan/{draft.slug}/basics/")
    page.get_by_label("Title").fill("Saved at once")
    page.get_by_role("button", name="Save and go on").click()
    expect(page.get_by_role("heading", name="Practice gaps and needs", level=1)).to_be_visible()
    assert browser_copies(page) == []
    assert not SectionDraft.objects.exists()
    page.goto(f"/plan/{draft.slug}/basics/")
    expect(page.get_by_text("This browser kept text that never reached us")).to_have_count(0)


@pytest.mark.rule("PLN-9")
def test_somebody_signed_out_meanwhile_finds_their_text_after_signing_in(page, draft, dora, live_server):
    page.goto(f"/plan/{draft.slug}/basics/")
    page.context.clear_cookies(name="sessionid")
    page.get_by_label("Title").fill("Typed for an hour")
    expect(page.locator("[data-typing-status]")).to_contain_text("your text is kept in this browser")
    page.get_by_role("button", name="Save", exact=True).last.click()
    page.wait_for_url("**/accounts/login/**")
    sign_in(page, dora, live_server)
    page.goto(f"/plan/{draft.slug}/basics/")
    page.get_by_role("button", name="Bring it back").click()
    expect(page.get_by_label("Title")).to_have_value("Typed for an hour")


@pytest.mark.rule("PLN-4")
def test_the_balance_follows_what_one_chooses(page, draft):
    page.goto(f"/plan/{draft.slug}/team/")
    told = page.locator("[data-outlook-part] [role=status]")
    expect(told).to_have_text("The team is balanced.")
    page.get_by_label("Registered nurse", exact=True).first.check()
    expect(told).to_have_text("Registered nurses: nobody plans or speaks. Add someone, or say why not.")
    reason = page.get_by_label("Registered nurses: why is nobody on the team?")
    reason.fill("All of them are on shift that day.")
    page.get_by_label("Dietitian", exact=True).first.check()
    expect(page.get_by_label("Dietitians: why is nobody on the team?")).to_be_visible()
    expect(reason).to_have_value("All of them are on shift that day.")
    assert violations_of(page) == []


@pytest.mark.rule("AMA-1")
def test_a_new_session_begins_where_the_last_ended_and_its_credit_is_reckoned(page, draft):
    page.goto(f"/plan/{draft.slug}/agenda/")
    page.get_by_role("button", name="Add a session").click()
    assert page.locator("[name=rows-1-start]").input_value() == page.locator("[name=rows-0-end]").input_value()
    page.locator("[name=rows-1-title]").fill("Cases")
    page.locator("[name=rows-1-end]").fill("10:53")
    page.keyboard.press("Tab")
    expect(page.locator("[data-outlook]")).to_contain_text(
        "113 counting minutes ÷ 60 = 1.88, to the nearest quarter: 2.00"
    )
    page.get_by_role("button", name="Save", exact=True).last.click()
    expect(page.get_by_text("“Agenda” is saved.")).to_be_visible()
    assert sorted(session.minutes for session in draft.sessions.all()) == [53, 60]


@pytest.mark.rule("PLN-9")
def test_one_session_is_open_at_a_time_and_its_line_follows_what_is_typed(page, draft):
    make_session(draft, "Cases", draft.sessions.get().ends_at)
    page.goto(f"/plan/{draft.slug}/agenda/#session-{draft.sessions.last().pk}")
    cases = page.get_by_role("button", name="Cases")
    expect(cases).to_have_attribute("aria-expanded", "true")
    expect(page.locator("[name=rows-1-speakers]:checked")).to_have_count(2)

    page.get_by_role("button", name="Sepsis in the first hour").click()
    expect(cases).to_have_attribute("aria-expanded", "false")
    expect(page.locator("[data-row-fields]:visible")).to_have_count(1)
    page.locator("[name=rows-0-title]").fill("Sepsis in the first minute")
    page.keyboard.press("Tab")
    expect(page.get_by_role("button", name="Sepsis in the first minute")).to_have_attribute("aria-expanded", "true")
    expect(page.locator("[data-typing-status]")).to_contain_text(KEPT)
    assert violations_of(page) == []
    assert browser_copies(page) == []

    page.get_by_role("button", name="Save", exact=True).last.click()
    expect(page.get_by_text("“Agenda” is saved.")).to_be_visible()
    assert [str(session) for session in draft.sessions.all()] == ["Sepsis in the first minute", "Cases"]
    assert [session.speakers.count() for session in draft.sessions.all()] == [2, 2]


@pytest.mark.parametrize("screen", [DESK, PHONE], ids=["desk", "phone"])
def test_every_section_can_be_used_by_everybody(open_browser, live_server, dora, draft, screen):
    page = open_browser(**screen)
    sign_in(page, dora, live_server)
    found = []
    for address in ("/plan/", "/plan/new/", f"/plan/{draft.slug}/", f"/plan/{draft.slug}/submit/"):
        page.goto(address)
        found += violations_of(page)
    for section in SECTION_KEYS:
        page.goto(f"/plan/{draft.slug}/{section}/")
        found += violations_of(page)
        wide = page.evaluate("document.documentElement.scrollWidth > window.innerWidth")
        found += [f"{section} scrolls sideways"] if wide else []
    assert found == []


@pytest.mark.rule("PLN-9")
def test_rows_are_added_and_removed_on_a_phone_without_scripts(open_browser, live_server, dora, draft):
    page = open_browser(**PHONE, java_script_enabled=False)
    sign_in(page, dora, live_server)
    page.goto(f"/plan/{draft.slug}/objectives/")
    page.locator("[name=rows-0-text]").fill("Apply what was half typed")
    page.get_by_role("button", name="Add an objective").click()
    assert page.url.endswith("#rows-2")
    assert page.locator("[name=rows-0-text]").input_value() == "Apply what was half typed"
    page.locator("[name=rows-2-text]").fill("Screen everybody at the door")
    page.locator("[name=rows-2-gap]").select_option(index=1)
    page.locator("[name=rows-2-change]").select_option("performance")
    page.get_by_label("Remove this objective").nth(1).check()
    page.get_by_role("button", name="Save", exact=True).last.click()
    texts = [objective.text for objective in draft.objectives.all()]
    assert texts == ["Apply what was half typed", "Screen everybody at the door"]


@pytest.mark.rule("PLN-1")
def test_words_are_counted_while_one_types_and_the_server_holds_the_same_limit(page, draft):
    page.goto(f"/plan/{draft.slug}/gaps/")
    page.locator("[name=rows-0-current_practice]").fill("word " * 41)
    page.locator("[name=rows-0-best_practice]").fill("word " * 60)
    counter = page.locator("[id$=best_practice-words]")
    expect(counter).to_have_text("101 of 100 words together")
    expect(counter).to_have_class("word-count is-over")
    page.get_by_role("button", name="Save", exact=True).last.click()
    expect(page.get_by_text("The gap has 101 words; please shorten it to 100 or fewer.").first).to_be_visible()
    expect(page.locator("[name=rows-0-best_practice]")).to_have_value("word " * 60)


@pytest.mark.rule("PLN-2")
def test_a_verb_is_picked_into_the_objective_and_the_thread_follows(page, draft):
    page.goto(f"/plan/{draft.slug}/objectives/")
    page.locator("[name=rows-0-text]").fill("Understand sepsis")
    page.locator("[name=rows-0-change]").select_option("performance")
    first = page.locator("#rows-0")
    first.get_by_text("Pick a verb that can be observed").click()
    expect(first.get_by_role("button", name="Reduce")).to_be_hidden()
    first.get_by_role("button", name="Screen", exact=True).click()
    expect(page.locator("[name=rows-0-text]")).to_have_value("Screen sepsis")
    expect(page.locator("[data-thread]")).to_contain_text("Screen sepsis")
    assert violations_of(page) == []


@pytest.mark.rule("PLN-9")
def test_the_second_of_two_editors_is_shown_both_texts_and_nothing_is_overwritten(
    open_browser, live_server, page, draft, dora
):
    paul = draft.team.get(role="planner").person
    other = open_browser(**DESK)
    sign_in(other, paul, live_server)
    for one in (page, other):
        one.goto(f"/plan/{draft.slug}/basics/")
    page.get_by_label("Title").fill("As Dora would have it")
    page.get_by_role("button", name="Save", exact=True).last.click()
    expect(page.get_by_text("“Basics” is saved.")).to_be_visible()

    other.get_by_label("Title").fill("As Paul would have it")
    other.get_by_role("button", name="Save", exact=True).last.click()

    expect(other.get_by_role("heading", name="Basics was saved meanwhile")).to_be_visible()
    expect(other.get_by_role("cell", name="As Dora would have it")).to_be_visible()
    expect(other.get_by_role("cell", name="As Paul would have it")).to_be_visible()
    assert violations_of(other) == []
    draft.refresh_from_db()
    assert draft.title == "As Dora would have it"
    other.get_by_role("button", name="Save mine in its place").click()
    expect(other.get_by_text("“Basics” is saved.")).to_be_visible()
    draft.refresh_from_db()
    assert draft.title == "As Paul would have it"


@pytest.mark.rule("PLN-9")
def test_a_page_whose_token_has_expired_loses_nothing(page, draft):
    page.goto(f"/plan/{draft.slug}/basics/")
    page.get_by_label("Title").fill("Typed over lunch")
    expect(page.locator("[data-typing-status]")).to_contain_text(KEPT)
    page.context.clear_cookies(name="csrftoken")
    page.get_by_label("Title").fill("Typed over a long lunch")
    expect(page.locator("[data-typing-status]")).to_contain_text("Your text is kept in this browser")
    page.get_by_role("button", name="Save", exact=True).last.click()
    page.goto(f"/plan/{draft.slug}/basics/")
    expect(page.get_by_label("Title")).to_have_value("Typed over a long lunch")
    page.get_by_role("button", name="Save", exact=True).last.click()
    expect(page.get_by_text("“Basics” is saved.")).to_be_visible()
    draft.refresh_from_db()
    assert draft.title == "Typed over a long lunch"


@pytest.mark.rule("PLN-9")
def test_a_whole_section_is_written_without_scripts(open_browser, live_server, dora, draft):
    page = open_browser(**PHONE, java_script_enabled=False)
    sign_in(page, dora, live_server)
    page.goto(f"/plan/{draft.slug}/objectives/")
    page.locator("[name=rows-0-text]").fill("Understand sepsis")
    page.get_by_role("button", name="Save", exact=True).last.click()
    expect(page.get_by_text("“Understand” cannot be observed in a learner.").first).to_be_visible()
    verb = page.locator("#rows-0 [name=begin_with]:visible").first  # the list stands open beside the refusal
    picked = verb.inner_text()
    verb.click()
    assert page.locator("[name=rows-0-text]").input_value() == f"{picked} sepsis"
    page.get_by_role("button", name="Save", exact=True).last.click()
    expect(page.get_by_text("“Objectives” is saved.")).to_be_visible()


@pytest.mark.rule("PLN-9")
def test_support_that_is_typed_survives_a_crash_and_a_lost_network(page, draft):
    address = f"/plan/{draft.slug}/support/"
    page.goto(address)
    page.get_by_text("Add a supporter").click()
    page.get_by_label("Company", exact=True).fill("Acme Devices")
    status = page.locator("[data-kept-as*='/support/'] [data-typing-status]")
    expect(status).to_contain_text(KEPT)
    assert browser_copies(page) == []

    page.goto("about:blank")
    page.goto(address)
    expect(page.get_by_text("it is not saved to the plan yet")).to_be_visible()
    expect(page.get_by_label("Company", exact=True)).to_have_value("Acme Devices")
    assert violations_of(page) == []

    page.context.route("**/typing/", lambda route: route.abort())
    page.get_by_label("Company", exact=True).fill("Acme Devices, Inc.")
    expect(status).to_contain_text("No connection. Your text is kept in this browser")
    leave_without_network(page, address)
    page.get_by_role("button", name="Bring it back").click()
    expect(page.get_by_label("Company", exact=True)).to_have_value("Acme Devices, Inc.")
    assert browser_copies(page) == []
    assert not draft.supports.exists()


@pytest.mark.rule("SII-10")
def test_a_file_that_is_too_large_is_told_before_it_is_sent(page, draft, dora, tmp_path):
    given = add_support(draft, company="Acme", nature="money", amount=5, attests=True, by=dora, at=timezone.now())
    large = tmp_path / "agreement.pdf"
    with large.open("wb") as file:
        file.truncate(21 * 1024 * 1024)
    page.goto(f"/plan/{draft.slug}/support/")
    page.get_by_text("Upload the signed agreement").click()
    field = page.locator(f"[name=support-{given.pk}-file]")
    field.set_input_files(large)
    told = page.locator(f"#id_support-{given.pk}-file-size")
    expect(told).to_contain_text("agreement.pdf, 21.0 MB. That is more than 20 MB, so it cannot be sent.")
    page.get_by_role("button", name="Upload", exact=True).click()
    expect(field).to_be_focused()
    assert page.url.endswith("/support/")
    assert violations_of(page) == []


@pytest.mark.rule("PLN-6")
def test_a_time_zone_is_found_by_its_city(page, draft):
    page.goto(f"/plan/{draft.slug}/basics/")
    zone = page.locator("[name=time_zone]")
    assert zone.locator("optgroup").first.get_attribute("label") == "United States"
    page.get_by_label("Find a time zone by city or region").fill("paris")
    expect(page.get_by_text("1 found. Choose one in the list.")).to_be_visible()
    expect(zone.locator("option")).to_have_text(["Mountain (Salt Lake City, Denver)", "Paris"])
    expect(zone).to_have_value("America/Denver")
    zone.select_option("Europe/Paris")
    expect(page.locator("[data-typing-status]")).to_contain_text(KEPT)
    assert violations_of(page) == []
    page.get_by_label("Find a time zone by city or region").fill("")
    expect(zone).to_have_value("Europe/Paris")


@pytest.mark.rule("PLN-6")
def test_the_reckoning_says_what_saving_would_say_of_an_end_before_the_start(page, draft):
    page.goto(f"/plan/{draft.slug}/agenda/")
    page.get_by_role("button", name="Sepsis in the first hour").click()
    page.locator("[name=rows-0-end]").fill("05:00")
    page.keyboard.press("Tab")
    reckoned = page.locator("[data-outlook] .not-reckoned")
    expect(reckoned).to_contain_text("It would end before it starts.")
    page.get_by_role("button", name="Save", exact=True).last.click()
    expect(page.locator(".error-summary")).to_contain_text("It would end before it starts.")
    expect(page.locator("[name=rows-0-end]")).to_have_value("05:00")


@pytest.mark.rule("PLN-9")
def test_what_could_not_be_sent_is_sent_by_itself_once_the_server_is_back(page, draft):
    """Three pages at once, while the server answers nothing but errors."""
    tabs = {section: page.context.new_page() for section in ("basics", "evaluation", "independence")}
    fields = {"basics": "venue", "evaluation": "evaluation_plan", "independence": "independence_statement"}
    page.context.route("**/typing/", lambda route: route.fulfill(status=502, body="<html>Bad gateway</html>"))
    for section, tab in tabs.items():
        tab.goto(f"/plan/{draft.slug}/{section}/")
        tab.locator(f"[name={fields[section]}]").fill(f"Typed into {section}")
        expect(tab.locator("[data-typing-status]")).to_have_text("Kept in this browser, and being sent …")
    for tab in tabs.values():
        expect(tab.locator("[data-typing-status]")).to_contain_text("Our server does not answer now. Your text is kept")
    assert len(browser_copies(page.context.pages[-1])) == 3

    page.context.unroute("**/typing/")

    for tab in tabs.values():
        expect(tab.locator("[data-typing-status]")).to_contain_text(KEPT, timeout=20_000)
    assert browser_copies(tab) == []
    kept = {draft.section: draft.typed[fields[draft.section]] for draft in SectionDraft.objects.all()}
    assert kept == {section: [f"Typed into {section}"] for section in tabs}
