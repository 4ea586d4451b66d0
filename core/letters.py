"""The one way a letter is written and mailed.

    write_letter(...)   in a service: the letter stands with what it tells of, in one transaction, and a worker mails it
    send_letter(...)    in a task: written and mailed at once

Either way a letter is a row before it is mail. What a mail server will not take is tried again with growing pauses,
and shown to the office meanwhile.
"""

import secrets
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.contrib.auth import get_user_model
from django.db import models, transaction
from django.template.loader import render_to_string, select_template

from core.background import request_after_commit
from core.models import Letter, name_of
from core.tasks import deliver_letter

PLAIN_HTML = "core/letter.html"


class Secrets:
    """Texts that a letter says and its record does not keep, such as a link that acts in its reader's name.

    Each leaves a gap that is filled as the letter is mailed. Nobody can write such a gap into a title: its mark is
    drawn anew for every letter.
    """

    def __init__(self) -> None:
        self._mark = secrets.token_hex(8)
        self.kept: dict[str, str] = {}

    def gap(self, name: str, text: str) -> str:
        """Keep `text` until the letter is out; returns what stands in its place."""
        gap = f"[[{name}:{self._mark}]]"
        self.kept[gap] = text
        return gap


@dataclass(frozen=True, kw_only=True)
class Draft:
    """What a room has to say, before it is a letter.

    `key` names the occasion and is joined with the address: the same occasion is told once to each reader. `template`
    names a `.txt`, and a `.html` where one is laid out for it. `to` is a person or an address.
    """

    key: str
    kind: str
    to: Any
    subject: str
    template: str
    context: Mapping[str, Any]
    about: models.Model | None = None
    secrets: Secrets | None = None
    headers: Mapping[str, str] = field(default_factory=dict)
    attachments: Sequence[tuple[str, str, str]] = ()  # of each: name, text, media type


def write_letter(draft: Draft, *, at: datetime, due_at: datetime | None = None) -> Letter:
    """The letter, to be mailed once the transaction has committed (or from `due_at` on)."""
    letter = _write(draft, at=at, due_at=due_at or at)
    if due_at is None and letter.due_at is not None:
        request_after_commit(deliver_letter, letter.pk)
    return letter


def send_letter(draft: Draft, *, at: datetime) -> Letter:
    """The letter, mailed before this returns, unless the mail server will not take it now."""
    letter = _write(draft, at=at, due_at=at)
    deliver_letter(letter.pk)
    letter.refresh_from_db()
    return letter


def rewrite_letter(letter: Letter, draft: Draft) -> bool:
    """Say something else in a letter that has no secrets, unless a worker has taken it up; whether it could still be said."""
    subject, text, html = _worded(draft)
    waiting = Letter.objects.filter(pk=letter.pk, sent_at=None, sending_since=None)
    return bool(waiting.update(subject=subject, text=text, html=html))


def note_sent(*, kind: str, to: str, subject: str, at: datetime, key: str, failure: str = "") -> Letter:
    """Record a letter that was mailed, or refused, elsewhere, and whose text must not be kept (sign-in codes)."""
    return Letter.objects.create(
        key=key,
        kind=kind,
        to_address=to,
        person=_person_at(to),
        subject=subject[:300],
        written_at=at,
        attempts=1,
        sent_at=None if failure else at,
        failure=failure,
    )


@transaction.atomic
def send_again(letter: Letter, *, at: datetime) -> bool:
    """Try a letter that failed once more, now; whether there was something to try."""
    found = Letter.objects.failing().exclude(text="").filter(pk=letter.pk).update(due_at=at, sending_since=None)
    if found:
        request_after_commit(deliver_letter, letter.pk)
    return bool(found)


def _write(draft: Draft, *, at: datetime, due_at: datetime) -> Letter:
    address = draft.to if isinstance(draft.to, str) else draft.to.email
    key = f"{draft.key} → {address}"[:200]
    if written := Letter.objects.filter(key=key).first():
        return written
    subject, text, html = _worded(draft)
    letter, _ = Letter.objects.get_or_create(
        key=key,
        defaults={
            "kind": draft.kind,
            "to_address": address,
            "person": _person_at(address) if isinstance(draft.to, str) else draft.to,
            "about": name_of(draft.about) if draft.about else "",
            "subject": subject,
            "text": text,
            "html": html,
            "headers": dict(draft.headers),
            "attachments": [list(attachment) for attachment in draft.attachments],
            "secrets": draft.secrets.kept if draft.secrets else {},
            "written_at": at,
            "due_at": due_at,
        },
    )
    return letter


def _worded(draft: Draft) -> tuple[str, str, str]:
    """Subject, text and HTML. A title someone typed with line breaks never breaks the header."""
    subject = " ".join(draft.subject.split())[:300]
    text = render_to_string(f"{draft.template}.txt", draft.context).strip() + "\n"
    html = select_template([f"{draft.template}.html", PLAIN_HTML]).render(
        {**draft.context, "subject": subject, "text": text}
    )
    return subject, text, html


def _person_at(address: str) -> Any:
    return get_user_model()._default_manager.filter(email__iexact=address).first()
