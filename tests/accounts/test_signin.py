"""How people come in: by a mailed code, by sign-up, and when the office knew them before."""

import re

import pytest
from allauth.account.models import EmailAddress
from django.core import mail
from django.core.cache import cache
from django.test import Client
from django.urls import reverse

from accounts.models import User
from tests.factories import make_person
from tests.pages import form_of

pytestmark = pytest.mark.django_db
ASK = reverse("account_request_login_code")
CONFIRM = reverse("account_confirm_login_code")
SIGN_UP = reverse("account_signup")
PROVE = reverse("account_email_verification_sent")


@pytest.fixture(autouse=True)
def _fresh_limits() -> None:
    cache.clear()


def mailed_code() -> str:
    found = re.search(r"^\s*([A-Z0-9]{3,4}-[A-Z0-9]{3,4})\s*$", mail.outbox[-1].body, re.MULTILINE)
    assert found, mail.outbox[-1].body
    return found[1]


def a_speaker(email: str = "ngaire@example.org") -> User:
    """As a planner enters one: without a password, and with nothing proven."""
    return make_person("Ngaire Tamati", None, email=email)


def signs_up(client: Client, email: str, **other: str):
    typed = {"given_name": "Ngaire", "family_name": "T", "email": email, "profession": "pharmacist"}
    return client.post(SIGN_UP, typed | other)


def test_a_new_person_signs_up_by_code_and_lands_where_she_was_going(client: Client):
    signs_up(client, "new@example.org", next="/activities/?q=sepsis")

    answer = client.post(reverse("account_email_verification_sent"), {"code": mailed_code()})

    assert (answer.status_code, answer["Location"]) == (302, "/activities/?q=sepsis")
    user = User.objects.get(email="new@example.org")
    assert client.session["_auth_user_id"] == str(user.pk)
    assert (user.printed_name, user.profile.profession_id) == ("Ngaire T", "pharmacist")
    assert not user.has_usable_password()


def test_the_address_alone_is_enough_on_the_page_where_one_signs_in(client: Client):
    """The first form of the page: whoever types an address and presses Enter is mailed a code, and keeps their way."""
    make_person("Ana Ríos", email="ana@example.org")
    page = client.get(reverse("account_login"), {"next": GOING_TO})
    _, _, fields = form_of(page, containing="email")
    assert page.text.index('name="email"') < page.text.index('name="password"')
    answer = client.post(ASK, fields | {"email": "ana@example.org"})
    assert answer["Location"] == f"{CONFIRM}?next=%2Fs%2FABC234%2F"
    assert client.post(CONFIRM, {"code": mailed_code(), "next": GOING_TO})["Location"] == GOING_TO


@pytest.mark.rule("ATT-5")
def test_everybody_new_is_asked_for_another_address_whoever_is_known(client: Client):
    """Also whoever signs up with another spelling of a known address: the answer tells nobody who has an account."""
    make_person("Ngaire T", email="ngaire@gmail.com")
    told = []
    for email in ("n.gaire+cme@gmail.com", "stranger@example.org"):
        visitor = Client()
        signs_up(visitor, email)
        page = visitor.post(reverse("account_email_verification_sent"), {"code": mailed_code()}, follow=True)
        told.append([str(message).replace(email, "ADDRESS") for message in page.context["messages"]])
    assert told[0] == told[1]
    assert any("Have you taken part under another e-mail address?" in sentence for sentence in told[0])
    known = make_person(email="known@example.org")
    EmailAddress.objects.create(user=known, email=known.email, verified=True, primary=True)
    client.post(ASK, {"email": known.email})
    page = client.post(CONFIRM, {"code": mailed_code()}, follow=True)
    assert not any("another e-mail address" in str(message) for message in page.context["messages"])


def test_someone_known_signs_in_by_code_and_lands_where_they_were_going(client: Client):
    user = make_person(email="ana@example.org")
    EmailAddress.objects.create(user=user, email=user.email, verified=True, primary=True)

    asked = client.post(ASK, {"email": "ana@example.org", "next": "/me/"})
    answer = client.post(asked["Location"], {"code": mailed_code(), "next": "/me/"})

    assert (answer.status_code, answer["Location"]) == (302, "/me/")
    assert client.session["_auth_user_id"] == str(user.pk)


def test_asking_for_a_code_does_not_tell_whether_there_is_an_account():
    make_person(email="known@example.org")
    answers = []
    for email in ("known@example.org", "nobody@example.org"):
        client = Client()
        asked = client.post(ASK, {"email": email})
        page = client.get(CONFIRM)
        words = re.sub(r"<input[^>]*>|\s+", " ", page.content.decode()).replace(email, "ADDRESS")
        words = re.sub(r'"X-CSRFToken": "\w+"', "", words)
        answers.append((asked.status_code, asked["Location"], page.status_code, words))

    assert answers[0] == answers[1]


def test_a_wrong_code_is_refused_beside_the_field(client: Client):
    make_person(email="known@example.org")
    client.post(ASK, {"email": "known@example.org"})

    answer = client.post(CONFIRM, {"code": "AAAAAA"})

    assert answer.context["form"].errors == {"code": ["This is not the code we mailed. Please compare it once more."]}
    assert "_auth_user_id" not in client.session


@pytest.mark.rule("ATT-5")
def test_a_speaker_whom_a_planner_entered_signs_in_by_one_code_and_is_verified(client: Client):
    speaker = a_speaker()

    client.post(ASK, {"email": "Ngaire@Example.org"})
    answer = client.post(CONFIRM, {"code": mailed_code()})

    assert (answer.status_code, answer["Location"]) == (302, "/")
    assert client.session["_auth_user_id"] == str(speaker.pk)
    assert list(EmailAddress.objects.values_list("user", "email", "verified")) == [
        (speaker.pk, "ngaire@example.org", True)
    ]
    assert len(mail.outbox) == 1


@pytest.mark.rule("ATT-5")
def test_signing_up_with_a_speakers_address_leads_to_a_code_and_makes_nobody_twice(client: Client):
    speaker = a_speaker()

    signs_up(client, "NGAIRE@example.org", next="/me/")
    assert User.objects.count() == 1

    answer = client.post(PROVE, {"code": mailed_code()})

    assert answer["Location"] == "/me/"
    speaker = User.objects.get()
    assert client.session["_auth_user_id"] == str(speaker.pk)
    assert (speaker.printed_name, speaker.profile.profession_id) == ("Ngaire T", "pharmacist"), "as she writes herself"


@pytest.mark.rule("ATT-5")
def test_what_was_typed_at_sign_up_is_not_taken_over_before_the_address_is_proven(client: Client):
    a_speaker()

    signs_up(client, "ngaire@example.org")
    client.post(PROVE, {"code": "AAAAAA"})

    assert not hasattr(User.objects.get(), "profile")


def test_signing_up_with_the_address_of_a_proven_account_does_not_tell_that_it_exists(client: Client):
    owner = make_person("Ana García", email="ana@example.org")
    EmailAddress.objects.create(user=owner, email=owner.email, verified=True, primary=True)

    known = signs_up(client, "ana@example.org")
    new = signs_up(Client(), "new@example.org")

    assert (known.status_code, known["Location"]) == (new.status_code, new["Location"])
    assert User.objects.get(email="ana@example.org").printed_name == "Ana García"


@pytest.mark.rule("ATT-5")
def test_signing_up_tells_nobody_whether_the_office_knows_an_address():
    """Entered by a planner, proven, or never heard of: the same page and the same words."""
    owner = make_person("Ana García", email="ana@example.org")
    EmailAddress.objects.create(user=owner, email=owner.email, verified=True, primary=True)
    a_speaker("ngaire@example.org")
    answers = []
    for email in ("ana@example.org", "ngaire@example.org", "nobody@example.org"):
        visitor = Client()
        answer = signs_up(visitor, email, next="/me/")
        words = visitor.get(answer["Location"]).content.decode().replace(email, "ADDRESS")
        words = re.sub(r'"X-CSRFToken": "\w+"|name="csrfmiddlewaretoken" value="\w+"', "", words)
        wrong = visitor.post(PROVE, {"code": "AAAAAA"}).context["form"].errors
        answers.append((answer.status_code, answer["Location"], words, wrong))
    assert answers[0] == answers[1] == answers[2]
    assert [letter.to for letter in mail.outbox] == [
        [email] for email in ("ana@example.org", "ngaire@example.org", "nobody@example.org")
    ]


def test_a_name_of_signs_is_refused_at_sign_up_and_nothing_is_kept(client: Client):
    answer = signs_up(client, "new@example.org", given_name="<b>Bob</b>")

    assert answer.context["form"].errors == {
        "given_name": ["A name has letters, spaces, hyphens, apostrophes, commas and points. Please take out: < >"]
    }
    assert answer.context["form"]["family_name"].value() == "T"
    assert not User.objects.exists()


def test_the_letter_says_the_code_where_a_notification_shows_it_and_who_sends_it(client: Client):
    make_person(email="known@example.org")

    client.post(ASK, {"email": "known@example.org"})

    [letter] = mail.outbox
    assert letter.subject == f"{mailed_code()} is your sign-in code"
    assert "University of Utah School of Medicine" in letter.body
    assert "testserver" not in letter.body


def test_a_code_that_did_not_arrive_is_mailed_again(client: Client):
    make_person(email="known@example.org")
    client.post(ASK, {"email": "known@example.org"})
    first = mailed_code()

    client.post(CONFIRM, {"action": "resend"})
    answer = client.post(CONFIRM, {"code": mailed_code()})

    assert mailed_code() != first
    assert answer["Location"] == "/"


def test_a_lecture_hall_behind_one_address_gets_its_codes():
    for number in range(40):
        make_person(email=f"learner-{number}@example.org")

        assert Client().post(ASK, {"email": f"learner-{number}@example.org"}).status_code == 302


# --- Somebody new, on the way to something ---------------------------------------------------------------------------
PROVE = reverse("account_email_verification_sent")
GOING_TO = "/s/ABC234/"


def asks(client: Client, email: str) -> None:
    client.post(ASK, {"email": email, "next": GOING_TO})


def test_an_unknown_address_leads_to_signing_up_and_on_to_where_one_was_going(client: Client):
    asks(client, "zoe@example.org")
    letter = mail.outbox[-1]
    assert f"code={mailed_code()}&next=%2Fs%2FABC234%2F" in letter.body

    proven = client.post(CONFIRM, {"code": mailed_code(), "next": GOING_TO})
    assert proven["Location"] == f"{SIGN_UP}?next=%2Fs%2FABC234%2F"
    page = client.get(proven["Location"])
    assert "zoe@example.org</strong> is yours" in page.content.decode()
    answer = signs_up(client, "zoe@example.org", next=GOING_TO)

    assert answer["Location"] == GOING_TO
    assert client.session["_auth_user_id"] == str(User.objects.get().pk)
    assert EmailAddress.objects.get().verified
    assert len(mail.outbox) == 1, "the address is proven already"


def test_a_proven_address_does_not_prove_another_one(client: Client):
    asks(client, "zoe@example.org")
    client.post(CONFIRM, {"code": mailed_code()})

    answer = signs_up(client, "somebody.else@example.org")

    assert answer["Location"] == PROVE
    assert "_auth_user_id" not in client.session
    assert not EmailAddress.objects.get().verified


def test_somebody_new_gets_another_code_and_only_the_newest_counts(client: Client):
    asks(client, "zoe@example.org")
    first = mailed_code()
    client.post(CONFIRM, {"action": "resend", "next": GOING_TO})

    assert len(mail.outbox) == 2
    assert client.post(CONFIRM, {"code": first}).status_code == 200
    assert client.post(CONFIRM, {"code": mailed_code()})["Location"] == SIGN_UP


@pytest.mark.parametrize("is_known", [True, False])
def test_three_wrong_codes_lead_to_another_one_and_lose_nothing(client: Client, is_known: bool):
    if is_known:
        make_person(email="zoe@example.org")
    asks(client, "zoe@example.org")
    for wrong in ("AAAA-AAAA", "BBBB-BBBB"):
        assert client.post(CONFIRM, {"code": wrong, "next": GOING_TO}).status_code == 200

    answer = client.post(CONFIRM, {"code": "CCCC-CCCC", "next": GOING_TO}, follow=True)

    assert answer.redirect_chain == [(f"{ASK}?next=%2Fs%2FABC234%2F", 302)]
    page = answer.content.decode()
    assert "Have another one mailed" in page
    assert f'value="{GOING_TO}"' in page
    assert 'value="zoe@example.org"' in page


def test_the_same_wrong_code_sent_twice_and_an_empty_one_cost_no_other_attempt(client: Client):
    make_person(email="zoe@example.org")
    asks(client, "zoe@example.org")
    for typed in ("AAAA-AAAA", "AAAA-AAAA", "", "BBBB-BBBB"):
        page = client.post(CONFIRM, {"code": typed})
        assert page.status_code == 200

    assert 'value="BBBB-BBBB"' in page.content.decode(), "what was typed stays, to be mended"
    assert client.post(CONFIRM, {"code": mailed_code()})["Location"] == "/"


@pytest.mark.parametrize("page", [CONFIRM, PROVE])
def test_a_mailed_link_opened_in_another_browser_keeps_the_way(client: Client, page: str):
    answer = client.get(page, {"code": "AAAA-AAAA", "next": GOING_TO}, follow=True)

    assert answer.redirect_chain == [(f"{ASK}?next=%2Fs%2FABC234%2F", 302)]
    assert "works in the browser that asked for it" in answer.content.decode()


def test_three_wrong_codes_after_signing_up_keep_the_way_too(client: Client):
    signs_up(client, "zoe@example.org", next=GOING_TO)
    for wrong in ("AAAA-AAAA", "BBBB-BBBB", "CCCC-CCCC"):
        answer = client.post(PROVE, {"code": wrong, "next": GOING_TO})
    assert answer["Location"] == f"{ASK}?next=%2Fs%2FABC234%2F"

    asks(client, "zoe@example.org")
    assert client.post(CONFIRM, {"code": mailed_code(), "next": GOING_TO})["Location"] == GOING_TO


def test_another_address_after_signing_up_takes_what_was_typed_along(client: Client):
    signs_up(client, "zoe@gmial.con", next=GOING_TO)
    page = client.get(PROVE, {"next": GOING_TO}).content.decode()
    assert "Did you mean <strong>zoe@gmail.com</strong>?" in page

    client.post(PROVE, {"action": "change", "email": "zoe@gmail.com", "next": GOING_TO})
    answer = client.post(PROVE, {"code": mailed_code(), "next": GOING_TO})

    assert answer["Location"] == GOING_TO
    assert [(user.email, user.given_name) for user in User.objects.all()] == [("zoe@gmail.com", "Ngaire")]


def test_another_address_in_place_of_a_known_one_takes_what_was_typed_along(client: Client):
    owner = make_person(email="ana@example.org")
    EmailAddress.objects.create(user=owner, email=owner.email, verified=True, primary=True)
    signs_up(client, "ana@example.org", next=GOING_TO)
    assert f"{ASK}?next=%2Fs%2FABC234%2F" in mail.outbox[-1].body

    answer = client.post(PROVE, {"action": "change", "email": "new@example.org", "next": GOING_TO}, follow=True)

    assert answer.redirect_chain[-1][0] == f"{SIGN_UP}?next=%2Fs%2FABC234%2F"
    form = answer.context["form"]
    assert [form[name].value() for name in ("given_name", "email", "profession")] == [
        "Ngaire",
        "new@example.org",
        "pharmacist",
    ]
    assert f'value="{GOING_TO}"' in answer.content.decode()


@pytest.mark.parametrize("place", [CONFIRM, PROVE])
def test_no_way_leads_out_of_the_house(client: Client, place: str):
    answer = client.get(place, {"code": "AAAA-AAAA", "next": "https://elsewhere.example/"})

    assert answer["Location"] == ASK


def test_who_waits_for_a_code_can_still_ask_with_another_address(client: Client):
    asks(client, "zoe@example.org")
    page = client.get(ASK, {"next": GOING_TO})
    assert page.status_code == 200
    asks(client, "zoe.b@example.org")
    assert client.post(CONFIRM, {"code": mailed_code(), "next": GOING_TO})["Location"].startswith(SIGN_UP)
    assert client.session["account_verified_email"] == "zoe.b@example.org"


def test_who_waits_for_a_code_is_led_back_to_it_without_losing_the_way(client: Client):
    signs_up(client, "zoe@example.org")
    for page in (reverse("account_login"), SIGN_UP):
        assert client.get(page, {"next": GOING_TO})["Location"] == f"{PROVE}?next=%2Fs%2FABC234%2F"
