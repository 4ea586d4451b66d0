"""Claiming: what one attended, in quarters, once; and a claim that is safe whatever else is down."""

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from decimal import Decimal

import pytest
from django.db import IntegrityError, connection, transaction
from django.urls import reverse
from django.utils import timezone

from activities.models import Activity, Status
from core.errors import ActionRefused
from credits.eligibility import standing_of
from credits.models import Certificate, Claim
from credits.services import claim_credit, correct_claim, revoke_certificate
from learners.services import register_learner
from tests.acts import attend, become_ready, certificate_of, claim, evaluate, make_past_activity
from tests.factories import Item, make_activity, make_disclosure, make_person
from tests.pages import text_of

pytestmark = pytest.mark.django_db
SIX_HOURS = tuple(Item(f"Hour {number}") for number in range(1, 7))


@pytest.fixture
def ana():
    return make_person("Ana Ríos")


def page_of(activity, session=None):
    return reverse("credits:claim", args=[activity.slug, session.pk] if session else [activity.slug])


# --- How much --------------------------------------------------------------------------------------------------------
@pytest.mark.rule("AMA-3")
@pytest.mark.parametrize(
    ("typed", "sentence"),
    [
        ("", "Type how much you claim."),
        ("0", "Claim more than 0, or nothing at all."),
        ("-1", "Claim more than 0, or nothing at all."),
        ("0.3", "Credit is claimed in steps of 0.25."),
        ("0.125", "Credit is claimed in steps of 0.25, for example 0.75."),
        ("7.75", "You can claim at most 6.00: what you attended."),
        ("NaN", "Type a number, for example 0.75."),
        ("Infinity", "Type a number, for example 0.75."),
        ("1e999999", "Type a number, for example 0.75."),
        ("1e0", "Type a number, for example 0.75."),
        ("99999", "That is far more than anybody can claim."),
        ("two", "Type a number, for example 0.75."),
        ("1; DROP TABLE", "Type a number, for example 0.75."),
    ],
)
def test_what_cannot_be_claimed_gets_a_sentence_and_stays_typed(client, ana, typed, sentence):
    activity = make_past_activity(ago=timedelta(hours=7), agenda=SIX_HOURS)
    become_ready(ana, activity)
    client.force_login(ana)
    page = client.post(page_of(activity), {"amount": typed})
    [form] = page.context["forms"]
    assert form.errors["amount"] == [sentence]
    assert form["amount"].value() == typed
    assert not Claim.objects.exists()


@pytest.mark.rule("AMA-3")
@pytest.mark.parametrize("amount", ["0", "-0.25", "0.3", "1.10", "6.25"])
def test_the_database_refuses_what_the_pages_refuse(ana, amount):
    activity = make_activity()
    with pytest.raises(IntegrityError), transaction.atomic():
        Claim.objects.create(
            activity=activity,
            learner=ana,
            kind=Claim.Kind.AMA_CREDIT,
            amount=Decimal(amount),
            maximum=Decimal("6.00"),
            claimed_at=timezone.now(),
        )


@pytest.mark.rule("AMA-3")
@pytest.mark.parametrize("amount", ["0.25", "3", "3.50", "6.00"])
def test_any_quarter_up_to_what_was_attended_can_be_claimed(client, ana, amount):
    activity = make_past_activity(ago=timedelta(hours=7), agenda=SIX_HOURS)
    become_ready(ana, activity)
    client.force_login(ana)
    response = client.post(page_of(activity), {"amount": amount})
    made = Claim.objects.get()
    assert (made.amount, made.maximum) == (Decimal(amount), Decimal("6.00"))
    assert response.url == reverse("credits:certificate", args=[certificate_of(made).number])


@pytest.mark.rule("AMA-3")
def test_the_page_shows_what_was_attended_and_starts_at_all_of_it(client, ana):
    activity = make_past_activity(agenda=[Item("Pain", 53), Item("Coffee", 15, kind="break"), Item("Tapering", 40)])
    become_ready(ana, activity)
    client.force_login(ana)
    page = client.get(page_of(activity))
    assert "Pain" in text_of(page)
    assert "Coffee" not in text_of(page)
    assert "93 minutes are 1.50, to the nearest quarter hour. You can claim at most 1.50." in text_of(page)
    assert page.context["forms"][0]["amount"].value() == "1.50"
    assert "I claim only the credit commensurate with the extent of my participation" in text_of(page)


@pytest.mark.rule("AMA-3")
def test_a_decimal_comma_is_understood_and_a_correction_starts_at_what_was_claimed(client, ana):
    activity = make_past_activity(ago=timedelta(hours=7), agenda=SIX_HOURS)
    become_ready(ana, activity)
    client.force_login(ana)
    client.post(page_of(activity), {"amount": "1,5"})
    made = Claim.objects.get()
    assert made.amount == Decimal("1.50")
    correcting = client.get(reverse("credits:correct", args=[certificate_of(made).number]))
    assert correcting.context["forms"][0]["amount"].value() == "1.50"


@pytest.mark.rule("AMA-1")
@pytest.mark.rule("AMA-3")
def test_simultaneous_sessions_count_once(ana):
    same_time = [Item("Track A", after=timedelta(0), track="A"), Item("Track B", after=timedelta(0), track="B")]
    activity = make_past_activity(agenda=same_time)
    become_ready(ana, activity)
    assert standing_of(activity, ana, at=timezone.now()).maximum == Decimal("1.00")


@pytest.mark.rule("AMA-3")
def test_a_session_not_attended_counts_for_nothing(client, ana):
    activity = make_past_activity(ago=timedelta(hours=7), agenda=SIX_HOURS)
    attend(ana, activity, session=activity.sessions.first())
    evaluate(ana, activity)
    client.force_login(ana)
    page = client.post(page_of(activity), {"amount": "1.25"})
    assert "You can claim at most 1.00: what you attended." in text_of(page)


@pytest.mark.rule("AMA-3")
def test_no_claim_exceeds_what_was_designated(ana):
    activity = make_past_activity(ago=timedelta(hours=7), agenda=SIX_HOURS, maximum=Decimal("5.00"))
    become_ready(ana, activity)
    assert standing_of(activity, ana, at=timezone.now()).maximum == Decimal("5.00")


@pytest.mark.rule("AMA-6")
def test_speakers_claim_nothing_for_what_they_teach(client):
    teacher, other = make_person("Tess Teacher"), make_person("Otto Other")
    activity = make_past_activity(
        ago=timedelta(hours=3),
        speakers=[teacher, other],
        agenda=[Item("Taught", speakers=[teacher]), Item("Heard", speakers=[other])],
    )
    become_ready(teacher, activity)
    assert standing_of(activity, teacher, at=timezone.now()).maximum == Decimal("1.00")

    alone = make_past_activity(speakers=[teacher])
    attend(teacher, alone)
    client.force_login(teacher)
    assert "You taught what you attended; speakers claim no learner credit" in text_of(client.get(page_of(alone)))


# --- Who gets what ---------------------------------------------------------------------------------------------------
@pytest.mark.rule("AMA-4")
def test_physicians_claim_credit_and_others_participation(client):
    for profession, kind, button in (
        ("physician", "ama_credit", "Claim my credit"),
        ("pharmacist", "participation", "Ask for my certificate"),
    ):
        person, activity = make_person(profession=profession), make_past_activity()
        become_ready(person, activity)
        client.force_login(person)
        page = text_of(client.get(page_of(activity)))
        assert button in page
        assert ("AMA credit is for physicians." in page) == (kind == "participation")
        client.post(page_of(activity), {"amount": "1"})
        assert Claim.objects.get(learner=person).kind == kind


@pytest.mark.rule("AMA-4")
def test_a_certificate_of_participation_says_designated_never_earned():
    made = claim(make_person("Phil Pharmacist", "pharmacist"), make_past_activity(), "0.50")
    said = certificate_of(made).snapshot
    assert (said["kind"], said["credit"]) == ("participation", "1.00")
    assert not any(word in str(said).lower() for word in ("earned", "awarded"))


@pytest.mark.rule("CRT-1")
@pytest.mark.rule("AMA-4")
def test_the_hours_a_pharmacist_took_part_stand_apart_from_what_it_was_designated_for(client):
    phil, activity = make_person("Phil Pharmacist", "pharmacist"), make_past_activity()
    first = certificate_of(claim(phil, activity, "0.50"))
    assert first.snapshot["participation_hours"] == "0.50"
    client.force_login(phil)
    corrected = correct_claim(first.claim, amount=Decimal("0.75"), at=timezone.now())
    said = "Hours of participation 0.75 Designated for 1.00 AMA PRA Category 1 Credit™"
    page = certificate_of(corrected).get_absolute_url()
    assert said in text_of(client.get(page))
    assert said in text_of(client.get(reverse("credits:verify_number", args=[certificate_of(corrected).number])))
    # A version issued before certificates said it reads as it did.
    first.snapshot = {key: value for key, value in first.snapshot.items() if key != "participation_hours"}
    first.save(update_fields=["snapshot"])
    assert "Hours of participation" not in text_of(client.get(first.get_absolute_url()))


@pytest.mark.rule("CRT-1")
def test_a_physicians_certificate_says_the_credit_claimed_alone():
    said = certificate_of(claim(make_person("Ana Ríos"), make_past_activity(), "0.50")).snapshot
    assert (said["credit"], said["participation_hours"]) == ("0.50", "")


@pytest.mark.rule("CRT-1")
@pytest.mark.rule("CRT-5")
def test_the_page_shows_the_name_as_printed_and_what_of_it_cannot_be(client):
    for name, warned in (("Фёдор Мельников", False), ("Ana 𓀀", True)):
        person, activity = make_person(name), make_past_activity()
        become_ready(person, activity)
        client.force_login(person)
        page = text_of(client.get(page_of(activity)))
        assert f"Name on the certificate {name} Change" in page
        assert ("Our typefaces lack “𓀀”. You can claim all the same" in page) == warned


# --- When ------------------------------------------------------------------------------------------------------------
@pytest.mark.rule("EVL-2")
def test_before_evaluating_the_page_leads_to_the_evaluation(client, ana):
    activity = make_past_activity()
    attend(ana, activity)
    client.force_login(ana)
    page = client.post(page_of(activity), {"amount": "1"})
    assert "Evaluate it first; it takes about two minutes." in text_of(page)
    assert reverse("evaluations:evaluate", args=[activity.slug]) in page.content.decode()
    assert not Claim.objects.exists()


@pytest.mark.rule("EVL-2")
def test_where_the_office_does_not_ask_it_first_one_claims_without_evaluating(ana):
    activity = make_past_activity(evaluation_before_claim=False)
    attend(ana, activity)
    assert claim_credit(activity, learner=ana, amount=Decimal("1"), at=timezone.now()).amount == 1


@pytest.mark.rule("AMA-7")
def test_after_the_window_nothing_can_be_claimed(client, ana):
    activity = make_past_activity(ago=timedelta(days=10), claim_window_days=3)
    become_ready(ana, activity)
    client.force_login(ana)
    page = text_of(client.post(page_of(activity), {"amount": "1"}))
    assert f"Credit could be claimed until {activity.end_date + timedelta(days=3):%B %-d, %Y}." in page
    assert not Claim.objects.exists()


def test_a_session_that_has_not_begun_cannot_be_claimed_yet(ana):
    activity = make_activity(evaluation_before_claim=False)
    session = activity.sessions.get()
    attend(ana, activity, at=session.starts_at + timedelta(minutes=1))
    soon = session.starts_at - timedelta(minutes=20)
    with pytest.raises(ActionRefused, match="claim your credit afterwards"):
        claim_credit(activity, learner=ana, amount=Decimal("1"), at=soon)


@pytest.mark.rule("SII-7")
def test_no_claim_while_a_speaker_is_not_cleared(ana):
    activity = make_past_activity()
    become_ready(ana, activity)
    make_disclosure(activity.team.filter(role="speaker").first().person, ("Zyx Pharma", "consultant"))
    with pytest.raises(ActionRefused, match="still reviewing its speakers’ disclosures"):
        claim_credit(activity, learner=ana, amount=Decimal("1"), at=timezone.now())


@pytest.mark.rule("SII-2")
def test_a_disclosure_that_runs_out_after_the_session_takes_no_credit_away(ana):
    activity = make_past_activity(ago=timedelta(days=60))
    become_ready(ana, activity)
    for member in activity.team.all():
        member.person.disclosures.update(signed_at=timezone.now() - timedelta(days=400))
    assert standing_of(activity, ana, at=timezone.now()).can_claim


@pytest.mark.rule("AMA-5")
def test_self_paced_material_is_claimed_after_registering_evaluating_and_passing(ana):
    activity = make_activity(format="enduring")
    register_learner(activity, learner=ana, at=timezone.now())
    evaluate(ana, activity)
    with pytest.raises(ActionRefused, match="The office has not published the assessment yet"):
        claim_credit(activity, learner=ana, amount=Decimal("1"), at=timezone.now())


def test_without_a_profile_one_is_led_to_it(client):
    newcomer, activity = make_person("New Comer", profession=None), make_past_activity()
    become_ready(newcomer, activity)
    client.force_login(newcomer)
    page = client.get(page_of(activity))
    assert "Tell us your name and profession" in text_of(page)
    assert f'href="{reverse("profile")}"' in page.content.decode()


@pytest.mark.parametrize("status", [Status.DRAFT, Status.SUBMITTED, Status.CANCELLED])
@pytest.mark.rule("STM-3")
def test_what_is_not_published_has_no_claim_page(client, ana, status):
    client.force_login(ana)
    assert client.get(page_of(make_activity(status))).status_code == 404


def test_a_series_is_claimed_session_by_session(client, ana):
    activity = make_past_activity(ago=timedelta(days=7, hours=2), format="series")
    first, second, _ = activity.sessions.all()
    become_ready(ana, activity, session=first)
    client.force_login(ana)
    client.post(page_of(activity, first), {"amount": "1"})
    refused = client.post(page_of(activity, second), {"amount": "1"})
    assert "Record your attendance with the session’s code or QR." in text_of(refused)
    assert [made.session for made in Claim.objects.all()] == [first]
    assert client.get(page_of(activity)).url == reverse("credits:left")


# --- Once ------------------------------------------------------------------------------------------------------------
@pytest.mark.rule("CRT-3")
def test_two_tabs_claim_once(client, ana):
    activity = make_past_activity()
    become_ready(ana, activity)
    client.force_login(ana)
    first, second = (client.post(page_of(activity), {"amount": "1"}) for _ in range(2))
    assert first.url == second.url
    other = client.post(page_of(activity), {"amount": "0.5"})
    assert "You have claimed 1.00 already. You can correct that claim instead." in text_of(other)
    assert (Claim.objects.count(), Certificate.objects.count()) == (1, 1)


@pytest.mark.rule("CRT-3")
@pytest.mark.django_db(transaction=True)
def test_six_tabs_at_once_claim_once(ana):
    activity = make_past_activity()
    become_ready(ana, activity)

    def press(_):
        try:
            return claim_credit(activity, learner=ana, amount=Decimal("1"), at=timezone.now()).pk
        finally:
            connection.close()

    with ThreadPoolExecutor(max_workers=6) as tabs:
        claims = set(tabs.map(press, range(6)))
    assert len(claims) == 1
    assert (Claim.objects.count(), Certificate.objects.count()) == (1, 1)


@pytest.mark.rule("CRT-3")
def test_the_database_refuses_a_second_claim_and_a_second_certificate(ana):
    made = claim(ana, make_past_activity())
    again = {name: getattr(made, name) for name in ("activity", "learner", "kind", "amount", "maximum", "claimed_at")}
    with pytest.raises(IntegrityError), transaction.atomic():
        Claim.objects.create(**again)
    with pytest.raises(IntegrityError), transaction.atomic():
        Certificate.objects.create(claim=made, version=1, snapshot={}, issued_at=timezone.now())


# --- Correcting ------------------------------------------------------------------------------------------------------
@pytest.mark.rule("CRT-2")
def test_a_correction_makes_version_2_and_the_first_is_replaced(client, ana):
    made = claim(ana, make_past_activity(), "0.50")
    first = certificate_of(made)
    client.force_login(ana)
    response = client.post(reverse("credits:correct", args=[first.number]), {"amount": "0.75"})
    second = certificate_of(made)
    assert response.url == second.get_absolute_url()
    first.refresh_from_db()
    assert [(c.version, c.state, c.snapshot["credit"]) for c in (first, second)] == [
        (1, "replaced", "0.50"),
        (2, "valid", "0.75"),
    ]


@pytest.mark.parametrize("amount", ["0", "0.3", "1.25", "NaN"])
def test_a_correction_obeys_the_same_rules(client, ana, amount):
    made = claim(ana, make_past_activity(), "0.50")
    client.force_login(ana)
    client.post(reverse("credits:correct", args=[certificate_of(made).number]), {"amount": amount})
    made.refresh_from_db()
    assert (made.amount, made.certificates.count()) == (Decimal("0.50"), 1)


def test_a_correction_to_the_same_amount_changes_nothing(ana):
    made = claim(ana, make_past_activity())
    correct_claim(made, amount=Decimal("1.00"), at=timezone.now())
    assert made.certificates.count() == 1


def test_nobody_corrects_anothers_claim(client, ana):
    made = claim(ana, make_past_activity(), "0.50")
    for stranger in (make_person("Ben Better"), make_person("Sam Staff", staff=True)):
        client.force_login(stranger)
        address = reverse("credits:correct", args=[certificate_of(made).number])
        assert client.post(address, {"amount": "1"}).status_code == 404


@pytest.mark.rule("CRT-2")
def test_a_revoked_certificate_is_not_undone_by_correcting_the_claim(ana):
    made = claim(ana, make_past_activity(), "0.50")
    revoke_certificate(certificate_of(made), by=make_person(staff=True), at=timezone.now(), reason="Was not there.")
    with pytest.raises(ActionRefused, match="The office has revoked this certificate"):
        correct_claim(made, amount=Decimal("1.00"), at=timezone.now())
    made.refresh_from_db()
    assert made.amount == Decimal("0.50")


def test_after_the_window_a_claim_stays_as_it_is(client, ana):
    activity = make_past_activity()
    made = claim(ana, activity, "0.50")
    Activity.objects.filter(pk=activity.pk).update(
        end_date=activity.end_date - timedelta(days=10), start_date=None, claim_window_days=1
    )
    client.force_login(ana)
    page = client.post(reverse("credits:correct", args=[certificate_of(made).number]), {"amount": "1"}, follow=True)
    assert "Credit could be claimed until" in text_of(page)
    made.refresh_from_db()
    assert made.amount == Decimal("0.50")
