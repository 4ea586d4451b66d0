"""What a person's name may be made of. Whether a face can print it is for the certificate to judge."""

import unicodedata

from django.core.exceptions import ValidationError

JOINERS = "\u200c\u200d"  # some scripts shape their letters with these
LETTERS_MARKS_DIGITS = ("L", "M", "N")
PUNCTUATION = frozenset(" .,،、'’‘ʼʻ-‐‑–·・()/&")


def tidy_name(typed: str) -> str:
    """`typed` in composed form and with single spaces. Raises ValidationError for what is no part of a name."""
    name = " ".join(unicodedata.normalize("NFC", typed).split())
    strange = sorted({c for c in name if not _belongs(c)})
    if strange:
        shown = " ".join(c if c.isprintable() else f"U+{ord(c):04X}" for c in strange)
        raise ValidationError(
            f"A name has letters, spaces, hyphens, apostrophes, commas and points. Please take out: {shown}"
        )
    if name and not any(unicodedata.category(c).startswith("L") for c in name):
        raise ValidationError("Type a name with at least one letter.")
    return name


def _belongs(character: str) -> bool:
    category = unicodedata.category(character)
    return category[0] in LETTERS_MARKS_DIGITS or character in PUNCTUATION or character in JOINERS
