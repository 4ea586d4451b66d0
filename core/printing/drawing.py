"""Drawing a sheet. Only workers import this: it brings the text engine with it."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pydyf
from django.template.loader import render_to_string
from weasyprint.document import Document

from core.printing.press import Press, at_press
from core.printing.printable import shipped_faces
from core.printing.sheets import TEMPLATES, Sheet, faces_in

# What the style sheets name; everything else is loaded where a text needs it.
HOUSE_FACES = ("garamond", "garamond-italic", "sans", "sans-bold", "sans-italic")
# What templates set a text in where they can: each lacks other letters. The bold and the italic lack the same as the sans.
FIRST = ("sans", "garamond")
# Styles on top of a sheet's own, each closer than the one before.
CLOSER = ("close", "closer", "tight")
# The flag of an annotation that is on paper as it is on screen.
PRINTED = 4


def draw_sheet(sheet: Sheet) -> bytes:
    """The PDF, tagged PDF/UA-1. Raises UnprintableName where a text has a character that none of our faces has."""
    texts = list(texts_of(sheet.content))
    needed = {face.key: face for text in texts for first in FIRST for face in faces_in(text, first)}
    with at_press() as press:
        press.load([shipped_faces()[key] for key in HOUSE_FACES])
        press.load(needed.values())
        document = _lay_out(press, sheet)
        pdf: bytes = document.write_pdf(pdf_variant="pdf/ua-1", finisher=print_links)
    return pdf


def _lay_out(press: Press, sheet: Sheet) -> Document:
    """As roomy as it can be on the fewest pages: what spills over is set closer where that saves a page."""
    html, name = render_to_string(sheet.template, sheet.content), (TEMPLATES / sheet.template).with_suffix("")

    def laid_out(styles: list[Path]) -> Document:
        return press.lay_out(html, styles=[press.style(path) for path in styles])

    styles = [TEMPLATES / "print" / "sheet.css", name.with_suffix(".css")]
    chosen, best = styles, laid_out(styles)
    for closer in CLOSER:
        path = name.with_name(f"{name.name}-{closer}.css")
        if len(best.pages) == 1 or not path.exists():
            break
        styles = [*styles, path]
        document = laid_out(styles)
        if len(document.pages) < len(best.pages):
            chosen, best = styles, document
    settled = name.with_name(f"{name.name}-settled.css")
    return laid_out([*chosen, settled]) if len(best.pages) == 1 and settled.exists() else best


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
