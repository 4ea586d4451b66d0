"""The office's first page: what waits, whose turn it is, what is late, and the lists under the field's words."""

from datetime import timedelta

import pytest
from django.utils import timezone

from activities import services
from activities.models import Status, TeamMember
from activities.opening import Opening, Plan
from learners.models import AttendanceImport
from tests.factories import make_activity, make_disclosure, make_letter, make_person, make_reviewer
from tests.pages import queries_of, text_of

pytestmark = pytest.mark.django_db

DESK = "/admin/"


@pytest.fixture
def rae(client):
    reviewer = make_reviewer("Rae Reviewer")
    client.force_login(reviewer)
    return reviewer


def queue_of(client, name: str):
    desk = client.get(DESK).context["desk"]
    return next((queue for queue in [*desk.office, *desk.others] if queue.name == name), None)


def test_a_clear_desk_says_so(client, rae):
    assert "Nothing waits: the desk is clear." in text_of(client.get(DESK))


@pytest.mark.rule("REV-6")
def test_what_waits_is_counted_with_its_age_and_the_late_ones_are_marked(client, rae):
    mine = make_activity(Status.SUBMITTED, title="Mine")
    TeamMember.objects.create(activity=mine, person=rae, role="speaker", profession_id="physician")
    make_activity(Status.SUBMITTED, title="Stroke Codes", starts_at=timezone.now() + timedelta(days=30))

    text = text_of(client.get(DESK))

    assert "1 Proposal to decide on 1 more for a colleague oldest 15 days 1 late" in text
    assert "Stroke Codes 15 days of 10, overdue" in text
    assert client.get(queue_of(client, "Proposals to decide on").address).status_code == 200


def test_what_waits_for_the_planners_stands_apart(client, rae):
    make_activity(Status.CHANGES_REQUESTED)

    assert queue_of(client, "Proposals given back with requests").whose == "The planners"
    assert "1 Proposal given back with requests The planners’ turn" in text_of(client.get(DESK))


def test_only_registrations_that_the_clock_will_not_open_wait_for_the_office(client, rae):
    by_hand, at_a_time = make_activity(Status.SUBMITTED), make_activity(Status.SUBMITTED)
    rob, now = make_reviewer("Rob Reviewer"), timezone.now()
    services.approve_activity(by_hand, by=rob, at=now, opening=Plan(Opening.BY_HAND))
    services.approve_activity(at_a_time, by=rob, at=now, opening=Plan(Opening.AT_A_TIME, now + timedelta(days=2)))

    queue = queue_of(client, "Registrations to open")

    assert queue.count == 1
    assert list(client.get(queue.address).context["cl"].result_list) == [by_hand]


@pytest.mark.rule("SII-7")
def test_people_of_approved_activities_wait_until_the_office_has_decided_on_them(client, rae):
    sam = make_person("Sam Speaker")
    make_disclosure(sam, ("Acme", "consultant"))
    waits, clear = make_activity(Status.APPROVED, title="Waits", speakers=[sam]), make_activity(Status.APPROVED)

    queue = queue_of(client, "Approved activities with people to decide on")

    assert queue.count == 1
    assert list(client.get(queue.address).context["cl"].result_list) == [waits]
    assert clear not in client.get(queue.address).context["cl"].result_list


def test_an_attendance_list_to_look_at_is_behind_its_number(client, rae):
    activity = make_activity(Status.OPEN)
    opened = AttendanceImport.objects.create(
        activity=activity, file_name="spring.csv", uploaded_by=rae, uploaded_at=timezone.now(), state="columns"
    )
    client.force_login(make_person("Sue Root", superuser=True))
    queue = queue_of(client, "Attendance lists to look at")
    assert list(client.get(queue.address).context["cl"].result_list) == [opened]


def test_letters_that_fail_lead_the_desk(client, rae):
    make_letter("nobody@example.org", attempts=3)
    make_activity(Status.SUBMITTED)

    assert [queue.name for queue in client.get(DESK).context["desk"].office] == [
        "Letters that do not reach their readers",
        "Proposals to decide on",
    ]


def test_every_queue_leads_to_a_page_its_reader_may_open(client, rae):
    make_activity(Status.SUBMITTED)
    make_activity(Status.APPROVED)
    make_activity(Status.CHANGES_REQUESTED)
    make_letter("nobody@example.org", attempts=3)

    desk = client.get(DESK).context["desk"]

    for queue in [*desk.office, *desk.others]:
        assert client.get(queue.address).status_code == 200, queue.name


def test_lists_stand_under_the_field_s_words_and_records_apart(client):
    client.force_login(make_person("Sue Root", superuser=True))

    context = client.get(DESK).context

    assert [group.name for group in context["groups"]][:5] == [
        "Activities",
        "People & disclosures",
        "Learners & credit",
        "Evaluation & outcomes",
        "Office settings",
    ]
    assert "Decisions and other changes of state" in [entry.name for entry in context["records"]]
    for entry in [*context["records"], *(entry for group in context["groups"] for entry in group.entries)]:
        assert client.get(entry.address, follow=True).status_code == 200, entry.name


def test_every_list_of_the_admin_is_found_on_the_desk(client):
    client.force_login(make_person("Sue Root", superuser=True))
    response = client.get(DESK)
    shown = {entry.address for entry in response.context["records"]}
    shown |= {entry.address for group in response.context["groups"] for entry in group.entries}

    registered = {model["admin_url"] for app in response.context["app_list"] for model in app["models"]}

    assert registered <= shown


def test_someone_who_may_enter_and_nothing_else_sees_no_queue(client):
    person = make_person("Ida Intern")
    person.is_staff = True
    person.save()
    client.force_login(person)
    make_activity(Status.SUBMITTED, title="Stroke Codes")

    text = text_of(client.get(DESK))

    assert "Stroke Codes" not in text
    assert "You may not see anything here yet." in text


def test_the_desk_costs_the_same_for_one_of_everything_and_for_three(client, rae):
    def add() -> None:
        make_activity(Status.SUBMITTED)
        make_activity(Status.CHANGES_REQUESTED)
        make_activity(Status.APPROVED)
        make_letter("nobody@example.org", attempts=3)

    add()
    at_one = queries_of(client, DESK)
    add()
    add()

    assert queries_of(client, DESK) == at_one
    assert at_one <= 30
