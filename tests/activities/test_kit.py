"""The statements kit: every prescribed text ready to copy, and none of it before approval."""

import io
from datetime import timedelta

import pypdf
import pypdfium2
import pytest
from django.test import Client
from django.utils import timezone
from django.utils.html import escape

from activities.dates import clock, clock_range, dates_of, long_date, zone_in_words
from activities.kit import PRINTED, pieces_of, sheet_of
from activities.models import Activity, CommercialSupport, OfficeSettings, Session, Status
from activities.programme import NEAR
from activities.statements import INTERIM, accreditation_statement
from activities.unlocking import why_locked
from core.models import PreparedFile
from core.printing.drawing import draw_sheet
from core.printing.printable import UnprintableName
from disclosures.services import find_or_queue_company
from tests.factories import Item, make_activity, make_person
from tests.pages import queries_of, text_of
from uucme.runtime.lifeline import wait_until

pytestmark = pytest.mark.django_db

DIRECT = (
    "The University of Utah School of Medicine is accredited by the Accreditation Council for Continuing Medical "
    "Education (ACCME) to provide continuing medical education for physicians."
)
AMA = (
    "The University of Utah School of Medicine designates this live activity for a maximum of 1.00 AMA PRA Category 1 "
    "Credit™. Physicians should claim only the credit commensurate with the extent of their participation in the "
    "activity."
)
NOBODY = "None of the persons in control of content has relevant financial relationships with ineligible companies to disclose."


def kit_of(client: Client, activity) -> str:
    client.force_login(activity.created_by)
    page = client.get(f"/plan/{activity.slug}/statements/")
    assert page.status_code == 200
    return text_of(page)


@pytest.mark.rule("STM-4")
def test_flyer_slide_and_handout_say_what_is_prescribed_word_for_word(client):
    told = kit_of(client, make_activity(Status.APPROVED))
    # On the page, and once more as HTML to copy, where the trademark is marked up.
    assert [told.count(text) for text in (DIRECT, AMA, NOBODY)] == [6, 3, 4]


@pytest.mark.rule("STM-4")
def test_what_is_copied_is_plain_text_with_the_trademark_or_html_with_italics(client):
    activity = make_activity(Status.OPEN)
    client.force_login(activity.created_by)
    page = client.get(f"/plan/{activity.slug}/statements/").content.decode()
    assert f'data-copy="{DIRECT}\n\n{AMA}"' in page
    html = f"<p>{DIRECT}</p>\n<p>{AMA}</p>".replace("AMA PRA Category 1 Credit", "<em>AMA PRA Category 1 Credit</em>")
    assert f'data-copy-html="{escape(html)}"' in page
    assert f"readonly>{escape(html)}</textarea>" in page


@pytest.mark.rule("STM-3")
@pytest.mark.parametrize(
    ("status", "why"),
    [
        (Status.DRAFT, "This proposal is still a draft. The statements and what is printed with them unlock when"),
        (Status.SUBMITTED, "The office is reading this proposal."),
        (Status.CHANGES_REQUESTED, "The office has asked for changes."),
        (Status.DECLINED, "The office declined this proposal"),
        (Status.WITHDRAWN, "unlock once it is taken up again"),
        (Status.CANCELLED, "This activity was cancelled"),
    ],
)
def test_the_kit_is_shut_and_says_why(client, status, why):
    told = kit_of(client, make_activity(status))
    assert why in told
    assert "Category 1" not in told
    assert "ACCME" not in told


@pytest.mark.rule("STM-3")
@pytest.mark.rule("REV-6")
@pytest.mark.parametrize(
    "status", [Status.DRAFT, Status.SUBMITTED, Status.DECLINED, Status.WITHDRAWN, Status.CANCELLED]
)
@pytest.mark.parametrize("name", PRINTED)
def test_before_approval_and_after_a_cancellation_nothing_is_printed(client, status, name):
    activity = make_activity(status)
    client.force_login(activity.created_by)
    page = client.get(f"/plan/{activity.slug}/statements/{name}.pdf", follow=True)
    assert page.redirect_chain == [(f"/plan/{activity.slug}/statements/", 302)]
    assert text_of(page).count(why_locked(activity, what="The statements and what is printed with them")) == 2
    assert not PreparedFile.objects.exists()


# --- What is drawn ---------------------------------------------------------------------------------------------------
def drawn(activity, name: str, session=None) -> str:
    return words_on(draw_sheet(sheet_of(activity, name, at=timezone.now(), session=session)))


def on_one_line(text: str) -> str:
    return " ".join(text.split())


def words_on(sheet: bytes) -> str:
    pdf = pypdfium2.PdfDocument(sheet)
    return " ".join(on_one_line(page.get_textpage().get_text_range()) for page in pdf).replace("￾ ", "-")


@pytest.mark.rule("STM-4")
@pytest.mark.rule("STM-1")
@pytest.mark.rule("STM-2")
@pytest.mark.parametrize("name", PRINTED)
def test_every_sheet_says_the_statements_word_for_word(name):
    told = drawn(make_activity(Status.APPROVED), name)
    assert DIRECT in told
    assert AMA in told
    assert (NOBODY in told) is not name.startswith("flyer")


@pytest.mark.rule("STM-1")
def test_with_several_partners_the_slide_names_them_all():
    told = drawn(make_activity(Status.APPROVED, partners=["Intermountain Foundation", "Utah Rural Health"]), "slide")
    assert (
        "through the joint providership of University of Utah School of Medicine and Intermountain Foundation and Utah "
        "Rural Health. The University of Utah School of Medicine is accredited by the ACCME to provide"
    ) in told


@pytest.mark.rule("STM-2")
@pytest.mark.rule("SII-8")
def test_a_session_of_a_series_has_its_own_slide_with_its_own_speakers(client):
    ana, ben = make_person("Ana Ríos"), make_person("Ben Sato")
    series = make_activity(
        Status.APPROVED,
        format=Activity.Format.SERIES,
        speakers=[ana, ben],
        agenda=[
            Item("Asthma in the clinic", speakers=[ana]),
            Item("Deprescribing", after=timedelta(weeks=1), speakers=[ben]),
        ],
    )
    told = drawn(series, "slide", series.sessions.get(title="Asthma in the clinic"))
    assert "Asthma in the clinic" in told
    assert "designates each session of this live activity for a maximum of 1.00 AMA PRA Category 1 Credit™." in told
    assert "Ana Ríos" in told
    assert "Ben Sato" not in told


@pytest.mark.rule("STM-2")
@pytest.mark.parametrize("format", [f for f in Activity.Format if f not in Activity.TIMED_FORMATS])
def test_each_learning_format_is_named(format):
    each = "each hour presented in " if format == Activity.Format.TEACHING else ""
    activity = make_activity(Status.APPROVED, format=Activity.Format.ENDURING)
    Activity.objects.filter(pk=activity.pk).update(format=format)
    activity.refresh_from_db()
    texts = pieces_of(activity, at=timezone.now())[0].text
    assert f"designates {each}this {activity.learning_format} for a maximum of" in texts
    assert "educational activity" not in texts


@pytest.mark.rule("STM-3")
def test_the_interim_sentence_is_for_approved_credit_of_unknown_amount_alone():
    activity = make_activity(Status.APPROVED)
    assert INTERIM not in pieces_of(activity, at=timezone.now())[0].paragraphs
    activity.designations.all().delete()
    assert INTERIM in pieces_of(Activity.objects.get(pk=activity.pk), at=timezone.now())[0].paragraphs
    draft = make_activity(Status.SUBMITTED)
    assert pieces_of(draft, at=timezone.now()) == []


def test_a_provider_that_writes_its_article_has_it_once():
    office = OfficeSettings.current()
    office.provider_name = "The Wasatch College of Medicine"
    assert accreditation_statement(make_activity(Status.APPROVED), office).startswith("The Wasatch College")


def test_a_title_in_another_script_prints_and_one_without_glyphs_says_why():
    activity = make_activity(Status.APPROVED, title="敗血症: 最初の一時間")
    assert "敗血症" in drawn(activity, "flyer-letter")
    activity.title = "Sepsis 😀"
    with pytest.raises(UnprintableName, match="our typefaces lack “😀”"):
        drawn(activity, "flyer-letter")


@pytest.mark.rule("STM-4")
@pytest.mark.parametrize("name", PRINTED)
def test_sheets_are_tagged_and_titled(name):
    activity = make_activity(Status.APPROVED)
    pdf = pypdf.PdfReader(io.BytesIO(draw_sheet(sheet_of(activity, name, at=timezone.now()))))
    assert str(activity) in pdf.metadata.title
    assert pdf.root_object["/Lang"] == "en"
    assert pdf.root_object["/MarkInfo"]["/Marked"].value is True
    assert b'pdfuaid:part="1"' in pdf.root_object["/Metadata"].get_data()
    sizes = {"letter": (612, 792), "a4": (595, 841), "slide": (960, 540)}
    page = pdf.pages[0].mediabox
    assert (int(page.width), int(page.height)) == sizes[name.rpartition("-")[2]]


def flyer_with(speakers: int, paper: str = "letter", paragraphs: int = 1):
    sheet = sheet_of(make_activity(Status.APPROVED), f"flyer-{paper}", at=timezone.now())
    sheet.content["title_size"] = "grand"
    sheet.content["title"] = "Frostbite: Thaw, Scan, Treat within a Day"
    sheet.content["description"] = [
        "Rapid rewarming, the 24-hour window for thrombolysis, and whom to call."
    ] * paragraphs
    sheet.content["speakers"] = [f"Speaker {n}, MD, BCCCP, University of Utah Health" for n in range(speakers)]
    sheet.content["audience"] = ["Physicians", "Pharmacists", "Paramedics", "Registered nurses", "Physician assistants"]
    return sheet


@pytest.mark.rule("STM-4")
@pytest.mark.parametrize("paper", ["letter", "a4"])
@pytest.mark.parametrize("speakers", [0, 1, *range(4, 15), 20, 35])
def test_a_flyer_is_one_page_on_which_nothing_stands_on_anything_else(speakers, paper):
    pdf = pypdfium2.PdfDocument(draw_sheet(flyer_with(speakers, paper)))
    assert len(pdf) == 1
    page = pdf[0].get_textpage()
    words = page.get_text_range()
    foot = page.get_charbox(words.index("Read more and register"))[3]
    above = words[: words.index("Read more and register")]
    assert min(page.get_charbox(n)[1] for n, letter in enumerate(above) if letter.strip()) > foot
    assert page.get_charbox(words.rindex("activity."))[1] > 12  # and the statements end above the edge of the paper


@pytest.mark.rule("STM-4")
@pytest.mark.parametrize("speakers", range(90, 96))
def test_a_flyer_that_runs_to_a_second_page_is_drawn_wherever_the_first_one_ends(speakers):
    sheet = draw_sheet(flyer_with(speakers, paragraphs=4))
    assert len(pypdfium2.PdfDocument(sheet)) > 1
    told = words_on(sheet)
    assert [told.count(f"Speaker {n},") for n in range(speakers)] == [1] * speakers
    assert "Read more and register" in told
    assert DIRECT in told


@pytest.mark.rule("STM-4")
def test_a_handout_of_which_a_few_lines_would_spill_over_is_set_closer(monkeypatch):
    agenda = [Item(f"Session {n}", after=timedelta(hours=n)) for n in range(9)]
    sheet = sheet_of(make_activity(Status.APPROVED, agenda=agenda), "handout-letter", at=timezone.now())
    assert len(pypdfium2.PdfDocument(draw_sheet(sheet))) == 1
    monkeypatch.setattr("core.printing.drawing.CLOSER", ())
    assert len(pypdfium2.PdfDocument(draw_sheet(sheet))) == 2


def three_days(**wanted) -> Activity:
    return make_activity(
        Status.APPROVED, agenda=[Item(f"Day {n}", after=timedelta(days=n)) for n in range(3)], **wanted
    )


@pytest.mark.parametrize("name", ["flyer-letter", "handout-letter", "slide"])
def test_who_reads_of_several_days_learns_at_which_hour_they_begin(name):
    activity = three_days()
    first = activity.sessions.first()
    begins = f"{clock(first.local_starts_at)} {first.local_starts_at:%Z}"
    assert on_one_line(f"{dates_of(activity)}, from {begins} on") in drawn(activity, name)


def weekly(number: int, **wanted) -> Activity:
    agenda = [Item(f"Week {week}", after=timedelta(weeks=week)) for week in range(1, number + 1)]
    return make_activity(
        Status.APPROVED, format=Activity.Format.SERIES, agenda=agenda, time_zone="America/Phoenix", **wanted
    )


def test_who_reads_of_a_series_learns_on_which_weekday_and_at_which_hour_it_meets():
    series = weekly(3)
    first = series.sessions.first()
    hours = on_one_line(clock_range(first.local_starts_at, first.local_ends_at))
    zone = zone_in_words(series, first.starts_at).split(" (")[0]
    when = f"{first.local_date:%A}s, {dates_of(series)}, {hours} {zone}"
    assert when in drawn(series, "flyer-letter")
    # Where no weekday and hour are common to all, none is said; what was cancelled does not count.
    last = series.sessions.last()
    Session.objects.filter(pk=last.pk).update(
        starts_at=last.starts_at + timedelta(hours=25), ends_at=last.ends_at + timedelta(hours=25)
    )
    told = drawn(series, "flyer-letter")
    assert dates_of(series) in told
    assert hours not in told
    Session.objects.filter(pk=last.pk).update(
        cancelled_at=timezone.now(), cancelled_by=series.created_by, cancel_reason="Ill", approved_at=None
    )
    assert when in drawn(series, "flyer-letter")


def test_a_handout_of_a_series_says_that_more_sessions_follow_and_which_are_cancelled():
    series = weekly(NEAR + 3)
    *_, next_to_last, last = series.sessions.all()
    assert f"More sessions follow until {long_date(last.local_date)}." in drawn(series, "handout-letter")
    Session.objects.filter(pk__in=[last.pk, series.sessions.first().pk]).update(
        cancelled_at=timezone.now(), cancelled_by=series.created_by, cancel_reason="Ill", approved_at=None
    )
    told = drawn(series, "handout-letter")
    assert f"More sessions follow until {long_date(next_to_last.local_date)}." in told
    assert "Week 1 (cancelled" in told
    assert "More sessions follow" not in drawn(weekly(NEAR), "handout-letter")


@pytest.mark.parametrize("number", range(25, 29))
def test_a_day_that_runs_on_to_the_next_page_of_a_handout_is_named_there_and_no_session_stands_alone(number):
    sheet = sheet_of(make_activity(Status.APPROVED), "handout-letter", at=timezone.now())
    [day] = sheet.content["days"]
    day["items"] = [day["items"][0] | {"title": f"Session {n}"} for n in range(1, number + 1)]
    pdf = pypdfium2.PdfDocument(draw_sheet(sheet))
    told = [page.get_textpage().get_text_range() for page in pdf]
    assert len(told) == 2
    assert told[1].startswith(day["heading"]) == ("Session 2" in told[1])
    assert told[1].count("Session ") != 1


# --- The page --------------------------------------------------------------------------------------------------------
@pytest.mark.rule("STM-4")
@pytest.mark.django_db(transaction=True)
def test_a_planner_asks_for_the_slide_and_gets_it_from_the_worker(client, worker):
    activity = make_activity(Status.OPEN)
    client.force_login(activity.created_by)
    address = f"/plan/{activity.slug}/statements/slide.pdf"
    first = client.get(address)
    assert first.status_code == 202
    assert "It is being made" in text_of(first)
    assert wait_until(lambda: client.get(address).status_code == 200, seconds=30)
    again = client.get(address)
    assert again["Content-Type"] == "application/pdf"
    assert b"".join(again.streaming_content).startswith(b"%PDF-")
    assert PreparedFile.objects.count() == 1


def test_other_words_are_another_file(client):
    activity = make_activity(Status.OPEN)
    before = sheet_of(activity, "slide", at=timezone.now()).digest
    assert sheet_of(activity, "slide", at=timezone.now()).digest == before
    activity.title = "Another title"
    assert sheet_of(activity, "slide", at=timezone.now()).digest != before


def test_the_kit_of_a_long_series_takes_no_more_queries(client):
    planner = make_person()
    short = make_activity(format=Activity.Format.SERIES, director=planner, agenda=[Item("One"), Item("Two")])
    long = make_activity(
        format=Activity.Format.SERIES, director=planner, agenda=[Item(f"Session {n}") for n in range(1, 7)]
    )
    client.force_login(planner)
    assert queries_of(client, f"/plan/{short.slug}/statements/") == queries_of(client, f"/plan/{long.slug}/statements/")


@pytest.mark.rule("SII-10")
@pytest.mark.parametrize("name", PRINTED)
def test_who_supports_it_is_named_on_every_sheet(name):
    activity = make_activity(Status.APPROVED)
    CommercialSupport.objects.create(
        activity=activity,
        company=find_or_queue_company("Acme Devices"),
        nature="money",
        amount=5000,
        attested_at=timezone.now(),
        attested_by=activity.created_by,
    )
    told = drawn(activity, name)
    assert "This activity is supported by Acme Devices." in told
    assert "5000" not in told
