"""Commercial support and exhibits (SII-10)."""

from datetime import timedelta

import pytest
from django.core.files.storage import default_storage
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import IntegrityError, transaction
from django.urls import reverse
from django.utils import timezone

from activities.clearance import disclosures_to_learners
from activities.models import Agreement, CommercialSupport, OfficeSettings, Status
from activities.services import approve_activity, open_activity
from activities.services.support import add_exhibitor, add_support, file_agreement, withdraw_support
from activities.supporters import support_gaps
from core.errors import ActionRefused
from core.uploads import sha256_of
from disclosures.services import decide_on_companies, find_or_queue_company, merge_companies
from tests.factories import make_activity, make_pdf, make_person, make_reviewer

pytestmark = [pytest.mark.django_db, pytest.mark.rule("SII-10")]

MONEY = {"nature": "money", "amount": 5000}
IN_KIND = {"nature": "in_kind", "kind": "equipment"}
PNG = b"\x89PNG\r\n\x1a\n" + b"0" * 40 + b"IEND\xaeB`\x82"
PDF = b"%PDF-1.7\n1 0 obj << /Type /Page >> endobj\n%%EOF"
JPEG = b"\xff\xd8\xff\xe0" + b"0" * 40 + b"\xff\xd9"


@pytest.fixture(autouse=True)
def files(tmp_path, settings):
    settings.MEDIA_ROOT = tmp_path


@pytest.fixture
def activity():
    return make_activity(Status.SUBMITTED)


def support(activity, company="Acme", **what):
    facts = {"attests": True, "by": activity.created_by, "at": timezone.now(), **(what or MONEY)}
    return add_support(activity, company=company, **facts)


def sign(of, file=None, *, day=None):
    return file_agreement(
        of,
        file=file or make_pdf(),
        signed_date=day or timezone.localdate(),
        by=of.activity.created_by,
        at=timezone.now(),
    )


def told(activity):
    return disclosures_to_learners(activity, office=OfficeSettings.current(), on=timezone.localdate())


@pytest.mark.parametrize(
    ("what", "field"),
    [
        ({"nature": "money"}, "amount"),
        ({"nature": "in_kind", "kind": "equipment", "amount": 500}, "amount"),
        ({"nature": "in_kind"}, "kind"),
        ({**MONEY, "attests": False}, "attests"),
    ],
)
def test_support_is_an_amount_or_a_kind_without_value_and_pays_no_learner(activity, what, field):
    with pytest.raises(ActionRefused) as refused:
        support(activity, **what)
    assert refused.value.field == field
    assert not CommercialSupport.objects.exists()


@pytest.mark.parametrize(
    "wrong", [{"nature": "in_kind", "kind": "equipment", "amount": 5}, {"nature": "money", "amount": None}]
)
def test_the_database_refuses_a_value_of_what_is_given_in_kind(activity, wrong):
    with pytest.raises(IntegrityError), transaction.atomic():
        CommercialSupport.objects.create(
            activity=activity,
            company=find_or_queue_company("Acme"),
            attested_at=timezone.now(),
            attested_by=activity.created_by,
            **wrong,
        )


def test_a_hospital_gives_no_commercial_support(activity):
    decide_on_companies(
        [find_or_queue_company("Shriners Hospital")], standing="eligible", by=make_reviewer(), at=timezone.now()
    )
    with pytest.raises(ActionRefused, match="not an ineligible company"):
        support(activity, "Shriners Hospital")


def test_strangers_record_nothing(activity):
    with pytest.raises(ActionRefused, match="planners and the office"):
        add_support(activity, company="Acme", attests=True, by=make_person("Olga Other"), at=timezone.now(), **MONEY)


def test_two_names_of_one_supporter_become_one(activity):
    given = support(activity, "Acme Devices")
    acme = find_or_queue_company("Acme")

    merge_companies(acme, [given.company, acme], by=make_reviewer())

    given.refresh_from_db()
    assert given.company == acme


def test_names_that_one_activity_lists_both_are_not_merged_unseen(activity):
    first, second = support(activity, "Acme"), support(activity, "Acme Devices")
    with pytest.raises(ActionRefused, match="Withdraw one of the two"):
        merge_companies(first.company, [first.company, second.company], by=make_reviewer())
    second.refresh_from_db()
    assert str(second.company) == "Acme Devices"


# --- The agreement comes before approval, opening and the start -----------------------------------------------------


def test_approval_is_refused_until_every_agreement_is_signed(activity):
    acme, bolt = support(activity), support(activity, "Bolt", **IN_KIND)
    sign(acme)
    activity.refresh_from_db()
    assert support_gaps(activity) == ["The signed agreement with Bolt is missing."]
    with pytest.raises(ActionRefused, match="agreement with Bolt is missing"):
        approve_activity(activity, by=make_reviewer(), at=timezone.now())

    sign(bolt)

    assert approve_activity(activity, by=make_reviewer(), at=timezone.now())


def test_support_that_is_sought_has_to_be_named_or_given_up():
    activity = make_activity(Status.SUBMITTED, has_commercial_support=True)
    with pytest.raises(ActionRefused, match="Name who gives it"):
        approve_activity(activity, by=make_reviewer(), at=timezone.now())


def test_an_activity_does_not_open_with_an_unsigned_support():
    activity = make_activity(Status.APPROVED)
    given = support(activity)
    with pytest.raises(ActionRefused, match="agreement with Acme is missing"):
        open_activity(activity, by=None, at=timezone.now())
    sign(given)
    assert open_activity(activity, by=None, at=timezone.now())


def test_an_agreement_is_signed_before_the_first_day_and_not_in_the_future(activity):
    given = support(activity)
    with pytest.raises(ActionRefused, match="still to come"):
        sign(given, day=timezone.localdate() + timedelta(days=1))
    begun = make_activity(Status.OPEN, starts_at=timezone.now() - timedelta(days=2))
    with pytest.raises(ActionRefused, match="before the first day"):
        sign(support(begun), day=begun.start_date)


def test_a_newer_agreement_replaces_and_keeps_the_older(activity):
    given = support(activity)
    first, second = sign(given), sign(given, make_pdf("second.pdf"))

    first.refresh_from_db()
    assert first.replaced_at is not None
    assert given.agreement == second
    assert default_storage.exists(first.file.name)
    with pytest.raises(TypeError, match="permanent record"):
        first.delete()


def test_what_is_withdrawn_stays_on_record_and_is_told_to_nobody(activity):
    given = support(activity)
    sign(given)

    withdraw_support(given, by=activity.created_by, at=timezone.now())

    activity.refresh_from_db()
    assert CommercialSupport.objects.get().withdrawn_by == activity.created_by
    assert support_gaps(activity) == []
    assert not any("supported by" in sentence for sentence in told(activity))


# --- What learners read ----------------------------------------------------------------------------------------------


def test_learners_read_names_and_what_is_given_in_kind_and_no_amount(client):
    activity = make_activity(Status.APPROVED)
    sign(support(activity))
    sign(support(activity, "Bolt", **IN_KIND))
    add_exhibitor(activity, name="Stand & Deliver", fee=900, by=activity.created_by, at=timezone.now())
    open_activity(activity, by=None, at=timezone.now())

    assert told(activity)[-1] == "This activity is supported by Acme and Bolt (in kind: equipment)."
    page = client.get(activity.get_absolute_url()).text
    assert "This activity is supported by Acme and Bolt (in kind: equipment)." in page
    assert "5,000" not in page
    assert "Stand" not in page


# --- The file --------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("name", "content", "media_type"),
    [
        ("letter.pdf", PDF, "application/pdf"),
        ("letter.docx", PDF, "application/pdf"),
        ("协议书 签字版.pdf", PDF, "application/pdf"),
        ("scan.PNG", PNG, "image/png"),
        ("scan", JPEG, "image/jpeg"),
    ],
)
def test_a_file_is_what_it_contains_and_is_kept_under_a_random_name(activity, name, content, media_type):
    kept = sign(support(activity), SimpleUploadedFile(name, content))

    assert (kept.media_type, kept.original_name, kept.size) == (media_type, name, len(content))
    assert name not in kept.file.name
    with default_storage.open(kept.file.name) as file:
        assert kept.sha256 == sha256_of(file)


@pytest.mark.parametrize("content", [b"MZ\x90\x00" + b"0" * 100, b"", b"%PDF-1.7 cut off", b"<html>%PDF-1.7 %%EOF"])
def test_a_program_called_pdf_is_refused(activity, content):
    with pytest.raises(ActionRefused, match="neither a PDF nor"):
        sign(support(activity), SimpleUploadedFile("agreement.pdf", content))
    assert not Agreement.objects.exists()


def test_a_pdf_without_a_page_is_refused(activity):
    with pytest.raises(ActionRefused, match="no page in it"):
        sign(support(activity), SimpleUploadedFile("agreement.pdf", b"%PDF-1.7\n<< /Type /Pages /Count 0 >>\n%%EOF"))
    assert not Agreement.objects.exists()


def test_a_pdf_whose_pages_are_in_a_compressed_stream_is_taken(activity):
    content = b"%PDF-1.7\n" + b"0" * ((1 << 20) - 15) + b"<< /Type /ObjStm >>\n%%EOF"  # across two blocks
    assert sign(support(activity), SimpleUploadedFile("agreement.pdf", content))


def test_an_empty_file_is_told_apart_and_the_day_is_kept(client, activity):
    given = support(activity)
    client.force_login(activity.created_by)
    answer = post_agreement(client, given, SimpleUploadedFile("agreement.pdf", b""))
    assert "This file is empty. Scan or export the agreement again" in answer.text
    assert timezone.localdate().isoformat() in answer.text


@pytest.mark.parametrize("name", ["../../etc/passwd.pdf", "..\\..\\windows\\passwd.pdf"])
def test_a_name_leads_nowhere(activity, name):
    assert sign(support(activity), SimpleUploadedFile(name, PDF)).original_name == "passwd.pdf"


@pytest.mark.rule("PLN-9")
def test_the_second_of_two_who_upload_is_told_what_theirs_took_the_place_of(client, activity):
    given = support(activity)
    first = sign(given, make_pdf("first.pdf"))
    client.force_login(activity.created_by)
    page = client.get(post_agreement(client, given, make_pdf("second.pdf")).url).text
    assert "It takes the place of “first.pdf”" in page
    first.refresh_from_db()
    assert first.replaced_at is not None


def post_agreement(client, given, file):
    address = reverse("plan:support", args=[given.activity.slug])
    prefix = f"support-{given.pk}"
    typed = {f"{prefix}-file": file, f"{prefix}-signed_date": timezone.localdate().isoformat()}
    return client.post(address, {"act": f"agreement-{prefix}", **typed})


def test_a_file_beyond_the_limit_is_let_go_while_it_arrives(client, activity):
    OfficeSettings.objects.update_or_create(pk=1, defaults={"agreement_megabytes": 1})
    given = support(activity)
    client.force_login(activity.created_by)

    response = post_agreement(client, given, make_pdf(content=b"%PDF-1.7" + b"0" * 3_000_000 + b"%%EOF"))

    assert response.status_code == 422
    assert "The file is larger than 1 MB." in response.text
    assert timezone.localdate().isoformat() in response.text
    assert not Agreement.objects.exists()


def test_the_page_takes_an_agreement_and_gives_it_back_as_a_download(client, activity):
    given = support(activity)
    client.force_login(activity.created_by)

    assert post_agreement(client, given, make_pdf("Acme agreement.pdf")).status_code == 302

    answer = client.get(reverse("plan:agreement", args=[given.agreement.pk]))
    assert b"".join(answer.streaming_content).startswith(b"%PDF")
    assert answer["Content-Disposition"] == 'attachment; filename="Acme agreement.pdf"'
    assert (answer["X-Content-Type-Options"], answer["Content-Type"]) == ("nosniff", "application/pdf")
    assert "sandbox" in answer["Content-Security-Policy"]


def test_a_renamed_program_is_refused_on_the_page(client, activity):
    given = support(activity)
    client.force_login(activity.created_by)

    response = post_agreement(client, given, SimpleUploadedFile("agreement.pdf", b"MZ" + b"0" * 100))

    assert response.status_code == 422
    assert "whatever its name says" in response.text


def test_the_post_is_protected_from_other_sites(activity):
    from django.test import Client

    client = Client(enforce_csrf_checks=True)
    client.force_login(activity.created_by)
    forged = {"act": "support", "support-company": "Evil"}
    address = reverse("plan:support", args=[activity.slug])
    answer = client.post(address, forged, headers={"Origin": "https://evil.example.net"})
    assert answer.status_code == 403
    assert "Evil" not in client.get(address).text
    assert not CommercialSupport.objects.exists()


def test_planners_record_a_supporter_and_an_exhibitor_on_the_page(client, activity):
    client.force_login(activity.created_by)
    address = reverse("plan:support", args=[activity.slug])

    wrong = client.post(address, {"act": "support", "support-company": "A" * 300, "support-nature": "money"})
    assert "at most 160 characters; this has 300" in wrong.text
    assert "A" * 300 in wrong.text
    client.post(
        address,
        {
            "act": "support",
            "support-company": "Acme",
            "support-nature": "money",
            "support-amount": "5000",
            "support-attests": "on",
        },
    )
    client.post(address, {"act": "exhibitor", "exhibitor-name": "Stand Inc", "exhibitor-fee": "900"})

    page = client.get(address).text
    assert "$5,000" in page
    assert "Stand Inc" in page
    activity.refresh_from_db()
    assert (activity.has_commercial_support, activity.has_exhibits) == (True, True)
