"""Goals that learners set: what counts toward them, what does not, and what the page says of it."""

from datetime import date, timedelta
from decimal import Decimal

import pytest
from django.urls import reverse
from django.utils import timezone

from core.errors import ActionRefused
from credits.goals import progress_of
from credits.models import CreditGoal, ReadyGoal
from credits.services import keep_goal, keep_outside_credit, renew_goal, revoke_certificate
from people.services.closing import close_account
from tests.acts import certificate_of, claim, make_past_activity
from tests.factories import make_person
from tests.pages import queries_of, text_of

pytestmark = [pytest.mark.django_db, pytest.mark.rule("CRT-8")]
NEW = "/me/transcript/goals/"


def set_goal(learner, name="License", total="40", category_1="34", *, starts=None, ends=None):
    today = timezone.localdate()
    facts = {
        "name": name,
        "total": Decimal(total),
        "category_1": Decimal(category_1),
        "starts_date": starts or today - timedelta(days=30),
        "ends_date": ends or today + timedelta(days=312),
    }
    return keep_goal(learner=learner, facts=facts, at=timezone.now())


def add_outside(learner, amount, *, kind="category_1", day=None):
    facts = {
        "title": "Elsewhere",
        "provider": "Somebody",
        "completed_date": day or timezone.localdate(),
        "kind": kind,
        "amount": Decimal(amount),
    }
    return keep_outside_credit(learner=learner, facts=facts, at=timezone.now())


def said(learner) -> list[str]:
    return [progress.sentence for progress in progress_of(learner, on=timezone.localdate())]


def test_claims_and_self_reported_credit_of_the_period_count():
    ana = make_person("Ana Ríos")
    set_goal(ana)
    claim(ana, make_past_activity())
    add_outside(ana, "17")
    add_outside(ana, "4.50", kind="category_2")
    add_outside(ana, "9", day=timezone.localdate() - timedelta(days=31))
    assert said(ana) == ["22.5 of 40 credits, 18 of 34 Category 1, 312 days left"]
    [progress] = progress_of(ana, on=timezone.localdate())
    assert progress.self_reported == Decimal("21.50")
    assert [part.self_reported for part in progress.parts] == [Decimal("21.50"), Decimal("17")]


def test_a_revoked_certificate_does_not_count():
    ana = make_person("Ana Ríos")
    set_goal(ana)
    revoke_certificate(
        certificate_of(claim(ana, make_past_activity())),
        reason="Another was there.",
        by=make_person("Sue", superuser=True),
        at=timezone.now(),
    )
    assert said(ana) == ["0 of 40 credits, 0 of 34 Category 1, 312 days left"]


@pytest.mark.rule("AMA-4")
def test_participation_of_others_than_physicians_is_not_category_1():
    nora = make_person("Nora Nurse", "nurse")
    set_goal(nora)
    claim(nora, make_past_activity())
    add_outside(nora, "2")
    assert said(nora) == ["3 of 40 credits, 0 of 34 Category 1, 312 days left"]


def test_a_goal_begins_from_one_the_office_offers(client):
    client.force_login(make_person("Ana Ríos"))
    utah = ReadyGoal.objects.get()
    page = client.get(NEW, {"ready": utah.pk})
    assert "Check with your board." in text_of(page)
    assert "Leave it empty for 24 months" in text_of(page)
    client.post(
        f"{NEW}?ready={utah.pk}",
        {"name": utah.name, "total": "40", "category_1": "34", "starts_date": "2026-02-01", "ends_date": ""},
    )
    goal = CreditGoal.objects.get()
    assert (goal.total, goal.category_1, goal.ends_date) == (40, 34, date(2028, 1, 31))
    ReadyGoal.objects.update(total=50, is_offered=False)
    assert "Begin from one of these" not in text_of(client.get(NEW))
    goal.refresh_from_db()
    assert goal.total == 40


@pytest.mark.parametrize(
    ("typed", "sentence"),
    [
        ({"total": "0"}, "Say how many credits"),
        ({"category_1": "41"}, "more than the credits in all"),
        ({"ends_date": "2026-01-01"}, "ends before it begins"),
    ],
)
def test_what_cannot_be_is_said_and_what_was_typed_stays(client, typed, sentence):
    client.force_login(make_person("Ana Ríos"))
    whole = {
        "name": "My own",
        "total": "40",
        "category_1": "34",
        "starts_date": "2026-02-01",
        "ends_date": "2028-01-31",
    }
    page = client.post(NEW, whole | typed)
    assert sentence in text_of(page)
    assert 'value="My own"' in page.content.decode()
    assert not CreditGoal.objects.exists()


def test_a_goal_can_be_changed_renewed_once_and_removed(client):
    ana = make_person("Ana Ríos")
    goal = set_goal(ana, starts=date(2024, 2, 1), ends=date(2026, 1, 31))
    renewed = renew_goal(goal, learner=ana, at=timezone.now())
    assert (renewed.starts_date, renewed.ends_date) == (date(2026, 2, 1), date(2028, 1, 31))
    with pytest.raises(ActionRefused, match="already"):
        renew_goal(goal, learner=ana, at=timezone.now())
    client.force_login(ana)
    changed = {
        "name": "License",
        "total": "42",
        "category_1": "",
        "starts_date": "2026-02-01",
        "ends_date": "2028-01-31",
    }
    client.post(reverse("credits:goal", args=[renewed.pk]), changed)
    renewed.refresh_from_db()
    assert (renewed.total, renewed.category_1) == (42, 0)
    client.post(reverse("credits:goal_act", args=[renewed.pk]), {"remove": ""})
    assert list(CreditGoal.objects.all()) == [goal]


def test_a_goal_is_its_learners_alone(client):
    goal = set_goal(make_person("Ana Ríos"))
    client.force_login(make_person("Olga Other"))
    assert client.get(reverse("credits:goal", args=[goal.pk])).status_code == 404
    assert client.post(reverse("credits:goal_act", args=[goal.pk]), {"remove": ""}).status_code == 404
    assert CreditGoal.objects.exists()


def test_the_transcript_and_what_is_left_show_it_and_promise_nothing(client):
    ana = make_person("Ana Ríos")
    set_goal(ana)
    add_outside(ana, "4")
    client.force_login(ana)
    for address in ("credits:transcript", "credits:left"):
        page = text_of(client.get(reverse(address)))
        assert "4 of 40 credits, 4 of 34 Category 1, 312 days left." in page
        assert "Self-reported, the lighter part: 4 credits, 4 of them Category 1" in page
        assert "The office does not report it to a board" in page


def test_a_goal_that_is_over_is_renewed_with_one_button(client):
    ana = make_person("Ana Ríos")
    set_goal(ana, starts=date(2020, 1, 1), ends=date(2021, 12, 31))
    client.force_login(ana)
    page = text_of(client.get(reverse("credits:transcript")))
    assert "ended on December 31, 2021" in page
    assert "Set it again for the next period" in page
    assert "ended on" not in text_of(client.get(reverse("credits:left")))


def test_three_goals_need_no_more_queries_than_one(client):
    ana = make_person("Ana Ríos")
    client.force_login(ana)
    set_goal(ana)
    one = queries_of(client, reverse("credits:transcript"))
    set_goal(ana, "Board")
    set_goal(ana, "Hospital")
    assert queries_of(client, reverse("credits:transcript")) == one


def test_goals_go_with_the_account():
    ana = make_person("Ana Ríos")
    set_goal(ana)
    close_account(ana, by=ana, at=timezone.now())
    assert not CreditGoal.objects.exists()
