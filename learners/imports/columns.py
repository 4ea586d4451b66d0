"""Which column of a list says what: guessed from its head and its cells, corrected by a person on the page."""

import re
from collections.abc import Sequence
from typing import Final

from django.db.models import TextChoices

SAMPLE_ROWS: Final = 40


class Field(TextChoices):
    """What a column may say."""

    NAME = "name", "Whole name"
    GIVEN = "given_name", "First name"
    FAMILY = "family_name", "Last name"
    EMAIL = "email", "E-mail address"
    DEGREES = "degrees", "Degree or profession"
    NPI = "npi", "NPI"
    LICENCE = "licence", "Licence number"
    STATE = "state", "State of the licence"
    EMPLOYER = "employer", "Employer"
    HOURS = "hours", "Hours attended"
    MINUTES = "minutes", "Minutes attended"
    DATE = "date", "Date"
    JOINED = "joined", "Time of joining"
    LEFT = "left", "Time of leaving"
    WAITING = "waiting", "Was in the waiting room"


# The whole head, in its words; the longest fitting one wins.
_HEADS: Final = {
    Field.NAME: "name|full name|participant|participant name|attendee|attendee name|learner|person|name last first"
    "|last first|name first last|name original name|user name|print name|names",
    Field.GIVEN: "first|first name|given name|given|fname|forename|firstname",
    Field.FAMILY: "last|last name|surname|family name|family|lname|lastname",
    Field.EMAIL: "email|e mail|mail|email address|e mail address|user email|address|work email|contact email",
    Field.DEGREES: "degree|degrees|credential|credentials|title|profession|suffix|designation|role profession"
    "|professional credentials|discipline",
    Field.NPI: "npi|npi number|npi no|national provider identifier",
    Field.LICENCE: "licence|license|license number|licence number|license no|lic|lic no|state license",
    Field.STATE: "state|license state|licence state|state of license",
    Field.EMPLOYER: "employer|department|organization|organisation|institution|affiliation|company|facility|hospital"
    "|clinic|dept",
    Field.HOURS: "hours|hrs|hours attended|credit hours|credit hrs|credits|credit|time attended|attended hours"
    "|no of hours|total hours|contact hours|hour|cme hours|cme credits|hours of attendance",
    Field.MINUTES: "minutes|min|mins|duration|duration minutes|minutes attended|total duration minutes"
    "|time in session minutes|in meeting duration|attendance duration",
    Field.DATE: "date|when|day|session date|attendance date|date attended|date of attendance",
    Field.JOINED: "join time|joined|first join|join|joined at|time in|start time|sign in time",
    Field.LEFT: "leave time|left|last leave|leave|left at|time out|end time|exit time|sign out time",
    Field.WAITING: "in waiting room|waiting room",
}
_BY_HEAD: Final = {head: field for field, heads in _HEADS.items() for head in heads.split("|")}
_EMAIL = re.compile(r"[^@\s]+@[^@\s]+\.\w+")


def field_of(head: str) -> str:
    """What a head says, or nothing."""
    words = " ".join(re.findall(r"\w+", head.lower()))
    return _BY_HEAD.get(words, "")


def find_header(rows: Sequence[Sequence[str]]) -> int:
    """The line (from 1) with the heads of the columns, below whatever stands above it; 0 where there is none."""

    def worth(row: Sequence[str]) -> int:
        fields = {field_of(cell) for cell in row} - {""}
        if any(_EMAIL.fullmatch(cell) for cell in row):
            return 0
        named = bool(fields & {Field.NAME, Field.GIVEN, Field.FAMILY})
        return len(fields) + 2 * named if len(fields) > 1 or Field.EMAIL in fields else 0

    best = max(range(len(rows[:SAMPLE_ROWS])), key=lambda index: worth(rows[index]), default=-1)
    return best + 1 if best >= 0 and worth(rows[best]) else 0


def guess_fields(rows: Sequence[Sequence[str]], header: int) -> list[str]:
    """One field for each column; each at most once. Columns without a head are judged by their cells."""
    width = max((len(row) for row in rows), default=0)
    heads = list(rows[header - 1]) if header else []
    fields: list[str] = []
    for column in range(width):
        head = heads[column] if column < len(heads) else ""
        cells = [row[column] for row in rows[header:SAMPLE_ROWS] if column < len(row) and row[column]]
        field = field_of(head) or (_by_cells(cells) if not header or not head else "")
        fields.append("" if field in fields else field)
    return fields


def _by_cells(cells: Sequence[str]) -> str:
    def most(pattern: str) -> bool:
        return bool(cells) and sum(bool(re.fullmatch(pattern, cell)) for cell in cells) * 2 > len(cells)

    if most(_EMAIL.pattern):
        return Field.EMAIL
    if most(r"\d{1,4}[-/.]\d{1,2}[-/.]\d{1,4}"):
        return Field.DATE
    if most(r"[12]\d{9}"):
        return Field.NPI
    if most(r"\d{1,2}([.,:]\d{1,2})?( ?h(ou)?rs?\.?)?"):
        return Field.HOURS
    if most(r"[^\W\d_][^\d@]*[ ,][^\d@]+"):
        return Field.NAME
    return ""


def missing_fields(fields: Sequence[str]) -> list[str]:
    """What no list can do without, as sentences."""
    chosen = set(fields)
    said = []
    if not chosen & {Field.NAME, Field.FAMILY}:
        said.append("Say which column has the names.")
    if not chosen & {Field.EMAIL, Field.NPI, Field.LICENCE}:
        said.append("Say which column has the e-mail addresses, or the NPI or licence numbers.")
    return said


def is_meeting_report(fields: Sequence[str]) -> bool:
    """Several lines for each person, one for each time they joined."""
    return Field.JOINED in fields and Field.LEFT in fields
