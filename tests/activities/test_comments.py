"""Office and planners talk about an activity; what the office notes among itself, planners never see."""

from datetime import timedelta

import pytest
import time_machine
from django.core import mail
from django.db import IntegrityError
from django.urls import reverse
from django.utils import timezone

from activities.models import Comment, Status, TeamMember
from activities.services import write_comment
from core.errors import ActionRefused
from core.models import Letter
from tests.factories import make_activity, make_person, make_reviewer
from tests.mail import deliver_waiting_letters
from tests.pages import fields_of, text_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def rae():
    return make_reviewer("Rae Reviewer", email="rae@example.org")


@pytest.fixture
def dora():
    return make_person("Dora Director", email="dora@example.org")


@pytest.fixture
def activity(dora):
    return make_activity(Status.SUBMITTED, director=dora, planners=[], title="Airway Management")


def say(activity, text, by, **more):
    return write_comment(activity, text=text, by=by, at=more.pop("at", timezone.now()), **more)


def test_each_side_reads_what_the_other_wrote(client, activity, dora, rae):
    client.force_login(dora)
    proposal = reverse("plan:proposal", args=[activity.slug])
    sent = client.post(reverse("plan:comment", args=[activity.slug]), {"comment": "May we add a panel?"})
    assert sent.url == f"{proposal}#comments"
    client.force_login(rae)
    page = reverse("admin:activities_activity_review", args=[activity.pk])
    assert "May we add a panel?" in text_of(client.get(page))
    form = fields_of(client.get(page), containing="version")
    answer = client.post(
        page, form | {"comment": "Yes, gladly.", "request_agenda": "Add a break.", "action": "comment"}
    )
    kept = client.get(answer.url).content.decode()
    assert "Add a break." in kept
    client.force_login(dora)
    assert "Rae Reviewer , CME office" in text_of(client.get(proposal)).replace("Reviewer,", "Reviewer ,")
    assert "Yes, gladly." in text_of(client.get(proposal))


def test_planners_never_see_a_note_among_the_office(client, activity, dora, rae):
    note = say(activity, "They were late last year.", rae, is_internal=True)
    client.force_login(dora)
    assert "They were late last year." not in client.get(reverse("plan:proposal", args=[activity.slug])).text
    assert list(Comment.objects.visible_to(dora)) == []
    assert list(Comment.objects.visible_to(make_reviewer("Rob"))) == [note]
    assert not Letter.objects.filter(kind="comments").exists()


@pytest.mark.rule("REV-3")
def test_a_reviewer_on_the_team_reads_no_notes_about_their_own_activity(client, activity, rae):
    say(activity, "They were late last year.", rae, is_internal=True)
    rob = make_reviewer("Rob Reviewer")
    TeamMember.objects.create(activity=activity, person=rob, role="speaker", profession_id="physician")
    assert list(Comment.objects.visible_to(rob)) == []
    client.force_login(rob)
    page = reverse("admin:activities_activity_review", args=[activity.pk])
    assert "They were late" not in client.get(page).text
    with pytest.raises(ActionRefused, match="not on the team"):
        say(activity, "Me too.", activity.team.get(role="director").person, is_internal=True)


@pytest.mark.parametrize("who", ["stranger", "speaker"])
def test_who_neither_plans_nor_belongs_to_the_office_writes_nothing(client, activity, who):
    person = make_person("Olga Other") if who == "stranger" else activity.team.filter(role="speaker").first().person
    with pytest.raises(ActionRefused, match="Only this activity’s planners and the CME office"):
        say(activity, "Hello?", person)
    client.force_login(person)
    assert client.post(reverse("plan:comment", args=[activity.slug]), {"comment": "Hello?"}).status_code == 404


@pytest.mark.parametrize(("text", "sentence"), [(" ", "Write something first."), ("a" * 4001, "shorten it to 4000")])
def test_a_comment_that_cannot_be_kept_stays_as_typed(client, activity, dora, text, sentence):
    client.force_login(dora)
    page = client.post(reverse("plan:comment", args=[activity.slug]), {"comment": text})
    assert page.status_code == 422
    assert sentence in text_of(page)
    assert text.strip() in page.text
    assert not Comment.objects.exists()


def test_a_thread_about_a_request_stands_with_the_request(client, dora, rae):
    activity = make_activity(Status.CHANGES_REQUESTED, director=dora)
    request = activity.review_requests.get()
    client.force_login(dora)
    sent = client.post(
        reverse("plan:comment", args=[activity.slug]), {"comment": "Which registry?", "about": request.pk}
    )
    assert sent.url.endswith(f"#request-{request.pk}")
    assert Comment.objects.get().request == request
    other = make_activity(Status.CHANGES_REQUESTED).review_requests.get()
    with pytest.raises(ActionRefused, match="another activity"):
        say(activity, "Hm.", dora, request=other)


# --- Letters ----------------------------------------------------------------------------------------------------------


@pytest.mark.rule("REV-6")
def test_several_comments_within_minutes_are_one_letter(activity, dora, rae):
    with time_machine.travel(timezone.now(), tick=False) as clock:
        say(activity, "One <thing>.", rae)
        clock.shift(timedelta(minutes=2))
        say(activity, "And another.", rae)
        assert mail.outbox == []
        deliver_waiting_letters()
        [letter] = mail.outbox
        assert (letter.to, letter.subject) == (["dora@example.org"], "Rae Reviewer wrote about Airway Management")
        assert letter.body.index("One <thing>.") < letter.body.index("And another.")
        assert "One &lt;thing&gt;." in letter.alternatives[0].content
        clock.shift(timedelta(minutes=2))
        say(activity, "A third.", rae)
        deliver_waiting_letters()
        assert "One" not in mail.outbox[1].body
        assert "A third." in mail.outbox[1].body


def test_a_letter_that_a_worker_has_taken_up_is_not_rewritten(activity, rae):
    say(activity, "One.", rae)
    Letter.objects.update(sending_since=timezone.now())
    say(activity, "Two.", rae)
    assert Letter.objects.filter(kind="comments").count() == 2


def test_what_planners_write_goes_to_those_who_may_decide(activity, dora, rae):
    say(activity, "May we?", dora)
    rob = make_reviewer("Rob Reviewer")
    TeamMember.objects.create(activity=activity, person=rob, role="speaker", profession_id="physician")
    say(activity, "Please?", dora)
    assert list(Letter.objects.filter(kind="comments").values_list("to_address", flat=True)) == ["rae@example.org"]


def test_the_database_keeps_internal_notes_with_the_office(activity, dora):
    comment = say(activity, "Hello.", dora)
    with pytest.raises(IntegrityError):
        Comment.objects.filter(pk=comment.pk).update(is_internal=True)
