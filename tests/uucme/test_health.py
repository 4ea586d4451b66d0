"""What a load balancer is told about an instance."""

import json

import pytest
from django.test import RequestFactory

from uucme import health

pytestmark = pytest.mark.django_db


def ready() -> tuple[int, dict[str, object]]:
    response = health.readyz(RequestFactory().get("/readyz"))
    return response.status_code, json.loads(response.content)


def test_livez_answers_without_asking_anything(django_assert_num_queries):
    with django_assert_num_queries(0):
        response = health.livez(RequestFactory().get("/livez"))
    assert (response.status_code, response.content) == (200, b"alive\n")


def test_readyz_is_ready_when_everything_answers():
    assert ready() == (200, {"ready": True, "database": "ok", "broker": "ok", "storage": "ok"})


def test_readyz_names_the_broker_that_does_not_answer(monkeypatch):
    monkeypatch.setattr(health.app.conf, "broker_write_url", "redis://127.0.0.1:1/0")
    assert ready() == (503, {"ready": False, "database": "ok", "broker": "does not answer", "storage": "ok"})


def test_readyz_names_the_storage_that_takes_no_file(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path / "a-file"
    settings.MEDIA_ROOT.write_text("in the way")
    assert ready() == (503, {"ready": False, "database": "ok", "broker": "ok", "storage": "does not answer"})


def test_readyz_names_the_database_that_does_not_answer(monkeypatch):
    def refuse():
        raise ConnectionError

    monkeypatch.setitem(health.CHECKS, "database", refuse)
    assert ready() == (503, {"ready": False, "database": "does not answer", "broker": "ok", "storage": "ok"})
