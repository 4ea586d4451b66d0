"""Who was there without being on record tells the office, after the codes have stopped (ATT-3, ATT-4, AMA-7)."""

from datetime import timedelta
from decimal import Decimal

import pytest
from django.core import mail
from django.db import IntegrityError, transaction
from django.urls import reverse
from django.utils import timezone

from core.errors import ActionRefused
from credits.eligibility import standing_of
from credits.models import LateClaimRequest
from credits.services import claim_credit, decline_late_claim, grant_late_claim, tell_presence
from credits.tasks import announce_late_claim, tell_of_late_claim
from learners.models import Attendance
from learners.services import register_learner
from tests.acts import attend, evaluate, make_past_activity
from tests.factories import Item, make_activity, make_person
from tests.pages import fields_of, queries_of, text_of

pytestmark = [pytest.mark.django_db, pytest.mark.rule("ATT-3")]
QUEUE = "/admin/credits/lateclaimrequest/"
TWO = [Item("Morning"), Item("Afternoon")]


@pytest.fixture
def ana():
    return make_person("Ana Ríos")


def over(days=2, **wanted):
    return make_past_activity(ago=timedelta(days=days), **wanted)


def page_of(activity):
    return reverse("credits:presence", args=[activity.slug])


def claim_page_of(activity):
    return reverse("credits:claim", args=[activity.slug])


def tell(learner, activity, *sessions, reason="My phone was empty."):
    chosen = sessions or tuple(activity.sessions.filter(counts_for_credit=True)[:1])
    return tell_presence(activity, learner=learner, sessions=chosen, reason=reason, at=timezone.now())


def test_the_claim_page_leads_to_the_office_and_lists_nothing_that_cannot_be_done(client, ana):
    activity = over()
    client.force_login(ana)
    page = client.get(claim_page_of(activity))
    assert page_of(activity) in page.content.decode()
    for gone in ("Type the session’s code", "Record your attendance with", "Evaluate it first"):
        assert gone not in text_of(page)
    assert "Tell the office" in text_of(page)
    assert claim_page_of(activity) in client.get(activity.get_absolute_url()).content.decode()


def test_while_a_code_works_one_is_led_to_it(client, ana):
    client.force_login(ana)
    page = client.get(claim_page_of(make_past_activity()))
    assert "Type the session’s code" in text_of(page)


def test_what_the_office_grants_is_recorded_and_can_be_evaluated_and_claimed(client, ana, settings):
    activity = over(days=10, claim_window_days=3, agenda=TWO)
    first, second = activity.sessions.filter(counts_for_credit=True)
    client.force_login(ana)
    client.post(page_of(activity), {"sessions": [second.pk], "reason": "I sat with Dr. Lee."}, follow=True)
    asked = LateClaimRequest.objects.get()
    assert (asked.kind, asked.status, list(asked.sessions_told.all())) == ("presence", "waiting", [second])
    assert "It decides, and writes to you." in text_of(client.get("/me/"))
    assert "You told the office on" in text_of(client.get(claim_page_of(activity)))

    client.force_login(make_person("Olga Office", superuser=True, staff=True))
    assert "Was there, not on record" in text_of(client.get(QUEUE))
    deciding = text_of(client.get(f"{QUEUE}{asked.pk}/change/"))
    assert "I sat with Dr. Lee." in deciding
    assert "Afternoon" in deciding
    client.post(f"{QUEUE}{asked.pk}/change/", {"grant": "1", "note": ""})
    recorded = Attendance.objects.get(learner=ana)
    assert (recorded.session, recorded.source) == (second, "staff")
    evaluate(ana, activity)
    assert claim_credit(activity, learner=ana, amount=Decimal(1), at=timezone.now()).amount == 1


def test_both_are_written_to(ana, django_capture_on_commit_callbacks):
    activity, olga = over(), make_person("Olga Office", superuser=True, staff=True)
    with django_capture_on_commit_callbacks(execute=True):
        [asked] = tell(ana, activity)
    announce_late_claim(asked.pk)
    grant_late_claim(asked, by=olga, at=timezone.now())
    tell_of_late_claim(asked.pk)
    tell_of_late_claim(asked.pk)
    subjects = [letter.subject for letter in mail.outbox]
    assert any("Somebody was there and is not on record: Ana Ríos" in subject for subject in subjects)
    assert len([subject for subject in subjects if subject.startswith("Your attendance is recorded")]) == 1


def test_what_the_office_declines_says_why_and_offers_nothing_more(client, ana):
    activity, olga = over(), make_person("Olga Office", superuser=True, staff=True)
    [asked] = tell(ana, activity)
    decline_late_claim(asked, by=olga, at=timezone.now(), note="Nobody remembers you there.")
    client.force_login(ana)
    page = text_of(client.get(claim_page_of(activity)))
    assert "Nobody remembers you there." in page
    assert "Evaluate" not in page
    assert "There is nothing to tell" in text_of(client.get(page_of(activity)))
    assert not Attendance.objects.exists()
    grant_late_claim(asked, by=olga, at=timezone.now())  # the office may think again
    assert Attendance.objects.filter(learner=ana).count() == 1


def test_the_office_records_a_part_of_what_it_was_told_and_says_why_not_the_rest(client, ana, settings):
    activity = over(agenda=TWO)
    first, second = activity.sessions.filter(counts_for_credit=True)
    [asked] = tell(ana, activity, first, second)
    client.force_login(make_person("Olga Office", superuser=True, staff=True))
    page_of_asked = f"{QUEUE}{asked.pk}/change/"
    assert fields_of(client.get(page_of_asked), containing="note")["sessions"] == [str(first.pk), str(second.pk)]

    refused = client.post(page_of_asked, {"grant": "1", "note": "", "sessions": [first.pk]})
    assert "Say why the others are not recorded" in text_of(refused)
    assert "at least one session" in text_of(client.post(page_of_asked, {"grant": "1", "note": "Neither."}))
    assert not Attendance.objects.exists()

    client.post(page_of_asked, {"grant": "1", "note": "You left at noon.", "sessions": [first.pk]})
    assert [row.session for row in Attendance.objects.filter(learner=ana)] == [first]
    tell_of_late_claim(asked.pk)
    letter = mail.outbox[-1].body
    assert "- Morning" in letter
    assert "Afternoon" not in letter
    assert "You left at noon." in letter
    with pytest.raises(ActionRefused, match="nothing to tell"):  # the rest has its answer
        tell(ana, activity, second)


def test_who_decides_after_a_colleague_is_told_so(client, ana):
    [asked] = tell(ana, over())
    grant_late_claim(asked, by=make_person("Olga Office", superuser=True, staff=True), at=timezone.now())
    client.force_login(make_person("Omar Office", superuser=True, staff=True))
    page = client.post(f"{QUEUE}{asked.pk}/change/", {"grant": "1", "note": ""})
    assert "This late claim has been granted already." in text_of(page)


def test_of_a_series_each_session_is_decided_on_by_itself(ana):
    activity = over(days=15, format="series")
    first, second, _ = activity.sessions.all()
    assert [asked.session for asked in tell(ana, activity, first, second)] == [first, second]
    with pytest.raises(ActionRefused, match="told of already"):
        tell(ana, activity, first)


def test_one_tells_once_with_a_reason_and_only_of_what_is_over(client, ana):
    activity = over(agenda=TWO)
    attend(ana, activity, session=activity.sessions.first())
    for refused, sentence in (({"reason": " "}, "in a sentence"), ({"sessions": activity.sessions.all()}, "on record")):
        wanted = {"sessions": [activity.sessions.last()], "reason": "x", **refused}
        with pytest.raises(ActionRefused, match=sentence):
            tell(ana, activity, *wanted["sessions"], reason=wanted["reason"])
    tell(ana, activity, activity.sessions.last())
    with pytest.raises(ActionRefused, match="told the office already"):
        tell(ana, activity, activity.sessions.last())
    with pytest.raises(ActionRefused, match="nothing to tell"):
        tell(ana, make_activity(title="To come"), *activity.sessions.all())
    client.force_login(ana)
    page = client.post(page_of(over(title="Another")), {"reason": "Typed"})
    assert "Choose where you were." in text_of(page)
    assert page.context["form"]["reason"].value() == "Typed"


def test_the_database_grants_no_presence_by_rule(ana):
    [asked] = tell(ana, over())
    with pytest.raises(IntegrityError), transaction.atomic():
        LateClaimRequest.objects.filter(pk=asked.pk).update(
            status="granted", decided_at=timezone.now(), closes_at=timezone.now()
        )


def test_nobody_decides_on_their_own(ana):
    olga = make_person("Olga Office", superuser=True, staff=True)
    [asked] = tell(olga, over())
    with pytest.raises(ActionRefused, match="Somebody else"):
        grant_late_claim(asked, by=olga, at=timezone.now())


def test_who_was_registered_and_is_not_on_record_is_asked_apart(client, ana):
    courses = [make_activity(title=f"Course {number}") for number in range(3)]
    for course in courses:
        register_learner(course, learner=ana, at=timezone.now())
    counts = []
    client.force_login(ana)
    for course in courses:
        now = timezone.now() - timedelta(days=1)
        course.sessions.update(starts_at=now - timedelta(hours=1), ends_at=now)
        type(course).objects.filter(pk=course.pk).update(start_date=now.date(), end_date=now.date())
        course.designations.update(designated_at=now - timedelta(days=9))
        counts.append(queries_of(client, "/me/"))
    page = client.get("/me/")
    assert len(page.context["absent"]) == 3
    assert list(page.context["page"]) == []
    assert counts[0] == counts[-1]


def test_a_claim_made_before_can_be_corrected_after_a_grant(ana):
    activity = over(days=2, agenda=TWO)
    first, second = activity.sessions.all()
    attend(ana, activity, session=first)
    evaluate(ana, activity)
    made = claim_credit(activity, learner=ana, amount=Decimal(1), at=timezone.now())
    [asked] = tell(ana, activity, second)
    grant_late_claim(asked, by=make_person("Olga Office", superuser=True, staff=True), at=timezone.now())
    assert standing_of(activity, ana, at=timezone.now()).maximum == 2
    assert made.amount == 1
