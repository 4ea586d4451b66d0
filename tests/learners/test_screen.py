"""The code on the lectern's screen: it changes, the last one still counts for a moment, and nothing else does."""

from datetime import timedelta

import pytest
import time_machine
from django.urls import reverse
from django.utils import timezone

from accounts.models import Profession
from activities.models import OfficeSettings, TeamMember
from core.errors import ActionRefused
from learners.models import Attendance
from learners.screen import screen_code, seconds_left
from learners.services import find_code, issue_codes, let_code_change
from tests.factories import make_activity, make_person
from tests.pages import press_here, text_of

pytestmark = [pytest.mark.django_db, pytest.mark.rule("ATT-4")]
SECONDS = 30


@pytest.fixture
def code():
    activity = make_activity(starts_at=timezone.now() - timedelta(minutes=20), director=make_person("Dora Director"))
    return let_code_change(issue_codes(activity, at=timezone.now())[0], changes=True)


def find(typed, *, at, **wanted):
    return find_code(typed, by=wanted.pop("by", None), address="10.0.0.1", at=at, **wanted)


def test_the_code_on_the_screen_counts_while_it_is_shown_and_once_more(code):
    now = timezone.now()
    shown = screen_code(code, at=now, seconds=SECONDS)
    turn = timedelta(seconds=seconds_left(at=now, seconds=SECONDS))
    assert find(shown.lower(), at=now) == code
    assert screen_code(code, at=now + turn, seconds=SECONDS) != shown
    assert find(shown, at=now + turn) == code
    with pytest.raises(ActionRefused, match="We do not know this code"):
        find(shown, at=now + turn + timedelta(seconds=SECONDS))


def test_the_next_code_does_not_count_before_it_is_shown(code):
    now = timezone.now()
    with pytest.raises(ActionRefused, match="We do not know this code"):
        find(screen_code(code, at=now + timedelta(seconds=SECONDS), seconds=SECONDS), at=now)


def test_the_code_behind_it_does_not_count_for_who_has_not_been_let_in(code):
    with pytest.raises(ActionRefused, match="Please use the one on the screen now"):
        find(code.code, at=timezone.now())
    assert find(code.code, at=timezone.now(), admitted={code.pk}) == code


def test_wrong_codes_are_counted_as_for_every_code(code):
    ana = make_person("Ana Ríos")
    for _ in range(8):
        with pytest.raises(ActionRefused, match="do not know"):
            find("WRONG2", at=timezone.now(), by=ana)
    with pytest.raises(ActionRefused, match="too many wrong codes"):
        find(screen_code(code, at=timezone.now(), seconds=SECONDS), at=timezone.now(), by=ana)


def test_a_code_that_does_not_change_has_no_other(code):
    let_code_change(code, changes=False)
    now = timezone.now()
    assert find(code.code, at=now) == code
    with pytest.raises(ActionRefused):
        find(screen_code(code, at=now, seconds=SECONDS), at=now)


def test_who_scanned_in_time_may_take_their_time_to_sign_in_and_press(client, code):
    """The mail with the sign-in code takes longer than the code on the screen lasts."""
    with time_machine.travel(timezone.now(), tick=False) as clock:
        client.get(reverse("learners:session_code", args=[screen_code(code, at=timezone.now(), seconds=SECONDS)]))
        clock.shift(timedelta(minutes=6))
        client.force_login(make_person("Ana Ríos"))
        answer = press_here(client, reverse("learners:session_code", args=[code.code]))
        assert (answer.status_code, Attendance.objects.count()) == (302, 1)
        clock.shift(timedelta(minutes=15))
        late = client.get(reverse("learners:session_code", args=[code.code]))
        assert "Please use the one on the screen now" in text_of(late)


def test_the_screen_shows_the_code_and_asks_again_when_it_changes(client, code):
    OfficeSettings.objects.update(code_seconds=20)
    client.force_login(code.activity.team.get(role="director").person)
    address = reverse("learners:screen", args=[code.activity.slug, code.pk])
    with time_machine.travel(timezone.now(), tick=False):
        page = client.get(address)
        shown = screen_code(code, at=timezone.now(), seconds=20)
        left = seconds_left(at=timezone.now(), seconds=20)
    assert shown in text_of(page)
    assert code.code not in page.content.decode()
    assert f'<meta http-equiv="refresh" content="{left}">' in page.content.decode()
    assert f'hx-trigger="load delay:{left}s"' in page.content.decode()


def test_a_moderator_may_show_it_and_a_speaker_may_not(client, code):
    for role, status in (("moderator", 200), ("speaker", 404)):
        person = make_person(f"Mo {role}")
        TeamMember.objects.create(
            activity=code.activity, person=person, role=role, profession=Profession.objects.get(pk="physician")
        )
        client.force_login(person)
        answer = client.get(reverse("learners:screen", args=[code.activity.slug, code.pk]))
        assert (role, answer.status_code) == (role, status)


def test_a_planner_turns_it_on_and_off(client, code):
    let_code_change(code, changes=False)
    client.force_login(code.activity.team.get(role="director").person)
    codes = reverse("learners:codes", args=[code.activity.slug])
    on = client.post(codes, {"code": code.code, "changes": "on"})
    assert on.url == reverse("learners:screen", args=[code.activity.slug, code.pk])
    assert code.code not in text_of(client.get(codes))
    assert client.get(reverse("learners:poster", args=[code.activity.slug, code.pk])).status_code == 404
    client.post(codes, {"code": code.code, "changes": "off"})
    assert code.code in text_of(client.get(codes))
