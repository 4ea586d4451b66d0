"""Letters about certificates that are ready and credit that waits: each once, and none to those it does not concern."""

from datetime import timedelta
from decimal import Decimal

import pytest
from django.core import mail
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from activities.models import OfficeSettings
from credits.models import Certificate, ClaimReminder
from credits.periodic import write_due_claim_reminders
from credits.services import claim_credit, revoke_certificate
from credits.tasks import announce_certificate, remind_of_claim
from tests.acts import attend, become_ready, certificate_of, claim, make_past_activity
from tests.factories import Item, make_person

pytestmark = pytest.mark.django_db


@pytest.fixture
def ana():
    return make_person("Ana Ríos")


def set_office(**values):
    office = OfficeSettings.current()
    for name, value in values.items():
        setattr(office, name, value)
    office.save()


def over(hours=30, **wanted):
    return make_past_activity(ago=timedelta(hours=hours), **wanted)


def write_and_mail():
    write_due_claim_reminders()
    for pk in ClaimReminder.objects.values_list("pk", flat=True):
        remind_of_claim(pk)
    return [(letter.to[0], letter.subject) for letter in mail.outbox]


# --- Ready -----------------------------------------------------------------------------------------------------------
@pytest.mark.rule("CRT-4")
def test_a_certificate_that_is_ready_is_told_of_once_with_its_link(ana):
    certificate = certificate_of(claim(ana, make_past_activity()))
    announce_certificate(certificate.pk)
    assert mail.outbox == []  # there is nothing to open yet
    Certificate.objects.filter(pk=certificate.pk).update(made_at=timezone.now(), pdf="certificates/x.pdf")
    announce_certificate(certificate.pk)
    Certificate.objects.filter(pk=certificate.pk).update(announced_at=None, announcing_since=None)  # a retried task
    announce_certificate(certificate.pk)
    [letter] = mail.outbox
    assert letter.subject.startswith("Your certificate is ready")
    assert certificate.get_absolute_url() in letter.body


@pytest.mark.rule("CRT-4")
def test_what_was_revoked_or_belongs_to_a_closed_account_is_not_told_of(ana):
    first, second = (certificate_of(claim(ana, make_past_activity(title=title))) for title in ("One", "Two"))
    Certificate.objects.update(made_at=timezone.now(), pdf="certificates/x.pdf")
    revoke_certificate(first, by=make_person(staff=True), at=timezone.now(), reason="A mistake.")
    assert set(Certificate.objects.to_announce()) == {second}
    ana.is_active = False
    ana.save()
    assert not Certificate.objects.to_announce().exists()


# --- Reminders -------------------------------------------------------------------------------------------------------
@pytest.mark.rule("AMA-7")
def test_who_was_there_and_has_not_claimed_is_reminded_once(ana):
    activity = over(agenda=[Item("Morning"), Item("Afternoon")])
    attend(ana, activity)
    assert write_and_mail() == write_and_mail() == [(ana.email, f"Your credit waits: {activity}")]
    assert f"/activities/{activity.slug}/claim/" in mail.outbox[0].body
    assert "A short evaluation" in mail.outbox[0].body


@pytest.mark.rule("AMA-7")
def test_nobody_else_is(ana):
    activity = over()
    done, closed, teacher = make_person("Dee Done"), make_person("Clo Closed"), make_person("Tess Teacher")
    claim(done, activity)
    attend(closed, activity)
    closed.is_active = False
    closed.save()
    taught = over(speakers=[teacher], title="Taught", agenda=[Item("Taught", speakers=[teacher])])
    attend(teacher, taught)
    attend(ana, over(hours=3, title="Just over"))
    attend(ana, over(hours=24 * 40, title="Long ago"))
    attend(ana, over(hours=24 * 5, claim_window_days=1, title="Window over"))
    mail.outbox.clear()
    assert write_and_mail() == []


@pytest.mark.rule("AMA-7")
def test_who_claims_between_the_row_and_the_letter_hears_nothing(ana):
    activity = over()
    become_ready(ana, activity)
    write_due_claim_reminders()
    claim_credit(activity, learner=ana, amount=Decimal(1), at=timezone.now())
    [reminder] = ClaimReminder.objects.all()
    remind_of_claim(reminder.pk)
    reminder.refresh_from_db()
    assert (reminder.sent_at, mail.outbox) == (None, [])
    assert reminder.dropped_at


@pytest.mark.rule("AMA-7")
def test_before_the_window_closes_there_is_one_more_and_of_a_series_one_for_all(ana):
    set_office(claim_reminder_hours=0)
    activity = over(hours=24 * 15, format="series", claim_window_days=2)
    activity.refresh_from_db()
    first, second, third = activity.sessions.all()
    attend(ana, activity, session=first)
    attend(ana, activity, session=second)
    assert write_and_mail() == write_and_mail() == [(ana.email, f"Last days to claim: {activity}")]
    assert "/me/" in mail.outbox[0].body


@pytest.mark.rule("AMA-7")
def test_of_a_series_each_session_is_reminded_of_and_zero_sends_none(ana):
    activity = over(format="series")
    first = activity.sessions.first()
    attend(ana, activity, session=first)
    set_office(claim_reminder_hours=0, last_call_days=0)
    assert write_and_mail() == []
    set_office(claim_reminder_hours=24)
    assert write_and_mail() == [(ana.email, f"Your credit waits: {first}")]
    assert f"/sessions/{first.pk}/claim/" in mail.outbox[0].body


@pytest.mark.rule("AMA-7")
def test_writing_them_down_takes_as_many_queries_for_three_people_as_for_one():
    activity, counts = over(), []
    for number in range(3):
        attend(make_person(f"Person {number}"), activity)
        with CaptureQueriesContext(connection) as queries:
            write_due_claim_reminders()
        counts.append(len(queries))
    assert ClaimReminder.objects.count() == 3
    assert len(set(counts)) == 1
