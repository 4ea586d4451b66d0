"""The states of an activity and the only ways between them."""

from io import StringIO

import pytest
from django.core.management import CommandError, call_command
from django.utils import timezone

from activities.management.commands import draw_workflow
from activities.models import Activity, Status, StatusChange
from activities.workflow import CLOCK, OFFICE, PLANNERS, TRANSITIONS, TURN, apply_transition, lock
from core.errors import ActionRefused
from tests.factories import make_activity, make_reviewer


@pytest.mark.rule("REV-1")
@pytest.mark.django_db
@pytest.mark.parametrize("status", list(Status))
def test_every_state_can_be_reached_by_the_services(status):
    activity = make_activity(status)

    assert activity.status == status
    changes = list(activity.status_changes.all())
    assert all(change.to_status == TRANSITIONS[change.action].target for change in changes)
    assert all(change.from_status in TRANSITIONS[change.action].sources for change in changes)
    assert all(change.at <= timezone.now() for change in changes)


@pytest.mark.rule("REV-1")
@pytest.mark.django_db
@pytest.mark.parametrize("status", list(Status))
@pytest.mark.parametrize("action", list(TRANSITIONS))
def test_only_the_ways_of_the_table_lead_on(status, action):
    activity, rae = make_activity(status), make_reviewer()
    Activity.objects.filter(pk=activity.pk).update(attested_at=timezone.now(), attested_by=activity.created_by)
    before = activity.status_changes.count()

    if status in TRANSITIONS[action].sources:
        apply_transition(lock(activity), action, by=rae, at=timezone.now())
        assert activity.status_changes.count() == before + 1
    else:
        with pytest.raises(ActionRefused, match="no longer possible"):
            apply_transition(lock(activity), action, by=rae, at=timezone.now())
        assert activity.status_changes.count() == before


@pytest.mark.rule("REV-1")
@pytest.mark.django_db
def test_a_change_is_a_permanent_row():
    rae = make_reviewer("Rae Reviewer")
    change = make_activity(Status.APPROVED, reviewer=rae, note="Well planned.").status_changes.last()

    assert (change.from_status, change.to_status, change.by, change.note, change.version) == (
        "submitted",
        "approved",
        rae,
        "Well planned.",
        1,
    )
    with pytest.raises(TypeError, match="permanent"):
        change.save()
    with pytest.raises(TypeError, match="permanent"):
        change.delete()
    assert StatusChange.objects.filter(pk=change.pk).exists()


@pytest.mark.rule("REV-6")
def test_every_state_has_somebody_or_nobody_whose_turn_it_is():
    assert set(TURN) == set(Status)


def test_every_way_is_open_to_somebody():
    assert all(set(way.who) <= {PLANNERS, OFFICE, CLOCK} and way.who for way in TRANSITIONS.values())


def test_the_drawn_workflow_is_what_the_table_says():
    out = StringIO()
    call_command("draw_workflow", "--check", stdout=out)
    assert out.getvalue() == "workflow.md is what the workflow says.\n"


def test_a_drawing_that_drifted_is_refused(tmp_path, monkeypatch):
    drawing = tmp_path / "workflow.md"
    monkeypatch.setattr(draw_workflow, "DOCUMENT", drawing)
    call_command("draw_workflow", stdout=StringIO())
    drawing.write_text(drawing.read_text().replace("approved --> open", "approved --> closed"))

    with pytest.raises(CommandError, match=r"is not what the workflow says"):
        call_command("draw_workflow", "--check")

    call_command("draw_workflow", stdout=StringIO())
    call_command("draw_workflow", "--check", stdout=StringIO())
