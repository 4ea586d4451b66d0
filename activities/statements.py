"""The statements the accreditor prescribes, word for word (STM-1 to STM-3, domain §3.1)."""

import re
from decimal import Decimal

from django.utils.html import escape
from django.utils.safestring import SafeString, mark_safe

from activities.credit import plain
from activities.models import Activity, CreditType, Designation, OfficeSettings

_TRADEMARK = re.compile(r"(AMA PRA Category 1 Credits?)™")


def credit_phrase(amount: Decimal) -> str:
    """“1.00 AMA PRA Category 1 Credit™”: singular at 1.00 or less (STM-2)."""
    return f"{plain(amount)} AMA PRA Category 1 Credit{'s' if amount > 1 else ''}™"


def with_trademark(text: str) -> SafeString:
    """`text` as HTML, with *AMA PRA Category 1 Credit(s)*™ in italics and nothing else marked up."""
    # Safe: everything else is escaped first, and the phrase itself has no special characters.
    return mark_safe(_TRADEMARK.sub(r"<em>\1</em>™", escape(text)))  # noqa: S308


def provider_of(office: OfficeSettings) -> str:
    """As it stands after “The”, however the office writes its name."""
    return office.provider_name.removeprefix("The ").removeprefix("the ")


def accreditation_statement(activity: Activity, office: OfficeSettings) -> str:
    """The DIRECT statement, or the JOINT one where a partner that is not accredited is recorded (STM-1)."""
    provider = provider_of(office)
    partners = [partner.name for partner in activity.partners.all()]
    if not partners:
        return (
            f"The {provider} is accredited by the Accreditation Council for Continuing Medical Education (ACCME) to "
            "provide continuing medical education for physicians."
        )
    return (
        "This activity has been planned and implemented in accordance with the accreditation requirements and policies "
        "of the Accreditation Council for Continuing Medical Education (ACCME) through the joint providership of "
        f"{provider} and {_listed(partners)}. The {provider} is accredited by the ACCME to provide continuing medical "
        "education for physicians."
    )


INTERIM = "This activity has been approved for AMA PRA Category 1 Credit™."


def designation_statement(activity: Activity, office: OfficeSettings) -> str:
    """The AMA statement; empty before a designation, since nothing may be said of credit then (STM-3)."""
    maximum = activity.maximum_credit
    return "" if maximum is None else designation_statement_for(maximum, activity, office)


def designation_statement_for(maximum: Decimal, activity: Activity, office: OfficeSettings) -> str:
    """The AMA statement as it would read for `maximum`: for the office alone while nothing is designated (STM-3)."""
    return (
        f"The {provider_of(office)} designates {_designated(activity)} {activity.learning_format} for a maximum of {credit_phrase(maximum)}. Physicians should "
        "claim only the credit commensurate with the extent of their participation in the activity."
    )


def _designated(activity: Activity) -> str:
    """What one maximum is for: “this”, “each session of this”, or a piece of work."""
    if activity.is_series:
        return "each session of this"
    return activity.work_format.whose if activity.work_format else "this"


def statement_of(designation: Designation, office: OfficeSettings) -> str:
    """What is said of one credit type the activity was designated for, with its placeholders filled in (AMA-8)."""
    activity, credit_type = designation.activity, designation.credit_type
    if credit_type.is_ama:
        return designation_statement_for(designation.maximum, activity, office)
    filled = {
        "provider": office.provider_name,
        "format": activity.learning_format,
        "amount": plain(designation.maximum),
        "unit": credit_type.unit_for(designation.maximum),
        "reference": designation.reference,
    }
    text = designation.statement or credit_type.statement
    for name, value in filled.items():
        text = text.replace(f"[{name}]", value)
    return text


def other_statements(activity: Activity, office: OfficeSettings) -> list[str]:
    """Of every credit type beside AMA credit."""
    others = activity.designations.exclude(credit_type=CreditType.AMA).select_related("credit_type")
    return [
        statement_of(_with(designation, activity), office)
        for designation in others.order_by("credit_type__position", "pk")
    ]


def _with(designation: Designation, activity: Activity) -> Designation:
    designation.activity = activity
    return designation


def required_statements(activity: Activity, office: OfficeSettings) -> list[str]:
    """What learners must be shown, in order; nothing at all before approval (STM-3)."""
    if not activity.is_published:
        return []
    # The interim sentence is for approved credit whose amount is not known yet, and for nothing else.
    return [
        accreditation_statement(activity, office),
        designation_statement(activity, office) or INTERIM,
        *other_statements(activity, office),
    ]


def _listed(names: list[str]) -> str:
    return names[0] if len(names) == 1 else ", ".join(names[:-1]) + " and " + names[-1]
