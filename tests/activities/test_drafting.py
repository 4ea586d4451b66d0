"""Nothing typed into a proposal is lost (PLN-9)."""

import pytest
from django.test import Client

from activities.models import SectionDraft, Status, TeamMember
from tests.pages import fields_of, text_of

pytestmark = [pytest.mark.django_db, pytest.mark.rule("PLN-9")]
UNSAVED = "This is what you typed and have not saved yet"


@pytest.fixture
def address(draft) -> str:
    return f"/plan/{draft.slug}/basics/"


def typed(client: Client, address: str, **changes):
    return fields_of(client.get(address), containing="based_on") | changes


def test_what_was_typed_and_not_saved_is_there_when_one_comes_back(planner, address, draft):
    planner.post(f"{address}typing/", typed(planner, address, title="Half a tit"))
    page = planner.get(address)
    assert UNSAVED in text_of(page)
    assert fields_of(page, containing="based_on")["title"] == ["Half a tit"]
    draft.refresh_from_db()
    assert draft.title == "Sepsis: the First Hour"


def test_what_was_typed_is_its_author_s_alone(planner, address, draft, client):
    planner.post(f"{address}typing/", typed(planner, address, title="Half a tit"))
    client.force_login(draft.team.get(role=TeamMember.Role.PLANNER).person)
    assert UNSAVED not in text_of(client.get(address))


def test_saving_forgets_the_unsaved_text(planner, address, draft):
    planner.post(f"{address}typing/", typed(planner, address, title="Half a tit"))
    planner.post(address, typed(planner, address, title="Sepsis in Teams"))
    assert not SectionDraft.objects.exists()
    assert UNSAVED not in text_of(planner.get(address))


def test_discarding_goes_back_to_what_is_saved(planner, address):
    planner.post(f"{address}typing/", typed(planner, address, title="Half a tit"))
    page = planner.post(f"{address}discard/", follow=True)
    assert fields_of(page, containing="based_on")["title"] == ["Sepsis: the First Hour"]


def test_a_refused_save_is_still_there_in_another_browser(planner, address, dora):
    planner.post(address, typed(planner, address, title="", description="Written for an hour"))
    elsewhere = Client()
    elsewhere.force_login(dora)
    page = elsewhere.get(address)
    assert UNSAVED in text_of(page)
    assert fields_of(page, containing="based_on")["description"] == ["Written for an hour"]


def test_a_person_whose_session_ended_finds_their_text_after_signing_in(planner, address, draft, dora):
    posted = typed(planner, address, title="Typed for an hour")
    planner.logout()
    answer = planner.post(address, posted)
    assert answer.status_code == 302
    assert answer.headers["Location"] == f"/accounts/login/?next={address}"
    assert "What you typed is kept: sign in, and it is in the form again." in text_of(
        planner.get(answer.headers["Location"])
    )
    planner.force_login(dora)
    page = planner.get(address)
    assert UNSAVED in text_of(page)
    assert fields_of(page, containing="based_on")["title"] == ["Typed for an hour"]
    draft.refresh_from_db()
    assert draft.title == "Sepsis: the First Hour"


def test_an_expired_csrf_token_costs_one_more_click_and_no_word(address, draft, dora):
    strict = Client(enforce_csrf_checks=True)
    strict.force_login(dora)
    posted = typed(strict, address, title="Typed for an hour", csrfmiddlewaretoken="x" * 64)
    answer = strict.post(address, posted, follow=True)
    assert "This page had been open for very long. Please send it once more." in text_of(answer)
    assert fields_of(answer, containing="based_on")["title"] == ["Typed for an hour"]
    draft.refresh_from_db()
    assert draft.title == "Sepsis: the First Hour"


def test_a_forged_post_elsewhere_is_still_refused(draft, dora):
    strict = Client(enforce_csrf_checks=True)
    strict.force_login(dora)
    assert strict.post(f"/plan/{draft.slug}/submit/", {"attests": "on"}).status_code == 403
    draft.refresh_from_db()
    assert draft.status == Status.DRAFT


def test_the_second_of_two_editors_is_told_and_shown_both_texts(planner, address, draft, client):
    mine = typed(planner, address, title="My title")
    paul = Client()
    paul.force_login(draft.team.get(role=TeamMember.Role.PLANNER).person)
    paul.post(address, typed(paul, address, title="Paul’s title"))

    both = planner.post(address, mine)

    assert both.status_code == 409
    assert "Paul Pharmacist saved it on" in text_of(both)
    assert "Paul’s title" in text_of(both)
    assert "My title" in text_of(both)
    draft.refresh_from_db()
    assert draft.title == "Paul’s title"

    planner.post(address, fields_of(both, containing="title"))
    draft.refresh_from_db()
    assert draft.title == "My title"


def test_two_editors_of_different_sections_do_not_disturb_each_other(planner, draft):
    paul = Client()
    paul.force_login(draft.team.get(role=TeamMember.Role.PLANNER).person)
    basics, content = f"/plan/{draft.slug}/basics/", f"/plan/{draft.slug}/independence/"
    first = typed(planner, basics, title="My title")
    second = typed(paul, content, independence_statement="Nobody chose but us.")
    assert planner.post(basics, first).status_code == 302
    assert paul.post(content, second).status_code == 302
    draft.refresh_from_db()
    assert (draft.title, draft.independence_statement) == ("My title", "Nobody chose but us.")


def test_a_row_is_added_without_javascript_and_keeps_what_was_typed(planner, draft):
    address = f"/plan/{draft.slug}/gaps/"
    page = planner.post(address, typed(planner, address, **{"rows-0-best_practice": "Half typed", "add_row": "1"}))
    fields = fields_of(page, containing="based_on")
    assert fields["rows-TOTAL_FORMS"] == ["2"]
    assert fields["rows-0-best_practice"] == ["Half typed"]
    assert fields["rows-1-best_practice"] == [""]
    assert "Please look at this again" not in text_of(page)


def test_autosave_tells_a_signed_out_person_where_their_text_is(planner, address):
    posted = typed(planner, address)
    planner.logout()
    answer = planner.post(f"{address}typing/", posted)
    assert answer.status_code == 401
    assert answer.json() == {"sentence": "You are signed out; your text is kept in this browser."}
