"""What people write into the cells of a list: names, degrees, hours, days. Nothing here asks the database."""

import re
import unicodedata
from datetime import UTC, date, datetime, timedelta
from typing import Final
from zoneinfo import ZoneInfo

from django.core.exceptions import ValidationError
from django.core.validators import validate_email

from accounts.names import tidy_name

_PARTICLES: Final = frozenset(
    "van von der den de del della di da do dos das du la le el al bin ibn ben ter ten zu zur af av st".split()
)
_SUFFIX = re.compile(r"(?i)\b(jr|sr|ii|iii|iv)\.?$")
_FRACTIONS: Final = str.maketrans({"½": ".5", "¼": ".25", "¾": ".75"})
_NOT_A_NAME = re.compile(r"(?i)\([^)]*\b(?:she|he|they|her|him|them|host|co-host|guest|me)\b[^)]*\)")
_SPOKEN = re.compile(r"(?:(\d{1,3})\s*h(?:ou)?r?s?)?\s*(?:(\d{1,4})\s*m(?:in(?:ute)?s?)?)?\s*(?:\d+\s*s(?:ec)?)?")
_ORIGINAL = re.compile(r"^.*\(([^()]+)\)\s*$")

# The degree decides the profession; the first that fits, so that "MD, PhD" is a physician and "DNP, RN" a nurse of
# advanced practice.
PROFESSION_OF: Final = (
    ("physician", "md do mbbs mbchb physician facp faafp"),
    ("advanced-practice-nurse", "dnp aprn np fnp fnpc fnpbc cnm crna cns pmhnp agnp acnp cnp"),
    ("pharmacist", "pharmd rph bcps pharmacist"),
    ("physician-assistant", "pa pac mpas dmsc"),
    ("nurse", "rn bsn msn lpn adn nurse"),
    ("psychologist", "psyd psychologist"),
    ("social-worker", "lcsw csw msw lmsw cmhc"),
    ("dentist", "dds dmd dentist"),
    ("dietitian", "rd rdn dietitian"),
    ("therapist", "dpt pt ot otr otrl slp cccslp"),
    ("respiratory-therapist", "rrt crt"),
    ("emergency-medical", "emt emtp aemt nrp paramedic"),
    ("public-health", "mph drph ches"),
    ("resident", "resident fellow pgy1 pgy2 pgy3 pgy4 pgy5"),
    ("student", "student ms1 ms2 ms3 ms4"),
    ("researcher", "phd scd"),
)
_DEGREES: Final = {word: code for code, words in reversed(PROFESSION_OF) for word in words.split()}
_OTHER_DEGREES: Final = frozenset("mba ma ms msc mha bs ba med edd jd facs facc facep fccp fache esq".split())


def _bare(text: str) -> str:
    return re.sub(r"[\s.\-/]", "", text).lower()


def is_degrees(text: str) -> bool:
    """“MD”, “M.D.”, “MD PhD”, “PA-C”"""
    words = text.replace("/", " ").split()
    known = _DEGREES.keys() | _OTHER_DEGREES
    return bool(words) and (_bare(text) in known or all(_bare(word) in known for word in words))


def profession_of(degrees: str) -> str:
    """The code of the profession that these degrees stand for, or nothing."""
    words = {_bare(word) for word in re.split(r"[,;/\s]+", degrees)} | {_bare(p) for p in re.split(r"[,;]", degrees)}
    for code, known in PROFESSION_OF:
        if words & set(known.split()):
            return code
    return ""


def split_name(typed: str) -> tuple[str, str, str]:
    """Given name, family name and degrees of “Last, First, MD”, “First Last, MD” or “First van der Last”."""
    name = _NOT_A_NAME.sub("", typed).strip()
    if found := _ORIGINAL.match(name):
        name = found[1].strip()  # a meeting shows "iPhone (Ana Ríos)": the original name is the second
    parts = [part.strip() for part in name.split(",") if part.strip()]
    degrees: list[str] = []
    while len(parts) > 1 and is_degrees(parts[-1]):
        degrees.insert(0, parts.pop())
    if len(parts) > 1 and _SUFFIX.fullmatch(parts[1]):
        parts = [f"{parts[0]} {parts[1]}", *parts[2:]]
    if len(parts) > 1:
        return " ".join(parts[1:]), parts[0], ", ".join(degrees)
    given, family = _split_words(parts[0] if parts else "")
    return given, family, ", ".join(degrees)


def _split_words(name: str) -> tuple[str, str]:
    words = name.split()
    while len(words) > 2 and is_degrees(words[-1]) and words[-1].isupper():
        words.pop()
    if len(words) == 1 and 2 <= len(name) <= 4 and is_east_asian(name):
        return name[1:], name[0]
    if len(words) == 2 and is_east_asian(name):
        return words[1], words[0]
    if len(words) < 2:
        return "", name
    start = len(words) - 1
    if start > 1 and _SUFFIX.fullmatch(words[start]):
        start -= 1
    while start > 1 and words[start - 1].lower().strip(".'’") in _PARTICLES:
        start -= 1
    return " ".join(words[:start]), " ".join(words[start:])


def is_east_asian(text: str) -> bool:
    letters = [c for c in text if not c.isspace()]
    return bool(letters) and all(
        any(script in unicodedata.name(c, "") for script in ("CJK", "HANGUL", "HIRAGANA", "KATAKANA")) for c in letters
    )


def printed(given: str, family: str) -> str:
    """As its owner would write it: the family name comes first where it does."""
    if given and family and is_east_asian(given + family):
        return f"{family} {given}" if len(given + family) > 4 else f"{family}{given}"
    return f"{given} {family}".strip()


def read_name(given: str, family: str) -> tuple[str, str]:
    """Both, tidied. Raises ValidationError with a sentence."""
    given, family = tidy_name(given)[:120], tidy_name(family)[:120]
    if not (given or family):
        raise ValidationError("The name is missing.")
    return given, family


def read_email(typed: str) -> str:
    """In small letters, without what mail programs put around it. Raises ValidationError."""
    email = typed.strip().lower().removeprefix("mailto:")
    if found := re.search(r"<([^<>]+)>", email):
        email = found[1]
    email = email.strip(" ;,.<>'\"")
    if not email:
        return ""
    try:
        validate_email(email)
    except ValidationError:
        raise ValidationError(f"“{typed}” is not a complete e-mail address.") from None
    return email


def read_minutes(typed: str, *, unit: str = "hours") -> int:
    """Minutes in “6”, “5.75”, “4,5”, “2.5 hrs”, “1:30”, “1h 30m”, “90 min”. Raises ValidationError."""
    text = typed.strip().lower().translate(_FRACTIONS)
    if found := re.fullmatch(r"(\d{1,3}):(\d{2})(?::\d{2})?", text):
        return int(found[1]) * 60 + int(found[2])
    if (found := _SPOKEN.fullmatch(text)) and (found[1] or found[2]):
        return int(found[1] or 0) * 60 + int(found[2] or 0)
    found = re.fullmatch(r"([-+]?\d{0,4}(?:[.,]\d{1,6})?)\s*(h(?:ou)?rs?\.?|h|m(?:in(?:ute)?s?)?\.?|credits?)?", text)
    if found is None or not re.search(r"\d", found[1]):
        raise ValidationError(f"“{typed}” cannot be read as {unit}.")
    number = float(found[1].replace(",", "."))
    in_minutes = (found[2] or "").startswith("m") or (unit == "minutes" and not (found[2] or "").startswith("h"))
    minutes = round(number if in_minutes else number * 60)
    if minutes < 0:
        raise ValidationError(f"“{typed}” is less than nothing.")
    return minutes


_DAYS: Final = (
    *"%Y-%m-%d %m/%d/%Y %m/%d/%y %m-%d-%Y %m-%d-%y %d.%m.%Y %d.%m.%y %Y/%m/%d %d/%m/%Y %d/%m/%y".split(),
    *("%b %d, %Y", "%B %d, %Y", "%d %b %Y", "%d %B %Y", "%b %d %Y", "%d-%b-%Y", "%d-%b-%y"),
)
_CLOCKS: Final = ("%H:%M:%S", "%H:%M", "%I:%M:%S %p", "%I:%M %p", "%I:%M:%S%p", "%I:%M%p")
_EXCEL_DAY_ZERO: Final = date(1899, 12, 30)


def read_day(typed: str) -> date:
    """American order where both are possible. Raises ValidationError."""
    text = re.sub(r"(?i)^(mon|tues?|wed(nes)?|thu(rs)?|fri|sat(ur)?|sun)(day)?,?\s+", "", typed.strip())
    text = text.split("T")[0] if re.match(r"\d{4}-\d\d-\d\dT", text) else re.sub(r"[ ,]+\d{1,2}:\d\d.*$", "", text)
    if re.fullmatch(r"[3-6]\d{4}", text):
        return _EXCEL_DAY_ZERO + timedelta(days=int(text))
    for form in _DAYS:
        try:
            return datetime.strptime(text, form).date()  # noqa: DTZ007 - a day, in nobody's zone
        except ValueError:
            continue
    raise ValidationError(f"“{typed}” cannot be read as a date.")


def read_moment(typed: str, zone: ZoneInfo) -> datetime:
    """When the report says it was; where it names no zone itself, in `zone`. Raises ValidationError."""
    text = typed.strip().replace("T", " ", 1).replace(",", "")
    day, _, clock = text.removesuffix("Z").partition(" ")
    for form in _CLOCKS:
        try:
            at = datetime.strptime(clock.strip().upper(), form).time()  # noqa: DTZ007
            return datetime.combine(read_day(day), at, UTC if text.endswith("Z") else zone)
        except ValueError:
            continue
    raise ValidationError(f"“{typed}” cannot be read as a day and a time.")
