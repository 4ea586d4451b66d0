"""How wide a text is, from the widths of its letters in the face that prints them."""

from collections.abc import Callable
from functools import cache

from fontTools.ttLib import TTFont

from credits.certificates.printable import Face, shipped_faces

# All their letters are one em wide, and they are too large to be opened for that.
SQUARE = frozenset({"han", "hangul"})
# Letters of these scripts stand taller on their em than Garamond's, so the name is set smaller.
OPTICAL = {"serif": 0.88, "armenian": 0.86, "georgian": 0.88, "ethiopic": 0.86, "han": 0.92, "hangul": 0.92}


def measure_in(faces: tuple[Face, ...]) -> Callable[[str], float]:
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
