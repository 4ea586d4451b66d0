"""Names on pages: the stylesheet matches print's faces, and each letter beyond Latin, Greek and Cyrillic has one."""

import re
import unicodedata
from importlib.util import module_from_spec, spec_from_file_location
from pathlib import Path

import pytest
from django.conf import settings
from django.contrib.staticfiles import finders

pytestmark = pytest.mark.rule("CRT-6")
NAMES = Path(__file__).parent / "data" / "names.txt"
STYLES = Path(settings.BASE_DIR) / "static" / "css" / "names.css"
FACE = re.compile(r'names/([a-z0-9-]+)\.woff2"\).*?unicode-range: ([^;]+);', re.DOTALL)
ON_EVERY_PAGE = ("LATIN", "GREEK", "CYRILLIC")


def builder():
    spec = spec_from_file_location("build_name_styles", Path(settings.BASE_DIR) / "bin" / "build_name_styles.py")
    module = module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def faces() -> dict[str, set[int]]:
    found = {}
    for name, ranges in FACE.findall(STYLES.read_text()):
        spans = [span.strip().removeprefix("U+").split("-") for span in ranges.split(",")]
        found[name] = {code for span in spans for code in range(int(span[0], 16), int(span[-1], 16) + 1)}
    return found


def test_the_stylesheet_is_what_its_script_writes():
    assert STYLES.read_text() == builder().styles()


def test_every_face_it_names_is_served():
    missing = [name for name in faces() if not finders.find(f"fonts/names/{name}.woff2")]
    assert (missing, len(faces()) > 20) == ([], True)


def test_each_letter_of_a_name_is_drawn_by_one_face():
    letters = {
        letter
        for letter in NAMES.read_text()
        if unicodedata.category(letter)[0] == "L"
        and not unicodedata.name(letter, "").startswith((*ON_EVERY_PAGE, "MODIFIER"))
    }
    drawn_by = {letter: [name for name, codes in faces().items() if ord(letter) in codes] for letter in letters}
    assert len(letters) > 60
    assert {letter: names for letter, names in drawn_by.items() if len(names) != 1} == {}


def test_no_letter_that_every_page_has_fetches_a_face():
    plain = "Zoë Brændgaard-Ødegård Nguyễn Thị Hồng Ánh Ŵyn Łukasz Ольга Їжак Ἀθηνᾶ Kaʻahumanu, Jr. “Bob”–O’Brien"
    assert [name for name, codes in faces().items() if codes & set(map(ord, plain))] == []
