"""How a name is written: its direction, and the language where the script tells it."""

import unicodedata

RIGHT_TO_LEFT = ("R", "AL")
# Scripts that one language writes, by the first word of the letters' Unicode names.
LANGUAGES = {
    "HANGUL": "ko",
    "HIRAGANA": "ja",
    "KATAKANA": "ja",
    "THAI": "th",
    "HEBREW": "he",
    "GREEK": "el",
    "ARMENIAN": "hy",
    "GEORGIAN": "ka",
}


def direction_of(text: str) -> str:
    """`rtl` where the first letter with a direction runs from right to left."""
    for character in text:
        direction = unicodedata.bidirectional(character)
        if direction in RIGHT_TO_LEFT:
            return "rtl"
        if direction == "L":
            return "ltr"
    return "ltr"


def language_of(text: str) -> str:
    """A language tag, or nothing where one cannot know. Chinese and Japanese forms of a character differ."""
    scripts = [unicodedata.name(character, "").split(" ")[0] for character in text if character.isalpha()]
    for script in scripts:
        if script in LANGUAGES:
            return LANGUAGES[script]
    han = "".join(letter for letter, script in zip(text.replace(" ", ""), scripts, strict=False) if script == "CJK")
    return language_of_han(han) if han else ""


def language_of_han(text: str) -> str:
    """By the national character set that has all of it: a guess, and only the shape of strokes rests on it."""
    if is_in("gb2312", text):
        return "zh-Hans"
    if is_in("big5", text):
        return "zh-Hant"
    return "ja" if is_in("euc_jis_2004", text) else "zh-Hans"


def is_in(codec: str, text: str) -> bool:
    try:
        text.encode(codec)
    except UnicodeEncodeError:
        return False
    return True
