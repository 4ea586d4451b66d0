"""The statements the accreditor prescribes, word for word."""

from datetime import timedelta
from decimal import Decimal

import pytest

from activities.models import Activity, OfficeSettings, Status
from activities.statements import (
    accreditation_statement,
    credit_phrase,
    designation_statement,
    required_statements,
    with_trademark,
)
from tests.factories import Item, make_activity

pytestmark = pytest.mark.django_db

DIRECT = (
    "The University of Utah School of Medicine is accredited by the Accreditation Council for Continuing Medical "
    "Education (ACCME) to provide continuing medical education for physicians."
)
CLAIM_ONLY = (
    " Physicians should claim only the credit commensurate with the extent of their participation in the activity."
)


def told(activity):
    return required_statements(activity, OfficeSettings.current())


@pytest.mark.rule("STM-1")
@pytest.mark.rule("STM-2")
def test_an_activity_of_one_hour_has_the_direct_statement_and_credit_in_the_singular():
    assert told(make_activity(Status.APPROVED)) == [
        DIRECT,
        "The University of Utah School of Medicine designates this live activity for a maximum of 1.00 AMA PRA "
        "Category 1 Credit™." + CLAIM_ONLY,
    ]


@pytest.mark.rule("STM-1")
def test_a_partner_makes_it_the_joint_statement():
    activity = make_activity(Status.APPROVED, partners=["Intermountain Foundation"])

    assert told(activity)[0] == (
        "This activity has been planned and implemented in accordance with the accreditation requirements and policies "
        "of the Accreditation Council for Continuing Medical Education (ACCME) through the joint providership of "
        "University of Utah School of Medicine and Intermountain Foundation. The University of Utah School of Medicine "
        "is accredited by the ACCME to provide continuing medical education for physicians."
    )


@pytest.mark.rule("STM-1")
def test_several_partners_are_listed():
    activity = make_activity(Status.APPROVED, partners=["A", "B", "C"])

    assert "and A, B and C. The University" in accreditation_statement(activity, OfficeSettings.current())


@pytest.mark.rule("STM-2")
def test_more_than_one_credit_is_in_the_plural():
    activity = make_activity(Status.APPROVED, agenda=[Item("Morning", 225)])

    assert told(activity)[1].startswith(
        "The University of Utah School of Medicine designates this live activity for a maximum of 3.75 AMA PRA "
        "Category 1 Credits™."
    )


@pytest.mark.rule("STM-2")
def test_a_series_states_its_credit_per_session():
    activity = make_activity(
        Status.APPROVED,
        format=Activity.Format.SERIES,
        agenda=[Item("One"), Item("Two", after=timedelta(weeks=1))],
    )
    assert told(activity)[1] == (
        "The University of Utah School of Medicine designates each session of this live activity for a maximum of 1.00 "
        "AMA PRA Category 1 Credit™." + CLAIM_ONLY
    )


@pytest.mark.rule("STM-2")
def test_an_enduring_material_is_named_as_such():
    activity = make_activity(Status.APPROVED, format=Activity.Format.ENDURING)

    assert "designates this enduring material for a maximum of 1.00 AMA" in told(activity)[1]


@pytest.mark.rule("STM-3")
@pytest.mark.parametrize("status", [Status.DRAFT, Status.SUBMITTED, Status.CHANGES_REQUESTED, Status.DECLINED])
def test_nothing_is_said_of_credit_before_approval(status):
    activity = make_activity(status)

    assert told(activity) == []
    assert designation_statement(activity, OfficeSettings.current()) == ""


@pytest.mark.rule("STM-2")
@pytest.mark.parametrize(
    ("amount", "phrase"),
    [
        ("0.25", "0.25 AMA PRA Category 1 Credit™"),
        ("1", "1.00 AMA PRA Category 1 Credit™"),
        ("1.25", "1.25 AMA PRA Category 1 Credits™"),
    ],
)
def test_the_credit_phrase_is_singular_up_to_one(amount, phrase):
    assert credit_phrase(Decimal(amount)) == phrase


@pytest.mark.rule("STM-2")
def test_the_trademark_is_in_italics_and_nothing_else_is_markup():
    assert with_trademark("<b>2.00 AMA PRA Category 1 Credits™") == (
        "&lt;b&gt;2.00 <em>AMA PRA Category 1 Credits</em>™"
    )
