"""What a disclosure leaves out although something else names it (SII-1).

A statement is one of a history: a relationship that an earlier one named does not vanish because a later one is silent
about it, and an employer that is an ineligible company is a relationship whether or not the form says so. What it means
for a role is decided in activities.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, Final

from dateutil.relativedelta import relativedelta
from django.utils import timezone

from disclosures.models import AcceptedOmission, Company, Disclosure, FinancialRelationship, employer_key

# What the page asks the person about (SII-1). For an activity the office's own setting counts.
LOOK_BACK_MONTHS: Final = 24


@dataclass(frozen=True)
class Omission:
    """One thing left out, and whether the office has accepted that."""

    disclosure: Disclosure
    relationship: FinancialRelationship | None = None  # as the latest statement that named it has it
    named_on: date | None = None
    employer: str = ""
    company: Company | None = None
    accepted: AcceptedOmission | None = None

    @property
    def key(self) -> str:
        """Tells it from the person’s others, in a form."""
        return f"r{self.relationship.origin_id}" if self.relationship else f"e{self.company.pk}" if self.company else ""

    @property
    def what(self) -> str:
        """As a person reads it: “Medtronic, employee”."""
        return named_so(self.relationship) if self.relationship else f"{self.company}, employer"

    @property
    def bars(self) -> bool:
        """Whether it would exclude from the role (SII-4)."""
        return self.relationship is None or self.relationship.is_ownership_or_employment


def named_so(relationship: FinancialRelationship) -> str:
    """In the middle of a sentence: “Medtronic, employee”."""
    nature = relationship.get_nature_display()
    return f"{relationship.company_name}, {nature[0].lower()}{nature[1:]}"


def dropped_relationships(
    told: Iterable[FinancialRelationship], earlier: Iterable[Disclosure], *, since: date
) -> list[tuple[FinancialRelationship, date]]:
    """What earlier statements named and `told` does not, with the day of the latest that did; ended or not.

    Only what lasted until `since` or later: what is older, a statement need not name.
    """
    named = {_of_whom_and_what(row) for row in told}
    found = []
    for statement in sorted(earlier, key=lambda one: (one.signed_at, one.pk), reverse=True):
        signed = timezone.localdate(statement.signed_at)
        for row in statement.relationships.all():
            if _of_whom_and_what(row) in named:
                continue
            named.add(_of_whom_and_what(row))
            if (row.ended_date or signed) >= since and not is_eligible(row):
                found.append((row, signed))
    return found


def _of_whom_and_what(relationship: FinancialRelationship) -> tuple[int | str, str]:
    company, nature, _ = relationship.told_as
    return company, nature


def is_eligible(relationship: FinancialRelationship) -> bool:
    company = relationship.known_company
    return company is not None and company.standing == Company.Standing.ELIGIBLE


def look_back_from(signed_date: date, *, months: int) -> date:
    """The first day a statement answers for."""
    return signed_date - relativedelta(months=months)


def unnamed_employers(
    disclosure: Disclosure, employers: Iterable[str], *, ineligible: Mapping[str, Company]
) -> list[tuple[str, Company]]:
    """Of `employers`, those that are ineligible companies and that `disclosure` names neither as such nor as owned."""
    told = [row for row in disclosure.relationships.all() if row.is_ownership_or_employment]
    named: set[Any] = {row.known_company_id for row in told} | {employer_key(row.company) for row in told}
    found: dict[int, tuple[str, Company]] = {}
    for employer in employers:
        key = employer_key(employer)
        company = ineligible.get(key)
        if company is not None and not {company.pk, key} & named:
            found.setdefault(company.pk, (employer, company))
    return list(found.values())


def omissions_of(
    disclosure: Disclosure,
    *,
    earlier: Iterable[Disclosure],
    since: date,
    employers: Iterable[str],
    ineligible: Mapping[str, Company],
    accepted: Sequence[AcceptedOmission],
) -> list[Omission]:
    """Everything `disclosure` leaves out, with what the office accepted of it."""
    standing = [one for one in accepted if one.undone_at is None]
    of_relationship = {one.relationship_id: one for one in standing if one.relationship_id}
    of_employer = {one.employer_key: one for one in standing if one.employer_key}
    return [
        *(
            Omission(disclosure, row, named_on=named_on, accepted=of_relationship.get(row.origin_id))
            for row, named_on in dropped_relationships(disclosure.relationships.all(), earlier, since=since)
        ),
        *(
            Omission(disclosure, employer=name, company=company, accepted=of_employer.get(employer_key(name)))
            for name, company in unnamed_employers(disclosure, employers, ineligible=ineligible)
        ),
    ]
