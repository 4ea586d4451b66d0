"""The learner's page of completed work, and the office's queue (AMA-2)."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from activities.models import Activity
from learners.models import CompletedWork, DisclosureShowing
from learners.services import send_back_work, write_work
from tests.acts import CREDITS, confirmed, day_ago, facts_of, hand_in, make_work_activity
from tests.factories import make_pdf, make_person, make_reviewer
from tests.pages import fields_of, queries_of, text_of

pytestmark = [pytest.mark.django_db, pytest.mark.rule("AMA-2")]
QUEUE = "admin:learners_completedwork_changelist"


@pytest.fixture
def ana():
    return make_person("Ana Learner")


@pytest.fixture
def registered(client, ana):
    """An activity Ana is registered for, and she is signed in."""
    activity = make_work_activity()
    activity.registrations.create(learner=ana, registered_at=timezone.now())
    client.force_login(ana)
    return activity


def address(name, activity, *args):
    return reverse(f"learners:{name}", args=[activity.slug, *args])


def posted(activity, **more):
    return {name: value if value is not None else "" for name, value in (facts_of(activity.format) | more).items()}


# --- The learner -----------------------------------------------------------------------------------------------------
@pytest.mark.parametrize("format", CREDITS)
def test_each_format_is_written_and_handed_in_on_a_page(client, ana, format):
    activity = make_work_activity(format)
    activity.registrations.create(learner=ana, registered_at=timezone.now())
    client.force_login(ana)
    assert activity.work_format.piece in text_of(client.get(address("work", activity)))
    form = fields_of(client.get(address("new_piece", activity)), containing="title")
    answer = client.post(address("new_piece", activity), form | posted(activity) | {"hand_in": "1"}, follow=True)
    assert "is handed in. The office looks at it" in text_of(answer)
    work = CompletedWork.objects.get()
    assert (work.status, work.kind) == ("handed_in", format)
    read = text_of(client.get(address("piece", activity, work.pk)))
    assert "It cannot be changed while the office looks at it" in read


def test_who_is_not_registered_is_led_to_registering(client, ana):
    activity = make_work_activity()
    client.force_login(ana)
    assert client.get(address("work", activity)).url == address("register", activity)
    assert client.get(address("new_piece", activity)).url == address("work", activity)


def test_an_activity_without_such_work_has_no_such_page(client, ana):
    client.force_login(ana)
    assert client.get(address("work", make_work_activity("course"))).status_code == 404


@pytest.mark.rule("SII-8")
def test_the_page_shows_who_has_relationships_and_keeps_that_it_did(client, ana, registered):
    assert "Who made this activity" in text_of(client.get(address("work", registered)))
    assert DisclosureShowing.objects.filter(learner=ana, shown__activity=registered).exists()


def test_a_draft_needs_no_more_than_a_name(client, registered):
    answer = client.post(address("new_piece", registered), {"title": "MS-1", "keep": "1"}, follow=True)
    assert "Your draft is saved" in text_of(answer)
    work = CompletedWork.objects.get()
    assert work.status == "draft"
    assert "Draft" in text_of(client.get(address("work", registered)))


def test_what_is_missing_is_said_beside_its_field_and_what_was_typed_stays(client, registered):
    answer = client.post(address("new_piece", registered), {"title": "MS-1", "journal": "BMJ", "hand_in": "1"})
    assert answer.status_code == 422
    page = text_of(answer)
    assert "Fill this in before you hand it in." in page
    assert fields_of(answer, containing="title")["journal"] == ["BMJ"]
    assert not CompletedWork.objects.exists()


def test_a_refusal_of_the_service_stands_beside_its_field(client, registered):
    answer = client.post(address("new_piece", registered), posted(registered, done_date=day_ago(60)) | {"hand_in": "1"})
    assert answer.status_code == 422
    assert "what was done before gives no credit" in text_of(answer)


def test_a_file_is_judged_by_what_it_contains_and_only_its_owner_and_the_office_get_it(client, ana, registered):
    wrong = posted(registered) | {"proof": make_pdf(content=b"MZ nothing of the kind"), "hand_in": "1"}
    assert "neither a PDF nor" in text_of(client.post(address("new_piece", registered), wrong))
    right = posted(registered, acceptance="") | {"proof": make_pdf("letter.pdf"), "hand_in": "1"}
    client.post(address("new_piece", registered), right)
    letter = address("work_proof", registered, CompletedWork.objects.get().pk)
    assert client.get(letter)["Content-Type"] == "application/pdf"
    client.force_login(make_person("Olga Other"))
    assert client.get(letter).status_code == 404
    client.force_login(make_reviewer())
    assert client.get(letter).status_code == 200


def test_what_was_sent_back_says_why_and_is_handed_in_again(client, ana, registered):
    work = send_back_work(
        hand_in(ana, registered), by=make_reviewer(), at=timezone.now(), reason="Which journal is it?"
    )
    page = client.get(address("piece", registered, work.pk))
    assert "Which journal is it?" in text_of(page)
    form = fields_of(page, containing="title") | {"journal": "BMJ", "hand_in": "1"}
    client.post(address("piece", registered, work.pk), form)
    work.refresh_from_db()
    assert (work.status, work.journal) == ("handed_in", "BMJ")


def test_somebody_else_s_piece_is_not_there(client, registered):
    work = hand_in(make_person("Olga Other"), registered)
    for name in ("piece", "work_proof"):
        assert client.get(address(name, registered, work.pk)).status_code == 404
    assert client.post(address("remove_work", registered, work.pk)).status_code == 404


def test_a_draft_is_removed(client, ana, registered):
    work = write_work(registered, learner=ana, facts={"title": "MS-1"}, at=timezone.now())
    client.post(address("remove_work", registered, work.pk))
    assert not CompletedWork.objects.exists()


def test_the_page_takes_as_many_queries_for_three_pieces_as_for_one(client, ana, registered):
    hand_in(ana, registered)
    one = queries_of(client, address("work", registered))
    for number in range(2):
        hand_in(ana, registered, title=f"MS-{number}")
    assert queries_of(client, address("work", registered)) == one


# --- The office ------------------------------------------------------------------------------------------------------
@pytest.fixture
def reviewer(client):
    reviewer = make_reviewer()
    client.force_login(reviewer)
    return reviewer


def test_the_queue_has_what_waits_longest_first_and_no_drafts(client, ana, reviewer):
    activity, now = make_work_activity(), timezone.now()
    confirmed(ana, activity, title="Confirmed one")
    hand_in(ana, activity, title="New one")
    hand_in(ana, activity, title="Old one", at=now - timedelta(days=2))
    write_work(activity, learner=ana, facts={"title": "Draft one"}, at=now)
    page = text_of(client.get(reverse(QUEUE)))
    assert page.index("Old one") < page.index("New one") < page.index("Confirmed one")
    assert "2 days" in page
    assert "Draft one" not in page
    assert "2 Completed work to confirm" in text_of(client.get(reverse("admin:index")))


def test_the_queue_takes_as_many_queries_for_three_as_for_one(client, ana, reviewer):
    activity = make_work_activity()
    hand_in(ana, activity)
    one = queries_of(client, reverse(QUEUE))
    for name in ("Bea Learner", "Cy Learner"):
        hand_in(make_person(name), activity)
    assert queries_of(client, reverse(QUEUE)) == one


@pytest.mark.parametrize("format", CREDITS)
def test_the_office_reads_one_and_confirms_it(client, ana, reviewer, format):
    work = hand_in(ana, make_work_activity(format))
    one = reverse("admin:learners_completedwork_change", args=[work.pk])
    said = {"performance": "40 of 100 charts", "point_of_care": "CORP trials", "teaching": "Interns, Salt Lake City"}
    assert said.get(format, work.title) in text_of(client.get(one))
    answer = client.post(one, {"note": "", "confirm": "1"}, follow=True)
    assert "Confirmed. Ana Learner can claim" in text_of(answer)
    work.refresh_from_db()
    assert (work.status, work.confirmed_by) == ("confirmed", reviewer)


def test_the_button_says_what_confirming_gives(client, ana, reviewer):
    work = hand_in(ana, make_work_activity("manuscript"))
    page = text_of(client.get(reverse("admin:learners_completedwork_change", args=[work.pk])))
    assert "Confirm: it gives up to 3.00 AMA PRA Category 1 Credit" in page


def test_without_a_note_nothing_is_sent_back_and_the_sentence_stands_on_top(client, ana, reviewer):
    work = hand_in(ana, make_work_activity("manuscript"))
    page = client.post(reverse("admin:learners_completedwork_change", args=[work.pk]), {"send_back": "1", "note": ""})
    assert page.text.index('id="refused"') < page.text.index("Send it back")
    assert '<a href="#id_note">Say what is to be mended' in page.text
    work.refresh_from_db()
    assert work.status == "handed_in"


def test_after_a_decision_the_list_is_as_it_was_and_the_next_is_named(client, ana, reviewer):
    activity = make_work_activity("manuscript")
    first, _ = hand_in(ana, activity, title="The first"), hand_in(ana, activity, title="The second")
    address = reverse("admin:learners_completedwork_change", args=[first.pk])
    answer = client.post(
        f"{address}?_changelist_filters=status__exact%3Dhanded_in", {"confirm": "1", "note": ""}, follow=True
    )
    assert answer.redirect_chain[-1][0].endswith("?status__exact=handed_in")
    assert "Next: “The second” of Ana" in text_of(answer)


def test_the_office_sends_one_back_with_a_reason(client, ana, reviewer):
    work = hand_in(ana, make_work_activity())
    one = reverse("admin:learners_completedwork_change", args=[work.pk])
    assert "Say what is to be mended" in text_of(client.post(one, {"note": "", "send_back": "1"}))
    client.post(one, {"note": "Which journal?", "send_back": "1"})
    work.refresh_from_db()
    assert (work.status, work.sent_back_reason) == ("sent_back", "Which journal?")


@pytest.mark.rule("REV-3")
def test_one_s_own_work_has_no_buttons(client, reviewer):
    make_work = make_work_activity()
    work = hand_in(reviewer, make_work)
    page = client.get(reverse("admin:learners_completedwork_change", args=[work.pk]))
    assert "Somebody else must decide on your own work." in text_of(page)
    assert b'name="confirm"' not in page.content


def test_several_are_confirmed_and_each_of_the_others_says_why(client, ana, reviewer):
    activity = make_work_activity()
    works = [hand_in(ana, activity), hand_in(reviewer, activity), confirmed(make_person("Olga Other"), activity)]
    chosen = {"action": "confirm_chosen", "_selected_action": [work.pk for work in works]}
    asked = text_of(client.post(reverse(QUEUE), chosen))
    assert "of Ana Learner, for “" in asked
    assert "up to 3.00 AMA PRA Category 1 Credit" in asked
    works[0].refresh_from_db()
    assert works[0].status == "handed_in"
    page = text_of(client.post(reverse(QUEUE), chosen | {"decide": "1"}, follow=True))
    assert "Confirmed 1. Each is told by letter." in page
    assert "Somebody else must decide on your own work." in page
    assert "This work is confirmed, so there is nothing to decide." in page


def test_several_are_sent_back_with_one_reason(client, ana, reviewer):
    activity = make_work_activity()
    works = [hand_in(ana, activity), hand_in(make_person("Olga Other"), activity)]
    chosen = {"action": "send_back_chosen", "_selected_action": [work.pk for work in works]}
    assert "What is to be mended" in text_of(client.post(reverse(QUEUE), chosen))
    client.post(reverse(QUEUE), chosen | {"decide": "1", "note": "Please add the journal."})
    assert set(CompletedWork.objects.values_list("status", "sent_back_reason")) == {
        ("sent_back", "Please add the journal.")
    }


# --- The plan and the public page ------------------------------------------------------------------------------------
@pytest.mark.parametrize("format", CREDITS)
def test_the_plan_asks_for_the_work_and_not_for_an_agenda(client, format):
    director = make_person("Dora Planner")
    activity = make_work_activity(format, director=director)
    Activity.objects.filter(pk=activity.pk).update(status="draft")
    client.force_login(director)
    page = text_of(client.get(reverse("plan:section", args=[activity.slug, "agenda"])))
    assert "What learners are asked to do" in page
    assert activity.work_format.earned in page
    assert "Add session" not in page


@pytest.mark.rule("STM-3")
def test_learners_read_in_one_sentence_how_credit_is_earned_once_it_is_approved(client):
    activity = make_work_activity("teaching")
    sentence = activity.work_format.earned
    assert sentence in text_of(client.get(activity.get_absolute_url()))
    Activity.objects.filter(pk=activity.pk).update(status="draft")
    client.force_login(make_person("Sue Super", superuser=True))
    assert sentence not in text_of(client.get(activity.get_absolute_url()))


def test_the_reviewer_designates_teaching_by_the_hour(client):
    activity = make_work_activity("teaching", starts_at=timezone.now() + timedelta(days=60))
    Activity.objects.filter(pk=activity.pk).update(status="submitted")
    activity.designations.all().delete()
    client.force_login(make_reviewer("Rita Reviewer"))
    page = text_of(client.get(reverse("admin:activities_activity_review", args=[activity.pk])))
    assert "per hour presented" in page
