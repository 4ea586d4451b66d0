"""The catalogue and the page of an activity, as strangers and learners see them."""

import re
from datetime import datetime, timedelta
from decimal import Decimal
from typing import Any

import pytest
import time_machine
from django.test import Client
from django.utils import timezone

from activities.models import Activity, Mitigation, OfficeSettings, Session, Status, TeamMember
from activities.services.sessions import cancel_session
from tests.factories import DENVER, Item, make_activity, make_disclosure, make_person, make_reviewer, make_session
from tests.pages import text_of

pytestmark = pytest.mark.django_db
NOW = datetime(2026, 11, 23, 8, 0, tzinfo=DENVER)
UNPUBLISHED = [Status.DRAFT, Status.SUBMITTED, Status.CHANGES_REQUESTED, Status.DECLINED, Status.WITHDRAWN]


@pytest.fixture(autouse=True)
def _a_monday_morning():
    with time_machine.travel(NOW, tick=False):
        yield


def at(day: int, month: int = 12, year: int = 2026, hour: int = 9) -> datetime:
    return datetime(year, month, day, hour, tzinfo=DENVER)


def listing(query: str = "") -> list[tuple[str, list[str]]]:
    """Each heading with the titles under it."""
    answer = Client().get(f"/activities/{query}")
    assert answer.status_code == 200
    return [(month.heading, [row.activity.title for row in month.rows]) for month in answer.context["months"]]


def titles(query: str = "") -> list[str]:
    return [title for _, under in listing(query) for title in under]


def page_of(activity: Activity, client: Client | None = None) -> str:
    answer = (client or Client()).get(activity.get_absolute_url())
    assert answer.status_code == 200
    return re.sub(r"\s+", " ", answer.content.decode())


# --- What the catalogue shows ----------------------------------------------------------------------------------------


@pytest.mark.rule("REV-6")
def test_only_what_is_approved_is_listed():
    for status in Status.values:
        make_activity(status, title=status, starts_at=at(4))

    assert titles() == ["approved", "closed", "open"]


@pytest.mark.rule("REV-6")
def test_a_planner_does_not_find_her_own_draft_in_the_catalogue():
    dora = make_person("Dora Director")
    make_activity(Status.DRAFT, director=dora, starts_at=at(4))
    client = Client()
    client.force_login(dora)

    answer = client.get("/activities/")

    assert answer.context["page"].paginator.count == 0
    assert "No activities are announced yet" in answer.content.decode()


def test_activities_stand_under_the_month_in_which_one_can_next_take_part():
    make_activity(title="In January", starts_at=at(5, 1, 2027))
    make_activity(title="Late in December", starts_at=at(30))
    make_activity(title="Early in December", starts_at=at(2))
    weekly = tuple(Item(f"Week {week}", after=timedelta(weeks=week)) for week in range(10))
    make_activity(title="Began in October", format="series", starts_at=at(19, 10), agenda=weekly)
    make_activity(title="At one's own pace", format="enduring", starts_at=at(1), end_date=at(1, 6, 2027).date())

    assert listing() == [
        ("November 2026", ["Began in October"]),
        ("December 2026", ["Early in December", "Late in December"]),
        ("January 2027", ["In January"]),
        ("Any time, at your own pace", ["At one's own pace"]),
    ]


def test_what_is_over_is_found_under_past_the_latest_first():
    make_activity(title="Last year", starts_at=at(4, year=2025), status=Status.CLOSED)
    make_activity(title="Last week", starts_at=at(16, 11))
    make_activity(title="Today", starts_at=at(23, 11, hour=18))

    assert listing() == [("November 2026", ["Today"])]
    assert listing("?when=past") == [("November 2026", ["Last week"]), ("December 2025", ["Last year"])]


def test_a_row_says_when_where_for_whom_and_what_credit():
    make_activity(title="Airway", starts_at=at(4), city="Pocatello", state="ID")

    [row] = Client().get("/activities/").context["months"][0].rows

    assert (row.spoken, row.when, row.where, row.audience, row.credit) == (
        "Friday, December 4, 2026",
        "9:00\N{NO-BREAK SPACE}AM MST",
        "Pocatello, ID",
        "Physicians, Advanced practice nurses, Pharmacists and 1 more",
        "Up to 1.00 AMA PRA Category 1 Credit™",
    )


# --- Searching and filtering -----------------------------------------------------------------------------------------


@pytest.fixture
def three() -> None:
    make_activity(
        title="Sepsis in the Emergency Room",
        starts_at=at(2),
        description="Antibiotics early.",
        objectives=["Apply the bundle"],
        agenda=[Item("Lactate")],
        speakers=[
            make_person("Ngaire Tāmati", "advanced-practice-nurse"),
            make_person("Jonah Begay", "physician-assistant"),
        ],
    )
    make_activity(
        title="Asthma Rounds",
        format="series",
        starts_at=at(10),
        delivery="hybrid",
        state="WY",
        city="Laramie",
        description="Inhalers.",
        objectives=["Select a spacer"],
    )
    module = make_activity(
        title="Lipids",
        format="enduring",
        starts_at=at(5, 1, 2027),
        audience=["physician"],
        objectives=["Interpret panels"],
    )
    module.content_areas.set(["outreach"])


@pytest.mark.usefixtures("three")
@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("?q=SEPSIS", ["Sepsis in the Emergency Room"]),
        ("?q=inhalers", ["Asthma Rounds"]),
        ("?q=spacer", ["Asthma Rounds"]),
        ("?q=begay", ["Sepsis in the Emergency Room"]),
        ("?q=Bégay", ["Sepsis in the Emergency Room"]),
        ("?q=lactate", ["Sepsis in the Emergency Room"]),
        ("?q=room+antibiotics+begay", ["Sepsis in the Emergency Room"]),
        ("?q=sepsis+spacer", []),
        ("?q=%25", []),
        ("?format=series", ["Asthma Rounds"]),
        ("?format=series&format=enduring", ["Asthma Rounds", "Lipids"]),
        ("?delivery=hybrid", ["Asthma Rounds"]),
        ("?profession=pharmacist", ["Sepsis in the Emergency Room", "Asthma Rounds"]),
        ("?area=outreach", ["Lipids"]),
        ("?area=outreach&area=safety", ["Sepsis in the Emergency Room", "Asthma Rounds", "Lipids"]),
        ("?state=WY", ["Asthma Rounds"]),
        ("?since=2026-12-09&until=2026-12-31", ["Asthma Rounds"]),
        ("?until=2026-12-09", ["Sepsis in the Emergency Room"]),
        ("?q=sepsis&format=series", []),
    ],
)
def test_one_finds_by_words_and_filters(query: str, found: list[str]):
    assert titles(query) == found


def test_a_first_day_in_the_past_reaches_back():
    make_activity(title="Last week", starts_at=at(16, 11))

    assert titles("?since=2026-11-01") == ["Last week"]


@pytest.mark.usefixtures("three")
def test_a_search_that_finds_nothing_says_what_to_do():
    answer = Client().get("/activities/?q=leprosy&state=WY")

    assert "Nothing fits all of this" in answer.content.decode()
    assert [(one.label, one.without) for one in answer.context["chosen"]] == [
        ("“leprosy”", "?state=WY"),
        ("Wyoming", "?q=leprosy"),
    ]


@pytest.mark.usefixtures("three")
@pytest.mark.parametrize(
    ("query", "field", "sentence"),
    [
        ("?since=soon&format=series", "since", "Enter a valid date."),
        (
            "?since=2026-12-31&until=2026-12-01&format=series",
            "until",
            "This is before the first day. Choose a later one, or leave it empty.",
        ),
        ("?state=XX&format=series", "state", "Select a valid choice. XX is not one of the available choices."),
    ],
)
def test_what_makes_no_sense_is_said_beside_its_field_and_the_rest_still_applies(query: str, field: str, sentence: str):
    answer = Client().get(f"/activities/{query}")

    assert answer.context["form"].errors == {field: [sentence]}
    assert sentence in answer.content.decode()
    assert {row.activity.format for month in answer.context["months"] for row in month.rows} <= {"series"}


def test_a_page_that_does_not_exist_is_the_last_one_and_pages_keep_the_search():
    for number in range(21):
        make_activity(title=f"Sepsis {number:02}", starts_at=at(1) + timedelta(days=number))

    first = Client().get("/activities/?q=sepsis")
    last = Client().get("/activities/?q=sepsis&page=99")

    assert (first.context["page"].paginator.count, len(first.context["page"])) == (21, 20)
    assert 'href="?q=sepsis&amp;page=2"' in first.content.decode()
    assert [month.rows[0].activity.title for month in last.context["months"]] == ["Sepsis 20"]


@pytest.mark.usefixtures("three")
def test_with_htmx_only_the_results_come_and_the_address_is_tidy():
    answer = Client().get("/activities/?q=sepsis&state=&when=", headers={"HX-Request": "true"})

    assert "<html" not in answer.content.decode()
    assert "Sepsis in the Emergency Room" in answer.content.decode()
    assert answer["HX-Push-Url"] == "/activities/?q=sepsis"
    assert "HX-Request" in answer["Vary"]


def test_a_list_of_three_asks_the_database_no_more_than_a_list_of_one(django_assert_num_queries):
    make_activity(starts_at=at(4))
    Client().get("/activities/")
    with django_assert_num_queries(8) as at_one:
        Client().get("/activities/")
    make_activity(starts_at=at(5))
    make_activity(starts_at=at(6), format="series")

    with django_assert_num_queries(len(at_one)):
        Client().get("/activities/")


# --- An activity's page ----------------------------------------------------------------------------------------------


@pytest.mark.rule("STM-1", "STM-2")
def test_the_page_of_an_approved_activity_carries_the_exact_statements():
    page = page_of(make_activity(starts_at=at(4), agenda=[Item("One", 60), Item("Two", 75)]))

    assert (
        "The University of Utah School of Medicine is accredited by the Accreditation Council for Continuing Medical "
        "Education (ACCME) to provide continuing medical education for physicians." in page
    )
    assert (
        "The University of Utah School of Medicine designates this live activity for a maximum of 2.25 "
        "<em>AMA PRA Category 1 Credits</em>™. Physicians should claim only the credit commensurate with the extent of "
        "their participation in the activity." in page
    )
    assert "135 minutes" not in page
    assert "75 minutes count for credit" in page


@pytest.mark.rule("STM-2")
def test_a_series_tells_its_credit_per_session():
    page = page_of(make_activity(format="series", starts_at=at(4)))

    assert "Up to 1.00 <em>AMA PRA Category 1 Credit</em>™ per session" in page
    assert "designates each session of this live activity for a maximum of 1.00 <em>AMA" in page


@pytest.mark.rule("STM-3")
@pytest.mark.parametrize("status", UNPUBLISHED)
def test_a_preview_says_nothing_of_credit(status: str):
    dora = make_person("Dora Director")
    client = Client()
    client.force_login(dora)

    page = page_of(make_activity(status, director=dora, starts_at=at(4)), client)
    body = page[page.index("<main") : page.index("</main>")]

    assert "Preview" in body
    assert not re.search("credit|AMA|accredited|designate", body, re.IGNORECASE)
    assert "Register" not in body


@pytest.mark.rule("REV-6")
@pytest.mark.parametrize("status", UNPUBLISHED)
def test_an_unpublished_activity_is_not_there_for_others(status: str):
    dora, speaker = make_person("Dora Director"), make_person("Nora Nurse", "advanced-practice-nurse")
    activity = make_activity(
        status, director=dora, speakers=[speaker, make_person("P A", "physician-assistant")], starts_at=at(4)
    )
    seen = {}
    for name, person in {
        "anonymous": None,
        "learner": make_person(),
        "speaker": speaker,
        "director": dora,
        "reviewer": make_reviewer(),
    }.items():
        client = Client()
        if person:
            client.force_login(person)
        seen[name] = client.get(activity.get_absolute_url()).status_code

    assert seen == {"anonymous": 404, "learner": 404, "speaker": 404, "director": 200, "reviewer": 200}


def test_times_are_the_activitys_own_with_the_name_of_the_zone():
    page = page_of(make_activity(starts_at=at(4), time_zone="America/New_York")).replace("\N{NO-BREAK SPACE}", " ")

    assert "11:00 AM – 12:00 PM" in page
    assert "Eastern Time (EST)" in page


def test_what_runs_at_the_same_time_stands_side_by_side_and_breaks_carry_no_credit():
    agenda = [
        Item("Clinic", 60, track="A"),
        Item("Bedside", 60, track="B", after=timedelta(0)),
        Item("Coffee", 15, Session.Kind.BREAK, after=timedelta(hours=1)),
        Item("Tomorrow", 60, after=timedelta(days=1)),
    ]
    activity = make_activity(starts_at=at(4), agenda=agenda)

    days = Client().get(activity.get_absolute_url()).context["programme"].coming

    assert [
        (day.heading, [[(item.session.title, item.credit) for item in slot.contents] for slot in day.slots])
        for day in days
    ] == [
        (
            "Friday, December 4, 2026",
            [
                [("Clinic", "60 minutes count for credit"), ("Bedside", "60 minutes count for credit")],
                [("Coffee", "")],
            ],
        ),
        ("Saturday, December 5, 2026", [[("Tomorrow", "60 minutes count for credit")]]),
    ]


def test_a_series_shows_its_next_sessions_and_folds_away_the_rest():
    weekly = tuple(Item(f"Week {week}", after=timedelta(weeks=week)) for week in range(12))
    series = make_activity(format="series", starts_at=at(9, 11), agenda=weekly)

    programme = Client().get(series.get_absolute_url()).context["programme"]

    assert (len(programme.earlier), len(programme.coming), len(programme.later)) == (2, 8, 2)
    assert programme.hours == "Next: Monday, November 23, 9:00\N{NO-BREAK SPACE}AM"
    assert programme.earlier[0].heading == "Monday, November 16, 2026"


def test_what_ends_earlier_than_what_runs_beside_it_says_so():
    agenda = [Item("Clinic", 45), Item("Slope", 90, after=timedelta(0))]

    [slot] = (
        Client()
        .get(make_activity(starts_at=at(4), agenda=agenda).get_absolute_url())
        .context["programme"]
        .coming[0]
        .slots
    )

    assert slot.time == "9:00 – 10:30\N{NO-BREAK SPACE}AM"
    assert [(item.session.title, item.until) for item in slot.contents] == [
        ("Clinic", "until 9:45\N{NO-BREAK SPACE}AM"),
        ("Slope", ""),
    ]


def test_who_plans_and_teaches_is_named_once_with_both_roles_and_a_coordinator_is_not():
    dora, carl = make_person("Dora Director"), make_person("Carl Coordinator", "other")
    others = [make_person("P A", "physician-assistant"), make_person("N P", "advanced-practice-nurse")]
    activity = make_activity(
        starts_at=at(4), director=dora, planners=[make_person("Paul", "pharmacist")], speakers=others
    )
    TeamMember.objects.create(activity=activity, person=dora, role="speaker", profession_id="physician", position=9)
    TeamMember.objects.create(
        activity=activity, person=carl, role="coordinator", profession_id="other", controls_content=False
    )

    people = Client().get(activity.get_absolute_url()).context["programme"].people

    assert [(str(person.member.person), person.roles) for person in people] == [
        ("P A", "Speaker"),
        ("N P", "Speaker"),
        ("Dora Director", "Speaker, Activity director"),
        ("Paul", "Planner"),
    ]


@pytest.mark.parametrize(
    ("format", "credit"), [("manuscript", "3.00"), ("enduring", "1.00"), ("test_item", "10.00"), ("journal", "1.00")]
)
def test_what_one_does_when_one_likes_says_until_when(format: str, credit: str):
    office = OfficeSettings.current()
    office.manuscript_credit, office.test_item_credit, office.journal_credit = Decimal(3), Decimal(10), Decimal(1)
    office.save()
    activity = make_activity(
        title="When I like", format=format, starts_at=at(24, 11), end_date=at(30, 6, 2027).date(), self_paced_minutes=60
    )

    with time_machine.travel(NOW + timedelta(days=2), tick=False):
        answer = Client().get(activity.get_absolute_url())

        assert answer.context["programme"].dates == "Any time until June 30, 2027"
        assert answer.context["told"].credit.startswith(f"Up to {credit} AMA")
        assert listing() == [("Any time, at your own pace", ["When I like"])]


@pytest.mark.rule("AMA-5")
def test_one_sees_the_pass_mark_beforehand():
    module = make_activity(format="enduring", starts_at=at(4), pass_mark=75)

    assert "75 % to pass" in page_of(module)


def test_the_address_of_a_stream_is_for_those_who_registered():
    webinar = make_activity(starts_at=at(4), delivery="live_streamed", online_address="https://stream.example/secret")

    assert "stream.example" not in page_of(webinar)


def test_a_page_of_many_sessions_asks_the_database_no_more_than_one_of_few(django_assert_num_queries):
    series = make_activity(format="series", starts_at=at(4))
    Client().get(series.get_absolute_url())
    with django_assert_num_queries(25, exact=False) as at_three:
        Client().get(series.get_absolute_url())
    for week in range(3, 12):
        make_session(series, f"Week {week}", at(4) + timedelta(weeks=week))

    with django_assert_num_queries(len(at_three)):
        Client().get(series.get_absolute_url())


# --- Disclosures (SII-8) ---------------------------------------------------------------------------------------------


def with_a_consultant(*, mitigated: bool) -> tuple[Activity, TeamMember]:
    omar = make_person("Omar Haddad", "pharmacist")
    disclosure = make_disclosure(omar, ("Novartis", "consultant"), ("Bayer", "research"), at=timezone.now())
    others = [make_person("P A", "physician-assistant"), make_person("N P", "advanced-practice-nurse")]
    activity = make_activity(starts_at=at(4), speakers=[omar, *others])
    member = activity.team.get(person=omar)
    office = make_reviewer()
    for relationship in disclosure.relationships.all():
        is_relevant = relationship.company == "Novartis"
        done: dict[str, Any] = {"method": "peer_review", "mitigated_at": timezone.now(), "mitigated_by": office}
        Mitigation.objects.create(
            member=member,
            relationship=relationship,
            is_relevant=is_relevant,
            decided_at=timezone.now(),
            decided_by=office,
            **(done if is_relevant and mitigated else {}),
        )
    return activity, member


def told(activity: Activity) -> list[str]:
    disclosures: list[str] = Client().get(activity.get_absolute_url()).context["told"].disclosures
    return disclosures


@pytest.mark.rule("SII-8")
def test_learners_see_who_has_which_relevant_relationship_and_that_all_others_have_none():
    activity, _ = with_a_consultant(mitigated=True)

    assert told(activity) == [
        "Omar Haddad (speaker): Consultant: Novartis.",
        "All of the relevant financial relationships listed for these individuals have been mitigated.",
        "None of the other persons in control of content has relevant financial relationships with ineligible companies "
        "to disclose.",
    ]


@pytest.mark.rule("SII-8")
def test_learners_see_the_absence_where_nobody_has_any():
    assert told(make_activity(starts_at=at(4))) == [
        "None of the persons in control of content has relevant financial relationships with ineligible companies to "
        "disclose."
    ]


@pytest.mark.rule("SII-8")
def test_nothing_is_asserted_of_somebody_who_is_not_cleared():
    activity, _ = with_a_consultant(mitigated=False)

    assert told(activity) == [
        "The office is still reviewing the disclosures of Omar Haddad; what they are responsible for opens afterwards.",
        "None of the other persons in control of content has relevant financial relationships with ineligible companies "
        "to disclose.",
    ]


@pytest.mark.rule("SII-8")
def test_a_later_disclosure_does_not_change_what_an_earlier_activity_told():
    activity, member = with_a_consultant(mitigated=True)
    before = told(activity)

    with time_machine.travel(NOW + timedelta(days=400), tick=False):
        make_disclosure(member.person, at=timezone.now())
        assert told(activity) == before


def test_the_designated_maximum_is_shown_where_it_is_less_than_the_agenda_supports():
    activity = make_activity(starts_at=at(4), agenda=[Item("Long", 120)], maximum=Decimal("1.50"))

    assert "Up to 1.50 <em>AMA PRA Category 1 Credits</em>™" in page_of(activity)


@pytest.mark.rule("STM-3")
def test_whoever_registered_finds_out_that_it_is_cancelled_and_nothing_of_credit():
    page = page_of(make_activity(Status.CANCELLED, starts_at=at(4)))
    body = page[page.index("<main") : page.index("</main>")]

    assert "This activity is cancelled" in body
    assert not re.search("credit|accredited|Register<", body, re.IGNORECASE)


# --- A series ---------------------------------------------------------------------------------------------------------


def test_a_series_says_what_is_approved_cancelled_and_to_be_announced():
    weekly = [Item(title, after=timedelta(weeks=week)) for week, title in enumerate(("Asthma", "Gout", "Wounds"))]
    weekly.append(Item("To be announced", after=timedelta(weeks=3), speakers=[]))
    series = make_activity(format="series", agenda=weekly)
    gout = series.sessions.all()[1]
    cancel_session(gout, reason="Snow.", by=series.team.get(role="director").person, at=timezone.now())

    text = text_of(Client().get(series.get_absolute_url()))

    assert "Asthma Petra Associate; Nora Nurse Approved 60 minutes count for credit" in text
    assert "Gout Petra Associate; Nora Nurse Cancelled Snow." in text
    assert text.count("count for credit") == 2  # nothing is said of credit for what is not approved
    assert "To be announced" in text
    assert "Up to 1.00 AMA PRA Category 1 Credit™ per session" in text
    assert "2 sessions are approved: 2.00 AMA PRA Category 1 Credits™ for who attends them all" in text
    assert (
        f"webcal://testserver{series.get_absolute_url()}calendar.ics"
        in Client().get(series.get_absolute_url()).content.decode()
    )


def test_the_next_session_of_a_series_is_not_one_that_was_cancelled():
    series = make_activity(format="series")
    first, second, _ = series.sessions.all()
    cancel_session(first, reason="Snow.", by=series.team.get(role="director").person, at=timezone.now())
    text = text_of(Client().get(series.get_absolute_url()))
    assert f"Next: {second.local_starts_at:%A, %B} {second.local_starts_at.day}" in text


# --- What is going on just now ---------------------------------------------------------------------------------------
def row_at(moment: datetime, path: str = "/activities/") -> str:
    with time_machine.travel(moment, tick=False):
        return text_of(Client().get(path))


@pytest.mark.parametrize("path", ["/", "/activities/"])
def test_what_is_going_on_says_so_and_leads_to_the_code(path: str):
    begins = datetime(2027, 3, 9, 9, 0, tzinfo=DENVER)
    make_activity(starts_at=begins, agenda=[Item("One"), Item("Coffee", 30, kind="break"), Item("Two")])

    assert "9:00 AM MST" in row_at(begins - timedelta(hours=1), path)
    for minutes in (0, 70, 149):  # in the first session, in the break, in the last
        told = row_at(begins + timedelta(minutes=minutes), path)
        assert "Now, until 11:30 AM MST" in told
        assert "Are you there? Type the code" in told
    assert "Now, until" not in row_at(begins + timedelta(minutes=150), path)


def test_a_course_that_runs_today_stands_under_today_though_it_goes_on_tomorrow():
    begins = datetime(2027, 3, 9, 9, 0, tzinfo=DENVER)
    make_activity(starts_at=begins, agenda=[Item("One"), Item("Two", after=timedelta(days=1))])
    assert "Tuesday, March 9, 2027 : Now, until 10:00 AM MST" in row_at(begins + timedelta(minutes=30)).replace(
        "2027:", "2027 :"
    )
