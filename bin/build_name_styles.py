#!/usr/bin/env python3
"""Write static/css/names.css: which of print's faces draws which characters of a name on a page.

    uv run bin/build_name_styles.py            # the styles
    uv run --with uharfbuzz bin/build_name_styles.py --slices   # also the pieces of the large faces; a minute and a half

A browser fetches a face only where a character in its range stands on the page, so each character is in one range:
that of its script's own face. Latin, Greek and Cyrillic are not among them, since every page has these.
The Han face alone is 9 MB, so it and Hangul are cut into pieces of some hundred characters: a name then costs about 120 kB
for each of its characters. Print keeps the whole faces, and every other script is served from print's own file.
Nothing in the application calls it: the result is kept in the repository, and a test compares them.
"""

import json
import sys
from collections.abc import Iterable, Iterator
from importlib import import_module
from io import BytesIO
from pathlib import Path

from fontTools.ttLib import TTFont

HOUSE = Path(__file__).resolve().parent.parent
FACES = HOUSE / "core" / "printing" / "fonts" / "faces.json"
STYLES = HOUSE / "static" / "css" / "names.css"
PIECES = HOUSE / "static" / "fonts" / "names"

# The blocks of Unicode that belong to each script, first to last. What several write (dandas) is with the first.
BLOCKS = {
    "arabic": ((0x600, 0x6FF), (0x750, 0x77F), (0x870, 0x8FF), (0xFB50, 0xFDFF), (0xFE70, 0xFEFC)),
    "hebrew": ((0x591, 0x5F4), (0xFB1D, 0xFB4F)),
    "armenian": ((0x531, 0x58F), (0xFB13, 0xFB17)),
    "devanagari": ((0x900, 0x97F), (0x1CD0, 0x1CFF), (0xA8E0, 0xA8FF)),
    "bengali": ((0x980, 0x9FF),),
    "gurmukhi": ((0xA00, 0xA7F),),
    "gujarati": ((0xA80, 0xAFF),),
    "tamil": ((0xB80, 0xBFF),),
    "telugu": ((0xC00, 0xC7F),),
    "kannada": ((0xC80, 0xCFF),),
    "malayalam": ((0xD00, 0xD7F),),
    "sinhala": ((0xD80, 0xDFF),),
    "thai": ((0xE00, 0xE7F),),
    "lao": ((0xE80, 0xEFF),),
    "tibetan": ((0xF00, 0xFFF),),
    "myanmar": ((0x1000, 0x109F), (0xA9E0, 0xA9FF), (0xAA60, 0xAA7F)),
    "georgian": ((0x10A0, 0x10FF), (0x1C90, 0x1CBF), (0x2D00, 0x2D2F)),
    "ethiopic": ((0x1200, 0x139F), (0x2D80, 0x2DDF), (0xAB01, 0xAB2F)),
    "khmer": ((0x1780, 0x17FF), (0x19E0, 0x19FF)),
    "hangul": ((0x1100, 0x11FF), (0x3131, 0x318E), (0xAC00, 0xD7A3)),
    "han": ((0x2E80, 0x9FFF), (0xF900, 0xFAFF), (0xFE30, 0xFE4F), (0xFF01, 0xFFEF), (0x20000, 0x2FFFF)),
}
# Joiners shape the letters beside them, so they must come from the face of those letters.
JOINED = (
    "arabic",
    "devanagari",
    "bengali",
    "gurmukhi",
    "gujarati",
    "tamil",
    "telugu",
    "kannada",
    "malayalam",
    "sinhala",
)
JOINERS = (0x200C, 0x200D)

# How many characters a piece of a large face has.
CUT = {"han": 250, "hangul": 500}
FEATURES = {int.from_bytes(tag.encode()) for tag in ("locl", "ccmp")}

HEAD = """/* Names in scripts that the typefaces of our pages do not have. Written by bin/build_name_styles.py; do not edit.
   Nothing is fetched until a character stands on the page that needs it. */
"""
FACE = """@font-face {{
  font-family: "UUCME Names";
  font-weight: 400 700;
  font-display: swap;
  src: url("../fonts/names/{key}.woff2") format("woff2");
  unicode-range: {ranges};
}}
"""
USE = """.twin-name,
.name-preview p,
.printed-name dd span[dir] {
  font-family: "UUCME Names", var(--serif);
}
"""


def covered(key: str) -> set[int]:
    return {code for first, last in json.loads(FACES.read_text())[key] for code in range(first, last + 1)}


def characters() -> dict[str, set[int]]:
    """Of each face those characters that it alone draws."""
    given: set[int] = set()
    found = {}
    for key, blocks in BLOCKS.items():
        own = {code for first, last in blocks for code in range(first, last + 1)} & covered(key)
        found[key] = own - given
        given |= own
        if key in JOINED:
            found[key] |= covered(key) & set(JOINERS)
    return found


def pieces(key: str, codes: set[int]) -> Iterator[tuple[str, list[int]]]:
    """Name and characters of each file that a face is served as."""
    if key not in CUT:
        yield key, sorted(codes)
        return
    in_order = sorted(codes)
    for start in range(0, len(in_order), CUT[key]):
        piece = in_order[start : start + CUT[key]]
        yield f"{key}-{piece[0]:x}", piece


def cut(key: str) -> None:
    """`locl` stays with each piece: one character has its Chinese, Japanese and Korean shape."""
    # Not of this project, and a hundred and fifty times as quick here as fontTools.
    uharfbuzz = import_module("uharfbuzz")
    PIECES.mkdir(parents=True, exist_ok=True)
    for old in PIECES.glob(f"{key}-*.woff2"):
        old.unlink()
    font, plain = TTFont(FACES.parent / f"{key}.woff2", recalcTimestamp=False), BytesIO()
    font.flavor = None
    font.save(plain)
    whole = uharfbuzz.Face(plain.getvalue())
    for name, codes in pieces(key, characters()[key]):
        wanted = uharfbuzz.SubsetInput()
        wanted.sets(uharfbuzz.SubsetInputSets.UNICODE).set(set(codes))
        wanted.sets(uharfbuzz.SubsetInputSets.LAYOUT_FEATURE_TAG).set(FEATURES)
        piece = TTFont(BytesIO(uharfbuzz.subset(whole, wanted).blob.data), recalcTimestamp=False)
        piece.flavor = "woff2"
        piece.save(PIECES / f"{name}.woff2")


def written(codes: Iterable[int]) -> str:
    """As CSS writes ranges: “U+600-6FF, U+750”."""
    spans: list[list[int]] = []
    for code in sorted(codes):
        if spans and code == spans[-1][1] + 1:
            spans[-1][1] = code
        else:
            spans.append([code, code])
    return ", ".join(f"U+{first:X}" if first == last else f"U+{first:X}-{last:X}" for first, last in spans)


def styles() -> str:
    faces = (
        FACE.format(key=name, ranges=written(piece))
        for key, codes in characters().items()
        for name, piece in pieces(key, codes)
    )
    return "\n".join([HEAD.rstrip(), *(face.rstrip() for face in faces), USE.rstrip()]) + "\n"


if __name__ == "__main__":
    if "--slices" in sys.argv:
        for large in CUT:
            cut(large)
    STYLES.write_text(styles())
