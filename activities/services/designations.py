"""Designating an activity for credit beside AMA credit (AMA-8)."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from django.core.exceptions import ValidationError
from django.db import transaction

from accounts.models import User
from activities.credit import is_in_steps, plain
from activities.models import Activity, CreditType, Designation, OfficeSettings
from activities.models.credit_types import known_placeholders
from activities.readiness import computed_worth, decision_refusals, has_begun
from activities.workflow import lock
from core.errors import ActionRefused, first_refusal


@dataclass(frozen=True)
class OtherCredit:
    """One credit type beside AMA, by its code: how much, and what its accreditor wants said."""

    credit_type: str
    maximum: Decimal
    statement: str = ""
    reference: str = ""


@transaction.atomic
def designate_other_credit(
    activity: Activity, others: Iterable[OtherCredit], *, by: User, at: datetime
) -> list[Designation]:
    """For an activity that is approved and has not begun: an approval letter came later. Raises ActionRefused."""
    locked = lock(activity)
    first_refusal(decision_refusals(locked, by=by))
    if not locked.is_published:
        raise ActionRefused("Credit is designated when the activity is approved.")
    if has_begun(locked, at=at):
        raise ActionRefused("It has begun, and credit cannot be designated afterwards.")
    return designate_others(locked, others, by=by, at=at)


def designate_others(locked: Activity, others: Iterable[OtherCredit], *, by: User, at: datetime) -> list[Designation]:
    """Call it inside a transaction that has locked the activity. What is designated stays as it is.

    An ActionRefused names the field with the credit type in front: “acpe-reference”.
    """
    office = OfficeSettings.current()
    return [_designate(locked, other, by=by, at=at, office=office) for other in others]


def _designate(locked: Activity, other: OtherCredit, *, by: User, at: datetime, office: OfficeSettings) -> Designation:
    credit_type = CreditType.objects.beside_ama().filter(pk=other.credit_type).first()
    if credit_type is None:
        raise ActionRefused("The office does not hold this kind of credit.")
    if Designation.objects.filter(activity=locked, credit_type=credit_type).exists():
        raise ActionRefused(f"{credit_type} is designated already.", field=f"{credit_type.pk}-maximum")
    for name, sentence in other_credit_refusals(credit_type, other, activity=locked, office=office):
        raise ActionRefused(sentence, field=f"{credit_type.pk}-{name}")
    return Designation.objects.create(
        activity=locked,
        credit_type=credit_type,
        maximum=other.maximum,
        step=credit_type.step,
        statement=other.statement.strip() if credit_type.own_statement else "",
        reference=other.reference.strip(),
        designated_at=at,
        designated_by=by,
    )


def other_credit_refusals(
    credit_type: CreditType, other: OtherCredit, *, activity: Activity, office: OfficeSettings
) -> list[tuple[str, str]]:
    """Why it cannot be designated so, each with the field it belongs to; empty means it can."""
    refusals = []
    most = computed_worth(activity, credit_type, office)
    if other.maximum <= 0 or not is_in_steps(other.maximum, credit_type.step):
        refusals.append(("maximum", f"{credit_type} is designated in steps of {plain(credit_type.step)}."))
    elif most is None or other.maximum > most:
        refusals.append(("maximum", f"The plan supports at most {plain(most or Decimal(0))}."))
    if credit_type.own_statement and not other.statement.strip():
        refusals.append(("statement", "Copy the statement from the approval letter, word for word."))
    if credit_type.reference_label and not other.reference.strip():
        refusals.append(("reference", f"Give the {credit_type.reference_label}."))
    try:
        known_placeholders(other.statement)
    except ValidationError as error:
        refusals.append(("statement", error.messages[0]))
    return refusals
