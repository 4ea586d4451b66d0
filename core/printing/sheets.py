"""Sheets: PDFs of one or more pages from a template, the style sheet beside it, and words.

A sheet's template lies at `templates/…/print/<name>.html` and its style at `<name>.css` in the same folder. Where there
is a `<name>-close.css`, and a `<name>-tight.css`, they are what a sheet is set in that would spill over otherwise.
"""

import hashlib
import json
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Any

from django.conf import settings

from core.printing.printable import TEXT_FACES, Face, faces_for, families

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
