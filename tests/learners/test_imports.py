"""A list from the department: handed in, looked at line by line, written whole or not at all, and only once."""

import os
from datetime import datetime, timedelta
from decimal import Decimal
from pathlib import Path

import pytest
from allauth.account.models import EmailAddress
from django.core import mail
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from accounts.models import Identifier, User
from activities.models import Activity
from core.errors import ActionRefused
from core.models import Letter
from credits.eligibility import standing_of
from learners.models import Attendance, AttendanceImport, ImportRow, Registration
from learners.periodic import send_missing_invitations, work_on_waiting_lists
from learners.services import check_list, record_by_staff, upload_list, write_list
from learners.tasks import invite_person, work_on_import
from tests.factories import DENVER, Item, make_activity, make_person, make_reviewer
from tests.pages import form_of, queries_of, text_of

pytestmark = pytest.mark.django_db
SHEETS = Path(__file__).parents[1] / "data"
THREE_HOURS = (Item("Airway", 60), Item("Coffee", 30, kind="break"), Item("Shock", 60), Item("Burns", 60))


def held(*, agenda=THREE_HOURS, **wanted) -> Activity:
    """Over since this morning."""
    return make_activity(starts_at=timezone.now() - timedelta(hours=5), agenda=agenda, **wanted)


def upload(activity, text, *, by=None, name="list.csv", session=None) -> AttendanceImport:
    raw = text if isinstance(text, bytes) else text.encode()
    batch = upload_list(
        activity,
        file=SimpleUploadedFile(name, raw),
        file_name=name,
        session=session,
        by=by or make_person("Stan Staff", staff=True),
        at=timezone.now(),
    )
    return work(batch)


def work(batch) -> AttendanceImport:
    """What the worker does next."""
    work_on_import(batch.pk)
    batch.refresh_from_db()
    return batch


def checked(activity, text, **wanted) -> AttendanceImport:
    """The dry run, with the columns as they were guessed."""
    batch = upload(activity, text, **wanted)
    assert batch.state == "columns", batch.refusal
    return work(check_list(batch, header=batch.header, columns=batch.columns, attended_percent=80))


def written(batch, **wanted) -> AttendanceImport:
    asked = {"by": make_person("Wanda Writer", staff=True), "at": timezone.now(), "leave_out_bad": True}
    return work(write_list(batch, **{**asked, **wanted}))


def said(batch) -> dict[str, tuple[str, str]]:
    """Of each line, what it does and what is said of it."""
    return {row.name or row.cells[0]: (row.verdict, row.problem or row.note) for row in batch.rows.all()}


# --- The dry run -----------------------------------------------------------------------------------------------------
@pytest.mark.rule("ATT-3")
def test_a_dry_run_gives_a_reason_for_each_bad_line_and_writes_nothing():
    make_person("Known Person", email="known@example.org")
    batch = checked(
        held(),
        "Sign in sheet\n\nHours;Name;E-mail\n3;Person, Known, MD;KNOWN@example.org\n2,5;Ríos, Ana, PharmD;ana@example.org\n"
        "12;Long, Lea;lea@example.org\n-1;Less, Lou;lou@example.org\n;Miss, Mia;mia@example.org\n"
        "0;Zero, Zoe;zoe@example.org\n2;Bad, Bob;bob@example\n2;None, Ned;\n2;;who@example.org\n",
    )
    assert batch.state == "checked"
    assert said(batch) == {
        "Known Person": ("known", ""),
        "Ana Ríos": ("new", ""),
        "Lea Long": ("bad", "12 hours are more than the 3 that were held."),
        "Lou Less": ("bad", "“-1” is less than nothing."),
        "Mia Miss": ("bad", "The hours are missing."),
        "Zoe Zero": ("bad", "There are no hours: whoever was not there is not recorded."),
        "Bob Bad": ("bad", "“bob@example” is not a complete e-mail address."),
        "Ned None": ("bad", "There is no e-mail address, and nobody is known by this name and number."),
        "2": ("bad", "The name is missing."),
    }
    assert not Attendance.objects.exists()
    assert not User.objects.filter(email="ana@example.org").exists()


@pytest.mark.parametrize("name", ["attendance-department.csv", "attendance-department.xlsx"])
def test_the_sheets_of_a_real_department_are_understood(name):
    """Windows letters, `&#…;`, a title, commas in hours; and a workbook with other columns and Excel dates."""
    two_days = (Item("Trauma", 360), Item("Burns", 360, after=timedelta(days=1)))
    activity = make_activity(starts_at=datetime(2026, 9, 18, 9, tzinfo=DENVER), agenda=two_days)
    batch = checked(activity, (SHEETS / name).read_bytes(), name=name)
    rows = {row.email or row.family_name: row for row in batch.rows.all()}
    assert len(batch.rows.all()) == 18
    assert [rows["maria.angelesmunoz@example.org"].name, rows["m.alfatih@example.org"].name] == [
        "María Ángeles Muñoz",
        "محمد الفاتح",
    ]
    assert {row.family_name: row.problem for row in rows.values() if row.problem} == {
        "Kealoha": "There is no e-mail address, and nobody is known by this name and number.",
        "Smith Jr.": "“rsmith@example” is not a complete e-mail address.",
        "Begaye": "There are no hours: whoever was not there is not recorded.",
        "Petrov": "6.1 hours are more than the 6 that were held.",
        "García": "12 hours are more than the 6 that were held.",
        "Jones": "“-1” is less than nothing.",
        "Lee": "The hours are missing.",
    }
    assert batch.rows.filter(verdict="repeated").count() == (1 if name.endswith("csv") else 0)  # there, two days


def test_a_line_said_twice_counts_once_and_one_that_contradicts_is_bad():
    batch = checked(
        held(),
        "Name,Email,Hours\nvan der Berg Anneke,A.VDB@example.org,2\nvan der Berg Anneke,a.vdb@example.org,2\n"
        "Lee Min-Jun,m@example.org,2\nLee Min-Jun,m@example.org,1\n",
    )
    rows = list(batch.rows.all())
    assert [row.verdict for row in rows] == ["new", "repeated", "new", "bad"]
    assert rows[1].note == "Says the same as line 2."
    assert "Line 4 gives other hours" in rows[3].problem


@pytest.mark.rule("ATT-5")
def test_people_are_found_again_under_another_address():
    """By another spelling of the mailbox, by a proven second address, by number and name, by their registration."""
    activity = held()
    alias = make_person("Ana Ríos", email="anarios@gmail.com")
    second = make_person("Ben Second", email="ben@example.org")
    EmailAddress.objects.create(user=second, email="ben@home.example.org", verified=True)
    numbered = make_person("Cleo Number", email="cleo@example.org", npi="1234567893")
    registered = make_person("Dan Registered", email="dan@example.org")
    activity.registrations.create(learner=registered, registered_at=timezone.now())
    batch = checked(
        activity,
        "Name,Email,NPI\nAna Rios,Ana.Rios+cme@gmail.com,\nBen Second,ben@home.example.org,\n"
        "Cleo Number,,1234567893\nDan Registered,,\nErik Other,ana.rios@googlemail.com,\nCleo Number,c@other.example.org,\n",
    )
    people = {row.line: row.person for row in batch.rows.all()}
    assert people == {2: alias, 3: second, 4: numbered, 5: registered, 6: None, 7: None}
    notes = {row.line: row.note for row in batch.rows.all()}
    assert "Another spelling of anarios@gmail.com" in notes[2]
    assert "registered for this activity" in notes[5]
    assert "but the name differs" in notes[6]
    assert "perhaps the same person" in notes[7]


def test_an_address_that_somebody_only_typed_into_their_account_finds_nobody():
    """Else one could collect another's attendance."""
    thief = make_person("Tom Thief", email="tom@example.org")
    EmailAddress.objects.create(user=thief, email="victim@example.org", verified=False)
    batch = checked(held(), "Name,Email\nVic Victim,victim@example.org\n")
    assert batch.rows.get().person is None


def test_a_day_without_a_session_is_bad_and_hours_are_of_the_day():
    activity = held(
        agenda=(Item("First day", 60), Item("Second day", 60, after=timedelta(hours=2))),
    )
    day = timezone.localdate(activity.sessions.first().starts_at, activity.zone)
    batch = checked(
        activity, f"Name,Email,Hours,Date\nAna Ríos,a@example.org,1,{day}\nBo Li,b@example.org,1,1/2/2020\n"
    )
    assert said(batch)["Bo Li"][1] == ("Nothing of this activity that counts for credit took place on January 2, 2020.")


def test_a_series_needs_to_know_which_session():
    series = make_activity(format=Activity.Format.SERIES, starts_at=timezone.now() - timedelta(days=9))
    assert said(checked(series, "Name,Email\nAna Ríos,a@example.org\n"))["Ana Ríos"][1].startswith("Say which session")
    session = series.sessions.order_by("starts_at").first()
    written(checked(series, "Name,Email\nAna Ríos,a@example.org\n", session=session))
    assert Attendance.objects.get().session == session


# --- Writing ---------------------------------------------------------------------------------------------------------
GOOD_AND_BAD = "Name,Email,Hours,Degree,NPI\nAna Ríos,ana@example.org,2.5,MD,1234567893\nBob Bad,bob@example,1,MD,\n"


@pytest.mark.rule("ATT-3")
def test_bad_lines_are_left_out_only_when_somebody_says_so():
    batch = checked(held(), GOOD_AND_BAD)
    with pytest.raises(ActionRefused, match="1 line cannot be used"):
        write_list(batch, by=make_person(staff=True), at=timezone.now(), leave_out_bad=False)
    assert written(batch).state == "written"
    assert {str(one.learner) for one in Attendance.objects.all()} == {"Ana Ríos"}


def test_somebody_made_known_by_a_list_has_no_password_and_is_not_written_to():
    batch = written(checked(held(), GOOD_AND_BAD))
    ana = User.objects.get(email="ana@example.org")
    assert not ana.has_usable_password()
    assert (ana.printed_name, ana.profile.profession_id, ana.profile.degrees) == ("Ana Ríos", "physician", "MD")
    assert ana.profile.history.get().history_user == batch.written_by
    assert Identifier.objects.get(user=ana).value == "1234567893"
    assert not Identifier.objects.get(user=ana).may_report
    assert [letter for letter in mail.outbox if "ana@example.org" in letter.to] == []
    assert Registration.objects.get(learner=ana).from_list == batch


@pytest.mark.rule("AMA-3")
def test_hours_are_spread_over_the_sessions_and_bound_what_can_be_claimed():
    activity = held(evaluation_before_claim=False)
    written(checked(activity, GOOD_AND_BAD))
    ana = User.objects.get(email="ana@example.org")
    parts = [(one.session.title, one.minutes) for one in ana.attendances.order_by("session__starts_at")]
    assert parts == [("Airway", None), ("Shock", None), ("Burns", 30)]
    standing = standing_of(activity, ana, at=timezone.now())
    assert (standing.maximum, standing.minutes) == (Decimal("2.50"), 150)


@pytest.mark.rule("ATT-1")
def test_the_same_file_twice_changes_nothing():
    activity = held()
    written(checked(activity, GOOD_AND_BAD))
    again = checked(activity, GOOD_AND_BAD)
    assert [row.verdict for row in again.rows.all()] == ["done", "bad"]
    with pytest.raises(ActionRefused, match="nothing to write"):
        write_list(again, by=make_person(staff=True), at=timezone.now(), leave_out_bad=True)
    assert Attendance.objects.count() == 3


def test_two_lists_of_the_same_people_at_once_record_everybody_once():
    activity = held()
    first, second = checked(activity, GOOD_AND_BAD), checked(activity, GOOD_AND_BAD + " \n")
    written(first)
    written(second)
    assert Attendance.objects.count() == 3
    assert User.objects.filter(email="ana@example.org").count() == 1


def test_what_became_bad_since_the_check_stops_the_writing():
    activity = held()
    batch = checked(activity, "Name,Email,Hours\nAna Ríos,ana@example.org,3\nBo Li,bo@example.org,1\n")
    activity.sessions.order_by("-starts_at").first().delete()
    batch = written(batch)
    assert (batch.state, batch.written_by) == ("checked", None)
    assert "1 of the good lines became unusable" in batch.refusal
    assert not Attendance.objects.exists()


def test_nobody_vouches_for_themselves_by_a_list():
    staff = make_person("Stan Staff", staff=True, email="stan@example.org")
    batch = checked(held(), "Name,Email\nStan Staff,stan@example.org\n", by=staff)
    assert batch.rows.get().problem == "Somebody else must vouch for your own attendance."


def test_who_is_recorded_by_a_code_already_stays_as_recorded():
    activity, ana = held(), make_person("Ana Ríos", email="ana@example.org")
    for session in activity.sessions.filter(counts_for_credit=True):
        record_by_staff(session, learner=ana, by=make_person(staff=True), at=timezone.now())
    batch = checked(activity, "Name,Email,Hours\nAna Ríos,ana@example.org,1\n")
    assert batch.rows.get().verdict == "done"


# --- Online meetings -------------------------------------------------------------------------------------------------
def report_of(activity, *lines) -> str:
    """Lines of (name, address, minutes after the start of joining, of leaving)."""
    start = activity.sessions.first().starts_at.astimezone(activity.zone)
    rows = ["Name (Original Name),User Email,Join Time,Leave Time,Duration (Minutes),Guest"]
    for name, email, joined, left in lines:
        times = [f"{start + timedelta(minutes=m):%m/%d/%Y %I:%M:%S %p}" for m in (joined, left)]
        rows.append(f"{name},{email},{times[0]},{times[1]},{left - joined},Yes")
    return "\n".join(rows)


@pytest.mark.rule("ATT-3")
def test_a_meeting_s_report_adds_up_each_person_s_times_and_counts_overlaps_once():
    activity = held(agenda=(Item("Grand rounds", 60),))
    batch = checked(
        activity,
        report_of(
            activity,
            ("Ana Ríos", "ana@example.org", -5, 30),
            ("iPhone (Ana Ríos)", "", 10, 40),  # a second device
            ("Ana Ríos", "ana@example.org", 45, 70),
            ("Bo Li", "bo@example.org", 0, 20),
            ("Cy Late", "cy@example.org", 65, 90),
        ),
    )
    assert {row.name: (row.verdict, row.minutes) for row in batch.rows.all()} == {
        "Ana Ríos": ("new", 70),
        "Bo Li": ("new", 20),
        "Cy Late": ("bad", 25),
    }
    written(batch)
    minutes = {str(one.learner): one.minutes for one in Attendance.objects.all()}
    assert minutes == {"Ana Ríos": None, "Bo Li": 20}  # 55 of 60 minutes are more than 80 per cent


def test_the_share_that_counts_as_all_is_the_office_s():
    activity = held(agenda=(Item("Grand rounds", 60),))
    batch = upload(activity, report_of(activity, ("Bo Li", "bo@example.org", 0, 20)))
    assert batch.attended_percent == 80
    written(work(check_list(batch, header=batch.header, columns=batch.columns, attended_percent=30)))
    assert Attendance.objects.get().minutes is None


# --- The worker ------------------------------------------------------------------------------------------------------
def test_a_killed_worker_s_list_is_taken_up_again(monkeypatch):
    batch = upload(held(), GOOD_AND_BAD)
    check_list(batch, header=1, columns=batch.columns, attended_percent=80)
    AttendanceImport.objects.update(working_since=timezone.now() - timedelta(minutes=6))
    assert work_on_waiting_lists() == 1
    assert work(batch).state == "checked"


def test_a_list_that_is_being_worked_on_is_left_alone():
    batch = upload(held(), GOOD_AND_BAD)
    check_list(batch, header=1, columns=batch.columns, attended_percent=80)
    AttendanceImport.objects.update(working_since=timezone.now())
    assert (work_on_waiting_lists(), work(batch).state) == (0, "checking")


def test_a_list_that_fails_for_ever_is_given_up_with_a_sentence(monkeypatch):
    batch = checked(held(), GOOD_AND_BAD)
    write_list(batch, by=make_person(staff=True), at=timezone.now(), leave_out_bad=True)
    monkeypatch.setattr("learners.imports.working._attend", lambda *_: 1 / 0)
    for _ in range(3):
        with pytest.raises(ZeroDivisionError):
            work_on_import(batch.pk)
    batch.refresh_from_db()
    assert (batch.state, batch.written_by) == ("checked", None)
    assert "nothing was written" in batch.refusal
    assert not User.objects.filter(email="ana@example.org").exists()


def test_a_list_that_kills_its_worker_each_time_is_given_up_with_a_sentence():
    batch = upload(held(), GOOD_AND_BAD)
    AttendanceImport.objects.update(state="reading", attempts=3, working_since=timezone.now() - timedelta(minutes=6))
    work_on_import(batch.pk)
    batch.refresh_from_db()
    assert batch.state == "refused"
    assert "could not be worked with" in batch.refusal


@pytest.mark.django_db(transaction=True)
def test_a_real_worker_reads_checks_and_writes(worker):
    from uucme.runtime.lifeline import wait_until

    def state() -> str:
        batch.refresh_from_db()
        return batch.state

    batch = upload_list(
        held(),
        file=SimpleUploadedFile("list.csv", GOOD_AND_BAD.encode()),
        file_name="list.csv",
        session=None,
        by=make_person(staff=True),
        at=timezone.now(),
    )
    assert wait_until(lambda: state() == "columns", seconds=20)
    check_list(batch, header=batch.header, columns=batch.columns, attended_percent=80)
    assert wait_until(lambda: state() == "checked", seconds=20)
    write_list(batch, by=make_person(staff=True), at=timezone.now(), leave_out_bad=True)
    assert wait_until(lambda: state() == "written", seconds=20)
    assert Attendance.objects.count() == 3


def test_a_thousand_lines_take_a_bounded_number_of_queries():
    def cost(lines: int) -> int:
        people = "".join(f"Person {chr(97 + n % 26)}{chr(97 + n // 26)},p{n}@example.org,1\n" for n in range(lines))
        batch = checked(held(), "Name,Email,Hours\n" + people)
        write_list(batch, by=writer, at=timezone.now(), leave_out_bad=True)
        with CaptureQueriesContext(connection) as queries:
            work_on_import(batch.pk)
        assert Attendance.objects.filter(from_list=batch).count() == lines
        return len(queries)

    writer = make_person(staff=True)
    assert cost(300) <= cost(3) + 8


# --- Letters ---------------------------------------------------------------------------------------------------------
def test_new_people_are_written_to_once_when_staff_say_so(client):
    batch = written(checked(held(), GOOD_AND_BAD))
    client.force_login(make_reviewer())
    address = reverse("learners:attendance_list", args=[batch.activity.slug, batch.pk])
    assert "Write to the 1 new person" in text_of(client.get(address))
    client.post(address, {"act": "invite"})
    row = ImportRow.objects.get(made_person=True)
    invite_person(row.pk)
    invite_person(row.pk)
    assert send_missing_invitations() == 0
    letters = [letter for letter in mail.outbox if letter.to == ["ana@example.org"]]
    assert [letter.subject for letter in letters] == [f"Your attendance is recorded: {batch.activity}"]
    assert "Write to the" not in text_of(client.get(address))
    [kept] = Letter.objects.addressed_to(row.person).filter(kind="invitation")
    assert (kept.state, kept.person.email) == ("sent", "ana@example.org")
    assert reverse("credits:left") in kept.html


# --- Pages -----------------------------------------------------------------------------------------------------------
def test_staff_walk_from_the_file_to_the_record(client):
    activity = held()
    client.force_login(make_person("Stan Staff", staff=True))
    lists = reverse("learners:attendance_lists", args=[activity.slug])
    sent = client.post(lists, {"file": SimpleUploadedFile("Sheet.csv", GOOD_AND_BAD.encode()), "session": ""})
    batch = AttendanceImport.objects.get()
    assert "being read" in text_of(client.get(sent.url))
    work(batch)
    page = client.get(sent.url)
    assert "Is this what the columns say?" in text_of(page)
    fields = form_of(page, containing="column_0")[2]
    assert [fields[f"column_{n}"][0] for n in range(5)] == ["name", "email", "hours", "degrees", "npi"]
    client.post(sent.url, fields)
    work(batch)
    page = text_of(client.get(sent.url))
    assert "“bob@example” is not a complete e-mail address." in page
    assert "Record 1 person" in page
    refused = client.post(sent.url, {"act": "write"})
    assert (refused.status_code, "1 line cannot be used" in text_of(refused)) == (422, True)
    client.post(sent.url, {"act": "write", "leave_out_bad": "on"})
    work(batch)
    assert "Written on" in text_of(client.get(sent.url))


def test_two_columns_that_say_the_same_are_refused_and_stay_as_typed(client):
    batch = upload(held(), GOOD_AND_BAD)
    client.force_login(make_person("Stan Staff", staff=True))
    address = reverse("learners:attendance_list", args=[batch.activity.slug, batch.pk])
    fields = form_of(client.get(address), containing="column_0")[2] | {"column_1": "name"}
    page = client.post(address, fields)
    assert (page.status_code, "Another column says the same" in text_of(page)) == (422, True)
    assert form_of(page, containing="column_0")[2]["column_1"] == ["name"]


def test_a_planner_hands_in_a_list_and_never_learns_from_it_who_is_known(client):
    director = make_person("Dora Director")
    activity = held(director=director)
    client.force_login(director)
    lists = reverse("learners:attendance_lists", args=[activity.slug])
    sent = client.post(lists, {"file": SimpleUploadedFile("list.csv", GOOD_AND_BAD.encode())})
    batch = work(AttendanceImport.objects.get())
    page = text_of(client.get(sent.url))
    assert "The list is with the office" in page
    assert "ana@example.org" not in page
    client.post(sent.url, {"act": "check", "header": "1", "column_0": "name", "column_1": "email"})
    batch.refresh_from_db()
    assert batch.state == "columns"
    work(check_list(batch, header=1, columns=batch.columns, attended_percent=80))
    assert "ana@example.org" not in text_of(client.get(sent.url))
    other = make_person("Otto Other")
    client.force_login(other)
    assert client.get(sent.url).status_code == 404


@pytest.mark.parametrize("name", ["list.csv", "list.xlsx"])
def test_a_renamed_program_gets_a_sentence(client, name):
    batch = upload(held(), b"MZ\x90\x00" + os.urandom(300), name=name)
    client.force_login(make_person("Stan Staff", staff=True))
    page = text_of(client.get(reverse("learners:attendance_list", args=[batch.activity.slug, batch.pk])))
    assert "This is no list, whatever its name says." in page


def test_the_page_of_a_dry_run_takes_as_many_queries_for_three_lines_as_for_one(client):
    client.force_login(make_person("Stan Staff", superuser=True))

    def cost(lines: int) -> int:
        activity = held()
        for n in range(lines):
            make_person(f"Known {chr(97 + n)}b", email=f"k{activity.pk}{n}@example.org")
        text = "".join(f"Known {chr(97 + n)}b,k{activity.pk}{n}@example.org\n" for n in range(lines))
        batch = checked(activity, "Name,Email\n" + text)
        return queries_of(client, reverse("learners:attendance_list", args=[activity.slug, batch.pk]))

    assert cost(3) == cost(1)
