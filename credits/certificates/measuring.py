"""How wide a text is, from the widths of its letters in the face that prints them."""

from collections.abc import Callable
from functools import cache

from fontTools.ttLib import TTFont

from credits.certificates.printable import Face

# Faces small enough to be read for their widths; for the others the average letter is near enough.
EXACT = frozenset({"garamond", "serif"})


def measure_in(faces: tuple[Face, ...]) -> Callable[[str], float]:
    """A function from a text to its width in ems, without kerning."""

    def measure(text: str) -> float:
        return sum(width_of(letter, faces) for letter in text)

    return measure


def width_of(letter: str, faces: tuple[Face, ...]) -> float:
    face = next((face for face in faces if face.has(letter)), None)
    if face is None:
        return 0.0
    return widths(face.key, face.path.as_posix()).get(ord(letter), 0.0) if face.key in EXACT else face.average


@cache
def widths(key: str, path: str) -> dict[int, float]:
    font = TTFont(path, lazy=True)
    em, advances = font["head"].unitsPerEm, font["hmtx"]
    return {code: advances[glyph][0] / em for code, glyph in font.getBestCmap().items()}
