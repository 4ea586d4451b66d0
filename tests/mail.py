"""A mail server that is down for a while, and the letters that wait for it."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta

import pytest
from django.utils import timezone

from core.models import Letter
from core.tasks import deliver_letter


@contextmanager
def mail_server_down(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    def refuse(*args: object, **kwargs: object) -> None:
        raise ConnectionError("the mail server is down")

    with monkeypatch.context() as down:
        down.setattr("django.core.mail.EmailMessage.send", refuse)
        yield


def deliver_waiting_letters() -> int:
    """As if the pauses were over: what waits is tried now; returns how many."""
    waiting = Letter.objects.filter(sent_at=None, due_at__isnull=False)
    waiting.update(due_at=timezone.now() - timedelta(seconds=1))
    pks = list(waiting.order_by("pk").values_list("pk", flat=True))
    for pk in pks:
        deliver_letter(pk)
    return len(pks)
