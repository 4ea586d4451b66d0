"""Drawing a sheet. Only workers import this: it brings the text engine with it."""

from collections.abc import Iterator
from typing import Any

import pydyf
from django.template.loader import render_to_string

from core.printing.press import at_press
from core.printing.printable import shipped_faces
from core.printing.sheets import TEMPLATES, Sheet, text_faces

# What the style sheets name; everything else is loaded where a text needs it.
HOUSE_FACES = ("garamond", "garamond-italic", "sans", "sans-bold", "sans-italic")
# The flag of an annotation that is on paper as it is on screen.
PRINTED = 4


def draw_sheet(sheet: Sheet) -> bytes:
    """The PDF, tagged PDF/UA-1. Raises UnprintableName where a text has a character that none of our faces has."""
    needed = {face.key: face for text in texts_of(sheet.content) for face in text_faces(text, "sans")}
    with at_press() as press:
        press.load([shipped_faces()[key] for key in HOUSE_FACES])
        press.load(needed.values())
        own = (TEMPLATES / sheet.template).with_suffix(".css")
        styles = [press.style(TEMPLATES / "print" / "sheet.css"), press.style(own)]
        document = press.lay_out(render_to_string(sheet.template, sheet.content), styles=styles)
        pdf: bytes = document.write_pdf(pdf_variant="pdf/ua-1", finisher=print_links)
    return pdf


def texts_of(content: Any) -> Iterator[str]:
    """Every text somewhere in `content`."""
    if isinstance(content, str):
        yield content
    elif isinstance(content, dict):
        for value in content.values():
            yield from texts_of(value)
    elif isinstance(content, list):
        for value in content:
            yield from texts_of(value)


def print_links(document: object, pdf: pydyf.PDF) -> None:
    """PDF/UA-1, 7.18.1"""
    for thing in pdf.objects:
        if isinstance(thing, pydyf.Dictionary) and thing.get("Type") == "/Annot":
            thing["F"] = PRINTED
