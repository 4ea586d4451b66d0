"""How large the name is set and where lines break, from the widths of letters."""

from collections.abc import Callable
from dataclasses import dataclass

from credits.certificates.printable import normal
from credits.certificates.writing import direction_of, language_of

# Type sizes of the name in points, the largest first, and how wide its lines may be.
NAME_SIZES = (42, 38, 34, 30, 27, 24, 21, 18, 15, 12, 9, 6)
NAME_WIDTH = 560
ONE_LINE_DOWN_TO = 30

Measure = Callable[[str], float]


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
