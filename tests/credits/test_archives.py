"""Many certificates as one ZIP: names that every system can keep, and nothing missing in silence."""

import csv
import io
import zipfile
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest
from django.urls import reverse
from django.utils import timezone

from credits.archives import file_name, zip_of
from credits.models import Certificate
from credits.services import replace_certificate, revoke_certificate
from tests.acts import certificate_of, claim, make_past_activity
from tests.credits.test_certificates import ANA
from tests.factories import make_person
from tests.pages import text_of

pytestmark = pytest.mark.django_db
NAMES = (Path(__file__).parent / "data" / "names.txt").read_text().splitlines()
PDF = b"%PDF-1.7 drawn"
MINE = "credits:my_certificates"


def made(claimed) -> Certificate:
    certificate = certificate_of(claimed)
    certificate.keep_pdf(PDF + certificate.number.encode())
    certificate.made_at = timezone.now()
    certificate.save()
    return certificate


def opened(response) -> zipfile.ZipFile:
    assert response["Content-Type"] == "application/zip"
    archive = zipfile.ZipFile(io.BytesIO(b"".join(response.streaming_content)))
    assert archive.testzip() is None
    return archive


def index_of(archive: zipfile.ZipFile) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(archive.read("index.csv").decode("utf-8-sig"))))


def test_a_learner_downloads_their_own_and_nobody_else_s(client):
    ana, activity = make_person("Ana Ríos"), make_past_activity()
    mine = made(claim(ana, activity))
    made(claim(make_person("Ben Sato"), activity))
    client.force_login(ana)
    archive = opened(client.get(reverse(MINE)))
    assert archive.namelist() == [f"Sepsis the First Hour - Ana Ríos - {mine.number}.pdf", "index.csv"]
    assert archive.read(archive.namelist()[0]) == PDF + mine.number.encode()


def test_the_period_is_that_of_the_transcript(client):
    ana = make_person("Ana Ríos")
    old = made(claim(ana, make_past_activity(title="Asthma", ago=timedelta(days=40))))
    new = made(claim(ana, make_past_activity(title="Sepsis")))
    client.force_login(ana)
    since = timezone.localdate() - timedelta(days=9)
    assert [row["Number"] for row in index_of(opened(client.get(reverse(MINE), {"since": since})))] == [new.number]
    until = {"until": since}
    assert [row["Number"] for row in index_of(opened(client.get(reverse(MINE), until)))] == [old.number]
    page = client.get(reverse(MINE), {"since": "2001-01-01", "until": "2001-12-31"}, follow=True)
    assert "There is no certificate in this period." in text_of(page)


def test_what_cannot_be_included_is_said_in_the_index(client):
    staff = make_person("Sam Staff", staff=True)
    activity = make_past_activity()
    people = [make_person(f"Person {letter}") for letter in "ABCD"]
    fine, waiting, revoked, lost = (certificate_of(claim(person, activity)) for person in people)
    for certificate in (fine, revoked, lost):
        made(certificate.claim)
    revoke_certificate(revoked, by=staff, at=timezone.now(), reason="Was not there.")
    lost.refresh_from_db()
    lost.pdf.storage.delete(lost.pdf.name)
    client.force_login(staff)
    archive = opened(client.get(reverse("credits:certificates_of", args=[activity.slug])))
    told = {row["Number"]: (bool(row["File"]), row["State"], row["Remark"]) for row in index_of(archive)}
    assert told == {
        fine.number: (True, "valid", ""),
        waiting.number: (False, "valid", "It is still being made. Please download again in a while."),
        revoked.number: (False, "revoked", ""),
        lost.number: (False, "valid", "The file could not be read. Please download again later."),
    }
    assert len(archive.namelist()) == 2


def test_of_several_versions_the_standing_one_is_included(client):
    ana = make_person("Ana Ríos")
    first = made(claim(ana, make_past_activity()))
    replace_certificate(first, by=make_person(staff=True), at=timezone.now(), reason="The title was wrong.")
    second = made(first.claim)
    client.force_login(ana)
    assert [row["Number"] for row in index_of(opened(client.get(reverse(MINE))))] == [second.number]


@pytest.mark.parametrize("name", NAMES)
def test_every_name_is_a_file_name(name):
    made_of = file_name(replace(ANA, learner_name=name))
    assert made_of.endswith(" - K7QX-M2VD-9RTP.pdf")
    assert len(made_of.encode()) <= 200
    assert "�" not in made_of
    archive = io.BytesIO()
    with zipfile.ZipFile(archive, "w") as written:
        written.writestr(made_of, PDF)
    assert zipfile.ZipFile(archive).namelist() == [made_of]


@pytest.mark.parametrize(
    ("title", "called"),
    [
        ("../../etc/passwd", "etc passwd - "),
        ('C:\\con<>|?*"', "C con - "),
        ("\N{RIGHT-TO-LEFT OVERRIDE}fdp.Sepsis\x00\n", "fdp.Sepsis - "),
        (".. .", ""),
        ("敗血症" * 90, "敗血症" * 8 + "敗 - "),
    ],
)
def test_a_title_cannot_leave_the_folder_or_break_a_system(title, called):
    assert file_name(replace(ANA, activity_title=title)) == f"{called}Ana Whitehorse, MD - K7QX-M2VD-9RTP.pdf"


def test_a_formula_stays_text_in_the_index(client):
    ana = make_person("=HYPERLINK(1)")
    made(claim(ana, make_past_activity()))
    client.force_login(ana)
    [row] = index_of(opened(client.get(reverse(MINE))))
    assert row["Name"] == "'=HYPERLINK(1)"


def test_it_is_sent_while_it_is_written(django_assert_max_num_queries):
    activity = make_past_activity()
    for number in range(3):
        made(claim(make_person(f"Person {number}"), activity))
    parts = zip_of(Certificate.objects.all(), at=timezone.localtime())
    first = next(parts)
    assert first.count(PDF) == 1
    with django_assert_max_num_queries(0):
        assert b"".join(parts).count(PDF) == 2


def test_who_is_not_of_the_office_finds_no_archive_of_others(client):
    activity = make_past_activity()
    made(claim(make_person(), activity))
    client.force_login(activity.created_by)
    assert client.get(reverse("credits:certificates_of", args=[activity.slug])).status_code == 404
