"""Those whose turn it is are reminded on the days the office set, once each (REV-6, PLN-7)."""

from datetime import timedelta

import pytest
import time_machine
from django.core import mail
from django.core.exceptions import ValidationError
from django.urls import reverse
from django.utils import timezone

from activities.models import Activity, OfficeSettings, Status
from activities.models.office import days_listed
from activities.periodic import remind_those_whose_turn_it_is
from activities.services import remind_planners, write_comment
from core.errors import ActionRefused
from core.models import Letter
from tests.factories import make_activity, make_person, make_reviewer
from tests.mail import deliver_waiting_letters
from tests.pages import text_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def dora():
    return make_person("Dora Director", email="dora@example.org")


@pytest.fixture
def clock():
    with time_machine.travel(timezone.now(), tick=False) as clock:
        yield clock


def days_pass(clock, days: int) -> list[tuple[str, str]]:
    """To whom and about what reminders go out in the next days, the clock asking twice a day."""
    mail.outbox.clear()
    for _ in range(2 * days):
        clock.shift(timedelta(hours=12))
        remind_those_whose_turn_it_is()
        Letter.objects.exclude(kind="reminder").delete()
        deliver_waiting_letters()
    return [(letter.to[0], letter.subject) for letter in mail.outbox]


def returned(dora, **more) -> Activity:
    activity = make_activity(Status.CHANGES_REQUESTED, director=dora, planners=[], title="Airway", **more)
    Activity.objects.filter(pk=activity.pk).update(status_changed_at=timezone.now())
    return activity


@pytest.mark.rule("REV-6")
def test_planners_are_reminded_of_requests_after_seven_and_fourteen_days_without_movement(clock, dora):
    returned(dora)
    subject = ("dora@example.org", "The office waits for your answer: Airway")
    assert days_pass(clock, 6) == []
    assert days_pass(clock, 1) == [subject]
    assert "Say how the gap was measured." in mail.outbox[0].body
    assert "Say how the gap was measured." in mail.outbox[0].alternatives[0].content
    assert days_pass(clock, 6) == []
    assert days_pass(clock, 1) == [subject]
    assert days_pass(clock, 20) == []


@pytest.mark.rule("REV-6")
def test_who_moves_is_left_alone_for_as_long_again(clock, dora):
    activity = returned(dora)
    assert days_pass(clock, 5) == []
    write_comment(activity, text="We are on it.", by=dora, at=timezone.now())
    assert days_pass(clock, 6) == []
    assert len(days_pass(clock, 1)) == 1


@pytest.mark.rule("PLN-7")
def test_planners_of_a_draft_are_reminded_before_the_last_safe_day_and_never_after(clock, dora):
    make_activity(
        Status.DRAFT, director=dora, planners=[], title="Airway", starts_at=timezone.now() + timedelta(days=56 + 16)
    )
    assert days_pass(clock, 1) == []
    [(_, subject)] = days_pass(clock, 2)
    assert subject == "Time to submit: Airway"
    assert "please submit it by" in mail.outbox[0].body
    assert len(days_pass(clock, 12)) == 1
    assert days_pass(clock, 10) == []


@pytest.mark.rule("REV-6")
def test_reviewers_are_reminded_once_a_review_is_late(clock, dora):
    make_reviewer(email="rae@example.org")
    activity = make_activity(Status.SUBMITTED, director=dora, title="Airway")
    Activity.objects.filter(pk=activity.pk).update(status_changed_at=timezone.now())
    assert days_pass(clock, 10) == []
    assert days_pass(clock, 1) == [("rae@example.org", "A review is late: Airway")]
    assert len(days_pass(clock, 10)) == 1


@pytest.mark.rule("REV-6")
def test_the_office_sets_the_days_and_stops_reminders_of_one_activity(clock, dora):
    activity = returned(dora)
    office = OfficeSettings.current()
    office.request_reminder_days = "2"
    office.save()
    assert len(days_pass(clock, 3)) == 1
    Activity.objects.filter(pk=activity.pk).update(sends_reminders=False, status_changed_at=timezone.now())
    assert days_pass(clock, 5) == []
    office.request_reminder_days = ""
    office.save()
    Activity.objects.filter(pk=activity.pk).update(sends_reminders=True)
    assert days_pass(clock, 5) == []


@pytest.mark.parametrize("text", ["seven", "0, 7", "7; 14", "-3", "400"])
def test_days_that_are_none_are_refused_with_a_sentence(text):
    office = OfficeSettings.current()
    office.request_reminder_days = text
    with pytest.raises(ValidationError, match="commas between"):
        office.full_clean()
    assert days_listed("14, 7,7") == [7, 14]


# --- By hand, and in bulk ---------------------------------------------------------------------------------------------


@pytest.mark.rule("REV-7")
def test_rae_reminds_in_bulk_and_reads_why_not_of_each_other(client, dora):
    rae = make_reviewer()
    client.force_login(rae)
    draft = make_activity(Status.DRAFT, director=dora, title="Draft")
    waits = make_activity(Status.SUBMITTED, director=dora, title="Handed in")
    queue = reverse("admin:activities_activity_changelist")
    act = {"action": "remind_their_planners", "_selected_action": [draft.pk, waits.pk]}
    words = text_of(client.post(queue, act, follow=True))
    assert "Reminded the planners of 1: “Draft”." in words
    assert "“Handed in” sends no reminder. It is submitted, so it is not the planners’ turn." in words
    assert "were reminded today already" in text_of(client.post(queue, act, follow=True))
    assert Letter.objects.filter(kind="reminder", person=dora).count() == 1


@pytest.mark.rule("REV-7")
def test_rae_asks_for_disclosures_in_bulk(client, dora):
    client.force_login(make_reviewer())
    silent = make_activity(Status.SUBMITTED, title="Silent", disclosed=False)
    told = make_activity(Status.SUBMITTED, title="Told")
    act = {"action": "ask_for_disclosures", "_selected_action": [silent.pk, told.pk]}
    words = text_of(client.post(reverse("admin:activities_activity_changelist"), act, follow=True))
    assert "Asked for the disclosures of 1: “Silent”." in words
    assert "“Told” asks for nothing. Everybody has disclosed" in words


def test_only_the_office_reminds(dora):
    with pytest.raises(ActionRefused, match="Only the CME office"):
        remind_planners(make_activity(Status.DRAFT, director=dora), by=dora, at=timezone.now())
