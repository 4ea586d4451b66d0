"""The whole line, through the pages: from what falls short in practice to a certificate anybody can verify."""

from datetime import UTC, datetime

import pytest
import time_machine

from accounts.models import User
from activities.models import Activity, Department, Status
from credits.models import Certificate
from credits.tasks import make_certificate
from disclosures.links import disclosure_token
from evaluations.models import Question
from tests.factories import make_reviewer
from tests.journeys.people import Person
from tests.pages import press_here

pytestmark = pytest.mark.django_db

PLANNING_DAY = datetime(2027, 1, 11, 17, tzinfo=UTC)
COURSE_DAY = datetime(2027, 4, 9, 15, 30, tzinfo=UTC)  # 9:30 in Salt Lake City

TEAM = [
    ("Paul", "Peterson", "paul@example.org", "planner", "pharmacist"),
    ("Nora", "Nez", "nora@example.org", "speaker", "advanced-practice-nurse"),
    ("Petra", "Ioane", "petra@example.org", "speaker", "physician-assistant"),
]


def test_a_gap_becomes_a_course_and_two_certificates():
    Department.objects.get_or_create(name="Emergency Medicine")
    with time_machine.travel(PLANNING_DAY, tick=True):
        activity = a_planner_writes_and_submits_a_proposal()
        the_team_discloses(activity)
        a_reviewer_approves_it_in_the_admin(activity)
        physician, pharmacist = learners_register(activity)
    with time_machine.travel(COURSE_DAY, tick=True):
        code = the_planner_shows_the_code(activity)
        they_attend_and_evaluate(activity, code, physician, pharmacist)
    with time_machine.travel(datetime(2027, 4, 9, 18, tzinfo=UTC), tick=True):
        they_claim_and_hold_their_certificates(activity, physician, pharmacist)
        anybody_verifies_them()


def a_planner_writes_and_submits_a_proposal() -> Activity:
    dora = Person("Dora Díaz", "dora@example.org").signs_up(given="Dora", family="Díaz", profession="physician")
    dora.opens("/plan/new/").sends(containing="title", title="Sepsis: the First Hour", format="course")
    activity = Activity.objects.get()
    room = f"/plan/{activity.slug}/"

    dora.opens(f"{room}basics/").sends(
        containing="based_on",
        department=Department.objects.get().pk,
        format_rationale="Teams rehearse what they must do together.",
        description="Recognize sepsis and begin the bundle within the hour.",
        start_date="2027-04-09",
        end_date="2027-04-09",
        city="Salt Lake City",
        state="UT",
    )
    dora.opens(f"{room}gaps/").sends(
        containing="based_on",
        **{
            "rows-0-setting": "clinical",
            "rows-0-current_practice": "The first antibiotic is given after a median of 142 minutes.",
            "rows-0-best_practice": "The first antibiotic is given within one hour of recognition.",
            "rows-0-evidence": "quality_data",
            "rows-0-reference": "Emergency department registry, 2026.",
            "rows-0-need_performance": "Give the first dose before transfer, by standing order.",
        },
    )
    gap = activity.gaps.get()
    dora.opens(f"{room}objectives/").sends(
        containing="based_on",
        **{"rows-0-text": "Understand sepsis", "rows-0-gap": gap.pk, "rows-0-change": "performance"},
    )
    dora.reads("“Understand” cannot be observed in a learner.")
    dora.sends(containing="based_on", **{"rows-0-text": "Order the first antibiotic within fifteen minutes"})
    dora.opens(f"{room}content/").sends(
        containing="based_on", content_areas=["safety", "outcomes"], competencies=["nam-teams", "acgme-patient-care"]
    )
    write_the_team(dora, room)
    write_the_agenda(dora, room, activity)
    dora.opens(f"{room}evaluation/").sends(
        containing="based_on",
        outcome_competence="on",
        outcome_performance="on",
        evaluation_plan="Registry times three months before and after.",
    )
    dora.opens(f"{room}independence/").sends(
        containing="based_on", independence_statement="The team chose topics from the registry alone."
    )
    dora.opens(f"{room}submit/").sends(containing="attests", attests="on")
    dora.reads("Submitted. The office reads it next")
    return activity


def write_the_team(dora: Person, room: str) -> None:
    dora.opens(f"{room}team/").sends(
        containing="based_on",
        audience=["physician", "pharmacist", "advanced-practice-nurse"],
        add_row="1",
    )
    rows = {"rows-TOTAL_FORMS": str(1 + len(TEAM))}
    for number, (given, family, email, role, profession) in enumerate(TEAM, start=1):
        rows |= {
            f"rows-{number}-given_name": given,
            f"rows-{number}-family_name": family,
            f"rows-{number}-email": email,
            f"rows-{number}-role": role,
            f"rows-{number}-profession": profession,
            f"rows-{number}-employer": "University of Utah Health",
            f"rows-{number}-controls_content": "on",
        }
    dora.sends(containing="based_on", **rows)


def write_the_agenda(dora: Person, room: str, activity: Activity) -> None:
    speakers = list(activity.team.filter(role="speaker").values_list("pk", flat=True))
    items = [
        ("The first hour", "talk", "09:00", "09:50", speakers[:1]),
        ("Break", "break", "09:50", "10:10", []),
        ("Three cases in mixed teams", "cases", "10:10", "11:10", speakers),
    ]
    rows: dict[str, object] = {"rows-TOTAL_FORMS": str(len(items))}
    for number, (title, kind, start, end, who) in enumerate(items):
        rows |= {
            f"rows-{number}-title": title,
            f"rows-{number}-kind": kind,
            f"rows-{number}-date": "2027-04-09",
            f"rows-{number}-start": start,
            f"rows-{number}-end": end,
            f"rows-{number}-counts_for_credit": "on",
            f"rows-{number}-speakers": who,
        }
    dora.opens(f"{room}agenda/").sends(containing="based_on", **rows)
    dora.opens(f"{room}agenda/").reads("1.75")


def the_team_discloses(activity: Activity) -> None:
    """Dora signed in, the others by a link, without an account."""
    for member in activity.team.select_related("person"):
        someone = Person(str(member.person), member.person.email)
        someone.opens(f"/disclose/{disclosure_token(member.person)}/")
        someone.sends(containing="signed_name", answer="none", signed_name=str(member.person), is_true="on")


def a_reviewer_approves_it_in_the_admin(activity: Activity) -> None:
    rae = Person("Rae Reviewer", "rae@example.org")
    rae.browser.force_login(make_reviewer("Rae Reviewer"))
    rae.opens("/admin/").reads("1 Proposal to decide on")
    rae.opens(f"/admin/activities/activity/{activity.pk}/review/")
    rae.reads("Order the first antibiotic within fifteen minutes")
    rae.sends(containing="version", action="approve", opens="at_once")
    activity.refresh_from_db()
    assert (activity.status, str(activity.maximum_credit)) == (Status.OPEN, "1.75")
    assert [change.action for change in activity.status_changes.all()] == ["submit", "approve", "open"]


def learners_register(activity: Activity) -> tuple[Person, Person]:
    physician = Person("王秀英", "xiuying@example.org")
    physician.signs_up(given="秀英", family="王", profession="physician")
    physician.opens("/accounts/profile/").sends(containing="printed_name", printed_name="王秀英")
    pharmacist = Person("Lorraine Tsosie", "lorraine@example.org")
    pharmacist.signs_up(given="Lorraine", family="Tsosie", profession="pharmacist")
    for person in (physician, pharmacist):
        person.opens("/activities/").reads("Sepsis: the First Hour")
        person.opens(f"/activities/{activity.slug}/").reads(
            "The University of Utah School of Medicine designates this live activity for a maximum of 1.75 AMA PRA "
            "Category 1 Credits™."
        )
        person.opens(f"/activities/{activity.slug}/register/").sends(containing="access_needs")
        person.reads("You are registered")
    return physician, pharmacist


def the_planner_shows_the_code(activity: Activity) -> str:
    dora = Person("Dora Díaz", "dora@example.org")
    dora.browser.force_login(User.objects.get(email="dora@example.org"))
    dora.opens(f"/plan/{activity.slug}/codes/")
    return activity.codes.get().code


def they_attend_and_evaluate(activity: Activity, code: str, *people: Person) -> None:
    for person in people:
        person.takes_another_browser().opens("/s/").sends(containing="code", code=f"{code[:3].lower()} {code[3:]}")
        person.sends(containing="email", email=person.email).types_the_mailed_code()
        person.reads("None of the persons in control of content has relevant financial relationships")
        person.page = press_here(person.browser, person.address, follow=True)
        person.opens(f"/activities/{activity.slug}/claim/")
        person.reads("Evaluate it after the last session, at 11:10 AM")
        person.opens(f"/activities/{activity.slug}/evaluate/")
        answers = {
            f"question-{question.pk}": {"rating": "5", "yes_no": "yes", "intent": "yes"}[question.kind]
            for question in Question.objects.filter(questionnaire__activity=activity, is_required=True)
        }
        person.page = person.browser.post(
            person.address, answers | {"commitment-1": "give the first dose before transfer"}, follow=True
        )


def they_claim_and_hold_their_certificates(activity: Activity, physician: Person, pharmacist: Person) -> None:
    physician.opens(f"/activities/{activity.slug}/claim/").sends(containing="amount", amount="2.00")
    physician.reads("You can claim at most 1.75")
    for person, amount in ((physician, "1.50"), (pharmacist, "1.75")):
        person.opens(f"/activities/{activity.slug}/claim/").sends(containing="amount", amount=amount)
        person.reads("claim is safe")
    for certificate in Certificate.objects.missing():
        make_certificate(certificate.pk)
    for person in (physician, pharmacist):
        certificate = Certificate.objects.get(claim__learner__email=person.email)
        person.opens(f"/certificates/{certificate.number}/").reads(person.name)
        pdf = person.browser.get(f"/certificates/{certificate.number}.pdf")
        assert b"".join(pdf.streaming_content).startswith(b"%PDF-")
    physician.opens("/me/transcript/").reads("1.50")
    pharmacist.reads("Designated for 1.75 AMA PRA Category 1 Credits™")
    pharmacist.does_not_read("earned")
    pharmacist.does_not_read("awarded")


def anybody_verifies_them() -> None:
    stranger = Person("A hospital's office", "office@example.com")
    for certificate in Certificate.objects.all():
        stranger.opens("/verify/").sends(containing="number", number=certificate.number.lower().replace("-", " "))
        stranger.reads(str(certificate.claim.learner))
