"""Codes people type or scan: no letters that look alike, and far too many to guess."""

import secrets

ALPHABET = "ABCDEFGHJKMNPQRSTUVWXYZ23456789"


def new_code(length: int) -> str:
    return "".join(secrets.choice(ALPHABET) for _ in range(length))


def tidy_code(typed: str) -> str:
    """What was meant: upper case, without the spaces and hyphens people add."""
    return "".join(character for character in typed.upper() if character.isalnum())
