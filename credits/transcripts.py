"""One person's record of credit, by period and type (CRT-8)."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from django.db.models import Case, DateField, Exists, OuterRef, Prefetch, Q, QuerySet, When
from django.db.models.functions import Coalesce, TruncDate
from django.urls import reverse

from accounts.models import User
from activities.credit import plain
from activities.models import Activity
from credits.certificates.snapshot import CertificateSnapshot
from credits.models import Certificate, Claim, LateClaimRequest

HEADINGS = (
    "Date",
    "Activity",
    "Session",
    "Provider",
    "Learning format",
    "Type",
    "Amount",
    "Status",
    "Certificate number",
    "Verify at",
)


@dataclass(frozen=True)
class Entry:
    """One claim as a transcript states it: in the words of its newest certificate."""

    claim: Claim
    certificate: Certificate
    snapshot: CertificateSnapshot
    day: date

    @property
    def counts(self) -> bool:
        return self.certificate.revoked_at is None


def claims_of(
    learner: User, *, since: date | None = None, until: date | None = None, kind: str = ""
) -> QuerySet[Claim]:
    """The day is the session's, the last of the activity, or for self-paced material the day of the claim."""
    day = Case(
        When(session__isnull=False, then=TruncDate("session__starts_at")),
        When(activity__format__in=Activity.TIMED_FORMATS, then=Coalesce("activity__end_date", TruncDate("claimed_at"))),
        default=TruncDate("claimed_at"),
        output_field=DateField(),
    )
    revoked = Certificate.objects.filter(claim=OuterRef("pk"), revoked_at__isnull=False)
    claims = Claim.objects.filter(learner=learner).annotate(day=day, is_revoked=Exists(revoked))
    if since:
        claims = claims.filter(day__gte=since)
    if until:
        claims = claims.filter(day__lte=until)
    if kind:
        claims = claims.filter(kind=kind)
    return claims.order_by("-day", "-pk")


def entries(claims: QuerySet[Claim]) -> list[Entry]:
    """In a fixed number of queries."""
    with_certificates = claims.prefetch_related(Prefetch("certificates", Certificate.objects.order_by("version")))
    return [_entry(claim) for claim in with_certificates]


def late_claims_of(learner: User) -> QuerySet[LateClaimRequest]:
    """Asked for and not claimed yet, the newest first."""
    claimed = Claim.objects.filter(learner=learner, activity=OuterRef("activity"))
    same = Q(session=OuterRef("session")) | Q(session=None)
    requests = LateClaimRequest.objects.filter(learner=learner).exclude(Exists(claimed.filter(same)))
    return requests.select_related("activity", "session")


def _entry(claim: Claim) -> Entry:
    certificate = claim.current_certificate
    if certificate is None:
        raise LookupError(f"claim {claim.pk} has no certificate")
    return Entry(claim, certificate, CertificateSnapshot.from_json(certificate.snapshot), claim.day)  # type: ignore[attr-defined]


def total_of(shown: list[Entry], kind: str) -> Decimal:
    return sum((e.claim.amount for e in shown if e.claim.kind == kind and e.counts), start=Decimal("0.00"))


def csv_rows(shown: list[Entry], *, site: str) -> Iterator[list[str]]:
    yield list(HEADINGS)
    for entry in shown:
        snapshot, certificate = entry.snapshot, entry.certificate
        yield [
            entry.day.isoformat(),
            snapshot.activity_title,
            snapshot.session_title,
            snapshot.provider_name,
            snapshot.learning_format,
            entry.claim.get_kind_display(),
            plain(entry.claim.amount),
            certificate.state,
            certificate.number,
            site + reverse("credits:verify_number", args=[certificate.number]),
        ]
