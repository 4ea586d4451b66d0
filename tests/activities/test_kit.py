"""The statements kit: every prescribed text ready to copy, and none of it before approval."""

import pytest
from django.test import Client

from activities.models import Status
from tests.factories import make_activity
from tests.pages import text_of

pytestmark = pytest.mark.django_db

DIRECT = (
    "The University of Utah School of Medicine is accredited by the Accreditation Council for Continuing Medical "
    "Education (ACCME) to provide continuing medical education for physicians."
)
AMA = (
    "The University of Utah School of Medicine designates this live activity for a maximum of 1.00 AMA PRA Category 1 "
    "Credit™. Physicians should claim only the credit commensurate with the extent of their participation in the "
    "activity."
)
NOBODY = "None of the persons in control of content has relevant financial relationships with ineligible companies to disclose."


def kit_of(client: Client, activity) -> str:
    client.force_login(activity.created_by)
    page = client.get(f"/plan/{activity.slug}/statements/")
    assert page.status_code == 200
    return text_of(page)


@pytest.mark.rule("STM-4")
def test_flyer_slide_and_handout_say_what_is_prescribed_word_for_word(client):
    told = kit_of(client, make_activity(Status.APPROVED))
    assert [told.count(text) for text in (DIRECT, AMA, NOBODY)] == [3, 3, 2]


@pytest.mark.rule("STM-4")
def test_what_is_copied_is_plain_text_with_the_trademark(client):
    activity = make_activity(Status.OPEN)
    client.force_login(activity.created_by)
    page = client.get(f"/plan/{activity.slug}/statements/").content.decode()
    assert f'data-copy="{DIRECT}\n\n{AMA}"' in page


@pytest.mark.rule("STM-3")
@pytest.mark.parametrize("status", [Status.DRAFT, Status.SUBMITTED, Status.CHANGES_REQUESTED, Status.DECLINED])
def test_before_approval_the_kit_is_shut(client, status):
    told = kit_of(client, make_activity(status))
    assert "Not before approval" in told
    assert "Category 1" not in told
    assert "ACCME" not in told
