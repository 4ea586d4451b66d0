"""Last year's activity is planned again: the plan comes along, what people did with it does not."""

from datetime import UTC, date, datetime, timedelta

import pytest
from django.test import Client
from django.utils import timezone

from activities.models import Activity, Status, TeamMember
from activities.plans import write_out_plan
from activities.readiness import open_items
from activities.services import copy_activity
from tests.acts import claim, make_past_activity
from tests.factories import make_activity, make_person
from tests.pages import fields_of, text_of

pytestmark = [pytest.mark.django_db, pytest.mark.rule("PLN-8")]

SAME = (
    "title",
    "format",
    "description",
    "content_areas",
    "competencies",
    "audience",
    "evaluation_plan",
    "independence_statement",
    "team",
)


@pytest.fixture
def held() -> Activity:
    return make_past_activity()


def copied(activity: Activity) -> Activity:
    director = activity.team.get(role=TeamMember.Role.DIRECTOR).person
    return copy_activity(activity, by=director, at=timezone.now())


def test_the_plan_comes_along_and_is_ready(held):
    copy = copied(held)
    before, after = write_out_plan(held), write_out_plan(copy)
    for member in (*before["team"], *after["team"]):
        del member["id"]  # the same people in rows of their own
    assert {key: after[key] for key in SAME} == {key: before[key] for key in SAME}
    assert [gap["best_practice"] for gap in after["gaps"]] == [gap["best_practice"] for gap in before["gaps"]]
    assert [o["text"] for o in after["objectives"]] == [o["text"] for o in before["objectives"]]
    assert [s["speakers"] for s in after["sessions"]] == [s["speakers"] for s in before["sessions"]]
    assert open_items(copy) == []


def test_nothing_of_the_old_one_is_taken_away(held):
    before = write_out_plan(held)
    copied(held)
    held.refresh_from_db()
    assert write_out_plan(held) == before
    assert held.status == Status.OPEN


def test_what_people_did_does_not_come_along(held):
    claim(make_person("Lea Learner"), held)
    copy = copied(held)
    assert (copy.status, copy.version, copy.attested_at) == (Status.DRAFT, 0, None)
    for rows in ("registrations", "claims", "designations", "status_changes", "versions", "questionnaires", "codes"):
        assert getattr(copy, rows).count() == 0, rows
        assert getattr(held, rows).exists() or rows == "codes", rows
    assert not copy.sessions.filter(attendances__isnull=False).exists()


def test_it_is_on_the_same_weekday_at_the_same_time_a_year_later():
    held = make_activity(Status.CLOSED, starts_at=datetime(2026, 3, 13, 15, tzinfo=UTC))  # 9:00 in Denver, summer time
    copy = copy_activity(held, by=held.created_by, at=datetime(2026, 6, 1, tzinfo=UTC))
    session = copy.sessions.get()
    assert f"{session.local_starts_at:%A %Y-%m-%d %H:%M}" == "Friday 2027-03-12 09:00"
    assert session.starts_at == datetime(2027, 3, 12, 16, tzinfo=UTC)  # not yet summer time
    assert copy.start_date == held.start_date + timedelta(weeks=52)


def test_what_is_years_old_is_moved_into_the_future():
    held = make_activity(Status.CLOSED, starts_at=datetime(2023, 3, 10, 16, tzinfo=UTC))
    copy = copy_activity(held, by=held.created_by, at=datetime(2026, 6, 1, tzinfo=UTC))
    assert f"{copy.start_date:%Y-%m-%d}" == "2027-03-05"


def test_a_planner_copies_by_one_button(client: Client, held):
    client.force_login(held.team.get(role=TeamMember.Role.PLANNER).person)
    assert "Plan it again as a copy" in text_of(client.get(f"/plan/{held.slug}/"))
    page = client.post(f"/plan/{held.slug}/copy/", follow=True)
    assert "This is a new draft with the same plan" in text_of(page)
    assert Activity.objects.filter(status=Status.DRAFT).count() == 1


def test_nobody_else_copies_it(client: Client, held):
    client.force_login(make_person("Olga Other"))
    assert client.post(f"/plan/{held.slug}/copy/").status_code == 404
    assert Activity.objects.count() == 1


def test_a_new_proposal_begins_with_last_years_plan_on_the_day_one_chooses(client: Client, held):
    director = held.team.get(role=TeamMember.Role.DIRECTOR).person
    client.force_login(director)
    assert "Was it held last year?" in text_of(client.get("/plan/new/"))
    first_day = timezone.localdate() + timedelta(days=200)
    answer = client.post("/plan/new/", {"copy": "1", "held": held.pk, "first_day": first_day.isoformat()})
    copy = Activity.objects.get(copied_from=held)
    assert answer.url == f"/plan/{copy.slug}/"
    assert copy.start_date == first_day
    before, after = held.sessions.first(), copy.sessions.first()
    assert after.local_starts_at.time() == before.local_starts_at.time()
    assert after.local_date - copy.start_date == before.local_date - held.start_date


def test_a_copy_is_not_begun_on_a_day_that_is_over(client: Client, held):
    client.force_login(held.team.get(role=TeamMember.Role.DIRECTOR).person)
    today = timezone.localdate().isoformat()
    answer = client.post("/plan/new/", {"copy": "1", "held": held.pk, "first_day": today})
    assert "Choose a day that is still to come." in text_of(answer)
    assert today in answer.content.decode()
    assert not Activity.objects.filter(copied_from=held).exists()


def test_nobody_begins_with_a_plan_that_is_not_theirs(client: Client, held):
    client.force_login(make_person("Sten Stranger"))
    assert "Was it held last year?" not in text_of(client.get("/plan/new/"))
    client.post("/plan/new/", {"copy": "1", "held": held.pk})
    assert not Activity.objects.filter(copied_from=held).exists()


# --- What is looked at anew -------------------------------------------------------------------------------------------
ANEW = {"basics": "Do title, days and place suit?", "team": "Does each of them take part again?"}


@pytest.fixture
def copy(client: Client, held: Activity) -> Activity:
    """Of Dora's, who is signed in."""
    client.force_login(held.team.get(role=TeamMember.Role.DIRECTOR).person)
    return copied(held)


def test_a_copy_is_not_called_complete_before_it_was_looked_at_anew(client: Client, copy):
    page = text_of(client.get(f"/plan/{copy.slug}/"))
    assert "Nothing is missing" not in page
    assert "No field is empty, but it is a copy of “Sepsis: the First Hour”" in page
    assert all(question in page for question in ANEW.values())
    assert "It is still called as it was last time" in page
    assert "Look anew" in page


@pytest.mark.parametrize("section", ANEW)
def test_a_section_that_was_saved_has_been_looked_at(client: Client, copy, section):
    address = f"/plan/{copy.slug}/{section}/"
    assert ANEW[section] in text_of(client.get(address))
    assert client.post(address, fields_of(client.get(address), containing="based_on")).status_code == 302
    page = text_of(client.get(f"/plan/{copy.slug}/"))
    assert [question in page for question in ANEW.values()] == [key != section for key in ANEW]


def test_a_copy_is_complete_once_all_of_it_was_looked_at(client: Client, copy):
    for section in ("basics", "team", "agenda", "independence"):
        address = f"/plan/{copy.slug}/{section}/"
        client.post(address, fields_of(client.get(address), containing="based_on"))
    assert "Nothing is missing" in text_of(client.get(f"/plan/{copy.slug}/"))


def test_who_submits_a_copy_unlooked_at_is_told_and_not_refused(client: Client, copy):
    assert "Copied, and not looked at since" in text_of(client.get(f"/plan/{copy.slug}/submit/"))
    client.post(f"/plan/{copy.slug}/submit/", {"attests": "on"})
    copy.refresh_from_db()
    assert copy.status == Status.SUBMITTED


def test_what_was_learned_last_time_stands_above_the_thread(client: Client, copy):
    page = text_of(client.get(f"/plan/{copy.slug}/"))
    assert page.index("What was learned last time") < page.index("From what falls short in practice")


def test_what_is_still_to_come_was_not_held_before(client: Client):
    coming = make_activity(Status.OPEN, title="Still to come")
    client.force_login(coming.team.get(role=TeamMember.Role.DIRECTOR).person)
    assert "Still to come" not in text_of(client.get("/plan/new/"))


@pytest.mark.rule("PLN-6")
@pytest.mark.parametrize(
    ("day", "sentence"),
    [
        (date(2031, 7, 4), "July 4, 2031, is Independence Day."),
        (date(2031, 7, 6), "July 6, 2031, is a Sunday."),
        (date(2031, 7, 7), ""),
    ],
)
def test_a_day_on_which_few_would_come_is_said_and_not_refused(client: Client, held, day, sentence):
    client.force_login(held.team.get(role=TeamMember.Role.DIRECTOR).person)
    typed = {"copy": "1", "held": held.pk, "first_day": day.isoformat()}
    page = text_of(client.post("/plan/new/", typed, follow=True))
    copy = Activity.objects.get(copied_from=held)
    assert copy.start_date == day
    assert ("If that is not meant, choose other days" in page) == bool(sentence)
    assert sentence in page
    basics = text_of(client.get(f"/plan/{copy.slug}/basics/"))
    assert (sentence in basics) if sentence else ("2031, is " not in basics)
