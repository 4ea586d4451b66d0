"""Attendance recorded by hand, and taken back where the touch was on the wrong name."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from core.errors import ActionRefused
from credits.services import undo_attendance
from learners.models import Attendance, Registration
from learners.services import issue_codes, record_attendance, record_by_staff, register_learner
from tests.acts import claim, make_past_activity
from tests.factories import make_activity, make_person
from tests.pages import queries_of, text_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def dora():
    return make_person("Dora Director")


@pytest.fixture
def activity(dora):
    return make_activity(starts_at=timezone.now() - timedelta(minutes=20), director=dora)


def page_of(activity):
    return reverse("learners:check_in", args=[activity.slug])


def undo_of(attendance):
    slug = attendance.session.activity.slug
    return reverse("credits:undo_recorded", args=[slug, attendance.session_id, attendance.pk])


def recorded(activity, name, *, by, ago=timedelta()):
    person = make_person(name)
    register_learner(activity, learner=person, at=timezone.now() - timedelta(days=30))
    made = record_by_staff(activity.sessions.get(), learner=person, by=by, at=timezone.now())
    Attendance.objects.filter(pk=made.pk).update(recorded_at=timezone.now() - ago)
    return Attendance.objects.select_related("session__activity").get(pk=made.pk)


@pytest.mark.rule("ATT-3")
def test_dora_touches_a_wrong_name_and_takes_it_back(client, dora, activity):
    recorded(activity, "Ben Begay", by=dora, ago=timedelta(minutes=5))
    ana = recorded(activity, "Ana Ríos", by=dora)
    client.force_login(dora)
    page = client.get(page_of(activity))
    assert text_of(page).index("Ana Ríos") < text_of(page).index("Ben Begay"), "who was recorded last stands first"
    assert undo_of(ana) in page.text

    after = text_of(client.post(undo_of(ana), follow=True))

    assert "Undone: Ana Ríos is no longer recorded at “Sepsis in the first hour”." in after
    assert "1 recorded, 1 to come" in after
    assert Registration.objects.filter(learner=ana.learner).exists()
    assert "It was undone already." in text_of(client.post(undo_of(ana), follow=True))


@pytest.mark.rule("ATT-3")
def test_a_registration_that_came_about_by_the_touch_is_taken_back_with_it(client, dora):
    activity = make_activity(starts_at=timezone.now() - timedelta(minutes=20), director=dora, capacity=1)
    client.force_login(dora)
    wrong, waiting = make_person("Ana Walk-In"), make_person("Ben Waits")
    client.post(page_of(activity), {"email": wrong.email})
    register_learner(activity, learner=waiting, at=timezone.now())
    client.post(undo_of(Attendance.objects.select_related("session__activity").get(learner=wrong)))
    standing = dict(Registration.objects.values_list("learner__family_name", "status"))
    assert standing == {wrong.family_name: "cancelled", waiting.family_name: "registered"}


@pytest.mark.rule("ATT-3")
def test_what_credit_was_claimed_on_stays(client):
    activity = make_past_activity()
    dora, ana = activity.created_by, make_person("Ana Ríos")
    claim(ana, activity)
    Attendance.objects.update(source="staff", recorded_by=dora)
    attendance = Attendance.objects.get()
    client.force_login(dora)
    page = client.get(page_of(activity))
    assert "Ana Ríos has claimed credit on it, so it stays." in text_of(page)
    assert undo_of(attendance) not in page.text
    assert "has claimed credit on it" in text_of(client.post(undo_of(attendance), follow=True))
    assert Attendance.objects.exists()


@pytest.mark.rule("ATT-3")
def test_what_a_learner_recorded_by_code_is_not_undone_by_anybody(client, dora, activity):
    ana = make_person("Ana Ríos")
    [made] = record_attendance(
        issue_codes(activity, at=timezone.now())[0], learner=ana, at=timezone.now(), source="code"
    )
    client.force_login(dora)
    assert undo_of(made) not in client.get(page_of(activity)).text
    with pytest.raises(ActionRefused, match="Only what was recorded by hand"):
        undo_attendance(made, by=dora, at=timezone.now())


def test_what_somebody_else_recorded_on_an_earlier_day_is_theirs_to_undo(activity, dora):
    sam = make_person("Sam Staff", staff=True)
    today = recorded(activity, "Ana Ríos", by=sam)
    earlier = recorded(activity, "Ben Begay", by=sam, ago=timedelta(days=3))
    undo_attendance(today, by=dora, at=timezone.now())
    with pytest.raises(ActionRefused, match="Sam Staff recorded it on an earlier day and can undo it"):
        undo_attendance(earlier, by=dora, at=timezone.now())
    undo_attendance(earlier, by=sam, at=timezone.now())
    assert not Attendance.objects.exists()


def test_nobody_else_can_undo_it(client, activity, dora):
    made = recorded(activity, "Ana Ríos", by=dora)
    eve = make_person("Eve Elsewhere")
    client.force_login(eve)
    assert client.post(undo_of(made)).status_code == 404
    with pytest.raises(ActionRefused, match="Only this activity’s planners and the office"):
        undo_attendance(made, by=eve, at=timezone.now())


def test_many_recorded_cost_no_more_than_two_and_come_in_pages(client, dora, activity):
    client.force_login(dora)
    for number in range(2):
        recorded(activity, f"Person {number}", by=dora)
    few = queries_of(client, page_of(activity))
    for number in range(2, 22):
        recorded(activity, f"Person {number}", by=dora)
    assert queries_of(client, page_of(activity)) == few
    page = client.get(page_of(activity))
    assert page.text.count("/undo/") == 20
    assert "Page 1 of 2" in text_of(page)
