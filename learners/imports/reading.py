"""A file as a department sent it, as rows of text: whatever the encoding, the separator and the program that wrote it."""

import csv
import io
import re
import zipfile
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import IO, Any, Final

from openpyxl import load_workbook
from openpyxl.utils.exceptions import InvalidFileException

MOST_ROWS: Final = 20_000
MOST_COLUMNS: Final = 60
MOST_UNPACKED: Final = 96_000_000  # bytes
LONGEST_CELL: Final = 500
DELIMITERS: Final = ";\t|,"
SAMPLE_LINES: Final = 60

_ENTITY = re.compile(r"&#(?:x([0-9a-fA-F]{2,6})|([0-9]{3,7}));")
_OLD_OFFICE = b"\xd0\xcf\x11\xe0"
_STRANGERS = (b"MZ", b"\x7fELF", b"%PDF", b"\x89PNG", b"\xff\xd8\xff", b"GIF8", b"Rar!", b"\x1f\x8b", b"7z\xbc\xaf")
_IN_WORDS = "Save the list as CSV or as an Excel workbook (.xlsx) and send that."


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
    """Values alone: formulas give what Excel last made of them, macros are never looked at."""
    try:
        with zipfile.ZipFile(file) as archive:
            if "[Content_Types].xml" not in archive.namelist() or not any(
                name.startswith("xl/") for name in archive.namelist()
            ):
                raise Unreadable(f"This is a ZIP file, but no Excel workbook. {_IN_WORDS}")
            if sum(entry.file_size for entry in archive.infolist() if entry.filename.endswith(".xml")) > MOST_UNPACKED:
                raise Unreadable("This workbook is too large to read. Save the sheet with the list alone, as CSV.")
        file.seek(0)
        book = load_workbook(file, data_only=True, keep_vba=False, keep_links=False)
    except (zipfile.BadZipFile, InvalidFileException, KeyError, ValueError, OSError, SyntaxError) as error:
        raise Unreadable(f"This workbook is damaged and cannot be opened. {_IN_WORDS}") from error
    sheets = {sheet.title: sheet for sheet in book.worksheets}
    if not sheets:
        raise Unreadable("There is no sheet with cells in this workbook.")
    name = wanted if wanted in sheets else max(sheets, key=lambda title: _filled_rows(sheets[title]))
    return Sheet(name, list(sheets), list(_cells(sheets[name])))


def _filled_rows(sheet: Any) -> int:
    if sheet.sheet_state != "visible":
        return -1
    return sum(any(value is not None for value in row) for row in sheet.iter_rows(values_only=True))


def _cells(sheet: Any) -> Iterator[list[str]]:
    merged: dict[tuple[int, int], object] = {}
    for area in sheet.merged_cells.ranges:
        # A name merged over two lines stands for both; a title merged over columns stays one cell.
        first = sheet.cell(area.min_row, area.min_col).value
        merged |= {(row, area.min_col): first for row in range(area.min_row + 1, area.max_row + 1)}
    last = min(sheet.max_row or 0, MOST_ROWS + 1)
    width = min(sheet.max_column or 0, MOST_COLUMNS)
    for number, values in enumerate(sheet.iter_rows(max_row=last, max_col=width, values_only=True), start=1):
        filled = [merged.get((number, column), value) for column, value in enumerate(values, start=1)]
        yield [_as_text(value) for value in filled]


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
