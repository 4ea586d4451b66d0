"""Each session of a series by itself: topic and speakers, cleared, approved before it begins, and not changed after."""

from datetime import timedelta

import pytest
from django.core import mail
from django.db import IntegrityError, transaction
from django.test import Client
from django.utils import timezone

from accounts.models import Profession, User
from activities.models import Activity, OfficeSettings, Session, SessionChange, Status
from activities.periodic import remind_of_incomplete_sessions, send_missing_session_letters
from activities.services import copy_activity
from activities.services.exclusions import exclude_member
from activities.services.sessions import (
    Details,
    NewSpeaker,
    add_session,
    approve_ready_sessions,
    approve_session,
    cancel_session,
    change_session,
    return_session,
)
from activities.session_gate import State, gate_of, reasons_shut
from activities.tasks import tell_of_session_changes
from core.errors import ActionRefused
from disclosures.models import DisclosureRequest
from learners.models import SessionCode
from learners.services import issue_codes, record_attendance, record_by_staff
from tests.factories import DENVER, Item, make_activity, make_disclosure, make_person, make_reviewer
from tests.pages import fields_of, queries_of, text_of

pytestmark = pytest.mark.django_db
NOBODY: tuple[User, ...] = ()
WEEKLY = tuple(
    Item(title, after=timedelta(weeks=week), speakers=speakers)
    for week, (title, speakers) in enumerate(
        (
            ("Asthma", None),
            ("Deprescribing", None),
            (Session.TO_BE_ANNOUNCED, NOBODY),
            (Session.TO_BE_ANNOUNCED, NOBODY),
        )
    )
)


@pytest.fixture
def rae() -> User:
    return make_reviewer("Rae Reviewer", email="rae@example.org")


@pytest.fixture
def series() -> Activity:
    """Open; two sessions were planned with it, two are named later."""
    return make_activity(title="Grand Rounds", format="series", agenda=WEEKLY)


@pytest.fixture
def later(series) -> Session:
    """The third, of which nothing is known."""
    return series.sessions.all()[2]


def director_of(series: Activity) -> User:
    return series.team.get(role="director").person


def details_of(session: Session, **changed) -> Details:
    return Details(
        **{
            "title": session.title,
            "kind": session.kind,
            "starts_at": session.starts_at,
            "ends_at": session.ends_at,
            "room": session.room,
            "speakers": tuple(session.speakers.all()),
            "objectives": tuple(session.objectives.all()),
        }
        | changed
    )


def change(session: Session, *, by=None, at=None, **changed) -> Session:
    return change_session(
        session,
        details=details_of(session, **changed),
        by=by or director_of(session.activity),
        at=at or timezone.now(),
    )


def fill(session: Session, **changed) -> Session:
    speakers = tuple(session.activity.team.filter(role="speaker"))
    return change(session, title="Sleep apnea", speakers=speakers, **changed)


def gate(session: Session):
    return gate_of(
        Session.objects.select_related("activity").get(pk=session.pk),
        office=OfficeSettings.current(),
        at=timezone.now(),
    )


def refusal_of(act, *args, **options) -> str:
    with pytest.raises(ActionRefused) as refused:
        act(*args, **options)
    return refused.value.message


# --- The gate ---------------------------------------------------------------------------------------------------------


@pytest.mark.rule("REV-5")
def test_what_was_complete_in_the_approved_plan_is_approved_with_it_and_the_rest_is_not(series):
    assert [gate(s).state for s in series.sessions.all()] == ["approved", "approved", "incomplete", "incomplete"]
    designation = series.designations.get()
    first = series.sessions.first()
    assert (first.approved_at, first.approved_by) == (designation.designated_at, designation.designated_by)


@pytest.mark.rule("SII-7")
def test_a_planned_session_whose_speaker_has_not_disclosed_waits(rae):
    silent = make_person("Sia Silent", "nurse")
    make_disclosure(director := make_person("Dora Director"))
    make_disclosure(planner := make_person("Paul Pharmacist", "pharmacist"))
    series = make_activity(
        format="series", director=director, planners=[planner], speakers=[silent], disclosed=False, agenda=WEEKLY[:1]
    )
    [session] = series.sessions.all()
    assert gate(session).missing == ["Sia Silent has not disclosed financial relationships."]
    assert "has not disclosed" in refusal_of(approve_session, session, by=rae, at=timezone.now())

    make_disclosure(silent)

    assert approve_session(session, by=rae, at=timezone.now()).approved_by == rae


@pytest.mark.rule("SII-7")
def test_a_session_is_approved_once_it_has_a_topic_and_cleared_speakers(later, rae):
    assert gate(later).missing == ["Say what it is about.", "Name its speakers."]
    assert "Say what it is about. Name its speakers." in refusal_of(approve_session, later, by=rae, at=timezone.now())

    fill(later)
    assert gate(later).state == State.READY
    approve_session(later, by=rae, at=timezone.now())

    assert gate(later).state == State.APPROVED
    assert [c.action for c in later.changes.all()] == ["changed", "approved"]
    assert "approved already" in refusal_of(approve_session, later, by=rae, at=timezone.now())


@pytest.mark.rule("REV-4")
def test_a_session_that_has_begun_is_not_approved(later, rae):
    fill(later)
    begins = later.starts_at
    assert "It has begun" in refusal_of(approve_session, later, by=rae, at=begins)
    approve_session(later, by=rae, at=begins - timedelta(seconds=1))


@pytest.mark.rule("REV-4")
def test_the_database_refuses_an_approval_after_the_beginning(later, rae):
    for approved_at in (later.starts_at, later.starts_at + timedelta(minutes=5)):
        with pytest.raises(IntegrityError), transaction.atomic():
            Session.objects.filter(pk=later.pk).update(title="Late", approved_at=approved_at, approved_by=rae)
    with pytest.raises(IntegrityError), transaction.atomic():
        Session.objects.filter(pk=later.pk).update(approved_at=later.starts_at - timedelta(days=1), approved_by=rae)


@pytest.mark.rule("REV-3")
def test_nobody_approves_a_session_of_their_own_series(rae):
    series = make_activity(format="series", planners=[rae], agenda=WEEKLY)
    later = series.sessions.all()[2]
    fill(later)
    assert "a colleague has to decide" in refusal_of(approve_session, later, by=rae, at=timezone.now())
    assert "reviewers" in refusal_of(approve_session, later, by=director_of(series), at=timezone.now())


def test_sessions_of_a_course_are_approved_with_it_alone(rae):
    session = make_activity().sessions.get()
    assert "only the counting sessions of a series" in refusal_of(approve_session, session, by=rae, at=timezone.now())
    assert reasons_shut([session], office=OfficeSettings.current(), at=timezone.now()) == {session.pk: []}


def test_a_series_that_is_not_approved_has_no_sessions_to_approve(rae):
    session = make_activity(Status.SUBMITTED, format="series").sessions.first()
    assert "Its series is not approved" in refusal_of(approve_session, session, by=rae, at=timezone.now())
    assert "The series is submitted" in refusal_of(change, session, title="Other")


@pytest.mark.rule("REV-7")
def test_in_bulk_the_ready_ones_are_approved_and_each_other_says_why(series, later, rae):
    fill(later)
    approved, refused = approve_ready_sessions(series.sessions.all(), by=rae, at=timezone.now())
    assert approved == [later]
    assert [reason for _, reason in refused] == [
        "It is approved already.",
        "It is approved already.",
        "Say what it is about. Name its speakers.",
    ]


# --- After the approval -----------------------------------------------------------------------------------------------


@pytest.mark.rule("SII-7")
@pytest.mark.parametrize("what", ["title", "speakers", "starts_at", "new_speakers"])
def test_another_topic_speaker_or_time_is_approved_again(series, what):
    session = series.sessions.first()
    new = NewSpeaker("new@example.org", "Nell", "Newcomer", Profession.objects.get(pk="nurse"))
    changed = {
        "title": "New biologics",
        "speakers": tuple(session.speakers.all()[:1]),
        "starts_at": session.starts_at - timedelta(minutes=30),
        "new_speakers": (new,),
    }[what]
    change(session, **{what: changed})
    assert gate(session).state == (State.INCOMPLETE if what == "new_speakers" else State.READY)


def test_another_room_or_objective_needs_no_new_approval(series):
    session = series.sessions.first()
    change(session, room="Auditorium B", objectives=tuple(series.objectives.all()[:1]))
    assert gate(session).state == State.APPROVED
    assert session.objectives.count() == 1


def test_saving_without_a_change_leaves_no_trace(series):
    session = series.sessions.first()
    change(session)
    session.refresh_from_db()
    assert (session.sequence, session.changes.count(), session.approved_at is not None) == (0, 0, True)


@pytest.mark.rule("SII-7")
def test_a_speaker_who_is_excluded_takes_the_approval_along(series, rae):
    session = series.sessions.first()
    exclude_member(member=session.speakers.first(), reason="Works for Bolt Pharma.", by=rae, at=timezone.now())
    assert gate(session).state == State.READY


def test_a_new_speaker_joins_the_team_and_is_asked_to_disclose(later):
    new = NewSpeaker("new@example.org", "Nell", "Newcomer", Profession.objects.get(pk="nurse"))
    change(later, title="Wounds", new_speakers=(new,))

    [speaker] = later.speakers.all()
    assert (str(speaker.person), speaker.role) == ("Nell Newcomer", "speaker")
    assert DisclosureRequest.objects.get().person == speaker.person
    assert gate(later).missing == ["Nell Newcomer has not disclosed financial relationships."]


def test_who_has_disclosed_and_is_known_is_not_asked_again(later):
    known = make_person("Kim Known", "nurse", email="kim@example.org")
    make_disclosure(known)
    new = NewSpeaker("KIM@example.org", "Kimberly", "Other", Profession.objects.get(pk="nurse"))
    change(later, title="Wounds", new_speakers=(new,))
    assert later.speakers.get().person == known
    known.refresh_from_db()
    assert str(known) == "Kim Known"
    assert not DisclosureRequest.objects.exists()


def test_a_held_session_cannot_be_changed_moved_or_cancelled(series):
    session = series.sessions.first()
    begun = session.starts_at
    for act in (
        lambda: change(session, at=begun, title="Something else"),
        lambda: cancel_session(session, reason="Ill.", by=director_of(series), at=begun),
    ):
        assert "has begun, so it stays" in refusal_of(act)


def test_nothing_is_moved_into_the_past_or_out_of_the_series(later):
    now = timezone.now()
    earlier = {"starts_at": now - timedelta(hours=2), "ends_at": now - timedelta(hours=1)}
    assert "into the past" in refusal_of(change, later, at=now, **earlier)
    after = {"starts_at": later.starts_at + timedelta(weeks=9), "ends_at": later.ends_at + timedelta(weeks=9)}
    assert "after the activity does" in refusal_of(change, later, **after)


def test_strangers_change_nothing_and_the_office_may(later):
    assert "Only this activity’s planners" in refusal_of(change, later, by=make_person("Olga Other"), title="Mine")
    assert change(later, by=make_person("Sam Staff", staff=True), title="Wounds").title == "Wounds"


def test_who_saves_over_somebody_else_is_told(later):
    read_at = later.updated_at
    change(later, title="Wounds")
    assert "Somebody saved this session meanwhile" in refusal_of(
        change_session,
        later,
        details=details_of(later, title="Burns"),
        by=director_of(later.activity),
        at=timezone.now(),
        based_on=read_at,
    )
    later.refresh_from_db()
    assert later.title == "Wounds"


# --- Learners ---------------------------------------------------------------------------------------------------------


@pytest.mark.rule("SII-7")
def test_only_approved_sessions_have_codes(series, later, rae):
    assert len(issue_codes(series, at=timezone.now())) == 2
    fill(later)
    assert len(issue_codes(series, at=timezone.now())) == 2
    approve_session(later, by=rae, at=timezone.now())
    assert len(issue_codes(series, at=timezone.now())) == 3


@pytest.mark.rule("SII-7")
def test_a_code_records_nothing_while_its_session_waits_for_approval_again(series, rae):
    session = series.sessions.first()
    issue_codes(series, at=timezone.now())
    code = SessionCode.objects.get(session=session)
    change(session, title="New biologics")
    lea, during = make_person("Lea Learner"), session.starts_at + timedelta(minutes=10)
    assert "was not approved for credit before it began" in refusal_of(
        record_attendance, code, learner=lea, at=during, source="qr"
    )
    assert "has not approved" in refusal_of(record_by_staff, session, learner=lea, by=rae, at=during)

    approve_session(session, by=rae, at=session.starts_at - timedelta(minutes=1))

    assert record_attendance(code, learner=lea, at=during, source="qr")


def test_a_cancelled_session_is_open_to_nobody(series, rae):
    session = series.sessions.first()
    issue_codes(series, at=timezone.now())
    cancel_session(session, reason="The speaker is ill.", by=director_of(series), at=timezone.now())
    code, during = SessionCode.objects.get(session=session), session.starts_at + timedelta(minutes=10)
    lea = make_person("Lea Learner")
    assert "is cancelled" in refusal_of(record_attendance, code, learner=lea, at=during, source="qr")
    assert "is cancelled" in refusal_of(record_by_staff, session, learner=lea, by=rae, at=during)
    assert len(issue_codes(series, at=timezone.now())) == 1


def test_the_database_refuses_a_cancellation_without_a_reason(later, rae):
    with pytest.raises(IntegrityError), transaction.atomic():
        Session.objects.filter(pk=later.pk).update(cancelled_at=timezone.now(), cancelled_by=rae)


def test_next_year_s_copy_has_no_approved_session(series):
    cancel_session(series.sessions.first(), reason="Snow.", by=director_of(series), at=timezone.now())
    copy = copy_activity(series, by=director_of(series), at=timezone.now())
    assert copy.sessions.count() == 3
    assert not copy.sessions.exclude(approved_at=None).exists()


# --- Letters ----------------------------------------------------------------------------------------------------------


def tell(series) -> list[mail.EmailMessage]:
    mail.outbox.clear()
    tell_of_session_changes(series.pk)
    return mail.outbox


def test_an_approval_of_several_sessions_is_one_letter(series, later, rae):
    fill(later)
    fill(series.sessions.all()[3])
    approve_ready_sessions(series.sessions.all(), by=rae, at=timezone.now())

    letters = list(tell(series))
    letter = letters[0]

    assert letter.subject == "2 sessions of Grand Rounds"
    planners = series.team.filter(role__in=("director", "planner"))
    assert sorted(one.to[0] for one in letters) == sorted(member.person.email for member in planners)
    assert letter.body.count("Sleep apnea") == 2
    assert f"/plan/{series.slug}/sessions/" in letter.body
    assert tell(series) == []


def test_what_the_office_needs_is_told_word_for_word(later, rae):
    assert "Say what you need" in refusal_of(return_session, later, note=" ", by=rae, at=timezone.now())
    return_session(later, note="Who moderates <this>?", by=rae, at=timezone.now())
    letter = tell(later.activity)[0]
    assert letter.subject == "Your turn: sessions of Grand Rounds"
    assert "Who moderates <this>?" in letter.body
    assert "Who moderates &lt;this&gt;?" in letter.alternatives[0].content


def test_a_letter_that_failed_is_sent_by_the_sweep(later, rae, monkeypatch):
    return_session(later, note="Who moderates?", by=rae, at=timezone.now())
    monkeypatch.setattr("activities.tasks.send_session_letter", lambda changes: 1 / 0)
    with pytest.raises(ZeroDivisionError):
        tell_of_session_changes(later.activity_id)
    monkeypatch.undo()
    monkeypatch.setattr(tell_of_session_changes, "apply_async", lambda args, **options: tell_of_session_changes(*args))
    mail.outbox.clear()
    assert send_missing_session_letters() == 1
    assert len(mail.outbox) == 2  # the director and the planner
    assert send_missing_session_letters() == 0


def test_planners_are_reminded_once_of_what_an_approaching_session_lacks(rae):
    starts = timezone.now() + timedelta(days=3)
    series = make_activity(format="series", starts_at=starts, agenda=WEEKLY)
    near, far = series.sessions.all()[2], series.sessions.all()[3]
    office = OfficeSettings.current()
    office.session_reminder_days = 18
    office.save()

    assert remind_of_incomplete_sessions() == 1
    assert remind_of_incomplete_sessions() == 0

    reminder = SessionChange.objects.get(action="reminded")
    assert (reminder.session, reminder.by, reminder.note) == (near, None, "Say what it is about. Name its speakers.")
    letter = tell(series)[0]
    assert "draws near and cannot be approved yet" in letter.body
    assert not far.changes.exists()


# --- The pages --------------------------------------------------------------------------------------------------------


@pytest.fixture
def planner(client: Client, series: Activity) -> Client:
    client.force_login(director_of(series))
    return client


def page_of(session: Session) -> str:
    return f"/plan/{session.activity.slug}/sessions/{session.pk}/"


def test_the_list_says_what_each_session_lacks(planner, series, later):
    text = text_of(planner.get(f"/plan/{series.slug}/sessions/"))
    assert "2 incomplete" in text
    assert "Asthma Petra Associate, Nora Nurse Approved" in text
    assert "To be announced No speaker yet Incomplete Say what it is about. Name its speakers." in text


def test_a_year_of_sessions_costs_as_many_queries_as_three(planner, series):
    address = f"/plan/{series.slug}/sessions/"
    at_four = queries_of(planner, address)
    last = series.sessions.last()
    speakers = list(series.team.filter(role="speaker"))
    for week in range(1, 49):
        session = Session.objects.create(
            activity=series,
            title=f"Week {week}",
            starts_at=last.starts_at + timedelta(hours=week),
            ends_at=last.ends_at + timedelta(hours=week),
        )
        session.speakers.set(speakers)
    assert queries_of(planner, address) == at_four <= 25


def test_a_planner_names_a_session_and_its_new_speaker(planner, later):
    fields = fields_of(planner.get(page_of(later)), containing="title")
    typed = {
        "title": "Wounds",
        "new-given_name": "Nell",
        "new-family_name": "Newcomer",
        "new-email": "nell@example.org",
        "new-profession": "nurse",
    }
    page = planner.post(page_of(later), fields | typed, follow=True)
    assert "Saved. The office approves “Wounds” once nothing is missing." in text_of(page)
    assert "Nell Newcomer has not disclosed" in text_of(page)


def test_a_wrong_session_is_said_and_what_was_typed_stays(planner, later):
    fields = fields_of(planner.get(page_of(later)), containing="title")
    answer = planner.post(page_of(later), fields | {"title": "Wounds", "end": fields["start"], "new-email": "nell"})
    assert answer.status_code == 422
    assert "A session cannot end when it starts." in text_of(answer)
    assert "Enter a valid email address." in text_of(answer)
    assert "Please give this person’s name." in text_of(answer)
    assert fields_of(answer, containing="title")["title"] == ["Wounds"]
    later.refresh_from_db()
    assert not later.is_named


def test_the_second_of_two_editors_is_told_and_can_insist(planner, later):
    fields = fields_of(planner.get(page_of(later)), containing="title")
    change(later, title="Burns")
    answer = planner.post(page_of(later), fields | {"title": "Wounds"})
    assert "Somebody saved this session meanwhile" in text_of(answer)
    again = fields_of(answer, containing="title")
    assert again["title"] == ["Wounds"]
    planner.post(page_of(later), again)
    later.refresh_from_db()
    assert later.title == "Wounds"


def test_moving_keeps_the_time_on_the_clock(planner, later):
    fields = fields_of(planner.get(page_of(later)), containing="title")
    day = later.starts_at.astimezone(DENVER).date() - timedelta(days=1)
    planner.post(page_of(later), fields | {"date": day.isoformat(), "start": "12:00", "end": "13:00"})
    later.refresh_from_db()
    assert f"{later.starts_at.astimezone(DENVER):%Y-%m-%d %H:%M}" == f"{day} 12:00"
    assert later.changes.get().starts_before is not None


@pytest.mark.rule("STM-2")
@pytest.mark.rule("STM-3")
def test_the_statements_to_show_are_there_once_it_is_approved(planner, series, later):
    assert "Credit" not in text_of(planner.get(page_of(later)))
    text = text_of(planner.get(page_of(series.sessions.first())))
    assert "designates each session of this live activity for a maximum of 1.00 AMA PRA Category 1 Credit™" in text


def test_a_planner_cancels_a_session_with_a_reason(planner, series):
    session = series.sessions.first()
    address = f"{page_of(session)}cancel/"
    assert "Say why it is cancelled" in text_of(planner.post(address, {"reason": " "}))
    page = planner.post(address, {"reason": "Snow."}, follow=True)
    assert "“Asthma” is cancelled." in text_of(page)
    assert "Cancelled Snow." in text_of(page)
    assert "Add another one instead" in text_of(planner.get(page_of(session)))


def test_a_planner_adds_a_session(planner, series, rae):
    address = f"/plan/{series.slug}/sessions/new/"
    fields = fields_of(planner.get(address), containing="title")
    day = series.end_date - timedelta(days=1)
    typed = {"title": "Extra", "date": day.isoformat(), "start": "12:00", "end": "13:00"}
    page = planner.post(address, fields | typed, follow=True)
    assert "Added. The office approves “Extra” once nothing is missing." in text_of(page)
    added = series.sessions.get(title="Extra")
    assert added.changes.get().action == "added"
    assert gate(added).missing == ["Name its speakers."]


def test_a_session_is_not_added_to_the_past(series):
    began = timezone.now() - timedelta(hours=1)
    details = Details("Late", "talk", began, began + timedelta(hours=2))
    assert "added before it begins" in refusal_of(
        add_session, series, details=details, by=director_of(series), at=timezone.now()
    )
