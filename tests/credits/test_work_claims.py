"""Credit for completed work: only what was confirmed, piece by piece, each with its own certificate (AMA-2)."""

from decimal import Decimal

import pytest
from django.db import IntegrityError, transaction
from django.db.models import ProtectedError
from django.urls import reverse
from django.utils import timezone

from activities.dates import long_date
from activities.models import OfficeSettings
from core.errors import ActionRefused
from credits.eligibility import Place, standing_of
from credits.models import Claim
from credits.overview import overview_of, unclaimed_places
from credits.services import ask_late_claim, claim_credit, correct_claim
from credits.transcripts import claims_of, csv_rows, entries
from learners.models import CompletedWork
from learners.services import confirm_work, send_back_work, write_work
from tests.acts import (
    CREDITS,
    certificate_of,
    confirmed,
    day_ago,
    evaluate,
    facts_of,
    hand_in,
    make_work_activity,
)
from tests.factories import make_person, make_reviewer
from tests.pages import text_of

pytestmark = [pytest.mark.django_db, pytest.mark.rule("AMA-2")]
WORTH = {
    "test_item": "10.00",
    "manuscript": "3.00",
    "performance": "20.00",
    "point_of_care": "0.50",
    "teaching": "1.75",
}


@pytest.fixture
def ana():
    return make_person("Ana Learner")


def standing(learner, work, **more):
    return standing_of(work.activity, learner, at=timezone.now(), work=work, **more)


def claim_for(learner, work, amount=None):
    return claim_credit(
        work.activity, learner=learner, amount=Decimal(amount or WORTH[work.kind]), at=timezone.now(), work=work
    )


# --- What gives credit -----------------------------------------------------------------------------------------------
@pytest.mark.parametrize("format", CREDITS)
def test_registering_alone_gives_nothing(ana, format):
    activity = make_work_activity(format)
    activity.registrations.create(learner=ana, registered_at=timezone.now())
    alone = standing_of(activity, ana, at=timezone.now())
    assert (alone.maximum, alone.can_claim) == (0, False)
    assert [step.name for step in alone.steps if not step.is_done] == ["Work"]
    with pytest.raises(ActionRefused, match="Write down what you did"):
        claim_credit(activity, learner=ana, amount=Decimal("0.25"), at=timezone.now())


@pytest.mark.parametrize("format", CREDITS)
def test_confirmed_work_is_worth_what_was_designated(ana, format):
    work = confirmed(ana, make_work_activity(format))
    assert standing(ana, work).maximum == Decimal(WORTH[format])
    claim = claim_for(ana, work)
    assert (claim.work, claim.session, claim.amount) == (work, None, Decimal(WORTH[format]))


def test_the_steps_lead_from_writing_to_the_claim(ana):
    activity = make_work_activity(evaluation_before_claim=True)
    reviewer = make_reviewer()

    def open_steps(work=None):
        return [
            (s.name, s.sentence)
            for s in standing_of(activity, ana, at=timezone.now(), work=work).steps
            if not s.is_done
        ]

    assert open_steps()[0] == ("Registration", "Register first.")
    activity.registrations.create(learner=ana, registered_at=timezone.now())
    assert open_steps()[0] == ("Work", "Write down what you did, and hand it in.")
    work = write_work(activity, learner=ana, facts=facts_of("manuscript"), at=timezone.now())
    assert open_steps(work)[0][1].startswith("It is a draft so far.")
    work = write_work(activity, learner=ana, facts=facts_of("manuscript"), work=work, at=timezone.now(), hands_in=True)
    assert [name for name, _ in open_steps(work)] == ["Confirmation", "Evaluation"]
    assert "The office looks at it" in open_steps(work)[0][1]
    work = send_back_work(work, by=reviewer, at=timezone.now(), reason="Which journal?")
    assert open_steps(work)[0] == ("Work", "The office sent it back: Which journal? Mend it, and hand it in again.")
    work = write_work(activity, learner=ana, facts=facts_of("manuscript"), work=work, at=timezone.now(), hands_in=True)
    work = confirm_work(work, by=reviewer, at=timezone.now())
    assert [name for name, _ in open_steps(work)] == ["Evaluation"]
    evaluate(ana, activity)
    assert open_steps(work) == []


def test_who_has_handed_in_nothing_does_not_evaluate(ana):
    activity = make_work_activity()
    activity.registrations.create(learner=ana, registered_at=timezone.now())
    with pytest.raises(ActionRefused, match="Hand in your work first"):
        evaluate(ana, activity)


@pytest.mark.parametrize(("minutes", "worth"), [(50, "1.75"), (60, "2.00"), (20, "0.75"), (3, "0.00")])
def test_teaching_is_worth_its_minutes_to_the_nearest_quarter(ana, minutes, worth):
    work = confirmed(ana, make_work_activity("teaching"), minutes=minutes)
    assert standing(ana, work).maximum == Decimal(worth)
    if worth == "0.00":
        assert standing(ana, work).is_lost


def test_what_the_office_sets_later_does_not_change_what_was_designated(ana):
    activity = make_work_activity()
    office = OfficeSettings.current()
    office.manuscript_credit = Decimal(1)
    office.save()
    assert standing(ana, confirmed(ana, activity)).maximum == 3


# --- Piece by piece --------------------------------------------------------------------------------------------------
def test_each_review_has_its_own_claim_and_certificate(ana):
    activity = make_work_activity()
    first = confirmed(ana, activity, done_date=day_ago(9))
    second = confirmed(ana, activity, title="MS-2026-0500", journal="BMJ", done_date=day_ago(2))
    claims = [claim_for(ana, first), claim_for(ana, second, "2.50")]
    said = [certificate_of(claim).snapshot for claim in claims]
    assert [one["work_title"] for one in said] == [
        "Review of “MS-2026-0417” for Wilderness & Environmental Medicine",
        "Review of “MS-2026-0500” for BMJ",
    ]
    assert [one["dates"] for one in said] == [long_date(day_ago(9)), long_date(day_ago(2))]
    assert [one["completion_date"] for one in said] == [one["dates"] for one in said]
    assert [one["credit"] for one in said] == ["3.00", "2.50"]
    assert claim_for(ana, first) == claims[0]


@pytest.mark.rule("AMA-3")
def test_no_more_than_the_piece_is_worth_and_only_quarters(ana):
    work = confirmed(ana, make_work_activity())
    for amount, sentence in (("3.25", "at most 3.00: what it was designated for"), ("1.10", "in steps of 0.25")):
        with pytest.raises(ActionRefused, match=sentence):
            claim_for(ana, work, amount)


def test_nobody_claims_for_somebody_else_s_work(ana):
    work = confirmed(make_person("Olga Other"), make_work_activity())
    with pytest.raises(ActionRefused, match="not yours to claim for"):
        claim_for(ana, work)


def test_a_stale_copy_of_the_work_does_not_count(ana):
    work = hand_in(ana, make_work_activity())
    work.status = CompletedWork.Status.CONFIRMED
    with pytest.raises(ActionRefused, match="The office looks at it"):
        claim_for(ana, work)


@pytest.mark.rule("AMA-3")
def test_the_database_keeps_one_claim_of_a_type_for_each_piece(ana):
    claim = claim_for(ana, confirmed(ana, make_work_activity()))
    again = {
        field.attname: getattr(claim, field.attname) for field in Claim._meta.concrete_fields if not field.primary_key
    }
    with pytest.raises(IntegrityError), transaction.atomic():
        Claim.objects.create(**again)


def test_the_database_knows_no_claim_of_a_session_and_of_work(ana):
    from tests.acts import claim as claim_session
    from tests.acts import make_past_activity

    series = make_past_activity(format="series")
    claim = claim_session(ana, series, session=series.sessions.first())
    work = confirmed(ana, make_work_activity())
    with pytest.raises(IntegrityError), transaction.atomic():
        Claim.objects.filter(pk=claim.pk).update(work=work)


@pytest.mark.rule("CRT-2")
def test_work_under_a_claim_cannot_be_deleted(ana):
    work = confirmed(ana, make_work_activity())
    claim_for(ana, work)
    with pytest.raises(ProtectedError):
        CompletedWork.objects.filter(pk=work.pk).delete()


def test_a_claim_for_work_can_be_corrected(ana):
    claim = claim_for(ana, confirmed(ana, make_work_activity()), "2.00")
    assert correct_claim(claim, amount=Decimal("2.50"), at=timezone.now()).amount == Decimal("2.50")


@pytest.mark.rule("AMA-7")
def test_each_piece_is_asked_for_late_by_itself(ana):
    activity = make_work_activity(claim_window_days=0)
    first, second = confirmed(ana, activity), confirmed(ana, activity, title="Another")
    type(activity).objects.filter(pk=activity.pk).update(end_date=day_ago(1))
    activity.refresh_from_db()
    first.activity = second.activity = activity
    assert standing(ana, first).is_missed
    ask_late_claim(activity, learner=ana, reason="I was away.", at=timezone.now(), work=first)
    assert standing(ana, first).can_claim
    assert not standing(ana, second).can_claim


@pytest.mark.rule("AMA-4")
def test_other_professions_get_a_certificate_of_participation_for_their_piece():
    nina = make_person("Nina Nurse", "nurse")
    claim = claim_for(nina, confirmed(nina, make_work_activity("teaching"), minutes=30), "1.00")
    assert (claim.kind, certificate_of(claim).snapshot["credit"]) == ("participation", "1.00")


# --- Pages -----------------------------------------------------------------------------------------------------------
def test_what_is_left_names_each_piece_and_goes_once_it_is_claimed(ana):
    activity = make_work_activity()
    activity.registrations.create(learner=ana, registered_at=timezone.now())
    assert unclaimed_places(ana) == [Place(activity)]
    ready, waiting = confirmed(ana, activity), hand_in(ana, activity, title="Another")
    overview = overview_of(ana, at=timezone.now())
    assert ([one.work for one in overview.ready], [one.work for one in overview.to_do]) == ([ready], [waiting])
    claim_for(ana, ready)
    assert [place.work for place in unclaimed_places(ana)] == [waiting]


def test_the_claim_page_of_a_piece_leads_to_its_certificate(client, ana):
    work = confirmed(ana, make_work_activity())
    client.force_login(ana)
    address = reverse("credits:claim_work", args=[work.activity.slug, work.pk])
    page = text_of(client.get(address))
    assert "MS-2026-0417" in page
    assert "at most 3.00" in page
    answer = client.post(address, {"amount": "3.00"}, follow=True)
    assert "Review of “MS-2026-0417” for Wilderness & Environmental Medicine" in text_of(answer)
    assert client.get(address).url == answer.redirect_chain[0][0]


def test_the_claim_of_the_activity_leads_to_its_work(client, ana):
    activity = make_work_activity()
    client.force_login(ana)
    answer = client.get(reverse("credits:claim", args=[activity.slug]))
    assert answer.url == reverse("learners:work", args=[activity.slug])


@pytest.mark.rule("CRT-8")
def test_the_transcript_has_each_piece_with_its_day(ana):
    activity = make_work_activity("teaching")
    claim_for(ana, confirmed(ana, activity, done_date=day_ago(5)))
    claim_for(ana, confirmed(ana, activity, title="Shock for nurses", done_date=day_ago(1)))
    shown = entries(claims_of(ana))
    assert [(entry.day, entry.snapshot.part_title) for entry in shown] == [
        (day_ago(1), "Shock for nurses"),
        (day_ago(5), "Sepsis for interns"),
    ]
    assert [row[2] for row in csv_rows(shown, [], site="")] == [
        "Session or work",
        "Shock for nurses",
        "Sepsis for interns",
    ]
    assert entries(claims_of(ana, since=day_ago(2))) == shown[:1]


@pytest.mark.rule("CRT-7")
def test_verification_names_the_piece(client, ana):
    certificate = certificate_of(claim_for(ana, confirmed(ana, make_work_activity("teaching"))))
    page = text_of(client.get(reverse("credits:verify_number", args=[certificate.number])))
    assert "Sepsis for interns" in page
    assert "Learning from teaching activity" in page


@pytest.mark.rule("STM-2")
@pytest.mark.parametrize(
    ("format", "words"),
    [
        ("test_item", "designates this test-item writing activity for a maximum of 10.00"),
        ("manuscript", "designates this manuscript review activity for a maximum of 3.00"),
        ("performance", "designates this PI CME activity for a maximum of 20.00"),
        ("point_of_care", "designates this internet point-of-care activity for a maximum of 0.50"),
        ("teaching", "designates each hour presented in this learning from teaching activity for a maximum of 2.00"),
    ],
)
def test_the_statement_says_what_the_maximum_is_for(client, format, words):
    page = text_of(client.get(make_work_activity(format).get_absolute_url()))
    assert words in page
