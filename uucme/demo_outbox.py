"""The mail a demonstration "sent", so that whoever tries it finds their sign-in code."""

from dataclasses import dataclass
from datetime import datetime
from email import message_from_bytes, policy
from email.message import EmailMessage
from email.utils import parsedate_to_datetime
from pathlib import Path

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

NEWEST = 50
SEPARATOR = b"\n" + b"-" * 79 + b"\n"  # what Django's file backend writes after each message


@dataclass(frozen=True)
class Letter:
    to: str
    subject: str
    sent_at: datetime | None
    text: str


@require_safe
@never_cache
def demo_outbox(request: HttpRequest) -> HttpResponse:
    if not settings.DEMO:
        raise Http404
    return render(request, "demo/outbox.html", {"letters": read_outbox(Path(settings.OUTBOX_DIR))})


def read_outbox(folder: Path) -> list[Letter]:
    """The newest letters first. Files are named after the moment of sending."""
    files = sorted(folder.glob("*.log"), reverse=True)[:NEWEST]
    letters = [
        _letter(message_from_bytes(raw.strip(), policy=policy.default))
        for file in files
        for raw in reversed(file.read_bytes().split(SEPARATOR))
        if raw.strip()
    ]
    return letters[:NEWEST]


def _letter(message: EmailMessage) -> Letter:
    body = message.get_body(preferencelist=("plain", "html"))
    date = message["Date"]
    return Letter(
        to=str(message["To"] or ""),
        subject=str(message["Subject"] or ""),
        sent_at=parsedate_to_datetime(str(date)) if date else None,
        text=body.get_content() if body else "",
    )
