"""Drawing a certificate: one page, tagged PDF/UA-1, with nothing fetched from anywhere (CRT-1, CRT-6).

WeasyPrint's objects must not be shared between threads, so each thread has a press of its own and one draws at a
time. A worker process draws with one press for its whole life: that makes a page three times as quick.
"""

import base64
import io
import re
import threading
import zlib
from collections.abc import Iterable
from functools import lru_cache
from pathlib import Path
from urllib.parse import unquote, urlsplit

import pydyf
import segno
from django.template.loader import render_to_string
from weasyprint import CSS, HTML
from weasyprint.document import Document
from weasyprint.text.fonts import FontConfiguration
from weasyprint.urls import URLFetcher, URLFetcherResponse

from credits.certificates.face import face_of
from credits.certificates.measuring import measure_in, scale_of
from credits.certificates.printable import TEXT_FACES, Face, UnprintableName, faces_for, shipped_faces
from credits.certificates.setting import Measure, balanced_width, set_name
from credits.certificates.snapshot import CertificateSnapshot

__all__ = ["UnprintableName", "draw_certificate", "warm_up"]

HERE = Path(__file__).parent
ROMAN = ("garamond", "serif")
# What each text is called in a refusal.
TEXTS = {
    "activity_title": "title",
    "session_title": "session's title",
    "place": "place",
    "profession": "profession",
    "provider_name": "provider",
    "signatory_name": "signatory",
    "signatory_title": "signatory's title",
    "accreditation_statement": "accreditation statement",
    "designation_statement": "designation statement",
}
# The address beside the QR code: points of type, points of room.
VERIFY_SIZE, VERIFY_WIDTH = 9.0, 192.0
PNG = "data:image/png;base64,"
# The flag of an annotation that is on paper as it is on screen.
PRINTED = 4
# Looser settings first: a certificate takes the first that leaves it on one page.
DENSITIES = ("grand", "airy", "close", "tight", "tightest")

_one_at_a_time = threading.Lock()
_presses = threading.local()


class ShippedFilesOnly(URLFetcher):
    """Opens our own faces, art and style sheet, and the QR code in the page; refuses everything else."""

    def __init__(self) -> None:
        super().__init__(allowed_protocols=("file", "data"), fail_on_errors=True)

    def fetch(self, url: str, headers: dict[str, str] | None = None) -> URLFetcherResponse:
        if url.startswith(PNG):
            return URLFetcherResponse(url, base64.b64decode(url.removeprefix(PNG)), {"Content-Type": "image/png"})
        parts = urlsplit(url)
        path = Path(unquote(parts.path)).resolve()
        if parts.scheme != "file" or parts.netloc or not path.is_relative_to(HERE):
            raise ValueError(f"A certificate may not fetch {url}")
        return URLFetcherResponse(url, path.read_bytes())


class Press:
    """What drawing needs and can be kept: typefaces, style sheets, images and the fetcher."""

    def __init__(self) -> None:
        self.fetcher = ShippedFilesOnly()
        self.fonts = FontConfiguration()
        self.images: dict[str, object] = {}
        self.loaded: set[str] = set()
        self.frame = zlib.compress(b"/Artifact BMC q\n" + (HERE / "art" / "frame.pdfops").read_bytes() + b"Q EMC\n")
        for key in (*ROMAN, "garamond-italic"):
            self.load(shipped_faces()[key])
        self.style = CSS(HERE / "print.css", font_config=self.fonts, url_fetcher=self.fetcher)

    def load(self, face: Face) -> None:
        """Make a face known to the text engine, once: the large ones wait until a name needs them."""
        if face.key not in self.loaded:
            rule = f'@font-face {{ font-family: "{family(face)}"; src: url("{face.path.as_uri()}") }}'
            CSS(string=rule, font_config=self.fonts, url_fetcher=self.fetcher)
            self.loaded.add(face.key)

    def lay_out(self, html: str) -> Document:
        page = HTML(string=html, base_url=HERE.as_uri() + "/", url_fetcher=self.fetcher)
        # The QR code differs each time and must not stay in the cache of images.
        images = dict(self.images)
        document = page.render(font_config=self.fonts, stylesheets=[self.style], cache=images)
        self.images = {url: image for url, image in images.items() if not str(url).startswith(PNG)}
        return document

    def finish(self, document: Document, pdf: pydyf.PDF) -> None:
        """Lay the frame beneath the page, as decoration, and say of the link where it leads (PDF/UA-1, 7.18.5)."""
        pdf.add_object(frame := pydyf.Stream(extra={"Filter": "/FlateDecode"}))
        frame.stream = [self.frame]
        for thing in pdf.objects:
            kind = thing.get("Type") if isinstance(thing, pydyf.Dictionary) else None
            if kind == "/Page":
                thing["Contents"] = pydyf.Array([frame.reference, thing["Contents"]])
            elif kind == "/Annot":
                thing["Contents"] = pydyf.String("Verify this certificate")
                thing["F"] = PRINTED


def family(face: Face) -> str:
    """A name of our own, so that a face installed on the machine is never taken instead."""
    return f"Print {face.key}"


def draw_certificate(snapshot: CertificateSnapshot) -> bytes:
    """The PDF. Raises UnprintableName before drawing when a letter of the name is in none of our faces (CRT-5)."""
    faces_for(snapshot.learner_name)
    with _one_at_a_time:
        return draw(_press(), snapshot)


def warm_up() -> None:
    """Load the typefaces and draw one page, so that the first certificate of a worker is as quick as the next."""
    draw_certificate(_SPECIMEN)


def _press() -> Press:
    if not hasattr(_presses, "press"):
        _presses.press = Press()
    press: Press = _presses.press
    return press


def draw(press: Press, snapshot: CertificateSnapshot) -> bytes:
    context = context_for(press, snapshot)
    for density in DENSITIES:
        document = press.lay_out(render_to_string("credits/certificate_print.html", {**context, "density": density}))
        if len(document.pages) == 1:
            pdf: bytes = document.write_pdf(pdf_variant="pdf/ua-1", finisher=press.finish)
            return pdf
    raise ValueError(f"The texts of certificate {snapshot.number} are too long for one page.")


def context_for(press: Press, snapshot: CertificateSnapshot) -> dict[str, object]:
    """The words and measures that the template sets; the faces they need are loaded."""
    face, name_faces, others = face_of(snapshot), faces_for(snapshot.learner_name), other_faces(snapshot)
    for needed in (*name_faces, *others):
        press.load(needed)
    return {
        "face": face,
        "snapshot": snapshot,
        "name": set_name(snapshot.learner_name, measure_in(name_faces)),
        "name_scale": scale_of(name_faces),
        "name_families": families(name_faces),
        "other_families": families(others),
        "widths": {key: column_width(text, widest) for key, (text, widest) in columns(snapshot).items()},
        "verify_size": min(VERIFY_SIZE, round(VERIFY_WIDTH / roman_measure()(face.verify_shown), 2)),
        "qr": qr_code(snapshot.verify_url),
    }


def roman_measure() -> Measure:
    return measure_in(tuple(shipped_faces()[key] for key in ROMAN))


@lru_cache(maxsize=256)
def column_width(text: str, widest: float) -> float:
    """Everybody at one activity has the same title and statements."""
    return balanced_width(text, roman_measure(), widest)


def columns(snapshot: CertificateSnapshot) -> dict[str, tuple[str, float]]:
    """Texts whose lines are made about equal, with the widest column of each in ems of its own size."""
    return {
        "title": (snapshot.activity_title, 26.0),
        "session": (snapshot.session_title, 36.0),
        "accreditation": (snapshot.accreditation_statement, 76.0),
        "designation": (unbroken_mark(snapshot.designation_statement), 76.0),
    }


def unbroken_mark(statement: str) -> str:
    """The trademark is never broken over two lines."""
    return re.sub(r"AMA PRA Category 1 Credits?™", lambda mark: mark[0].replace(" ", "\N{NO-BREAK SPACE}"), statement)


def other_faces(snapshot: CertificateSnapshot) -> list[Face]:
    """What the texts beside the name need beyond the roman faces. Raises UnprintableName."""
    needed: dict[str, Face] = {}
    for field, what in TEXTS.items():
        for face in faces_for(getattr(snapshot, field), TEXT_FACES, what=what):
            needed[face.key] = face
    return [face for key, face in needed.items() if key not in ROMAN]


def families(faces: Iterable[Face]) -> str:
    return ", ".join(f"'{family(face)}'" for face in faces)


def qr_code(url: str) -> str:
    """One bit per dot: a drawing of the same code costs four times as much."""
    image = io.BytesIO()
    segno.make(url, error="m", micro=False).save(image, kind="png", scale=6, border=0)
    return PNG + base64.b64encode(image.getvalue()).decode()


_SPECIMEN = CertificateSnapshot(
    number="SPECIMEN",
    version=1,
    kind="ama_credit",
    learner_name="Specimen",
    profession="Physician",
    provider_name="Specimen",
    accreditation_statement="Specimen",
    designation_statement="AMA PRA Category 1 Credit™",
    activity_title="Specimen",
    learning_format="live activity",
    dates="January 1, 2026",
    credit="1.00",
    issued_date="January 1, 2026",
    verify_url="https://example.org/verify/SPECIMEN/",
)
