"""Late claims: asked for with a reason, granted by rule or by the office, and never for what was not attended (AMA-7)."""

from datetime import timedelta
from decimal import Decimal

import pytest
from django.core import mail
from django.db import IntegrityError, transaction
from django.urls import reverse
from django.utils import timezone

from activities.models import OfficeSettings
from core.errors import ActionRefused
from credits.eligibility import standing_of
from credits.models import Claim, LateClaimRequest
from credits.periodic import send_missing_late_claim_letters
from credits.services import ask_late_claim, claim_credit, decline_late_claim, grant_late_claim
from tests.acts import attend, become_ready, make_past_activity
from tests.factories import make_activity, make_person, make_reviewer
from tests.pages import text_of
from uucme.runtime import lifeline

pytestmark = [pytest.mark.django_db, pytest.mark.rule("AMA-7")]
QUEUE = "/admin/credits/lateclaimrequest/"


@pytest.fixture
def ana():
    return make_person("Ana Ríos")


def missed(learner, *, days=10, window=3, **wanted):
    """Attended and evaluated `days` ago, with a window that was over `days - window` days ago."""
    activity = make_past_activity(ago=timedelta(days=days), claim_window_days=window, **wanted)
    become_ready(learner, activity)
    return activity


def ask(learner, activity, reason="I was on call.", **wanted):
    return ask_late_claim(activity, learner=learner, reason=reason, at=timezone.now(), **wanted)


def set_office(**values):
    office = OfficeSettings.current()
    for name, value in values.items():
        setattr(office, name, value)
    office.save()


def page_of(activity, session=None):
    return reverse("credits:late_claim", args=[activity.slug, session.pk] if session else [activity.slug])


# --- Asking ----------------------------------------------------------------------------------------------------------
def test_a_reason_soon_after_the_window_opens_the_claim_at_once(client, ana):
    activity = missed(ana)
    client.force_login(ana)
    page = client.get(reverse("credits:claim", args=[activity.slug]))
    assert page_of(activity) in page.content.decode()
    asking = client.get(page_of(activity))
    assert "a late claim of this kind is granted at once" in text_of(asking)
    answer = client.post(page_of(activity), {"reason": "I was on call."}, follow=True)
    assert answer.redirect_chain[-1][0] == reverse("credits:claim", args=[activity.slug])
    assert "Granted. You can claim until" in text_of(answer)
    client.post(reverse("credits:claim", args=[activity.slug]), {"amount": "1"})
    assert Claim.objects.get(learner=ana).amount == 1


def test_without_a_reason_nothing_is_asked_and_what_was_typed_stays(client, ana):
    activity = missed(ana)
    client.force_login(ana)
    assert "Say why you are late." in text_of(client.post(page_of(activity), {"reason": "   "}))
    long = client.post(page_of(activity), {"reason": "x" * 501})
    assert "at most 500" in text_of(long)
    assert long.context["form"]["reason"].value() == "x" * 501
    assert not LateClaimRequest.objects.exists()


def test_what_the_rule_does_not_cover_waits_for_the_office(client, ana):
    set_office(late_claim_days=5)
    activity = missed(ana, days=20)
    client.force_login(ana)
    assert "The office reads your reason, decides, and writes to you." in text_of(client.get(page_of(activity)))
    answer = client.post(page_of(activity), {"reason": "I was abroad."}, follow=True)
    assert "The office has your request." in text_of(answer)
    assert "You asked on" in text_of(answer)
    with pytest.raises(ActionRefused, match="The office decides"):
        claim_credit(activity, learner=ana, amount=Decimal(1), at=timezone.now())
    assert LateClaimRequest.objects.get().status == "waiting"


def test_a_year_has_so_many_grants_and_the_next_year_begins_anew(ana):
    set_office(late_claims_per_year=1)
    assert ask(ana, missed(ana)).status == "granted"
    assert ask(ana, missed(ana)).status == "waiting"
    LateClaimRequest.objects.filter(status="granted").update(asked_at=timezone.now() - timedelta(days=366))
    assert ask(ana, missed(ana)).status == "granted"


def test_grants_of_the_office_do_not_use_up_those_of_the_rule(ana):
    set_office(late_claims_per_year=1, late_claim_days=0)
    grant_late_claim(ask(ana, missed(ana)), by=make_reviewer(), at=timezone.now())
    set_office(late_claim_days=30)
    assert ask(ana, missed(ana)).status == "granted"


@pytest.mark.rule("AMA-3")
def test_what_was_not_attended_cannot_be_asked_for(client, ana):
    activity = make_past_activity(ago=timedelta(days=10), claim_window_days=3)
    client.force_login(ana)
    page = client.get(page_of(activity))
    assert "If you were there, tell the office." in text_of(page)
    assert reverse("credits:presence", args=[activity.slug]) in page.content.decode()
    with pytest.raises(ActionRefused, match="tell the office"):
        ask(ana, activity)


@pytest.mark.rule("AMA-5")
def test_material_whose_assessment_was_not_passed_cannot_be_asked_for(ana):
    activity = make_activity(format="enduring", starts_at=timezone.now() - timedelta(days=40), claim_window_days=3)
    activity.registrations.create(learner=ana, registered_at=timezone.now() - timedelta(days=40))
    with pytest.raises(ActionRefused, match="write to the office"):
        ask(ana, activity)


def test_while_it_can_be_claimed_nobody_needs_to_ask(ana):
    activity = make_past_activity()
    attend(ana, activity)
    with pytest.raises(ActionRefused, match="you need not ask"):
        ask(ana, activity)


def test_asking_twice_is_refused_by_the_service_and_by_the_database(ana):
    set_office(late_claims_per_year=0)
    activity = missed(ana)
    asked = ask(ana, activity)
    with pytest.raises(ActionRefused, match="You have asked already"):
        ask(ana, activity)
    asked.pk = None
    with pytest.raises(IntegrityError), transaction.atomic():
        asked.save(force_insert=True)


def test_a_session_of_a_series_is_asked_for_by_itself(client, ana):
    activity = make_past_activity(ago=timedelta(days=30), format="series", claim_window_days=3)
    first, second, _ = activity.sessions.all()
    become_ready(ana, activity, session=first)
    attend(ana, activity, session=second)
    client.force_login(ana)
    client.post(page_of(activity, first), {"reason": "I was on call."})
    now = timezone.now()
    assert standing_of(activity, ana, at=now, session=first).can_claim
    assert standing_of(activity, ana, at=now, session=second).is_missed


def test_a_grant_that_lapsed_is_over_and_can_be_asked_for_once_more(ana):
    activity = missed(ana)
    granted = ask(ana, activity)
    later = granted.closes_at + timedelta(minutes=1)
    assert standing_of(activity, ana, at=later - timedelta(minutes=2)).can_claim
    standing = standing_of(activity, ana, at=later)
    assert not standing.can_claim
    assert standing.is_missed
    assert "You can ask once more." in standing.refusals[0]


# --- Deciding --------------------------------------------------------------------------------------------------------
@pytest.fixture
def waiting(ana):
    set_office(late_claims_per_year=0)
    return ask(ana, missed(ana))


def test_the_office_sees_the_oldest_first_with_what_stands_behind(client, waiting):
    client.force_login(make_reviewer())
    LateClaimRequest.objects.update(asked_at=timezone.now() - timedelta(days=4))
    page = text_of(client.get(QUEUE))
    assert "Ana Ríos" in page
    assert "4 days" in page
    assert "1 Late claim to decide on" in text_of(client.get("/admin/"))
    one = text_of(client.get(f"{QUEUE}{waiting.pk}/change/"))
    assert "I was on call." in one
    assert "At most 1.00 can be claimed." in one


def test_a_grant_opens_a_window_of_ones_own_and_is_told_by_letter(client, waiting, ana):
    client.force_login(make_reviewer())
    client.post(f"{QUEUE}{waiting.pk}/change/", {"grant": "1", "note": "Of course."})
    waiting.refresh_from_db()
    assert standing_of(waiting.activity, ana, at=timezone.now()).can_claim
    send_letters()
    [letter] = [letter for letter in mail.outbox if letter.to == [ana.email]]
    assert letter.subject.startswith("You can claim late")
    assert "Of course." in letter.body
    assert f"/activities/{waiting.activity.slug}/claim/" in letter.body


def test_a_refusal_needs_a_reason_that_the_learner_reads(client, waiting, ana):
    client.force_login(make_reviewer())
    page = client.post(f"{QUEUE}{waiting.pk}/change/", {"decline": "1", "note": " "})
    assert "Say why it is declined" in text_of(page)
    client.post(f"{QUEUE}{waiting.pk}/change/", {"decline": "1", "note": "It was last year."})
    client.force_login(ana)
    assert "The office declined a late claim: It was last year." in text_of(client.get("/me/"))
    assert "Declined: It was last year." in text_of(client.get("/me/transcript/"))


def test_several_are_decided_together(client, waiting):
    ben = make_person("Ben Stranger")
    other = ask(ben, missed(ben))
    client.force_login(make_reviewer())
    chosen = {"action": "decline_chosen", "_selected_action": [waiting.pk, other.pk]}
    assert "Ben Stranger" in text_of(client.post(QUEUE, chosen))
    assert "This field is required." in text_of(client.post(QUEUE, chosen | {"decide": "1", "note": ""}))
    client.post(QUEUE, chosen | {"decide": "1", "note": "Too late."})
    assert set(LateClaimRequest.objects.values_list("status", flat=True)) == {"declined"}


def test_what_was_declined_by_mistake_can_be_granted(waiting):
    office = make_reviewer()
    decline_late_claim(waiting, by=office, at=timezone.now(), note="No.")
    with pytest.raises(ActionRefused, match="decided already"):
        decline_late_claim(waiting, by=office, at=timezone.now(), note="No.")
    assert grant_late_claim(waiting, by=office, at=timezone.now()).status == "granted"
    with pytest.raises(ActionRefused, match="granted already"):
        grant_late_claim(waiting, by=office, at=timezone.now())


def test_nobody_decides_on_their_own_and_no_outsider_decides(client, waiting, ana):
    with pytest.raises(ActionRefused, match="for the CME office"):
        grant_late_claim(waiting, by=make_person("Olga Other"), at=timezone.now())
    reviewer = make_reviewer()
    LateClaimRequest.objects.update(learner=reviewer)
    with pytest.raises(ActionRefused, match="Somebody else"):
        grant_late_claim(waiting, by=reviewer, at=timezone.now())
    client.force_login(ana)
    assert client.get(f"{QUEUE}{waiting.pk}/change/").status_code == 302


@pytest.mark.parametrize(
    "broken",
    [
        {"reason": ""},
        {"status": "granted"},
        {"status": "declined", "decided_at": timezone.now()},
        {"closes_at": timezone.now()},
    ],
)
def test_the_database_refuses_half_a_decision(waiting, broken):
    with pytest.raises(IntegrityError), transaction.atomic():
        LateClaimRequest.objects.update(**broken)


# --- Letters ---------------------------------------------------------------------------------------------------------
def send_letters():
    """What the sweep asks for, done at once."""
    from credits import tasks

    for pk in LateClaimRequest.objects.to_announce().values_list("pk", flat=True):
        tasks.announce_late_claim(pk)
    for pk in LateClaimRequest.objects.to_tell().values_list("pk", flat=True):
        tasks.tell_of_late_claim(pk)


def test_the_office_is_told_once_of_what_waits(waiting):
    set_office(contact_email="office@example.org")
    send_letters()
    send_letters()
    [letter] = mail.outbox
    assert letter.to == ["office@example.org"]
    assert "I was on call." in letter.body
    assert f"{QUEUE}{waiting.pk}/change/" in letter.body


@pytest.mark.django_db(transaction=True)
def test_letters_that_were_never_asked_for_are_swept(ana, worker):
    set_office(late_claims_per_year=0, contact_email="office@example.org")
    asked = ask(ana, missed(ana))
    announced = LateClaimRequest.objects.filter(pk=asked.pk, announced_at__isnull=False)
    assert lifeline.wait_until(announced.exists, seconds=30)
    LateClaimRequest.objects.update(announced_at=None, announcing_since=None)
    assert send_missing_late_claim_letters() == 1
    assert lifeline.wait_until(announced.exists, seconds=30)
