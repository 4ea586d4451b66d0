"""Certificates are drawn for real and judged by what is on the page: glyphs, places and pixels."""

import io
import re
import threading
import unicodedata
from collections.abc import Iterator
from dataclasses import replace
from functools import cache
from pathlib import Path
from typing import Any

import pypdf
import pypdfium2
import pytest
from fontTools.ttLib import TTFont

from core.printing import press
from core.printing.press import ShippedFilesOnly, at_press
from core.printing.printable import (
    NAME_FACES,
    UnprintableName,
    faces_for,
    missing_glyphs,
    shipped_faces,
)
from core.printing.qr import qr_code
from credits.certificates import drawing
from credits.certificates.drawing import draw_certificate, warm_up
from credits.certificates.face import face_of
from credits.certificates.snapshot import CertificateSnapshot
from credits.certificates.writing import direction_of, language_of

NAMES = (Path(__file__).parent / "data" / "names.txt").read_text().splitlines()
PROVIDER = "University of Utah School of Medicine"
ANA = CertificateSnapshot(
    number="K7QX-M2VD-9RTP",
    version=1,
    kind="ama_credit",
    learner_name="Ana Whitehorse, MD",
    profession="Physician",
    provider_name=PROVIDER,
    accreditation_statement=f"The {PROVIDER} is accredited by the Accreditation Council for Continuing Medical Education "
    "(ACCME) to provide continuing medical education for physicians.",
    designation_statement=f"The {PROVIDER} designates this live activity for a maximum of 4.00 AMA PRA Category 1 "
    "Credits™. Physicians should claim only the credit commensurate with the extent of their participation in the "
    "activity.",
    activity_title="Sepsis: From Recognition to Recovery",
    learning_format="live activity",
    place="Salt Lake City, Utah",
    dates="September 18, 2026",
    completion_date="September 18, 2026",
    credit="3.75",
    issued_date="September 20, 2026",
    signatory_name="Eleanor Whitfield, MD",
    signatory_title="Associate Dean",
    verify_url="https://cme.example.edu/verify/K7QX-M2VD-9RTP/",
)
PIA = replace(
    ANA,
    kind="participation",
    learner_name="Pia Ortega, PharmD",
    profession="Pharmacist",
    credit="4.00",
    participation_hours="1.75",
)


@cache
def drawn(snapshot: CertificateSnapshot) -> bytes:
    return draw_certificate(snapshot)


def named(name: str) -> bytes:
    return drawn(replace(ANA, learner_name=name))


def read(pdf: bytes) -> pypdf.PdfReader:
    return pypdf.PdfReader(io.BytesIO(pdf))


def words(pdf: bytes) -> str:
    page = pypdfium2.PdfDocument(pdf)[0]
    text: str = page.get_textpage().get_text_range()
    return " ".join(text.split())


def pixels(pdf: bytes) -> bytes:
    return bytes(pypdfium2.PdfDocument(pdf)[0].render(scale=1).buffer)


def fonts_of(pdf: bytes) -> dict[str, Any]:
    fonts = read(pdf).pages[0]["/Resources"]["/Font"]  # type: ignore[index]
    return {key: font.get_object() for key, font in fonts.items()}


def glyphs_of(pdf: bytes) -> Iterator[tuple[str, list[int]]]:
    """Face by face, the numbers of the glyphs that are painted on the page: 0 is the empty box."""
    reader = read(pdf)
    text = reader.pages[0]["/Contents"][1]  # type: ignore[index]
    content = pypdf.generic.ContentStream(text, reader)
    font = ""
    for operands, operator in content.operations:
        if operator == b"Tf":
            font = operands[0]
        for shown in operands[0] if operator == b"TJ" else operands if operator == b"Tj" else []:
            if isinstance(shown, (pypdf.generic.ByteStringObject, pypdf.generic.TextStringObject)):
                codes = shown.original_bytes
                yield font, [int.from_bytes(codes[place : place + 2]) for place in range(0, len(codes), 2)]


def assert_every_glyph_is_ours(pdf: bytes) -> None:
    for font in fonts_of(pdf).values():
        name = str(font["/BaseFont"])
        assert name.partition("+Print-")[2].removesuffix("-Italic") in shipped_faces(), f"{name} is none of our faces"
        assert "/FontDescriptor" in font["/DescendantFonts"][0].get_object()
    painted = list(glyphs_of(pdf))
    assert sum(len(glyphs) for _, glyphs in painted) > 200
    assert [font for font, glyphs in painted if 0 in glyphs] == []


# --- Every name prints --------------------------------------------------------------------------------------------


@pytest.mark.rule("CRT-5")
@pytest.mark.parametrize("name", NAMES)
def test_every_name_is_drawn_on_one_page_without_an_empty_box(name: str) -> None:
    pdf = named(name)
    assert len(read(pdf).pages) == 1
    assert_every_glyph_is_ours(pdf)


@pytest.mark.rule("CRT-5")
@pytest.mark.parametrize("keys", [NAME_FACES[:8], NAME_FACES[8:16], NAME_FACES[16:]])
def test_what_a_face_is_said_to_have_it_draws(keys: tuple[str, ...]) -> None:
    title = " ".join(specimen(key) for key in keys)
    assert_every_glyph_is_ours(drawn(replace(ANA, activity_title=title)))


def specimen(key: str) -> str:
    """Eight letters from all over a face."""
    starts = [chr(start) for start in shipped_faces()[key].starts]
    letters = [letter for letter in starts if unicodedata.category(letter) in ("Lu", "Ll", "Lo")]
    return "".join(letters[:: max(1, len(letters) // 8)][:8])


@pytest.mark.rule("CRT-5")
def test_the_list_of_characters_is_that_of_the_shipped_files() -> None:
    for key, face in shipped_faces().items():
        listed = {code for start, end in zip(face.starts, face.ends, strict=True) for code in range(start, end + 1)}
        assert listed == set(TTFont(face.path, lazy=True).getBestCmap()), key


@pytest.mark.rule("CRT-5")
def test_accents_typed_apart_look_like_accents_typed_together() -> None:
    assert pixels(named("Jose\N{COMBINING ACUTE ACCENT} Garcia")) == pixels(named("José Garcia"))


@pytest.mark.rule("CRT-5")
@pytest.mark.parametrize("name", ["Asdzą́ą́ Begay", "Ọ̀ṣun Ẹ́níọlá", "Ii̇́gnas Žemaitis"])
def test_an_accent_sits_on_its_letter(name: str) -> None:
    """EB Garamond has these letters and accents but no anchors between them, so another face takes the whole name."""
    assert [face.key for face in faces_for(name)] == ["serif"]
    assert_every_glyph_is_ours(named(name))


@pytest.mark.rule("CRT-5")
@pytest.mark.parametrize("name", ["יעל כהן", "محمد الفاتح"])
def test_hebrew_and_arabic_run_from_right_to_left(name: str) -> None:
    page = pypdfium2.PdfDocument(named(name))[0].get_textpage()
    text = page.get_text_range()
    lefts = {letter: page.get_charbox(text.index(letter))[0] for letter in (name[0], name.split()[1][0])}
    assert lefts[name[0]] > lefts[name.split()[1][0]]


@pytest.mark.rule("CRT-5")
@pytest.mark.parametrize(("joined", "apart"), [("محمد", "م‌ح‌م‌د"), ("अनुष्का", "अनुष्‌का")])
def test_arabic_letters_join_and_devanagari_letters_merge(joined: str, apart: str) -> None:
    assert pixels(named(joined)) != pixels(named(apart))


def test_a_name_in_two_scripts_takes_two_faces() -> None:
    assert [face.key for face in faces_for("王秀英 (Wáng Xiùyīng)")] == ["garamond", "han"]
    assert_every_glyph_is_ours(named("王秀英 (Wáng Xiùyīng)"))


@pytest.mark.parametrize(
    ("name", "language", "direction"),
    [
        ("王秀英", "zh-Hans", "ltr"),
        ("陳麗華", "zh-Hant", "ltr"),
        ("さくら 山田", "ja", "ltr"),
        ("김민준", "ko", "ltr"),
        ("יעל כהן", "he", "rtl"),
        ("محمد الفاتح", "", "rtl"),
        ("Ana Whitehorse", "", "ltr"),
    ],
)
def test_the_writing_of_a_name_tells_its_direction_and_often_its_language(
    name: str, language: str, direction: str
) -> None:
    assert (language_of(name), direction_of(name)) == (language, direction)


# --- What cannot be printed is refused ----------------------------------------------------------------------------


@pytest.mark.rule("CRT-5")
def test_a_name_without_glyphs_is_refused_with_a_sentence(monkeypatch: pytest.MonkeyPatch) -> None:
    def draw_nothing(*anything: object) -> bytes:
        raise AssertionError("it was drawn")

    monkeypatch.setattr(drawing, "draw", draw_nothing)
    with pytest.raises(UnprintableName) as refusal:
        draw_certificate(replace(ANA, learner_name="Ana 𒀭 Whitehorse"))
    assert refusal.value.missing == ["𒀭"]
    assert str(refusal.value) == (
        "The name “Ana 𒀭 Whitehorse” cannot be printed as it is written: our typefaces lack “𒀭” (cuneiform sign an). "
        "Write the name with other letters, or ask the office to add a typeface."
    )


@pytest.mark.rule("CRT-5")
def test_each_missing_letter_is_told_once() -> None:
    assert missing_glyphs("𒀭 Ana 😀𒀭") == ["𒀭", "😀"]
    assert missing_glyphs("Ana") == []


@pytest.mark.rule("CRT-5")
def test_signs_that_turn_the_writing_around_are_refused() -> None:
    assert missing_glyphs("Ana \N{RIGHT-TO-LEFT OVERRIDE}DM") == ["\N{RIGHT-TO-LEFT OVERRIDE}"]


def test_a_text_in_all_scripts_at_once_is_answered_at_once() -> None:
    with pytest.raises(UnprintableName):
        faces_for("ą́ x̱ " + " ".join(specimen(key) for key in NAME_FACES[2:]) + "𒀭")


@pytest.mark.rule("CRT-5")
def test_a_title_without_glyphs_is_refused_too() -> None:
    with pytest.raises(UnprintableName, match=r"The title “Sepsis 😀” cannot be printed"):
        draw_certificate(replace(ANA, activity_title="Sepsis 😀"))


def test_a_title_may_hold_the_signs_that_medicine_writes() -> None:
    assert_every_glyph_is_ours(drawn(replace(ANA, activity_title="HbA₁c ≥ 7 → 6: β-blockers ≈ placebo in ♀ ✓")))


# --- What the certificate says ------------------------------------------------------------------------------------


@pytest.mark.rule("CRT-1")
def test_a_physician_reads_everything_the_rule_asks_for() -> None:
    text = words(drawn(ANA))
    for fact in (
        "Certificate of Credit",
        "Ana Whitehorse, MD",
        "Sepsis: From Recognition to Recovery",
        "Live activity",
        "Salt Lake City, Utah",
        "September 18, 2026",
        "and claimed 3.75 AMA PRA Category 1 Credits™",
        "K7QX-M2VD-9RTP",
        "cme.example.edu/verify/K7QX-M2VD-9RTP",
        "Issued September 20, 2026",
        "Eleanor Whitfield, MD",
        ANA.accreditation_statement,
        ANA.designation_statement,
    ):
        assert fact in text
    assert PROVIDER.upper() in text.upper()


@pytest.mark.rule("AMA-4")
def test_a_pharmacist_reads_that_the_activity_was_designated_for_credit() -> None:
    text = words(drawn(PIA))
    assert "Certificate of Participation" in text
    assert "Pharmacist" in text
    assert "Hours of participation: 1.75 This activity was designated for 4.00 AMA PRA Category 1 Credits™" in text
    assert not re.search(r"earned|awarded|claimed|received", text)


@pytest.mark.rule("AMA-4")
def test_for_a_series_it_is_the_session_that_was_designated() -> None:
    text = words(drawn(replace(PIA, session_title="When the Lactate Will Not Clear", credit="1.00")))
    assert "When the Lactate Will Not Clear" in text
    assert "This session was designated for 1.00 AMA PRA Category 1 Credit™" in text


@pytest.mark.rule("STM-2")
@pytest.mark.parametrize(("credit", "phrase"), [("0.25", "Credit"), ("1.00", "Credit"), ("1.25", "Credits")])
def test_the_trademark_is_in_italics_and_singular_up_to_one(credit: str, phrase: str) -> None:
    face = face_of(replace(ANA, credit=credit))
    assert face.credit == f'<em>AMA PRA Category 1 {phrase}</em><span class="mark">™</span>'


def test_markup_in_a_name_is_printed_as_it_was_typed() -> None:
    assert "Ana <b>Whitehorse</b> & Co" in words(named("Ana <b>Whitehorse</b> & Co"))


def test_a_second_version_says_so() -> None:
    assert "Certificate, version 2, replacing earlier ones" in words(drawn(replace(ANA, version=2)))


@pytest.mark.rule("CRT-1")
def test_the_qr_code_is_that_of_the_verification_address() -> None:
    images = read(drawn(ANA)).pages[0].images
    assert [image.image.size for image in images] == [(33 * 6, 33 * 6)]
    other = replace(ANA, verify_url="https://cme.example.edu/verify/K7QX-M2VD-9RTQ/")
    assert qr_code(ANA.verify_url) != qr_code(other.verify_url)


def test_long_texts_stay_whole_on_one_page() -> None:
    title = (
        "Interprofessional Approaches to the Recognition and Recovery of the Critically Ill in Frontier Towns of Utah"
    )
    partners = ", ".join(["the Intermountain Society of Rural and Frontier Emergency Physicians"] * 5)
    crowded = replace(
        ANA,
        learner_name="Zoë Brændgaard-Ødegård von und zu Hohenstein-Schwarzenberg de la Cruz y Martínez, MD, PhD, FACP",
        activity_title=f"{title}, {title}",
        session_title=f"{title}, once more",
        place="The University Guest House at Fort Douglas, 110 South Fort Douglas Boulevard, Salt Lake City, Utah 84113",
        accreditation_statement=f"Through the joint providership of {partners}. The end of it.",
    )
    pdf = drawn(crowded)
    text = words(pdf)
    assert len(read(pdf).pages) == 1
    for part in (*crowded.learner_name.split(), crowded.activity_title, "once more", "84113", "The end of it."):
        assert part in text
    assert ANA.designation_statement in text


def test_a_snapshot_comes_back_from_what_was_stored() -> None:
    assert CertificateSnapshot.from_json(ANA.to_json()) == ANA
    assert CertificateSnapshot.from_json({**ANA.to_json(), "of_a_later_version": 1}) == ANA


# --- Tagged, with title and language ------------------------------------------------------------------------------


@pytest.mark.rule("CRT-6")
@pytest.mark.parametrize("snapshot", [ANA, PIA], ids=["physician", "pharmacist"])
def test_the_pdf_is_tagged_and_says_its_title_and_language(snapshot: CertificateSnapshot) -> None:
    reader = read(drawn(snapshot))
    catalog: Any = reader.root_object
    heading = face_of(snapshot).heading
    assert reader.metadata is not None
    assert reader.metadata.title == f"{heading}: {snapshot.learner_name}, {snapshot.activity_title}"
    assert catalog["/Lang"] == "en"
    assert catalog["/MarkInfo"]["/Marked"].value is True
    assert catalog["/ViewerPreferences"]["/DisplayDocTitle"].value is True
    assert b'pdfuaid:part="1"' in catalog["/Metadata"].get_data()
    assert structure(catalog["/StructTreeRoot"]).count("/H1") == 1


@pytest.mark.rule("CRT-6")
def test_picture_link_and_frame_are_told_to_those_who_cannot_see_them() -> None:
    reader = read(drawn(ANA))
    catalog: Any = reader.root_object
    figures = [element for element in elements(catalog["/StructTreeRoot"]) if element.get("/S") == "/Figure"]
    assert [figure["/Alt"] for figure in figures] == ["QR code of the address that verifies this certificate"]
    links = [link.get_object() for link in reader.pages[0]["/Annots"]]  # type: ignore[attr-defined]
    assert [(link["/A"]["/URI"], link["/Contents"]) for link in links] == [(ANA.verify_url, "Verify this certificate")]
    frame = reader.pages[0]["/Contents"][0].get_object()  # type: ignore[index]
    assert frame.get_data().startswith(b"/Artifact BMC")


def elements(element: Any) -> Iterator[Any]:
    yield element
    kids = element.get("/K", [])
    for kid in kids if isinstance(kids, list) else [kids]:
        if isinstance(kid := kid.get_object() if hasattr(kid, "get_object") else kid, dict):
            yield from elements(kid)


def structure(root: Any) -> list[str]:
    return [str(element.get("/S")) for element in elements(root)]


# --- The press ----------------------------------------------------------------------------------------------------


def test_a_machine_without_any_typeface_draws_the_same_page(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    snapshot = replace(ANA, learner_name="محمد 王秀英", activity_title="Sepsis ✓")
    with_typefaces = drawn(snapshot)
    config = tmp_path / "fonts.conf"
    config.write_text(f"<fontconfig><cachedir>{tmp_path}</cachedir></fontconfig>")
    monkeypatch.setenv("FONTCONFIG_FILE", str(config))
    monkeypatch.setattr(press, "_presses", threading.local())
    assert draw_certificate(snapshot) == with_typefaces


@pytest.mark.parametrize(
    "address",
    ["https://example.org/logo.png", "http://127.0.0.1/", "ftp://example.org/", "file:///etc/hostname", "data:,text"],
)
def test_the_press_fetches_nothing_but_our_own_files(address: str) -> None:
    with pytest.raises(ValueError, match="may not fetch"):
        ShippedFilesOnly().fetch(address)


def test_a_path_that_climbs_out_of_our_folder_is_refused() -> None:
    folder = Path(drawing.__file__).parent
    with pytest.raises(ValueError, match="may not fetch"):
        ShippedFilesOnly(folder).fetch(f"{folder.as_uri()}/../models.py")


def test_two_threads_draw_what_one_draws() -> None:
    pages: dict[str, bytes] = {}

    def draw(name: str) -> None:
        pages[name] = draw_certificate(replace(ANA, learner_name=name))

    threads = [threading.Thread(target=draw, args=(name,)) for name in NAMES[:2]]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert pages == {name: named(name) for name in NAMES[:2]}


def test_a_warm_press_keeps_no_codes_of_others() -> None:
    warm_up()
    draw_certificate(ANA)
    with at_press() as warm:
        assert [url for url in warm.images if "data:" in str(url)] == []
