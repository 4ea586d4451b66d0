"""Showing sums without showing a person (EVL-4). `smallest` is the office's smallest group throughout.

What one report shows exactly, it shows so that neither a cell nor what is left when others are taken from their total
is a group smaller than that. What can be filtered is rounded to multiples of it, so that two filters taken from each
other leave multiples of it, too.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

_STEPS: Final = (0.1, 0.2, 0.5, 1.0)


def is_small(people: int, smallest: int) -> bool:
    """Whether a group gives somebody away. Nobody at all does not."""
    return 0 < people < smallest


def hidden_rows(rows: Sequence[Sequence[int]], smallest: int) -> set[int]:
    """Which rows to leave out of a table whose column totals are known. `rows` are groups of people.

    A row is left out for a small cell. Then rows follow, the smallest first, until what all of them hold together is no
    small group either: otherwise the total less the shown rows would tell it.
    """
    hidden = {number for number, row in enumerate(rows) if any(is_small(cell, smallest) for cell in row)}
    while hidden and len(hidden) < len(rows) and not _hide_each_other(rows, hidden, smallest):
        rest = [number for number in range(len(rows)) if number not in hidden]
        # An empty row hides nothing: it is taken last.
        hidden.add(min(rest, key=lambda number: (sum(rows[number]) == 0, sum(rows[number]), number)))
    return hidden


def _hide_each_other(rows: Sequence[Sequence[int]], hidden: set[int], smallest: int) -> bool:
    if len([number for number in hidden if any(rows[number])]) < 2:
        return False
    columns = zip(*(rows[number] for number in hidden), strict=True)
    return not any(is_small(sum(column), smallest) for column in columns)


@dataclass(frozen=True)
class Share:
    """So many of so many people, or no closer than `at_most` or `at_least` where few are on one side."""

    count: int | None
    of: int
    at_least: bool = False
    at_most: bool = False

    @property
    def percent(self) -> int | None:
        return None if self.count is None else round(self.count * 100 / self.of)

    @property
    def amount(self) -> str:
        """“45”, “46 or more”; empty where it is not told."""
        if self.count is None:
            return ""
        return f"{self.count}{' or more' if self.at_least else ' or fewer' if self.at_most else ''}"

    @property
    def counted(self) -> str:
        """“45 of 50”, “46 or more of 50”, “of 8”."""
        return f"{self.amount} of {self.of}".strip()

    def __str__(self) -> str:
        if self.count is None:
            return "too few to show"
        if self.at_least:
            return f"{self.percent} % or more"
        return f"{self.percent} % or less" if self.at_most else f"{self.percent} %"


def share(count: int, of: int, *, people: int, smallest: int, sides: tuple[int, int] | None = None) -> Share:
    """`count` of `of` answers by `people`. Few on one side, nobody among them, are not told apart.

    `sides` says by how many people the answers on either side are, where one person may have given several.
    """
    if people < smallest:
        return Share(None, of)
    if sides and (_are_few(sides[0], count, smallest) or _are_few(sides[1], of - count, smallest)):
        return Share(None, of)
    few = smallest - 1
    if of <= 2 * few:
        return Share(None, of)
    if of - count < smallest:
        return Share(of - few, of, at_least=True)
    if count < smallest:
        return Share(few, of, at_most=True)
    return Share(count, of)


def _are_few(people: int, answers: int, smallest: int) -> bool:
    """Many answers of few people, as over the sessions of a series."""
    return answers >= smallest and is_small(people, smallest)


def mean(total: int, answers: int, *, people: int, smallest: int) -> float | None:
    """A mean so coarse that as many people as the smallest group could each differ by one and not be seen."""
    if people < smallest:
        return None
    step = next((step for step in _STEPS if step * people >= smallest), _STEPS[-1])
    return round(round(total / answers / step) * step, 1)


def rounded(people: int, smallest: int) -> int:
    """To the nearest multiple of the smallest group."""
    return (people + smallest // 2) // smallest * smallest
