"""A dead broker costs nobody anything: the act stands, and the request is logged for the sweep."""

import pytest
from celery import Celery
from django.conf import settings
from structlog.testing import capture_logs

from core.background import request_after_commit


@pytest.fixture
def task_nobody_can_take(tmp_path):
    app = Celery(broker=f"redis+socket://{tmp_path}/nobody-listens.sock", set_as_current=False)
    app.conf.task_publish_retry = settings.CELERY_TASK_PUBLISH_RETRY
    app.conf.broker_transport_options = settings.CELERY_BROKER_TRANSPORT_OPTIONS

    @app.task(name="work")
    def work(number: int) -> None: ...

    return work


@pytest.mark.django_db
@pytest.mark.rule("CRT-4")
def test_request_after_commit_survives_a_dead_broker(task_nobody_can_take, django_capture_on_commit_callbacks):
    with capture_logs() as logs, django_capture_on_commit_callbacks(execute=True):
        request_after_commit(task_nobody_can_take, 7)
    assert [(entry["event"], entry["task"], entry["args"]) for entry in logs] == [
        ("broker unreachable; the sweep will ask again", "work", (7,))
    ]


@pytest.mark.django_db
def test_request_after_commit_waits_for_the_commit(task_nobody_can_take, django_capture_on_commit_callbacks):
    with capture_logs() as logs, django_capture_on_commit_callbacks(execute=False) as callbacks:
        request_after_commit(task_nobody_can_take, 7)
    assert logs == []
    assert len(callbacks) == 1
