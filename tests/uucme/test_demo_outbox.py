from pathlib import Path

import pytest
from django.core.mail import EmailMessage
from django.core.mail.backends.filebased import EmailBackend
from django.test import Client

from uucme.demo_outbox import read_outbox

pytestmark = pytest.mark.django_db


@pytest.fixture
def outbox(tmp_path: Path, settings) -> Path:
    settings.OUTBOX_DIR = tmp_path
    return tmp_path


def send(folder: Path, *subjects: str) -> None:
    EmailBackend(file_path=str(folder)).send_messages(
        [
            EmailMessage(subject, f"Your code\n\nABCD-{i}\n", to=["ana@example.org"])
            for i, subject in enumerate(subjects)
        ]
    )


def test_whoever_tries_the_demonstration_finds_the_code_newest_first(outbox: Path, settings):
    settings.DEMO = True
    send(outbox, "Your sign-in code for Zoë", "And another")

    page = Client().get("/demo/outbox/").content.decode()

    assert [letter.subject for letter in read_outbox(outbox)] == ["And another", "Your sign-in code for Zoë"]
    assert "To ana@example.org" in page
    assert "ABCD-0" in page


def test_without_mail_the_page_says_what_to_do(outbox: Path, settings):
    settings.DEMO = True

    assert "No mail yet" in Client().get("/demo/outbox/").content.decode()


def test_an_office_shows_nobody_its_mail(outbox: Path, settings):
    settings.DEMO = False
    send(outbox, "Secret")

    assert Client().get("/demo/outbox/").status_code == 404
