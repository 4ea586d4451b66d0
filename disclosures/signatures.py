"""Whether a typed signature is the person’s full name (SII-1)."""

from accounts.keys import name_key
from accounts.models import User


def signature_refusal(person: User, signed_name: str) -> str:
    """What is wrong with it; empty where it is given and family name, whatever the case, accents, order and the rest."""
    if not signed_name.strip():
        return "Type your name as your signature."
    if _is_full_name(person, signed_name):
        return ""
    if not person.get_full_name():
        return "Sign with your full name, given and family name."
    return (
        f"Sign with your full name, as the office has it: {person.get_full_name()}. If that is not your name, ask the "
        "office to correct it."
    )


def _is_full_name(person: User, signed_name: str) -> bool:
    signed = set(name_key(signed_name).split())
    given, family = name_key(person.given_name).split(), name_key(person.family_name).split()
    if (given or family) and _has_both(signed, given, family):
        return True
    # Names without spaces between them, as in Chinese or Japanese.
    together = name_key(signed_name).replace(" ", "")
    if given and family and together in {"".join(family + given), "".join(given + family)}:
        return True
    printed = set(name_key(person.printed_name).split())
    if printed:
        return len(signed & printed) >= min(2, len(printed))
    return not given and not family and len(signed) > 1


def _has_both(signed: set[str], given: list[str], family: list[str]) -> bool:
    """The whole family name, and one of the given names."""
    return signed.issuperset(family) and (not given or bool(signed.intersection(given)))
