"""Many certificates as one ZIP, written while it is sent, so that a thousand take no more memory than one."""

import csv
import io
import unicodedata
import zipfile
from collections.abc import Iterator
from datetime import datetime
from itertools import batched

from django.db.models import QuerySet

from core.sheets import harmless
from credits.certificates.snapshot import CertificateSnapshot
from credits.models import Certificate

BATCH = 50
# What no file may be called on one system or another, and what would turn its name around.
FORBIDDEN = frozenset('\\/:*?"<>|')
MOST_BYTES = 150
INDEX = "index.csv"
HEADINGS: tuple[str, ...] = (
    "File",
    "Number",
    "Version",
    "Name",
    "Activity",
    "Session",
    "Date",
    "Amount",
    "State",
    "Remark",
)
BYTE_ORDER_MARK = "\ufeff"  # tells Excel that it is UTF-8


def zip_of(certificates: QuerySet[Certificate], *, at: datetime) -> Iterator[bytes]:
    """The bytes of an archive with each PDF and, at its end, an index that also names those that could not be included."""
    pks = list(certificates.values_list("pk", flat=True))
    written, index = _Written(), [HEADINGS]
    with zipfile.ZipFile(written, "w", zipfile.ZIP_STORED) as archive:  # PDFs are compressed already
        for some in batched(pks, BATCH):
            found = Certificate.objects.in_bulk(some)
            for certificate in (found[pk] for pk in some):
                index.append(_add(archive, certificate, at=at))
                yield written.drain()
        archive.writestr(_entry(INDEX, at), _csv(index))
    yield written.drain()


class _Written(io.RawIOBase):
    """A file one cannot go back in: what was written waits to be sent."""

    def __init__(self) -> None:
        super().__init__()
        self.waiting = bytearray()

    def writable(self) -> bool:
        return True

    def write(self, data: object) -> int:
        content = bytes(data)  # type: ignore[call-overload]
        self.waiting += content
        return len(content)

    def drain(self) -> bytes:
        content = bytes(self.waiting)
        self.waiting.clear()
        return content


def _add(archive: zipfile.ZipFile, certificate: Certificate, *, at: datetime) -> tuple[str, ...]:
    """Put the PDF into the archive, where there is one; the line of the index either way."""
    snapshot = CertificateSnapshot.from_json(certificate.snapshot)
    name, remark = file_name(snapshot), ""
    if certificate.state != "valid":
        name = ""
    elif certificate.refused_at:
        name, remark = "", certificate.refusal
    elif not certificate.is_made:
        name, remark = "", "It is still being made. Please download again in a while."
    else:
        try:
            with certificate.pdf.open("rb") as pdf:
                content = pdf.read()
        except OSError:
            name, remark = "", "The file could not be read. Please download again later."
        else:
            archive.writestr(_entry(name, at), content)
    return (
        name,
        snapshot.number,
        str(snapshot.version),
        snapshot.learner_name,
        snapshot.activity_title,
        snapshot.part_title,
        snapshot.dates,
        snapshot.credit,
        certificate.state,
        remark,
    )


def file_name(snapshot: CertificateSnapshot) -> str:
    """“Sepsis in the first hour - Ana Ríos - K7QX-M2VD-9RTP.pdf”: any script, and a name every system can keep."""
    title, learner = snapshot.part_title or snapshot.activity_title, snapshot.learner_name
    words = " - ".join(filter(None, (_tame(title, MOST_BYTES // 2), _tame(learner, MOST_BYTES // 2))))
    return f"{words} - {snapshot.number}.pdf".removeprefix(" - ")


def _tame(text: str, most: int) -> str:
    """Without what a name may not hold, at most `most` bytes of UTF-8, and no letter cut in two."""
    kept = "".join(
        " " if character in FORBIDDEN or unicodedata.category(character) in ("Zl", "Zp", "Zs") else character
        for character in unicodedata.normalize("NFC", text)
        if unicodedata.category(character) not in ("Cc", "Cf", "Cs", "Co", "Cn")
    )
    short = kept.encode()[:most].decode(errors="ignore")
    return " ".join(short.split()).strip(". ")


def _entry(name: str, at: datetime) -> zipfile.ZipInfo:
    entry = zipfile.ZipInfo(name, at.timetuple()[:6])
    entry.external_attr = 0o644 << 16
    return entry


def _csv(rows: list[tuple[str, ...]]) -> bytes:
    lines = io.StringIO()
    csv.writer(lines).writerows([harmless(cell) for cell in row] for row in rows)
    return (BYTE_ORDER_MARK + lines.getvalue()).encode()
