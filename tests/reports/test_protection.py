"""Sums that give nobody away, whatever an attacker takes from what (EVL-4)."""

from itertools import product

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reports.protection import hidden_rows, mean, rounded, share
from reports.themes import themes_of

pytestmark = pytest.mark.rule("EVL-4")
K = 5


@given(st.lists(st.integers(0, 40), min_size=1, max_size=7))
def test_no_small_cell_is_shown_nor_left_over_from_the_total(cells):
    hidden = hidden_rows([(cell,) for cell in cells], K)
    shown = [cell for number, cell in enumerate(cells) if number not in hidden]
    assert not any(0 < cell < K for cell in shown)
    left_over = sum(cells) - sum(shown)
    # What an attacker has left over is nobody, a group that is large enough, or everything there is.
    assert left_over == 0 or left_over >= K or len(hidden) == len(cells)
    if hidden and shown and any(shown):
        assert len([number for number in hidden if cells[number]]) >= 2 or len(hidden) == len(cells)


def possible(cells, hidden, total):
    """Every table an attacker could still believe in, knowing the shown cells and the total."""
    unknown = sorted(hidden)
    for guess in product(range(total + 1), repeat=len(unknown)):
        table = list(cells)
        for number, value in zip(unknown, guess, strict=True):
            table[number] = value
        if sum(table) == total:
            yield tuple(table)


@pytest.mark.parametrize("cells", [(1, 7, 9), (4, 6, 12), (1, 1, 20), (2, 5, 0), (3, 0, 9)])
def test_an_attacker_who_knows_the_total_cannot_pin_down_a_hidden_cell(cells):
    hidden = hidden_rows([(cell,) for cell in cells], K)
    tables = set(possible(cells, hidden, sum(cells)))
    for number in hidden:
        assert len({table[number] for table in tables}) > 1


def test_rows_of_two_cells_hide_each_other_in_both_columns():
    """Answered and silent, by profession: what is left in either column is no small group."""
    rows = [(20, 10), (3, 5), (8, 9), (6, 7)]
    hidden = hidden_rows(rows, K)
    assert 1 in hidden
    for column in zip(*(rows[number] for number in hidden), strict=True):
        assert sum(column) >= K
    assert len(hidden) >= 2


@pytest.mark.parametrize("of", range(1, 60))
def test_few_who_differ_look_the_same_as_nobody(of):
    for count in range(of + 1):
        told = share(count, of, people=of, smallest=K)
        others = {str(share(other, of, people=of, smallest=K)) for other in range(of + 1)}
        same = [other for other in range(of + 1) if str(share(other, of, people=of, smallest=K)) == str(told)]
        few = count < K or of - count < K
        assert not few or len(same) >= min(K, of + 1), (count, of, told, others)


def test_a_share_is_told_no_closer_than_few_people():
    assert str(share(29, 30, people=30, smallest=K)) == "87 % or more"
    assert str(share(30, 30, people=30, smallest=K)) == "87 % or more"
    assert str(share(2, 30, people=30, smallest=K)) == "13 % or less"
    assert str(share(15, 30, people=30, smallest=K)) == "50 %"
    assert str(share(4, 4, people=4, smallest=K)) == "too few to show"
    assert str(share(30, 40, people=4, smallest=K)) == "too few to show"  # four people of a series, many answers


@pytest.mark.parametrize("answers", [5, 6, 8, 10, 14, 25, 30, 60])
def test_a_mean_is_too_coarse_to_find_the_one_who_dissents(answers):
    """All fives, and all fives but one four: somebody who knows the number of answers sees the same mean."""
    everybody = mean(5 * answers, answers, people=answers, smallest=K)
    but_one = mean(5 * answers - 1, answers, people=answers, smallest=K)
    assert everybody == but_one == 5.0


def test_a_mean_of_few_people_is_not_shown():
    assert mean(16, 4, people=4, smallest=K) is None
    assert mean(80, 20, people=4, smallest=K) is None


def test_many_answers_of_one_person_are_as_small_as_the_person():
    """Over a series one person rates low six times: the share would be exact, and theirs."""
    assert str(share(44, 50, people=9, smallest=K, sides=(8, 1))) == "too few to show"
    assert str(share(44, 50, people=15, smallest=K, sides=(9, 6))) == "88 %"
    assert mean(244, 50, people=9, smallest=K) == mean(250, 50, people=9, smallest=K) == 5.0


@given(st.integers(0, 500), st.integers(0, 500))
def test_two_rounded_numbers_taken_from_each_other_leave_no_small_group(some, more):
    assert (rounded(some + more, K) - rounded(some, K)) % K == 0


def test_themes_are_words_that_enough_commitments_share():
    texts = [f"Screen for lactate at triage, shift {number}" for number in range(5)] + ["Call the pharmacist"] * 4
    assert [(theme.word, theme.count) for theme in themes_of(texts, smallest=K)] == [("lactate", 5)]
