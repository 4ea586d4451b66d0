"""Slips in an e-mail address that one does not see: a letter too many, two of them exchanged, .con for .com."""

from typing import Final

# The mailboxes most of our people have; another address is no mistake.
OFTEN_USED: Final = (
    "gmail.com",
    "yahoo.com",
    "hotmail.com",
    "outlook.com",
    "icloud.com",
    "aol.com",
    "comcast.net",
    "msn.com",
    "me.com",
    "utah.edu",
    "hsc.utah.edu",
    "imail.org",
    "byu.edu",
    "va.gov",
)
ENDINGS: Final = {"con": "com", "cmo": "com", "ocm": "com", "comm": "com", "vom": "com", "ogr": "org", "eud": "edu"}
SHORTEST: Final = 7  # of a short domain every other one is a neighbor


def likely_meant(email: str) -> str:
    """The address that was probably meant, or "" where nothing speaks for a slip."""
    local, at, domain = email.strip().lower().rpartition("@")
    if not (local and at) or domain in OFTEN_USED:
        return ""
    name, _, ending = domain.rpartition(".")
    mended = f"{name}.{ENDINGS.get(ending, ending)}"
    near = [known for known in OFTEN_USED if len(known) >= SHORTEST and _is_one_slip_apart(mended, known)]
    meant = mended if mended in OFTEN_USED or not near else near[0]
    return f"{local}@{meant}" if meant != domain else ""


def _is_one_slip_apart(typed: str, known: str) -> bool:
    """One letter left out, added or wrong, or two neighbors exchanged."""
    if abs(len(typed) - len(known)) > 1 or typed == known:
        return False
    start = next((i for i, (a, b) in enumerate(zip(typed, known, strict=False)) if a != b), min(len(typed), len(known)))
    rest, wanted = typed[start:], known[start:]
    return (
        rest[1:] == wanted[1:]
        or rest[1:] == wanted
        or rest == wanted[1:]
        or (rest[2:] == wanted[2:] and rest[:2] == wanted[1::-1])
    )
