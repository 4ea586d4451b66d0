import pytest
from django.core.exceptions import ValidationError

from core.words import WordLimit, count_words


def test_count_words_counts_runs_between_white_space():
    assert count_words("  Opioid-naive patients\nleave\twith 30 tablets. ") == 6


def test_word_limit_takes_exactly_the_limit():
    WordLimit(3)("one two three")


def test_word_limit_refuses_one_more_and_says_how_many_there_are():
    with pytest.raises(ValidationError) as refusal:
        WordLimit(3)("one two three four")
    assert refusal.value.messages == ["This has 4 words; please shorten it to 3 or fewer."]
