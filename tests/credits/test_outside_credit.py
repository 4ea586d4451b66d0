"""Credit received elsewhere: written down by its owner, private, and marked as self-reported everywhere (CRT-8)."""

import csv
import io
from datetime import timedelta
from decimal import Decimal

import pypdf
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from django.utils import timezone

from core.models import PreparedFile
from core.tasks import draw_prepared_file
from credits.models import OutsideCredit
from tests.acts import claim, make_past_activity
from tests.factories import make_person
from tests.pages import text_of

pytestmark = [pytest.mark.django_db, pytest.mark.rule("CRT-8")]
PAGE, ADD = "/me/transcript/", "/me/transcript/outside/"
PDF = b"%PDF-1.7\n1 0 obj\n<<>>\nendobj\ntrailer\n<<>>\n%%EOF\n"


@pytest.fixture
def ana(client):
    person = make_person("Ana Ríos")
    client.force_login(person)
    return person


@pytest.fixture(autouse=True)
def files_of_our_own(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path


def filled(**changes):
    return {
        "title": "Wilderness medicine",
        "provider": "Wilderness Medical Society",
        "completed_date": (timezone.localdate() - timedelta(days=3)).isoformat(),
        "kind": "category_1",
        "amount": "2.50",
    } | changes


def proof(content=PDF, name="proof.pdf"):
    return SimpleUploadedFile(name, content)


def test_it_stands_in_the_transcript_apart_from_what_we_vouch_for(client, ana):
    claim(ana, make_past_activity(), "1.00")
    client.post(ADD, filled(proof=proof()))
    page = client.get(PAGE)
    assert "Self-reported" in text_of(page)
    assert "Wilderness medicine" in text_of(page)
    assert [(total.name, total.amount) for total in page.context["totals"]] == [
        ("AMA PRA Category 1 Credit™ claimed", Decimal("1.00"))
    ]
    assert [total.amount for total in page.context["outside_totals"]] == [Decimal("2.50")]
    content = b"".join(client.get(reverse("credits:transcript_csv")).streaming_content).decode("utf-8-sig")
    rows = list(csv.DictReader(io.StringIO(content)))
    assert [(row["Activity"], row["Status"], row["Certificate number"]) for row in rows][1:] == [
        ("Wilderness medicine", "self-reported", "")
    ]


def test_the_period_and_the_type_choose_among_it_too(client, ana):
    client.post(ADD, filled())
    tomorrow = timezone.localdate() + timedelta(days=1)
    assert client.get(PAGE, {"since": tomorrow}).context["outside"] == []
    assert client.get(PAGE, {"kind": "ama_credit"}).context["outside"] == []
    assert len(client.get(PAGE, {"kind": "outside"}).context["outside"]) == 1


@pytest.mark.parametrize(
    ("wrong", "sentence"),
    [
        ({"title": ""}, "This field is required."),
        ({"amount": "0"}, "Type how much it was: more than 0."),
        ({"amount": "-3"}, "Type how much it was: more than 0."),
        ({"amount": "400"}, "400.00 is a lot for one activity."),
        ({"amount": "1.10"}, "AMA credit is in steps of 0.25."),
        ({"amount": "1000"}, "Type a number below 1,000."),
        ({"completed_date": (timezone.localdate() + timedelta(days=2)).isoformat()}, "This day is still to come."),
        ({"kind": "gold"}, "Select a valid choice."),
        ({"title": "x" * 201}, "at most 200"),
    ],
)
def test_what_cannot_be_is_said_beside_the_field_and_stays_typed(client, ana, wrong, sentence):
    page = client.post(ADD, filled() | wrong)
    assert page.status_code == 422
    assert sentence in text_of(page)
    assert page.context["form"]["provider"].value() == "Wilderness Medical Society"
    assert not OutsideCredit.objects.exists()


def test_a_decimal_comma_and_a_lot_of_which_one_is_sure_are_kept(client, ana):
    client.post(ADD, filled(amount="1,5"))
    client.post(ADD, filled(amount="120", is_sure="on"))
    assert set(OutsideCredit.objects.values_list("amount", flat=True)) == {Decimal("1.50"), Decimal("120.00")}


@pytest.mark.parametrize(
    ("content", "name"),
    [(b"MZ\x90\x00" * 50, "proof.pdf"), (b"<html></html>", "proof.png"), (b"%PDF-1.7 cut", "a.pdf")],
)
def test_a_proof_is_judged_by_what_it_contains(client, ana, content, name):
    page = client.post(ADD, filled(proof=proof(content, name)))
    assert "This is neither a PDF nor a PNG or JPEG picture." in text_of(page)
    assert not OutsideCredit.objects.exists()


def test_a_proof_sent_with_something_to_mend_is_asked_for_again(client, ana):
    page = text_of(client.post(ADD, filled(amount="0", proof=proof())))
    assert "Please choose this file again" in page
    assert not OutsideCredit.objects.exists()


def test_a_proof_that_is_too_large_is_let_go_of(client, ana):
    page = client.post(ADD, filled(proof=proof(PDF + b" " * (10 * 1024 * 1024))))
    assert "This file is too large. Send one of at most 10 MB." in text_of(page)
    assert not OutsideCredit.objects.exists()


def test_its_owner_and_the_office_alone_see_the_proof(client, ana):
    client.post(ADD, filled(proof=proof(name="../../secret.pdf")))
    credit = OutsideCredit.objects.get()
    assert "secret" not in credit.proof.name
    address = reverse("credits:outside_proof", args=[credit.pk])
    answer = client.get(address)
    assert b"".join(answer.streaming_content) == PDF
    assert answer["Content-Disposition"] == 'attachment; filename="secret.pdf"'
    assert answer["X-Content-Type-Options"] == "nosniff"
    for person, status in ((make_person("Ben Stranger"), 404), (make_person(staff=True), 200)):
        client.force_login(person)
        assert client.get(address).status_code == status


def test_its_owner_alone_changes_and_removes_it_and_its_file_goes_too(client, ana, django_capture_on_commit_callbacks):
    client.post(ADD, filled(proof=proof()))
    credit = OutsideCredit.objects.get()
    address = reverse("credits:outside", args=[credit.pk])
    client.force_login(make_person("Ben Stranger"))
    assert client.get(address).status_code == 404
    assert client.post(address, filled(title="Mine now")).status_code == 404
    assert client.post(reverse("credits:remove_outside", args=[credit.pk])).status_code == 404
    client.force_login(ana)
    client.post(address, filled(title="Wilderness medicine, again"))
    credit.refresh_from_db()
    assert (credit.title, credit.proof_name) == ("Wilderness medicine, again", "proof.pdf")
    storage, name = credit.proof.storage, credit.proof.name
    with django_capture_on_commit_callbacks(execute=True):
        client.post(address, filled(drops_proof="on"))
    credit.refresh_from_db()
    assert (credit.proof_type, storage.exists(name)) == ("", False)
    client.post(reverse("credits:remove_outside", args=[credit.pk]))
    assert not OutsideCredit.objects.exists()


def test_the_transcript_is_drawn_as_a_tagged_pdf_that_says_what_is_self_reported(client, ana):
    claim(ana, make_past_activity(title="Sepsis in Ελλάδα"), "0.75")
    client.post(ADD, filled())
    address = reverse("credits:transcript_pdf")
    assert client.get(address).status_code == 202
    draw_prepared_file(PreparedFile.objects.get().pk)
    answer = client.get(address)
    pdf = pypdf.PdfReader(io.BytesIO(b"".join(answer.streaming_content)))
    assert answer["Content-Type"] == "application/pdf"
    assert b'pdfuaid:part="1"' in pdf.root_object["/Metadata"].get_data()
    assert pdf.metadata.title == "Transcript of Ana Ríos"
    assert "not verified by us" in pdf.pages[0].extract_text()
    client.force_login(make_person("Ben Stranger"))
    assert client.get(address).status_code == 202  # a file of one's own, never somebody else's


def test_an_amount_below_nothing_gets_a_plain_sentence(client, ana):
    page = client.post(ADD, filled(amount="-3"))
    assert "Type how much it was: more than 0." in text_of(page)
    assert "Ensure this value" not in text_of(page)


def test_a_great_deal_for_one_activity_is_asked_about_once(client, ana):
    page = client.post(ADD, filled(amount="400"))
    assert "400.00 is a lot for one activity. Tick this, or change how much it was." in text_of(page)
    assert not OutsideCredit.objects.exists()
    client.post(ADD, filled(amount="400", is_sure="on"))
    assert OutsideCredit.objects.get().amount == 400


def test_the_same_thing_once_more_is_asked_about_once(client, ana):
    client.post(ADD, filled())
    page = client.post(ADD, filled(title="WILDERNESS MEDICINE"))
    assert "You have written this down already. Tick this if it is another one." in text_of(page)
    assert OutsideCredit.objects.count() == 1
    client.post(ADD, filled(is_sure="on"))
    assert OutsideCredit.objects.count() == 2


def test_everything_that_cannot_be_is_said_at_once(client, ana):
    tomorrow = (timezone.localdate() + timedelta(days=1)).isoformat()
    page = text_of(client.post(ADD, filled(amount="4.1", completed_date=tomorrow)))
    assert "AMA credit is in steps of 0.25." in page
    assert "This day is still to come." in page
