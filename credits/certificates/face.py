"""What stands on the certificate, line by line, for the printed page and for its HTML twin."""

from dataclasses import dataclass
from decimal import Decimal

from django.utils.safestring import SafeString, mark_safe

from activities.statements import with_trademark
from core.printing.printable import normal
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
    hours: str
    credit_lead: str
    credit: SafeString
    credit_amount: str
    designation: SafeString
    accreditation: SafeString
    verify_shown: str


def face_of(snapshot: CertificateSnapshot) -> CertificateFace:
    """For a profession that cannot receive AMA credit the activity *was designated for* it; what they claimed are hours
    of participation, apart from it (AMA-4).
    """
    occasion = "session" if snapshot.session_title else "work" if snapshot.work_title else "activity"
    return CertificateFace(
        snapshot=snapshot,
        heading="Certificate of Credit" if snapshot.is_for_credit else "Certificate of Participation",
        name=normal(snapshot.learner_name),
        name_language=language_of(snapshot.learner_name),
        name_direction=direction_of(snapshot.learner_name),
        details=tuple(filter(None, (sentence_case(snapshot.learning_format), snapshot.place, snapshot.dates))),
        hours=f"Hours of participation: {snapshot.participation_hours}" if snapshot.participation_hours else "",
        credit_lead="and claimed" if snapshot.is_for_credit else f"This {occasion} was designated for",
        credit=with_small_mark(with_trademark(snapshot.credit_unit)),
        credit_amount=f"{Decimal(snapshot.credit):.2f}",
        designation=with_trademark(snapshot.designation_statement),
        accreditation=with_trademark(snapshot.accreditation_statement),
        verify_shown=snapshot.verify_url.partition("://")[2].rstrip("/"),
    )


def with_small_mark(phrase: SafeString) -> SafeString:
    """In display sizes the ™ would shout."""
    return mark_safe(phrase.replace("™", '<span class="mark">™</span>'))  # noqa: S308


def sentence_case(text: str) -> str:
    return text[:1].upper() + text[1:]
