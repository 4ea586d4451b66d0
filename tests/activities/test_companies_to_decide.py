"""The office decides on a company that somebody disclosed: who named it and where they take part stand beside it (SII-1)."""

import pytest
from django.contrib.auth.models import Permission
from django.urls import reverse

from disclosures.models import Company
from disclosures.services import find_or_queue_company
from tests.factories import make_activity, make_disclosure, make_person, make_reviewer
from tests.pages import form_of, queries_of, text_of

pytestmark = [pytest.mark.django_db, pytest.mark.rule("SII-1")]
LIST = reverse("admin:disclosures_company_changelist")


@pytest.fixture
def rae(client):
    rae = make_reviewer("Rae Reviewer")
    client.force_login(rae)
    return rae


def page_of(company):
    return reverse("admin:disclosures_company_change", args=[company.pk])


def named_by(name, company="Bolt Devices", nature="consultant"):
    person = make_person(name)
    make_disclosure(person, (company, nature))
    return person


def test_the_page_says_who_named_it_what_they_are_to_it_and_where_they_speak(client, rae):
    sam = named_by("Sam Speaker", "Bolt devices")
    activity = make_activity(title="Sepsis", speakers=[sam])

    page = client.get(page_of(Company.objects.get()))

    assert "Sam Speaker" in text_of(page)
    assert "Consultant" in text_of(page)
    assert reverse("admin:activities_activity_review", args=[activity.pk]) in page.text


def test_only_the_newest_word_of_each_person_stands_there(client, rae):
    sam = named_by("Sam Speaker", nature="stock")
    make_disclosure(sam, ("Bolt Devices", "consultant"))
    page = text_of(client.get(page_of(Company.objects.get())))
    assert "Consultant" in page
    assert "Individual stocks" not in page


def test_a_decision_is_one_press_and_names_the_next_one_of_the_same_list(client, rae):
    named_by("Sam Speaker", "Acme")
    named_by("Ann Author", "Bolt")
    acme = Company.objects.get(name="Acme")
    answer = client.post(f"{page_of(acme)}?_changelist_filters=standing__exact%3Dnew", {"eligible": "1"}, follow=True)
    acme.refresh_from_db()
    assert (acme.standing, acme.decided_by) == ("eligible", rae)
    assert answer.redirect_chain[-1][0] == f"{LIST}?standing__exact=new"
    assert "Acme: Eligible organization. Next: Bolt" in text_of(answer)
    assert f"{page_of(Company.objects.get(name='Bolt'))}?_changelist_filters=standing__exact%3Dnew" in answer.text


def test_the_last_decision_says_that_no_other_waits(client, rae):
    named_by("Sam Speaker", "Acme")
    assert "No other waits." in text_of(client.post(page_of(Company.objects.get()), {"ineligible": "1"}, follow=True))


def test_a_name_nobody_discloses_does_not_wait(client, rae):
    find_or_queue_company("Typed by the office")
    assert not Company.objects.to_decide().exists()
    assert "to decide on" not in text_of(client.get(reverse("admin:index")))
    named_by("Sam Speaker", "Acme")
    assert [company.name for company in Company.objects.to_decide()] == ["Acme"]


def test_enter_in_the_name_field_decides_nothing(client, rae):
    """The decision is a form of its own, so the first button of the name's form is “Save”."""
    named_by("Sam Speaker", "Acme")
    company = Company.objects.get()
    _, _, fields = form_of(client.get(page_of(company)), containing="name")
    client.post(page_of(company), {**fields, "name": "Acme Devices"})
    company.refresh_from_db()
    assert (company.name, company.standing) == ("Acme Devices", "new")


def test_who_may_only_look_gets_no_button_and_their_post_changes_nothing(client):
    olga = make_person("Olga Office")
    olga.is_staff = True
    olga.save()
    olga.user_permissions.add(Permission.objects.get(codename="view_company"))
    client.force_login(olga)
    named_by("Sam Speaker", "Acme")
    company = Company.objects.get()
    page = client.get(page_of(company))
    assert 'name="eligible"' not in page.text
    assert "You can look at this, not change it." in text_of(page)
    assert client.post(page_of(company), {"eligible": "1"}).status_code == 403
    company.refresh_from_db()
    assert company.standing == "new"


def test_the_page_costs_the_same_for_one_person_and_for_three(client, rae):
    for name in ("Ann A", "Bob B", "Cy C"):
        make_activity(title=f"Talk of {name}", speakers=[named_by(name)])
        if name == "Ann A":
            at_one = queries_of(client, page_of(Company.objects.get()))
    assert queries_of(client, page_of(Company.objects.get())) == at_one
