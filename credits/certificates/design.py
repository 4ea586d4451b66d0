"""Certificates as the office designs them: HTML and CSS with named places for the words.

The language is small on purpose. `{{ name }}` stands for a text, escaped and set in faces that print it;
`{{#session}} … {{/session}}` keeps what is between where there is such a text. Nothing else is read, so a design can
look nothing up and run nothing. Whatever it draws is tried on samples before it may be used.
"""

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from html import escape
from html.parser import HTMLParser
from typing import Any, Final

import tinycss2
from django.utils.html import conditional_escape

from core.printing.printable import TEXT_FACES, missing_glyphs

# Every place, with what stands there.
PLACES: Final = {
    "provider": "the accredited provider",
    "heading": "“Certificate of Credit” or “Certificate of Participation”",
    "name": "the learner’s name, in its own script and size",
    "profession": "the profession, of those who are not physicians",
    "title": "the activity’s title",
    "session": "the session’s title, of a series",
    "learning_format": "the learning format",
    "place": "the place, if there is one",
    "dates": "the day or days",
    "hours": "“Hours of participation” and how many, of those who are not physicians",
    "credit_lead": "“and claimed”, or “This activity was designated for”",
    "credit": "the amount and its unit",
    "number": "the certificate’s number",
    "version": "which version it is, from the second on",
    "issued": "the day it was issued",
    "signatory": "who signs",
    "signatory_title": "the signatory’s title",
    "accreditation": "the accreditation statement",
    "designation": "the designation statement",
    "verify_address": "where it is verified",
    "qr": "the QR code of that address",
    "seal": "the office’s seal",
}
# What every certificate shows (CRT-1).
REQUIRED: Final = frozenset(PLACES) - {"hours", "version", "issued", "signatory", "signatory_title", "seal"}
TAGS: Final = ("div", "p", "span", "br", "h1", "h2", "strong", "em", "header", "footer", "section")
ATTRIBUTES: Final = ("class", "lang", "dir")
FACES: Final = ("garamond", "garamond-italic", "sans", "sans-bold", "sans-italic")
OURS: Final = tuple(f"Print {face}" for face in FACES)
_PLACE = re.compile(r"\{\{\s*([a-z_]+)\s*\}\}")
_SECTION = re.compile(r"\{\{#\s*([a-z_]+)\s*\}\}((?:(?!\{\{#).)*?)\{\{/\s*\1\s*\}\}", re.DOTALL)
# What reaches beyond the page, and the escapes by which it could be written otherwise.
_FORBIDDEN_CSS = re.compile(
    r"@import|@font-face|@namespace|@charset|@counter-style|url\s*\(|src\s*\(|image\s*\(|image-set|attr\s*\(|var\s*\("
    r"|content\s*:|expression|\\|<",
    re.IGNORECASE,
)
_FONT = re.compile(r"font(-family)?\s*:([^;}]*)", re.IGNORECASE)
_SIZE = re.compile(
    r"(?:\d[\d.]*(?:[a-z]+|%)|(?:xx?-)?(?:small|large)|medium)(?:\s*/\s*[\d.]+(?:[a-z]+|%)?)?\s", re.IGNORECASE
)
# Where a style may name something in quotation marks: typefaces, and what a selector compares.
_QUOTES = re.compile(r"font[a-z-]*\s*:[^;{}]*|\[[^\]]*\]", re.IGNORECASE)
_GENERIC = re.compile(r"serif|sans-serif|monospace|cursive|fantasy|system-ui", re.IGNORECASE)


def problems_of(html: str, css: str) -> list[str]:
    """What speaks against a design as it is written, in sentences; empty means it can be tried."""
    return [*_problems_of_html(html), *_problems_of_css(css)]


def _problems_of_html(html: str) -> Iterator[str]:
    reader = _Reader(html)
    if reader.refused:
        yield (
            f"The HTML may not hold {_listed(reader.refused)}: it is made of {_listed(TAGS)}, with no attributes but "
            f"{_listed(ATTRIBUTES)}."
        )
    text, used = "".join(reader.texts), set(_PLACE.findall(html))
    if unknown := sorted({*used, *re.findall(r"\{\{[#/]\s*([a-z_]+)", html)} - PLACES.keys()):
        yield f"There is no place called {_listed(unknown)}."
    if missing := sorted(REQUIRED - used):
        yield f"A certificate has to show more: {_listed(missing)}."
    if "{{" in (rest := _PLACE.sub("", without_sections(text))) or "}}" in rest:
        yield "Some braces belong to no place. Write {{ name }}, or {{#session}} … {{/session}} around what belongs to it."
    if unprintable := missing_glyphs(rest, TEXT_FACES):
        yield f"Our typefaces lack {_listed(unprintable)}."


def _problems_of_css(css: str) -> Iterator[str]:
    read = _as_read(css)
    if found := _FORBIDDEN_CSS.search(css) or _FORBIDDEN_CSS.search(read):
        yield f"The style may not hold “{found[0]}”: words stand in the HTML, and only our own typefaces and pictures are used."
    if found := re.search(r'"[^"]*"', _QUOTES.sub("", read)):
        yield f"The style may not hold {found[0]}: words stand in the HTML."
    for is_family, fonts in _FONT.findall(read):
        families = fonts if is_family else _after_the_size(fonts)
        named = [family.strip().strip('"') for family in families.split(",")]
        generic = [family for family in named if _GENERIC.fullmatch(family)]
        if wrong := [family for family in named if family not in {"", "inherit", *OURS, *generic}]:
            yield f"{_listed(wrong)} is no typeface of ours. Take {_listed(OURS)}."
        if generic:
            yield "Name one of our typefaces instead of leaving the choice to the machine."


def _after_the_size(fonts: str) -> str:
    """The families of “font: italic 12pt/1.2 …”, which stand after size and line height."""
    size = _SIZE.search(fonts)
    return fonts[size.end() :] if size else fonts


def _as_read(css: str) -> str:
    """The style as what draws it reads it: without comments and escapes, every text in plain double quotes."""
    return "".join(_written(part) for part in tinycss2.parse_component_value_list(css, skip_comments=True))


def _written(part: Any) -> str:
    """One piece of a style. What cannot be read stands as the escape that is refused anyway."""
    if part.type == "string":
        return f'"{re.sub(r"[^\w .,-]", " ", part.value)}"'
    if part.type in {"ident", "literal", "whitespace"}:
        return str(part.value)
    if part.type == "at-keyword":
        return f"@{part.value}"
    if part.type in {"url", "error"}:
        return "url(" if part.type == "url" else "\\"
    if part.type == "function":
        return f"{part.name}({''.join(map(_written, part.arguments))})"
    if part.type.endswith("block"):
        return f"{part.type[0]}{''.join(map(_written, part.content))}{part.type[1]}"
    return str(part.serialize())


@dataclass(frozen=True)
class Design:
    """HTML and CSS as the office wrote them, and whether our frame lies beneath."""

    html: str
    css: str
    has_frame: bool


class _Reader(HTMLParser):
    """Writes anew what is allowed, and notes what is not. Only what it wrote is ever drawn."""

    def __init__(self, html: str) -> None:
        super().__init__(convert_charrefs=True)
        self.written: list[str] = []
        self.texts: list[str] = []
        self.refused: list[str] = []
        self.feed(html)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag not in TAGS:
            self._refuse(f"<{tag}>")
            return
        self.refused += [name for name, _ in attrs if name not in ATTRIBUTES and name not in self.refused]
        if any("{{" in (value or "") for _, value in attrs):
            self._refuse("a place inside an element’s attributes")
        kept = "".join(f' {name}="{escape(value or "")}"' for name, value in attrs if name in ATTRIBUTES)
        self.written.append(f"<{tag}{kept}>")

    def handle_endtag(self, tag: str) -> None:
        if tag in TAGS and tag != "br":
            self.written.append(f"</{tag}>")

    def handle_data(self, data: str) -> None:
        self.texts.append(data)
        self.written.append(escape(data, quote=False))

    def handle_comment(self, data: str) -> None:
        self._refuse("<!-- -->")

    def handle_decl(self, decl: str) -> None:
        self._refuse("<!…>")

    def unknown_decl(self, data: str) -> None:
        self._refuse("<!…>")

    def handle_pi(self, data: str) -> None:
        self._refuse("<?…>")

    def _refuse(self, what: str) -> None:
        if what not in self.refused:
            self.refused.append(what)


def clean(html: str) -> str:
    return "".join(_Reader(html).written)


def fill(html: str, words: Mapping[str, str]) -> str:
    """`html`, cleaned, with its places filled. Words that are not marked safe are escaped."""
    kept = clean(html)
    while (section := _SECTION.search(kept)) is not None:
        inside = section[2] if words.get(section[1]) else ""
        kept = kept[: section.start()] + inside + kept[section.end() :]
    return _PLACE.sub(lambda place: conditional_escape(words.get(place[1], "")), kept)


def uses(html: str, place: str) -> bool:
    return place in _PLACE.findall(html)


def without_sections(html: str) -> str:
    return re.sub(r"\{\{[#/]\s*[a-z_]+\s*\}\}", "", html)


def _listed(names: Iterable[str]) -> str:
    return ", ".join(f"“{name}”" for name in names)
