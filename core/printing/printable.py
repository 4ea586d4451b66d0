"""Which names can be printed, and in which faces: judged by what the faces cover (CRT-5)."""

import json
import unicodedata
from bisect import bisect_right
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from itertools import islice, permutations
from pathlib import Path

from core.printing.anchoring import attaches

FONTS = Path(__file__).parent / "fonts"

# Tried in this order; the italic is for our own words alone.
NAME_FACES = (
    "garamond", "serif", "arabic", "hebrew", "devanagari", "thai", "armenian", "georgian", "hangul", "han", "bengali",
    "gurmukhi", "gujarati", "tamil", "telugu", "kannada", "malayalam", "sinhala", "khmer", "lao", "myanmar",
    "ethiopic", "tibetan",
)  # fmt: skip
# Titles hold signs that names do not: ≈, ♀, ✓.
TEXT_FACES = (*NAME_FACES, "math", "symbols", "pictures")
# Alphabets whose marks need an anchor on each letter; the others place theirs by the rules of their script.
ANCHORED = frozenset({"garamond", "garamond-italic", "serif", "sans", "sans-bold", "sans-italic"})
# They steer the shaping of their neighbours and need no glyph of their own.
INVISIBLE = frozenset("\u00ad\u200b\u200c\u200d\u200e\u200f\u2060\u2066\u2067\u2068\u2069\ufe0e\ufe0f")
JOINS = ("Mn", "Mc", "Me")
# Controls that would turn the writing around, private letters and the like: whatever a face says, not in a name.
UNSEEN = ("Cc", "Cf", "Cs", "Co", "Cn")
# A text in a dozen scripts has more orders of faces than anybody would wait for.
ORDERS = 1000


class Unprintable(ValueError):
    """What cannot be printed until somebody changes a text or the design; the message is a sentence that says what."""


class UnprintableName(Unprintable):
    """A name, or another text of a certificate, that we have no glyphs for.

    The message is a sentence; `missing` lists the characters.
    """

    def __init__(self, text: str, missing: list[str], *, what: str = "name") -> None:
        shown = ", ".join(f"“{part}” ({_called(part)})" for part in missing)
        super().__init__(
            f"The {what} “{text}” cannot be printed as it is written: our typefaces lack {shown}. "
            f"Write the {what} with other letters, or ask the office to add a typeface."
        )
        self.text = text
        self.missing = missing


@dataclass(frozen=True)
class Face:
    """One shipped face and the ranges of characters it has."""

    key: str
    starts: tuple[int, ...]
    ends: tuple[int, ...]

    @property
    def path(self) -> Path:
        return FONTS / f"{self.key}.woff2"

    def has(self, character: str) -> bool:
        code = ord(character)
        place = bisect_right(self.starts, code) - 1
        return place >= 0 and code <= self.ends[place]

    def prints(self, cluster: str) -> bool:
        """Whether it has the letter and its marks, and sets the marks in their place."""
        if not all(map(self.has, cluster)) or unicodedata.category(cluster[0]) in UNSEEN:
            return False
        return len(cluster) == 1 or self.key not in ANCHORED or attaches(self.path, cluster)


@cache
def shipped_faces() -> dict[str, Face]:
    faces = json.loads((FONTS / "faces.json").read_text())
    return {
        key: Face(
            key=key,
            starts=tuple(start for start, _ in ranges),
            ends=tuple(end for _, end in ranges),
        )
        for key, ranges in faces.items()
    }


def family(face: Face) -> str:
    """A name of our own, so that a face installed on the machine is never taken instead."""
    return f"Print {face.key}"


def families(faces: Iterable[Face]) -> str:
    return ", ".join(f"'{family(face)}'" for face in faces)


def normal(text: str) -> str:
    """As it is printed: composed (NFC), and with single spaces."""
    return " ".join(unicodedata.normalize("NFC", text).split())


def clusters(text: str) -> Iterator[str]:
    """`text` in pieces that one face has to print alone: a base with its marks and what is joined to it."""
    cluster = ""
    for character in text:
        if character in INVISIBLE:
            continue
        if cluster and unicodedata.category(character) not in JOINS:
            yield cluster
            cluster = ""
        cluster += character
    if cluster:
        yield cluster


def missing_glyphs(text: str, keys: tuple[str, ...] = NAME_FACES) -> list[str]:
    """The pieces of `text` that none of the faces can print, each once, in reading order."""
    faces = [shipped_faces()[key] for key in keys]
    unknown = [piece for piece in clusters(normal(text)) if not any(face.prints(piece) for face in faces)]
    return list(dict.fromkeys(unknown))


def faces_for(text: str, keys: tuple[str, ...] = NAME_FACES, *, what: str = "name") -> tuple[Face, ...]:
    """The fewest faces that print `text` with every letter and its marks in one face, in the order to try them.

    Raises UnprintableName, which calls the text `what`.
    """
    if missing := missing_glyphs(text, keys):
        raise UnprintableName(text, missing, what=what)
    pieces = list(dict.fromkeys(clusters(normal(text))))
    faces = [shipped_faces()[key] for key in keys]
    if alone := next((face for face in faces if all(map(face.prints, pieces))), None):
        return (alone,)
    for chosen in islice(permutations(_enough(faces, pieces)), ORDERS):
        if all(_stays_whole(piece, chosen) for piece in pieces):
            return chosen
    raise UnprintableName(text, pieces, what=what)


def _enough(faces: list[Face], pieces: list[str]) -> list[Face]:
    """Each face adds what those before it lack."""
    chosen: list[Face] = []
    for face in faces:
        lacking = [piece for piece in pieces if not any(one.prints(piece) for one in chosen)]
        if any(map(face.prints, lacking)):
            chosen.append(face)
    return chosen


def _stays_whole(piece: str, faces: Sequence[Face]) -> bool:
    """The text engine takes, letter by letter, the first face that has it: that must be one that prints the whole."""
    chosen = [next((face for face in faces if face.has(character)), None) for character in piece]
    return chosen[0] is not None and set(chosen) == {chosen[0]} and chosen[0].prints(piece)


def _called(piece: str) -> str:
    return " + ".join(unicodedata.name(character, f"U+{ord(character):04X}").lower() for character in piece)
