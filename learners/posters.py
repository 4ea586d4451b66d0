"""Posters with the code of a session and its QR, on screen and as sheets to print (STM-4)."""

import re
from collections.abc import Iterable
from datetime import datetime
from typing import Any, Final

import segno
from django.conf import settings
from django.urls import reverse
from django.utils.safestring import SafeString, mark_safe

from activities.dates import clock, clock_range, dates_of, day_in_words
from activities.models import OfficeSettings, Session
from activities.places import each_once
from core.printing.sheets import Sheet
from learners.models import SessionCode

# Letter and tabloid for the door, A4 for abroad, 16:9 for the screen.
PAPERS: Final = ("letter", "tabloid", "a4", "slide")


def shown_code(code: SessionCode) -> dict[str, Any]:
    """What the pages show of a code."""
    address = address_of(code)
    opens, closes = (moment.astimezone(code.activity.zone) for moment in (code.opens_at, code.closes_at))
    return {
        "code": code,
        "address": address,
        "where_to_type": where_to_type(),
        "qr": qr_svg(address),
        "same_day": opens.date() == closes.date(),
        "title": unbroken(str(code.session or code.activity)),
    }


def address_of(code: SessionCode) -> str:
    return settings.SITE_URL + reverse("learners:session_code", args=[code.code])


def unbroken(title: str) -> str:
    """In large type a line that ends with “In-” reads badly: the hyphen inside a word holds it together."""
    return re.sub(r"(?<=\w)-(?=\w)", "\N{NON-BREAKING HYPHEN}", title)


def where_to_type() -> str:
    """As people say it: without https://"""
    return settings.SITE_URL.split("://")[-1] + reverse("learners:enter_code")


def qr_svg(text: str) -> SafeString:
    # Safe: segno writes nothing but the path of the squares into it.
    return mark_safe(segno.make(text, error="m").svg_inline(omitsize=True, border=1, svgclass=None, lineclass=None))  # noqa: S308


def may_be_printed(code: SessionCode, *, at: datetime) -> bool:
    """Not one that is over, nor one that counts only on the screen, where it changes."""
    return code.closes_at > at and not code.changes


def why_none_is_printed(codes: Iterable[SessionCode], *, at: datetime) -> str:
    """Of `codes`, none of which may be printed."""
    if any(code.closes_at > at for code in codes):
        return "The code changes while it is shown, so it cannot be printed. Show it on the screen."
    return "All sessions are over, so there is no code to print."


# --- Sheets to print -------------------------------------------------------------------------------------------------
def posters_sheet(codes: Iterable[SessionCode], paper: str) -> Sheet:
    """A page for each code."""
    return Sheet(
        "learners/print/poster.html", {"paper": paper, **_frame(), "posters": [_words(code) for code in codes]}
    )


def codes_sheet(codes: Iterable[SessionCode], title: str) -> Sheet:
    """All codes in one list, for whoever stands at the door."""
    return Sheet("learners/print/codes.html", {"title": title, **_frame(), "posters": [_words(code) for code in codes]})


def _frame() -> dict[str, Any]:
    return {"provider": OfficeSettings.current().provider_name, "where_to_type": where_to_type()}


def _words(code: SessionCode) -> dict[str, Any]:
    activity, session = code.activity, code.session
    opens, closes = (moment.astimezone(activity.zone) for moment in (code.opens_at, code.closes_at))
    if opens.date() == closes.date():
        window = f"It works from {clock(opens)} to {clock(closes)} {closes:%Z}."
    else:
        window = f"It works from {opens:%B} {opens.day}, {clock(opens)}, to {closes:%B} {closes.day}, {clock(closes)} {closes:%Z}."
    title = str(session or activity)
    return {
        "title": unbroken(title),
        "title_size": "grand" if len(title) <= 40 else "large" if len(title) <= 90 else "small",
        "activity": str(activity) if session else "",
        "when": _when(session) if session else dates_of(activity),
        "where": ", ".join(each_once(session.room if session else "", activity.venue)),
        "address": address_of(code),
        "code": code.code,
        "window": window,
    }


def _when(session: Session) -> str:
    hours = clock_range(session.local_starts_at, session.local_ends_at)
    return f"{day_in_words(session.local_date)}, {hours} {session.local_starts_at:%Z}"
