"""What is said after an act, where one acted: the review page is too long to look for it at the top.

One of the sayings has the id that the page's form and its redirects lead to, and takes the focus.
"""

from dataclasses import dataclass, field
from typing import Any, Final

from django.contrib.messages import add_message, get_messages
from django.http import HttpRequest

ANCHOR: Final = "told"
_PLACE: Final = "at-"


def tell(request: HttpRequest, level: int, text: str, *, place: str) -> None:
    """`place` is the id of what was acted on; the page has a {% told %} of that name."""
    add_message(request, level, text, extra_tags=f"{_PLACE}{place}")


@dataclass
class Told:
    """The messages of one answer, by place; those of no place are the whole page's."""

    by_place: dict[str, list[Any]] = field(default_factory=dict)
    elsewhere: list[Any] = field(default_factory=list)
    has_focus: bool = False

    @classmethod
    def to(cls, request: HttpRequest) -> "Told":
        told = cls()
        for message in get_messages(request):
            place = (message.extra_tags or "").removeprefix(_PLACE)
            if place == message.extra_tags or not place:
                told.elsewhere.append(message)
            else:
                told.by_place.setdefault(place, []).append(message)
        return told

    def take_focus(self) -> bool:
        """Whether the one who asks is the first: an id is given once."""
        first, self.has_focus = not self.has_focus, True
        return first
