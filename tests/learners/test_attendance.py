"""Being there: a code or a QR, in its window, after the disclosures, by a button and not by looking."""

from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction
from django.urls import reverse
from django.utils import timezone

from activities.models import Activity, Status
from core.errors import ActionRefused
from learners.forms.taking_part import UNKNOWN_ADDRESSES
from learners.models import Attendance, Registration, SessionCode
from learners.services import issue_codes, record_attendance, record_by_staff, register_learner, replace_code
from tests.factories import THREE_WEEKS, Item, make_activity, make_disclosure, make_person
from tests.pages import press_here, queries_of, text_of

pytestmark = pytest.mark.django_db
TWO_TALKS = (Item("Pain without opioids"), Item("Coffee", 15, kind="break"), Item("Tapering together"))


def running(minutes: int = 20, **wanted) -> Activity:
    """An activity whose first session began some minutes ago."""
    return make_activity(starts_at=timezone.now() - timedelta(minutes=minutes), **wanted)


def code_of(activity: Activity) -> SessionCode:
    return issue_codes(activity, at=timezone.now())[0]


def address_of(code: SessionCode) -> str:
    return reverse("learners:session_code", args=[code.code])


# --- From the room ---------------------------------------------------------------------------------------------------
def test_a_stranger_who_scans_is_asked_for_an_address_and_comes_back(client):
    code = code_of(running())
    page = client.get(address_of(code))
    assert "You are at Sepsis in the first hour" in text_of(page)
    assert f'<input type="hidden" name="next" value="{address_of(code)}">' in page.content.decode()
    assert client.post(address_of(code)).status_code == 200
    assert not Attendance.objects.exists()


@pytest.mark.rule("ATT-3")
@pytest.mark.rule("SII-8")
def test_looking_records_nothing_and_the_button_does(client):
    ana, code = make_person("Ana Ríos"), code_of(running())
    client.force_login(ana)
    page = text_of(client.get(address_of(code)))
    assert "None of the persons in control of content has relevant financial relationships" in page
    assert "Records your attendance as Ana Ríos." in page
    assert not Attendance.objects.exists()

    response = press_here(client, address_of(code))

    attendance = Attendance.objects.get()
    assert (attendance.learner, attendance.source, attendance.recorded_by) == (ana, "qr", ana)
    assert attendance.disclosures_shown_at == attendance.recorded_at
    assert response.url == reverse("evaluations:evaluate", args=[code.activity.slug])


@pytest.mark.parametrize("address", ["/s/%00/", "/s/%20/", "/s/-/", f"/s/{'A' * 500}/"])
def test_what_is_no_code_in_the_address_is_said(client, address):
    page = client.get(address)
    assert (page.status_code, "We do not know this code." in text_of(page)) == (404, True)


def test_a_code_is_typed_as_people_type(client):
    code = code_of(running())
    client.force_login(make_person("Ana Ríos"))
    typed = f" {code.code[:3].lower()} - {code.code[3:]}"
    found = client.post(reverse("learners:enter_code"), {"code": typed})
    assert found.url == f"{address_of(code)}?typed=1"
    press_here(client, found.url)
    assert Attendance.objects.get().source == "code"


@pytest.mark.parametrize("typed", ["", "   ", "-", "<b>", "0" * 21, "\x00"])
def test_what_cannot_be_a_code_gets_a_sentence(client, typed):
    client.force_login(make_person("Ana Ríos"))
    response = client.post(reverse("learners:enter_code"), {"code": typed})
    assert response.status_code == 200
    assert response.context["form"].errors["code"]


@pytest.mark.rule("ATT-1")
def test_scanning_twice_is_attending_once(client):
    ana, code = make_person("Ana Ríos"), code_of(running())
    client.force_login(ana)
    press_here(client, address_of(code))
    assert "Your attendance is recorded already." in text_of(client.get(address_of(code)))
    press_here(client, address_of(code))
    assert Attendance.objects.count() == 1


@pytest.mark.rule("ATT-1")
def test_the_database_refuses_a_second_attendance():
    ana, activity = make_person("Ana Ríos"), running()
    attendance = record_attendance(code_of(activity), learner=ana, at=timezone.now(), source="qr")[0]
    with pytest.raises(IntegrityError), transaction.atomic():
        Attendance.objects.create(
            session=attendance.session, learner=ana, source="qr", recorded_at=timezone.now(), recorded_by=ana
        )


def test_who_comes_unregistered_is_registered_by_being_there():
    ana, activity = make_person("Ana Ríos"), running()
    record_attendance(code_of(activity), learner=ana, at=timezone.now(), source="qr")
    assert Registration.objects.get(learner=ana).status == "registered"


@pytest.mark.rule("ATT-2")
def test_who_comes_unregistered_to_a_full_room_is_refused(client):
    activity = running(capacity=1)
    code = code_of(activity)
    record_attendance(code, learner=make_person("Ben"), at=timezone.now(), source="qr")
    client.force_login(make_person("Ana Ríos"))
    page = press_here(client, address_of(code), follow=True)
    assert "Every seat is taken and you are not registered." in text_of(page)
    assert Attendance.objects.count() == 1


def test_a_course_that_goes_on_tomorrow_is_not_evaluated_today(client):
    code = code_of(running(agenda=[Item("Day one"), Item("Day two", after=timedelta(days=1))]))
    client.force_login(make_person("Ana Ríos"))
    page = press_here(client, address_of(code), follow=True)
    assert page.redirect_chain == [(address_of(code), 302)]
    assert "Still to come; scan again on the day: Day two" in text_of(page)
    assert [attendance.session.title for attendance in Attendance.objects.all()] == ["Day one"]


def test_a_session_of_a_series_leads_to_its_own_evaluation(client):
    activity = running(format="series")
    code, session = code_of(activity), activity.sessions.first()
    client.force_login(make_person("Ana Ríos"))
    address = reverse("evaluations:evaluate", args=[activity.slug])
    assert press_here(client, address_of(code)).url == f"{address}?session={session.pk}"


def test_without_an_evaluation_first_the_next_step_is_the_claim(client):
    activity = running(evaluation_before_claim=False)
    client.force_login(make_person("Ana Ríos"))
    assert press_here(client, address_of(code_of(activity))).url == reverse("credits:claim", args=[activity.slug])


# --- Windows ---------------------------------------------------------------------------------------------------------
@pytest.mark.rule("ATT-4")
@pytest.mark.parametrize(
    ("minutes_after_the_start", "sentence"),
    [(-31, "This code works from "), (60 + 120, "This code stopped working on ")],
)
def test_a_code_works_only_around_its_session(minutes_after_the_start, sentence):
    activity = make_activity()
    code, starts_at = code_of(activity), activity.sessions.get().starts_at
    at = starts_at + timedelta(minutes=minutes_after_the_start)
    with pytest.raises(ActionRefused, match=sentence):
        record_attendance(code, learner=make_person("Ana"), at=at, source="qr")


@pytest.mark.rule("ATT-4")
def test_who_comes_with_a_code_that_stopped_can_tell_the_office_there(client):
    over = running(minutes=26 * 60, attendance_by="session")
    code = code_of(over)
    client.force_login(make_person("Ana Ríos"))
    page = client.get(address_of(code))
    assert "If you were there, tell the office, or ask the course staff" in text_of(page)
    address = f"{reverse('credits:presence', args=[over.slug])}?session={code.session.pk}"
    assert f'href="{address}">I was there: tell the office' in page.content.decode()
    assert client.get(address).status_code == 200


@pytest.mark.rule("ATT-4")
def test_who_is_too_early_has_nothing_to_tell_the_office(client):
    code = code_of(running(minutes=-24 * 60))
    client.force_login(make_person("Ana Ríos"))
    page = text_of(client.get(address_of(code)))
    assert "This code works from" in page
    assert "tell the office" not in page


def test_after_a_wrong_code_the_way_to_tell_the_office_is_named(client):
    page = client.post(reverse("learners:enter_code"), {"code": "ZZZZZZ"})
    assert "You were there, and no code works any more?" in text_of(page)
    assert f'href="{reverse("credits:left")}"' in page.content.decode()
    assert f'href="{reverse("activities:catalogue")}?when=past"' in page.content.decode()


@pytest.mark.rule("ATT-4")
@pytest.mark.parametrize("minutes_after_the_start", [-30, 0, 60 + 119])
def test_a_code_works_to_the_edges_of_its_window(minutes_after_the_start):
    activity = make_activity()
    code, starts_at = code_of(activity), activity.sessions.get().starts_at
    at = starts_at + timedelta(minutes=minutes_after_the_start)
    assert len(record_attendance(code, learner=make_person("Ana"), at=at, source="qr")) == 1


@pytest.mark.rule("ATT-4")
def test_the_code_of_a_course_rests_at_night():
    activity = make_activity(agenda=[Item("Day one"), Item("Day two", after=timedelta(days=1))])
    code, first = code_of(activity), activity.sessions.first()
    for at, sentence in (
        (first.starts_at + timedelta(hours=6), "Today this code worked until 12:00 PM."),
        (first.starts_at + timedelta(hours=20), "Today this code works from 8:30 AM on."),
    ):
        with pytest.raises(ActionRefused, match=sentence):
            record_attendance(code, learner=make_person("Ana"), at=at, source="qr")


def test_too_early_is_said_before_anybody_presses(client):
    code = code_of(make_activity())
    client.force_login(make_person("Ana Ríos"))
    page = client.get(address_of(code))
    assert "This code works from" in text_of(page)
    assert "I am here" not in text_of(page)
    press_here(client, address_of(code))
    assert not Attendance.objects.exists()


@pytest.mark.rule("ATT-4")
def test_a_code_follows_a_session_that_is_moved():
    activity = make_activity()
    code, session = code_of(activity), activity.sessions.get()
    session.starts_at, session.ends_at = session.starts_at + timedelta(hours=3), session.ends_at + timedelta(hours=3)
    session.save()
    moved = code_of(activity)
    assert (moved.code, moved.opens_at) == (code.code, session.starts_at - timedelta(minutes=30))


@pytest.mark.rule("ATT-4")
def test_a_replaced_code_says_so(client):
    code = code_of(running())
    new = replace_code(code, at=timezone.now())
    client.force_login(make_person("Ana Ríos"))
    assert "This code has been replaced." in text_of(client.get(address_of(code)))
    assert "I am here" in text_of(client.get(address_of(new)))


# --- Guessing --------------------------------------------------------------------------------------------------------
@pytest.mark.rule("ATT-4")
def test_fifty_guesses_end_in_waiting_even_when_the_next_one_is_right(client):
    code = code_of(running())
    client.force_login(make_person("Gus Guesser"))
    pages = [client.post(reverse("learners:enter_code"), {"code": f"AAAA{number:02}"}) for number in range(50)]
    said = [text_of(page) for page in pages]
    assert ["We do not know this code." in page for page in said] == [True] * 8 + [False] * 42
    assert ["Those were too many wrong codes." in page for page in said] == [False] * 8 + [True] * 42
    right = client.get(address_of(code))
    assert (right.status_code, "You are at" in text_of(right)) == (404, False)


@pytest.mark.rule("ATT-4")
def test_one_guesser_does_not_lock_the_room_out(client):
    code = code_of(running())
    client.force_login(make_person("Gus Guesser"))
    for number in range(50):
        client.post(reverse("learners:enter_code"), {"code": f"AAAA{number:02}"})
    client.force_login(make_person("Ana Ríos"))
    assert "I am here" in text_of(client.get(address_of(code)))


# --- Disclosures -----------------------------------------------------------------------------------------------------
@pytest.mark.rule("SII-7")
def test_a_session_stays_shut_until_its_people_are_cleared(client):
    activity = running()
    speaker = activity.team.filter(role="speaker").first().person
    make_disclosure(speaker, ("Zyx Pharma", "consultant"))
    code = code_of(activity)
    client.force_login(make_person("Ana Ríos"))
    assert "the office is still reviewing its speakers’ disclosures" in text_of(client.get(address_of(code)))
    press_here(client, address_of(code))
    assert not Attendance.objects.exists()


@pytest.mark.rule("SII-7")
def test_of_a_day_with_a_shut_session_the_others_are_recorded():
    talker, shut = make_person("Tess Talker"), make_person("Uma Uncleared")
    activity = running(
        speakers=[talker, shut], agenda=[Item("Open talk", speakers=[talker]), Item("Shut talk", speakers=[shut])]
    )
    make_disclosure(shut, ("Zyx Pharma", "consultant"))
    recorded = record_attendance(code_of(activity), learner=make_person("Ana"), at=timezone.now(), source="qr")
    assert [attendance.session.title for attendance in recorded] == ["Open talk"]


# --- Staff -----------------------------------------------------------------------------------------------------------
def test_staff_record_what_the_code_missed_but_not_what_is_to_come():
    ana, sam = make_person("Ana"), make_person("Sam Staff", staff=True)
    past, future = running(minutes=600).sessions.get(), make_activity().sessions.get()
    assert record_by_staff(past, learner=ana, by=sam, at=timezone.now()).recorded_by == sam
    with pytest.raises(ActionRefused, match="has not begun yet"):
        record_by_staff(future, learner=ana, by=sam, at=timezone.now())


def check_in_page(activity):
    return reverse("learners:check_in", args=[activity.slug])


@pytest.mark.rule("ATT-3")
def test_a_planner_records_who_was_there_and_adds_one_more(client):
    dora, ana, ben = make_person("Dora Director"), make_person("Ana Ríos"), make_person("Ben Walk-In")
    activity = running(director=dora)
    register_learner(activity, learner=ana, at=timezone.now())
    client.force_login(dora)
    assert "Ana Ríos" in text_of(client.get(check_in_page(activity)))
    page = client.post(check_in_page(activity), {"people": [ana.pk], "email": ben.email.upper()}, follow=True)
    assert "Recorded at “Sepsis in the first hour”: Ana Ríos, Ben Walk-In." in text_of(page)
    assert set(Attendance.objects.values_list("learner", "source", "recorded_by")) == {
        (ana.pk, "staff", dora.pk),
        (ben.pk, "staff", dora.pk),
    }


def test_a_name_is_found_among_many_and_recorded_by_one_touch(client):
    dora = make_person("Dora Director")
    activity = running(director=dora)
    for name in ("Ana Ríos", "Ben Okafor", "Bea Ríos"):
        register_learner(activity, learner=make_person(name), at=timezone.now())
    client.force_login(dora)
    address = check_in_page(activity) + "?q=bea+r%C3%ADos"
    page = client.get(address)
    assert [name in text_of(page) for name in ("Bea Ríos", "Ana Ríos", "Ben Okafor")] == [True, False, False]
    assert "0 recorded, 3 to come" in text_of(page)
    bea = Registration.objects.get(learner__given_name="Bea").learner
    assert f'<button class="touch" name="people" value="{bea.pk}">' in page.content.decode()
    after = client.post(address, {"people": bea.pk}, follow=True)
    assert "Nobody of this name is left." in text_of(after)
    assert Attendance.objects.get().learner == bea


@pytest.mark.parametrize("typed", ["munoz", "Rocio MUÑOZ", "Múnoz, Rocío", "rocio@"])
def test_somebody_at_the_door_is_found_however_their_name_is_typed(client, typed):
    activity = running()
    rocio = make_person("Rocío Muñoz", email="rocio@example.org")
    for person in (rocio, make_person("Chau Nguyen")):
        register_learner(activity, learner=person, at=timezone.now())
    client.force_login(activity.created_by)
    page = client.get(check_in_page(activity), {"q": typed})
    assert list(page.context["found"]) == [rocio]
    assert 'data-words="munoz  rocio  rocio munoz" data-address="rocio@example.org"' in page.content.decode()


@pytest.mark.rule("ATT-3")
@pytest.mark.parametrize(
    ("typed", "sentence"),
    [
        ({}, "Choose somebody, or type an address."),
        ({"email": "nobody@example.org"}, "Nobody has signed up with this address yet."),
        ({"email": "not an address"}, "Enter a valid email address."),
        ({"people": ["0"]}, "is not one of the available choices"),
        ({"people": ["x"]}, "is not a valid value"),
    ],
)
def test_nobody_is_recorded_by_a_slip(client, typed, sentence):
    dora = make_person("Dora Director")
    activity = running(director=dora)
    register_learner(activity, learner=make_person("Ana Ríos"), at=timezone.now())
    client.force_login(dora)
    assert sentence in text_of(client.post(check_in_page(activity), typed))
    assert not Attendance.objects.exists()


def test_nobody_vouches_for_themselves_and_then_nobody_else_is_recorded_either(client):
    dora, ana = make_person("Dora Director"), make_person("Ana Ríos")
    activity = running(director=dora)
    register_learner(activity, learner=ana, at=timezone.now())
    client.force_login(dora)
    page = client.post(check_in_page(activity), {"people": [ana.pk], "email": dora.email})
    assert "Somebody else must vouch for your own attendance." in text_of(page)
    assert not Attendance.objects.exists()


@pytest.mark.rule("ATT-5")
def test_nobody_tries_out_at_the_door_who_has_an_account(client):
    dora, ana = make_person("Dora Director"), make_person("Ana Ríos")
    activity = running(director=dora)
    client.force_login(dora)
    for number in range(UNKNOWN_ADDRESSES):
        client.post(check_in_page(activity), {"email": f"nobody-{number}@example.org"})
    page = client.post(check_in_page(activity), {"email": ana.email})
    assert "Those were many addresses that nobody has signed up with. Please wait an hour." in text_of(page)
    assert not Attendance.objects.exists()


def test_before_it_begins_there_is_nobody_to_record(client):
    dora = make_person("Dora Director")
    client.force_login(dora)
    assert "Nothing has begun" in text_of(client.get(check_in_page(make_activity(director=dora))))
    draft = make_activity(Status.DRAFT, director=dora)
    assert "Attendance can be recorded once the activity is approved." in text_of(client.get(check_in_page(draft)))


def test_attendance_is_recorded_by_planners_and_the_office_alone(client):
    activity = running()
    client.force_login(make_person("Ana Ríos"))
    assert client.get(check_in_page(activity)).status_code == 404
    client.force_login(make_person("Sam Staff", staff=True))
    assert client.get(check_in_page(activity)).status_code == 200


# --- Codes for the lectern -------------------------------------------------------------------------------------------
def codes_page(activity):
    return reverse("learners:codes", args=[activity.slug])


@pytest.mark.rule("REV-6")
def test_codes_are_locked_before_approval(client):
    dora = make_person("Dora Director")
    activity = make_activity(Status.SUBMITTED, director=dora)
    client.force_login(dora)
    page = client.get(codes_page(activity))
    assert "The office is reading this proposal. Codes unlock when the office approves it." in text_of(page)
    assert activity.get_absolute_url() not in page.content.decode()
    assert not SessionCode.objects.exists()


@pytest.mark.rule("SII-7")
def test_where_there_is_no_code_the_page_says_why(client):
    dora = make_person("Dora Director")
    client.force_login(dora)
    material = make_activity(director=dora, format=Activity.Format.ENDURING)
    assert "Learners take part at their own pace" in text_of(client.get(codes_page(material)))
    series = make_activity(Status.APPROVED, director=dora, format=Activity.Format.SERIES, agenda=THREE_WEEKS)
    series.sessions.update(approved_at=None, approved_by=None)
    page = client.get(codes_page(series))
    assert "The office has approved no session of this series yet." in text_of(page)
    assert reverse("plan:sessions", args=[series.slug]) in page.content.decode()


def test_planners_see_a_code_per_session_that_counts(client):
    dora = make_person("Dora Director")
    activity = make_activity(director=dora, agenda=TWO_TALKS, attendance_by="session")
    client.force_login(dora)
    page = client.get(codes_page(activity))
    assert [str(item["code"].session) for item in page.context["codes"]] == [
        "Pain without opioids",
        "Tapering together",
    ]
    assert "<svg" in page.content.decode()
    client.get(codes_page(activity))
    assert SessionCode.objects.count() == 2


def test_one_code_stands_for_a_whole_course_but_never_for_a_whole_series():
    assert len(issue_codes(make_activity(agenda=TWO_TALKS), at=timezone.now())) == 1
    assert len(issue_codes(make_activity(format="series"), at=timezone.now())) == 3


def test_codes_are_nobody_elses_business(client):
    activity = make_activity()
    assert client.get(codes_page(activity)).status_code == 302
    client.force_login(make_person("Ana Ríos"))
    assert client.get(codes_page(activity)).status_code == 404


@pytest.mark.rule("ATT-4")
def test_a_planner_replaces_a_code_that_got_about(client):
    dora = make_person("Dora Director")
    activity, other = make_activity(director=dora), make_activity()
    code, foreign = code_of(activity), code_of(other)
    client.force_login(dora)
    page = client.post(codes_page(activity), {"replace": code.code}, follow=True)
    assert f"{code.code} no longer works." in text_of(page)
    for wrong in (foreign.code, "", "\x00", "x"):
        assert client.post(codes_page(activity), {"replace": wrong}).status_code == 404
    again = client.post(codes_page(activity), {"replace": code.code}, follow=True)
    assert "This code has been replaced already." in text_of(again)
    assert SessionCode.objects.filter(activity=activity).in_use().count() == 1


def test_the_poster_shows_where_to_scan_and_type(client, settings):
    settings.SITE_URL = "https://cme.example.org"
    dora = make_person("Dora Director")
    activity = make_activity(director=dora)
    code = code_of(activity)
    client.force_login(dora)
    page = text_of(client.get(reverse("learners:poster", args=[activity.slug, code.pk])))
    assert "or type this code at cme.example.org/s/" in page
    assert code.code in page
    assert "It works from 8:30 AM to 12:00 PM MST." in page


def test_the_codes_page_asks_the_same_number_of_questions_for_any_number(client):
    dora = make_person("Dora Director")
    client.force_login(dora)
    at_one, at_three = (
        queries_of(client, codes_page(make_activity(director=dora, agenda=agenda, attendance_by="session")))
        for agenda in ([Item("Talk")], [Item("One"), Item("Two"), Item("Three")])
    )
    assert at_three == at_one


# --- A day of several sessions ---------------------------------------------------------------------------------------
ROUNDS = (Item("Round one"), Item("Coffee", 15, kind="break"), Item("Round two"), Item("Debriefing", 30))


def test_who_checks_in_for_a_day_is_told_what_is_to_come_and_when_the_evaluation_is_asked(client):
    activity = running(agenda=ROUNDS)
    code = code_of(activity)
    client.force_login(make_person("Ana Ríos"))
    assert "for today’s three sessions" in text_of(client.get(address_of(code)))

    page = press_here(client, address_of(code), follow=True)

    told = text_of(page)
    assert page.redirect_chain == [(address_of(code), 302)]
    assert "You are checked in for today: three sessions." in told
    assert [str(stand) for _, stand in page.context["day"].sessions] == ["running now", "to come", "to come"]
    ends = activity.sessions.get(title="Debriefing").ends_at.astimezone(activity.zone)
    assert f"After the last session, at {ends:%-I:%M %p}, we ask what you think of it" in told
    assert reverse("evaluations:evaluate", args=[activity.slug]) in page.content.decode(), "a quiet second choice"
    left = text_of(client.get("/me/"))
    assert f"Evaluate it after the last session, at {ends:%-I:%M %p}; it takes about two minutes." in left


def test_in_the_last_session_of_the_day_the_line_goes_on_to_the_evaluation(client):
    activity = running(minutes=140, agenda=ROUNDS)
    client.force_login(make_person("Ana Ríos"))
    answer = press_here(client, address_of(code_of(activity)), follow=True)
    assert answer.redirect_chain == [(reverse("evaluations:evaluate", args=[activity.slug]), 302)]
    assert "You are checked in for today: three sessions." in text_of(answer)


def test_who_scans_a_little_before_the_only_session_begins_goes_on_too(client):
    activity = running(minutes=-10)
    client.force_login(make_person("Ana Ríos"))
    answer = press_here(client, address_of(code_of(activity)))
    assert answer.url == reverse("evaluations:evaluate", args=[activity.slug])


def test_sessions_with_codes_of_their_own_are_named_after_the_first_scan(client):
    activity = running(agenda=ROUNDS, attendance_by="session")
    client.force_login(make_person("Ana Ríos"))
    told = text_of(press_here(client, address_of(code_of(activity)), follow=True))
    assert "You are checked in for “Round one”." in told
    assert "Still to come, each with a code of its own: Round two" in told
    assert "Debriefing" in told


def test_the_evaluation_of_a_running_day_asks_only_about_speakers_of_what_has_begun(client):
    early, late = make_person("Early Bird", "physician"), make_person("Late Owl", "physician")
    agenda = (Item("Round one", speakers=[early]), Item("Round two", speakers=[late]))
    activity = running(agenda=agenda, speakers=[early, late])
    client.force_login(make_person("Ana Ríos"))
    press_here(client, address_of(code_of(activity)))
    told = text_of(client.get(reverse("evaluations:evaluate", args=[activity.slug])))
    assert ("Early Bird" in told, "Late Owl" in told) == (True, False)
