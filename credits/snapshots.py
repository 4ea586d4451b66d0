"""Writing down what a certificate says, at the moment it is issued (CRT-1, CRT-2)."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.conf import settings
from django.urls import reverse
from django.utils import timezone

from activities.credit import plain
from activities.dates import long_date
from activities.models import Activity, OfficeSettings, Session
from activities.statements import accreditation_statement, designation_statement, provider_of, statement_of
from credits.certificates.snapshot import CertificateSnapshot
from credits.models import Certificate, Claim


def snapshot_of(certificate: Certificate) -> dict[str, Any]:
    claim = certificate.claim
    activity, learner = claim.activity, claim.learner
    office = OfficeSettings.current()
    return CertificateSnapshot(
        number=certificate.number,
        version=certificate.version,
        kind=claim.kind,
        learner_name=learner.get_full_name(),
        profession=str(learner.profile.profession),
        provider_name=office.provider_name,
        accreditation_statement=accreditation_statement(activity, office),
        designation_statement=_designation_statement(claim, office),
        activity_title=activity.title,
        session_title=claim.session.title if claim.session else "",
        work_title=claim.work.certified_as if claim.work else "",
        learning_format=activity.learning_format,
        place=activity.place,
        dates=dates_of(claim),
        completion_date=long_date(
            claim.work.done_date
            if claim.work and claim.work.done_date
            else timezone.localdate(claim.claimed_at, activity.zone)
        ),
        credit=plain(claim.amount if claim.is_for_credit else designated_amount(claim)),
        participation_hours="" if claim.is_for_credit else plain(claim.amount),
        credit_unit_label=_unit_label(claim),
        issued_date=long_date(timezone.localdate(certificate.issued_at, activity.zone)),
        signatory_name=office.signatory_name,
        signatory_title=office.signatory_title,
        verify_url=settings.SITE_URL + reverse("credits:verify_number", args=[certificate.number]),
    ).to_json()


def specimen_of(office: OfficeSettings) -> CertificateSnapshot:
    """A certificate of nobody, in the office's words: what designs are tried on."""
    provider = provider_of(office)
    return CertificateSnapshot(
        number="SPEC-IMEN-0000",
        version=1,
        kind=Claim.Kind.AMA_CREDIT,
        learner_name="Ana Specimen, MD",
        profession="Physician",
        provider_name=office.provider_name,
        accreditation_statement=f"The {provider} is accredited by the Accreditation Council for Continuing Medical "
        "Education (ACCME) to provide continuing medical education for physicians.",
        designation_statement=f"The {provider} designates this live activity for a maximum of 4.00 AMA PRA Category 1 "
        "Credits™. Physicians should claim only the credit commensurate with the extent of their participation in the "
        "activity.",
        activity_title="A Specimen Activity: From Recognition to Recovery",
        learning_format="live activity",
        place="Eccles Health Sciences Education Building, Salt Lake City, UT",
        dates="September 18–20, 2026",
        credit="3.75",
        issued_date="September 22, 2026",
        signatory_name=office.signatory_name or "Eleanor Specimen, MD",
        signatory_title=office.signatory_title or "Associate Dean, Continuing Medical Education",
        verify_url=settings.SITE_URL + reverse("credits:verify_number", args=["SPEC-IMEN-0000"]),
    )


# What a new version says differently without anything having changed.
_ITS_OWN = ("number", "version", "issued_date", "verify_url")


@dataclass(frozen=True)
class Change:
    """One thing that a certificate made today would say otherwise."""

    what: str
    before: str
    after: str


def changes_since(certificate: Certificate, *, at: datetime) -> list[Change]:
    """What a new version would say otherwise than `certificate` does."""
    now = snapshot_of(Certificate(claim=certificate.claim, version=certificate.version, issued_at=at))
    return [
        Change(key.replace("_", " "), str(certificate.snapshot.get(key, "")), str(value))
        for key, value in now.items()
        if key not in _ITS_OWN and certificate.snapshot.get(key, "") != value
    ]


def _designation_statement(claim: Claim, office: OfficeSettings) -> str:
    if claim.kind != Claim.Kind.OTHER_CREDIT:
        return designation_statement(claim.activity, office)
    return statement_of(claim.activity.designations.get(credit_type=claim.credit_type_id), office)


def _unit_label(claim: Claim) -> str:
    """AMA credit in the number its amount asks for; of others the words for this amount."""
    if claim.kind != Claim.Kind.OTHER_CREDIT:
        return "AMA PRA Category 1 Credit(s)™"
    return claim.credit_type.unit_for(claim.amount)


def designated_amount(claim: Claim) -> Any:
    """What the activity was designated for: that is what a participation certificate says (AMA-4)."""
    if claim.work is not None:  # of a presentation, for as long as it was
        return claim.maximum
    return claim.activity.maximum_credit or claim.maximum


def dates_of(claim: Claim) -> str:
    """The session's day, the activity's days, or the day work or self-paced material was completed."""
    activity = claim.activity
    if claim.work is not None and claim.work.done_date:
        return long_date(claim.work.done_date)
    if claim.session is not None:
        return long_date(_local_day(claim.session, activity))
    if activity.format not in Activity.TIMED_FORMATS:
        return long_date(timezone.localdate(claim.claimed_at, activity.zone))
    return date_range(activity.start_date, activity.end_date)


def _local_day(session: Session, activity: Activity) -> date:
    return timezone.localdate(session.starts_at, activity.zone)


def date_range(first: date | None, last: date | None) -> str:
    if first is None or last is None:
        return ""
    if first == last:
        return long_date(first)
    if (first.year, first.month) == (last.year, last.month):
        return f"{first:%B} {first.day}–{last.day}, {last.year}"
    if first.year == last.year:
        return f"{first:%B} {first.day} – {long_date(last)}"
    return f"{long_date(first)} – {long_date(last)}"
