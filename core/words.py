"""Counting words as the accreditor's form does: runs of characters between white space."""

from django.core.exceptions import ValidationError
from django.utils.deconstruct import deconstructible


def count_words(text: str) -> int:
    return len(text.split())


@deconstructible
class WordLimit:
    """Refuses a text of more than `limit` words, saying how many there are."""

    def __init__(self, limit: int) -> None:
        self.limit = limit

    def __call__(self, text: str) -> None:
        words = count_words(text)
        if words > self.limit:
            raise ValidationError(
                f"This has {words} words; please shorten it to {self.limit} or fewer.", code="too_many_words"
            )

    def __eq__(self, other: object) -> bool:
        return isinstance(other, WordLimit) and self.limit == other.limit

    def __hash__(self) -> int:
        return hash(self.limit)
