"""What browsers and programs send, before any form sees it."""

from typing import Final

MOST_DIGITS: Final = 9


def whole_number(typed: object) -> int | None:
    """The number somebody's browser sent back to us: a count or a key. None for everything else, however odd."""
    text = str(typed or "")
    return int(text) if text.isascii() and text.isdecimal() and len(text) <= MOST_DIGITS else None
