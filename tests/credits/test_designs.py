"""Certificates as the office designs them: nothing but words and looks, tried on the hardest samples, and never changed."""

from dataclasses import replace
from functools import cache

import pytest
from django.db import IntegrityError, transaction
from django.urls import reverse
from django.utils import timezone

from core.errors import ActionRefused
from credits.certificates.design import Design, fill, problems_of
from credits.certificates.designed import draw_designed, samples, try_design
from credits.certificates.drawing import draw_certificate
from credits.models import Certificate, CertificateDesign, DesignChoice
from credits.services import Written, begin_design, choose_design, publish_design, write_design
from credits.services.designs import starter
from credits.tasks import make_certificate, try_certificate_design
from tests.acts import certificate_of, claim, make_past_activity
from tests.credits.test_certificates import ANA, read, words
from tests.factories import make_person, make_reviewer
from tests.pages import text_of

pytestmark = pytest.mark.django_db
HTML, CSS = starter().html, starter().css


@pytest.fixture
def office(client):
    member = make_person("Sam Staff", staff=True)
    client.force_login(member)
    return member


@cache
def tried(html: str = HTML, css: str = CSS, only: str = "A physician") -> tuple[bytes, list[str]]:
    every = samples(ANA)
    return try_design(Design(html, css, has_frame=True), {only: every[only]} if only else every)


def good_design(office, *, css: str = CSS) -> CertificateDesign:
    """Published, as if its samples had been drawn: they have a test of their own."""
    design = begin_design(by=office, at=timezone.now())
    CertificateDesign.objects.filter(pk=design.pk).update(tried_at=timezone.now(), css=css)
    return publish_design(design, by=office, at=timezone.now())


# --- What may be written ---------------------------------------------------------------------------------------------
@pytest.mark.parametrize(
    ("written", "said"),
    [
        ("<script>alert(1)</script>", "“<script>”"),
        ('<img src="https://example.org/x.png">', "“<img>”"),
        ('<p onclick="x()">a</p>', "“onclick”"),
        ('<p style="position:fixed">a</p>', "“style”"),
        ("<style>p{}</style>", "“<style>”"),
        ('<link rel="stylesheet" href="file:///etc/passwd">', "“<link>”"),
        ("<svg><image href='file:///etc/passwd'/></svg>", "“<svg>”"),
        ("<!-- note -->", "“<!-- -->”"),
        ("<?php ?>", "“<?…>”"),
        ('<p class="{{ name }}">a</p>', "a place inside an element’s attributes"),
        ("{{ learner.password }}", "Some braces belong to no place."),
        ("{% include 'x' %}{{ settings|upper }}", "Some braces belong to no place."),
        ("{{ secret }}", "There is no place called “secret”."),
        ("{{#nothing}}x{{/nothing}}", "There is no place called “nothing”."),
        ("😀", "Our typefaces lack “😀”."),
    ],
)
def test_what_is_more_than_words_and_looks_is_refused(written, said):
    assert any(said in problem for problem in problems_of(HTML + written, CSS))
    assert problems_of(HTML, CSS) == []


@pytest.mark.parametrize(
    "css",
    [
        "@import 'https://example.org/x.css';",
        "p { background: url(https://example.org/x.png) }",
        "p { background: URL ('file:///etc/passwd') }",
        "p { background: u\\72l(x) }",
        "@font-face { font-family: x }",
        "p::before { content: 'earned' }",
        "p::before { content/**/: 'FORGED' }",
        "a { b: '/*' } .lead::before { content/**/: 'FORGED' } c { d: '*/' }",
        ".lead::before { con\\74 ent: 'FORGED' }",
        "p { background: u/**/rl(x) } p { background: url/**/(x) }",
        "@imp/**/ort 'x'; @import/**/'x';",
        "p { font-family/**/: 'Comic Sans MS' }",
        "p { font-family: 'Print/**/ sans' }",
        "p { display: list-item; list-style-type: 'FORGED' }",
        ".font:first-child { list-style-type: 'FORGED'; display: list-item }",
        "p { --face: Arial; font-family: var(--face) }",
        "@counter-style x { system: cyclic; symbols: FORGED }",
        "</style><script>",
        "p { font-family: 'Comic Sans MS' }",
        "p { font: 12pt serif }",
        "p { font: 12pt Arial }",
        "p { font: italic 10pt/1.4 Print sans, Arial }",
        "p { font-family: Print garamond, Arial }",
        "p { background: src(x) }",
    ],
)
def test_a_style_uses_only_what_is_ours(css):
    assert problems_of(HTML, css) != []


@pytest.mark.rule("CRT-1")
@pytest.mark.parametrize("place", ["name", "credit", "designation", "qr", "verify_address", "learning_format"])
def test_a_design_without_what_every_certificate_shows_is_refused(place):
    assert problems_of(HTML.replace("{{ " + place + " }}", ""), CSS) == [f"A certificate has to show more: “{place}”."]


def test_words_are_escaped_and_never_read_as_places():
    filled = fill("<p>{{ title }}</p>{{#session}}<p>{{ session }}</p>{{/session}}", {"title": "<b>{{ name }}</b>"})
    assert filled == "<p>&lt;b&gt;{{ name }}&lt;/b&gt;</p>"


@pytest.mark.parametrize(
    "css",
    [
        "p { font: italic 12pt/1.3 'Print garamond-italic' }",
        'p { font: 9pt Print sans, "Print sans-bold" }',
        "p { font-family: Print sans-bold; font-size: 9pt; font-weight: bold }",
        "p { font: inherit }",
    ],
)
def test_our_own_typefaces_are_taken_however_they_are_written(css):
    assert problems_of(HTML, CSS + css) == []


# --- What is drawn ---------------------------------------------------------------------------------------------------
@pytest.mark.rule("CRT-5")
def test_the_starter_prints_every_sample():
    pdf, findings = tried(only="")
    assert findings == []
    assert len(read(pdf).pages) == len(samples(ANA))


@pytest.mark.rule("CRT-1")
def test_a_design_with_no_place_for_the_hours_of_participation_says_them_all_the_same():
    pharmacist = replace(ANA, kind="participation", profession="Pharmacist", participation_hours="1.75")
    for html in (HTML, HTML.replace("<p>{{ hours }}</p>", "")):
        assert "Hours of participation: 1.75 This activity was designated for 3.75 AMA PRA" in words(
            draw_designed(pharmacist, Design(html.replace("{{#hours}}{{/hours}}", ""), CSS, True))
        )


@pytest.mark.rule("CRT-1")
@pytest.mark.rule("CRT-6")
def test_a_designed_certificate_says_everything_and_is_tagged():
    pdf = draw_designed(replace(ANA, learner_name="محمد الفاتح", activity_title="敗血症 <i>"), Design(HTML, CSS, True))
    told = words(pdf)
    for fact in ("敗血症 <i>", "Live activity", "September 18, 2026", "3.75 AMA PRA Category 1 Credits", ANA.number):
        assert fact in told
    catalog = read(pdf).root_object
    assert catalog["/MarkInfo"]["/Marked"].value is True
    assert b'pdfuaid:part="1"' in catalog["/Metadata"].get_data()


@pytest.mark.rule("CRT-1")
@pytest.mark.parametrize(
    ("css", "said"),
    [
        (".credit { display: none }", "credit is not on the page"),
        (".title { visibility: hidden }", "title is not on the page"),
        (".title { position: absolute; left: 900pt }", "title is not on the page"),
        (".statements { font-size: 1pt }", "designation is not on the page"),
        (".qr-code { display: none }", "The QR code is not on the page."),
        (".middle { height: 2000pt }", "does not fit on one page"),
    ],
)
def test_what_a_style_hides_is_found(css, said):
    _, findings = tried(css=CSS + css)
    assert any(said in finding for finding in findings), findings


# --- Publishing ------------------------------------------------------------------------------------------------------
def test_a_design_is_published_only_when_its_samples_print(office):
    design = begin_design(by=office, at=timezone.now())
    with pytest.raises(ActionRefused, match="still being drawn"):
        publish_design(design, by=office, at=timezone.now())
    write_design(design, written=Written(HTML, "p { background: url(x) }", True, ""), by=office, at=timezone.now())
    try_certificate_design(design.pk)
    with pytest.raises(ActionRefused, match="Not every sample prints"):
        publish_design(design, by=office, at=timezone.now())
    with pytest.raises(IntegrityError), transaction.atomic():
        CertificateDesign.objects.filter(pk=design.pk).update(published_at=timezone.now(), published_by=office)
    with pytest.raises(ActionRefused, match="Only a published design"):
        choose_design(design, by=office, at=timezone.now())


@pytest.mark.rule("CRT-2")
def test_a_published_design_never_changes(office):
    design = good_design(office)
    with pytest.raises(ActionRefused, match="Begin a new version from it"):
        write_design(design, written=Written("<p>x</p>", "", True, ""), by=office, at=timezone.now())
    with pytest.raises(TypeError):
        design.delete()


@pytest.mark.rule("CRT-2")
def test_a_certificate_keeps_the_design_it_was_issued_in(office):
    ana, activity = make_person("Ana Ríos"), make_past_activity()
    early = certificate_of(claim(ana, activity))
    make_certificate(early.pk)
    early.refresh_from_db()
    before = early.pdf.read()

    first = good_design(office)
    waiting = certificate_of(claim(make_person("Ben Sato"), activity))
    second = good_design(office, css=CSS + "h1 { color: #1f1c19 }")
    late = certificate_of(claim(make_person("Cy Young"), activity))
    choose_design(first, by=office, at=timezone.now())
    back = certificate_of(claim(make_person("Di Lee"), activity))
    choose_design(None, by=office, at=timezone.now())
    own = certificate_of(claim(make_person("Ed Fox"), activity))

    assert [one.design for one in (early, waiting, late, back, own)] == [None, first, second, first, None]
    make_certificate(waiting.pk)  # long after another design was chosen
    waiting.refresh_from_db()
    snapshot = replace(ANA, **waiting.snapshot)
    assert waiting.pdf.read() == draw_designed(snapshot, Design(first.html, first.css, first.has_frame))
    early.refresh_from_db()
    assert early.pdf.read() == before == draw_certificate(replace(ANA, **early.snapshot))
    assert DesignChoice.objects.count() == 4


# --- The office's page -----------------------------------------------------------------------------------------------
def test_staff_write_try_and_publish_a_design(client, office):
    client.post(reverse("admin:credits_certificatedesign_begin"))
    design = CertificateDesign.objects.get()
    page = reverse("admin:credits_certificatedesign_change", args=[design.pk])
    assert "They are being drawn" in text_of(client.get(page))
    client.post(page, {"html": HTML + "<script>x</script>", "css": CSS, "has_frame": "on", "note": "Red"})
    try_certificate_design(design.pk)
    assert "The HTML may not hold “<script>”" in text_of(client.get(page))
    assert "<script>x</script>" in client.get(page).context["form"]["html"].value()
    client.post(page, {"html": HTML, "css": CSS, "has_frame": "on", "note": "Red"})
    try_certificate_design(design.pk)
    assert "All of them print" in text_of(client.get(page))
    preview = client.get(reverse("admin:credits_certificatedesign_samples", args=[design.pk]))
    assert b"".join(preview.streaming_content).startswith(b"%PDF-")
    listed = text_of(client.post(page, {"publish": "1"}, follow=True))
    assert "Certificates are drawn in design 1" in listed
    assert "Design 1, by Sam Staff" in listed
    client.post(reverse("admin:credits_certificatedesign_own"))
    assert DesignChoice.current() is None


def test_who_only_reads_changes_no_design(client, office):
    design = good_design(office)
    client.force_login(make_reviewer())
    page = reverse("admin:credits_certificatedesign_change", args=[design.pk])
    assert client.get(page).status_code == 200
    assert client.post(page, {"choose": "1"}).status_code == 403
    assert client.post(reverse("admin:credits_certificatedesign_begin")).status_code == 403
    client.force_login(make_person())
    assert client.get(page).status_code == 302


def test_a_design_written_while_it_is_tried_is_tried_again(office, monkeypatch):
    design = begin_design(by=office, at=timezone.now())

    def write_meanwhile(*anything):
        write_design(design, written=Written(HTML, CSS, False, "Newer"), by=office, at=timezone.now())
        return b"%PDF-1.7", []

    monkeypatch.setattr("credits.certificates.designed.try_design", write_meanwhile)
    try_certificate_design(design.pk)
    design.refresh_from_db()
    assert (design.tried_at, design.note) == (None, "Newer")
    assert Certificate.objects.count() == 0
