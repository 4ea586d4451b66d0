"""Files that are drawn in the background: once, again where that helps, and not for ever."""

from datetime import timedelta

import pytest
from django.test import RequestFactory
from django.utils import timezone

from core.models import PreparedFile
from core.periodic import draw_missing_files, remove_forgotten_files
from core.printing.printable import UnprintableName
from core.printing.sheets import Sheet
from core.services import prepare
from core.tasks import draw_prepared_file
from core.views import hand_out

pytestmark = pytest.mark.django_db
SHEET = Sheet("activities/print/slide.html", {"title": "Sepsis"})
PDF = b"%PDF-1.7 drawn"


@pytest.fixture
def drawn(monkeypatch):
    sheets: list[Sheet] = []

    def draw(sheet):
        sheets.append(sheet)
        return PDF

    monkeypatch.setattr("core.printing.drawing.draw_sheet", draw)
    return sheets


def ask(method="get", address="/sheet.pdf", *, htmx=False):
    request = getattr(RequestFactory(), method)(address)
    request.htmx = htmx
    request.user = None
    return hand_out(request, SHEET, name="slide.pdf", title="Slide", back="/")


def fail(monkeypatch, error):
    def draw(sheet):
        raise error

    monkeypatch.setattr("core.printing.drawing.draw_sheet", draw)


def test_two_people_who_ask_for_the_same_words_share_one_file(drawn):
    one, other = (prepare(SHEET, at=timezone.now()) for _ in range(2))
    assert one == other
    draw_prepared_file(one.pk)
    draw_prepared_file(one.pk)
    assert drawn == [SHEET]


def test_who_waits_is_led_to_the_file_when_it_is_there(drawn):
    assert ask().status_code == 202
    assert "HX-Redirect" not in ask(htmx=True).headers
    draw_prepared_file(PreparedFile.objects.get().pk)
    assert ask(htmx=True)["HX-Redirect"] == "/sheet.pdf"
    ready = ask()
    assert b"".join(ready.streaming_content) == PDF
    assert ready["Content-Disposition"] == 'inline; filename="slide.pdf"'
    assert ask(address="/sheet.pdf?save")["Content-Disposition"] == 'attachment; filename="slide.pdf"'


def test_a_failing_sheet_is_tried_three_times_and_then_when_somebody_asks(monkeypatch, drawn):
    prepared = prepare(SHEET, at=timezone.now())
    with monkeypatch.context() as broken:
        fail(broken, MemoryError())
        for _ in range(3):
            with pytest.raises(MemoryError):
                draw_prepared_file(prepared.pk)
        draw_prepared_file(prepared.pk)
    assert draw_missing_files() == 0
    assert "Something went wrong on our side" in ask().content.decode()
    assert ask("post").status_code == 302
    draw_prepared_file(prepared.pk)
    assert drawn == [SHEET]


def test_what_cannot_be_printed_says_why(monkeypatch):
    fail(monkeypatch, UnprintableName("Sepsis 😀", ["😀"], what="title"))
    draw_prepared_file(prepare(SHEET, at=timezone.now()).pk)
    assert "The title “Sepsis 😀” cannot be printed" in ask().content.decode()


def test_a_file_that_is_lost_is_drawn_again(drawn):
    prepared = prepare(SHEET, at=timezone.now())
    draw_prepared_file(prepared.pk)
    prepared.refresh_from_db()
    prepared.file.storage.delete(prepared.file.name)
    assert ask().status_code == 202
    draw_prepared_file(prepared.pk)
    assert ask().status_code == 200


def test_the_sweep_asks_again_for_what_nobody_has_taken_up(monkeypatch):
    prepared = prepare(SHEET, at=timezone.now())
    asked_for: list[int] = []
    monkeypatch.setattr(draw_prepared_file, "apply_async", lambda args, **options: asked_for.extend(args))
    assert draw_missing_files() == 1
    assert asked_for == [prepared.pk]


def test_what_nobody_has_wanted_for_a_month_is_let_go(drawn):
    prepared = prepare(SHEET, at=timezone.now() - PreparedFile.KEPT_FOR - timedelta(days=1))
    draw_prepared_file(prepared.pk)
    prepared.refresh_from_db()
    assert prepare(Sheet(SHEET.template, {"title": "Asthma"}), at=timezone.now())
    assert remove_forgotten_files() == 1
    assert not prepared.file.storage.exists(prepared.file.name)
    assert PreparedFile.objects.count() == 1
