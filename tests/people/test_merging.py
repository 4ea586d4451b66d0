"""Two accounts of one person become one, nothing is lost on the way, and it can be taken back exactly."""

import re
from decimal import Decimal

import pytest
from allauth.account.models import EmailAddress
from django.apps import apps
from django.conf import settings
from django.core import mail
from django.core.serializers import serialize
from django.urls import reverse
from django.utils import timezone

from accounts.models import Identifier, User
from activities.models import Status
from core.errors import ActionRefused
from credits.models import Claim
from credits.services import revoke_certificate
from learners.models import Attendance, Registration
from people.duplicates import NOT_PROVEN, PROVEN, likely_pairs
from people.models import JoinRequest, Merge, MergedRow
from people.relations import RELATIONS, pointing_at_people
from people.services import ask_to_join, fates, merge_people, tell_apart, undo_merge
from tests.acts import attend, claim, evaluate, make_past_activity
from tests.factories import make_activity, make_disclosure, make_person
from tests.mail import deliver_waiting_letters
from tests.pages import queries_of, text_of

pytestmark = [pytest.mark.django_db, pytest.mark.rule("ATT-5")]


def office():
    return make_person("Stan Staff", staff=True)


def merge(kept, merged, **wanted):
    wanted.setdefault("by", None)
    asked = {"reason": "She wrote from both addresses.", "at": timezone.now(), **wanted}
    return merge_people(kept, merged, **{**asked, "by": wanted["by"] or office()})


def everything() -> dict[str, list[str]]:
    """Every row of every table that the journal does not itself add to."""
    own = {"people.Merge", "people.MergedRow"}
    models = [model for model in apps.get_models() if model._meta.label not in own]
    return {
        model._meta.label: sorted(serialize("json", [row]) for row in model._base_manager.all()) for model in models
    }


def test_every_relation_to_a_person_has_its_line():
    """A new relation fails here until somebody says what a merge does with it (`people/relations.py`)."""
    lines = [(relation.model, relation.field) for relation in RELATIONS]
    assert sorted(set(pointing_at_people()) - set(lines)) == []
    assert sorted(set(lines) - set(pointing_at_people())) == []
    assert len(lines) == len(set(lines))


def a_full_life(person):
    """On a team, disclosed, registered, attended, evaluated, claimed."""
    make_disclosure(person, ("Novacor", "consultant"))
    make_activity(Status.DRAFT, director=person)
    done = make_past_activity()
    claim(person, done)
    waiting = make_activity(Status.OPEN, capacity=0)
    Registration.objects.create(activity=waiting, learner=person, status="waiting", registered_at=timezone.now())
    Identifier.objects.create(user=person, kind="npi", value="1234567893")
    EmailAddress.objects.create(user=person, email=person.email, verified=True, primary=True)
    return done


def test_everything_moves_and_undoing_puts_every_row_back():
    kept, merged = make_person("Ana Ríos"), make_person("Ana Ríos")
    EmailAddress.objects.create(user=kept, email=kept.email, verified=True, primary=True)
    done = a_full_life(merged)
    staff = office()
    before = everything()
    address = merged.email

    made = merge(kept, merged, by=staff)

    assert Claim.objects.get().learner == kept
    assert Attendance.objects.get(session__activity=done).learner == kept
    assert {kept.disclosures.count(), kept.evaluations.count(), kept.registrations.count() - 1} == {1}
    assert set(kept.team_memberships.values_list("role", flat=True)) == {"director"}
    merged.refresh_from_db()
    assert (merged.is_active, merged.email.endswith("@merged.invalid")) == (False, True)
    addresses = EmailAddress.objects.filter(user=kept).values_list("email", "verified", "primary")
    assert sorted(addresses) == sorted([(kept.email, True, True), (address, True, False)])
    assert everything() != before

    undo_merge(made, by=staff, at=timezone.now())

    assert everything() == before
    assert made.rows.exists()


def test_what_the_kept_account_gained_since_stays_with_it():
    kept, merged = make_person("Ana Ríos"), make_person("Ana Ríos")
    a_full_life(merged)
    made = merge(kept, merged)
    later = make_past_activity()
    attend(kept, later)
    undo_merge(made, by=office(), at=timezone.now())
    assert Attendance.objects.get(session__activity=later).learner == kept


@pytest.mark.rule("ATT-1")
def test_where_both_were_there_it_is_kept_once_and_the_longer_time_counts():
    kept, merged, activity = make_person("Ana Ríos"), make_person("Ana Ríos"), make_past_activity()
    attend(kept, activity)
    attend(merged, activity)
    Attendance.objects.filter(learner=kept).update(minutes=20)
    staff = office()
    before = everything()
    made = merge(kept, merged, by=staff)
    one = Attendance.objects.get()
    assert (one.learner, one.minutes) == (kept, None)
    assert Registration.objects.get().learner == kept
    undo_merge(made, by=staff, at=timezone.now())
    assert everything() == before


def test_of_two_registrations_the_one_with_a_seat_stays():
    kept, merged, activity = make_person("Ana Ríos"), make_person("Ana Ríos"), make_activity()
    now = timezone.now()
    Registration.objects.create(
        activity=activity, learner=kept, registered_at=now, status="cancelled", cancelled_at=now
    )
    Registration.objects.create(activity=activity, learner=merged, registered_at=now)
    merge(kept, merged)
    assert Registration.objects.get().status == "registered"


@pytest.mark.rule("AMA-3")
def test_where_both_claimed_one_certificate_has_to_be_revoked_first():
    kept, merged, activity = make_person("Ana Ríos"), make_person("Ana Ríos"), make_past_activity()
    claim(kept, activity)
    second = claim(merged, activity)
    with pytest.raises(ActionRefused, match="Both claimed credit for “Sepsis"):
        merge(kept, merged)
    assert not Merge.objects.exists()
    revoke_certificate(second.certificates.get(), by=office(), at=timezone.now(), reason="Claimed twice.")
    merge(kept, merged)
    assert {one.learner for one in Claim.objects.all()} == {kept, merged}
    assert sum(one.amount for one in Claim.objects.filter(learner=kept)) == Decimal("1.00")


def test_both_answers_to_an_evaluation_stay():
    kept, merged, activity = make_person("Ana Ríos"), make_person("Ana Ríos"), make_past_activity()
    for person in (kept, merged):
        attend(person, activity)
        evaluate(person, activity)
    merge(kept, merged)
    assert (kept.evaluations.count(), merged.evaluations.count()) == (1, 1)


@pytest.mark.parametrize(
    ("change", "sentence"),
    [
        (lambda kept, merged: (kept, kept), "the same account"),
        (lambda kept, merged: (kept, office()), "belongs to the office"),
        (lambda kept, merged: (kept, deactivated(merged)), "is not active"),
    ],
)
def test_some_accounts_cannot_be_merged(change, sentence):
    pair = change(make_person("Ana Ríos"), make_person("Ana Ríos"))
    with pytest.raises(ActionRefused, match=sentence):
        merge(*pair)


def deactivated(person):
    person.is_active = False
    person.save()
    return person


def test_a_merge_needs_a_reason_and_cannot_be_undone_twice_or_out_of_order():
    first, second, third = (make_person("Ana Ríos") for _ in range(3))
    with pytest.raises(ActionRefused, match="Say how you know"):
        merge(first, second, reason="  ")
    one, two = merge(first, second), merge(third, first)
    with pytest.raises(ActionRefused, match="Undo the later merge first"):
        undo_merge(one, by=office(), at=timezone.now())
    undo_merge(two, by=office(), at=timezone.now())
    undo_merge(one, by=office(), at=timezone.now())
    with pytest.raises(ActionRefused, match="undone already"):
        undo_merge(one, by=office(), at=timezone.now())


def test_a_merge_whose_rows_were_changed_since_is_not_undone_by_halves():
    kept, merged = make_person("Ana Ríos"), make_person("Ana Ríos")
    a_full_life(merged)
    made = merge(kept, merged)
    Attendance.objects.all().delete()
    with pytest.raises(ActionRefused, match="has been changed since"):
        undo_merge(made, by=office(), at=timezone.now())
    assert Claim.objects.get().learner == kept


def test_the_old_address_leads_to_the_account_that_is_kept(client):
    kept, merged = make_person("Ana Ríos"), make_person("Ana Ríos", email="old@example.org")
    EmailAddress.objects.create(user=merged, email=merged.email, verified=True, primary=True)
    merge(kept, merged)
    client.post(reverse("account_request_login_code"), {"email": "old@example.org"})
    assert mail.outbox[-1].to == ["old@example.org"]
    code = re.search(r"\b[A-Z0-9]{3,}-?[A-Z0-9]{3,}\b", mail.outbox[-1].subject)[0]
    client.post(reverse("account_confirm_login_code"), {"code": code})
    assert client.session["_auth_user_id"] == str(kept.pk)


def test_the_preview_says_all_that_the_merge_does():
    kept, merged = make_person("Ana Ríos"), make_person("Ana Ríos")
    a_full_life(merged)
    told = {fate.relation.model: len(fate.moves) for fate in fates(kept, merged)}
    made = merge(kept, merged)
    moved = made.rows.filter(act=MergedRow.Act.MOVED).values_list("model", flat=True)
    assert {model: list(moved).count(model) for model in set(moved)} == {m: n for m, n in told.items() if n}


# --- Finding them ----------------------------------------------------------------------------------------------------
def reasons() -> dict[frozenset[str], list[str]]:
    return {frozenset((pair.first.email, pair.second.email)): pair.reasons for pair in likely_pairs()}


def seen(*people):
    User.objects.filter(pk__in=[person.pk for person in people]).update(last_login=timezone.now())


def test_likely_pairs_come_with_their_reasons():
    one = make_person("Ana Ríos", email="ana.rios@gmail.com", employer="Intermountain Clinic")
    two = make_person("Rios, Ana", email="anarios+cme@gmail.com", employer="intermountain  clinic")
    three = make_person("Bo Li", email="bo@example.org", npi="1234567893")
    four = make_person("Bo Z. Li", email="bo2@example.org", npi="1234567893")
    five, six = make_person("Cy Young", email="cy1@example.org"), make_person("Cy Young", email="cy2@example.org")
    User.objects.filter(pk=two.pk).update(name_key=one.name_key)
    seen(one, two, three, four, five, six)
    assert reasons() == {
        frozenset((one.email, two.email)): ["Two spellings of the same address", "The same name and employer"],
        frozenset((three.email, four.email)): ["The same number (NPI)"],
    }
    tell_apart(four, three, by=office(), at=timezone.now())
    assert len(reasons()) == 1


def test_a_name_shared_with_somebody_who_never_signed_in_is_a_reason():
    one, two = make_person("Ana Ríos", email="a1@example.org"), make_person("Ana Rios", email="a2@example.org")
    seen(one)
    assert list(reasons().values()) == [["The same name, and one of them has never signed in"]]
    assert likely_pairs()[0].first == one
    merge(one, two)
    assert reasons() == {}


def test_saying_another_address_of_oneself_answers_the_same_whether_it_is_known(client):
    ana = make_person("Ana Ríos", email="ana@example.org")
    make_person("Somebody Else", email="known@example.org")
    client.force_login(ana)
    answers = [
        text_of(client.post(reverse("people:other_address"), {"other_email": email}, follow=True))
        for email in ("known@example.org", "unknown@example.org")
    ]
    assert answers[0] == answers[1]
    assert "Thank you. We mail that address once" in answers[0]
    assert list(reasons().values()) == [[NOT_PROVEN]]
    own = client.post(reverse("people:other_address"), {"other_email": "ANA@example.org"})
    assert "the address you are signed in with" in text_of(own)


def test_the_other_address_is_asked_and_the_office_sees_what_it_says(client):
    ana = make_person("Ana Ríos", email="ana@example.org")
    make_person("Anna Rios", email="known@example.org")
    for email in ("known@example.org", "unknown@example.org", "known@example.org"):
        ask_to_join(ana, other_email=email, at=timezone.now())
    deliver_waiting_letters()
    assert sorted(letter.to[0] for letter in mail.outbox) == ["known@example.org", "unknown@example.org"]
    letter = next(letter for letter in mail.outbox if letter.to == ["known@example.org"])
    link = re.search(r"http\S+", letter.body)[0].removeprefix(settings.SITE_URL)

    assert "Ana Ríos says that known@example.org is theirs." in text_of(client.get(link))
    assert list(reasons().values()) == [[NOT_PROVEN]]
    assert "The office knows now that both addresses are yours" in text_of(client.post(link, follow=True))
    assert list(reasons().values()) == [[PROVEN]]
    assert client.get(link[:-2] + "/").status_code == 410


def test_what_somebody_said_is_settled_by_the_merge():
    ana, other = make_person("Ana Ríos"), make_person("Anna Rios", email="other@example.org")
    ask_to_join(ana, other_email="Other@example.org", at=timezone.now())
    merge(ana, other)
    assert JoinRequest.objects.get().settled_by is not None


# --- Pages -----------------------------------------------------------------------------------------------------------
def test_staff_compare_join_and_undo(client):
    kept = make_person("Ana Ríos", email="ana.rios@gmail.com")
    merged = make_person("Ana Ríos", email="anarios@gmail.com")
    a_full_life(merged)
    client.force_login(office())
    listed = text_of(client.get(reverse("people:duplicates")))
    assert "Two spellings of the same address" in listed
    address = reverse("people:merge", args=[kept.pk, merged.pk])
    page = text_of(client.get(address))
    assert "What moves" in page
    assert "Claims 1 moves" in page
    refused = client.post(address, {"reason": ""})
    assert refused.status_code == 422
    done = client.post(address, {"reason": "Same NPI."}, follow=True)
    assert "Joined on" in text_of(done)
    undone = client.post(reverse("people:merge_done", args=[Merge.objects.get().pk]), follow=True)
    assert "everything is where it was" in text_of(undone)
    client.post(reverse("people:apart", args=[kept.pk, merged.pk]))
    assert "Two spellings of the same address" not in text_of(client.get(reverse("people:duplicates")))


def test_the_list_of_pairs_takes_as_many_queries_for_three_as_for_one(client):
    client.force_login(make_person("Sue Super", superuser=True))

    def cost(pairs: int) -> int:
        for n in range(pairs):
            for plus in ("", "+x"):
                make_person(f"Pair Number{chr(97 + n)}", email=f"pair{n}{pairs}{plus}@example.org")
        return queries_of(client, reverse("people:duplicates"))

    assert cost(1) == cost(3)
