"""People are found and sorted by name whatever its accents, and however one types it."""

from importlib import import_module

import pytest
from django.apps import apps
from django.urls import reverse
from django.utils import timezone

from accounts.finding import is_called
from accounts.keys import SORT_NAME_LENGTH, plain_name, sort_name
from accounts.models import User
from accounts.services import change_printed_name
from learners.lists import registrations_of, sheet_of
from learners.services import register_learner
from tests.factories import make_activity, make_person

IN_ORDER = (
    "Aaron Áshįįhí",
    "Zeynep Çelik",
    "Wi De",
    "Ana De la Cruz",
    "Leilani Kaʻahumanu",
    "Jan Łukasz-Wiśniewski",
    "Hemi Māhoe",
    "Jürgen Müller",
    "Ana Zúñiga",
    "秀英 王",
)


@pytest.mark.parametrize(
    ("name", "typed"),
    [
        ("Nguyễn Thị Minh Châu", "nguyen thi minh chau"),
        ("Đặng Łukasz Ødegård", "dang lukasz odegard"),
        ("Þóra Æsa Guðrún Strauß", "thora aesa gudrun strauss"),
        ("Işıl İnönü", "isil inonu"),
        ("Siobhán O’Neill", "siobhan oneill"),
        ("Siobhán O´Neill", "siobhan oneill"),
        ("Leilani Kaʻahumanu", "leilani kaahumanu"),
        ("Ana Ríos-Vega, J.", "ana rios vega j"),
        ("王 秀英", "王 秀英"),
        ("हिन्दी", "हिन्दी"),
        ("김철수", "김철수"),
        ("-", ""),
    ],
)
def test_a_name_is_written_as_a_caller_spells_it(name, typed):
    assert plain_name(name) == typed == plain_name(plain_name(name))


def test_a_name_of_letters_that_take_more_room_is_kept_as_far_as_there_is_room():
    assert len(sort_name("Þ" * 120, "Þ" * 120, "Þ" * 160)) == SORT_NAME_LENGTH


@pytest.mark.django_db
@pytest.mark.parametrize(
    "typed", ["Chau", "Nguyen Chau", "châu NGUYỄN", "Nguyễn, Châu", "chau@example", "thi minh-chau"]
)
def test_staff_find_a_person_in_the_admin_by_any_spelling(client, typed):
    client.force_login(make_person("Sam Staff", staff=True))
    chau = make_person("Nguyễn Thị Minh Châu", email="chau@example.org")
    make_person("Minh Tran")
    page = client.get(reverse("admin:accounts_user_changelist"), {"q": typed})
    assert list(page.context["cl"].result_list) == [chau]
    assert "sort_name" not in client.get(reverse("admin:accounts_user_change", args=[chau.pk])).text


@pytest.mark.django_db
def test_typed_accents_find_the_person_who_is_written_without_them():
    chau = make_person("Minh Chau Nguyen")
    assert User.objects.get(is_called("Nguyễn Châu")) == chau


@pytest.mark.django_db
@pytest.mark.parametrize("typed", ["-", "%", "_", "ngu_en", "'"])
def test_a_mark_that_stands_in_no_name_finds_nobody(typed):
    make_person("Chau Nguyen", email="chau@example.org")
    assert not User.objects.filter(is_called(typed)).exists()


LISTS = (
    "learners_registration learners_attendance learners_disclosureshowing learners_completedwork credits_claim "
    "credits_certificate credits_lateclaimrequest disclosures_disclosure disclosures_disclosurerequest "
    "disclosures_refusal evaluations_followupletter people_merge activities_activity activities_session "
    "activities_exclusion"
).split()


@pytest.mark.django_db
@pytest.mark.parametrize("name", LISTS)
def test_every_list_of_the_admin_can_be_asked_for_a_name(client, name):
    client.force_login(make_person("Sue Super", superuser=True))
    assert client.get(reverse(f"admin:{name}_changelist"), {"q": "Muñoz"}).status_code == 200


@pytest.mark.django_db
def test_staff_find_a_registration_by_any_spelling_of_the_learner(client):
    client.force_login(make_person("Sam Staff", staff=True))
    activity = make_activity(title="Sepsis")
    chau = make_person("Nguyễn Thị Minh Châu")
    found = register_learner(activity, learner=chau, at=timezone.now())
    register_learner(activity, learner=make_person("Rocío Muñoz"), at=timezone.now())
    page = client.get(reverse("admin:learners_registration_changelist"), {"q": "nguyen sepsis"})
    assert list(page.context["cl"].result_list) == [found]


@pytest.mark.django_db
def test_people_stand_in_the_order_of_their_letters_whatever_the_accents():
    activity = make_activity(capacity=None)
    for name in reversed(IN_ORDER):
        given, _, family = name.partition(" ")
        person = make_person(name)
        person.given_name, person.family_name = given, family
        person.save(update_fields=["given_name", "family_name"])
        register_learner(activity, learner=person, at=timezone.now())
    learners = User.objects.filter(registrations__activity=activity)
    assert tuple(map(str, learners)) == IN_ORDER
    _, *rows = sheet_of(registrations_of(activity))
    assert tuple(row[2] for row in rows) == IN_ORDER


@pytest.mark.django_db
def test_the_sort_name_follows_every_name_however_it_is_saved():
    ana = make_person("Ana Ríos")
    assert ana.sort_name == "rios  ana  ana rios"
    ana.family_name = "Vega"
    ana.save(update_fields=["family_name"])
    ana.refresh_from_db()
    assert ana.sort_name == "vega  ana  ana rios"
    change_printed_name(ana, printed_name="Ana Vega, MD", by=ana)
    ana.refresh_from_db()
    assert ana.sort_name == "vega  ana  ana vega md"
    User.objects.bulk_create([User(email="bo@example.org", printed_name="Bø Lí")])
    assert User.objects.get(email="bo@example.org").sort_name == "bo li"


@pytest.mark.django_db
def test_people_of_before_are_given_their_sort_names(monkeypatch):
    migration = import_module("accounts.migrations.0006_sort_names")
    monkeypatch.setattr(migration, "BATCH", 2)
    people = [make_person(name) for name in IN_ORDER[:5]]
    known = dict(User.objects.values_list("pk", "sort_name"))
    User.objects.update(sort_name="", name_key="")
    migration.fill(apps, None)
    assert dict(User.objects.values_list("pk", "sort_name")) == known
    assert User.objects.get(pk=people[3].pk).name_key == "ana cruz de la"
