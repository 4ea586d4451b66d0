"""The office's door and its lists: one way in whose attempts are counted, and nothing to be read by guessing."""

import pytest
from allauth.account.models import EmailAddress
from django.contrib import admin
from django.contrib.admin.utils import get_fields_from_path
from django.contrib.auth.hashers import PBKDF2PasswordHasher
from django.core.cache import cache
from django.test import Client
from django.test.utils import override_settings
from django.urls import reverse

from tests.acts import attend, evaluate, make_past_activity
from tests.factories import make_person, make_reviewer

pytestmark = pytest.mark.django_db


def paths_offered(office, request):
    for offered in (*office.get_list_filter(request), office.date_hierarchy):
        path = offered[0] if isinstance(offered, (tuple, list)) else offered
        if isinstance(path, str):
            yield get_fields_from_path(office.model, path)[0].name
    yield from getattr(office, "named_lookups", ())


def test_no_list_of_the_office_answers_what_it_does_not_offer(rf):
    request = rf.get("/")
    request.user = make_person("Su Superuser", staff=True)
    assert admin.site._registry
    for model, office in admin.site._registry.items():
        closed = {field.name for field in model._meta.get_fields()} - set(paths_offered(office, request))
        for name in closed | {field.name for field in model._meta.get_fields()}:
            for asked in ("startswith", "icontains", "regex", "gt", "range"):
                assert not office.lookup_allowed(f"{name}__{asked}", "x", request), (model, name, asked)
        for name in closed:
            for lookup in (name, f"{name}__exact", f"{name}__gte", f"{name}__isnull"):
                assert not office.lookup_allowed(lookup, "x", request), (model, lookup)


def test_every_filter_of_every_list_can_be_used(client):
    client.force_login(make_person("Su Superuser", superuser=True))
    for model, office in admin.site._registry.items():
        address = reverse(f"admin:{model._meta.app_label}_{model._meta.model_name}_changelist")
        page = client.get(address, follow=True)
        for spec in page.context["cl"].filter_specs if "cl" in (page.context or {}) else ():
            for choice in spec.choices(page.context["cl"]):
                assert client.get(address + choice["query_string"]).status_code == 200, (model, choice)
        if office.date_hierarchy:
            day = {f"{office.date_hierarchy}__{part}": "1" for part in ("month", "day")}
            assert client.get(address, day | {f"{office.date_hierarchy}__year": "2026"}).status_code == 200, model


def test_a_reviewer_reads_no_password_and_no_name_behind_a_report_by_guessing(client):
    ana, activity = make_person("Ana Ríos"), make_past_activity()
    attend(ana, activity)
    report = evaluate(ana, activity, bias="One drug only")
    client.force_login(make_reviewer("Rae Reviewer"))
    assert client.get(reverse("admin:core_letter_changelist"), {"about": "activities.activity:1"}).status_code == 200
    for name, asked in {
        "accounts_user": {"email": ana.email, "password__startswith": "pbkdf2"},
        "evaluations_biasreport": {"id": report.pk, "learner__gte": ana.pk},
        "core_letter": {"headers__icontains": "x"},
    }.items():
        assert client.get(reverse(f"admin:{name}_changelist"), asked).status_code == 400, name


@override_settings(PASSWORD_HASHERS=["django.contrib.auth.hashers.MD5PasswordHasher"])
def test_who_tries_passwords_at_the_office_s_door_comes_to_the_one_that_counts(client):
    cache.clear()
    sam = make_reviewer("Sam Staff")
    door = reverse("admin:login")
    page = client.post(door, {"username": sam.email, "password": "wrong"}, follow=True)
    assert page.request["PATH_INFO"] == reverse("account_login")
    for _ in range(6):
        page = client.post(reverse("account_login"), {"login": sam.email, "password": "wrong"})
    assert "Those were many tries in a few minutes." in page.content.decode()


@override_settings(PASSWORD_HASHERS=["django.contrib.auth.hashers.MD5PasswordHasher"])
def test_who_was_asked_to_sign_in_comes_back_to_the_office_s_page(client):
    cache.clear()
    sam = make_reviewer("Sam Staff")
    sam.set_password("a long password of Sam's")
    sam.save()
    EmailAddress.objects.create(user=sam, email=sam.email, verified=True, primary=True)
    queue = reverse("admin:activities_activity_changelist")
    page = client.get(queue, follow=True)
    answer = client.post(
        page.request["PATH_INFO"], {"login": sam.email, "password": "a long password of Sam's", "next": queue}
    )
    assert (page.context["redirect_field_value"], answer.url) == (queue, queue)
    assert client.get(reverse("admin:login"), {"next": queue}).url == queue
    assert client.get(reverse("admin:login"), {"next": "https://elsewhere.example/"}).url == reverse("admin:index")


def test_a_learner_at_the_office_s_door_is_told_that_it_is_not_for_her():
    learner = Client()
    learner.force_login(make_person("Ana Ríos"))
    assert learner.get(reverse("admin:index"), follow=True).status_code == 403


@override_settings(PASSWORD_HASHERS=["django.contrib.auth.hashers.PBKDF2PasswordHasher"])
def test_a_wrong_password_is_hashed_once(client, monkeypatch):
    cache.clear()
    hashed = []
    monkeypatch.setattr(PBKDF2PasswordHasher, "encode", lambda self, *args, **more: hashed.append(1) or "x$1$s$h")
    client.post(reverse("account_login"), {"login": "nobody@example.org", "password": "wrong"})
    assert len(hashed) == 1
