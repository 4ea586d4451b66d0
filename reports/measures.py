"""The shape of what a report says: parts with lines, each a share, a mean or both, and texts in nobody's order."""

from collections.abc import Iterable
from dataclasses import dataclass, field

from reports.protection import Share


@dataclass(frozen=True)
class Line:
    """One row of a part. `answers` is how many it rests on, None where that is not told."""

    label: str
    answers: int | None = None
    share: Share | None = None
    mean: float | None = None
    is_head: bool = False
    note: str = ""

    @property
    def said(self) -> str:
        """The row's figures in words."""
        told = []
        if self.share is not None:
            told.append(str(self.share))
        if self.mean is not None:
            told.append(f"mean {self.mean}")
        return ", ".join(told) or self.note or "too few to show"


@dataclass(frozen=True)
class Part:
    key: str
    title: str
    hint: str = ""
    lines: list[Line] = field(default_factory=list)
    texts: list[str] = field(default_factory=list)
    texts_title: str = ""


def plain(count: int, of: int) -> Share | None:
    """A share as it is, where nobody can be told from it."""
    return Share(count, of) if of else None


def in_nobodys_order(texts: Iterable[str]) -> list[str]:
    """By the alphabet: neither time nor person decides it, and it is the same whenever one looks."""
    return sorted((text.strip() for text in texts if text.strip()), key=lambda text: (text.casefold(), text))
