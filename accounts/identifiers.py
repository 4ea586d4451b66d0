"""What a valid professional number looks like, per kind."""

import re

from django.core.exceptions import ValidationError
from stdnum import luhn

_DIGITS = {
    "abim": (6, 6, "An ABIM ID has 6 digits."),
    "nabp": (5, 10, "An NABP e-Profile ID has 5 to 10 digits."),
}


def normalise_identifier(kind: str, typed: str) -> str:
    """The number without decoration. Raises ValidationError with a sentence when it cannot be one."""
    value = re.sub(r"[\s.]", "", typed).upper()
    if not value:
        raise ValidationError({"value": "Type the number, or remove this line."})
    if kind == "npi":
        return _npi(value.replace("-", ""))
    if kind in _DIGITS:
        shortest, longest, sentence = _DIGITS[kind]
        if not (value.isascii() and value.isdigit() and shortest <= len(value) <= longest):
            raise ValidationError({"value": sentence})
        return value
    if not re.fullmatch(r"[A-Z0-9][A-Z0-9/-]{2,29}", value):
        raise ValidationError({"value": "Use 3 to 30 letters, digits and hyphens."})
    return value


def _npi(value: str) -> str:
    # The check digit covers the number with the ISO card prefix 80840 in front.
    if not re.fullmatch(r"[12][0-9]{9}", value):
        raise ValidationError({"value": "An NPI has 10 digits and begins with 1 or 2."})
    if not luhn.is_valid("80840" + value):
        raise ValidationError({"value": "The digits of this NPI do not add up; please compare it with your card."})
    return value
