"""The statements kit: what an approved activity has to show, as texts to copy and as sheets to print (STM-4).

Everything here is empty or refused before approval, since nothing may be said of credit then (STM-3).
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from django.conf import settings
from django.urls import reverse
from django.utils import timezone
from django.utils.html import format_html_join
from django.utils.safestring import SafeString

from activities.clearance import disclosures_to_learners
from activities.dates import clock_range, day_in_words, long_date, zone_in_words
from activities.models import Activity, OfficeSettings, Session, TeamMember
from activities.places import each_once
from activities.programme import (
    Programme,
    credit_line,
    programme_of,
    taking_place,
    told_to_learners,
    when_in_full,
    when_series_meets,
    where_in_short,
)
from activities.statements import required_statements, with_trademark
from activities.supporters import told_of_support
from core.printing.sheets import Sheet

# Each printed piece by the name of its file, with the paper it is for.
PRINTED: Final = {
    "slide": ("slide", ""),
    "flyer-letter": ("flyer", "letter"),
    "flyer-a4": ("flyer", "a4"),
    "handout-letter": ("handout", "letter"),
    "handout-a4": ("handout", "a4"),
}
# So many stand beside the text of a flyer; more stand below it, in columns.
FEW_SPEAKERS: Final = 3


@dataclass(frozen=True)
class Piece:
    """One text of the kit: where it belongs, and its paragraphs word for word."""

    key: str
    title: str
    when: str
    paragraphs: list[str]

    @property
    def text(self) -> str:
        return "\n\n".join(self.paragraphs)

    @property
    def html(self) -> SafeString:
        """With the trademark in italics, for a web page or a word processor."""
        return format_html_join("\n", "<p>{}</p>", ((with_trademark(paragraph),) for paragraph in self.paragraphs))


def pieces_of(activity: Activity, *, at: datetime, session: Session | None = None) -> list[Piece]:
    """The flyer's text, the slide's and the handout's; of one session where one is given."""
    statements = required_statements(activity, OfficeSettings.current())
    if not statements:
        return []
    disclosures = disclosures_of(activity, at=at, session=session)
    title = [str(activity), *([str(session)] if session else [])]
    return [
        Piece(
            "flyer",
            "Flyer, program or web page",
            "Wherever speakers, topics or objectives are named.",
            [*statements, *told_of_support(activity)],
        ),
        Piece(
            "slide", "Slide before it begins", "Shown before the first word of content.", [*statements, *disclosures]
        ),
        Piece("handout", "Handout", "With the material learners take home.", [*title, *statements, *disclosures]),
    ]


def disclosures_of(activity: Activity, *, at: datetime, session: Session | None) -> list[str]:
    """As they stand on the day, or today where it is still to come."""
    if session is None:
        return told_to_learners(activity, at=at).disclosures
    on = min(timezone.localdate(at, activity.zone), session.local_date)
    return disclosures_to_learners(activity, office=OfficeSettings.current(), on=on, session=session)


# --- Sheets to print -------------------------------------------------------------------------------------------------


def sheet_of(activity: Activity, name: str, *, at: datetime, session: Session | None = None) -> Sheet:
    """What is printed under `name` (a key of PRINTED). Only of a published activity: the caller has asked (STM-3)."""
    kind, paper = PRINTED[name]
    office = OfficeSettings.current()
    programme = programme_of(activity, at=at)
    content = {
        "paper": paper,
        "provider": office.provider_name,
        "title": str(activity),
        "title_size": size_of(session.title if session else activity.title),
        "session": str(session) if session else "",
        "when": when_of(activity, programme, session, at=at),
        "where": where_of(activity, session),
        "statements": required_statements(activity, office),
        "contact": office.contact_email,
    }
    more = {"slide": slide_words, "flyer": flyer_words, "handout": handout_words}[kind]
    return Sheet(f"activities/print/{kind}.html", content | more(activity, programme, at=at, session=session))


def slide_words(activity: Activity, programme: Programme, *, at: datetime, session: Session | None) -> dict[str, Any]:
    disclosures = disclosures_of(activity, at=at, session=session)
    required, told = (
        sum(map(len, texts)) for texts in (required_statements(activity, OfficeSettings.current()), disclosures)
    )
    return {
        "speakers": speakers_of(session.speakers.all()) if session else presenting(activity),
        "disclosures": disclosures,
        "density": "roomy" if required < 620 else "close",
        "amount": "few" if told < 320 else "some" if told < 900 else "many",
    }


def flyer_words(activity: Activity, programme: Programme, *, at: datetime, session: Session | None) -> dict[str, Any]:
    return {
        "description": paragraphs_of(activity.description),
        "objectives": [objective.text for objective in activity.objectives.all()],
        "speakers": speakers_of(session.speakers.all()) if session else presenting(activity),
        "few": FEW_SPEAKERS,
        "audience": [profession.plural for profession in activity.audience.all()],
        "audience_note": activity.audience_note,
        "credit": credit_line(activity),
        "support": told_of_support(activity),
        "length": "short" if len(activity.description) < 500 else "long",
        "address": settings.SITE_URL + activity.get_absolute_url(),
        "can_register": not programme.is_over,
    }


def handout_words(activity: Activity, programme: Programme, *, at: datetime, session: Session | None) -> dict[str, Any]:
    told = told_to_learners(activity, at=at)
    return {
        "objectives": [objective.text for objective in activity.objectives.all()],
        "days": [] if session else days_of(programme),
        "is_series": activity.is_series,
        "more_until": "" if session else more_until(programme),
        "speakers": speakers_of(session.speakers.all()) if session else [],
        "zone": programme.zone,
        "disclosures": disclosures_of(activity, at=at, session=session),
        "claim_until": told.claim_until,
        "is_self_paced": activity.is_self_paced,
        "is_work": activity.work_format is not None,
        "address": settings.SITE_URL + reverse("learners:enter_code")
        if activity.sessions.exists()
        else settings.SITE_URL + activity.get_absolute_url(),
    }


def size_of(title: str) -> str:
    """A class of size: long titles are set smaller."""
    return "grand" if len(title) <= 48 else "large" if len(title) <= 95 else "small"


def when_of(activity: Activity, programme: Programme, session: Session | None, *, at: datetime) -> str:
    if session is not None:
        hours = clock_range(session.local_starts_at, session.local_ends_at)
        return f"{day_in_words(session.local_date)}, {hours} {session.local_starts_at:%Z}"
    if activity.is_series:
        return when_series_meets(activity, programme, at=at)
    if programme.hours and activity.start_date:
        return f"{day_in_words(activity.start_date)}, {programme.hours} {zone_in_words(activity, _begins(activity))}"
    return programme.dates if programme.any_time else when_in_full(activity, at=at)


def _begins(activity: Activity) -> datetime:
    first = activity.sessions.first()
    return first.starts_at if first else timezone.now()


def where_of(activity: Activity, session: Session | None) -> str:
    room = session.room if session else ""
    return ", ".join(each_once(room, activity.venue, where_in_short(activity)))


def presenting(activity: Activity) -> list[str]:
    return speakers_of(activity.team.filter(role__in=TeamMember.PRESENTING_ROLES).select_related("person__profile"))


def speakers_of(members: Iterable[TeamMember]) -> list[str]:
    """Each once: “Ana Ríos, MD, University of Utah”."""
    told = []
    for member in members:
        profile = getattr(member.person, "profile", None)
        degrees = profile.degrees if profile and profile.degrees not in str(member.person) else ""
        told.append(", ".join(part for part in (str(member.person), degrees, member.employer) if part))
    return list(dict.fromkeys(told))


def days_of(programme: Programme) -> list[dict[str, Any]]:
    """The agenda; of a series what comes next."""
    return [
        {
            "heading": day.heading,
            "items": [
                {
                    "time": slot.time,
                    "title": item.session.title,
                    "note": ", ".join(
                        each_once(
                            "cancelled" if item.session.is_cancelled else "",
                            item.session.track,
                            item.session.room,
                            item.until,
                        )
                    ),
                    "speakers": "; ".join(speakers_of(item.session.speakers.all())),
                    "counts": item.session.counts_for_credit,
                }
                for slot in day.slots
                for item in slot.contents
            ],
        }
        for day in programme.coming
    ]


def more_until(programme: Programme) -> str:
    """“March 11, 2027”, of a series that goes on after what `days_of` shows."""
    later = taking_place(programme.later)
    return long_date(max(session.local_date for session in later)) if later else ""


def paragraphs_of(text: str) -> list[str]:
    return [" ".join(paragraph.split()) for paragraph in text.split("\n") if paragraph.strip()]
