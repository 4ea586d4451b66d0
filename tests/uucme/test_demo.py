"""The demonstration office keeps every rule that the application keeps for real people."""

from collections import Counter, defaultdict
from collections.abc import Iterator
from contextlib import suppress
from datetime import timedelta
from io import StringIO
from itertools import pairwise
from typing import Any

import pytest
from allauth.account.models import EmailAddress
from django.contrib.auth import authenticate
from django.contrib.auth.password_validation import validate_password
from django.core.management import CommandError, call_command
from django.db import transaction
from django.utils import timezone

from accounts.counties import COUNTIES_OF
from accounts.identifiers import normalise_identifier
from accounts.models import Identifier, Profession, Profile, User
from activities.models import Activity, ActivityVersion, Mitigation, Session, Status, StatusChange, TeamMember
from activities.readiness import open_items
from activities.workflow import TRANSITIONS
from core.printing.printable import missing_glyphs
from credits.eligibility import Place, standings_of
from credits.models import Certificate, Claim, LateClaimRequest
from evaluations.models import AssessmentAttempt, Evaluation
from learners.eligibility import attendance_refusals, sessions_of_code
from learners.models import Attendance, AttendanceImport, CompletedWork, Registration, SessionCode
from people.duplicates import likely_pairs
from uucme.demo.office import load_office
from uucme.demo.people import PASSWORD, SIGN_INS, sign_in_table
from uucme.groups import make_groups

NOW = timezone.now()
pytestmark = pytest.mark.django_db


class _Undo(Exception):
    pass


@pytest.fixture(scope="module")
def loaded(django_db_setup: None, django_db_blocker: Any) -> Iterator[None]:
    """Loaded once for all tests here, and taken back afterwards."""
    with django_db_blocker.unblock(), suppress(_Undo), transaction.atomic():
        make_groups()
        for _ in load_office(at=NOW, draw=False):
            pass
        yield
        raise _Undo


@pytest.fixture(autouse=True)
def office(loaded: None) -> None:
    """Every test here reads the one office."""


def test_every_state_and_every_format_is_there() -> None:
    assert set(Activity.objects.values_list("status", flat=True)) == set(Status.values)
    assert set(Activity.objects.values_list("format", flat=True)) == set(Activity.Format.values)
    assert 40 <= Activity.objects.count() <= 60


def test_gaps_come_from_care_research_and_teaching() -> None:
    settings = Counter(Activity.objects.values_list("gaps__setting", flat=True))
    assert min(settings["clinical"], settings["research"], settings["teaching"]) >= 4


# --- Those who sign in --------------------------------------------------------------------------------------------------


def test_everybody_in_the_table_signs_in_with_the_password() -> None:
    table = sign_in_table()
    users = [User.objects.get(email=email) for _, email, _ in table]
    # One hash for all, since each costs half a second by design.
    assert {user.password for user in users} == {users[0].password}
    assert authenticate(username=table[0][1], password=PASSWORD) == users[0]
    for user, (_, email, password) in zip(users, table, strict=True):
        assert EmailAddress.objects.filter(user=user, email=email, verified=True, primary=True).count() == 1
        validate_password(password, user)


def test_staff_find_a_list_to_look_at_and_two_accounts_to_join() -> None:
    batch = AttendanceImport.objects.get()
    assert (batch.state, batch.rows.bad().count()) == ("checked", 4)
    assert ["Two spellings of the same address"] in [pair.reasons[:1] for pair in likely_pairs()]


def test_nobody_else_has_a_password() -> None:
    with_password = {user.email for user in User.objects.all() if user.has_usable_password()}
    assert with_password == {person.email for person in SIGN_INS}


def test_each_person_is_who_the_table_says() -> None:
    people = {person.key: User.objects.get(email=person.email) for person in SIGN_INS}
    assert people["reviewer"].is_reviewer
    assert not people["director"].is_staff
    assert people["superuser"].is_superuser
    assert Activity.objects.filter(team__person=people["director"], team__role="director").count() >= 8
    assert len(set(Activity.objects.planned_by(people["planner"]).values_list("status", flat=True))) >= 5


@pytest.mark.parametrize("key", ["physician", "pharmacist"])
def test_a_learner_has_something_on_every_page(key: str) -> None:
    learner = User.objects.get(email=f"{key}@example.org")
    joined = Activity.objects.filter(registrations__learner=learner).exclude(format=Activity.Format.SERIES)
    standings = standings_of([Place(activity) for activity in joined], learner, at=NOW)

    assert Claim.objects.filter(learner=learner, certificates__isnull=False).count() >= 2
    assert any(standing.can_claim for standing in standings)
    assert any(s.maximum > 0 and s.next_step and s.next_step.name == "Evaluation" for s in standings)
    upcoming = Registration.objects.filter(learner=learner, activity__start_date__gt=NOW.date())
    assert upcoming.holding_seats().exists()


# --- Rules --------------------------------------------------------------------------------------------------------------


@pytest.mark.rule("PLN-4")
def test_nothing_was_submitted_with_open_items() -> None:
    incomplete = {
        activity.title: [item.sentence for item in open_items(activity)]
        for activity in Activity.objects.exclude(status=Status.DRAFT)
    }
    assert {title: items for title, items in incomplete.items() if items} == {}


@pytest.mark.rule("REV-1")
def test_every_status_follows_from_its_history() -> None:
    changes: dict[int, list[StatusChange]] = defaultdict(list)
    for change in StatusChange.objects.order_by("at", "pk"):
        changes[change.activity_id].append(change)
    for activity in Activity.objects.all():
        history = changes[activity.pk]
        steps = [Status.DRAFT, *(change.to_status for change in history)]
        assert steps[-1] == activity.status
        assert [change.from_status for change in history] == steps[:-1]
        for change in history:
            transition = TRANSITIONS[change.action]
            assert change.from_status in transition.sources
            assert change.to_status == transition.target
        times = [activity.created_at, *(change.at for change in history), NOW]
        assert all(earlier <= later for earlier, later in pairwise(times)), activity
        if history:
            assert activity.status_changed_at == history[-1].at


@pytest.mark.rule("REV-2")
def test_every_submission_kept_a_version_and_an_attestation() -> None:
    submitted = Counter(StatusChange.objects.filter(action="submit").values_list("activity_id", flat=True))
    kept = Counter(ActivityVersion.objects.values_list("activity_id", flat=True))
    assert submitted == kept
    for activity in Activity.objects.filter(version__gt=0):
        assert activity.version == kept[activity.pk]
        assert activity.attested_by == activity.team.get(role=TeamMember.Role.DIRECTOR).person


def test_a_resubmitted_plan_differs_from_what_was_sent_back() -> None:
    twice = ActivityVersion.objects.filter(number=2).values_list("activity_id", flat=True)
    assert twice
    for first, second in (ActivityVersion.objects.filter(activity=pk).order_by("number") for pk in twice):
        assert first.plan != second.plan


@pytest.mark.rule("REV-3")
def test_nobody_decided_on_an_activity_of_their_own() -> None:
    for change in StatusChange.objects.filter(action__in=("approve", "decline", "request_changes")):
        assert not change.activity.team.filter(person=change.by).exists()


@pytest.mark.rule("REV-4")
def test_credit_was_designated_before_anything_began() -> None:
    late = [
        session
        for session in Session.objects.filter(activity__designations__isnull=False).select_related("activity")
        if session.starts_at <= session.activity.designations.get().designated_at
    ]
    assert late == []


@pytest.mark.rule("SII-6")
def test_relationships_were_decided_after_signing_and_before_approval() -> None:
    for mitigation in Mitigation.objects.select_related("relationship__disclosure", "member__activity"):
        assert mitigation.relationship.disclosure.signed_at < mitigation.decided_at
        designation = mitigation.member.activity.designations.first()
        if designation:
            assert (mitigation.mitigated_at or mitigation.decided_at) < designation.designated_at


def test_some_submitted_proposals_wait_too_long_and_one_for_the_office() -> None:
    waits = [(NOW - a.status_changed_at).days for a in Activity.objects.awaiting_review() if a.status_changed_at]
    assert sum(days > 10 for days in waits) >= 2
    assert min(waits) <= 3


@pytest.mark.rule("AMA-3")
@pytest.mark.rule("AMA-6")
@pytest.mark.rule("EVL-2")
def test_every_claim_is_one_the_application_would_have_accepted() -> None:
    claims: dict[int, list[Claim]] = defaultdict(list)
    for claim in Claim.objects.select_related("activity", "session", "work", "learner"):
        claims[claim.learner_id].append(claim)
    assert sum(map(len, claims.values())) > 800
    signed_in = set(User.objects.filter(email__in=[person.email for person in SIGN_INS]).values_list("pk", flat=True))
    # Of every third learner: each costs a page's worth of queries.
    for own in (claims[pk] for pk in {*sorted(claims)[::3], *(signed_in & claims.keys())}):
        at = max(claim.claimed_at for claim in own)
        places = [Place(claim.activity, claim.session, claim.work) for claim in own]
        for claim, standing in zip(own, standings_of(places, own[0].learner, at=at), strict=True):
            assert claim.maximum == standing.maximum, claim
            assert claim.amount <= standing.maximum
            assert [step.name for step in standing.steps if not step.is_done and step.name != "Claim window"] == []
            closes_at = claim.activity.claim_closes_at(90)
            assert closes_at is None or claim.claimed_at < closes_at


@pytest.mark.rule("AMA-4")
def test_only_physicians_claimed_credit() -> None:
    physicians = set(Profession.objects.filter(is_physician=True).values_list("pk", flat=True))
    for kind, profession in Claim.objects.values_list("kind", "learner__profile__profession_id").distinct():
        assert (kind == Claim.Kind.AMA_CREDIT) == (profession in physicians)


@pytest.mark.rule("CRT-3")
def test_every_claim_has_one_certificate_that_says_the_same() -> None:
    certificates = Certificate.objects.select_related("claim__activity", "claim__learner")
    assert certificates.count() == Claim.objects.count()
    for certificate in certificates:
        assert certificate.snapshot["number"] == certificate.number
        assert certificate.snapshot["activity_title"] == certificate.claim.activity.title
        assert certificate.snapshot["learner_name"] == certificate.claim.learner.printed_name


@pytest.mark.rule("CRT-5")
def test_every_name_can_be_printed() -> None:
    unprintable = {name: missing_glyphs(name) for name in User.objects.values_list("printed_name", flat=True)}
    assert {name: missing for name, missing in unprintable.items() if missing} == {}


@pytest.mark.rule("ATT-1")
def test_those_who_attended_were_registered_and_in_one_place_at_a_time() -> None:
    seats = set(Registration.objects.holding_seats().values_list("activity_id", "learner_id"))
    sessions: dict[tuple[int, int], list[Session]] = defaultdict(list)
    for attendance in Attendance.objects.select_related("session"):
        assert attendance.recorded_at <= NOW
        assert attendance.recorded_at >= attendance.session.starts_at - timedelta(minutes=30)
        sessions[attendance.session.activity_id, attendance.learner_id].append(attendance.session)
    assert sessions.keys() <= seats
    for attended in sessions.values():
        attended.sort(key=lambda session: session.starts_at)
        assert all(earlier.ends_at <= later.starts_at for earlier, later in pairwise(attended))


@pytest.mark.rule("ATT-2")
def test_seats_were_given_in_order_of_arrival() -> None:
    full = Activity.objects.filter(registrations__status=Registration.Status.WAITING).distinct().get()
    seated = full.registrations.holding_seats()
    assert seated.count() == full.capacity
    waiting = full.registrations.filter(status=Registration.Status.WAITING)
    assert min(r.registered_at for r in waiting) > max(r.registered_at for r in seated)


@pytest.mark.rule("ATT-4")
def test_codes_work_at_this_moment() -> None:
    from activities.models import OfficeSettings

    office = OfficeSettings.current()
    codes = SessionCode.objects.in_use().filter(activity__status=Status.OPEN, opens_at__lte=NOW, closes_at__gt=NOW)
    working = [
        code for code in codes if not attendance_refusals(code, sessions_of_code(code, at=NOW), office=office, at=NOW)
    ]
    assert {code.session is None for code in working} == {True, False}


@pytest.mark.rule("AMA-5")
def test_whoever_claimed_self_paced_material_passed_it_first() -> None:
    passed: dict[tuple[int, int], Any] = {}
    for attempt in AssessmentAttempt.objects.select_related("questionnaire"):
        assert attempt.answered_at <= NOW
        if attempt.is_passed:
            passed[attempt.questionnaire.activity_id, attempt.learner_id] = attempt.answered_at
    evaluated = Evaluation.objects.filter(questionnaire__activity__format__in=Activity.SELF_PACED_FORMATS)
    assert evaluated
    for evaluation in evaluated.select_related("questionnaire"):
        assert passed[evaluation.questionnaire.activity_id, evaluation.learner_id] <= evaluation.submitted_at


def test_nothing_has_happened_in_the_future() -> None:
    times = (
        (Registration, "registered_at"),
        (Evaluation, "submitted_at"),
        (Claim, "claimed_at"),
        (Certificate, "issued_at"),
        (User, "date_joined"),
    )
    for model, field in times:
        assert not model._default_manager.filter(**{f"{field}__gt": NOW}).exists(), model


def test_learners_are_of_every_kind_and_their_numbers_are_valid() -> None:
    learners = Profile.objects.filter(user__registrations__isnull=False).distinct()
    assert set(learners.values_list("practice_state", flat=True)) == {"UT", "WY", "MT", "ID"}
    assert learners.values("profession").distinct().count() >= 14
    for state, county in Profile.objects.exclude(practice_county="").values_list("practice_state", "practice_county"):
        assert county in COUNTIES_OF[state]
    for identifier in Identifier.objects.all():
        assert normalise_identifier(identifier.kind, identifier.value) == identifier.value


# --- The command ----------------------------------------------------------------------------------------------------------


def test_loading_into_an_office_with_activities_is_refused() -> None:
    with pytest.raises(CommandError, match="has activities already; nothing was changed"):
        call_command("load_demo_office")


def test_the_launcher_is_told_that_nothing_was_changed() -> None:
    said = StringIO()
    call_command("load_demo_office", if_empty=True, stdout=said)
    assert said.getvalue() == "This office has activities already; nothing was changed.\n"


def test_loading_outside_demonstrations_is_refused(settings: Any) -> None:
    settings.TESTING = settings.DEMO = settings.DEBUG = False
    with pytest.raises(CommandError, match="superuser with a known password"):
        call_command("load_demo_office")


@pytest.mark.rule("AMA-2")
def test_late_claims_and_people_who_were_there_unrecorded_wait_for_the_office() -> None:
    waiting = LateClaimRequest.objects.waiting()
    assert set(waiting.values_list("kind", flat=True)) == set(LateClaimRequest.Kind.values)
    assert not LateClaimRequest.objects.to_announce().exists(), "the office was told in the past"
    assert not LateClaimRequest.objects.to_tell().exists()


def test_every_format_of_completed_work_has_some_confirmed_some_waiting_and_some_sent_back() -> None:
    seen = set(CompletedWork.objects.values_list("kind", "status"))
    wanted = {
        (kind, status) for kind in CompletedWork.Kind.values for status in ("confirmed", "handed_in", "sent_back")
    }
    assert wanted - seen == set()
    assert set(Claim.objects.exclude(work=None).values_list("work__kind", flat=True)) == set(CompletedWork.Kind.values)
    assert not Claim.objects.filter(work=None, activity__format__in=CompletedWork.Kind.values).exists()
