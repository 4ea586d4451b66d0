"""Whoever's turn it is hears of it by letter; whoever waits hears what came of it (REV-6)."""

from datetime import timedelta

import pytest
from django.core import mail
from django.utils import timezone

from activities import services
from activities.models import OfficeSettings, Status, StatusChange, TeamMember
from activities.periodic import send_missing_change_letters
from activities.services.requests import Request
from activities.tasks import tell_of_change
from tests.factories import make_activity, make_reviewer

pytestmark = [pytest.mark.django_db, pytest.mark.rule("REV-6")]


@pytest.fixture
def rae():
    return make_reviewer("Rae Reviewer", email="rae@example.org")


def planners_of(activity) -> list[str]:
    planners = activity.team.filter(role__in=TeamMember.PLANNING_ROLES)
    return sorted(planners.values_list("person__email", flat=True))


def letter_about(action: str, activity):
    change = activity.status_changes.filter(action=action).latest("at")
    StatusChange.objects.filter(pk=change.pk).update(at=timezone.now())  # as if it had just happened
    mail.outbox.clear()
    tell_of_change(change.pk)
    return mail.outbox[0] if mail.outbox else None


def test_a_submission_is_told_to_the_reviewers(rae):
    activity = make_activity(Status.SUBMITTED, title="Airway Management")
    letter = letter_about("submit", activity)
    assert (letter.subject, letter.to) == ("To review: Airway Management", ["rae@example.org"])
    assert f"/admin/activities/activity/{activity.pk}/review/" in letter.body


def test_who_submits_it_has_it_in_writing_with_the_day_of_the_answer(rae):
    activity = make_activity(Status.SUBMITTED, title="Airway Management")
    letter_about("submit", activity)
    director = activity.team.get(role="director").person
    [own] = [letter for letter in mail.outbox if letter.to == [director.email]]
    answer_by = timezone.localdate() + timedelta(days=OfficeSettings.current().review_days)
    assert own.subject == "Submitted: Airway Management"
    assert "You have submitted “Airway Management”" in own.body
    assert f"means to answer by {answer_by:%B %-d, %Y}" in own.body


def test_a_reviewer_on_the_team_is_not_asked_to_review(rae):
    activity = make_activity(Status.SUBMITTED, planners=[rae], explained=True)
    assert letter_about("submit", activity).subject.startswith("Submitted:")
    assert not any("rae@example.org" in letter.to for letter in mail.outbox)


def test_requested_changes_are_told_to_the_planners_word_for_word(rae):
    activity = make_activity(Status.SUBMITTED)
    services.request_changes(
        activity,
        requests=[Request("gaps", "Say how <you> measured it.")],
        by=rae,
        at=timezone.now(),
        note="A strong plan.",
    )
    letter = letter_about("request_changes", activity)
    assert sorted(to for one in mail.outbox for to in one.to) == planners_of(activity)
    assert {len(one.to) for one in mail.outbox} == {1}  # nobody reads another's address
    assert "Practice gaps and needs: Say how <you> measured it." in letter.body
    assert "A strong plan." in letter.body
    [(html, kind)] = [(part.content, part.mimetype) for part in letter.alternatives]
    assert kind == "text/html"
    assert "Say how &lt;you&gt; measured it." in html


def test_an_approval_says_the_credit_and_a_refusal_says_why(rae):
    approved = make_activity(Status.APPROVED)
    assert "for a maximum of 1.00 AMA PRA Category 1 Credit™. Its page" in letter_about("approve", approved).body
    declined = make_activity(Status.DECLINED, note="Not for our learners.")
    assert "Not for our learners." in letter_about("decline", declined).body


def test_a_letter_is_sent_once_however_often_it_is_asked_for(rae):
    activity = make_activity(Status.SUBMITTED)
    assert letter_about("submit", activity) is not None
    sent = len(mail.outbox)
    change = activity.status_changes.get()
    tell_of_change(change.pk)
    assert len(mail.outbox) == sent


def test_a_letter_that_failed_is_asked_for_again(rae, monkeypatch):
    activity = make_activity(Status.SUBMITTED)
    change = activity.status_changes.get()
    StatusChange.objects.filter(pk=change.pk).update(at=timezone.now())
    monkeypatch.setattr("activities.tasks.send_change_letter", lambda change: 1 / 0)
    with pytest.raises(ZeroDivisionError):
        tell_of_change(change.pk)
    monkeypatch.undo()
    monkeypatch.setattr(tell_of_change, "apply_async", lambda args, **options: tell_of_change(*args))
    assert send_missing_change_letters() == 1
    director = activity.team.get(role="director").person
    assert [letter.to for letter in mail.outbox] == [["rae@example.org"], [director.email]]
    assert send_missing_change_letters() == 0


def test_what_is_no_news_any_more_is_not_told(rae):
    activity = make_activity(Status.SUBMITTED)
    activity.status_changes.update(at=timezone.now() - timedelta(days=4))
    assert send_missing_change_letters() == 0
