"""Every letter is a row before it is mail: nothing is lost, nothing goes out twice, and the office sees what fails."""

import re
from datetime import timedelta
from pathlib import Path

import pytest
import time_machine
from django.conf import settings
from django.core import mail
from django.db import IntegrityError
from django.urls import reverse
from django.utils import timezone

from core.letters import Draft, Secrets, note_sent, send_letter, write_letter
from core.models import Letter
from core.periodic import deliver_due_letters
from core.tasks import PAUSES, deliver_letter
from tests.factories import make_letter, make_person, make_reviewer
from tests.mail import deliver_waiting_letters, mail_server_down
from tests.pages import queries_of, text_of

pytestmark = pytest.mark.django_db


def draft_to(reader, **said) -> Draft:
    given = {"key": "turn:1", "kind": "turn", "subject": "Your turn", "context": {"words": "Hello <you>."}} | said
    return Draft(to=reader, template="core/plain", **given)


@pytest.fixture
def ana():
    return make_person("Ana Reader", email="ana@example.org")


def test_a_letter_goes_out_in_text_and_html_and_stays_on_record(ana):
    kept = send_letter(draft_to(ana), at=timezone.now())
    [letter] = mail.outbox
    assert (letter.to, letter.body) == (["ana@example.org"], "Hello <you>.\n")
    assert "Hello &lt;you&gt;." in letter.alternatives[0][0]
    assert (kept.person, kept.state, kept.attempts, kept.text) == (ana, "sent", 1, "Hello <you>.\n")


def test_the_same_occasion_is_told_once_to_each_reader(ana):
    for _ in range(3):
        send_letter(draft_to(ana), at=timezone.now())
    send_letter(draft_to("ben@example.org"), at=timezone.now())
    assert [letter.to for letter in mail.outbox] == [["ana@example.org"], ["ben@example.org"]]


def test_a_title_with_line_breaks_does_not_break_the_letter(ana):
    send_letter(draft_to(ana, subject="Approved: One\nBcc: all@example.org"), at=timezone.now())
    assert mail.outbox[0].subject == "Approved: One Bcc: all@example.org"


def test_what_fails_is_tried_again_with_growing_pauses_until_it_is_given_up(ana, monkeypatch):
    with time_machine.travel(timezone.now(), tick=False) as clock, mail_server_down(monkeypatch):
        letter = send_letter(draft_to(ana), at=timezone.now())
        pauses = []
        while letter.due_at:
            pauses.append(letter.due_at - timezone.now())
            assert letter.state == "failing"
            clock.shift(letter.due_at - timezone.now() - timedelta(seconds=1))
            deliver_letter(letter.pk)  # too early: nothing happens
            clock.shift(timedelta(seconds=1))
            deliver_letter(letter.pk)
            letter.refresh_from_db()
    assert pauses == list(PAUSES)
    assert (letter.state, letter.attempts) == ("given up", len(PAUSES) + 1)
    assert letter.failure == "ConnectionError: the mail server is down"


def test_the_sweep_asks_for_what_is_due_and_for_nothing_else(ana, monkeypatch):
    asked_for = []
    monkeypatch.setattr(deliver_letter, "apply_async", lambda args, **options: asked_for.extend(args))
    due = make_letter(ana)
    make_letter(ana, due_at=timezone.now() + timedelta(minutes=5))
    make_letter(ana, sending_since=timezone.now())  # a worker has it
    died = make_letter(ana, sending_since=timezone.now() - timedelta(minutes=6))
    assert deliver_due_letters() == 2
    assert sorted(asked_for) == [due.pk, died.pk]


@pytest.mark.django_db(transaction=True)
def test_a_real_worker_mails_what_a_service_wrote(ana, worker, tmp_path):
    from uucme.runtime.lifeline import wait_until

    letter = write_letter(draft_to(ana), at=timezone.now())
    assert wait_until(lambda: Letter.objects.filter(pk=letter.pk, sent_at__isnull=False).exists(), seconds=20)


def test_a_personal_link_is_in_the_mail_and_not_in_the_record(ana):
    secrets = Secrets()
    words = f"Answer: {secrets.gap('link', 'https://cme.example/x/secret')}"
    secret = draft_to(ana, context={"words": words}, secrets=secrets)
    kept = send_letter(secret, at=timezone.now())
    assert "https://cme.example/x/secret" in mail.outbox[0].body
    assert "secret" not in f"{kept.text}{kept.html}{kept.readable}"
    assert (kept.secrets, kept.readable) == ({}, "Answer: (a personal link, not kept)\n")
    with pytest.raises(IntegrityError):
        Letter.objects.filter(pk=kept.pk).update(secrets={"link": "again"})


def test_nobody_has_a_personal_link_put_into_an_address_of_their_own(ana):
    """The title of a plan is somebody's words: what it names is no gap to fill."""
    secrets = Secrets()
    title = "https://evil.example/?c=[[link]] [[link:0123456789abcdef]]"
    words = f"{title}: {secrets.gap('link', 'https://cme.example/x/secret')}"
    send_letter(draft_to(ana, context={"words": words}, secrets=secrets), at=timezone.now())
    assert mail.outbox[0].body == f"{title}: https://cme.example/x/secret\n"


# --- Who reads them ---------------------------------------------------------------------------------------------------


def test_a_person_sees_the_letters_to_them_and_no_others(client, ana):
    mine, other = make_letter(ana, "To Ana"), make_letter(make_person("Ben"), "To Ben")
    client.force_login(ana)
    words = text_of(client.get(reverse("letters")))
    assert "To Ana" in words
    assert "To Ben" not in words
    assert "Please look at your proposal." in text_of(client.get(reverse("letter", args=[mine.pk])))
    assert client.get(reverse("letter", args=[other.pk])).status_code == 404


def test_the_list_takes_as_many_queries_for_three_letters_as_for_one(client, ana):
    client.force_login(ana)
    make_letter(ana)
    once = queries_of(client, reverse("letters"))
    make_letter(ana)
    make_letter(ana)
    assert queries_of(client, reverse("letters")) == once


def test_of_a_sign_in_code_only_that_it_was_sent_is_kept(client, ana):
    client.post(reverse("account_request_login_code"), {"email": "ana@example.org"})
    [letter] = mail.outbox
    kept = Letter.objects.get(person=ana)
    assert (kept.subject, kept.text, kept.html, kept.state) == ("A code to sign in", "", "", "sent")
    code = letter.subject.split()[0]
    assert code not in f"{kept.subject}{kept.key}{kept.failure}"


def test_the_office_sees_failing_letters_first_and_sends_them_again(client, ana, monkeypatch):
    rae = make_reviewer()
    client.force_login(rae)
    with mail_server_down(monkeypatch):
        failing = send_letter(draft_to(ana), at=timezone.now() - timedelta(days=2))
    make_letter(ana, "A newer one", sent_at=timezone.now(), due_at=None)
    page = text_of(client.get(reverse("admin:core_letter_changelist")))
    assert page.index("Your turn") < page.index("A newer one")
    assert "ConnectionError: the mail server is down" in page
    assert "1 Letter that does not reach its reader" in text_of(client.get(reverse("admin:index")))

    answer = client.post(
        reverse("admin:core_letter_changelist"),
        {"action": "send_again", "_selected_action": list(Letter.objects.values_list("pk", flat=True))},
        follow=True,
    )
    assert "Tried again: 1." in text_of(answer)
    assert "Left alone: 1." in text_of(answer)
    assert deliver_waiting_letters() == 1
    failing.refresh_from_db()
    assert (failing.state, len(mail.outbox)) == ("sent", 1)
    assert "reach its reader" not in text_of(client.get(reverse("admin:index")))


def test_a_refused_code_is_shown_to_the_office_but_cannot_go_out_again(ana):
    letter = note_sent(
        kind="account", to=ana.email, subject="A code", at=timezone.now(), key="x", failure="SMTPServerDisconnected"
    )
    assert (letter.state, list(Letter.objects.failing())) == ("given up", [letter])


MAILING = re.compile(
    r"django\.core\.mail|\bsmtplib\b|\bsend_mass_mail\b|\.email_user\(|\bmail_admins\b|\bmail_managers\b"
)


def test_nothing_is_mailed_beside_the_record_of_letters():
    """A room that mails by itself fails here: its letter would be neither kept, nor tried again, nor shown."""
    rooms = [app for app in settings.INSTALLED_APPS if "." not in app] + ["uucme"]
    files = [file for room in rooms for file in Path(settings.BASE_DIR, room).rglob("*.py")]
    mailing = {str(file.relative_to(settings.BASE_DIR)) for file in files if MAILING.search(file.read_text())}
    assert len(files) > 200
    assert mailing - {"uucme/settings.py"} == {"core/tasks.py"}
