"""Files as departments really send them."""

import io
import tracemalloc
import zipfile
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from django.core.exceptions import ValidationError
from openpyxl import Workbook

from learners.imports.cells import printed, profession_of, read_day, read_email, read_minutes, read_moment, split_name
from learners.imports.columns import find_header, guess_fields
from learners.imports.reading import MOST_ROWS, MOST_UNPACKED, Unreadable, decode, read_sheet

DENVER = ZoneInfo("America/Denver")
LINES = "Sign in sheet;;\n\nName;E-mail;Hours\nMuñoz, María José;maria@example.org;4,5\nŸ;y@example.org;1\n"


def sheet_of(raw: bytes, **wanted: str):
    return read_sheet(io.BytesIO(raw), **wanted)


def workbook_of(*rows, **sheets) -> bytes:
    book = Workbook()
    for row in rows:
        book.active.append(row)
    for name, more in sheets.items():
        extra = book.create_sheet(name)
        for row in more:
            extra.append(row)
    raw = io.BytesIO()
    book.save(raw)
    return raw.getvalue()


# --- Encodings -------------------------------------------------------------------------------------------------------
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "cp1252", "mac_roman"])
def test_a_list_is_read_in_the_encoding_of_the_program_that_wrote_it(encoding):
    rows = sheet_of(LINES.encode(encoding)).rows
    assert rows[3] == ["Muñoz, María José", "maria@example.org", "4,5"]
    assert rows[4][0] == "Ÿ"


def test_lines_pasted_together_from_two_programs_are_each_read_rightly():
    raw = "Name,Email\nJosé García,a@example.org\n".encode() + "Siobhán O’Neill,b@example.org\n".encode("cp1252")
    assert [row[0] for row in sheet_of(raw).rows[1:]] == ["José García", "Siobhán O’Neill"]


def test_letters_a_program_lacked_are_put_back_and_their_semicolons_part_nothing():
    raw = "Name;Email\n&#29579;, &#x79C0;&#33521;;x@example.org\n".encode("cp1252")
    assert sheet_of(raw).rows[1] == ["王, 秀英", "x@example.org"]


def test_a_person_may_say_which_encoding_it_is():
    assert decode("Петров".encode("cp1251"), "cp1251") == ("Петров", "cp1251")


@pytest.mark.parametrize("delimiter", [",", ";", "\t", "|"])
def test_the_separator_is_found_though_names_have_commas(delimiter):
    raw = f'Name{delimiter}Email{delimiter}Hours\n"Ríos, Ana, MD"{delimiter}a@example.org{delimiter}1\n'.encode()
    assert sheet_of(raw).rows[1] == ["Ríos, Ana, MD", "a@example.org", "1"]


# --- Workbooks -------------------------------------------------------------------------------------------------------
def test_dates_times_and_numbers_of_a_workbook_become_what_one_sees():
    raw = workbook_of(["Name", date(2026, 9, 18), time(1, 30), timedelta(hours=26), 6.0, 5.75, None, True])
    assert sheet_of(raw).rows[0] == ["Name", "2026-09-18", "01:30", "26:00", "6", "5.75", "", "True"]


def test_the_fullest_visible_sheet_is_taken_and_another_can_be_asked_for():
    raw = workbook_of(["Instructions"], People=[["Name", "Email"], ["Ana Ríos", "a@example.org"]])
    assert (sheet_of(raw).name, sheet_of(raw).names) == ("People", ["Sheet", "People"])
    assert sheet_of(raw, wanted="Sheet").rows == [["Instructions"]]


def test_a_name_merged_over_two_lines_stands_for_both():
    book = Workbook()
    for row in (["Name", "Date"], ["Ana Ríos", "9/18/26"], [None, "9/19/26"]):
        book.active.append(row)
    book.active.merge_cells("A2:A3")
    raw = io.BytesIO()
    book.save(raw)
    assert sheet_of(raw.getvalue()).rows[2] == ["Ana Ríos", "9/19/26"]


def test_a_formula_is_never_run():
    assert sheet_of(workbook_of(["Name", "Email"], ["Ana Ríos", '=HYPERLINK("http://x")'])).rows[1] == ["Ana Ríos", ""]


# --- What is no list -------------------------------------------------------------------------------------------------
def zip_of(**files: bytes) -> bytes:
    raw = io.BytesIO()
    with zipfile.ZipFile(raw, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in files.items():
            archive.writestr(name, content)
    return raw.getvalue()


@pytest.mark.parametrize(
    ("raw", "sentence"),
    [
        (b"MZ\x90\x00\x03" + b"\x00" * 200, "This is no list"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\x00" * 600, "old Excel file (.xls), or one with a password"),
        (b"%PDF-1.7\n", "This is no list"),
        (zip_of(**{"readme.txt": b"hello"}), "a ZIP file, but no Excel workbook"),
        (zip_of(**{"[Content_Types].xml": b"<x/>", "xl/workbook.xml": b"<x/>"}), "damaged"),
        (zip_of(**{"[Content_Types].xml": b"<x/>", "xl/a.xml": b" " * (MOST_UNPACKED + 1)}), "too large to read"),
        (b"PK\x03\x04 cut off", "damaged"),
        (b"", "nothing in this file"),
        (b"\n \n;;;\n", "nothing in this file"),
        (b"a,b\n" * (MOST_ROWS + 1), "more than 20,000 lines"),
        (b"Name,Email\nA\x00\x01\x02na,b\n", "This is no list"),
    ],
)
def test_what_is_no_list_is_refused_with_a_sentence(raw, sentence):
    with pytest.raises(Unreadable, match=sentence.replace("(", r"\(").replace(")", r"\)")):
        sheet_of(raw)


# --- Columns ---------------------------------------------------------------------------------------------------------
def test_heads_are_found_below_titles_and_in_any_order():
    rows = sheet_of(LINES.encode()).rows
    assert find_header(rows) == 3
    assert guess_fields(rows, 3) == ["name", "email", "hours"]


def test_a_list_without_heads_is_judged_by_its_cells():
    rows = [["Ríos, Ana", "a@example.org", "2", "9/18/2026"], ["Lee, Min-Jun", "m@example.org", "1.5", "9/18/2026"]]
    assert find_header(rows) == 0
    assert guess_fields(rows, 0) == ["name", "email", "hours", "date"]


def test_a_meeting_s_report_is_recognised_below_the_meeting_s_own_table():
    rows = [
        ["Meeting ID", "Topic", "Start Time", "End Time", "User Email", "Duration (Minutes)", "Participants"],
        ["812 3456", "Grand Rounds", "09/18/2026 07:50", "09/18/2026 09:10", "host@example.org", "80", "61"],
        [],
        ["Name (Original Name)", "User Email", "Join Time", "Leave Time", "Duration (Minutes)", "Guest"],
    ]
    assert find_header(rows) == 4
    assert guess_fields(rows, 4)[:5] == ["name", "email", "joined", "left", "minutes"]


# --- Cells -----------------------------------------------------------------------------------------------------------
@pytest.mark.parametrize(
    ("typed", "given", "family", "degrees"),
    [
        ("Muñoz, María José, MD", "María José", "Muñoz", "MD"),
        ("María Muñoz, MD, PhD", "María", "Muñoz", "MD, PhD"),
        ("Smith, Jr., Robert", "Robert", "Smith Jr.", ""),
        ("Anneke van der Berg", "Anneke", "van der Berg", ""),
        ("王秀英", "秀英", "王", ""),
        ("山田 太郎", "太郎", "山田", ""),
        ("김민준", "민준", "김", ""),
        ("محمد الفاتح", "محمد", "الفاتح", ""),
        ("iPhone (Ana Ríos)", "Ana", "Ríos", ""),
        ("Ana Ríos (she/her)", "Ana", "Ríos", ""),
    ],
)
def test_names_are_read_as_people_write_them(typed, given, family, degrees):
    assert split_name(typed) == (given, family, degrees)


def test_a_name_is_printed_in_the_order_of_its_language():
    assert [printed("秀英", "王"), printed("太郎", "Yamada"), printed("Ana", "Ríos")] == [
        "王秀英",
        "太郎 Yamada",
        "Ana Ríos",
    ]


@pytest.mark.parametrize(
    ("typed", "minutes"),
    [
        *(("6", 360), ("5.75", 345), ("4,5", 270), ("2.5 hrs", 150), ("1:30", 90), ("01:30:00", 90), ("1h 30m", 90)),
        *(("90 min", 90), ("½", 30), ("1½", 90), ("0", 0), (" 2 hours ", 120), ("1h 2m 3s", 62)),
    ],
)
def test_hours_are_read_as_people_write_them(typed, minutes):
    assert read_minutes(typed) == minutes


@pytest.mark.parametrize("typed", ["all", "-1", "1.2.3", "yes", "#N/A", "six", "1e9"])
def test_what_is_no_time_is_said(typed):
    with pytest.raises(ValidationError):
        read_minutes(typed)


@pytest.mark.parametrize("typed", ["9/18/26", "09/18/2026", "2026-09-18", "18.9.2026", "Sep 18, 2026", "46283"])
def test_days_are_read_as_people_write_them(typed):
    assert read_day(typed) == date(2026, 9, 18)


def test_moments_are_read_as_meetings_write_them():
    at = datetime(2026, 9, 18, 8, 0, 12, tzinfo=DENVER)
    assert read_moment("09/18/2026 08:00:12 AM", DENVER) == at
    assert read_moment("2026-09-18T14:00:12Z", DENVER) == at


def test_addresses_are_taken_out_of_what_mail_programs_put_around_them():
    assert read_email("Ana Ríos <ANA@Example.org>;") == "ana@example.org"
    with pytest.raises(ValidationError, match="not a complete"):
        read_email("rsmith@example")


@pytest.mark.parametrize(
    ("degrees", "profession"),
    [
        *(("MD, PhD", "physician"), ("M.D.", "physician"), ("DNP, APRN", "advanced-practice-nurse"), ("FNP-C", None)),
        *(("PharmD, BCPS", "pharmacist"), ("PA-C", "physician-assistant"), ("EMT-P", "emergency-medical"), ("MBA", "")),
    ],
)
def test_degrees_tell_the_profession(degrees, profession):
    assert profession_of(degrees) == ("advanced-practice-nurse" if profession is None else profession)


# --- Workbooks that promise more than they hold ----------------------------------------------------------------------
def book_with(sheet: str, *, name: str = "sheet1.xml") -> bytes:
    """A workbook whose only sheet is written by hand."""
    raw = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(workbook_of(["Name"]))) as book, zipfile.ZipFile(raw, "w", 8) as changed:
        for part in book.namelist():
            content = book.read(part).replace(b"worksheets/sheet1.xml", f"worksheets/{name}".encode())
            changed.writestr(part.replace("sheet1.xml", name), sheet if "worksheets/" in part else content)
    return raw.getvalue()


SPACE = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
ANA = '<row r="1"><c r="A1" t="inlineStr"><is><t>Ana</t></is></c></row>'


@pytest.mark.parametrize(
    "rest",
    [
        '</sheetData><mergeCells><mergeCell ref="D1:Z40000"/></mergeCells>',
        '<row r="1048576"><c r="XFD1048576"><v>1</v></c></row></sheetData>',
        '</sheetData><mergeCells><mergeCell ref="C1:XFD1048576"/></mergeCells>',
        '</sheetData><mergeCells><mergeCell ref="A1:A20000"/></mergeCells>',
    ],
)
def test_a_small_workbook_with_far_corners_takes_no_more_than_its_cells(rest):
    raw = book_with(f'<worksheet xmlns="{SPACE}"><sheetData>{ANA}{rest}</worksheet>')
    tracemalloc.start()
    rows = sheet_of(raw).rows
    most = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert next(row for row in rows if any(row)) == ["Ana"]
    assert most < 60_000_000


def test_areas_that_lie_over_one_another_for_ever_are_refused():
    lines = "".join(f'<row r="{number}"><c r="A{number}"><v>1</v></c></row>' for number in range(1, 2001))
    areas = '<mergeCell ref="A1:A2000"/>' * 1000
    with pytest.raises(Unreadable, match="too large to read"):
        sheet_of(book_with(f'<worksheet xmlns="{SPACE}"><sheetData>{lines}</sheetData>{areas}</worksheet>'))


@pytest.mark.parametrize("name", ["sheet1.xml", "sheet1.bin"])
def test_a_sheet_is_weighed_whatever_it_is_called(name):
    sheet = f'<worksheet xmlns="{SPACE}"><sheetData>{ANA}</sheetData></worksheet>' + " " * MOST_UNPACKED
    with pytest.raises(Unreadable, match="too large to read"):
        sheet_of(book_with(sheet, name=name))


def test_a_line_longer_than_excel_s_own_is_refused():
    sheet = f'<worksheet xmlns="{SPACE}"><sheetData><row>{"<c/>" * 70_000}</row></sheetData></worksheet>'
    with pytest.raises(Unreadable, match="too large to read"):
        sheet_of(book_with(sheet))
