"""Drawing a certificate in a design of the office, and trying a design on the samples that are hardest to set."""

from collections.abc import Iterator
from dataclasses import replace
from html import unescape
from pathlib import Path
from typing import Any

from django.utils.html import format_html, format_html_join, strip_tags
from django.utils.safestring import SafeString, mark_safe
from weasyprint import CSS
from weasyprint.document import Document

from activities.statements import with_trademark
from core.printing.press import Press, at_press
from core.printing.printable import Unprintable, families, shipped_faces
from core.printing.sheets import font_of, text_faces
from credits.certificates.design import REQUIRED, Design, fill, problems_of, uses
from credits.certificates.drawing import DENSITIES, ROMAN, TooLong, context_for, finish, finish_plain
from credits.certificates.snapshot import PARTICIPATION, CertificateSnapshot

HERE = Path(__file__).parent


def draw_designed(snapshot: CertificateSnapshot, design: Design) -> bytes:
    """The PDF. Raises Unprintable."""
    with at_press() as press:
        document = lay_out(press, snapshot, design)
        pdf: bytes = document.write_pdf(pdf_variant="pdf/ua-1", finisher=finish if design.has_frame else finish_plain)
    return pdf


def lay_out(press: Press, snapshot: CertificateSnapshot, design: Design) -> Document:
    press.load(shipped_faces()[key] for key in (*ROMAN, "garamond-italic", "sans", "sans-bold", "sans-italic"))
    styles = [
        press.style(HERE / "design.css"),
        CSS(string=design.css, font_config=press.fonts, url_fetcher=press.fetcher),
    ]
    words = words_of(press, snapshot)
    if words["hours"] and not uses(design.html, "hours"):
        # Designs from before there was this place: hours are claimed, and every certificate says what was (CRT-1).
        words["credit_lead"] = format_html("{}<br>{}", words["hours"], words["credit_lead"])
    filled = fill(design.html, words)
    for density in DENSITIES:
        page = press.lay_out(_page(snapshot, filled, density), styles=styles)
        if len(page.pages) == 1:
            return page
    raise TooLong(snapshot)


def _page(snapshot: CertificateSnapshot, filled: str, density: str) -> str:
    title = f"{snapshot.learner_name}, {snapshot.activity_title[:90]}"
    return format_html(
        '<!doctype html><html lang="{}" class="{}"><head><meta charset="utf-8"><title>Certificate: {}</title>'
        '<meta name="author" content="{}"></head><body>{}</body></html>',
        snapshot.lang,
        density,
        title,
        snapshot.provider_name,
        mark_safe(filled),  # noqa: S308  written anew from what is allowed, with every word escaped
    )


def words_of(press: Press, snapshot: CertificateSnapshot) -> dict[str, SafeString]:
    """What stands in each place, in faces that print it."""
    context = context_for(press, snapshot)
    face: Any = context["face"]
    plain = {
        "provider": snapshot.provider_name,
        "heading": face.heading,
        "profession": "" if snapshot.is_for_credit else snapshot.profession,
        "title": snapshot.activity_title,
        "session": snapshot.part_title,
        "learning_format": face.details[0],
        "place": snapshot.place,
        "dates": snapshot.dates,
        "hours": face.hours,
        "credit_lead": face.credit_lead,
        "number": snapshot.number,
        "version": f"Version {snapshot.version}, replacing earlier ones" if snapshot.version > 1 else "",
        "issued": f"Issued {snapshot.issued_date}",
        "signatory": snapshot.signatory_name,
        "signatory_title": snapshot.signatory_title,
    }
    for text in plain.values():
        press.load((*text_faces(text, "sans"), *text_faces(text, "garamond")))
    statements = {"accreditation": snapshot.accreditation_statement, "designation": snapshot.designation_statement}
    return {
        **{place: _set(text) for place, text in plain.items()},
        **{place: _set(with_trademark(text)) for place, text in statements.items()},
        "name": _name(context),
        "credit": format_html("{} {}", face.credit_amount, face.credit),
        "verify_address": format_html('<a href="{}">{}</a>', snapshot.verify_url, face.verify_shown),
        "qr": format_html(
            '<img class="qr-code" src="{}" alt="QR code of the address that verifies this certificate">', context["qr"]
        ),
        "seal": mark_safe('<span class="office-seal"></span>'),
    }


def _set(text: str) -> SafeString:
    """In other faces of ours where Garamond and Source Sans lack a letter or the place of an accent."""
    if not text or not (font_of(text, "garamond") or font_of(text, "sans")):
        return format_html("{}", text)
    return format_html('<span style="font-family: {}">{}</span>', families(text_faces(text, "garamond")), text)


def _name(context: dict[str, object]) -> SafeString:
    name: Any = context["name"]
    lines = format_html_join(
        mark_safe("<br>"),
        '<span style="font: {}em/1.26 {}">{}</span>',
        ((context["name_scale"], context["name_families"], line) for line in name.lines),
    )
    opening = '<span class="learner-name" dir="{}" lang="{}" style="font-size: {}em">{}</span>'
    return format_html(opening, name.direction, name.language, round(name.size / 12, 3), lines)


# --- Trying a design -------------------------------------------------------------------------------------------------
def try_design(design: Design, snapshots: dict[str, CertificateSnapshot]) -> tuple[bytes, list[str]]:
    """All samples as one PDF, and what is wrong with them, in sentences. A design that cannot be tried has no PDF."""
    if problems := problems_of(design.html, design.css):
        return b"", problems
    pages: list[Any] = []
    findings: list[str] = []
    document: Document | None = None
    with at_press() as press:
        for sample, snapshot in snapshots.items():
            try:
                document = lay_out(press, snapshot, design)
            except Unprintable as refusal:
                findings.append(f"{sample}: {refusal}")
                continue
            findings += [f"{sample}: {finding}" for finding in _findings(document, words_of(press, snapshot))]
            pages += document.pages
        if document is None:
            return b"", findings
        pdf: bytes = document.copy(pages).write_pdf(
            pdf_variant="pdf/ua-1", finisher=finish if design.has_frame else finish_plain
        )
    return pdf, findings


def _findings(document: Document, words: dict[str, SafeString]) -> Iterator[str]:
    """What is drawn, judged by the laid out page: every word on it, in our faces, with a glyph for each letter."""
    [page] = document.pages
    shown = _shown(page)
    for place in sorted(REQUIRED - {"qr"}):
        text = _letters(_text_of(words[place]))
        if text and text not in shown:
            yield f"{place.replace('_', ' ')} is not on the page, or only in part."
    if not any(
        box.element_tag == "img" and _is_within(box, page)
        for box in page._page_box.descendants()
        if hasattr(box, "replacement")
    ):
        yield "The QR code is not on the page."
    document.write_pdf()
    for font in document.fonts.values():
        if not font.family.startswith("Print "):
            yield f"The typeface “{font.family}” is none of ours."
        if 0 in font.to_unicode:
            yield "A letter has no glyph in the typeface the style names."


def _shown(page: Any) -> str:
    boxes = [box for box in page._page_box.descendants() if hasattr(box, "text") and _is_within(box, page)]
    return _letters(
        "".join(box.text for box in boxes if box.style["visibility"] == "visible" and box.style["font_size"] >= 4)
    )


def _is_within(box: Any, page: Any) -> bool:
    return (
        box.position_x >= 0
        and box.position_y >= -box.height
        and box.position_x + box.width <= page.width + 1
        and box.position_y + box.height <= page.height + 1
        and box.width > 0
    )


def _text_of(word: str) -> str:
    return strip_tags(word)


def _letters(text: str) -> str:
    """Without blanks and hyphens, which depend on where lines break."""
    return "".join(character for character in unescape(text).casefold() if character.isalnum())


def samples(now: CertificateSnapshot) -> dict[str, CertificateSnapshot]:
    """The certificates that are hardest to set, in today's words of the office."""
    joint = (
        "This activity has been planned and implemented in accordance with the accreditation requirements and policies "
        "of the Accreditation Council for Continuing Medical Education (ACCME) through the joint providership of "
        f"{now.provider_name} and the Intermountain Society of Rural and Frontier Emergency Physicians and the Utah "
        f"Association of Community Health Centers. The {now.provider_name} is accredited by the ACCME to provide "
        "continuing medical education for physicians."
    )
    title = (
        "Interprofessional Approaches to the Recognition and Recovery of the Critically Ill in Frontier Towns of Utah"
    )
    return {
        "A physician": now,
        "A pharmacist": replace(
            now,
            kind=PARTICIPATION,
            learner_name="Pia Ortega, PharmD",
            profession="Pharmacist",
            participation_hours="2.75",
        ),
        "A long title": replace(
            now, activity_title=f"{title}, Idaho, Montana and Wyoming: a Course in Three Parts for Teams"
        ),
        "Two partners": replace(now, accreditation_statement=joint),
        "A session of a series": replace(
            now, session_title="When the Lactate Will Not Clear", version=2, credit="1.00"
        ),
        "A long name": replace(
            now,
            learner_name="Zoë Brændgaard-Ødegård von und zu Hohenstein-Schwarzenberg de la Cruz y Martínez, MD, PhD, FACP",
        ),
        "An Arabic name": replace(now, learner_name="محمد بن عبد الله الفاتح"),
        "A Chinese name": replace(now, learner_name="王秀英"),
        "A Navajo name": replace(now, learner_name="Asdzą́ą́ Begay, DO"),
        "No place, nobody signs": replace(now, place="", signatory_name="", signatory_title=""),
        "Everything at once": replace(
            now,
            activity_title=title,
            session_title=title,
            accreditation_statement=joint,
            version=3,
            learner_name="Zoë Brændgaard-Ødegård de la Cruz y Martínez, MD, PhD",
        ),
    }
