"""Lines of a list as people with hours, each with what is wrong with it. Nothing here asks the database."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any, Final
from zoneinfo import ZoneInfo

from django.core.exceptions import ValidationError

from accounts.identifiers import normalise_identifier
from accounts.keys import address_key, name_key
from learners.imports.cells import (
    profession_of,
    read_day,
    read_email,
    read_minutes,
    read_moment,
    read_name,
    split_name,
)
from learners.imports.columns import Field, is_meeting_report

LONGEST_MINUTES: Final = 7 * 24 * 60
Span = tuple[datetime, datetime]


@dataclass
class Parsed:
    """One line, or all lines of one person in a meeting's report."""

    line: int
    cells: list[str]
    given_name: str = ""
    family_name: str = ""
    email: str = ""
    profession: str = ""
    degrees: str = ""
    employer: str = ""
    npi: str = ""
    licence: str = ""
    licence_state: str = ""
    minutes: int | None = None
    day: date | None = None
    spans: list[Span] = field(default_factory=list)
    problems: list[str] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)

    @property
    def name(self) -> str:
        return f"{self.given_name} {self.family_name}".strip()

    @property
    def name_key(self) -> str:
        return name_key(self.given_name, self.family_name)

    @property
    def email_key(self) -> str:
        return address_key(self.email) if self.email else ""


def parse_rows(rows: Sequence[Sequence[str]], *, header: int, columns: Sequence[str], zone: ZoneInfo) -> list[Parsed]:
    """Everybody below the header. Empty lines are no lines, nor are those that repeat the header."""
    heads = list(rows[header - 1]) if header else []
    is_meeting = is_meeting_report(columns)
    parsed = [
        _parse(number, cells, columns, zone, is_meeting=is_meeting)
        for number, cells in enumerate(rows[header:], start=header + 1)
        if any(cells) and list(cells) != heads
    ]
    if not is_meeting:
        return parsed
    return merge_joins([one for one in parsed if not _waited(one, columns)])


def _waited(one: Parsed, columns: Sequence[str]) -> bool:
    """The time in a waiting room is no time in the meeting."""
    return _cell(one.cells, columns, Field.WAITING).lower() in {"yes", "true", "1"}


def _cell(cells: Sequence[str], columns: Sequence[str], wanted: str) -> str:
    for column, cell in zip(columns, cells, strict=False):
        if column == wanted:
            return cell
    return ""


def _parse(number: int, cells: Sequence[str], columns: Sequence[str], zone: ZoneInfo, *, is_meeting: bool) -> Parsed:
    one = Parsed(number, list(cells))
    said = {column: cell for column, cell in zip(columns, cells, strict=False) if column}

    def attempt(read: Callable[[], Any], otherwise: Any = None) -> Any:
        try:
            return read()
        except ValidationError as error:
            one.problems.extend(error.messages)
            return otherwise

    given, family, degrees = _names(said)
    one.given_name, one.family_name = attempt(lambda: read_name(given, family), ("", ""))
    one.email = attempt(lambda: read_email(said.get(Field.EMAIL, "")), "")
    one.degrees = (said.get(Field.DEGREES, "") or degrees)[:80]
    one.profession = profession_of(one.degrees)
    one.employer = said.get(Field.EMPLOYER, "")[:160]
    _read_numbers(one, said)
    if is_meeting:
        one.spans = attempt(lambda: _span(said, zone), [])
        return one
    if said.get(Field.DATE):
        one.day = attempt(lambda: read_day(said[Field.DATE]))
    _read_time(one, said, attempt)
    return one


def _names(said: dict[str, str]) -> tuple[str, str, str]:
    if said.get(Field.FAMILY) or said.get(Field.GIVEN):
        given, family, degrees = said.get(Field.GIVEN, ""), said.get(Field.FAMILY, ""), ""
        if "," in family:  # "Muñoz, MD"
            family, _, degrees = (part.strip() for part in family.partition(","))
        return given, family, degrees
    return split_name(said.get(Field.NAME, ""))


def _read_numbers(one: Parsed, said: dict[str, str]) -> None:
    """A number that cannot be one is said, and is no reason to lose the line."""
    for field_name, kind in ((Field.NPI, "npi"), (Field.LICENCE, "licence")):
        if typed := said.get(field_name, ""):
            try:
                setattr(one, field_name.value, normalise_identifier(kind, typed))
            except ValidationError as error:
                one.notes.append(f"{field_name.label} left out: {' '.join(error.messages)}")
    state = said.get(Field.STATE, "").upper()
    one.licence_state = state if len(state) == 2 and state.isalpha() else ""


def _read_time(one: Parsed, said: dict[str, str], attempt: Callable[..., Any]) -> None:
    for column, unit in ((Field.HOURS, "hours"), (Field.MINUTES, "minutes")):
        if column not in said:
            continue
        if not said[column]:
            one.problems.append(f"The {unit} are missing.")
            return
        minutes = attempt(lambda unit=unit, column=column: read_minutes(said[column], unit=unit))
        if minutes == 0:
            one.problems.append("There are no hours: whoever was not there is not recorded.")
        elif minutes is not None and minutes > LONGEST_MINUTES:
            one.problems.append(f"“{said[column]}” is more than a week.")
        else:
            one.minutes = minutes
        return


# --- Reports of online meetings --------------------------------------------------------------------------------------
def _span(said: dict[str, str], zone: ZoneInfo) -> list[Span]:
    joined, left = (read_moment(said.get(name, ""), zone) for name in (Field.JOINED, Field.LEFT))
    if left < joined:
        raise ValidationError("The time of leaving is before the time of joining.")
    return [(joined, left)]


def merge_joins(parsed: Sequence[Parsed]) -> list[Parsed]:
    """One for each person, however often and with however many devices at once they joined.

    Lines without an address belong to the one person of the report with that name.
    """
    by_name: dict[str, set[str]] = {}
    for one in parsed:
        if one.email:
            by_name.setdefault(one.name_key, set()).add(one.email_key)
    people: dict[str, Parsed] = {}
    bad: list[Parsed] = []
    for one in parsed:
        if one.problems:
            bad.append(one)
            continue
        known = by_name.get(one.name_key, set())
        key = one.email_key or (next(iter(known)) if len(known) == 1 else f"name:{one.name_key}")
        first = people.setdefault(key, one)
        if first is not one:
            _join(first, one)
    for one in people.values():
        if len(one.spans) > 1:
            one.notes.append(f"Joined {len(one.spans)} times; time in several devices counts once.")
        one.spans = covered(one.spans)
        one.minutes = round(sum((end - start).total_seconds() for start, end in one.spans) / 60)
    return sorted([*people.values(), *bad], key=lambda one: one.line)


def _join(first: Parsed, other: Parsed) -> None:
    first.spans += other.spans
    first.email = first.email or other.email


def covered(spans: Sequence[Span]) -> list[Span]:
    """The same time, without overlaps, in order."""
    merged: list[Span] = []
    for start, end in sorted(spans):
        if merged and start <= merged[-1][1]:
            merged[-1] = (merged[-1][0], max(end, merged[-1][1]))
        else:
            merged.append((start, end))
    return merged


def minutes_within(spans: Sequence[Span], starts_at: datetime, ends_at: datetime) -> int:
    return round(sum(_shared(spans, starts_at, ends_at)) / 60)


def _shared(spans: Sequence[Span], starts_at: datetime, ends_at: datetime) -> Iterator[float]:
    for start, end in spans:
        yield max((min(end, ends_at) - max(start, starts_at)).total_seconds(), 0.0)
