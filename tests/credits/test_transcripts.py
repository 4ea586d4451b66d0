"""The transcript: by period and type, credit and participation apart, and harmless in a spreadsheet (CRT-8)."""

import csv
import io
from datetime import timedelta
from decimal import Decimal

import pytest
from django.urls import reverse
from django.utils import timezone

from credits.models import Claim
from credits.services import revoke_certificate
from tests.acts import certificate_of, claim, make_past_activity
from tests.factories import make_person
from tests.pages import queries_of, text_of

pytestmark = [pytest.mark.django_db, pytest.mark.rule("CRT-8")]
PAGE = "/me/transcript/"


@pytest.fixture
def ana():
    return make_person("Ana Ríos")


def rows_of(client, **period):
    content = b"".join(client.get(reverse("credits:transcript_csv"), period).streaming_content)
    assert content.startswith(b"\xef\xbb\xbf")
    return list(csv.DictReader(io.StringIO(content.decode("utf-8-sig"))))


def test_without_claims_it_says_where_they_come_from(client, ana):
    client.force_login(ana)
    assert "What you claim stands here, with its certificate." in text_of(client.get(PAGE))


def test_credit_and_participation_are_added_apart(client, ana):
    claim(ana, make_past_activity(), "0.75")
    claim(ana, make_past_activity(), "1.00")
    other = claim(ana, make_past_activity(), "0.50")
    Claim.objects.filter(pk=other.pk).update(kind=Claim.Kind.PARTICIPATION)  # before a change of profession
    claim(make_person("Ben Stranger"), make_past_activity())
    client.force_login(ana)
    context = client.get(PAGE).context
    assert [(total.key, total.amount) for total in context["totals"]] == [
        ("ama_credit", Decimal("1.75")),
        ("participation", Decimal("0.50")),
    ]
    assert len(context["entries"]) == 3


def test_a_period_and_a_type_choose(client, ana):
    claim(ana, make_past_activity(title="Now"))
    claim(ana, make_past_activity(ago=timedelta(days=40), title="Earlier"))
    today = timezone.localdate()
    client.force_login(ana)

    def titles(**chosen):
        return [entry.snapshot.activity_title for entry in client.get(PAGE, chosen).context["entries"]]

    assert titles() == ["Now", "Earlier"]
    assert titles(since=today - timedelta(days=2)) == ["Now"]
    assert titles(until=today - timedelta(days=30)) == ["Earlier"]
    assert titles(kind="participation") == []
    assert titles(kind="ama_credit") == ["Now", "Earlier"]
    assert [row["Activity"] for row in rows_of(client, until=today - timedelta(days=30))] == ["Earlier"]


@pytest.mark.parametrize(
    ("chosen", "sentence"),
    [
        ({"since": "yesterday"}, "Enter a valid date."),
        ({"since": "2026-02-01", "until": "2026-01-01"}, "The end of the period lies before its beginning."),
        ({"kind": "gold"}, "Select a valid choice."),
    ],
)
def test_a_period_that_makes_no_sense_is_said_and_hides_nothing(client, ana, chosen, sentence):
    claim(ana, make_past_activity())
    client.force_login(ana)
    page = client.get(PAGE, chosen)
    assert sentence in text_of(page)
    assert len(page.context["entries"]) == 1


@pytest.mark.rule("CRT-2")
def test_what_was_revoked_is_shown_and_not_counted(client, ana):
    made = claim(ana, make_past_activity())
    revoke_certificate(certificate_of(made), by=make_person(staff=True), at=timezone.now(), reason="Was not there.")
    client.force_login(ana)
    page = client.get(PAGE)
    assert "Revoked, not counted" in text_of(page)
    assert [total.amount for total in page.context["totals"]] == [Decimal("0.00")]
    assert [row["Status"] for row in rows_of(client)] == ["revoked"]


def test_the_csv_says_what_the_page_says(client, ana, settings):
    settings.SITE_URL = "https://cme.example.org"
    made = claim(ana, make_past_activity(title="Sepsis, “the first hour”"), "0.75")
    number = certificate_of(made).number
    client.force_login(ana)
    [row] = rows_of(client)
    assert row == {
        "Date": made.activity.end_date.isoformat(),
        "Activity": "Sepsis, “the first hour”",
        "Session or work": "",
        "Provider": "University of Utah School of Medicine",
        "Learning format": "live activity",
        "Type": "AMA PRA Category 1 Credit™",
        "Amount": "0.75",
        "Status": "valid",
        "Certificate number": number,
        "Verify at": f"https://cme.example.org/verify/{number}/",
    }


@pytest.mark.parametrize("title", ["=HYPERLINK(1)", "+1", "-1", "@SUM(A1)"])
def test_a_title_does_not_become_a_formula(client, ana, title):
    claim(ana, make_past_activity(title=title))
    client.force_login(ana)
    assert [row["Activity"] for row in rows_of(client)] == [f"'{title}"]


def test_the_session_of_a_series_stands_on_its_own_day(client, ana):
    activity = make_past_activity(ago=timedelta(days=14, hours=2), format="series")
    first = activity.sessions.first()
    claim(ana, activity, session=first)
    client.force_login(ana)
    [entry] = client.get(PAGE).context["entries"]
    assert (entry.day, entry.snapshot.session_title) == (first.local_date, first.title)


def test_it_asks_the_same_number_of_questions_for_any_number_of_claims(client, ana):
    client.force_login(ana)
    claim(ana, make_past_activity())
    at_one = queries_of(client, PAGE)
    claim(ana, make_past_activity())
    claim(ana, make_past_activity())
    assert queries_of(client, PAGE) == at_one


def test_it_is_nobody_elses(client):
    assert client.get(PAGE).status_code == 302
    assert client.get(reverse("credits:transcript_csv")).status_code == 302
