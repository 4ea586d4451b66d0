"""On re-submission the reviewer reads old and new side by side, per field."""

import pytest
from django.test import Client
from django.utils import timezone

from activities.differences import Difference, changes_of_version, differences_between
from activities.models import Status, TeamMember
from activities.plans import write_out_plan
from activities.services import submit_proposal
from tests.factories import make_activity, make_reviewer
from tests.pages import text_of

pytestmark = [pytest.mark.django_db, pytest.mark.rule("REV-2")]


@pytest.fixture
def returned():
    return make_activity(Status.CHANGES_REQUESTED)


def submit_again(activity):
    director = activity.team.get(role=TeamMember.Role.DIRECTOR).person
    submit_proposal(activity, by=director, at=timezone.now(), attests=True)
    activity.refresh_from_db()


def test_a_first_submission_changed_nothing():
    assert changes_of_version(make_activity(Status.SUBMITTED)) == []


def test_what_was_not_touched_is_not_listed(returned):
    submit_again(returned)
    assert changes_of_version(returned) == []


def test_each_changed_field_is_listed_with_both_texts_as_people_read_them(returned):
    gap = returned.gaps.get()
    before = gap.current_practice
    gap.current_practice = "A third of septic patients wait."
    gap.evidence = "survey"
    gap.save()
    returned.delivery = "hybrid"
    returned.save()
    submit_again(returned)
    assert changes_of_version(returned) == [
        Difference("basics", "How it is delivered", "In person", "In person and live-streamed"),
        Difference("gaps", "Gap 1: what is done now", before, "A third of septic patients wait."),
        Difference("gaps", "Gap 1: how it was found", "Quality or registry data", "Survey of learners"),
    ]


def test_what_is_new_and_what_is_gone_has_one_side_only(returned):
    before = write_out_plan(returned)
    paul = returned.team.get(role=TeamMember.Role.PLANNER)
    paul.delete()
    returned.partners.create(name="Wind River Clinic")
    assert differences_between(before, write_out_plan(returned)) == [
        Difference("independence", "Joint providers", "", "Wind River Clinic"),
        Difference("team", "Paul Pharmacist, planner", "Pharmacist, University of Utah", ""),
    ]


def test_a_session_moved_by_an_hour_is_told_in_the_activity_s_own_time(returned):
    session = returned.sessions.get()
    before = write_out_plan(returned)
    session.ends_at = session.ends_at.replace(minute=30)
    session.save()
    [difference] = differences_between(before, write_out_plan(returned))
    assert difference.label == session.title
    assert "9:00 AM to 10:00 AM" in difference.before
    assert "9:00 AM to 10:30 AM" in difference.after


def test_the_reviewer_reads_it_on_the_page(returned, client: Client):
    returned.title = "Sepsis in Teams"
    returned.save()
    submit_again(returned)
    client.force_login(make_reviewer())
    page = client.get(f"/admin/activities/activity/{returned.pk}/review/")
    assert "What changed since version 1" in text_of(page)
    assert "Title Sepsis: the First Hour Sepsis in Teams" in text_of(page)
