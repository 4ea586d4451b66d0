"""A list that was wrong is taken back, as long as nothing rests on it."""

from datetime import timedelta
from decimal import Decimal

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from django.utils import timezone

from accounts.models import User
from core.errors import ActionRefused
from credits.services import claim_credit
from learners.models import Attendance, Registration
from learners.services import check_list, record_by_staff, upload_list, write_list
from learners.tasks import work_on_import
from people.services import undo_list
from tests.acts import evaluate
from tests.factories import make_activity, make_person
from tests.pages import text_of

pytestmark = [pytest.mark.django_db, pytest.mark.rule("ATT-3")]


@pytest.fixture
def activity():
    return make_activity(starts_at=timezone.now() - timedelta(hours=5), evaluation_before_claim=False)


@pytest.fixture
def batch(activity):
    make_person("Known Person", email="known@example.org")
    staff, now = make_person("Stan Staff", staff=True), timezone.now()
    file = SimpleUploadedFile(
        "list.csv", b"Name,Email,Degree\nKnown Person,known@example.org,MD\nNew Person,new@example.org,MD\n"
    )
    made = upload_list(activity, file=file, file_name="list.csv", session=None, by=staff, at=now)
    work_on_import(made.pk)
    made.refresh_from_db()
    check_list(made, header=1, columns=made.columns, attended_percent=80)
    work_on_import(made.pk)
    write_list(made, by=staff, at=now, leave_out_bad=False)
    work_on_import(made.pk)
    made.refresh_from_db()
    assert made.state == "written"
    return made


def undo(batch):
    return undo_list(batch, by=make_person("Una Undo", staff=True), at=timezone.now())


def test_undoing_removes_what_the_list_made_and_nothing_else(batch, activity):
    mine = make_person("Own Way")
    record_by_staff(activity.sessions.get(), learner=mine, by=make_person(staff=True), at=timezone.now())
    assert undo(batch) == 2
    assert [one.learner for one in Attendance.objects.all()] == [mine]
    assert [one.learner for one in Registration.objects.all()] == [mine]
    assert not User.objects.filter(email="new@example.org").exists()
    assert User.objects.filter(email="known@example.org").exists()
    batch.refresh_from_db()
    assert (batch.state, batch.rows.count(), str(batch.undone_by)) == ("undone", 2, "Una Undo")


def test_somebody_the_list_made_known_and_who_has_signed_in_stays(batch):
    User.objects.filter(email="new@example.org").update(last_login=timezone.now())
    undo(batch)
    assert User.objects.filter(email="new@example.org").exists()


def test_a_list_on_which_a_claim_or_an_evaluation_rests_stays(batch, activity):
    new = User.objects.get(email="new@example.org")
    evaluate(new, activity)
    with pytest.raises(ActionRefused, match="One person of this list evaluated"):
        undo(batch)
    claim_credit(activity, learner=new, amount=Decimal("1.00"), at=timezone.now())
    with pytest.raises(ActionRefused, match="One person of this list claimed credit"):
        undo(batch)
    assert Attendance.objects.count() == 2


def test_staff_undo_it_on_its_page_and_the_same_file_can_be_written_again(client, batch):
    client.force_login(make_person("Sam Staff", staff=True))
    page = client.get(reverse("learners:attendance_list", args=[batch.activity.slug, batch.pk]))
    address = reverse("people:undo_list", args=[batch.pk])
    assert address in page.content.decode()
    assert "2 attendances are removed, and up to 1 person" in text_of(client.get(address))
    done = client.post(address, follow=True)
    assert "and undone on" in text_of(done)
    assert "there is nothing to undo" in text_of(client.get(address))
