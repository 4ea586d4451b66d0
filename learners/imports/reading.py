"""A file as a department sent it, as rows of text: whatever the encoding, the separator and the program that wrote it."""

import csv
import io
import re
import zipfile
import zlib
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import IO, Any, Final
from xml.parsers import expat

from openpyxl import load_workbook
from openpyxl.utils import range_boundaries
from openpyxl.utils.exceptions import InvalidFileException

MOST_ROWS: Final = 20_000
MOST_COLUMNS: Final = 60
MOST_SHEETS: Final = 40
MOST_IN_LINE: Final = 16_384 * 4  # elements: Excel's widest line, each cell with what is in it
MOST_UNPACKED: Final = 96_000_000  # bytes
LONGEST_CELL: Final = 500
DELIMITERS: Final = ";\t|,"
SAMPLE_LINES: Final = 60

_ENTITY = re.compile(r"&#(?:x([0-9a-fA-F]{2,6})|([0-9]{3,7}));")
_OLD_OFFICE = b"\xd0\xcf\x11\xe0"
_STRANGERS = (b"MZ", b"\x7fELF", b"%PDF", b"\x89PNG", b"\xff\xd8\xff", b"GIF8", b"Rar!", b"\x1f\x8b", b"7z\xbc\xaf")
_IN_WORDS = "Save the list as CSV or as an Excel workbook (.xlsx) and send that."
_TOO_LARGE = "This workbook is too large to read. Save the sheet with the list alone, as CSV."
_DAMAGED = (
    *(zipfile.BadZipFile, zlib.error, expat.ExpatError, InvalidFileException, SyntaxError),
    *(LookupError, ValueError, OSError, EOFError),
)


class Unreadable(Exception):
    """The file is no list. The message is a sentence for the person who sent it."""


@dataclass(frozen=True)
class Sheet:
    """Rows of text; row 1 is the first line of the file. `encoding` is empty for a workbook."""

    name: str
    names: list[str]
    rows: list[list[str]]
    encoding: str = ""


def read_sheet(file: IO[bytes], *, wanted: str = "", encoding: str = "") -> Sheet:
    """The sheet called `wanted`, else the one with the most rows. Raises Unreadable."""
    head = file.read(8)
    file.seek(0)
    if head.startswith(_OLD_OFFICE):
        raise Unreadable(f"This is an old Excel file (.xls), or one with a password. {_IN_WORDS}")
    if head.startswith(b"PK\x03\x04"):
        return _bounded(_read_workbook(file, wanted))
    if head.startswith(_STRANGERS):
        raise Unreadable(f"This is no list, whatever its name says. {_IN_WORDS}")
    return _bounded(_read_text(file.read(), encoding))


def _bounded(sheet: Sheet) -> Sheet:
    while sheet.rows and not any(sheet.rows[-1]):
        sheet.rows.pop()
    if not sheet.rows:
        raise Unreadable("There is nothing in this file.")
    if len(sheet.rows) > MOST_ROWS:
        raise Unreadable(f"This list has more than {MOST_ROWS:,} lines. Please send it in parts.")
    return sheet


# --- Workbooks -------------------------------------------------------------------------------------------------------
def _read_workbook(file: IO[bytes], wanted: str) -> Sheet:
    """Values alone: formulas give what Excel last made of them, macros are never looked at.

    Read as a stream, so that cells cost what the file says and not what lies between two far corners of a sheet.
    """
    try:
        with zipfile.ZipFile(file) as archive:
            _refuse_what_is_no_book(archive)
        file.seek(0)
        book = load_workbook(file, read_only=True, data_only=True, keep_vba=False, keep_links=False)
        try:
            return _sheet_of(book, wanted)
        finally:
            book.close()
    except _DAMAGED as error:
        raise Unreadable(f"This workbook is damaged and cannot be opened. {_IN_WORDS}") from error


def _refuse_what_is_no_book(archive: zipfile.ZipFile) -> None:
    names = archive.namelist()
    if "[Content_Types].xml" not in names or not any(name.startswith("xl/") for name in names):
        raise Unreadable(f"This is a ZIP file, but no Excel workbook. {_IN_WORDS}")
    # Whatever it is called: the parts themselves say which of them is a sheet.
    if sum(entry.file_size for entry in archive.infolist()) > MOST_UNPACKED:
        raise Unreadable(_TOO_LARGE)


def _sheet_of(book: Any, wanted: str) -> Sheet:
    sheets = {sheet.title: sheet for sheet in book.worksheets}
    if not sheets:
        raise Unreadable("There is no sheet with cells in this workbook.")
    if len(sheets) > MOST_SHEETS:
        raise Unreadable(f"This workbook has more than {MOST_SHEETS} sheets. Save the one with the list alone.")
    merged = {title: _merged_areas(sheet) for title, sheet in sheets.items()}
    name = wanted if wanted in sheets else max(sheets, key=lambda title: _filled_rows(sheets[title]))
    return Sheet(name, list(sheets), _cells(sheets[name], merged[name]))


def _values(sheet: Any) -> Iterator[tuple[object, ...]]:
    rows: Iterator[tuple[object, ...]] = sheet.iter_rows(max_row=MOST_ROWS + 1, max_col=MOST_COLUMNS, values_only=True)
    return rows


def _filled_rows(sheet: Any) -> int:
    if sheet.sheet_state != "visible":
        return -1
    return sum(any(value is not None for value in row) for row in _values(sheet))


def _merged_areas(sheet: Any) -> list[str]:
    """The areas of merged cells, which a stream of rows leaves out. Refuses lines longer than Excel's own."""
    areas: list[str] = []
    in_line = 0

    def see(name: str, given: dict[str, str]) -> None:
        nonlocal in_line
        kind = name.rpartition(":")[2]
        in_line = 0 if kind == "row" else in_line + 1
        if kind == "mergeCell":
            areas.append(given.get("ref", ""))
            in_line = 0
        if in_line > MOST_IN_LINE or len(areas) > MOST_ROWS:
            raise Unreadable(_TOO_LARGE)

    parser = expat.ParserCreate()
    parser.StartElementHandler = see
    with sheet.parent._archive.open(sheet._worksheet_path) as source:
        parser.ParseFile(source)
    return areas


def _cells(sheet: Any, merged: list[str]) -> list[list[str]]:
    rows = [[_as_text(value) for value in values] for values in _values(sheet)]
    _spread(rows, merged)
    width = max((number for row in rows for number, text in enumerate(row, start=1) if text), default=0)
    return [row[:width] for row in rows]


def _spread(rows: list[list[str]], merged: list[str]) -> None:
    """A name merged over two lines stands for both; a title merged over columns stays one cell."""
    left = MOST_ROWS * MOST_COLUMNS  # areas that lie over one another could go on for ever
    for area in merged:
        column, first, _, last = range_boundaries(area)
        if column is None or first is None or column > MOST_COLUMNS or first > len(rows):
            continue
        lines = rows[first : last or first]
        left -= len(lines)
        if left < 0:
            raise Unreadable(_TOO_LARGE)
        text = rows[first - 1][column - 1]
        for row in lines:
            row[column - 1] = text


def _as_text(value: object) -> str:
    if value is None:
        return ""
    if isinstance(value, timedelta):
        minutes = round(value.total_seconds() / 60)
        return f"{minutes // 60}:{minutes % 60:02d}"
    if isinstance(value, datetime):
        # Excel writes a time of 24 hours and more, and a plain date, as a moment.
        return value.date().isoformat() if value.time() == time() else value.isoformat(" ", "seconds")
    if isinstance(value, time):
        return value.strftime("%H:%M")
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, float):
        return str(int(value)) if value.is_integer() else f"{value:.10g}"
    return _tidy(str(value))


# --- Text ------------------------------------------------------------------------------------------------------------
def _read_text(raw: bytes, wanted: str) -> Sheet:
    text, encoding = decode(raw, wanted)
    if "\x00" in text:
        raise Unreadable(f"This is no list, whatever its name says. {_IN_WORDS}")
    # Some programs write letters they lack as &#…;, whose semicolons are no separators.
    text = _ENTITY.sub(_character, text)
    lines = text.splitlines()
    if len(lines) > MOST_ROWS * 2:
        raise Unreadable(f"This list has more than {MOST_ROWS:,} lines. Please send it in parts.")
    delimiter = guess_delimiter(lines)
    try:
        rows = list(_parse("\n".join(lines), delimiter))
    except csv.Error as error:
        raise Unreadable(f"This file cannot be read as a list. {_IN_WORDS}") from error
    return Sheet("", [], rows, encoding)


def decode(raw: bytes, wanted: str = "") -> tuple[str, str]:
    """The text and what it was taken for. Lines that are not UTF-8 are read in the likelier of two old encodings."""
    if raw.startswith(b"\xef\xbb\xbf"):
        raw = raw[3:]
    if wanted:
        return raw.decode(wanted, "replace").removeprefix("\ufeff"), wanted
    if raw.startswith((b"\xff\xfe", b"\xfe\xff")):
        return raw.decode("utf-16", "replace"), "utf-16"
    if (half := _utf16_without_mark(raw)) is not None:
        return raw.decode(half, "replace"), half
    try:
        return raw.decode("utf-8"), "utf-8"
    except UnicodeDecodeError:
        old = max(("cp1252", "mac_roman"), key=lambda name: _plausibility(raw.decode(name, "replace")))
        return "\n".join(_decode_line(line, old) for line in re.split(rb"\r\n|\n|\r", raw)), old


def _decode_line(line: bytes, old: str) -> str:
    """Lists are pasted together from several: each line is judged by itself."""
    try:
        return line.decode("utf-8")
    except UnicodeDecodeError:
        return line.decode(old, "replace")


def _utf16_without_mark(raw: bytes) -> str | None:
    sample = raw[:2000]
    if len(sample) < 4:
        return None
    odd, even = sample[1::2].count(0), sample[0::2].count(0)
    if odd > len(sample) // 6 and odd > even * 4:
        return "utf-16-le"
    return "utf-16-be" if even > len(sample) // 6 and even > odd * 4 else None


def _plausibility(text: str) -> int:
    """Accented letters stand in words as small letters among small ones; signs and capitals there speak against."""
    score = 0
    for before, character, after in zip(text, text[1:], text[2:], strict=False):
        if character.isascii() or not (before.isalpha() or after.isalpha()):
            continue
        if character == "’" or (character.isalpha() and character.islower()):
            score += 1
        elif not (character.isupper() and not before.isalpha()):
            score -= 1
    return score


def _character(found: re.Match[str]) -> str:
    code = int(found[1], 16) if found[1] else int(found[2])
    # Below: separators and quotation marks, which would change the columns.
    return chr(code) if 160 <= code < 0x110000 and not 0xD800 <= code < 0xE000 else found[0]


def guess_delimiter(lines: Iterable[str]) -> str:
    """What parts most lines into the same number of columns, and into most."""
    sample = [line for line in lines if line.strip()][:SAMPLE_LINES]

    def worth(delimiter: str) -> float:
        widths = Counter(len(row) for row in _parse("\n".join(sample), delimiter) if row)
        width, count = max(widths.items(), key=lambda item: (item[1] * (item[0] > 1), item[0]), default=(1, 0))
        return count / max(sum(widths.values()), 1) * width if width > 1 else 0

    return max(DELIMITERS, key=worth)


def _parse(text: str, delimiter: str) -> Iterator[list[str]]:
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, skipinitialspace=True)
    for row in reader:
        yield [_tidy(cell) for cell in row[:MOST_COLUMNS]]


def _tidy(text: str) -> str:
    printable = "".join(c if c.isprintable() or c in "\u200c\u200d" else " " for c in text)
    return " ".join(printable.replace("\ufeff", "").split())[:LONGEST_CELL]
