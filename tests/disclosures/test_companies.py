"""One name for each company, decided on by the office; nobody learns who named it."""

import pytest
from django.core.cache import cache
from django.urls import reverse
from django.utils import timezone

from core.errors import ActionRefused
from disclosures.links import disclosure_token
from disclosures.models import Company, spelling_key
from disclosures.services import SEARCHES_A_MINUTE, decide_on_companies, find_or_queue_company, merge_companies
from tests.disclosures.test_disclosing import typed
from tests.factories import make_disclosure, make_person, make_reviewer

pytestmark = pytest.mark.django_db


@pytest.fixture
def sam():
    return make_person("Sam Speaker")


def known(*names, standing="ineligible"):
    companies = [find_or_queue_company(name) for name in names]
    return decide_on_companies(companies, standing=standing, by=make_reviewer(), at=timezone.now())


@pytest.mark.rule("SII-1")
def test_a_new_name_waits_for_the_office_and_an_old_one_is_the_same_company_however_it_is_written(client, sam):
    client.force_login(sam)
    [acme] = known("Acme, Inc.")

    client.post("/disclose/", typed("some", ("ACME Inc", "stock"), ("Bolt Pharma", "consultant")))

    mine = {row.company: row.known_company for row in sam.disclosures.get().relationships.all()}
    assert mine["ACME Inc"] == acme
    assert (mine["Bolt Pharma"].name, mine["Bolt Pharma"].standing) == ("Bolt Pharma", "new")


@pytest.mark.parametrize(("name", "key"), [("Johnson & Johnson", "johnson & johnson"), ("№9", "no9"), ("!!", "!!")])
def test_spelling_key_never_is_empty(name, key):
    assert spelling_key(name) == key


@pytest.mark.rule("SII-1")
def test_a_name_of_three_hundred_characters_is_refused_beside_the_field_and_stays(client, sam):
    client.force_login(sam)

    response = client.post("/disclose/", typed("some", ("A" * 300, "stock")))

    assert "at most 160 characters; this has 300" in response.text
    assert "A" * 300 in response.text
    assert not Company.objects.exists()


def test_the_office_merges_spellings_and_what_was_signed_stays(sam):
    acme, bolt = known("Acme", "Acme Devices")
    relationship = make_disclosure(sam, ("Acme Devices", "stock")).relationships.get()

    merge_companies(acme, [acme, bolt], by=make_reviewer())

    relationship.refresh_from_db()
    assert (relationship.company, relationship.company_name) == ("Acme Devices", "Acme")
    assert find_or_queue_company("acme devices") == acme
    assert Company.objects.get() == acme


def test_only_the_office_decides_and_merges(sam):
    acme = find_or_queue_company("Acme")
    with pytest.raises(ActionRefused, match="by the CME office"):
        decide_on_companies([acme], standing="eligible", by=sam, at=timezone.now())
    with pytest.raises(ActionRefused, match="by the CME office"):
        merge_companies(acme, [find_or_queue_company("Bolt")], by=sam)


def test_the_office_merges_and_decides_in_the_admin(client):
    client.force_login(make_reviewer())
    companies = [find_or_queue_company("Acme"), find_or_queue_company("Acme Corp")]
    address = reverse("admin:disclosures_company_changelist")
    post = {"action": "merge", "_selected_action": [company.pk for company in companies]}

    assert "Which name stays?" in client.post(address, post).text
    client.post(address, {**post, "keep": companies[0].pk})
    client.post(address, {"action": "mark_ineligible", "_selected_action": [companies[0].pk]})

    company = Company.objects.get()
    assert (company.name, company.standing, company.spellings.count()) == ("Acme", "ineligible", 2)


def test_suggestions_are_the_office_s_companies_alone(client, sam):
    known("Acme Devices")
    known("Acme Hospital", standing="eligible")
    make_disclosure(make_person("Ann Other"), ("Acme Secret", "stock"))
    client.force_login(sam)

    answer = client.get("/disclose/companies/?q=acme")

    assert "Acme Devices" in answer.text
    assert "Secret" not in answer.text
    assert "Hospital" not in answer.text
    assert client.get("/disclose/companies/?q=a").text.strip() == ""


def test_who_holds_the_link_gets_suggestions_and_a_spoilt_link_does_not(client, sam):
    known("Acme")
    token = disclosure_token(sam)
    assert "Acme" in client.get(reverse("disclosures:company_names_by_link", args=[token]) + "?q=acm").text
    assert client.get(reverse("disclosures:company_names_by_link", args=["nonsense"])).status_code == 404


def test_searching_faster_than_one_types_is_refused(client, sam):
    cache.clear()
    client.force_login(sam)
    answers = [client.get("/disclose/companies/?q=acme").status_code for _ in range(SEARCHES_A_MINUTE + 1)]
    assert (answers[-2], answers[-1]) == (200, 429)


def test_the_page_offers_the_list_without_a_script(client, sam):
    known("Acme")
    client.force_login(sam)
    page = client.get("/disclose/").text
    assert '<option value="Acme"></option>' in page
    assert 'list="company-names"' in page


def test_a_company_added_by_the_office_is_found_however_people_write_it(client):
    client.force_login(make_reviewer())
    rows = {"spellings-TOTAL_FORMS": 1, "spellings-INITIAL_FORMS": 0, "spellings-0-spelling": "Acme Devices"}
    client.post(reverse("admin:disclosures_company_add"), {"name": "Acme, Inc.", **rows})

    acme = Company.objects.get()
    assert find_or_queue_company("ACME inc") == find_or_queue_company("acme devices") == acme
    again = client.post(reverse("admin:disclosures_company_add"), {"name": "Acme Two", **rows})
    assert "names Acme, Inc. already" in again.text
    assert Company.objects.get() == acme
