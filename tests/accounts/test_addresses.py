"""Slips in an address, seen before a letter is lost."""

import pytest

from accounts.addresses import likely_meant


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("bob@gmial.con", "bob@gmail.com"),
        ("bob@gmail.con", "bob@gmail.com"),
        ("Bob@gmal.com", "bob@gmail.com"),
        ("bob@hotmial.com", "bob@hotmail.com"),
        ("bob@hsc.utah.eud", "bob@hsc.utah.edu"),
        ("bob@clinic.example.con", "bob@clinic.example.com"),
    ],
)
def test_a_slip_is_seen(typed: str, meant: str):
    assert likely_meant(typed) == meant


@pytest.mark.parametrize("typed", ["bob@gmail.com", "bob@utah.edu", "bob@ut.edu", "bob@example.org", "bob", ""])
def test_what_may_well_be_right_is_left_alone(typed: str):
    assert likely_meant(typed) == ""
