"""How large the name is set and where its lines break, from the widths of letters."""

from dataclasses import dataclass

from core.printing.measuring import Measure
from core.printing.printable import normal
from credits.certificates.writing import direction_of, language_of

# Type sizes of the name in points, the largest first, and how wide its lines may be.
NAME_SIZES = (42, 38, 34, 30, 27, 24, 21, 18, 15, 12, 9, 6)
NAME_WIDTH = 560
ONE_LINE_DOWN_TO = 30


@dataclass(frozen=True)
class NameSetting:
    """How the name is set: its lines, its size in points, its language and direction."""

    lines: tuple[str, ...]
    size: int
    language: str
    direction: str


def set_name(name: str, measure: Measure) -> NameSetting:
    """One line while it stays large enough, else two of about equal width; smaller until it fits.

    `measure` gives the width of a text in ems.
    """
    text = normal(name)
    one, two = (text,), halves(text, measure)
    for size in NAME_SIZES:
        for lines in (one, two):
            wide_enough = all(measure(line) * size <= NAME_WIDTH for line in lines)
            if wide_enough and (lines is two or size >= ONE_LINE_DOWN_TO or len(two) == 1):
                return NameSetting(lines, size, language_of(text), direction_of(text))
    return NameSetting(two, NAME_SIZES[-1], language_of(text), direction_of(text))


def halves(text: str, measure: Measure) -> tuple[str, ...]:
    """`text` broken at the space that leaves the shortest longer line."""
    words = text.split(" ")
    breaks = [(" ".join(words[:place]), " ".join(words[place:])) for place in range(1, len(words))]
    return min(breaks, key=lambda lines: max(map(measure, lines)), default=(text,))
