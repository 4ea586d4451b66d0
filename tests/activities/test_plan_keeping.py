"""Two editors, late autosaves, forged posts: what was typed is kept, and nothing else is (PLN-9)."""

from datetime import UTC, date, datetime

import pytest
from django.test import Client

from activities.models import Activity, SectionDraft, Session, Status
from activities.services import submit_proposal, withdraw_proposal
from activities.services.drafting import fingerprint, save_section
from core.errors import ActionRefused
from core.typing_kept import MOST_CHARACTERS
from tests.factories import make_activity, make_person
from tests.pages import fields_of, text_of

pytestmark = [pytest.mark.django_db, pytest.mark.rule("PLN-9")]
UNSAVED = "This is what you typed and have not saved yet"


@pytest.fixture
def paul(draft: Activity) -> Client:
    client = Client()
    client.force_login(draft.team.get(role="planner").person)
    return client


def typed(client: Client, address: str, **changes):
    return fields_of(client.get(address), containing="based_on") | changes


# --- Two editors ------------------------------------------------------------------------------------------------------
def test_both_texts_are_shown_in_words_not_in_keys(planner, paul, draft):
    address = f"/plan/{draft.slug}/basics/"
    mine = typed(planner, address, delivery="hybrid")
    paul.post(address, typed(paul, address, state="WY", format_rationale="Practice makes teams."))
    both = text_of(planner.post(address, mine))
    assert "Why this format Practice makes teams. Teams practise together what they must do together." in both
    assert "State Wyoming Utah" in both
    assert "How it is delivered In person In person and live-streamed" in both
    assert "Venue" not in both  # the same in both


def test_a_gap_that_a_colleague_removed_meanwhile_comes_back_with_the_text_of_the_other(planner, paul, draft):
    address = f"/plan/{draft.slug}/gaps/"
    draft.objectives.all().delete()
    mine = typed(planner, address, **{"rows-0-best_practice": "What I wrote about it for an hour."})
    paul.post(address, typed(paul, address, **{"rows-0-DELETE": "on"}))
    assert not draft.gaps.exists()
    both = planner.post(address, mine)
    assert both.status_code == 409
    assert planner.post(address, fields_of(both, containing="rows-0-best_practice")).status_code == 302
    assert draft.gaps.get().best_practice == "What I wrote about it for an hour."


def test_what_a_colleague_added_meanwhile_stays_beside_mine(planner, paul, draft):
    address = f"/plan/{draft.slug}/objectives/"
    mine = typed(planner, address, **{"rows-0-text": "Apply my bundle"})
    added = {"rows-TOTAL_FORMS": "3", "rows-2-text": "Screen all", "rows-2-change": "performance"}
    paul.post(address, typed(paul, address, **added, **{"rows-2-gap": str(draft.gaps.get().pk)}))
    both = planner.post(address, mine)
    planner.post(address, fields_of(both, containing="rows-0-text"))
    texts = set(draft.objectives.values_list("text", flat=True))
    assert texts == {"Apply my bundle", "Select antibiotics by likely source", "Screen all"}


def test_taking_the_colleague_s_text_forgets_mine(planner, paul, draft):
    address = f"/plan/{draft.slug}/basics/"
    mine = typed(planner, address, title="Mine")
    paul.post(address, typed(paul, address, title="Paul’s"))
    planner.post(address, mine)
    page = planner.post(f"{address}discard/", follow=True)
    assert fields_of(page, containing="based_on")["title"] == ["Paul’s"]
    assert not SectionDraft.objects.exists()


def test_mine_can_be_edited_before_it_takes_the_place_of_the_other(planner, paul, draft):
    address = f"/plan/{draft.slug}/basics/"
    mine = typed(planner, address, title="Mine")
    paul.post(address, typed(paul, address, title="Paul’s"))
    both = planner.post(address, mine)
    page = planner.post(address, fields_of(both, containing="title") | {"show": "1"})
    assert planner.post(address, fields_of(page, containing="based_on") | {"title": "Ours"}).status_code == 302
    draft.refresh_from_db()
    assert draft.title == "Ours"


def test_the_same_text_saved_from_two_tabs_is_no_conflict(planner, draft):
    address = f"/plan/{draft.slug}/basics/"
    posted = typed(planner, address, title="Twice the same")
    planner.post(address, posted)
    answer = planner.post(address, posted, follow=True)
    assert "“Basics” is saved, as you typed it." in text_of(answer)
    assert UNSAVED not in text_of(answer)


def test_somebody_who_saved_in_another_tab_is_told_so(planner, draft):
    address = f"/plan/{draft.slug}/basics/"
    first, second = typed(planner, address, title="First"), typed(planner, address, title="Second")
    planner.post(address, first)
    assert "You saved it yourself, in another tab or on another device" in text_of(planner.post(address, second))


CHANGES = {
    "basics": {"online_address": "https://stream.example.org/"},
    "evaluation": {"evaluation_before_claim": False},
    "agenda": {"pass_mark": 70},
}


@pytest.mark.parametrize("section", CHANGES)
def test_the_fingerprint_covers_every_field_of_a_section(draft, section):
    before = fingerprint(draft, section)
    Activity.objects.filter(pk=draft.pk).update(**CHANGES[section])
    assert fingerprint(Activity.objects.get(pk=draft.pk), section) != before


# --- Autosave -----------------------------------------------------------------------------------------------------------
def test_an_autosave_that_arrives_after_the_save_does_not_come_back_as_unsaved(planner, draft):
    address = f"/plan/{draft.slug}/basics/"
    posted = typed(planner, address, title="Saved")
    planner.post(address, posted)
    planner.post(f"{address}typing/", posted)
    page = planner.get(address)
    assert UNSAVED not in text_of(page)
    assert not SectionDraft.objects.exists()


def test_a_page_after_a_save_tells_the_browser_to_forget_its_copy(planner, draft, dora):
    address = f"/plan/{draft.slug}/basics/"
    page = planner.post(address, typed(planner, address) | {"next": "1"}, follow=True)
    assert f'data-reached="{draft.pk}/basics/{dora.pk}"' in page.content.decode()
    assert "data-reached" not in planner.get(address).content.decode()


def test_what_is_typed_while_a_colleague_submits_waits_and_can_be_copied(planner, draft, dora):
    address = f"/plan/{draft.slug}/basics/"
    posted = typed(planner, address, title="Typed under their hands")
    submit_proposal(draft, by=dora, at=datetime.now(UTC), attests=True)
    page = planner.post(address, posted, follow=True)
    assert "The plan is submitted and cannot be changed now." in text_of(page)
    assert "What you typed and could not save" in text_of(page)
    assert "Typed under their hands" in text_of(page)
    draft.refresh_from_db()
    assert draft.title == "Sepsis: the First Hour"


def test_a_row_that_is_half_typed_is_there_when_one_comes_back(planner, draft):
    address = f"/plan/{draft.slug}/agenda/"
    half = {"rows-TOTAL_FORMS": "2", "rows-1-title": "Half a session", "rows-1-start": "9"}
    planner.post(f"{address}typing/", typed(planner, address, **half))
    fields = fields_of(planner.get(address), containing="based_on")
    assert (fields["rows-1-title"], fields["rows-1-start"]) == (["Half a session"], ["9"])
    assert draft.sessions.count() == 1


def test_a_stranger_s_typing_is_not_taken(draft):
    olga = Client()
    olga.force_login(make_person("Olga Other"))
    assert olga.post(f"/plan/{draft.slug}/basics/typing/", {"title": "Hers"}).status_code == 404
    assert not SectionDraft.objects.exists()


def test_the_office_reading_a_plan_leaves_no_text_in_it(draft):
    stan = Client()
    stan.force_login(make_person("Stan Staff", staff=True))
    assert stan.post(f"/plan/{draft.slug}/basics/typing/", {"title": "His"}).status_code == 409
    assert not SectionDraft.objects.exists()


# --- Posts that cannot be trusted ---------------------------------------------------------------------------------------
def test_words_that_another_site_posts_are_not_put_into_somebody_s_form(draft, dora):
    strict = Client(enforce_csrf_checks=True)
    strict.force_login(dora)
    address = f"/plan/{draft.slug}/basics/"
    answer = strict.post(address, {"title": "Forged"}, headers={"Origin": "https://evil.example.net"})
    assert answer.status_code == 403
    assert UNSAVED not in text_of(strict.get(address))


def test_a_signed_out_person_without_a_token_finds_their_text_after_signing_in(draft, dora):
    strict = Client(enforce_csrf_checks=True)
    address = f"/plan/{draft.slug}/basics/"
    answer = strict.post(
        address, {"title": "Typed for an hour", "based_on": ""}, headers={"Origin": "http://testserver"}
    )
    assert answer.headers["Location"] == f"/accounts/login/?next={address}"
    strict.force_login(dora)
    assert fields_of(strict.get(address), containing="based_on")["title"] == ["Typed for an hour"]


def test_an_endless_text_of_a_signed_out_person_is_not_stored(draft, client):
    client.post(f"/plan/{draft.slug}/basics/", {"title": "x" * (MOST_CHARACTERS + 1)})
    assert not [key for key, _ in client.session.items() if key.startswith("typed:")]


def test_a_tampered_count_of_rows_changes_nothing(planner, draft):
    address = f"/plan/{draft.slug}/gaps/"
    for count in ("", "many", "-1", "99999999999", "²"):
        answer = planner.post(address, typed(planner, address, **{"rows-TOTAL_FORMS": count}) | {"add_row": "1"})
        assert answer.status_code == 200
        planner.post(f"{address}discard/")
    assert draft.gaps.count() == 1


def test_another_activity_s_row_cannot_be_written_through_this_one(planner, draft, dora):
    other = make_activity(Status.DRAFT, director=dora)
    theirs = other.gaps.get()
    address = f"/plan/{draft.slug}/gaps/"
    planner.post(address, typed(planner, address, **{"rows-0-id": str(theirs.pk), "rows-0-best_practice": "Stolen"}))
    theirs.refresh_from_db()
    assert (theirs.activity, theirs.best_practice) == (other, "Antibiotics and fluids begin within the first hour.")


def test_the_services_themselves_refuse_a_stranger(draft):
    olga, now = make_person("Olga Other"), datetime.now(UTC)
    with pytest.raises(ActionRefused, match="Only this activity’s planners can do this"):
        withdraw_proposal(draft, by=olga, at=now)
    with pytest.raises(ActionRefused, match="Only this activity’s planners can change its plan"):
        save_section(draft, "basics", by=olga, at=now, based_on=fingerprint(draft, "basics"), write=lambda _: None)


def test_the_service_itself_refuses_to_change_a_submitted_plan(dora):
    submitted, now = make_activity(Status.SUBMITTED, director=dora), datetime.now(UTC)
    with pytest.raises(ActionRefused, match="The plan is submitted and cannot be changed now"):
        save_section(
            submitted, "basics", by=dora, at=now, based_on=fingerprint(submitted, "basics"), write=lambda _: None
        )


# --- What removing takes along ------------------------------------------------------------------------------------------
def test_a_gap_that_objectives_close_is_not_removed_with_them_unasked(planner, draft):
    address = f"/plan/{draft.slug}/gaps/"
    answer = planner.post(address, typed(planner, address, **{"rows-0-DELETE": "on"}))
    assert answer.status_code == 422
    assert "the objective “Apply the one-hour sepsis bundle” closes it." in text_of(answer)
    assert (draft.gaps.count(), draft.objectives.count()) == (1, 2)


# --- The agenda as one types --------------------------------------------------------------------------------------------
@pytest.mark.rule("AMA-1")
def test_the_credit_of_a_typed_agenda_is_reckoned_before_it_is_saved(planner, dora):
    draft = make_activity(Status.DRAFT, director=dora, starts_at=datetime(2027, 3, 2, 16, tzinfo=UTC))
    address = f"/plan/{draft.slug}/agenda/"
    changes = {"rows-0-date": "2027-03-02", "rows-0-start": "09:00", "rows-0-end": "09:53"}
    answer = planner.post(f"{address}outlook/", typed(planner, address, **changes))
    assert "53 counting minutes ÷ 60 = 0.88, to the nearest quarter: 1.00. That is 1.00 credits at most." in text_of(
        answer
    )
    assert draft.sessions.get().minutes == 60


@pytest.mark.rule("PLN-6")
def test_a_night_across_the_end_of_summer_time_says_when_it_ends(planner, dora):
    draft = make_activity(
        Status.DRAFT,
        director=dora,
        starts_at=datetime(2027, 11, 7, 4, tzinfo=UTC),
        start_date=date(2027, 11, 6),
        end_date=date(2027, 11, 7),
    )
    address = f"/plan/{draft.slug}/agenda/"
    night = {"rows-0-date": "2027-11-06", "rows-0-start": "22:00", "rows-0-end": "06:00"}
    night["rows-0-ends_next_day"] = "on"
    answer = text_of(planner.post(f"{address}outlook/", typed(planner, address, **night)))
    assert "10:00 PM – 6:00 AM the next day" in answer
    assert "The clocks go back an hour in between" in answer
    assert "540 min" in answer


@pytest.mark.rule("PLN-6")
def test_what_never_counts_is_not_reckoned(planner, draft):
    address = f"/plan/{draft.slug}/agenda/"
    answer = planner.post(f"{address}outlook/", typed(planner, address, **{"rows-0-kind": Session.Kind.MEAL}))
    assert "No item counts for credit yet." in text_of(answer)
