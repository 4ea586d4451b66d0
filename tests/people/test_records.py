"""What we hold of a person: handed to them, kept as long as it must be, and then forgotten."""

import io
import json
import zipfile
from datetime import timedelta
from decimal import Decimal

import pytest
import time_machine
from dateutil.relativedelta import relativedelta
from django.core.files.storage import default_storage
from django.db import IntegrityError, transaction
from django.db.models import ProtectedError
from django.urls import reverse
from django.utils import formats, timezone

from accounts.models import Identifier, User
from activities.models import Status
from core.errors import ActionRefused
from credits.models import Certificate, OutsideCredit
from credits.services import keep_outside_credit
from credits.tasks import make_certificate
from learners.models import Attendance
from learners.services import register_learner
from people.eligibility import kept_until
from people.exports import pack
from people.models import ClosedAccount, PersonExport
from people.periodic import forget_what_is_over, make_missing_exports
from people.services import ask_for_export, close_account, erase_person
from people.tasks import make_export
from tests.acts import claim, make_past_activity
from tests.factories import make_activity, make_disclosure, make_pdf, make_person
from tests.pages import text_of

pytestmark = [pytest.mark.django_db, pytest.mark.rule("PRS-5")]


@pytest.fixture
def ana():
    person = make_person(
        "Ana Ríos", email="ana@example.org", npi="1234567893", employer="Moab Clinic", practice_county="Grand"
    )
    make_disclosure(person, ("Novacor", "consultant"))
    return person


def claimed(person) -> Certificate:
    certificate = claim(person, make_past_activity()).certificates.get()
    make_certificate(certificate.pk)
    certificate.refresh_from_db()
    return certificate


def close(person) -> ClosedAccount:
    return close_account(person, by=person, at=timezone.now())


# --- Handing it out --------------------------------------------------------------------------------------------------
def test_a_person_downloads_everything_we_hold_of_them(client, ana):
    other = claimed(make_person("Ben Other"))
    certificate = claimed(ana)
    client.force_login(ana)
    record = reverse("people:record")
    assert "is being put together" in text_of(client.post(record, follow=True))
    export = PersonExport.objects.get()
    make_export(export.pk)
    assert "Download your record" in text_of(client.get(record))

    answer = client.get(reverse("people:export_file", args=[export.pk]))

    packed = zipfile.ZipFile(io.BytesIO(b"".join(answer.streaming_content)))
    assert sorted(packed.namelist()) == [f"certificates/{certificate.number}.pdf", "record.html", "record.json"]
    told = json.loads(packed.read("record.json"))
    assert told["person"]["e-mail address"] == "ana@example.org"
    assert told["accounts.Profile.user"][0]["employer"] == "Moab Clinic"
    assert told["disclosures.Disclosure.person"][0]["relationships"][0]["company"] == "Novacor"
    assert told["credits.Claim.learner"][0]["certificates"][0]["number"] == certificate.number
    assert len(told["evaluations.Evaluation.learner"][0]["answers"]) > 3
    whole = packed.read("record.json").decode() + packed.read("record.html").decode()
    assert "Moab Clinic" in packed.read("record.html").decode()
    assert other.number not in whole
    assert "pbkdf2" not in whole
    assert '"password"' not in whole


def test_what_a_person_sent_us_is_in_it_too_and_what_is_to_be_read_is_in_words(client, ana):
    keep_outside_credit(
        learner=ana,
        facts={
            "title": "Wilderness medicine",
            "provider": "WMS",
            "completed_date": timezone.localdate(),
            "kind": OutsideCredit.Kind.values[0],
            "amount": Decimal(2),
        },
        proof=make_pdf("my proof.pdf"),
        at=timezone.now(),
    )
    into = io.BytesIO()
    pack(ana, at=timezone.now(), into=into)
    packed = zipfile.ZipFile(into)
    [name] = [name for name in packed.namelist() if name.startswith("files/")]
    assert name.endswith("my_proof.pdf")
    assert packed.read(name).startswith(b"%PDF")
    read = packed.read("record.html").decode()
    for machine_words in ("superuser", "Superuser", "+00:00", "snapshot", "False"):
        assert machine_words not in read
    assert formats.date_format(timezone.localdate()) in read


def test_nobody_downloads_anothers_record_not_even_the_office(client, ana):
    export = ask_for_export(ana, at=timezone.now())
    make_export(export.pk)
    client.force_login(make_person("Sue Super", superuser=True))
    assert client.get(reverse("people:export_file", args=[export.pk])).status_code == 404


def test_asking_twice_packs_once_and_a_lost_request_is_found_again(ana):
    first = ask_for_export(ana, at=timezone.now())
    assert ask_for_export(ana, at=timezone.now()) == first
    assert make_missing_exports() == 1
    make_export(first.pk)
    make_export(first.pk)
    assert make_missing_exports() == 0


def test_what_cannot_be_packed_is_said_and_can_be_asked_for_again(client, ana, monkeypatch):
    export = ask_for_export(ana, at=timezone.now())
    monkeypatch.setattr("people.tasks.pack", lambda *_, **__: 1 / 0)
    with pytest.raises(ZeroDivisionError):
        make_export(export.pk)
    client.force_login(ana)
    assert "It could not be put together" in text_of(client.get(reverse("people:record")))
    assert ask_for_export(ana, at=timezone.now()) != export


def test_a_packed_record_is_removed_after_some_days(ana):
    export = ask_for_export(ana, at=timezone.now() - timedelta(days=8))
    make_export(export.pk)
    name = PersonExport.objects.get().file.name
    assert default_storage.exists(name)
    forget_what_is_over()
    assert not default_storage.exists(name)
    assert not PersonExport.objects.exists()


# --- Ending the account ----------------------------------------------------------------------------------------------
def test_ending_the_account_removes_what_nothing_requires_and_keeps_participation(client, ana):
    certificate = claimed(ana)
    client.force_login(ana)
    page = client.post(reverse("people:close"), {"confirmed": "on"}, follow=True)
    assert "Your account is ended" in text_of(page)
    ana.refresh_from_db()
    assert (ana.is_active, ana.email, ana.has_usable_password()) == (False, f"closed-{ana.pk}@closed.invalid", False)
    assert (ana.profile.employer, ana.profile.practice_county) == ("", "")
    assert not ana.profile.history.exists()
    assert not Identifier.objects.filter(user=ana).exists()
    assert str(ana) == "Ana Ríos"
    assert Attendance.objects.filter(learner=ana).exists()
    assert client.get(reverse("profile")).status_code == 302
    verified = text_of(client.get(reverse("credits:verify_number", args=[certificate.number])))
    assert "Ana Ríos" in verified


def test_the_address_is_free_again_and_leads_to_nobody(client, ana):
    close(ana)
    assert not User.objects.filter(email="ana@example.org").exists()
    make_person("Ana Ríos", email="ana@example.org")


def test_who_has_a_part_in_what_runs_cannot_leave_yet(client):
    ana = make_person("Ana Ríos")
    activity = make_activity(Status.OPEN, director=ana)
    client.force_login(ana)
    sentence = f"You have a part in “{activity}”, which ends on {activity.end_date:%B %-d, %Y}."
    assert sentence in text_of(client.get(reverse("people:close")))
    refused = text_of(client.post(reverse("people:close"), {"confirmed": "on"}))
    assert sentence in refused
    assert not ClosedAccount.objects.exists()


@pytest.mark.rule("ATT-2")
def test_who_leaves_gives_the_seat_back_and_who_waits_has_it(ana):
    activity = make_activity(Status.OPEN, capacity=1)
    waits = make_person("Wanda Waits")
    for person in (ana, waits):
        register_learner(activity, learner=person, at=timezone.now())
    close(ana)
    assert activity.registrations.get(learner=ana).status == "cancelled"
    assert activity.registrations.get(learner=waits).status == "registered"


def test_the_office_does_not_leave_by_itself():
    staff = make_person("Stan Staff", staff=True)
    with pytest.raises(ActionRefused, match="belongs to the office"):
        close(staff)


def test_nothing_is_deleted_before_its_time_and_the_sentence_says_until_when(ana):
    claimed(ana)
    with pytest.raises(ActionRefused, match=r"must be kept until \w+ \d+, \d{4}\. It can be deleted after that day"):
        erase_person(ana, on=timezone.localdate() + timedelta(days=365 * 5))
    with pytest.raises(ProtectedError):
        ana.delete()
    closed = close(ana)
    with pytest.raises(IntegrityError), transaction.atomic():
        ClosedAccount.objects.filter(pk=closed.pk).update(erased_date=closed.kept_until)


def test_what_is_offered_for_years_to_come_is_kept_six_years_from_today(ana):
    """Else who registered for material of 2030 could not be forgotten before 2036."""
    module = make_activity(Status.OPEN, format="enduring", starts_at=timezone.now() + timedelta(days=900))
    module.registrations.create(learner=ana, registered_at=timezone.now())
    today = timezone.localdate()
    assert kept_until(ana, on=today) == today + relativedelta(years=6)


def test_after_six_years_the_name_goes_and_the_figures_stay(ana):
    claimed(ana)
    closed = close(ana)
    assert closed.kept_until >= timezone.localdate() + timedelta(days=365 * 6)
    with time_machine.travel(closed.kept_until):
        assert forget_what_is_over() == 0
    with time_machine.travel(closed.kept_until + timedelta(days=2)):
        assert forget_what_is_over() == 1
        assert forget_what_is_over() == 0
    ana.refresh_from_db()
    assert str(ana) == "Removed person"
    assert not Certificate.objects.exists()
    assert ana.attendances.count() == ana.claims.count() == 1
    assert set(ana.disclosures.values_list("signed_name", flat=True)) == {"Removed"}


def test_somebody_with_nothing_on_record_is_forgotten_at_once():
    person = make_person("Nora New")
    closed = close(person)
    assert closed.kept_until == timezone.now().date()
    with time_machine.travel(timezone.now() + timedelta(days=2)):
        assert forget_what_is_over() == 1
