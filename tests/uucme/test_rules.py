"""`make rules` says which rules have tests."""

from tests.rules import marked_rules, report, rules_in

FILE = """
## AMA
| ID | Rule |
|---|---|
| AMA-1 | A credit is an hour. |
| **AMA-2** | See AMA-1 and AMA-9. |
"""
TESTS = """
import pytest
pytestmark = pytest.mark.rule("STM-1")

@pytest.mark.rule("AMA-1", "AMA-2")
def test_a_credit_is_an_hour(): ...

class TestQuarters:
    @pytest.mark.parametrize("n", [pytest.param(1, marks=pytest.mark.rule("AMA-1"))])
    def test_quarters(self, n): ...
"""


def test_rules_are_the_rows_that_begin_with_an_id():
    assert rules_in(FILE) == ["AMA-1", "AMA-2"]


def test_marks_are_found_on_modules_functions_and_parameters():
    assert list(marked_rules(TESTS)) == [
        ("STM-1", "module"),
        ("AMA-1", "test_a_credit_is_an_hour"),
        ("AMA-2", "test_a_credit_is_an_hour"),
        ("AMA-1", "test_quarters"),
    ]


def test_report_counts_names_and_points_at_strangers():
    assert list(
        report(["AMA-1", "AMA-2"], {"AMA-1": ["tests/a.py::test_x", "tests/a.py::test_y"], "ZZZ-1": ["t"]})
    ) == [
        "AMA  1 of 2 have tests",
        "  AMA-1      2  tests/a.py::test_x",
        "               tests/a.py::test_y",
        "  AMA-2      -  no test",
        "Tests name ZZZ-1, which is not in this file: t",
        "1 of 2 rules have tests.",
    ]
