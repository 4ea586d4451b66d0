"""What a person reads after signing: what they signed, and what happens next."""

from collections.abc import Iterable

from django.utils import timezone

from disclosures.models import Disclosure, FinancialRelationship
from disclosures.omissions import LOOK_BACK_MONTHS, dropped_relationships, is_eligible, look_back_from, named_so


def what_follows(disclosure: Disclosure) -> list[str]:
    """Sentences for the person, the weightiest first (SII-1, SII-4, SII-5)."""
    signed = timezone.localdate(disclosure.signed_at)
    rows = list(disclosure.relationships.select_related("known_company"))
    to_decide = [row for row in rows if not is_eligible(row)]
    barring = [row for row in to_decide if row.is_present_ownership_or_employment(on=signed)]
    follows = []
    if barring:
        follows.append(
            f"You named {_listed(barring)}. Who owns such a company or works there usually cannot plan or teach "
            "accredited education. The office looks whether one of three exceptions applies: the content has nothing to "
            "do with the company’s business; it is basic science or research methods without recommendations for care; "
            "or a technician teaches the safe use of a device. Until it has decided, you are not cleared for your role, "
            "and you may be asked to give it up."
        )
    if left := _left_out(disclosure, rows):
        follows.append(
            f"You no longer name {_listed(left)}, which you disclosed before. The office looks at that before you are "
            "cleared, and may write to ask you."
        )
    if len(to_decide) > len(barring):
        follows.append(
            "The office decides which of your relationships matter for your topic. Where one does, it is settled before "
            "you begin, and the office may write to you about it."
        )
    return follows or ["Nothing more is needed from you now. If the office has a question, it writes to you."]


def _left_out(disclosure: Disclosure, rows: Iterable[FinancialRelationship]) -> list[FinancialRelationship]:
    earlier = disclosure.person.disclosures.filter(signed_at__lt=disclosure.signed_at)
    since = look_back_from(timezone.localdate(disclosure.signed_at), months=LOOK_BACK_MONTHS)
    facts = earlier.prefetch_related("relationships__known_company")
    accepted = set(disclosure.person.accepted_omissions.standing().values_list("relationship_id", flat=True))
    dropped = dropped_relationships(rows, facts, since=since)
    return [row for row, _ in dropped if row.origin_id not in accepted]


def _listed(relationships: Iterable[FinancialRelationship]) -> str:
    return "; ".join(named_so(row) for row in relationships)
