"""What is typed about support and exhibits is kept like a section of the plan (PLN-9)."""

import pytest
from django.test import Client
from django.utils import timezone

from activities.models import Activity, CommercialSupport, Exhibitor, SectionDraft
from activities.services.support import add_support
from tests.factories import make_activity, make_pdf, make_person
from tests.pages import fields_of, text_of

pytestmark = [pytest.mark.django_db, pytest.mark.rule("PLN-9")]
UNSAVED = "it is not saved to the plan yet"
HALF = {"act": "support", "support-company": "Acme, half ty", "support-amount": "5"}


@pytest.fixture
def address(draft: Activity) -> str:
    return f"/plan/{draft.slug}/support/"


def shown(client: Client, address: str) -> dict:
    return fields_of(client.get(address), containing="support-company")


def test_what_is_half_typed_is_there_when_one_comes_back_and_can_be_discarded(planner, draft, address):
    told = planner.post(f"{address}support/typing/", HALF).json()
    assert told["sentence"].endswith("Not yet saved to the plan.")
    assert shown(planner, address)["support-company"] == ["Acme, half ty"]
    assert UNSAVED in text_of(planner.get(address))
    assert not CommercialSupport.objects.exists()
    page = planner.post(f"{address}support/discard/", follow=True)
    assert UNSAVED not in text_of(page)
    assert not SectionDraft.objects.exists()


def test_what_is_recorded_is_no_longer_unsaved_and_the_browser_forgets_its_copy(planner, draft, dora, address):
    planner.post(f"{address}support/typing/", HALF)
    whole = HALF | {"support-company": "Acme", "support-nature": "money", "support-attests": "on"}
    page = planner.post(address, whole, follow=True)
    assert f'data-reached="{draft.pk}/support/{dora.pk}"' in page.content.decode()
    assert UNSAVED not in text_of(page)
    assert not SectionDraft.objects.exists()


def test_what_is_refused_is_kept_beside_the_sentence_and_after_leaving_the_page(planner, draft, address):
    refused = planner.post(address, HALF | {"support-nature": "money"})
    assert refused.status_code == 422
    assert "Please attest" in text_of(refused)
    assert shown(planner, address)["support-company"] == ["Acme, half ty"]


def test_somebody_signed_out_meanwhile_finds_it_after_signing_in(client, draft, dora, address):
    assert "/accounts/login/" in client.post(address, HALF).url
    client.force_login(dora)
    assert shown(client, address)["support-company"] == ["Acme, half ty"]


def test_an_expired_token_loses_nothing(draft, dora, address):
    strict = Client(enforce_csrf_checks=True)
    strict.force_login(dora)
    assert strict.post(address, HALF).status_code == 302
    assert shown(strict, address)["support-company"] == ["Acme, half ty"]
    assert not CommercialSupport.objects.exists()


def test_the_day_of_an_agreement_is_kept_while_its_file_is_looked_for(planner, draft, dora, address):
    given = add_support(draft, company="Acme", nature="money", amount=5, attests=True, by=dora, at=timezone.now())
    name = f"support-{given.pk}"
    planner.post(f"{address}{name}/typing/", {"act": f"agreement-{name}", f"{name}-signed_date": "2026-01-05"})
    assert fields_of(planner.get(address), containing=f"{name}-signed_date")[f"{name}-signed_date"] == ["2026-01-05"]
    planner.post(address, {"act": f"agreement-{name}", f"{name}-signed_date": "2026-01-05", f"{name}-file": make_pdf()})
    assert not SectionDraft.objects.exists()


def test_each_of_two_editors_keeps_their_own_text_and_both_are_recorded(planner, draft, address):
    paul = Client()
    paul.force_login(draft.team.get(role="planner").person)
    paul.post(f"{address}exhibitor/typing/", {"act": "exhibitor", "exhibitor-name": "Paul’s stand"})
    planner.post(address, {"act": "exhibitor", "exhibitor-name": "Dora’s stand"})
    mine = fields_of(paul.get(address), containing="exhibitor-name")
    assert mine["exhibitor-name"] == ["Paul’s stand"]
    paul.post(address, mine)
    assert {one.name for one in Exhibitor.objects.all()} == {"Dora’s stand", "Paul’s stand"}


def test_the_office_records_support_so_its_typing_is_kept_and_a_stranger_s_is_not(draft, address):
    stan, olga = Client(), Client()
    stan.force_login(make_person("Stan Staff", staff=True))
    olga.force_login(make_person("Olga Other"))
    assert stan.post(f"{address}support/typing/", HALF).status_code == 200
    assert olga.post(f"{address}support/typing/", HALF).status_code == 404
    assert SectionDraft.objects.count() == 1


def test_text_is_never_put_into_another_activity(planner, draft, address):
    planner.post(f"{address}support/typing/", HALF)
    other = make_activity(director=draft.created_by)
    assert UNSAVED not in text_of(planner.get(f"/plan/{other.slug}/support/"))
