import pytest
from django.core.exceptions import ValidationError

from accounts.names import tidy_name


@pytest.mark.rule("CRT-5")
@pytest.mark.parametrize(
    "name",
    [
        "María-José Carreño Quiñones",
        "Seán O’Brien, MD",
        "Łukasz Żółć",
        "Ελένη Παπαδοπούλου",
        "Олександр Шевченко",
        "فاطمة الزهراء",
        "שרה כהן",
        "李伟",
        "山田 太郎",
        "김민준",
        "प्रिया शर्मा",
        "Nguyễn Thị Hương",
        "Kaʻiulani Kahananui",
        "John Smith 3rd",
    ],
)
def test_names_of_every_script_are_kept_as_written(name: str):
    assert tidy_name(name) == name


def test_a_name_is_composed_and_its_spaces_are_single():
    assert tidy_name("  Jose\N{COMBINING ACUTE ACCENT}   Peña ") == "José Peña"


@pytest.mark.parametrize(
    ("typed", "strange"),
    [("Bob <b>", "< >"), ("Bob\N{RIGHT-TO-LEFT OVERRIDE}", "U+202E"), ("Bob 🙂", "🙂"), ("a@b", "@")],
)
def test_what_is_no_part_of_a_name_is_named(typed: str, strange: str):
    with pytest.raises(ValidationError) as refusal:
        tidy_name(typed)

    assert refusal.value.messages == [
        f"A name has letters, spaces, hyphens, apostrophes, commas and points. Please take out: {strange}"
    ]


def test_a_name_needs_a_letter():
    with pytest.raises(ValidationError, match="at least one letter"):
        tidy_name("123")
