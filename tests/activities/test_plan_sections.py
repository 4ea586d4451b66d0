"""A planner writes the sections of a proposal through its pages."""

from datetime import UTC, date, datetime, timedelta

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from activities.models import Activity, Objective, PracticeGap, Session, Status, TeamMember
from activities.services import begin_proposal
from tests.factories import make_activity, make_person, make_session
from tests.pages import fields_of, text_of

pytestmark = pytest.mark.django_db


def save(planner: Client, activity: Activity, section: str, **changes):
    address = f"/plan/{activity.slug}/{section}/"
    posted = fields_of(planner.get(address), containing="based_on") | changes
    return planner.post(address, posted)


def words(number: int) -> str:
    return " ".join(["word"] * number)


# --- Gaps -------------------------------------------------------------------------------------------------------------
@pytest.mark.rule("PLN-1")
def test_a_gap_of_exactly_100_words_is_saved(planner, draft):
    answer = save(planner, draft, "gaps", **{"rows-0-current_practice": words(40), "rows-0-best_practice": words(60)})
    assert answer.status_code == 302
    assert draft.gaps.get().words == 100


@pytest.mark.rule("PLN-1")
def test_a_gap_of_101_words_is_refused_beside_the_field_and_what_was_typed_stays(planner, draft):
    before = draft.gaps.get().best_practice
    answer = save(planner, draft, "gaps", **{"rows-0-current_practice": words(41), "rows-0-best_practice": words(60)})
    assert answer.status_code == 422
    assert "The gap has 101 words; please shorten it to 100 or fewer." in text_of(answer)
    assert fields_of(answer, containing="based_on")["rows-0-current_practice"] == [words(41)]
    assert draft.gaps.get().best_practice == before


@pytest.mark.rule("PLN-1")
def test_a_need_of_51_words_is_refused(planner, draft):
    answer = save(planner, draft, "gaps", **{"rows-0-need_performance": words(51)})
    assert answer.status_code == 422
    assert "This has 51 words; please shorten it to 50 or fewer." in text_of(answer)


@pytest.mark.rule("PLN-1")
def test_a_gap_without_any_need_is_refused(planner, draft):
    answer = save(planner, draft, "gaps", **{"rows-0-need_competence": "", "rows-0-need_performance": ""})
    assert answer.status_code == 422
    assert "Say which need lies behind the gap" in text_of(answer)
    assert PracticeGap.objects.exclude(need_competence="").count() == 1


# --- Objectives -------------------------------------------------------------------------------------------------------
@pytest.mark.rule("PLN-2")
@pytest.mark.parametrize(
    "text", ["Understand sepsis", "Know the bundle", "To better understand it", "Learn about sepsis"]
)
def test_an_objective_that_cannot_be_observed_is_refused_with_suggestions(planner, draft, text):
    answer = save(planner, draft, "objectives", **{"rows-0-text": text})
    assert answer.status_code == 422
    assert "cannot be observed in a learner. Begin with a verb that can, such as" in text_of(answer)
    assert not Objective.objects.filter(text=text).exists()


@pytest.mark.rule("PLN-2")
def test_a_to_before_the_verb_is_left_out(planner, draft):
    answer = save(planner, draft, "objectives", **{"rows-0-text": "To reduce the delay"})
    assert "Leave out “to”: begin with “Reduce”." in text_of(answer)


@pytest.mark.rule("PLN-2")
@pytest.mark.parametrize(
    ("change", "suggested"),
    [
        ("competence", "such as explain, interpret or apply, since it is designed to change competence"),
        ("performance", "such as adopt, counsel, document or implement, since it is designed to change performance"),
        ("patient", "such as decrease, improve, increase or prevent, since it is designed to change patient outcomes"),
    ],
)
def test_what_is_suggested_for_understand_sepsis_fits_the_chosen_level(planner, draft, change, suggested):
    answer = save(planner, draft, "objectives", **{"rows-0-text": "Understand sepsis", "rows-0-change": change})
    assert answer.status_code == 422
    assert suggested in text_of(answer)
    assert fields_of(answer, containing="based_on")["rows-0-text"] == ["Understand sepsis"]


@pytest.mark.rule("PLN-2")
@pytest.mark.parametrize(
    ("typed", "begun"),
    [
        ("Understand sepsis", "Interpret sepsis"),
        ("Be able to understand sepsis", "Interpret sepsis"),
        ("Gain knowledge of the bundle", "Interpret the bundle"),
        ("Apply the ECG criteria", "Interpret the ECG criteria"),
        ("ECG criteria", "Interpret ECG criteria"),
        ("", "Interpret"),
    ],
)
def test_a_picked_verb_begins_the_objective_without_scripts_and_saves_nothing(planner, draft, typed, begun):
    before = draft.objectives.first().text
    answer = save(planner, draft, "objectives", **{"rows-0-text": typed, "begin_with": "rows-0-text:interpret"})
    assert answer.status_code == 200
    assert fields_of(answer, containing="based_on")["rows-0-text"] == [begun]
    assert draft.objectives.first().text == before


@pytest.mark.parametrize("asked", ["rows-0-text:understand", "elsewhere:apply", "rows-0-text", ""])
def test_only_an_observable_verb_is_placed(planner, draft, asked):
    answer = save(planner, draft, "objectives", **{"rows-0-text": "Order lactate", "begin_with": asked})
    assert fields_of(answer, containing="based_on")["rows-0-text"] == ["Order lactate"]


@pytest.mark.rule("PLN-2")
def test_an_objective_names_its_gap(planner, draft):
    answer = save(planner, draft, "objectives", **{"rows-0-gap": ""})
    assert answer.status_code == 422
    assert fields_of(answer, containing="based_on")["rows-0-gap"] == [""]


# --- Format, content --------------------------------------------------------------------------------------------------
@pytest.mark.rule("PLN-3")
def test_a_rationale_of_26_words_is_refused(planner, draft):
    answer = save(planner, draft, "basics", format_rationale=words(26))
    assert answer.status_code == 422
    assert "This has 26 words; please shorten it to 25 or fewer." in text_of(answer)


# --- Team -------------------------------------------------------------------------------------------------------------
@pytest.mark.rule("PLN-5")
def test_a_second_director_is_refused(planner, draft):
    answer = save(planner, draft, "team", **{"rows-1-role": "director"})
    assert answer.status_code == 422
    assert "An activity has one director; make this person a co-director." in text_of(answer)
    assert draft.team.filter(role="director").count() == 1


@pytest.mark.rule("PLN-5")
def test_the_director_can_change_hands_in_one_save(planner, draft):
    answer = save(planner, draft, "team", **{"rows-0-role": "planner", "rows-1-role": "director"})
    assert answer.status_code == 302
    assert str(draft.team.get(role="director").person) == "Paul Pharmacist"


def test_somebody_new_on_the_team_becomes_a_user_who_cannot_sign_in_by_password(planner, draft):
    added = {
        "rows-TOTAL_FORMS": "5",
        "rows-4-given_name": "Sal",
        "rows-4-family_name": "Speaker",
        "rows-4-email": "Sal.Speaker@Example.org",
        "rows-4-role": "speaker",
        "rows-4-profession": "nurse",
        "rows-4-employer": "",
    }
    assert save(planner, draft, "team", **added).status_code == 302
    sal = draft.team.get(person__email="sal.speaker@example.org").person
    assert (sal.get_full_name(), sal.has_usable_password()) == ("Sal Speaker", False)


def test_somebody_known_is_found_by_address_and_keeps_their_own_name(planner, draft):
    known = make_person("Nguyễn Thị Ánh", "nurse", email="anh@example.org")
    added = {
        "rows-TOTAL_FORMS": "5",
        "rows-4-given_name": "Anne",
        "rows-4-family_name": "Wrong",
        "rows-4-email": "ANH@example.org",
        "rows-4-role": "speaker",
        "rows-4-profession": "nurse",
    }
    save(planner, draft, "team", **added)
    known.refresh_from_db()
    assert draft.team.filter(person=known).count() == 1
    assert known.get_full_name() == "Nguyễn Thị Ánh"


def test_only_a_coordinator_may_be_without_control_of_content(planner, draft):
    save(
        planner,
        draft,
        "team",
        **{"rows-1-controls_content": [], "rows-2-role": "coordinator", "rows-2-controls_content": []},
    )
    assert TeamMember.objects.get(activity=draft, person__given_name="Paul").controls_content is True
    assert TeamMember.objects.get(activity=draft, role="coordinator").controls_content is False


# --- Agenda -----------------------------------------------------------------------------------------------------------
@pytest.mark.rule("PLN-6")
def test_a_session_before_the_activity_starts_is_refused_beside_the_date(planner, dora):
    draft = make_activity(Status.DRAFT, director=dora, starts_at=datetime(2027, 3, 2, 16, tzinfo=UTC))
    answer = save(planner, draft, "agenda", **{"rows-0-date": "2027-03-01"})
    assert answer.status_code == 422
    assert "starts on March 1, 2027, before the activity does (March 2)." in text_of(answer)
    assert Session.objects.get(activity=draft).local_date == date(2027, 3, 2)


@pytest.mark.rule("PLN-6")
def test_a_night_on_which_the_clocks_go_back_is_an_hour_longer(planner, dora):
    draft = make_activity(
        Status.DRAFT,
        director=dora,
        starts_at=datetime(2027, 11, 7, 4, tzinfo=UTC),
        start_date=date(2027, 11, 6),
        end_date=date(2027, 11, 7),
    )
    night = {"rows-0-date": "2027-11-06", "rows-0-start": "22:00", "rows-0-end": "06:00"}
    night["rows-0-ends_next_day"] = "on"
    assert save(planner, draft, "agenda", **night).status_code == 302
    assert draft.sessions.get().minutes == 9 * 60


@pytest.mark.rule("PLN-6")
def test_an_hour_that_the_clocks_skip_is_refused(planner, dora):
    draft = make_activity(Status.DRAFT, director=dora, starts_at=datetime(2027, 3, 14, 16, tzinfo=UTC))
    skipped = {"rows-0-date": "2027-03-14", "rows-0-start": "02:30", "rows-0-end": "04:00"}
    answer = save(planner, draft, "agenda", **skipped)
    assert answer.status_code == 422
    assert "On March 14 the clocks go forward, and there is no 2:30 AM" in text_of(answer)


@pytest.mark.rule("PLN-6")
def test_times_are_typed_in_the_activity_s_own_zone(planner, dora):
    draft = make_activity(
        Status.DRAFT, director=dora, starts_at=datetime(2027, 3, 2, 16, tzinfo=UTC), time_zone="America/Los_Angeles"
    )
    assert save(planner, draft, "agenda", **{"rows-0-start": "09:00", "rows-0-end": "10:00"}).status_code == 302
    assert draft.sessions.get().starts_at == datetime(2027, 3, 2, 17, tzinfo=UTC)


@pytest.mark.parametrize("start_date", [None, date(2027, 5, 7)])
def test_an_agenda_without_a_single_item_can_be_opened_and_is_worth_nothing_yet(planner, draft, start_date):
    draft.sessions.all().delete()
    draft.start_date = draft.end_date = start_date
    draft.save()
    page = planner.get(f"/plan/{draft.slug}/agenda/")
    assert page.status_code == 200
    assert "As soon as a counting session has its times, the credit is reckoned here." in text_of(page)
    assert "serve no objective" not in text_of(page)


@pytest.mark.rule("PLN-6")
def test_a_night_that_would_end_after_the_last_day_is_refused_beside_its_end(planner, dora):
    draft = make_activity(Status.DRAFT, director=dora, starts_at=datetime(2027, 3, 2, 16, tzinfo=UTC))
    night = {"rows-0-start": "10:00", "rows-0-end": "09:00", "rows-0-ends_next_day": "on"}
    answer = save(planner, draft, "agenda", **night)
    assert answer.status_code == 422
    assert "ends on March 3, 2027, after the activity does (March 2)." in text_of(answer)
    assert fields_of(answer, containing="based_on")["rows-0-end"] == ["09:00"]


@pytest.mark.rule("PLN-6")
def test_the_agenda_moves_along_with_the_first_day_and_back_at_the_same_times_of_day(planner, dora):
    """Across the night on which the clocks go forward, March 14."""
    draft = make_activity(Status.DRAFT, director=dora, starts_at=datetime(2027, 3, 12, 16, tzinfo=UTC))
    save(planner, draft, "basics", start_date="2027-03-19", end_date="2027-03-19")
    assert draft.sessions.get().starts_at == datetime(2027, 3, 19, 15, tzinfo=UTC)
    save(planner, draft, "basics", start_date="2027-03-12", end_date="2027-03-12")
    assert draft.sessions.get().starts_at == datetime(2027, 3, 12, 16, tzinfo=UTC)


@pytest.mark.rule("PLN-6")
def test_sessions_typed_before_the_days_were_set_follow_the_first_day(planner, dora):
    draft = make_activity(Status.DRAFT, director=dora, starts_at=datetime(2027, 3, 12, 16, tzinfo=UTC))
    Activity.objects.filter(pk=draft.pk).update(start_date=None, end_date=None)
    save(planner, draft, "basics", start_date="2027-04-02", end_date="2027-04-02")
    assert draft.sessions.get().starts_at == datetime(2027, 4, 2, 15, tzinfo=UTC)


@pytest.mark.rule("PLN-6")
def test_sessions_typed_first_land_on_the_first_day_also_where_the_zone_is_corrected_with_it(planner, dora):
    """At 00:30 in Salt Lake City, which in Los Angeles is still the day before."""
    draft = make_activity(Status.DRAFT, director=dora, starts_at=datetime(2027, 3, 12, 7, 30, tzinfo=UTC))
    Activity.objects.filter(pk=draft.pk).update(start_date=None, end_date=None)
    days = {"start_date": "2027-04-02", "end_date": "2027-04-02"}
    save(planner, draft, "basics", time_zone="America/Los_Angeles", **days)
    assert draft.sessions.get().starts_at == datetime(2027, 4, 2, 7, 30, tzinfo=UTC)


@pytest.mark.rule("REV-5")
def test_a_first_day_that_is_over_is_refused_beside_it(planner, draft):
    over = timezone.localdate() - timedelta(days=3)
    answer = save(planner, draft, "basics", start_date=f"{over}", end_date=f"{over}")
    assert f"{over:%B %-d, %Y} is over. Credit cannot be designated afterwards." in text_of(answer)
    assert fields_of(answer, containing="based_on")["start_date"] == [f"{over}"]


@pytest.mark.rule("PLN-6")
def test_the_agenda_stays_where_it_is_for_who_does_not_want_it_moved(planner, dora):
    draft = make_activity(Status.DRAFT, director=dora, starts_at=datetime(2027, 3, 12, 16, tzinfo=UTC))
    address = f"/plan/{draft.slug}/basics/"
    posted = fields_of(planner.get(address), containing="based_on") | {"start_date": "2027-03-11"}
    del posted["move_sessions"]
    assert planner.post(address, posted).status_code == 302
    assert draft.sessions.get().starts_at == datetime(2027, 3, 12, 16, tzinfo=UTC)


@pytest.mark.rule("PLN-6")
def test_nine_o_clock_stays_nine_o_clock_when_the_zone_is_corrected(planner, dora):
    draft = make_activity(Status.DRAFT, director=dora, starts_at=datetime(2027, 3, 2, 16, tzinfo=UTC))
    save(planner, draft, "basics", time_zone="America/Los_Angeles")
    session = draft.sessions.get()
    assert (session.starts_at, session.minutes) == (datetime(2027, 3, 2, 17, tzinfo=UTC), 60)


@pytest.mark.rule("PLN-6")
def test_a_break_never_counts_for_credit(planner, draft):
    assert (
        save(planner, draft, "agenda", **{"rows-0-kind": "break", "rows-0-counts_for_credit": "on"}).status_code == 302
    )
    assert draft.sessions.filter(kind="break").get().counts_for_credit is False


def test_days_in_the_wrong_order_are_told_at_the_days(planner, draft):
    answer = save(planner, draft, "basics", start_date="2027-03-02", end_date="2027-03-01")
    assert answer.status_code == 422
    assert answer.context["errors"] == [("id_end_date", "Last day: The last day cannot be before the first.")]


@pytest.mark.rule("PLN-5")
def test_whether_somebody_chooses_topics_is_told_of_coordinators_alone(planner, dora):
    approved = make_activity(Status.APPROVED, director=dora)
    address = f"/plan/{approved.slug}/team/"
    assert "Chooses topics or speakers" not in text_of(planner.get(address))
    approved.team.create(person=make_person("Cora Coordinator"), role="coordinator", profession_id="nurse")
    assert text_of(planner.get(address)).count("Chooses topics or speakers Yes") == 1


@pytest.mark.rule("SII-10")
@pytest.mark.parametrize("status", [Status.DRAFT, Status.APPROVED])
def test_from_independence_one_gets_to_support_and_exhibits(planner, dora, status):
    activity = make_activity(status, director=dora)
    assert (
        f'href="/plan/{activity.slug}/support/"' in planner.get(f"/plan/{activity.slug}/independence/").content.decode()
    )


# --- Handing in -------------------------------------------------------------------------------------------------------
def test_the_director_submits_and_it_is_the_office_s_turn(planner, draft):
    answer = planner.post(f"/plan/{draft.slug}/submit/", {"attests": "on"}, follow=True)
    draft.refresh_from_db()
    assert draft.status == Status.SUBMITTED
    assert "With the office since" in text_of(answer)
    assert draft.versions.get().number == 1


@pytest.mark.rule("PLN-5")
def test_without_the_attestation_nothing_is_submitted(planner, draft):
    answer = planner.post(f"/plan/{draft.slug}/submit/", {})
    draft.refresh_from_db()
    assert draft.status == Status.DRAFT
    assert answer.status_code == 422
    sentence = "Read what you attest to above the button, and tick it. Without that the plan cannot be submitted."
    assert f"Please look at this again {sentence}" in text_of(answer)


@pytest.mark.rule("PLN-5")
def test_a_planner_who_is_not_the_director_cannot_attest(client, draft):
    client.force_login(draft.team.get(role="planner").person)
    answer = client.post(f"/plan/{draft.slug}/submit/", {"attests": "on"})
    assert "Only the activity director can attest and submit." in text_of(answer)


def test_a_submitted_plan_is_shown_and_cannot_be_changed(planner, dora):
    submitted = make_activity(Status.SUBMITTED, director=dora)
    answer = planner.get(f"/plan/{submitted.slug}/gaps/")
    assert "The plan is submitted and cannot be changed now." in text_of(answer)
    planner.post(f"/plan/{submitted.slug}/basics/", {"title": "Changed behind your back", "based_on": ""})
    submitted.refresh_from_db()
    assert submitted.title != "Changed behind your back"


def test_a_speaker_does_not_see_the_plan(client, draft):
    client.force_login(draft.team.filter(role="speaker").first().person)
    assert client.get(f"/plan/{draft.slug}/gaps/").status_code == 404


# --- Pages stay as cheap as they are ---------------------------------------------------------------------------------
def queries_of(planner: Client, address: str) -> int:
    with CaptureQueriesContext(connection) as queries:
        assert planner.get(address).status_code == 200
    return len(queries)


def test_the_list_asks_the_database_as_often_for_three_proposals_as_for_one(planner, draft, dora):
    one = queries_of(planner, "/plan/")
    make_activity(Status.DRAFT, director=dora)
    make_activity(Status.SUBMITTED, director=dora)
    assert queries_of(planner, "/plan/") == one


def test_the_overview_asks_as_often_for_three_gaps_objectives_and_sessions_as_for_one(planner, draft, dora):
    one = queries_of(planner, f"/plan/{draft.slug}/")
    for number in (1, 2):
        gap = PracticeGap.objects.get(activity=draft, position=0)
        gap.pk, gap.position = None, number
        gap.save()
        Objective.objects.create(activity=draft, gap=gap, text="Apply it", change="performance", position=number)
        make_session(draft, f"Session {number}", draft.sessions.first().starts_at)
    assert queries_of(planner, f"/plan/{draft.slug}/") == one


@pytest.mark.rule("AMA-5")
@pytest.mark.parametrize("format", ["enduring", "journal"])
def test_what_is_read_at_any_time_has_material_and_an_assessment_in_place_of_an_agenda(planner, dora, format):
    draft = begin_proposal(title="Read by night", format=format, by=dora)
    page = text_of(planner.get(f"/plan/{draft.slug}/agenda/"))
    assert "Material and assessment" in page
    assert "Write the questions of the assessment" in page
    assert "Agenda" not in page
    assert "sixty counting minutes" not in page
    assert "in which city" not in text_of(planner.get(f"/plan/{draft.slug}/"))


# --- Bad input is told and kept -----------------------------------------------------------------------------------------
@pytest.mark.parametrize("field", ["title", "description", "venue"])
def test_text_that_is_too_long_is_told_and_kept_whole(planner, draft, field):
    long = "😀x" * 5000
    answer = save(planner, draft, "basics", **{field: long})
    assert "This has 10000 characters; please shorten it to" in text_of(answer)
    assert fields_of(answer, containing="based_on")[field] == [long]
    assert 'maxlength="' not in planner.get(f"/plan/{draft.slug}/basics/").content.decode()


@pytest.mark.rule("PLN-6")
@pytest.mark.parametrize("year", ["1900", "2999", "9999", "0001"])
def test_a_year_that_cannot_be_meant_is_refused_everywhere(planner, draft, year):
    sentence = f"The year {int(year)} cannot be meant."
    assert sentence in text_of(save(planner, draft, "basics", start_date=f"{year}-01-01", end_date=f"{year}-12-31"))
    night = {
        "rows-0-date": f"{year}-12-31",
        "rows-0-start": "22:00",
        "rows-0-end": "06:00",
        "rows-0-ends_next_day": "on",
    }
    assert sentence in text_of(save(planner, draft, "agenda", **night))


def test_what_was_held_long_ago_keeps_its_days(planner, dora):
    draft = make_activity(Status.DRAFT, director=dora, starts_at=datetime(2019, 3, 2, 16, tzinfo=UTC))
    assert save(planner, draft, "basics", venue="Elsewhere").status_code == 302


def test_a_partner_s_name_is_never_cut_off(planner, draft):
    answer = save(planner, draft, "independence", partner_names="A" * 200)
    assert "is too long for a name: write one partner to a line." in text_of(answer)
    assert not draft.partners.exists()
