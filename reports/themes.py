"""What commitments have in common: words that several people used."""

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

_COMMON: Final = frozenset(
    """about after again also always another around back bedside because been before being better between both bring
    care change clinic could day days daily each earlier early ensure every first from give going have help here into
    just know least less like look made make more most much must need never next only other patient patients people
    person plan practice rather same should some start still sure take than that their them then there these they
    thing this those three time times today under until upon using very want week weeks what when where which while
    will with within without work would write year your""".split()
)
MOST_THEMES: Final = 8


@dataclass(frozen=True)
class Theme:
    word: str
    count: int
    example: str  # the shortest of the texts that share it


def themes_of(texts: Sequence[str], *, smallest: int) -> list[Theme]:
    """Words that at least `smallest` of the texts share, the most shared first. Each text counts for one theme."""
    left = [(text.strip(), _words(text)) for text in texts]
    found: list[Theme] = []
    while len(found) < MOST_THEMES:
        shared = Counter(word for _, words in left for word in words)
        if not shared:
            break
        word, count = min(shared.items(), key=lambda pair: (-pair[1], pair[0]))
        if count < smallest:
            break
        example = min((text for text, words in left if word in words), key=lambda text: (len(text), text))
        found.append(Theme(word, count, example))
        left = [(text, words) for text, words in left if word not in words]
    return found


def _words(text: str) -> set[str]:
    """Without the plural s, so that a screen and screens are one."""
    found = {word.removesuffix("s") for word in re.findall(r"[^\W\d_]{4,}", text.lower())}
    return {word for word in found if word not in _COMMON and f"{word}s" not in _COMMON}
