"""Who is coming: the list planners and the office prepare with."""

import csv
import io
from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from accounts.models import Profile
from activities import services
from activities.models import Activity, Status
from learners.models import Registration
from learners.services import cancel_registration, register_learner
from learners.views.registrations import PER_PAGE
from tests.factories import Item, make_activity, make_person
from tests.pages import queries_of, text_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def activity():
    activity, now = make_activity(capacity=3, title="Wilderness Weekend"), timezone.now()
    people = [
        ("Ana", "Ríos", "physician", "Emergency Medicine", "No nuts"),
        ("Ben", "Begay", "pharmacist", "Pharmacy", ""),
        ("Cleo", "Whitehorse", "physician", "Emergency Medicine", "=SUM(A1)"),
        ("Dina", "Kealoha", "nurse", "", ""),
        ("Edo", "Zhao", "physician", "Pharmacy", ""),
    ]
    for second, (given, family, profession, employer, needs) in enumerate(people):
        person = make_person(f"{given} {family}", profession, email=f"{given.lower()}@example.org")
        Profile.objects.filter(user=person).update(employer=employer)
        at = now + timedelta(seconds=second)
        registration = register_learner(activity, learner=person, at=at, access_needs=needs)
    cancel_registration(registration, at=now)
    return activity


def list_of(activity, **asked):
    return reverse("learners:registrations", args=[activity.slug], query=asked)


def test_planners_see_who_comes_who_waits_and_what_they_need(client, activity):
    client.force_login(activity.created_by)
    page = text_of(client.get(list_of(activity)))
    assert "3 of 3 registered, 1 waiting, besides 1 cancelled; 2 told of dietary or access needs." in page
    assert "Ana Ríos Physician (MD, DO or equivalent) Emergency Medicine ana@example.org" in page
    assert "No nuts" in page
    assert "Dina Kealoha" in page
    assert "Edo Zhao" not in page


@pytest.mark.parametrize(
    ("asked", "names"),
    [
        ({"q": "rios"}, {"Ana"}),
        ({"q": "ríos ana"}, {"Ana"}),
        ({"q": "Ríos, Aña"}, {"Ana"}),
        ({"q": "rios ben"}, set()),
        ({"q": "-"}, set()),
        ({"q": "ben@"}, {"Ben"}),
        ({"status": "waiting"}, {"Dina"}),
        ({"status": "cancelled"}, {"Edo"}),
        ({"profession": "physician"}, {"Ana", "Cleo"}),
        ({"department": "Emergency Medicine"}, {"Ana", "Cleo"}),
        ({"department": "Nowhere at all"}, {"Ana", "Ben", "Cleo", "Dina"}),
    ],
)
def test_the_list_answers_what_one_asks(client, activity, asked, names):
    client.force_login(activity.created_by)
    found = client.get(list_of(activity, **asked)).context["page"]
    assert {registration.learner.given_name for registration in found} == names


def test_departments_are_offered_with_their_numbers(client, activity):
    client.force_login(activity.created_by)
    choices = client.get(list_of(activity)).context["filter"].form.fields["department"].choices
    assert [str(label) for _, label in choices] == ["Every department", "Emergency Medicine (2)", "Pharmacy (1)"]


def test_the_spreadsheet_has_the_same_people_and_no_formulas(client, activity):
    client.force_login(activity.created_by)
    answer = client.get(
        reverse("learners:registrations_csv", args=[activity.slug], query={"department": "Emergency Medicine"})
    )
    rows = list(csv.DictReader(io.StringIO(answer.getvalue().decode("utf-8-sig"))))
    assert [(row["Given name"], row["Dietary or access needs"]) for row in rows] == [
        ("Ana", "No nuts"),
        ("Cleo", "'=SUM(A1)"),
    ]


def test_the_list_takes_as_many_queries_for_three_people_as_for_one(client):
    activity = make_activity()
    client.force_login(activity.created_by)
    register_learner(activity, learner=make_person("Ana"), at=timezone.now())
    one = queries_of(client, list_of(activity))
    for name in ("Ben", "Cleo"):
        register_learner(activity, learner=make_person(name), at=timezone.now())
    assert queries_of(client, list_of(activity)) == one


def test_the_list_and_the_plan_say_when_registration_of_an_approved_activity_opens(client):
    activity = make_activity(Status.APPROVED)
    client.force_login(activity.created_by)
    pages = (list_of(activity), f"/plan/{activity.slug}/")
    for page in pages:
        assert "Registration stays closed until the office opens it." in text_of(client.get(page))
    opens_at = timezone.now() + timedelta(days=2)
    Activity.objects.filter(pk=activity.pk).update(registration_opens_at=opens_at)
    for page in pages:
        assert f"Registration opens by itself on {opens_at.astimezone(activity.zone):%B}" in text_of(client.get(page))
    services.open_activity(activity, by=None, at=timezone.now())
    for page in pages:
        assert "Registration opens" not in text_of(client.get(page))


def test_what_narrows_the_list_is_folded_away_until_it_does(client, activity):
    client.force_login(activity.created_by)
    folded = '<details class="more no-print">'
    assert folded in client.get(list_of(activity)).text
    asked = client.get(list_of(activity, status="cancelled")).text
    assert '<details class="more no-print" open>' in asked
    assert folded not in asked


def test_the_office_goes_from_a_name_to_what_is_left_for_that_person(client, activity):
    learner = activity.registrations.first().learner
    left = reverse("credits:left_of", args=[learner.pk])
    client.force_login(activity.created_by)
    assert left not in client.get(list_of(activity)).content.decode()
    client.force_login(make_person("Sam Staff", staff=True))
    page = client.get(list_of(activity, q=learner.family_name))
    assert left in page.content.decode()
    assert "1 found. Show all" in text_of(page)


# --- On paper --------------------------------------------------------------------------------------------------------


def on_paper(activity, **asked):
    return list_of(activity, print=1, **asked)


def test_who_prints_the_list_gets_everybody_on_one_page(client):
    activity = make_activity()
    learners = [make_person(f"Learner Number{n}", email=f"learner{n}@example.org") for n in range(PER_PAGE + 1)]
    now = timezone.now()
    Registration.objects.bulk_create(
        Registration(activity=activity, learner=learner, registered_at=now) for learner in learners
    )
    client.force_login(activity.created_by)
    listed = client.get(list_of(activity))
    assert (len(listed.context["page"]), "Page 1 of 2" in text_of(listed)) == (PER_PAGE, True)
    assert f'href="{on_paper(activity)}"' in listed.text
    paper = text_of(client.get(on_paper(activity)))
    assert [paper.count(str(learner)) > 0 for learner in learners] == [True] * (PER_PAGE + 1)
    assert "Page 1" not in paper


def test_paper_has_what_is_needed_at_the_door_and_no_addresses(client, activity):
    client.force_login(activity.created_by)
    page = client.get(on_paper(activity))
    told = text_of(page)
    assert "Ana Ríos Physician Emergency Medicine No nuts" in told
    assert "Dina Kealoha (on the waiting list)" in told
    for absent in ("Edo Zhao", "ana@example.org", "Find people", "Takes part", "Chosen sessions"):
        assert absent not in told
    assert "data-print-at-once" in page.text


def test_what_narrows_the_list_narrows_the_paper_which_says_so(client, activity):
    client.force_login(activity.created_by)
    asked = {"department": "Emergency Medicine", "q": "Ana"}
    listed = client.get(list_of(activity, **asked, page=1)).text
    assert "department=Emergency+Medicine&amp;q=Ana&amp;print=1" in listed
    page = client.get(on_paper(activity, **asked))
    assert [registration.learner.given_name for registration in page.context["people"]] == ["Ana"]
    assert "1 of them: Name or e-mail: Ana; Department or employer: Emergency Medicine (2)." in text_of(page)
    assert f'href="{list_of(activity, **asked)}"'.replace("&", "&amp;").replace("%20", "+") in page.text


def test_the_paper_says_who_takes_part_how_and_in_which_sessions_where_that_is_asked(client):
    activity = make_activity(
        delivery=Activity.Delivery.HYBRID,
        agenda=[
            Item("Wound care", track="A", after=timedelta()),
            Item("Airway", track="B", after=timedelta()),
        ],
    )
    register_learner(activity, learner=make_person("Ana Ríos"), at=timezone.now(), attends="online")
    client.force_login(activity.created_by)
    told = text_of(client.get(on_paper(activity)))
    assert "Takes part" in told
    assert "Chosen sessions" in told
    assert "Online" in told


def test_the_paper_takes_as_many_queries_for_three_people_as_for_one(client):
    activity = make_activity()
    client.force_login(activity.created_by)
    register_learner(activity, learner=make_person("Ana"), at=timezone.now())
    one = queries_of(client, on_paper(activity))
    for name in ("Ben", "Cleo"):
        register_learner(activity, learner=make_person(name), at=timezone.now())
    assert queries_of(client, on_paper(activity)) == one


def test_only_who_may_see_the_list_may_print_it(client, activity):
    client.force_login(make_person("Another Planner"))
    assert client.get(on_paper(activity)).status_code == 404
    client.logout()
    assert client.get(on_paper(activity)).status_code == 302
