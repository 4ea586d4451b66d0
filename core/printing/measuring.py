"""How wide a text is and where its lines break, from the widths of its letters in the face that prints them."""

from collections.abc import Callable
from functools import cache

from fontTools.ttLib import TTFont

from core.printing.printable import Face, shipped_faces

# All their letters are one em wide, and they are too large to be opened for that.
SQUARE = frozenset({"han", "hangul"})
# Letters of these scripts stand taller on their em than Garamond's, so the name is set smaller.
OPTICAL = {"serif": 0.88, "armenian": 0.86, "georgian": 0.88, "ethiopic": 0.86, "han": 0.92, "hangul": 0.92}

Measure = Callable[[str], float]


def measure_in(faces: tuple[Face, ...]) -> Measure:
    """A function from a text to its width in ems, without kerning, at the scale in which these faces are set."""
    scale = scale_of(faces)

    def measure(text: str) -> float:
        return scale * sum(width_of(letter, faces) for letter in text)

    return measure


def scale_of(faces: tuple[Face, ...]) -> float:
    return OPTICAL.get(faces[0].key, 1.0)


def width_of(letter: str, faces: tuple[Face, ...]) -> float:
    face = next((face for face in faces if face.has(letter)), None)
    if face is None:
        return 0.0
    return 1.0 if face.key in SQUARE else widths(face.key).get(ord(letter), 0.0)


@cache
def widths(key: str) -> dict[int, float]:
    font = TTFont(shipped_faces()[key].path, lazy=True)
    em, advances = font["head"].unitsPerEm, font["hmtx"]
    return {code: advances[glyph][0] / em for code, glyph in font.getBestCmap().items()}


def balanced_width(text: str, measure: Measure, widest: float) -> float:
    """The narrowest column, in ems, in which `text` takes no more lines than in the `widest`: no lonely last word."""
    words, space = [measure(word) for word in text.split(" ")], measure(" ")
    count = lines_in(words, space, widest)
    if count == 1:
        return widest
    narrow, wide = widest / count * 0.8, widest
    while wide - narrow > 0.1:
        middle = (narrow + wide) / 2
        if lines_in(words, space, middle) > count:
            narrow = middle
        else:
            wide = middle
    # Measured without kerning and italics, so a little is added.
    return round(min(widest, wide * 1.015 + 0.3), 2)


def lines_in(words: list[float], space: float, width: float) -> int:
    count, used = 1, 0.0
    for word in words:
        if used and used + space + word > width:
            count, used = count + 1, word
        else:
            used += (space if used else 0) + word
    return count
