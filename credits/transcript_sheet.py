"""The transcript on paper: what the page shows, as one tagged PDF (CRT-8)."""

from collections.abc import Sequence
from datetime import date
from typing import Any

from accounts.models import User
from activities.credit import plain
from activities.dates import long_date
from activities.models import OfficeSettings
from core.printing.sheets import Sheet
from credits.models import OutsideCredit
from credits.transcripts import Entry, outside_totals_of, totals_of


def sheet_of_transcript(
    person: User,
    shown: Sequence[Entry],
    outside: Sequence[OutsideCredit],
    *,
    since: date | None,
    until: date | None,
    on: date,
) -> Sheet:
    office = OfficeSettings.current()
    profile = getattr(person, "profile", None)
    content: dict[str, Any] = {
        "provider": office.provider_name,
        "contact": office.contact_email,
        "name": person.get_full_name(),
        "profession": str(profile.profession) if profile else "",
        "period": period_of(since, until),
        "as_of": long_date(on),
        "totals": [{"name": total.name, "amount": plain(total.amount)} for total in totals_of(list(shown))],
        "entries": [_line(entry) for entry in shown],
        "outside": [
            {
                "date": long_date(credit.completed_date),
                "title": credit.title,
                "provider": credit.provider,
                "kind": credit.get_kind_display(),
                "amount": plain(credit.amount),
            }
            for credit in outside
        ],
        "outside_totals": [
            {"name": total.name, "amount": plain(total.amount)} for total in outside_totals_of(list(outside))
        ],
    }
    return Sheet("credits/print/transcript.html", content)


def _line(entry: Entry) -> dict[str, str]:
    return {
        "date": long_date(entry.day),
        "title": entry.snapshot.activity_title,
        "session": entry.snapshot.part_title,
        "format": entry.snapshot.learning_format,
        "kind": entry.claim.type_name,
        "amount": plain(entry.claim.amount),
        "number": entry.certificate.number,
        "revoked": "" if entry.counts else "Revoked, not counted",
    }


def period_of(since: date | None, until: date | None) -> str:
    if since and until:
        return f"{long_date(since)} to {long_date(until)}"
    if since:
        return f"since {long_date(since)}"
    return f"until {long_date(until)}" if until else "everything on record"
