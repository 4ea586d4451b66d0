"""The acts of disclosing."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from django.db import IntegrityError, transaction
from django.utils import timezone

from accounts.models import User
from core.background import request_after_commit
from core.errors import ActionRefused
from core.ratelimit import too_many
from disclosures.emails import write_receipt
from disclosures.models import (
    Company,
    CompanySpelling,
    Disclosure,
    DisclosureRequest,
    FinancialRelationship,
    Refusal,
    spelling_key,
)
from disclosures.omissions import LOOK_BACK_MONTHS, dropped_relationships, look_back_from
from disclosures.signatures import signature_refusal
from disclosures.tasks import mail_disclosure_request


@dataclass(frozen=True)
class Relationship:
    """One relationship as its person told it; `ended_date` is None while it goes on."""

    company: str
    nature: str
    ended_date: date | None = None


@transaction.atomic
def record_disclosure(
    *,
    person: User,
    has_relationships: bool,
    relationships: Sequence[Relationship],
    signed_name: str,
    by: User,
    at: datetime,
    note: str = "",
) -> Disclosure:
    """Keep what `person` signed; earlier disclosures stay as they were (SII-1). They get a receipt by mail.

    `note` says why something named earlier is left out. Raises ActionRefused.
    """
    if by != person:
        raise ActionRefused("A disclosure is signed by the person themself. Please send them their link.")
    if refusal := signature_refusal(person, signed_name):
        raise ActionRefused(refusal, field="signed_name")
    if has_relationships and not relationships:
        raise ActionRefused("List at least one relationship, or say that you have none.", field="answer")
    if relationships and not has_relationships:
        raise ActionRefused(
            "You said that you have none, and a company is listed. Remove it, or say that you have relationships.",
            field="answer",
        )
    # Two presses at once must not both take the same disclosure for the one before.
    User.objects.select_for_update().get(pk=person.pk)
    before = person.disclosures.prefetch_related("relationships").first()
    known = {row.told_as: row for row in before.relationships.all()} if before else {}
    disclosure = Disclosure.objects.create(
        person=person,
        signed_name=signed_name.strip(),
        signed_at=at,
        has_relationships=has_relationships,
        note=note.strip()[:300],
    )
    for relationship in dict.fromkeys(relationships):
        row = FinancialRelationship(
            disclosure=disclosure,
            company=relationship.company,
            known_company=find_or_queue_company(relationship.company),
            nature=relationship.nature,
            ended_date=relationship.ended_date,
        )
        if unchanged := known.get(row.told_as):
            row.first_told_id = unchanged.origin_id
        row.save()
    write_receipt(disclosure, at=at)
    return disclosure


def left_out(
    earlier: Disclosure | None, relationships: Iterable[Relationship], *, at: datetime
) -> list[FinancialRelationship]:
    """What `earlier` names and these do not, so that the person is asked once whether they mean it (SII-1)."""
    if earlier is None:
        return []
    rows = [
        FinancialRelationship(company=one.company, known_company=_company_written(one.company), nature=one.nature)
        for one in relationships
    ]
    since = look_back_from(timezone.localdate(at), months=LOOK_BACK_MONTHS)
    return [row for row, _ in dropped_relationships(rows, [earlier], since=since)]


def find_or_queue_company(name: str) -> Company:
    """The company that is written so; one that nobody named before waits for the office to decide on it."""
    if known := _company_written(name):
        return known
    company, _ = Company.objects.get_or_create(name=name)
    CompanySpelling.objects.get_or_create(key=spelling_key(name), defaults={"company": company, "spelling": name})
    return company


def _company_written(name: str) -> Company | None:
    spelling = CompanySpelling.objects.filter(key=spelling_key(name)).select_related("company").first()
    return spelling.company if spelling else None


@transaction.atomic
def confirm_disclosure(disclosure: Disclosure, *, signed_name: str, by: User, at: datetime) -> Disclosure:
    """Sign again that nothing has changed since `disclosure` (SII-2). Raises ActionRefused."""
    newest = disclosure.person.disclosures.first()
    if newest != disclosure:
        raise ActionRefused("You have disclosed again meanwhile. Please look at what you said last.")
    return record_disclosure(
        person=disclosure.person,
        has_relationships=disclosure.has_relationships,
        relationships=[Relationship(row.company, row.nature, row.ended_date) for row in disclosure.relationships.all()],
        signed_name=signed_name,
        by=by,
        at=at,
    )


@transaction.atomic
def refuse_disclosure(*, person: User, by: User, at: datetime, reason: str = "") -> Refusal:
    """Keep the answer that `person` does not disclose; whoever asked them excludes them from the role (SII-3)."""
    if by != person:
        raise ActionRefused("Only the person themself can refuse to disclose.")
    User.objects.select_for_update().get(pk=person.pk)
    standing = Refusal.objects.in_force().filter(person=person).first()
    return standing or Refusal.objects.create(person=person, refused_at=at, reason=reason.strip()[:300])


@transaction.atomic
def request_disclosure(*, person: User, occasion: str, by: User, at: datetime, question: str = "") -> DisclosureRequest:
    """Write to `person` with a link of their own, once the transaction has committed."""
    request = DisclosureRequest.objects.create(
        person=person, occasion=occasion[:300], question=question[:500], asked_at=at, asked_by=by
    )
    request_after_commit(mail_disclosure_request, request.pk)
    return request


@transaction.atomic
def request_confirmation(
    disclosure: Disclosure, *, occasion: str, runs_out_date: date, at: datetime
) -> DisclosureRequest | None:
    """Ask the person, once for each disclosure, to confirm it before it runs out; None where they were asked (SII-2)."""
    request, is_new = DisclosureRequest.objects.get_or_create(
        confirms=disclosure,
        defaults={
            "person": disclosure.person,
            "occasion": occasion[:300],
            "runs_out_date": runs_out_date,
            "asked_at": at,
        },
    )
    if not is_new:
        return None
    request_after_commit(mail_disclosure_request, request.pk)
    return request


@transaction.atomic
def decide_on_companies(companies: Iterable[Company], *, standing: str, by: User, at: datetime) -> list[Company]:
    """Say of each whether its business makes it ineligible. Raises ActionRefused."""
    _refuse_outsider(by)
    locked = list(Company.objects.select_for_update().filter(pk__in=[company.pk for company in companies]))
    for company in locked:
        company.standing, company.decided_at, company.decided_by = standing, at, by
        company.save()
    return locked


@transaction.atomic
def merge_companies(keep: Company, others: Iterable[Company], *, by: User) -> Company:
    """Make several names of one company one: its spellings and relationships go to `keep`, under its name.

    What people wrote stays in their disclosures. Raises ActionRefused.
    """
    _refuse_outsider(by)
    gone = [company for company in others if company != keep]
    if not gone:
        raise ActionRefused("Choose at least two names of the same company.")
    try:
        with transaction.atomic():
            for company in gone:
                _hand_over(company, keep)
    except IntegrityError as fault:
        raise ActionRefused(
            f"One activity lists the same support under “{keep}” and another of these names. Withdraw one of the two "
            "first."
        ) from fault
    return keep


def _hand_over(company: Company, keep: Company) -> None:
    """Everything that names `company`, in whatever room, names `keep` from now on."""
    for link in Company._meta.related_objects:
        rows = link.related_model._default_manager
        rows.filter(**{link.field.name: company}).update(**{link.field.name: keep})
    company.delete()


def _refuse_outsider(by: User) -> None:
    if not by.has_perm("disclosures.change_company"):
        raise ActionRefused("Companies are decided on by the CME office.")


SEARCHES_A_MINUTE = 60
SUGGESTIONS = 12


def suggest_companies(typed: str, *, by: User) -> list[str]:
    """Names of ineligible companies written like `typed`, from the office’s list alone; nothing of who disclosed them.

    Raises ActionRefused for somebody who asks faster than one types.
    """
    if too_many(f"companies:person-{by.pk}", limit=SEARCHES_A_MINUTE, seconds=60):
        raise ActionRefused("Please type the name; there were too many searches.")
    key = spelling_key(typed)
    if len(key) < 2:
        return []
    found = Company.objects.ineligible().filter(spellings__key__contains=key)
    return list(found.order_by("name").values_list("name", flat=True).distinct()[:SUGGESTIONS])
