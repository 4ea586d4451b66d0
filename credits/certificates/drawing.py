"""Drawing a certificate: one page, tagged PDF/UA-1, with nothing fetched from anywhere (CRT-1, CRT-6)."""

import hashlib
import re
import zlib
from functools import cache, lru_cache
from pathlib import Path

import pydyf
from django.conf import settings
from django.template.loader import render_to_string

from core.printing.measuring import Measure, balanced_width, measure_in, scale_of
from core.printing.press import Press, at_press
from core.printing.printable import FONTS, TEXT_FACES, Face, Unprintable, faces_for, families, shipped_faces
from core.printing.qr import qr_code
from credits.certificates.face import face_of
from credits.certificates.setting import set_name
from credits.certificates.snapshot import CertificateSnapshot

__all__ = ["TooLong", "draw_certificate", "warm_up"]

HERE = Path(__file__).parent
TEMPLATE = Path(settings.BASE_DIR) / "templates" / "credits" / "certificate_print.html"
ROMAN = ("garamond", "serif")
# What each text is called in a refusal.
TEXTS = {
    "activity_title": "title",
    "session_title": "session's title",
    "work_title": "title of the work",
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
# The flag of an annotation that is on paper as it is on screen.
PRINTED = 4
# Looser settings first: a certificate takes the first that leaves it on one page.
DENSITIES = ("grand", "airy", "close", "tight", "tightest")


class TooLong(Unprintable):
    """The texts do not fit on one page at the tightest setting."""

    def __init__(self, snapshot: CertificateSnapshot) -> None:
        longest = max(TEXTS, key=lambda field: len(getattr(snapshot, field)))
        text = getattr(snapshot, longest)
        super().__init__(
            f"The certificate does not fit on one page. Its longest text is the {TEXTS[longest]}, with {len(text)} "
            f"characters: “{text[:80]}…”. The office can shorten it; the certificate is then made by itself."
        )


def draw_certificate(snapshot: CertificateSnapshot) -> bytes:
    """The PDF. Raises Unprintable: before drawing where a letter is in none of our faces (CRT-5), or TooLong."""
    faces_for(snapshot.learner_name)
    with at_press() as press:
        return draw(press, snapshot)


def edition() -> str:
    """What everything but the words looks like now: where it changes, what was refused may be tried again."""
    files = (HERE / "print.css", FONTS / "faces.json", TEMPLATE)
    return hashlib.sha256(b"".join(path.read_bytes() for path in files)).hexdigest()[:16]


def warm_up() -> None:
    """Load the typefaces and draw one page, so that the first certificate of a worker is as quick as the next."""
    draw_certificate(_SPECIMEN)


def draw(press: Press, snapshot: CertificateSnapshot) -> bytes:
    press.load(shipped_faces()[key] for key in (*ROMAN, "garamond-italic"))
    style = press.style(HERE / "print.css")
    context = context_for(press, snapshot)
    for density in DENSITIES:
        html = render_to_string("credits/certificate_print.html", {**context, "density": density})
        document = press.lay_out(html, styles=[style])
        if len(document.pages) == 1:
            pdf: bytes = document.write_pdf(pdf_variant="pdf/ua-1", finisher=finish)
            return pdf
    raise TooLong(snapshot)


@cache
def frame() -> bytes:
    return zlib.compress(b"/Artifact BMC q\n" + (HERE / "art" / "frame.pdfops").read_bytes() + b"Q EMC\n")


def finish(document: object, pdf: pydyf.PDF) -> None:
    """Lay the frame beneath the page, as decoration, and name its link."""
    pdf.add_object(beneath := pydyf.Stream(extra={"Filter": "/FlateDecode"}))
    beneath.stream = [frame()]
    for thing in pdf.objects:
        if isinstance(thing, pydyf.Dictionary) and thing.get("Type") == "/Page":
            thing["Contents"] = pydyf.Array([beneath.reference, thing["Contents"]])
    finish_plain(document, pdf)


def finish_plain(document: object, pdf: pydyf.PDF) -> None:
    """Say of the link where it leads (PDF/UA-1, 7.18.5)."""
    for thing in pdf.objects:
        if isinstance(thing, pydyf.Dictionary) and thing.get("Type") == "/Annot":
            thing["Contents"] = pydyf.String("Verify this certificate")
            thing["F"] = PRINTED


def context_for(press: Press, snapshot: CertificateSnapshot) -> dict[str, object]:
    """The words and measures that the template sets; the faces they need are loaded."""
    face, name_faces, others = face_of(snapshot), faces_for(snapshot.learner_name), other_faces(snapshot)
    press.load((*name_faces, *others))
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
        "session": (snapshot.part_title, 36.0),
        "accreditation": (snapshot.accreditation_statement, 76.0),
        "designation": (unbroken_mark(snapshot.designation_statement), 76.0),
    }


def unbroken_mark(statement: str) -> str:
    """The trademark is never broken over two lines."""
    return re.sub(r"AMA PRA Category 1 Credits?™", lambda mark: mark[0].replace(" ", "\N{NO-BREAK SPACE}"), statement)


def other_faces(snapshot: CertificateSnapshot) -> list[Face]:
    """What the texts beside the name need beyond the roman faces. Raises Unprintable."""
    needed: dict[str, Face] = {}
    for field, what in TEXTS.items():
        for face in faces_for(getattr(snapshot, field), TEXT_FACES, what=what):
            needed[face.key] = face
    return [face for key, face in needed.items() if key not in ROMAN]


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
