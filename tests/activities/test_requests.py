"""A reviewer marks single places; the planners see just those; what came of each is read side by side (REV-2)."""

import pytest
from django.db import IntegrityError
from django.urls import reverse
from django.utils import timezone

from activities import services
from activities.asked import asked_of
from activities.differences import marked
from activities.models import ReviewRequest, Status, TeamMember
from activities.services.requests import Request
from core.errors import ActionRefused
from tests.factories import make_activity, make_person, make_reviewer
from tests.pages import fields_of, text_of

pytestmark = [pytest.mark.django_db, pytest.mark.rule("REV-2")]


@pytest.fixture
def rae():
    return make_reviewer("Rae Reviewer")


@pytest.fixture
def dora():
    return make_person("Dora Director")


@pytest.fixture
def returned(rae, dora):
    """It came back with three requests: about a gap's text, an objective, and the description."""
    activity = make_activity(Status.SUBMITTED, director=dora)
    gap, objective = activity.gaps.get(), activity.objectives.first()
    requests = [
        Request("gaps", "Name the registry.", f"gap-{gap.pk}-reference"),
        Request("objectives", "Can this be two?", f"objective-{objective.pk}"),
        Request("basics", "Say for whom.", "description"),
    ]
    services.request_changes(activity, requests=requests, by=rae, at=timezone.now())
    activity.refresh_from_db()
    return activity


def review_page(activity) -> str:
    return reverse("admin:activities_activity_review", args=[activity.pk])


def proposal_page(activity) -> str:
    return reverse("plan:proposal", args=[activity.slug])


def request_about(activity, place: str) -> ReviewRequest:
    return activity.review_requests.get(field__startswith=place)


def change_reference(activity, text: str = "Utah sepsis registry, 2024, table 3.") -> None:
    gap = activity.gaps.get()
    gap.reference = text
    gap.save()


def submit_again(activity, by) -> None:
    services.submit_proposal(activity, by=by, at=timezone.now(), attests=True)
    activity.refresh_from_db()


def answer(client, activity, request, text):
    return client.post(reverse("plan:answer", args=[activity.slug, request.pk]), {"answer": text})


# --- Asking -----------------------------------------------------------------------------------------------------------


def test_rae_asks_beside_each_thing_she_reads(client, rae):
    activity = make_activity(Status.SUBMITTED)
    client.force_login(rae)
    gap, member, session = activity.gaps.get(), activity.team.last(), activity.sessions.get()
    form = fields_of(client.get(review_page(activity)), containing="version")
    asked = {
        f"request_gaps_gap-{gap.pk}-reference": "Name the registry.",
        f"request_team_member-{member.pk}": "Which hospital?",
        f"request_agenda_session-{session.pk}": "Who moderates?",
        "request_basics_title": "Shorter, please.",
        "request_content": "Why these?",
    }
    answer = client.post(review_page(activity), form | asked | {"action": "request_changes"})
    assert answer.status_code == 302
    assert {(r.section, r.field, r.text) for r in activity.review_requests.all()} == {
        ("gaps", f"gap-{gap.pk}-reference", "Name the registry."),
        ("team", f"member-{member.pk}", "Which hospital?"),
        ("agenda", f"session-{session.pk}", "Who moderates?"),
        ("basics", "title", "Shorter, please."),
        ("content", "", "Why these?"),
    }


def test_the_review_page_has_a_field_at_every_kind_of_place(client, rae):
    activity = make_activity(Status.SUBMITTED)
    client.force_login(rae)
    page = client.get(review_page(activity)).content.decode()
    gap, objective = activity.gaps.get(), activity.objectives.first()
    for name in (
        "basics_title",
        "basics_description",
        f"gaps_gap-{gap.pk}",
        f"gaps_gap-{gap.pk}-current_practice",
        f"objectives_objective-{objective.pk}",
        "content_competencies",
        "evaluation_evaluation_plan",
        "independence_independence_statement",
    ):
        assert f'name="request_{name}"' in page


# --- The planners -----------------------------------------------------------------------------------------------------


def test_the_planners_see_just_what_was_asked_with_the_way_to_each(client, returned, dora):
    client.force_login(dora)
    page = client.get(proposal_page(returned))
    words = text_of(page)
    assert "Gap 1: reference To do Name the registry." in words
    assert "Objective 1 To do Can this be two?" in words
    assert "Description To do Say for whom." in words
    request = request_about(returned, "gap-")
    assert f"{reverse('plan:section', args=[returned.slug, 'gaps'])}#asked-{request.pk}" in page.content.decode()


def test_the_request_stands_beside_its_field_and_nowhere_else(client, returned, dora):
    client.force_login(dora)
    gaps = client.get(reverse("plan:section", args=[returned.slug, "gaps"])).content.decode()
    assert gaps.count("Name the registry.") == 1
    before, after = gaps.split("Name the registry.")
    assert "-best_practice" in before
    assert '-reference"' in after
    assert "Can this be two?" not in gaps
    assert "Say for whom." in client.get(reverse("plan:section", args=[returned.slug, "basics"])).content.decode()


def test_a_request_is_done_once_its_place_has_changed(client, returned, dora):
    change_reference(returned)
    client.force_login(dora)
    words = text_of(client.get(proposal_page(returned)))
    assert "Gap 1: reference Changed Name the registry." in words
    assert "Objective 1 To do" in words
    submit = text_of(client.get(reverse("plan:submit", args=[returned.slug])))
    assert "Objectives: neither changed nor answered" in submit
    assert "Practice gaps and needs: neither" not in submit


def test_dora_answers_with_a_sentence_instead_of_a_change(client, returned, dora):
    client.force_login(dora)
    request = request_about(returned, "objective-")
    assert answer(client, returned, request, "They are rated together in our form.").status_code == 302
    request.refresh_from_db()
    assert (request.answer, request.answered_by) == ("They are rated together in our form.", dora)
    assert "Objective 1 Answered" in text_of(client.get(proposal_page(returned)))


@pytest.mark.parametrize(
    ("text", "sentence"), [("  ", "Write what the office should know."), ("a" * 1001, "shorten it to 1000")]
)
def test_an_answer_that_cannot_be_kept_stays_as_typed_with_a_sentence_beside_it(client, returned, dora, text, sentence):
    client.force_login(dora)
    request = request_about(returned, "objective-")
    page = answer(client, returned, request, text)
    assert page.status_code == 422
    assert sentence in text_of(page)
    assert text.strip() in page.content.decode()
    request.refresh_from_db()
    assert request.answer == ""


def test_nobody_else_answers(client, returned):
    client.force_login(make_person("Olga Other"))
    request = request_about(returned, "objective-")
    assert answer(client, returned, request, "Let me in.").status_code == 404


def test_answers_stand_once_the_office_has_it_again(returned, dora):
    submit_again(returned, dora)
    with pytest.raises(ActionRefused, match="with the office again"):
        services.answer_request(request_about(returned, "objective-"), text="Too late.", by=dora, at=timezone.now())


def test_a_request_about_a_row_that_was_taken_out_is_still_shown(client, returned, dora):
    objective = returned.objectives.first()
    objective.delete()
    client.force_login(dora)
    section = client.get(reverse("plan:section", args=[returned.slug, "objectives"])).content.decode()
    assert "Can this be two?" in section
    [asked] = asked_of(returned, [request_about(returned, "objective-")])
    assert (asked.is_changed, asked.after, asked.is_gone) == (True, "", True)


# --- The office reads what came of them ---------------------------------------------------------------------------------


def test_rae_reads_asked_old_new_and_the_answer_side_by_side(client, returned, dora, rae):
    change_reference(returned)
    services.answer_request(request_about(returned, "objective-"), text="Rated together.", by=dora, at=timezone.now())
    submit_again(returned, dora)
    client.force_login(rae)
    words = text_of(client.get(review_page(returned)))
    part = words[words.index("What came of the requests") :]
    assert "Gap 1: reference Changed Name the registry." in part
    assert "Emergency department registry, last year." in part
    assert "Utah sepsis registry , 2024, table 3." in part.replace("registry,", "registry ,")
    assert "Objective 1 Answered Can this be two?" in part
    assert "Dora Director answered" in part
    assert "Rated together." in part
    assert "Description As it was Say for whom." in part


def test_the_words_that_changed_are_marked():
    assert marked("wait an hour", "wait one hour") == (
        [("wait ", False), ("an", True), (" hour", False)],
        [("wait ", False), ("one", True), (" hour", False)],
    )


def test_rae_settles_some_and_asks_one_again(client, returned, dora, rae):
    change_reference(returned)
    submit_again(returned, dora)
    client.force_login(rae)
    gap, objective, basics = (request_about(returned, place) for place in ("gap-", "objective-", "description"))
    form = fields_of(client.get(review_page(returned)), containing="version")
    typed = form | {
        f"outcome_{gap.pk}": "settled",
        f"outcome_{objective.pk}": "again",
        f"again_{objective.pk}": "Three verbs are too many.",
    }
    assert client.post(review_page(returned), typed | {"action": "request_changes"}).status_code == 302
    again = returned.review_requests.get(follows=objective)
    assert (again.text, again.version, again.field) == ("Three verbs are too many.", 2, objective.field)
    assert set(returned.review_requests.unsettled()) == {basics, again}
    client.force_login(dora)
    words = text_of(client.get(proposal_page(returned)))
    assert "Three verbs are too many." in words
    assert "Say for whom." in words
    assert "Name the registry." not in words
    assert "Can this be two?" not in words


def test_settling_keeps_what_is_typed_elsewhere_on_the_page(client, returned, dora, rae):
    submit_again(returned, dora)
    client.force_login(rae)
    request = request_about(returned, "description")
    form = fields_of(client.get(review_page(returned)), containing="version")
    answer = client.post(
        review_page(returned),
        form | {f"outcome_{request.pk}": "settled", "request_agenda": "Add a break.", "action": "settle"},
    )
    assert answer.status_code == 302
    assert "Add a break." in client.get(answer.url).content.decode()
    request.refresh_from_db()
    assert request.settled_by == rae


@pytest.mark.rule("REV-5")
def test_nothing_is_approved_while_a_request_is_open(client, returned, dora, rae):
    submit_again(returned, dora)
    with pytest.raises(ActionRefused, match="3 requests are not settled yet"):
        services.approve_activity(returned, by=rae, at=timezone.now())
    approved, [(_, reason)] = services.approve_ready([services.Approval(returned)], by=rae, at=timezone.now())
    assert approved == []
    assert "3 requests are not settled yet" in reason
    everything = list(returned.review_requests.values_list("pk", flat=True))
    assert services.approve_activity(returned, by=rae, at=timezone.now(), settled=everything)
    assert not returned.review_requests.unsettled().exists()


def test_an_approval_that_is_refused_settles_nothing(returned, dora, rae):
    submit_again(returned, dora)
    returned.team.get(role=TeamMember.Role.DIRECTOR).person.disclosures.all().delete()
    everything = list(returned.review_requests.values_list("pk", flat=True))
    with pytest.raises(ActionRefused, match="has not disclosed"):
        services.approve_activity(returned, by=rae, at=timezone.now(), settled=everything)
    assert returned.review_requests.unsettled().count() == 3


def test_one_settles_while_another_asks_again_and_no_word_is_lost(client, returned, dora, rae):
    submit_again(returned, dora)
    client.force_login(rae)
    request = request_about(returned, "objective-")
    form = fields_of(client.get(review_page(returned)), containing="version")
    services.settle_requests(returned, settled=[request.pk], by=make_reviewer("Rob Reviewer"), at=timezone.now())

    page = client.post(
        review_page(returned),
        form
        | {
            f"outcome_{request.pk}": "again",
            f"again_{request.pk}": "Three verbs are too many.",
            "request_agenda": "Add a break.",
            "action": "request_changes",
        },
    )

    words = text_of(page)
    assert "Nothing was decided. You wrote: “Three verbs are too many.”" in words
    assert "Add a break." in page.content.decode()
    returned.refresh_from_db()
    assert returned.status == Status.SUBMITTED
    with pytest.raises(ActionRefused, match="settled one of these requests or asked it again"):
        services.settle_requests(returned, settled=[request.pk], by=rae, at=timezone.now())


@pytest.mark.parametrize(
    ("outcome", "again", "sentence"),
    [
        ("again", "", "Say what is still to change: “Can this be two?”"),
        ("settled", "Three verbs.", "You settled this and wrote what is still to change."),
    ],
)
def test_an_outcome_that_contradicts_itself_is_asked_about(client, returned, dora, rae, outcome, again, sentence):
    submit_again(returned, dora)
    client.force_login(rae)
    request = request_about(returned, "objective-")
    form = fields_of(client.get(review_page(returned)), containing="version")
    page = client.post(
        review_page(returned),
        form | {f"outcome_{request.pk}": outcome, f"again_{request.pk}": again, "action": "request_changes"},
    )
    assert sentence in text_of(page)
    assert returned.review_requests.count() == 3


@pytest.mark.rule("REV-3")
def test_who_is_on_the_team_settles_nothing(returned, dora, rae):
    submit_again(returned, dora)
    TeamMember.objects.create(activity=returned, person=rae, role="speaker", profession_id="physician")
    with pytest.raises(ActionRefused, match="on this activity’s team"):
        services.settle_requests(
            returned, settled=[request_about(returned, "description").pk], by=rae, at=timezone.now()
        )


def test_what_is_decided_keeps_its_requests_as_they_are(rae):
    activity = make_activity(Status.APPROVED)
    with pytest.raises(ActionRefused, match="is approved now; its requests stay"):
        services.settle_requests(activity, settled=[], by=rae, at=timezone.now())


def test_the_database_knows_no_answer_without_a_person(returned):
    with pytest.raises(IntegrityError):
        ReviewRequest.objects.filter(pk=request_about(returned, "description").pk).update(answer="Who said so?")


def test_the_letter_leads_to_each_field(returned, mailoutbox):
    from activities.tasks import tell_of_change

    tell_of_change(returned.status_changes.get(action="request_changes").pk)
    request = request_about(returned, "gap-")
    assert "Gap 1: reference: Name the registry." in mailoutbox[0].body
    assert f"/plan/{returned.slug}/gaps/#asked-{request.pk}" in mailoutbox[0].body
