"""What the office does about bias: one place to look into it, once, and never who said it."""

import pytest
from django.db import IntegrityError, transaction
from django.urls import reverse
from django.utils import timezone

from activities.dates import long_date
from core.errors import ActionRefused
from evaluations.models import BiasReport, BiasResolution
from evaluations.services import resolve_bias
from tests.acts import attend, evaluate, make_past_activity
from tests.factories import make_person, make_reviewer
from tests.pages import text_of

pytestmark = [pytest.mark.django_db, pytest.mark.rule("EVL-1")]


@pytest.fixture
def reviewer():
    return make_reviewer("Rae Reviewer")


@pytest.fixture
def report():
    activity = make_past_activity()
    ana = make_person("Ana Ríos")
    attend(ana, activity)
    return evaluate(ana, activity, bias="One drug only")


def address_of(report):
    return reverse("admin:evaluations_biasreport_change", args=[report.pk])


@pytest.mark.rule("EVL-4")
def test_the_office_reads_what_was_said_and_not_by_whom(client, reviewer, report):
    client.force_login(reviewer)
    assert "1 Report of bias to look into" in text_of(client.get(reverse("admin:index")))
    page = client.get(address_of(report))
    assert "One drug only" in text_of(page)
    assert "Ana" not in page.content.decode()
    assert report.learner.email not in page.content.decode()
    # With the minute, the list of claims beside it would say who it was.
    for one in (page, client.get(reverse("admin:evaluations_biasreport_changelist"))):
        told = text_of(one)
        assert long_date(timezone.localdate(report.submitted_at, report.activity.zone)) in told
        assert f"{timezone.localtime(report.submitted_at):%-I:%M}" not in told


def test_it_is_dealt_with_once_with_a_note(client, reviewer, report):
    client.force_login(reviewer)
    page = client.post(address_of(report), {"note": ""})
    assert "This field is required." in text_of(page)
    assert not BiasResolution.objects.exists()
    client.post(address_of(report), {"note": "Spoke with the speaker; slides changed."})
    done = BiasResolution.objects.get()
    assert (done.note, done.resolved_by) == ("Spoke with the speaker; slides changed.", reviewer)
    assert "Spoke with the speaker" in text_of(client.get(address_of(report)))
    client.post(address_of(report), {"note": "Otherwise"})
    with pytest.raises(ActionRefused, match="meanwhile"):
        resolve_bias(report, note="Otherwise", by=reviewer, at=timezone.now())
    assert BiasResolution.objects.get().note == "Spoke with the speaker; slides changed."
    assert list(BiasReport.objects.for_office(reviewer).unresolved()) == []


def test_the_database_wants_to_know_what_was_done(reviewer, report):
    with pytest.raises(IntegrityError), transaction.atomic():
        BiasResolution.objects.create(evaluation=report, note="", resolved_at=timezone.now(), resolved_by=reviewer)


@pytest.mark.rule("REV-3")
def test_nobody_looks_into_bias_in_what_they_teach(client):
    rae = make_reviewer("Rae Reviewer", profession="pharmacist")
    activity = make_past_activity(planners=[rae])
    ana = make_person("Ana Ríos")
    attend(ana, activity)
    report = evaluate(ana, activity, bias="One drug only")
    client.force_login(rae)
    assert client.get(address_of(report)).status_code == 302  # as for what is not there
    with pytest.raises(ActionRefused, match="on whose team"):
        resolve_bias(report, note="Nothing to it", by=rae, at=timezone.now())


def test_a_fair_evaluation_is_no_report(reviewer):
    activity = make_past_activity()
    ana = make_person("Ana Ríos")
    attend(ana, activity)
    fair = evaluate(ana, activity)
    assert list(BiasReport.objects.for_office(reviewer)) == []
    with pytest.raises(ActionRefused):
        resolve_bias(fair, note="Nothing", by=reviewer, at=timezone.now())


def test_who_only_reads_writes_no_resolution(client, report):
    client.force_login(make_person("Sam Staff", staff=True))
    assert client.post(address_of(report), {"note": "Nothing to it"}).status_code == 403
    assert not BiasResolution.objects.exists()


def test_beside_it_stands_what_learners_read_of_its_people(client, reviewer, report):
    client.force_login(reviewer)
    page = client.get(address_of(report))
    assert "None of the persons in control of content has relevant financial relationships" in text_of(page)
    review = reverse("admin:activities_activity_review", args=[report.questionnaire.activity.pk])
    assert f"{review}#section-disclosures" in page.text


def test_after_one_the_next_is_named(client, reviewer, report):
    client.force_login(reviewer)
    other = make_past_activity(title="Sepsis again")
    bo = make_person("Bo Lee")
    attend(bo, other)
    evaluate(bo, other, bias="Again one drug")
    page = client.post(address_of(report), {"note": "Looked into."}, follow=True)
    assert "Next: Sepsis again" in text_of(page)
