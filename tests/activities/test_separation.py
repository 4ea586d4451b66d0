"""Promotion is kept half an hour or a wall away from education (SII-11)."""

from datetime import UTC, datetime, timedelta

import pytest
from django.db import IntegrityError, transaction
from django.utils import timezone

from activities.models import Activity, OfficeSettings, Session, Status
from activities.readiness import approval_gaps, open_items
from activities.separation import too_close
from activities.services import submit_proposal
from core.errors import ActionRefused
from tests.factories import Item, make_activity

pytestmark = [pytest.mark.django_db, pytest.mark.rule("SII-11")]
NOON = datetime(2027, 4, 9, 18, tzinfo=UTC)


def item(title: str, begins: int, minutes: int, *, kind: str = "talk", room: str = "") -> Session:
    """An item that begins so many minutes after noon."""
    starts_at = NOON + timedelta(minutes=begins)
    return Session(
        title=title,
        kind=kind,
        room=room,
        starts_at=starts_at,
        ends_at=starts_at + timedelta(minutes=minutes),
        counts_for_credit=kind not in Session.NEVER_FOR_CREDIT,
    )


@pytest.mark.parametrize(
    ("begins", "said"),
    [
        (-60, None),
        (-59, "29 minutes before “Sepsis”"),
        (-30, "right before “Sepsis”"),
        (-10, "at the same time as “Sepsis”"),
        (60, "right after “Sepsis”"),
        (89, "29 minutes after “Sepsis”"),
        (90, None),
    ],
)
@pytest.mark.parametrize("kind", ["exhibit", "industry"])
def test_half_an_hour_lies_between_promotion_and_education(kind, begins, said):
    found = too_close([item("Sepsis", 0, 60), item("Pumps to touch", begins, 30, kind=kind)])
    assert [said in close.sentence for close in found] == ([True] if said else [])


@pytest.mark.parametrize(
    ("education", "promotion", "is_close"),
    [("", "", True), ("Hall A", " hall a", True), ("Hall A", "Lobby", False), ("", "Lobby", False)],
)
def test_a_room_of_its_own_is_far_enough(education, promotion, is_close):
    found = too_close([item("Sepsis", 0, 60, room=education), item("Pumps", 60, 30, kind="exhibit", room=promotion)])
    assert bool(found) == is_close


def test_the_nearest_session_is_named():
    sessions = [item("First", -90, 60), item("Pumps", 0, 15, kind="exhibit"), item("Second", 20, 60)]
    assert [close.education.title for close in too_close(sessions)] == ["Second"]


def test_breaks_and_meals_are_no_promotion_and_need_no_distance():
    assert too_close([item("Lunch", 0, 30, kind="meal"), item("Pumps", 30, 30, kind="exhibit")]) == []
    assert too_close([item("Sepsis", 0, 30), item("Lunch", 30, 30, kind="meal")]) == []


def test_the_night_the_clocks_change_is_as_long_as_it_is():
    """01:50 to 03:05 are fifteen minutes on the night on which the clocks skip an hour."""
    ends = datetime(2027, 3, 14, 8, 50, tzinfo=UTC)  # 01:50 in Salt Lake City
    begins = datetime(2027, 3, 14, 9, 5, tzinfo=UTC)  # 03:05
    talk = Session(title="Night shift", kind="talk", starts_at=ends - timedelta(hours=1), ends_at=ends)
    pumps = item("Pumps", 0, 30, kind="exhibit")
    pumps.starts_at, pumps.ends_at = begins, begins + timedelta(minutes=30)
    assert "15 minutes after “Night shift”" in too_close([talk, pumps])[0].sentence


@pytest.fixture
def draft() -> Activity:
    return make_activity(Status.DRAFT, agenda=[Item("Sepsis"), Item("Pumps", minutes=30, kind="exhibit")])


def test_a_plan_is_not_submitted_with_exhibits_in_the_lecture_room(draft):
    [missing] = open_items(draft)
    pumps = draft.sessions.get(title="Pumps")
    assert (missing.section, missing.anchor) == ("agenda", f"session-{pumps.pk}")
    assert missing.sentence == (
        "“Pumps” is right after “Sepsis”, in the same room, as far as the agenda says. Leave 30 minutes between promotion "
        "and education, or give the promotion a room of its own."
    )
    with pytest.raises(ActionRefused, match="Leave 30 minutes"):
        submit_proposal(draft, by=draft.created_by, at=timezone.now(), attests=True)
    draft.sessions.filter(pk=pumps.pk).update(room="Lobby")
    assert open_items(Activity.objects.get(pk=draft.pk)) == []


def test_nor_approved(draft):
    refusals = approval_gaps(draft, at=timezone.now(), office=OfficeSettings.current())
    assert any("Leave 30 minutes" in refusal for refusal in refusals)


def test_the_database_gives_no_credit_for_an_industry_session(draft):
    with pytest.raises(IntegrityError), transaction.atomic():
        draft.sessions.filter(title="Pumps").update(kind="industry", counts_for_credit=True)
