"""How the office decides on proposals."""

import threading
from datetime import timedelta
from decimal import Decimal

import pytest
from django.db import connection
from django.utils import timezone

from activities import services
from activities.models import Designation, OfficeSettings, Status, TeamMember
from activities.readiness import approval_refusals
from activities.services.requests import Request
from core.errors import ActionRefused
from tests.factories import Item, make_activity, make_disclosure, make_person, make_reviewer

pytestmark = pytest.mark.django_db


def approve(activity, by, **options):
    return services.approve_activity(activity, by=by, at=timezone.now(), **options)


def refusal_of(act, *args, **options) -> str:
    with pytest.raises(ActionRefused) as refused:
        act(*args, **options)
    return refused.value.message


@pytest.mark.rule("REV-5")
def test_rae_approves_what_is_ready_and_designates_what_the_agenda_supports():
    rae, activity = make_reviewer(), make_activity(Status.SUBMITTED, agenda=[Item("Talk", 53)])

    designation = approve(activity, rae)

    activity.refresh_from_db()
    assert activity.status == Status.APPROVED
    assert (designation.maximum, designation.designated_by) == (Decimal("1.00"), rae)


@pytest.mark.rule("AMA-1")
@pytest.mark.parametrize("maximum", ["1.25", "0", "0.80", "-1"])
def test_rae_cannot_designate_more_than_the_agenda_supports_nor_anything_but_quarters(maximum):
    rae, activity = make_reviewer(), make_activity(Status.SUBMITTED)

    with pytest.raises(ActionRefused) as refused:
        approve(activity, rae, maximum=Decimal(maximum))

    assert refused.value.field == "maximum"
    activity.refresh_from_db()
    assert activity.status == Status.SUBMITTED
    assert not Designation.objects.exists()


@pytest.mark.rule("AMA-1")
def test_rae_may_designate_less():
    assert approve(make_activity(Status.SUBMITTED), make_reviewer(), maximum=Decimal("0.50")).maximum == Decimal("0.50")


@pytest.mark.rule("REV-3")
@pytest.mark.parametrize("role", [TeamMember.Role.SPEAKER, TeamMember.Role.COORDINATOR, TeamMember.Role.REVIEWER])
def test_rae_decides_nothing_of_an_activity_on_whose_team_she_is(role):
    rae, activity = make_reviewer(), make_activity(Status.SUBMITTED)
    TeamMember.objects.create(activity=activity, person=rae, role=role, profession_id="physician")
    make_disclosure(rae)
    sentence = "You are on this activity’s team, so a colleague has to decide."

    assert sentence in refusal_of(approve, activity, rae)
    assert (
        refusal_of(
            services.request_changes, activity, requests=[], by=rae, at=timezone.now(), note="Please shorten it."
        )
        == sentence
    )
    assert refusal_of(services.decline_proposal, activity, by=rae, at=timezone.now(), note="No.") == sentence


@pytest.mark.rule("REV-3")
def test_rae_does_not_decide_on_what_she_began_herself():
    rae = make_reviewer()
    activity = make_activity(Status.SUBMITTED)
    activity.created_by = rae
    activity.save()

    assert "You are on this activity’s team" in refusal_of(approve, activity, rae)


@pytest.mark.rule("REV-3")
def test_staff_who_are_not_reviewers_do_not_decide():
    activity = make_activity(Status.SUBMITTED)

    assert "for the office’s reviewers" in refusal_of(approve, activity, make_person("Stan Staff", staff=True))


@pytest.mark.rule("REV-4")
def test_five_minutes_after_the_start_it_is_too_late():
    now = timezone.now()
    activity = make_activity(Status.SUBMITTED, starts_at=now - timedelta(minutes=5))

    assert refusal_of(approve, activity, make_reviewer()) == (
        "It has begun, and credit cannot be designated afterwards."
    )
    assert approve(make_activity(Status.SUBMITTED, starts_at=now + timedelta(minutes=5)), make_reviewer())


@pytest.mark.rule("REV-4")
def test_a_series_can_be_approved_while_a_session_is_still_to_come():
    weekly = [Item("One"), Item("Two", after=timedelta(weeks=1))]
    started = timezone.now() - timedelta(days=3)
    over = timezone.now() - timedelta(days=30)

    assert approve(make_activity(Status.SUBMITTED, format="series", starts_at=started, agenda=weekly), make_reviewer())
    late = make_activity(Status.SUBMITTED, format="series", starts_at=over, agenda=weekly)
    assert refusal_of(approve, late, make_reviewer()) == "It has begun, and credit cannot be designated afterwards."


@pytest.mark.rule("REV-5")
def test_every_planner_has_to_be_cleared_and_speakers_only_hold_up_their_sessions():
    rae, dora = make_reviewer(), make_person("Dora Director")
    activity = make_activity(Status.SUBMITTED, director=dora, disclosed=False)

    assert refusal_of(approve, activity, rae) == (
        "Dora Director has not disclosed financial relationships. "
        "Paul Pharmacist has not disclosed financial relationships."
    )
    make_disclosure(dora)
    make_disclosure(activity.team.get(role="planner").person)
    assert approve(activity, rae)


@pytest.mark.rule("REV-5")
def test_the_page_tells_beforehand_the_very_reasons_that_would_refuse():
    rae, activity = make_reviewer(), make_activity(Status.SUBMITTED, disclosed=False)
    told = approval_refusals(activity, by=rae, at=timezone.now(), office=OfficeSettings.current())

    assert refusal_of(approve, activity, rae) == " ".join(told)


@pytest.mark.rule("REV-2")
def test_an_approval_is_of_the_version_that_was_read():
    activity = make_activity(Status.CHANGES_REQUESTED)
    dora = activity.team.get(role="director").person
    services.submit_proposal(activity, by=dora, at=timezone.now(), attests=True)

    assert "You read version 1, and version 2 has been submitted since." in refusal_of(
        approve, activity, make_reviewer(), version=1
    )
    settled = list(activity.review_requests.values_list("pk", flat=True))
    assert approve(activity, make_reviewer(), version=2, settled=settled)


def test_what_should_change_is_asked_per_section():
    rae, activity = make_reviewer(), make_activity(Status.SUBMITTED)

    services.request_changes(
        activity,
        requests=[Request("gaps", "Name the registry."), Request("agenda", "  ")],
        by=rae,
        at=timezone.now(),
    )

    activity.refresh_from_db()
    assert activity.status == Status.CHANGES_REQUESTED
    assert list(activity.review_requests.values_list("section", "text", "version", "asked_by")) == [
        ("gaps", "Name the registry.", 1, rae.pk)
    ]


def test_changes_are_not_requested_without_saying_which():
    activity = make_activity(Status.SUBMITTED)

    assert (
        refusal_of(services.request_changes, activity, requests=[], by=make_reviewer(), at=timezone.now())
        == "Say what should change, in at least one section or in the note."
    )


def test_a_proposal_is_not_declined_without_a_reason():
    activity = make_activity(Status.SUBMITTED)

    refusal_of(services.decline_proposal, activity, by=make_reviewer(), at=timezone.now(), note=" ")
    activity.refresh_from_db()
    assert activity.status == Status.SUBMITTED


@pytest.mark.parametrize("act", [services.open_activity, services.close_activity])
def test_only_the_office_opens_and_closes(act):
    activity = make_activity(Status.APPROVED if act is services.open_activity else Status.OPEN)

    assert refusal_of(act, activity, by=make_person("Lena Learner"), at=timezone.now()) == "This is for the CME office."


def test_only_the_office_cancels():
    planner = make_person("Dora Director")
    activity = make_activity(Status.OPEN, director=planner)

    assert (
        refusal_of(services.cancel_activity, activity, by=planner, at=timezone.now(), note="No time.")
        == "This is for the CME office."
    )


@pytest.mark.rule("REV-7")
def test_in_bulk_the_ready_are_approved_and_each_other_comes_back_with_its_reason():
    rae = make_reviewer()
    ready = make_activity(Status.SUBMITTED, title="Ready")
    begun = make_activity(Status.SUBMITTED, title="Begun", starts_at=timezone.now() - timedelta(hours=1))
    undisclosed = make_activity(Status.SUBMITTED, title="Undisclosed", disclosed=False, planners=[])
    draft = make_activity(Status.DRAFT, title="Draft")

    approved, refused = services.approve_ready(
        [services.Approval(activity) for activity in (ready, begun, undisclosed, draft)], by=rae, at=timezone.now()
    )

    assert approved == [ready]
    assert [activity for activity, _ in refused] == [begun, undisclosed, draft]
    assert "It has begun" in refused[0][1]
    assert "has not disclosed" in refused[1][1]
    assert "is draft now" in refused[2][1]
    assert Designation.objects.get().activity == ready


@pytest.mark.rule("REV-1")
@pytest.mark.django_db(transaction=True)
def test_when_two_reviewers_decide_at_once_the_second_gets_a_sentence():
    activity = make_activity(Status.SUBMITTED)
    rae, rob = make_reviewer("Rae Reviewer"), make_reviewer("Rob Reviewer")
    together, answers = threading.Barrier(2), []

    def decide(act, by, **options):
        together.wait()
        try:
            answers.append(act(activity, by=by, at=timezone.now(), **options))
        except ActionRefused as refusal:
            answers.append(refusal)
        finally:
            connection.close()

    threads = [
        threading.Thread(target=decide, args=(services.approve_activity, rae)),
        threading.Thread(target=decide, args=(services.decline_proposal, rob), kwargs={"note": "Not for us."}),
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=30)

    refusals = [answer for answer in answers if isinstance(answer, ActionRefused)]
    assert len(answers) == 2
    assert len(refusals) == 1
    assert "is no longer possible. Someone may have acted on it meanwhile" in refusals[0].message
    assert activity.status_changes.count() == 2
