"""From practice gap to evaluation: what hangs together, and where the thread is torn."""

import pytest
from django.test import Client

from activities.models import Activity, Session, Status
from activities.thread import thread_of
from tests.factories import make_activity
from tests.pages import fields_of, text_of

pytestmark = pytest.mark.django_db


def holes(activity: Activity) -> list[str]:
    return [hole.sentence for hole in thread_of(activity).holes]


def make_whole(activity: Activity) -> None:
    objectives = list(activity.objectives.all())
    for session in activity.sessions.filter(counts_for_credit=True):
        session.objectives.set(objectives)
    for name in ("outcome_competence", "outcome_performance", "outcome_patient"):
        setattr(activity, name, True)
    activity.save()


def test_thread_of_a_plan_where_everything_hangs_together_has_no_hole(draft):
    make_whole(draft)
    assert holes(draft) == []
    assert thread_of(draft).is_whole


def test_thread_names_an_objective_that_no_session_teaches(draft):
    make_whole(draft)
    for session in draft.sessions.all():
        session.objectives.clear()
    counting = draft.sessions.filter(counts_for_credit=True)
    expected = [f"No session teaches objective {n}." for n in range(1, draft.objectives.count() + 1)]
    assert holes(draft) == expected + [f"“{session.title}” serves no objective." for session in counting]


def test_thread_names_a_gap_that_no_objective_closes(draft):
    make_whole(draft)
    draft.objectives.all().delete()
    assert "No objective closes gap 1." in holes(draft)


def test_thread_names_a_change_that_nothing_measures(draft):
    make_whole(draft)
    objective = draft.objectives.first()
    objective.change = "patient"
    objective.save()
    draft.outcome_patient = False
    draft.save()
    assert holes(draft) == ["Nothing measures the change in patient outcomes of objective 1."]


def test_thread_of_a_series_does_not_blame_a_session_that_is_yet_to_be_announced(dora):
    series = make_activity(Status.DRAFT, director=dora, format=Activity.Format.SERIES)
    make_whole(series)
    series.sessions.first().objectives.clear()
    series.sessions.filter(pk=series.sessions.first().pk).update(title=Session.TO_BE_ANNOUNCED)
    assert not [sentence for sentence in holes(series) if "serves no objective" in sentence]


def test_thread_of_material_at_ones_own_pace_asks_for_no_session(dora):
    reading = make_activity(Status.DRAFT, director=dora, format=Activity.Format.ENDURING)
    make_whole(reading)
    reading.sessions.all().delete()
    assert holes(reading) == []


def test_a_hole_leads_the_planner_to_its_mend(planner: Client, draft):
    make_whole(draft)
    session = draft.sessions.filter(counts_for_credit=True).first()
    session.objectives.clear()
    page = planner.get(f"/plan/{draft.slug}/")
    assert f'href="/plan/{draft.slug}/agenda/#session-{session.pk}"' in page.content.decode()


def test_the_thread_fills_with_what_is_typed_and_not_saved(planner: Client, draft):
    make_whole(draft)
    address = f"/plan/{draft.slug}/objectives/"
    typed = fields_of(planner.get(address), containing="based_on")
    typed |= {"rows-0-text": "Order antibiotics within fifteen minutes"}
    told = planner.post(address + "typing/", typed).json()
    assert "Order antibiotics within fifteen minutes" in told["thread"]
    assert "Order antibiotics" not in text_of(planner.get(f"/plan/{draft.slug}/"))


def test_the_thread_shows_a_session_losing_its_objective_while_one_types(planner: Client, draft):
    make_whole(draft)
    address = f"/plan/{draft.slug}/agenda/"
    typed = fields_of(planner.get(address), containing="based_on")
    typed.pop("rows-0-objectives", None)
    assert "serve no objective" in planner.post(address + "typing/", typed).json()["thread"]
