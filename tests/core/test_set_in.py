"""Texts of printed sheets: in the typeface of their neighbours, and other faces for single words alone."""

import pytest
from django.utils.safestring import SafeString, mark_safe

from core.printing.drawing import FIRST
from core.printing.printable import UnprintableName, families, shipped_faces
from core.printing.sheets import faces_in, font_of, set_in

BOLD_ITALIC = ("sans", "sans-bold", "sans-italic")


@pytest.mark.parametrize("face", BOLD_ITALIC)
@pytest.mark.parametrize(
    "text",
    [
        "Vương Thị Lan, PharmD",
        "Nguyễn Thị Hồng Ánh",
        "Asdzą́ą́ Begay",
        "Trauma\N{NON-BREAKING HYPHEN}informed care",
        "2‐day – 3—4 ― 10 − 2",
        "⅓ of β-lactams ≤ 5 µg, Δ ≈ 0",
        "Ольга Їжак",
    ],
)
def test_names_of_many_people_and_signs_of_our_titles_stay_in_the_typeface_of_the_sheet(text: str, face: str) -> None:
    assert font_of(text, face) == ""
    assert set_in(text, face) == text


def test_only_the_words_that_need_it_are_set_in_another_face_and_no_larger_than_their_neighbours() -> None:
    assert set_in("Li Na 李娜, MD", "sans") == (
        'Li Na <span style="font-family: &#x27;Print han&#x27;; font-size: 0.92em">李娜,</span> MD'
    )


def test_words_that_are_marked_up_stay_so_and_plain_ones_are_escaped() -> None:
    marked = set_in(mark_safe("for <em>AMA 李 Credit</em>™ &amp; more"), "sans")
    assert marked.startswith("for <em>AMA <span style=")
    assert marked.endswith("李</span> Credit</em>™ &amp; more")
    assert isinstance(marked, SafeString)
    assert set_in("<b> & 李", "sans").startswith("&lt;b&gt; &amp; <span")


def test_a_text_without_glyphs_is_refused_whole() -> None:
    with pytest.raises(UnprintableName, match="“Sepsis 😀 now” cannot be printed"):
        faces_in("Sepsis 😀 now", "sans")


@pytest.mark.parametrize("first", FIRST)
@pytest.mark.parametrize("text", ["Dose ≈ 3 for 李娜", "Ana ✓ محمد", "Sepsis"])
def test_every_face_a_word_is_set_in_is_among_those_that_are_loaded(text: str, first: str) -> None:
    loaded = families(faces_in(text, first))
    asked = [family for word in text.split() for family in font_of(word, first).split(", ") if family]
    assert [family for family in asked if family not in loaded] == []


def test_the_weights_of_the_sheet_have_the_same_letters() -> None:
    assert len({(shipped_faces()[key].starts, shipped_faces()[key].ends) for key in BOLD_ITALIC}) == 1
