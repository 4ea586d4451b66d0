"""What becomes of completed work when accounts are joined, downloaded or ended (AMA-2, ATT-5, PRS-5)."""

import io
import json
import zipfile
from datetime import timedelta
from decimal import Decimal

import pytest
from django.utils import timezone

from core.errors import ActionRefused
from credits.models import Claim
from credits.services import claim_credit, revoke_certificate
from learners.models import CompletedWork
from learners.services import write_work
from people.exports import pack
from people.services import close_account, merge_people, undo_merge
from people.services.closing import erase_person
from tests.acts import certificate_of, confirmed, facts_of, hand_in, make_work_activity
from tests.factories import make_person, make_reviewer

pytestmark = [pytest.mark.django_db, pytest.mark.rule("AMA-2")]


@pytest.fixture
def kept():
    return make_person("Ana Ríos")


@pytest.fixture
def merged():
    return make_person("Ana Ríos")


def merge(kept, merged):
    return merge_people(
        kept, merged, reason="She says so.", by=make_person("Stan Staff", staff=True), at=timezone.now()
    )


def claim_for(work):
    return claim_credit(work.activity, learner=work.learner, amount=Decimal(1), at=timezone.now(), work=work)


@pytest.mark.rule("ATT-5")
def test_work_moves_with_its_claim_and_back_again(kept, merged):
    work = confirmed(merged, make_work_activity())
    claim = claim_for(work)
    made = merge(kept, merged)
    assert (CompletedWork.objects.get(pk=work.pk).learner, Claim.objects.get(pk=claim.pk).learner) == (kept, kept)
    undo_merge(made, by=make_person("Stan Staff", staff=True), at=timezone.now())
    assert (CompletedWork.objects.get(pk=work.pk).learner, Claim.objects.get(pk=claim.pk).learner) == (merged, merged)


@pytest.mark.rule("ATT-5")
def test_of_the_same_review_written_twice_the_one_that_is_farther_is_kept(kept, merged):
    activity = make_work_activity()
    own = hand_in(kept, activity)
    farther = confirmed(merged, activity)
    made = merge(kept, merged)
    assert list(CompletedWork.objects.filter(learner=kept)) == [farther]
    assert not CompletedWork.objects.filter(pk=own.pk).exists()
    undo_merge(made, by=make_person("Stan Staff", staff=True), at=timezone.now())
    assert set(CompletedWork.objects.values_list("pk", "learner")) == {(own.pk, kept.pk), (farther.pk, merged.pk)}


@pytest.mark.rule("AMA-3")
def test_the_same_review_claimed_by_both_counts_once(kept, merged):
    activity = make_work_activity()
    claim_for(confirmed(kept, activity))
    theirs = claim_for(confirmed(merged, activity))
    with pytest.raises(ActionRefused, match="Both claimed credit for “MS-2026-0417”"):
        merge(kept, merged)
    reviewer = make_reviewer()
    revoke_certificate(certificate_of(theirs), by=reviewer, at=timezone.now(), reason="Twice.")
    merge(kept, merged)
    assert Claim.objects.get(pk=theirs.pk).learner == merged
    assert theirs.work.learner == merged


def test_a_person_downloads_what_they_wrote(kept):
    hand_in(kept, make_work_activity())
    packed = io.BytesIO()
    pack(kept, at=timezone.now(), into=packed)
    record = json.loads(zipfile.ZipFile(packed).read("record.json"))
    [work] = record["learners.CompletedWork.learner"]
    assert (work["title"], work["journal"]) == ("MS-2026-0417", "Wilderness & Environmental Medicine")


@pytest.mark.rule("PRS-5")
def test_ending_the_account_keeps_what_was_handed_in_and_lets_go_of_drafts(kept):
    activity = make_work_activity()
    work = confirmed(kept, activity)
    write_work(activity, learner=kept, facts={"title": "A draft"}, at=timezone.now())
    closed = close_account(kept, by=kept, at=timezone.now())
    assert list(CompletedWork.objects.filter(learner=kept)) == [work]
    assert closed.kept_until.year == timezone.now().year + 6
    assert kept.registrations.get().status == "registered"


@pytest.mark.rule("PRS-5")
def test_after_six_years_the_words_go_and_the_figures_stay(kept):
    work = confirmed(kept, make_work_activity("teaching"))
    close_account(kept, by=kept, at=timezone.now())
    erase_person(kept, on=(timezone.now() + timedelta(days=366 * 6 + 100)).date())
    work.refresh_from_db()
    assert (work.title, work.audience, work.minutes) == ("Removed", "", facts_of("teaching")["minutes"])
