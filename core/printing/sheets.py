"""Sheets: PDFs of one or more pages from a template, the style sheet beside it, and words.

A sheet's template lies at `templates/…/print/<name>.html` and its style at `<name>.css` in the same folder. What would
spill over is set in `<name>-close.css`, `-closer.css` and `-tight.css` on top of it, as far as there are such; and what
then stands on one page in `<name>-settled.css`.
"""

import hashlib
import html
import json
import re
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Any

from django.conf import settings
from django.utils.html import conditional_escape, format_html
from django.utils.safestring import SafeString, mark_safe

from core.printing.measuring import scale_of
from core.printing.printable import TEXT_FACES, Face, faces_for, families

# Between words, and the markup among them.
APART = re.compile(r"(\s+|<[^>]*>)")
TEMPLATES = Path(settings.BASE_DIR) / "templates"


@dataclass(frozen=True)
class Sheet:
    """`content` is plain JSON: whatever the template shows, and nothing that it would have to look up."""

    template: str
    content: dict[str, Any] = field(default_factory=dict)

    @property
    def digest(self) -> str:
        """Of the words and of the design, so that neither an edit nor an upgrade hands out an old file."""
        words = json.dumps(self.content, sort_keys=True, ensure_ascii=False)
        return hashlib.sha256(f"{self.template}\n{edition()}\n{words}".encode()).hexdigest()


@cache
def edition() -> str:
    """What all templates and styles of print look like now."""
    files = sorted(path for path in TEMPLATES.glob("**/print/*") if path.is_file())
    return hashlib.sha256(b"".join(path.read_bytes() for path in files)).hexdigest()


def text_faces(text: str, first: str) -> tuple[Face, ...]:
    """The faces that print `text`, with `first` tried before all others. Raises UnprintableName."""
    return faces_for(text, (first, *(key for key in TEXT_FACES if key != "garamond")), what="text")


def font_of(text: str, first: str) -> str:
    """The CSS families for a text that `first` alone cannot print, else nothing."""
    faces = text_faces(text, first)
    return "" if [face.key for face in faces] == [first] else families(faces)


def set_in(text: str, first: str) -> SafeString:
    """`text`, with the words that `first` alone cannot print in other faces, as large as their neighbours look."""
    markup = conditional_escape(text)
    if not font_of(html.unescape(APART.sub(" ", markup)), first):
        return markup
    # Safe: escaped or marked up before, and cut between words and tags alone.
    return mark_safe("".join(_word_in(part, first) for part in APART.split(markup)))  # noqa: S308


def _word_in(part: str, first: str) -> str:
    word = html.unescape(part)
    if APART.fullmatch(part) or not (fonts := font_of(word, first)):
        return part
    size = scale_of(text_faces(word, first))
    style = f"font-family: {fonts}" + (f"; font-size: {size}em" if size != 1 else "")
    return format_html('<span style="{}">{}</span>', style, mark_safe(part))  # noqa: S308


def faces_in(text: str, first: str) -> tuple[Face, ...]:
    """The faces that `set_in` takes for `text`. Raises UnprintableName, which shows the whole of it."""
    if (whole := text_faces(text, first))[0].key == first and len(whole) == 1:
        return whole
    return tuple(dict.fromkeys(face for word in text.split() for face in text_faces(word, first)))
