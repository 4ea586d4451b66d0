"""The code on the lectern's screen, which changes every so many seconds (ATT-4).

It is reckoned from the session's code, the time and the server's key: nothing is stored, every web process reckons the
same, and who has seen one cannot reckon the next. The one before still counts for as long again, since phones are slow.
"""

from datetime import datetime
from typing import Final

from django.utils.crypto import salted_hmac

from core.codes import ALPHABET
from learners.models import CODE_LENGTH, SessionCode

SALT: Final = "learners.screen"


def screen_code(code: SessionCode, *, at: datetime, seconds: int, before: int = 0) -> str:
    """What the screen shows at `at`, or showed `before` changes ago."""
    turn = int(at.timestamp()) // seconds - before
    number = int.from_bytes(salted_hmac(SALT, f"{code.pk}:{code.code}:{turn}", algorithm="sha256").digest())
    letters = []
    for _ in range(CODE_LENGTH):
        number, place = divmod(number, len(ALPHABET))
        letters.append(ALPHABET[place])
    return "".join(letters)


def seconds_left(*, at: datetime, seconds: int) -> int:
    """Until the screen changes; at least 1."""
    return seconds - int(at.timestamp()) % seconds


def find_on_screen(typed: str, *, at: datetime, seconds: int) -> SessionCode | None:
    """The session on whose screen `typed` stands or has just stood."""
    working = SessionCode.objects.in_use().filter(changes=True, opens_at__lte=at, closes_at__gt=at)
    for code in working.select_related("activity", "session__activity"):
        if typed in {screen_code(code, at=at, seconds=seconds, before=before) for before in (0, 1)}:
            return code
    return None
