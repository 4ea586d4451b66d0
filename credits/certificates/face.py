"""What stands on the certificate, line by line, for the printed page and for its HTML twin."""

from dataclasses import dataclass
from decimal import Decimal

from django.utils.safestring import SafeString, mark_safe

from activities.statements import with_trademark
from credits.certificates.printable import normal
from credits.certificates.snapshot import CertificateSnapshot
from credits.certificates.writing import direction_of, language_of


@dataclass(frozen=True)
class CertificateFace:
    """The words of one certificate in reading order; HTML where the trademark is set in italics."""

    snapshot: CertificateSnapshot
    heading: str
    name: str
    name_language: str
    name_direction: str
    details: tuple[str, ...]
    credit_lead: str
    credit: SafeString
    credit_amount: str
    designation: SafeString
    accreditation: SafeString
    verify_host: str
    verify_path: str
    version_note: str


def face_of(snapshot: CertificateSnapshot) -> CertificateFace:
    """For a profession that cannot receive AMA credit the activity *was designated for* it (AMA-4)."""
    amount = Decimal(snapshot.credit)
    unit = snapshot.credit_unit_label.replace("(s)", "s" if amount > 1 else "")
    host, _, path = snapshot.verify_url.partition("://")[2].partition("/")
    occasion = "session" if snapshot.session_title else "activity"
    return CertificateFace(
        snapshot=snapshot,
        heading="Certificate of Credit" if snapshot.is_for_credit else "Certificate of Participation",
        name=normal(snapshot.learner_name),
        name_language=language_of(snapshot.learner_name),
        name_direction=direction_of(snapshot.learner_name),
        details=tuple(filter(None, (sentence_case(snapshot.learning_format), snapshot.place, snapshot.dates))),
        credit_lead="and claimed" if snapshot.is_for_credit else f"This {occasion} was designated for",
        credit=with_small_mark(with_trademark(unit)),
        credit_amount=f"{amount:.2f}",
        designation=with_trademark(snapshot.designation_statement),
        accreditation=with_trademark(snapshot.accreditation_statement),
        verify_host=host,
        verify_path=f"/{path.rstrip('/')}",
        version_note=f"Version {snapshot.version}; it replaces earlier versions." if snapshot.version > 1 else "",
    )


def with_small_mark(phrase: SafeString) -> SafeString:
    """In display sizes the ™ would shout."""
    return mark_safe(phrase.replace("™", '<span class="mark">™</span>'))  # noqa: S308


def sentence_case(text: str) -> str:
    return text[:1].upper() + text[1:]
