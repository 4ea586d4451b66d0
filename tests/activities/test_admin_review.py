"""The review page: everything for a decision on one page, and the decision itself."""

import re
from datetime import timedelta
from decimal import Decimal

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from activities import services
from activities.models import Activity, Mitigation, Status, TeamMember
from disclosures.models import DisclosureRequest
from tests.activities.admin_pages import QUEUE, decide, page_of, told
from tests.factories import Item, make_activity, make_disclosure, make_person, make_reviewer
from tests.pages import fields_of, text_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def rae(client):
    reviewer = make_reviewer("Rae Reviewer")
    client.force_login(reviewer)
    return reviewer


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
    activity = make_activity(Status.SUBMITTED, disclosed=False)
    director = activity.team.get(role="director")

    text = client.get(page_of(activity)).text

    assert "What stands against approval" in text
    assert f'#member-{director.pk}">Dora Director has not disclosed financial relationships.</a></li>' in text
    assert 'value="approve"' not in text


def test_simultaneous_sessions_are_counted_once_line_by_line(client, rae):
    activity = make_activity(
        Status.SUBMITTED,
        agenda=[Item("Left", 60, track="A"), Item("Right", 90, after=timedelta(), track="B")],
    )
    response = client.get(page_of(activity))

    assert [(line.counted, line.why) for line in response.context["page"].agenda] == [
        (60, ""),
        (30, "60 min are counted with the session beside it"),
    ]


def test_rae_approves_with_a_smaller_maximum_and_opens_at_once(client, rae):
    activity = make_activity(Status.SUBMITTED, agenda=[Item("Talk", 120)])

    response = decide(client, activity, "approve", maximum="1.75", opens="at_once", note="Well planned.")

    assert response.status_code == 302
    assert told(response) == [
        "“Sepsis: the First Hour” is approved and open for registration. Nothing else waits for you."
    ]
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


# --- After an act -----------------------------------------------------------------------------------------------------


def test_after_a_decision_rae_is_on_the_queue_with_the_next_one_offered(client, rae):
    activity = make_activity(Status.SUBMITTED)
    newer = make_activity(Status.SUBMITTED, title="Newer")
    older = make_activity(Status.SUBMITTED, title="Older", starts_at=timezone.now() + timedelta(days=30))

    response = decide(client, activity, "decline", note="Not for us.")

    assert response["Location"] == f"{QUEUE}?queue=mine"
    [said] = told(response)
    assert said.startswith("“Sepsis: the First Hour” is declined. Next proposal: ")
    assert f'<a href="{page_of(older)}">Older</a>, 15 days of 10, overdue.' in said
    assert list(client.get(response["Location"]).context["cl"].result_list) == [older, newer]


def test_what_approves_nothing_by_itself_says_when_registration_opens(client, rae):
    activity = make_activity(Status.SUBMITTED)

    [said] = told(decide(client, activity, "approve", maximum="1.00", opens="by_hand"))

    assert "is approved. Registration stays closed until the office opens it." in said
    assert "Registration stays closed until the office opens it." in client.get(page_of(activity)).text


def test_a_time_is_read_in_the_activity_s_own_time_zone(client, rae):
    activity = make_activity(Status.SUBMITTED)
    Activity.objects.filter(pk=activity.pk).update(time_zone="America/New_York")
    day = timezone.localdate() + timedelta(days=2)

    decide(client, activity, "approve", maximum="1.00", opens="at_a_time", opens_at=f"{day}T08:00")

    activity.refresh_from_db()
    opens = activity.registration_opens_at.astimezone(activity.zone)
    assert (opens.date(), opens.hour, activity.status) == (day, 8, Status.APPROVED)


def test_without_a_time_rae_is_asked_for_one_and_nothing_is_approved(client, rae):
    activity = make_activity(Status.SUBMITTED)

    response = decide(client, activity, "approve", maximum="1.00", opens="at_a_time")

    assert 'id="told"' in response.text
    assert "Say on which day and at what time registration opens." in response.text
    activity.refresh_from_db()
    assert activity.status == Status.SUBMITTED


@pytest.mark.parametrize(
    ("action", "typed", "place", "said"),
    [
        ("note", {"comment": "Ask Gideon."}, "comments", "Kept among the office."),
        ("comment", {"comment": " "}, "comments", "Write something first."),
        ("settle", {}, "requests", "Mark what is settled first."),
        ("ask_disclosures", {}, "section-disclosures", "A letter with a link is on its way to"),
        ("exempt", {}, "exemption", ""),
    ],
)
def test_after_a_smaller_act_rae_is_back_where_she_acted_and_reads_there_what_came_of_it(
    client, rae, action, typed, place, said
):
    activity = make_activity(Status.SUBMITTED, disclosed=False)

    response = decide(client, activity, action, **typed)
    if response.status_code == 302:
        assert response["Location"].endswith("/review/#told")
        response = client.get(response["Location"])

    assert f'action="{page_of(activity)}#told"' in response.text
    page = response.context["page"]
    [message] = page.told.by_place[place]
    assert said in str(message)
    assert page.told.elsewhere == []
    assert response.text.count('id="told" tabindex="-1"') == 1


def test_from_each_open_item_a_link_leads_to_the_next_and_from_the_last_to_the_decision(client, rae):
    activity = make_activity(Status.SUBMITTED, disclosed=False)
    activity.content_areas.clear()

    links = client.get(page_of(activity)).context["page"].next_open

    planners = [f"member-{member.pk}" for member in activity.team.filter(role__in=TeamMember.PLANNING_ROLES)]
    assert links["section-content"] == planners[0]
    assert links[planners[-1]] == "decision-panel"


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
    assert fields_of(page, containing="version")["opens"] == ["by_hand"], "the default stands, as it did before"
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

    assert "Choose the ground" in decide(client, activity, f"exclude-{member.pk}").text
    ground = {f"exclude_ground_{member.pk}": "refused"}
    assert "Say why they are excluded" in decide(client, activity, f"exclude-{member.pk}", **ground).text

    reason = {f"exclude_reason_{member.pk}": "Refused to disclose."}
    decide(client, activity, f"exclude-{member.pk}", **ground, **reason)
    assert not activity.team.filter(role="planner").exists()


@pytest.mark.rule("SII-7")
def test_speakers_who_are_not_cleared_are_named_beside_the_approval(client, rae):
    sam = make_person("Sam Speaker", "physician-assistant")
    make_disclosure(sam, ("Acme", "consultant"))
    activity = make_activity(Status.SUBMITTED, speakers=[sam, make_person("Nora Nurse", "advanced-practice-nurse")])
    page = client.get(page_of(activity))
    assert "Nothing stands against approval" in page.text
    assert "1 speaker is not cleared; what they teach stays closed to learners until then: Sam Speaker" in text_of(page)


@pytest.mark.rule("REV-2")
def test_requests_are_settled_with_the_approval_and_stay_readable(client, rae):
    dora = make_person("Dora Director")
    activity = make_activity(Status.CHANGES_REQUESTED, reviewer=rae, director=dora)
    services.answer_request(activity.review_requests.get(), text="With the registry.", by=dora, at=timezone.now())
    services.submit_proposal(activity, by=dora, at=timezone.now(), attests=True)
    asked = activity.review_requests.get()
    page = client.get(page_of(activity))
    assert "One request is not settled yet" in page.text
    assert "Approve version" in page.text

    refused = decide(client, activity, "approve", version=page.context["page"].activity.version)
    assert "One request is not settled yet" in refused.text

    decide(
        client,
        activity,
        "approve",
        version=page.context["page"].activity.version,
        **{f"outcome_{asked.pk}": "settled"},
    )
    activity.refresh_from_db()
    assert activity.status == Status.APPROVED
    page = client.get(page_of(activity))
    assert "Settled before: 1 request" in page.text
    assert asked.text in page.text


# --- Nothing is lost, and nothing is done by accident ------------------------------------------------------------------
def test_a_decision_on_a_relationship_that_is_not_saved_holds_up_the_act_that_would_lose_it(client, rae):
    dora = make_person("Dora Director")
    [acme] = make_disclosure(dora, ("Acme", "consultant")).relationships.all()
    activity = make_activity(Status.SUBMITTED, director=dora)
    member = activity.team.get(person=dora)
    typed = {f"rel-{member.pk}-{acme.pk}-decision": "not_relevant", "request_gaps": "Name the registry."}

    asked = decide(client, activity, "request_changes", **typed)

    assert "this is not saved: the decision on Acme of Dora Director." in text_of(asked)
    assert '<option value="not_relevant" selected>' in asked.text
    assert "Name the registry.</textarea>" in asked.text
    activity.refresh_from_db()
    assert activity.status == Status.SUBMITTED
    decide(client, activity, "request_changes", leave_unsaved="on", **typed)
    activity.refresh_from_db()
    assert activity.status == Status.CHANGES_REQUESTED
    assert not Mitigation.objects.exists()


def test_rae_does_not_decline_over_requests_and_a_message_she_wrote(client, rae):
    activity = make_activity(Status.SUBMITTED)
    page = decide(client, activity, "decline", note="No.", request_gaps="Name it.", comment="Dear Dora")
    assert "not saved: a message in the conversation; what should change." in text_of(page)
    assert "Name it.</textarea>" in page.text
    assert "Dear Dora</textarea>" in page.text
    activity.refresh_from_db()
    assert activity.status == Status.SUBMITTED


def test_asking_again_without_a_word_is_refused_beside_the_request_and_settles_nothing(client, rae):
    dora = make_person("Dora Director")
    activity = make_activity(Status.CHANGES_REQUESTED, reviewer=rae, director=dora)
    services.answer_request(activity.review_requests.get(), text="With the registry.", by=dora, at=timezone.now())
    services.submit_proposal(activity, by=dora, at=timezone.now(), attests=True)
    asked = activity.review_requests.get()

    page = decide(client, activity, "settle", **{f"outcome_{asked.pk}": "again"})

    assert page.status_code == 200
    assert text_of(page).count("Say what is still to change: “") == 2, "in the panel and beside it"
    assert re.search(r'value="again"[^>]* checked', page.text)
    assert page.text.count('id="told"') == 1


@pytest.mark.parametrize(
    ("status", "action", "said"),
    [
        (Status.SUBMITTED, "decline", "is declined."),
        (Status.SUBMITTED, "approve", "is approved. Registration stays closed"),
        (Status.SUBMITTED, "request_changes", "see what you asked for."),
        (Status.SUBMITTED, "withdraw", "is withdrawn."),
        (Status.APPROVED, "open", "is open for registration."),
        (Status.OPEN, "close", "is closed."),
        (Status.OPEN, "cancel", "is cancelled."),
    ],
)
def test_a_button_pressed_twice_is_answered_as_if_once(client, rae, status, action, said):
    activity = make_activity(status)
    first = decide(client, activity, action, note="Not now.", opens="by_hand")
    second = decide(client, activity, action, note="Not now.", opens="by_hand")
    assert second.url == first.url
    assert said in told(second)[-1]
    assert activity.status_changes.filter(action=action, by=rae).count() == 1


def test_what_a_colleague_did_a_moment_ago_is_not_taken_for_ones_own(client, rae):
    activity = make_activity(Status.SUBMITTED)
    rob = make_reviewer("Rob Reviewer")
    services.decline_proposal(activity, by=rob, at=timezone.now(), note="No.")
    assert "Someone may have acted on it meanwhile" in decide(client, activity, "decline", note="No.").text


def test_what_is_too_long_is_refused_beside_its_field_with_every_word_kept(client, rae):
    activity = make_activity(Status.SUBMITTED)
    note, request = "n" * 2001, "r" * 1001
    page = decide(client, activity, "request_changes", note=note, request_gaps=request)
    assert "Note: please shorten it to 2,000 characters; it has 2,001." in text_of(page)
    assert "please shorten it to 1,000 characters; it has 1,001." in text_of(page)
    assert note + "</textarea>" in page.text
    assert request + "</textarea>" in page.text
    decide(client, activity, "request_changes", note=note[1:], request_gaps=request[1:])
    activity.refresh_from_db()
    assert activity.status == Status.CHANGES_REQUESTED


def test_cancelling_asks_first(client, rae):
    assert 'value="cancel" data-confirm="Cancel “' in client.get(page_of(make_activity(Status.OPEN))).text
