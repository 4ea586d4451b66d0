"""The shape of what a report says: parts with lines, each a share, a mean or both, and texts in nobody's order."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Final

from reports.protection import Share

BEST: Final = 5  # ratings go from 1 to this


@dataclass(frozen=True)
class Line:
    """One row of a part. `answers` is how many it rests on, None where that is not told; `unit` says of what."""

    label: str
    answers: int | None = None
    share: Share | None = None
    mean: float | None = None
    is_head: bool = False
    note: str = ""
    unit: str = ""
    example: str = ""  # one text of those it counts
    headline: str = ""  # how the figure is called where the report is summed up; empty for most
    is_before: bool = False

    @property
    def said(self) -> str:
        """“92 % or more”; in place of a figure, what is to be said instead."""
        if self.share is not None:
            return str(self.share)
        return self.note or ("" if self.is_head or self.mean is not None else "too few to show")

    @property
    def counted(self) -> str:
        """“46 or more of 50 answers”, “44 people” where no share is told."""
        told = self.answers if self.share is None else self.share.counted
        return f"{told} {self.unit}".strip() if told else ""

    @property
    def bar(self) -> int | None:
        """How much of the bar is full, in per cent: of a mean, how far it is from the worst to the best."""
        if self.share is not None:
            return self.share.percent
        return None if self.mean is None else round((self.mean - 1) * 100 / (BEST - 1))


@dataclass(frozen=True)
class Part:
    """`what` heads the column of labels, `share_of` that of shares."""

    key: str
    title: str
    hint: str = ""
    lines: list[Line] = field(default_factory=list)
    texts: list[str] = field(default_factory=list)
    texts_title: str = ""
    what: str = "Answer"
    share_of: str = "Share"

    @property
    def has_means(self) -> bool:
        return any(line.mean is not None for line in self.lines)

    @property
    def hides(self) -> bool:
        """Whether a figure of it is left out because few people are behind it."""
        return any(line.share is not None and line.share.count is None for line in self.lines)

    @property
    def told_texts(self) -> list[tuple[str, int]]:
        """Each text once, with how often it was written."""
        return list(Counter(self.texts).items())


def plain(count: int, of: int) -> Share | None:
    """A share as it is, where nobody can be told from it."""
    return Share(count, of) if of else None


def in_nobodys_order(texts: Iterable[str]) -> list[str]:
    """By the alphabet: neither time nor person decides it, and it is the same whenever one looks."""
    return sorted((text.strip() for text in texts if text.strip()), key=lambda text: (text.casefold(), text))
