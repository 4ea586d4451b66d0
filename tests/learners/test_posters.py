"""Posters and the list of codes, drawn for real; nothing of them before approval."""

import io
from datetime import timedelta

import pypdf
import pypdfium2
import pytest
from django.utils import timezone

from activities.models import Activity, Status
from core.models import PreparedFile
from core.printing.drawing import draw_sheet
from learners.posters import PAPERS, codes_sheet, posters_sheet
from learners.services import issue_codes, let_code_change
from tests.factories import Item, make_activity, make_person
from tests.pages import text_of

pytestmark = pytest.mark.django_db
INCHES = {"letter": (8.5, 11), "tabloid": (11, 17), "a4": (8.27, 11.69), "slide": (13.33, 7.5)}


def series(**wanted) -> Activity:
    agenda = [Item(f"Session {week}", after=timedelta(weeks=week)) for week in range(1, 4)]
    return make_activity(Status.APPROVED, format=Activity.Format.SERIES, agenda=agenda, **wanted)


def words_of(pdf: bytes) -> list[str]:
    return [" ".join(page.get_textpage().get_text_range().split()) for page in pypdfium2.PdfDocument(pdf)]


@pytest.mark.rule("STM-4")
@pytest.mark.parametrize("paper", PAPERS)
def test_a_poster_says_what_to_do_and_fits_its_paper(paper):
    activity = make_activity(Status.OPEN, title="Interprofessional Approaches to Sepsis in Frontier Towns of Utah" * 3)
    [code] = issue_codes(activity, at=timezone.now())
    pdf = draw_sheet(posters_sheet([code], paper))
    [told] = words_of(pdf)
    for part in (
        "Scan it to record your attendance, evaluate and claim your credit",
        code.code,
        "/s/",
        "It works from",
    ):
        assert part in told
    page = pypdf.PdfReader(io.BytesIO(pdf)).pages[0].mediabox
    assert (round(float(page.width) / 72, 2), round(float(page.height) / 72, 2)) == INCHES[paper]


@pytest.mark.rule("STM-4")
def test_a_series_has_a_poster_for_each_session_and_one_list_of_all():
    activity = series()
    codes = issue_codes(activity, at=timezone.now())
    posters = words_of(draw_sheet(posters_sheet(codes, "letter")))
    assert [code.code in page for code, page in zip(codes, posters, strict=True)] == [True] * 3
    [told] = words_of(draw_sheet(codes_sheet(codes, str(activity))))
    for code in codes:
        assert code.code in told
        assert str(code.session) in told


@pytest.mark.rule("STM-4")
def test_the_qr_of_a_poster_is_that_of_its_code():
    [code] = issue_codes(make_activity(Status.OPEN), at=timezone.now())
    sheet = posters_sheet([code], "letter")
    assert sheet.content["posters"][0]["address"].endswith(f"/s/{code.code}/")
    reader = pypdf.PdfReader(io.BytesIO(draw_sheet(sheet)))
    assert len(reader.pages[0].images) == 1
    assert reader.metadata.title == f"Poster: {code.activity}"
    assert reader.root_object["/MarkInfo"]["/Marked"].value is True


@pytest.mark.rule("STM-3")
@pytest.mark.parametrize("status", [Status.DRAFT, Status.SUBMITTED, Status.CHANGES_REQUESTED, Status.DECLINED])
@pytest.mark.parametrize("name", [*(f"posters-{paper}" for paper in PAPERS), "list"])
def test_before_approval_no_poster_is_printed(client, status, name):
    activity = make_activity(status)
    client.force_login(activity.created_by)
    page = client.get(f"/plan/{activity.slug}/codes/{name}.pdf", follow=True)
    assert page.redirect_chain == [(f"/plan/{activity.slug}/codes/", 302)]
    assert not PreparedFile.objects.exists()


@pytest.mark.rule("STM-3")
def test_after_a_cancellation_its_poster_is_gone(client):
    activity = make_activity(Status.OPEN)
    [code] = issue_codes(activity, at=timezone.now())
    Activity.objects.filter(pk=activity.pk).update(status=Status.CANCELLED)
    client.force_login(activity.created_by)
    for address in (f"{code.pk}/poster/", f"{code.pk}/poster-letter.pdf", "posters-letter.pdf"):
        assert client.get(f"/plan/{activity.slug}/codes/{address}").status_code == 302


def test_when_all_sessions_are_over_there_is_nothing_to_print(client):
    activity = make_activity(Status.OPEN, starts_at=timezone.now() - timedelta(days=3))
    client.force_login(activity.created_by)
    page = client.get(f"/plan/{activity.slug}/codes/posters-letter.pdf", follow=True)
    assert "All sessions are over, so there is no code to print." in text_of(page)


def test_a_code_that_changes_cannot_be_printed_and_no_poster_is_offered(client):
    activity = make_activity(Status.OPEN)
    [code] = issue_codes(activity, at=timezone.now())
    client.force_login(activity.created_by)
    assert "Posters, Letter" in text_of(client.get(f"/plan/{activity.slug}/codes/"))
    let_code_change(code, changes=True)
    page = client.get(f"/plan/{activity.slug}/codes/posters-letter.pdf", follow=True)
    assert "The code changes while it is shown, so it cannot be printed." in text_of(page)
    assert "All sessions are over" not in text_of(page)
    assert "oster" not in text_of(page)
    assert not PreparedFile.objects.exists()


def test_the_code_of_another_activity_is_not_found(client):
    mine, other = make_activity(Status.OPEN), make_activity(Status.OPEN, director=make_person())
    [code] = issue_codes(other, at=timezone.now())
    client.force_login(mine.created_by)
    assert client.get(f"/plan/{mine.slug}/codes/{code.pk}/poster-letter.pdf").status_code == 404
    assert client.get(f"/plan/{mine.slug}/codes/{code.pk}/poster-a3.pdf").status_code == 404
