"""Approving several in the admin: seen before it is done, and told of each afterwards (REV-7)."""

from decimal import Decimal

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from activities import services
from activities.models import Activity, CreditType, Status, TeamMember
from tests.factories import Item, make_activity, make_disclosure, make_person, make_reviewer
from tests.pages import text_of

pytestmark = [pytest.mark.django_db, pytest.mark.rule("REV-7")]

QUEUE = "/admin/activities/activity/"


@pytest.fixture
def rae(client):
    reviewer = make_reviewer("Rae Reviewer")
    client.force_login(reviewer)
    return reviewer


def choose(client, *activities):
    """What the list's action leads to."""
    chosen = {"action": "approve_those_that_are_ready", "_selected_action": [activity.pk for activity in activities]}
    return client.post(QUEUE, chosen)["Location"]


def as_shown(activity, **changed) -> dict[str, str]:
    """What the page sends for one row."""
    row = {"is_chosen": "on", "version": activity.version, "maximum": "1.00", "opens": "by_hand"} | changed
    return {f"row-{activity.pk}-{name}": value for name, value in row.items() if value is not None}


def hold_nursing_credit() -> None:
    statement = "This [format] is designated for [amount] [unit] by [provider]."
    CreditType.objects.filter(pk="ancc").update(is_on=True, statement=statement)


def statuses(*activities) -> list[str]:
    return [Activity.objects.get(pk=activity.pk).status for activity in activities]


def test_nothing_is_approved_by_choosing_it(client, rae):
    ready = make_activity(Status.SUBMITTED, title="Ready", agenda=[Item("Talk", 90)])
    missing = make_activity(Status.SUBMITTED, title="Missing", disclosed=False)

    page = client.get(choose(client, ready, missing))

    text = text_of(page)
    assert "1 is ready" in text
    assert "of at most 1.5" in text
    assert "1 cannot be approved now" in text
    director = missing.team.get(role="director")
    place = f'/admin/activities/activity/{missing.pk}/review/#member-{director.pk}"'
    assert f"{place}>Dora Director has not disclosed financial relationships.</a>" in page.text
    assert statuses(ready, missing) == [Status.SUBMITTED, Status.SUBMITTED]


def test_one_press_approves_the_ready_and_each_is_listed_with_its_outcome(client, rae):
    ready = make_activity(Status.SUBMITTED, title="Ready", agenda=[Item("Talk", 90)])
    other = make_activity(Status.SUBMITTED, title="Other ready")
    missing = make_activity(Status.SUBMITTED, title="Missing", disclosed=False)
    address = choose(client, ready, other, missing)

    answer = client.post(
        address, as_shown(ready, maximum="1.25", opens="at_once") | as_shown(other, is_chosen=None), follow=True
    )

    text = text_of(answer)
    assert "1 is approved" in text
    assert "Ready designated for 1.25 AMA PRA Category 1 Credits™. Registration is open." in text
    assert "2 are not" in text
    assert "Other ready You left it out." in text
    assert "Missing Dora Director has not disclosed financial relationships." in text
    assert statuses(ready, other, missing) == [Status.OPEN, Status.SUBMITTED, Status.SUBMITTED]
    assert Activity.objects.get(pk=ready.pk).maximum_credit == Decimal("1.25")


@pytest.mark.rule("AMA-1")
def test_more_than_the_plan_supports_is_refused_beside_its_field_and_nothing_is_approved(client, rae):
    first, second = make_activity(Status.SUBMITTED, title="First"), make_activity(Status.SUBMITTED, title="Second")

    answer = client.post(choose(client, first, second), as_shown(first) | as_shown(second, maximum="2.00"))

    assert "Nothing is approved yet" in answer.text
    assert "2.00 is not one of the available choices" in answer.text
    assert statuses(first, second) == [Status.SUBMITTED, Status.SUBMITTED]


@pytest.mark.rule("AMA-8")
def test_other_credit_the_office_holds_is_designated_along_with_it(client, rae):
    hold_nursing_credit()
    activity = make_activity(Status.SUBMITTED, agenda=[Item("Talk", 90)])
    address = choose(client, activity)
    assert "ANCC" in text_of(client.get(address))

    too_much = client.post(address, as_shown(activity, maximum="1.50") | {f"row-{activity.pk}-ancc-maximum": "9"})
    assert "The plan supports at most" in text_of(too_much)
    assert statuses(activity) == [Status.SUBMITTED]

    client.post(address, as_shown(activity, maximum="1.50") | {f"row-{activity.pk}-ancc-maximum": "1.5"})
    assert set(activity.designations.values_list("credit_type", "maximum")) == {
        ("ama", Decimal("1.50")),
        ("ancc", Decimal("1.50")),
    }


@pytest.mark.rule("REV-1")
def test_a_colleague_who_was_quicker_with_one_stops_only_that_one(client, rae):
    taken, free = make_activity(Status.SUBMITTED, title="Taken"), make_activity(Status.SUBMITTED, title="Free")
    address = choose(client, taken, free)
    page = client.get(address)
    assert "2 are ready" in text_of(page)
    services.approve_activity(taken, by=make_reviewer("Rob Reviewer"), at=timezone.now())

    text = text_of(client.post(address, as_shown(taken) | as_shown(free), follow=True))

    assert "1 is approved" in text
    assert "Already decided Approved Taken" in text
    assert taken.status_changes.filter(action="approve").count() == 1
    assert statuses(taken, free) == [Status.APPROVED, Status.APPROVED]


@pytest.mark.rule("REV-2")
def test_a_version_that_came_meanwhile_is_not_approved_unread(client, rae):
    activity = make_activity(Status.SUBMITTED)
    address = choose(client, activity)
    Activity.objects.filter(pk=activity.pk).update(version=2)

    text = text_of(client.post(address, as_shown(activity), follow=True))

    assert "You read version 1, and version 2 has been submitted since." in text
    assert statuses(activity) == [Status.SUBMITTED]


@pytest.mark.rule("REV-3")
def test_one_s_own_is_among_those_that_cannot_be_approved(client, rae):
    mine = make_activity(Status.SUBMITTED)
    TeamMember.objects.create(activity=mine, person=rae, role="speaker", profession_id="physician")

    assert "so a colleague has to decide." in text_of(client.get(choose(client, mine)))


@pytest.mark.rule("SII-7")
def test_who_teaches_and_is_not_cleared_is_named_beside_what_is_ready(client, rae):
    sam = make_person("Sam Speaker")
    make_disclosure(sam, ("Acme", "consultant"))
    page = text_of(client.get(choose(client, make_activity(Status.SUBMITTED, speakers=[sam]))))
    assert "1 is ready" in page
    assert "1 speaker not cleared, so what they teach stays closed: Sam Speaker" in page


def test_with_nothing_ticked_the_page_says_so(client, rae):
    activity = make_activity(Status.SUBMITTED)

    assert "Tick at least one" in client.post(choose(client, activity), as_shown(activity, is_chosen=None)).text


def test_staff_who_do_not_decide_get_neither_page(client, rae):
    address = choose(client, make_activity(Status.SUBMITTED))
    client.force_login(make_person("Stan Staff", staff=True))

    assert client.get(address).status_code == 403
    assert client.post(address).status_code == 403
    assert client.get("/admin/activities/activity/approve/done/").status_code == 403


def test_the_page_costs_the_same_for_one_and_for_three(client, rae):
    def queries(*activities) -> int:
        address = choose(client, *activities)
        with CaptureQueriesContext(connection) as captured:
            assert client.get(address).status_code == 200
        return len(captured)

    hold_nursing_credit()
    one = make_activity(Status.SUBMITTED)
    at_one = queries(one)

    assert queries(one, make_activity(Status.SUBMITTED), make_activity(Status.SUBMITTED, disclosed=False)) == at_one
