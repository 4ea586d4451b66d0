"""One person's record of credit, by period and type (CRT-8)."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal

from django.db.models import Case, DateField, Exists, OuterRef, Prefetch, Q, QuerySet, When
from django.db.models.functions import Coalesce, TruncDate
from django.urls import reverse

from accounts.models import User
from activities.credit import plain
from activities.models import Activity, CreditType
from credits.certificates.snapshot import CertificateSnapshot
from credits.models import Certificate, Claim, LateClaimRequest, OutsideCredit

HEADINGS = (
    "Date",
    "Activity",
    "Session or work",
    "Provider",
    "Learning format",
    "Type",
    "Amount",
    "Status",
    "Certificate number",
    "Verify at",
)


OUTSIDE = "outside"


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
    """`kind` is one of `Claim.Kind`, or the code of another credit type.

    The day is the session's, the last of the activity, the day work was completed, or else the day of the claim."""
    day = Case(
        When(session__isnull=False, then=TruncDate("session__starts_at")),
        When(work__isnull=False, then="work__done_date"),
        When(activity__format__in=Activity.TIMED_FORMATS, then=Coalesce("activity__end_date", TruncDate("claimed_at"))),
        default=TruncDate("claimed_at"),
        output_field=DateField(),
    )
    revoked = Certificate.objects.filter(claim=OuterRef("pk"), revoked_at__isnull=False)
    claims = (
        Claim.objects.filter(learner=learner)
        .select_related("credit_type")
        .annotate(day=day, is_revoked=Exists(revoked))
    )
    if since:
        claims = claims.filter(day__gte=since)
    if until:
        claims = claims.filter(day__lte=until)
    if kind == OUTSIDE:
        return claims.none()
    if kind in Claim.Kind.values:
        claims = claims.filter(kind=kind)
    elif kind:
        claims = claims.filter(credit_type=kind)
    return claims.order_by("-day", "-pk")


def entries(claims: QuerySet[Claim]) -> list[Entry]:
    """In a fixed number of queries."""
    with_certificates = claims.prefetch_related(Prefetch("certificates", Certificate.objects.order_by("version")))
    return [_entry(claim) for claim in with_certificates]


def late_claims_of(learner: User) -> QuerySet[LateClaimRequest]:
    """Asked for and not claimed yet, the newest first."""
    claimed = Claim.objects.filter(learner=learner, activity=OuterRef("activity"))
    same = Q(session=OuterRef("session")) | Q(work=OuterRef("work")) | Q(session=None, work=None)
    requests = LateClaimRequest.objects.filter(learner=learner).exclude(Exists(claimed.filter(same)))
    return requests.select_related("activity", "session", "work")


def _entry(claim: Claim) -> Entry:
    certificate = claim.current_certificate
    if certificate is None:
        raise LookupError(f"claim {claim.pk} has no certificate")
    return Entry(claim, certificate, CertificateSnapshot.from_json(certificate.snapshot), claim.day)  # type: ignore[attr-defined]


@dataclass(frozen=True)
class Total:
    """Of one kind of credit, revoked certificates apart."""

    key: str
    name: str
    amount: Decimal


def totals_of(shown: list[Entry]) -> list[Total]:
    """In the order of the credit types, participation last; never one kind added to another."""
    totals: dict[tuple[bool, int, str], Total] = {}
    for entry in shown:
        claim = entry.claim
        place = (claim.kind == Claim.Kind.PARTICIPATION, claim.credit_type.position, key_of(claim))
        before = totals.get(place) or Total(key_of(claim), _total_name(claim), Decimal("0.00"))
        totals[place] = replace(before, amount=before.amount + (claim.amount if entry.counts else 0))
    return [totals[place] for place in sorted(totals)]


def outside_of(
    learner: User, *, since: date | None = None, until: date | None = None, kind: str = ""
) -> list[OutsideCredit]:
    """What this person received elsewhere, in the same period; with `kind` only where that is OUTSIDE."""
    if kind not in {"", OUTSIDE}:
        return []
    credits = OutsideCredit.objects.filter(learner=learner)
    if since:
        credits = credits.filter(completed_date__gte=since)
    if until:
        credits = credits.filter(completed_date__lte=until)
    return list(credits)


def outside_totals_of(shown: list[OutsideCredit]) -> list[Total]:
    """Per kind, and never added to what was claimed with us."""
    sums: dict[str, Decimal] = {}
    for credit in shown:
        sums[credit.kind] = sums.get(credit.kind, Decimal("0.00")) + credit.amount
    kinds = OutsideCredit.Kind
    return [Total(kind.value, str(kind.label), sums[kind.value]) for kind in kinds if kind.value in sums]


def key_of(claim: Claim) -> str:
    """What the filter of the transcript calls it."""
    return claim.credit_type.code if claim.kind == Claim.Kind.OTHER_CREDIT else claim.kind


def _total_name(claim: Claim) -> str:
    return "hours of participation" if claim.kind == Claim.Kind.PARTICIPATION else f"{claim.type_name} claimed"


def kinds_of(learner: User) -> list[tuple[str, str]]:
    """The kinds of credit a transcript can be narrowed to."""
    others = CreditType.objects.filter(claims__learner=learner).exclude(pk=CreditType.AMA).distinct()
    return [
        (Claim.Kind.AMA_CREDIT.value, Claim.Kind.AMA_CREDIT.label),
        *((other.pk, other.name) for other in others),
        (Claim.Kind.PARTICIPATION.value, Claim.Kind.PARTICIPATION.label),
        (OUTSIDE, "Self-reported"),
    ]


def csv_rows(shown: list[Entry], outside: list[OutsideCredit], *, site: str) -> Iterator[list[str]]:
    yield list(HEADINGS)
    for entry in shown:
        snapshot, certificate = entry.snapshot, entry.certificate
        yield [
            entry.day.isoformat(),
            snapshot.activity_title,
            snapshot.part_title,
            snapshot.provider_name,
            snapshot.learning_format,
            entry.claim.type_name,
            plain(entry.claim.amount),
            certificate.state,
            certificate.number,
            site + reverse("credits:verify_number", args=[certificate.number]),
        ]
    for credit in outside:
        yield [
            credit.completed_date.isoformat(),
            credit.title,
            "",
            credit.provider,
            "",
            credit.get_kind_display(),
            plain(credit.amount),
            "self-reported",
            "",
            "",
        ]
