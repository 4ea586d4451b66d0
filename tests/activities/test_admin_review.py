"""The office's working place: the queue, the review page, and what the admin may not do."""

from datetime import timedelta
from decimal import Decimal

import pytest
from django.contrib.messages import get_messages
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from activities import services
from activities.models import Activity, Mitigation, Status, TeamMember
from disclosures.models import DisclosureRequest
from tests.factories import Item, make_activity, make_disclosure, make_person, make_reviewer

pytestmark = pytest.mark.django_db

QUEUE = "/admin/activities/activity/"


def page_of(activity) -> str:
    return reverse("admin:activities_activity_review", args=[activity.pk])


def decide(client, activity, action, **typed):
    typed = {"version": activity.version, "action": action, **typed}
    return client.post(page_of(activity), typed)


def told(response) -> list[str]:
    return [str(message) for message in get_messages(response.wsgi_request)]


@pytest.fixture
def rae(client):
    reviewer = make_reviewer("Rae Reviewer")
    client.force_login(reviewer)
    return reviewer


# --- The queue --------------------------------------------------------------------------------------------------------


@pytest.mark.rule("REV-6")
def test_the_queue_leads_with_what_waits_longest(client, rae):
    draft = make_activity(Status.DRAFT, title="Draft")
    newer = make_activity(Status.SUBMITTED, title="Newer")
    older = make_activity(Status.SUBMITTED, title="Older", starts_at=timezone.now() + timedelta(days=30))

    response = client.get(QUEUE)

    assert list(response.context["cl"].result_list) == [older, newer, draft]
    assert [activity.queue_row.turn.days for activity in response.context["cl"].result_list][:2] == [15, 0]
    assert [activity.queue_row.turn.is_late for activity in response.context["cl"].result_list] == [True, False, False]
    assert "15 days of 10, <strong" in response.text


def test_the_queue_says_who_is_ready_and_how_much_is_missing(client, rae):
    make_activity(Status.SUBMITTED, title="Ready")
    make_activity(Status.SUBMITTED, title="Not ready", disclosed=False)

    text = client.get(QUEUE).text

    assert ">Ready</span>" in text
    assert "2 things missing" in text


def test_the_queue_costs_the_same_for_one_row_and_for_three(client, rae):
    def queries() -> int:
        with CaptureQueriesContext(
            connection,
        ) as captured:
            assert client.get(QUEUE).status_code == 200
        return len(captured)

    make_activity(Status.SUBMITTED)
    at_one = queries()
    make_activity(Status.SUBMITTED, disclosed=False)
    make_activity(Status.SUBMITTED, format="series")

    assert queries() == at_one


@pytest.mark.rule("REV-3")
def test_what_awaits_me_leaves_out_what_is_my_own(client, rae):
    mine, other = make_activity(Status.SUBMITTED, title="Mine"), make_activity(Status.SUBMITTED, title="Other")
    make_activity(Status.DRAFT)
    TeamMember.objects.create(activity=mine, person=rae, role="speaker", profession_id="physician")

    assert list(client.get(QUEUE, {"queue": "mine"}).context["cl"].result_list) == [other]


def test_the_queue_narrows_to_what_is_overdue_or_with_the_planners(client, rae):
    overdue = make_activity(Status.SUBMITTED, starts_at=timezone.now() + timedelta(days=20))
    make_activity(Status.SUBMITTED)
    asked = make_activity(Status.CHANGES_REQUESTED)

    assert list(client.get(QUEUE, {"queue": "overdue"}).context["cl"].result_list) == [overdue]
    assert list(client.get(QUEUE, {"queue": "planners"}).context["cl"].result_list) == [asked]
    assert list(client.get(QUEUE, {"q": "Nowhere"}).context["cl"].result_list) == []


def test_the_first_page_of_the_office_leads_with_the_queue(client, rae):
    assert "No proposal waits for a decision" in client.get("/admin/").text

    make_activity(Status.SUBMITTED, title="Stroke Codes")
    text = client.get("/admin/").text

    assert "1 proposal waits for a decision" in text
    assert "Stroke Codes" in text


@pytest.mark.rule("REV-7")
def test_in_bulk_each_that_was_not_approved_is_named_with_its_reason(client, rae):
    ready = make_activity(Status.SUBMITTED, title="Ready")
    missing = make_activity(Status.SUBMITTED, title="Missing", disclosed=False)

    response = client.post(
        QUEUE, {"action": "approve_those_that_are_ready", "_selected_action": [ready.pk, missing.pk]}
    )

    assert told(response) == [
        "Approved 1: “Ready”.",
        "“Missing” was not approved. Dora Director has not disclosed financial relationships. "
        "Paul Pharmacist has not disclosed financial relationships.",
    ]
    assert Activity.objects.get(pk=ready.pk).status == Status.APPROVED
    assert Activity.objects.get(pk=missing.pk).status == Status.SUBMITTED


# --- The review page --------------------------------------------------------------------------------------------------


def test_one_page_shows_the_plan_its_evidence_and_the_statements(client, rae):
    activity = make_activity(
        Status.SUBMITTED,
        agenda=[Item("Sepsis in the first hour", 50), Item("Coffee", 15, "break")],
        partners=["Intermountain Foundation"],
    )

    text = client.get(page_of(activity)).text

    for evidence in (
        "Half of septic patients wait more than an hour for antibiotics.",
        "1 gap, 19 of 100 words; needs in skills",
        "2 objectives (apply and select), designed to change performance",
        "4 roles of 4 professions, for an audience of 4",
        "4 of 4 disclosed, 4 cleared",
        "50 counting minutes ÷ 60 = 0.83, to the nearest quarter: 0.75.",
        "Nothing stands against approval",
        "joint providership of University of Utah School of Medicine and Intermountain Foundation",
        "for a maximum of 0.75 <em>AMA PRA Category 1 Credit</em>™",
        "Draft → <strong>Submitted</strong> by Dora Director",
    ):
        assert evidence in text


@pytest.mark.rule("REV-5")
def test_what_would_refuse_is_seen_beforehand_and_there_is_no_button(client, rae):
    text = client.get(page_of(make_activity(Status.SUBMITTED, disclosed=False))).text

    assert "What stands against approval" in text
    assert "<li>Dora Director has not disclosed financial relationships.</li>" in text
    assert 'value="approve"' not in text


def test_simultaneous_sessions_are_counted_once_line_by_line(client, rae):
    activity = make_activity(
        Status.SUBMITTED,
        agenda=[Item("Left", 60, track="A"), Item("Right", 90, after=timedelta(), track="B")],
    )
    response = client.get(page_of(activity))

    assert [(line.counted, line.why) for line in response.context["page"].agenda] == [
        (60, ""),
        (30, "60 min run beside another session"),
    ]


def test_rae_approves_with_a_smaller_maximum_and_opens_at_once(client, rae):
    activity = make_activity(Status.SUBMITTED, agenda=[Item("Talk", 120)])

    response = decide(client, activity, "approve", maximum="1.75", open_at_once="on", note="Well planned.")

    assert response.status_code == 302
    assert told(response) == ["“Sepsis: the First Hour” is approved and open for registration."]
    activity.refresh_from_db()
    assert (activity.status, activity.maximum_credit) == (Status.OPEN, Decimal("1.75"))
    assert activity.status_changes.get(action="approve").note == "Well planned."


@pytest.mark.rule("AMA-1")
def test_more_than_the_computed_maximum_is_refused_beside_what_was_typed(client, rae):
    activity = make_activity(Status.SUBMITTED)

    response = decide(client, activity, "approve", maximum="2.00", note="Keep this.")

    assert response.status_code == 200
    assert "2.00 is not one of the available choices" in response.text
    assert "Keep this." in response.text
    activity.refresh_from_db()
    assert activity.status == Status.SUBMITTED


def test_rae_asks_for_changes_beside_the_sections(client, rae):
    activity = make_activity(Status.SUBMITTED)

    decide(client, activity, "request_changes", request_gaps="Name the registry.", request_agenda="Add a break.")

    assert list(activity.review_requests.values_list("section", "text")) == [
        ("gaps", "Name the registry."),
        ("agenda", "Add a break."),
    ]
    text = client.get(page_of(activity)).text
    assert "It is with the planners." in text
    assert "Name the registry." in text


def test_rae_does_not_approve_by_accident_what_she_asked_to_change(client, rae):
    activity = make_activity(Status.SUBMITTED)

    response = decide(client, activity, "approve", maximum="1.00", request_gaps="Name the registry.")

    assert "You wrote down what should change." in response.text
    assert "Name the registry." in response.text
    activity.refresh_from_db()
    assert activity.status == Status.SUBMITTED


@pytest.mark.rule("REV-2")
def test_a_newer_version_is_read_before_it_is_approved(client, rae):
    activity = make_activity(Status.CHANGES_REQUESTED)
    dora = activity.team.get(role="director").person
    services.submit_proposal(activity, by=dora, at=timezone.now(), attests=True)

    response = decide(client, activity, "approve", maximum="1.00")

    assert "You read version 1, and version 2 has been submitted since." in response.text


@pytest.mark.rule("REV-1")
def test_the_second_of_two_reviewers_gets_a_sentence(client, rae):
    activity = make_activity(Status.SUBMITTED)
    services.approve_activity(activity, by=make_reviewer("Rob Reviewer"), at=timezone.now())

    response = decide(client, activity, "decline", note="Not for us.")

    assert response.status_code == 200
    assert "is approved now, so “decline” is no longer possible" in response.text


@pytest.mark.rule("REV-3")
def test_rae_sees_that_a_colleague_has_to_decide_on_her_own(client, rae):
    activity = make_activity(Status.SUBMITTED)
    TeamMember.objects.create(activity=activity, person=rae, role="speaker", profession_id="physician")

    text = client.get(page_of(activity)).text
    assert "so a colleague has to decide." in text
    assert 'value="request_changes"' not in text
    assert "so a colleague has to decide." in decide(client, activity, "decline", note="No.").text


@pytest.mark.parametrize(
    ("status", "action", "after"),
    [
        (Status.SUBMITTED, "decline", Status.DECLINED),
        (Status.SUBMITTED, "withdraw", Status.WITHDRAWN),
        (Status.APPROVED, "open", Status.OPEN),
        (Status.OPEN, "close", Status.CLOSED),
        (Status.OPEN, "cancel", Status.CANCELLED),
    ],
)
def test_the_other_ways_on_are_buttons_too(client, rae, status, action, after):
    activity = make_activity(status)
    assert f'value="{action}"' in client.get(page_of(activity)).text

    decide(client, activity, action, note="The speaker fell ill.")

    activity.refresh_from_db()
    assert activity.status == after


def test_the_review_page_costs_the_same_for_a_small_and_a_large_team(client, rae):
    def queries(activity) -> int:
        with CaptureQueriesContext(connection) as captured:
            client.get(page_of(activity))
        return len(captured)

    small = make_activity(Status.SUBMITTED)
    large = make_activity(
        Status.SUBMITTED,
        agenda=[Item(f"Talk {number}") for number in range(6)],
        speakers=[make_person(f"Speaker {number}", "nurse") for number in range(6)],
    )
    for member in [*small.team.all(), *large.team.all()]:
        make_disclosure(member.person, ("Acme", "consultant"), ("Cobalt", "stock"))
    make_disclosure(small.team.first().person, ("Acme", "consultant"))

    assert queries(large) <= queries(small)  # the small one is ready, and shows what can be designated


# --- Independence on the page -----------------------------------------------------------------------------------------


@pytest.mark.rule("SII-5")
def test_rae_decides_on_relationships_without_losing_what_she_typed_elsewhere(client, rae):
    dora = make_person("Dora Director")
    acme, bolt = make_disclosure(dora, ("Acme", "consultant"), ("Bolt", "stock")).relationships.all()
    activity = make_activity(Status.SUBMITTED, director=dora)
    member = activity.team.get(person=dora)

    response = decide(
        client,
        activity,
        "save_relationships",
        request_gaps="Name the registry.",
        **{
            f"rel-{member.pk}-{acme.pk}-decision": "not_relevant",
            f"rel-{member.pk}-{acme.pk}-reason": "Hearing aids.",
            f"rel-{member.pk}-{bolt.pk}-decision": "recuse",
        },
    )

    assert told(response) == ["Recorded 2 decisions on relationships."]
    page = client.get(response.url)
    assert "Name the registry." in page.text
    assert "Nothing stands against approval" in page.text
    assert list(Mitigation.objects.order_by("pk").values_list("is_relevant", "method", "decided_by", "reason")) == [
        (False, "", rae.pk, "Hearing aids."),
        (True, "recuse", rae.pk, ""),
    ]


@pytest.mark.rule("SII-4")
def test_an_employee_without_an_exception_is_refused_beside_their_name(client, rae):
    dora = make_person("Dora Director")
    [bolt] = make_disclosure(dora, ("Bolt", "employee")).relationships.all()
    activity = make_activity(Status.SUBMITTED, director=dora)
    prefix = f"rel-{activity.team.get(person=dora).pk}-{bolt.pk}"

    response = decide(client, activity, "save_relationships", **{f"{prefix}-decision": "not_relevant"})
    assert "Choose the exception, or exclude them." in response.text
    assert not Mitigation.objects.exists()

    decide(
        client,
        activity,
        "save_relationships",
        **{f"{prefix}-decision": "not_relevant", f"{prefix}-exception": "unrelated"},
    )
    assert Mitigation.objects.get().exception == "unrelated"


def test_rae_sends_links_to_those_who_have_not_disclosed(client, rae):
    activity = make_activity(Status.SUBMITTED, disclosed=False)

    response = decide(client, activity, "ask_disclosures")

    assert "A letter with a link is on its way to" in told(response)[0]
    assert DisclosureRequest.objects.filter(asked_by=rae).count() == 4
    assert "letter not out yet" in client.get(page_of(activity)).text


def test_rae_excludes_somebody_with_a_reason(client, rae):
    activity = make_activity(Status.SUBMITTED, disclosed=False)
    member = activity.team.get(role="planner")

    response = decide(client, activity, f"exclude-{member.pk}")
    assert "Say why they are excluded" in response.text

    decide(client, activity, f"exclude-{member.pk}", **{f"exclude_reason_{member.pk}": "Refused to disclose."})
    assert not activity.team.filter(role="planner").exists()


# --- Who sees what, and what the admin may not do -------------------------------------------------------------------


@pytest.mark.rule("STM-3")
@pytest.mark.parametrize("who", ["planner", "learner", "nobody"])
def test_nobody_outside_the_office_sees_the_review_page(client, who):
    dora = make_person("Dora Director")
    activity = make_activity(Status.SUBMITTED, director=dora)
    if who != "nobody":
        client.force_login(dora if who == "planner" else make_person("Lena Learner"))

    response = client.get(page_of(activity))

    assert response.status_code == 302
    assert "/admin/login/" in response["Location"]


def test_staff_who_do_not_decide_can_read_it(client):
    client.force_login(make_person("Stan Staff", staff=True))
    activity = make_activity(Status.SUBMITTED)

    text = client.get(page_of(activity)).text
    assert "Deciding on proposals is for the office’s reviewers." in text
    assert "approve_those_that_are_ready" not in client.get(QUEUE).text

    decide(client, activity, "approve", maximum="1.00")
    activity.refresh_from_db()
    assert activity.status == Status.SUBMITTED


def test_someone_who_may_enter_the_admin_and_nothing_else_sees_no_plan(client):
    person = make_person("Ida Intern")
    person.is_staff = True
    person.save()
    client.force_login(person)

    assert client.get(page_of(make_activity(Status.SUBMITTED))).status_code == 403
    assert client.get(QUEUE).status_code == 403


@pytest.mark.rule("REV-1")
def test_no_status_is_typed_into_the_admin(client):
    client.force_login(make_person("Sue Root", superuser=True))
    activity = make_activity(Status.SUBMITTED)
    address = reverse("admin:activities_activity_change", args=[activity.pk])

    form = client.get(address).context["adminform"].form
    assert set(form.fields) == {
        "capacity",
        "registration_opens_at",
        "online_address",
        "claim_window_days",
        "evaluation_before_claim",
        "sends_reminders",
    }
    client.post(
        address,
        {"capacity": "30", "status": "approved", "registration_opens_at_0": "", "registration_opens_at_1": ""},
    )
    activity.refresh_from_db()
    assert (activity.capacity, activity.status) == (30, Status.SUBMITTED)


def test_an_activity_with_a_history_is_not_deleted_even_by_a_superuser(client):
    client.force_login(make_person("Sue Root", superuser=True))
    submitted, draft = make_activity(Status.SUBMITTED), make_activity(Status.DRAFT)

    for activity, answer in ((submitted, 403), (draft, 302)):
        address = reverse("admin:activities_activity_delete", args=[activity.pk])
        assert client.post(address, {"post": "yes"}).status_code == answer
    assert list(Activity.objects.all()) == [submitted]


@pytest.mark.parametrize("model", ["statuschange", "activity"])
def test_no_row_is_added_by_hand(client, model):
    client.force_login(make_person("Sue Root", superuser=True))

    assert client.get(reverse(f"admin:activities_{model}_add")).status_code == 403


@pytest.mark.rule("REV-1")
def test_the_log_of_changes_is_only_read(client):
    client.force_login(make_person("Sue Root", superuser=True))
    change = make_activity(Status.APPROVED).status_changes.first()

    assert client.get(reverse("admin:activities_statuschange_changelist")).status_code == 200
    assert (
        client.post(reverse("admin:activities_statuschange_change", args=[change.pk]), {"note": "Other."}).status_code
        == 403
    )
    assert (
        client.post(reverse("admin:activities_statuschange_delete", args=[change.pk]), {"post": "yes"}).status_code
        == 403
    )


@pytest.mark.parametrize(
    "name",
    [
        "accounts_user",
        "accounts_profession",
        "activities_department",
        "activities_contentarea",
        "activities_competency",
        "disclosures_disclosure",
        "disclosures_disclosurerequest",
        "learners_registration",
        "learners_attendance",
        "learners_sessioncode",
        "evaluations_questionnaire",
        "credits_claim",
        "credits_certificate",
    ],
)
def test_every_list_of_records_can_be_looked_through(client, rae, name):
    make_disclosure(make_person("Dora Director"), ("Acme", "consultant"))

    assert client.get(reverse(f"admin:{name}_changelist"), {"q": "dora"}).status_code == 200


def test_office_settings_are_one_page_with_a_history(client):
    client.force_login(make_person("Stan Staff", staff=True))

    response = client.get(reverse("admin:activities_officesettings_changelist"), follow=True)
    assert response.redirect_chain[0][0] == "/admin/activities/officesettings/1/change/"
    history = client.get(reverse("admin:activities_officesettings_history", args=[1]))
    assert history.status_code == 200
    assert "style=" not in history.text


def test_staff_give_nobody_a_role_and_take_over_no_account(client):
    stan, root = make_person("Stan Staff", staff=True), make_person("Sue Root", superuser=True)
    client.force_login(stan)
    address = reverse("admin:accounts_user_change", args=[stan.pk])

    fields = client.get(address).context["adminform"].form.fields
    assert not {"is_superuser", "groups", "is_staff", "email"} & set(fields)
    assert (
        client.post(reverse("admin:accounts_user_change", args=[root.pk]), {"given_name": "Mallory"}).status_code == 403
    )
