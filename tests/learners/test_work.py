"""Completed work: written as a draft, handed in, confirmed or sent back (AMA-2)."""

from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction
from django.urls import reverse
from django.utils import timezone

from accounts.models import User
from activities.models import Activity, OfficeSettings, Status
from core.errors import ActionRefused
from core.models import Letter
from core.tasks import deliver_letter
from learners.models import CompletedWork
from learners.services import confirm_work, decide_on_work_together, remove_work, send_back_work, write_work
from tests.acts import CREDITS, confirmed, day_ago, facts_of, hand_in, make_work_activity
from tests.factories import make_pdf, make_person, make_reviewer

pytestmark = [pytest.mark.django_db, pytest.mark.rule("AMA-2")]
FORMATS = list(CREDITS)


@pytest.fixture
def ana():
    return make_person("Ana Learner")


@pytest.fixture
def reviewer():
    return make_reviewer()


def draft(learner, activity, **changed):
    activity.registrations.get_or_create(learner=learner, defaults={"registered_at": timezone.now()})
    return write_work(activity, learner=learner, facts=facts_of(activity.format) | changed, at=timezone.now())


# --- Writing and handing in ------------------------------------------------------------------------------------------
@pytest.mark.parametrize("format", FORMATS)
def test_work_is_kept_as_a_draft_and_then_handed_in(ana, format):
    activity = make_work_activity(format)
    written = draft(ana, activity)
    assert (written.status, written.handed_in_at) == ("draft", None)
    handed = write_work(activity, learner=ana, facts=facts_of(format), work=written, at=timezone.now(), hands_in=True)
    assert (handed.pk, handed.status, handed.done_date is not None) == (written.pk, "handed_in", True)


@pytest.mark.parametrize(
    ("format", "missing"),
    [
        ("test_item", "topics"),
        ("manuscript", "journal"),
        ("manuscript", "acceptance"),
        ("performance", "c_figure"),
        ("point_of_care", "application"),
        ("teaching", "minutes"),
        ("teaching", "done_date"),
    ],
)
def test_what_is_incomplete_is_not_handed_in_and_nothing_is_kept(ana, format, missing):
    with pytest.raises(ActionRefused) as refused:
        hand_in(ana, make_work_activity(format), **{missing: None if missing in {"minutes", "done_date"} else ""})
    assert refused.value.field == missing
    assert not CompletedWork.objects.exists()


def test_a_letter_of_the_editor_shows_the_acceptance_as_well_as_its_words(ana):
    activity = make_work_activity("manuscript")
    activity.registrations.create(learner=ana, registered_at=timezone.now())
    handed = write_work(
        activity,
        learner=ana,
        facts=facts_of("manuscript", acceptance=""),
        proof=make_pdf("letter.pdf"),
        at=timezone.now(),
        hands_in=True,
    )
    assert (handed.proof_name, handed.proof_type) == ("letter.pdf", "application/pdf")


def test_only_who_is_registered_writes(ana):
    activity = make_work_activity()
    with pytest.raises(ActionRefused, match="Register first"):
        write_work(activity, learner=ana, facts=facts_of("manuscript"), at=timezone.now())


def test_nothing_is_handed_in_before_the_activity_opens_or_after_its_window(ana):
    activity = make_work_activity(evaluation_before_claim=False, claim_window_days=5)
    with pytest.raises(ActionRefused, match="is over"):
        hand_in(ana, activity, at=timezone.now() + timedelta(days=70))
    Activity.objects.filter(pk=activity.pk).update(status=Status.APPROVED)
    activity.refresh_from_db()
    with pytest.raises(ActionRefused, match="This activity is approved"):
        hand_in(ana, activity)


@pytest.mark.rule("REV-4")
@pytest.mark.parametrize(("ago", "sentence"), [(31, "what was done before gives no credit"), (-1, "still to come")])
def test_work_is_done_while_the_activity_runs(ana, ago, sentence):
    with pytest.raises(ActionRefused, match=sentence) as refused:
        hand_in(ana, make_work_activity(), done_date=day_ago(ago))
    assert refused.value.field == "done_date"


# --- Stages ----------------------------------------------------------------------------------------------------------
def test_stages_are_kept_one_by_one_while_months_pass(ana):
    activity = make_work_activity("performance")
    whole = facts_of("performance")
    activity.registrations.create(learner=ana, registered_at=timezone.now())
    work, facts = None, {"title": whole["title"]}
    for stage in "abc":
        facts |= {name: value for name, value in whole.items() if name.startswith(f"{stage}_")}
        work = write_work(activity, learner=ana, facts=facts, work=work, at=timezone.now())
        work.refresh_from_db()
        assert (work.status, work.next_stage) == ("draft", {"a": "B", "b": "C", "c": ""}[stage])
    assert work.done_date == whole["c_date"]


def test_stage_a_comes_first(ana):
    later = {name: value for name, value in facts_of("performance").items() if not name.startswith("a_")}
    activity = make_work_activity("performance")
    activity.registrations.create(learner=ana, registered_at=timezone.now())
    with pytest.raises(ActionRefused, match="Stage A comes first") as refused:
        write_work(activity, learner=ana, facts=later, at=timezone.now())
    assert refused.value.field == "a_done"
    with pytest.raises(ActionRefused, match="Stage C cannot be before stage B"):
        hand_in(ana, activity, c_date=day_ago(16))


def test_the_database_knows_the_order_of_stages_and_what_handing_in_takes(ana):
    work = draft(ana, make_work_activity("performance"))
    for changed in ({"b_date": day_ago(29)}, {"a_date": None}, {"status": "handed_in", "c_date": None}):
        with pytest.raises(IntegrityError), transaction.atomic():
            CompletedWork.objects.filter(pk=work.pk).update(**changed)


# --- Once ------------------------------------------------------------------------------------------------------------
@pytest.mark.parametrize("format", ["test_item", "performance"])
def test_a_project_or_set_of_items_is_begun_once(ana, format):
    activity = make_work_activity(format)
    draft(ana, activity)
    with pytest.raises(ActionRefused, match="each person does it once"):
        draft(ana, activity, title="Another")


@pytest.mark.parametrize("format", ["manuscript", "point_of_care", "teaching"])
def test_the_same_thing_counts_once_and_another_counts_too(ana, format):
    activity, elsewhere = make_work_activity(format), make_work_activity(format)
    hand_in(ana, activity)
    with pytest.raises(ActionRefused, match="written this one down already"):
        hand_in(ana, elsewhere, title=facts_of(format)["title"].upper())
    hand_in(ana, activity, title="Another one")
    hand_in(make_person("Olga Other"), activity)
    assert activity.completed_work.count() == 3


def test_the_database_itself_refuses_a_presentation_twice(ana):
    first, second = (hand_in(ana, make_work_activity("teaching"), title=title) for title in ("One", "Two"))
    with pytest.raises(IntegrityError), transaction.atomic():
        CompletedWork.objects.filter(pk=second.pk).update(sameness=first.sameness)


# --- Deciding --------------------------------------------------------------------------------------------------------
def test_the_office_is_told_of_what_is_handed_in_and_again_once_it_is_mended(ana, reviewer):
    activity = make_work_activity("manuscript")
    OfficeSettings.objects.update(contact_email="cme@example.org")
    work = hand_in(ana, activity)
    send_back_work(work, by=reviewer, at=timezone.now(), reason="Which journal is it?")
    write_work(work.activity, learner=ana, facts={}, work=work, at=timezone.now(), hands_in=True)
    first, again = Letter.objects.filter(kind="work-handed-in").order_by("pk")
    assert {first.to_address, again.to_address} == {"cme@example.org"}
    assert "Ana Learner" in first.text
    assert "hands in:" in first.text
    assert "mended what the office had sent back" in again.text
    assert reverse("admin:learners_completedwork_change", args=[work.pk]) in again.text


def test_work_is_kept_where_nobody_in_the_office_can_be_written_to(ana):
    activity = make_work_activity("manuscript")
    OfficeSettings.objects.update(contact_email="")
    User.objects.filter(is_staff=True).update(is_active=False)
    assert hand_in(ana, activity).status == "handed_in"
    assert not Letter.objects.filter(kind="work-handed-in").exists()


def test_confirmed_work_says_by_whom_and_its_learner_is_told(ana, reviewer, mailoutbox):
    work = hand_in(ana, make_work_activity())
    done = confirm_work(work, by=reviewer, at=timezone.now())
    assert (done.status, done.confirmed_by) == ("confirmed", reviewer)
    letter = Letter.objects.get(kind="completed-work")  # a row before it is mail, and the clock's to mail if need be
    assert letter in Letter.objects.due(at=timezone.now())
    deliver_letter(letter.pk)
    assert [(letter.to, letter.subject) for letter in mailoutbox] == [([ana.email], "Confirmed: MS-2026-0417")]
    assert f"/work/{work.pk}/claim/" in mailoutbox[0].body


def test_work_is_sent_back_with_a_reason_mended_and_handed_in_again(ana, reviewer):
    activity = make_work_activity()
    work = hand_in(ana, activity)
    with pytest.raises(ActionRefused, match="Say what is to be mended") as refused:
        send_back_work(work, by=reviewer, at=timezone.now(), reason=" ")
    assert refused.value.field == "note"
    back = send_back_work(work, by=reviewer, at=timezone.now(), reason="Which journal is it?")
    assert (back.status, back.sent_back_by, back.sent_back_reason) == ("sent_back", reviewer, "Which journal is it?")
    assert "Which journal is it?" in Letter.objects.get(person=ana, kind="completed-work").text
    again = write_work(
        activity, learner=ana, facts=facts_of("manuscript", journal="BMJ"), work=back, at=timezone.now(), hands_in=True
    )
    assert (again.pk, again.status, again.journal) == (work.pk, "handed_in", "BMJ")
    assert confirm_work(again, by=reviewer, at=timezone.now()).is_confirmed


def test_what_waits_or_is_confirmed_cannot_be_changed_or_removed(ana, reviewer):
    activity = make_work_activity()
    work = hand_in(ana, activity)
    for _ in range(2):
        with pytest.raises(ActionRefused, match="cannot be changed now"):
            write_work(activity, learner=ana, facts=facts_of("manuscript"), work=work, at=timezone.now())
        with pytest.raises(ActionRefused, match="cannot be changed now"):
            remove_work(work, learner=ana)
        if work.status == "handed_in":
            work = confirm_work(work, by=reviewer, at=timezone.now())
    with pytest.raises(TypeError):
        work.delete()


def test_a_draft_is_removed_with_its_file_and_what_was_sent_back_stays(ana, reviewer):
    activity = make_work_activity()
    remove_work(draft(ana, activity), learner=ana)
    assert not CompletedWork.objects.exists()
    back = send_back_work(hand_in(ana, activity), by=reviewer, at=timezone.now(), reason="Which journal?")
    with pytest.raises(ActionRefused, match="stays on record"):
        remove_work(back, learner=ana)


@pytest.mark.rule("REV-3")
def test_nobody_confirms_their_own_work_and_nobody_outside_the_office_any(reviewer):
    work = hand_in(reviewer, make_work_activity())
    with pytest.raises(ActionRefused, match="Somebody else must decide"):
        confirm_work(work, by=reviewer, at=timezone.now())
    with pytest.raises(ActionRefused, match="for the CME office"):
        confirm_work(work, by=make_person("Paul Planner"), at=timezone.now())
    with pytest.raises(IntegrityError), transaction.atomic():
        CompletedWork.objects.filter(pk=work.pk).update(
            status="confirmed", confirmed_at=timezone.now(), confirmed_by=reviewer
        )


def test_several_are_confirmed_at_once_and_each_of_the_others_says_why(ana, reviewer):
    activity = make_work_activity()
    waiting, own = hand_in(ana, activity), hand_in(reviewer, activity)
    before = confirmed(make_person("Olga Other"), activity)
    done, refused = decide_on_work_together([waiting, own, before], confirms=True, by=reviewer, at=timezone.now())
    assert done == 1
    assert [(work.pk, reason.split(",")[0]) for work, reason in refused] == [
        (own.pk, "Somebody else must decide on your own work."),
        (before.pk, "This work is confirmed"),
    ]


@pytest.mark.parametrize(
    "changed",
    [
        {"status": "confirmed"},
        {"status": "sent_back"},
        {"confirmed_at": timezone.now()},
        {"sent_back_at": timezone.now()},
        {"status": "lost"},
    ],
)
def test_the_database_pairs_who_and_when(ana, changed):
    work = hand_in(ana, make_work_activity())
    with pytest.raises(IntegrityError), transaction.atomic():
        CompletedWork.objects.filter(pk=work.pk).update(**changed)


def test_a_draft_is_seen_by_nobody_else(ana, reviewer):
    activity = make_work_activity()
    written = draft(ana, activity)
    assert list(CompletedWork.objects.visible_to(ana)) == [written]
    assert not CompletedWork.objects.visible_to(reviewer).exists()
    handed = hand_in(ana, activity, title="Another")
    assert list(CompletedWork.objects.visible_to(reviewer)) == [handed]
    assert not CompletedWork.objects.visible_to(make_person("Olga Other")).exists()
