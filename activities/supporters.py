"""Who supports an activity: what is still missing about it, and what learners are told (SII-10)."""

from datetime import date

from activities.models import Activity, CommercialSupport


def supports_of(activity: Activity) -> list[CommercialSupport]:
    """Those not withdrawn; without a query where `supports` is prefetched."""
    return [support for support in activity.supports.all() if support.withdrawn_at is None]


def support_gaps(activity: Activity) -> list[str]:
    """What keeps an activity with commercial support from approval and from opening: each agreement has to be signed."""
    supports = supports_of(activity)
    if activity.has_commercial_support and not supports:
        return ["The plan says that commercial support is sought. Name who gives it, or say that there is none."]
    return [sentence for support in supports if (sentence := _agreement_gap(support, activity))]


def _agreement_gap(support: CommercialSupport, activity: Activity) -> str:
    if support.agreement is None:
        return f"The signed agreement with {support.company} is missing."
    return agreement_refusal(support.agreement.signed_date, activity)


def agreement_refusal(signed: date, activity: Activity) -> str:
    """An agreement is signed before the activity starts; empty means it was."""
    if activity.start_date and signed >= activity.start_date:
        return "An agreement has to be signed before the first day of the activity."
    return ""


def told_of_support(activity: Activity) -> list[str]:
    """Supporters by name only, with the nature of what they give in kind (SII-10); nothing where there are none."""
    told = [support.told_to_learners for support in supports_of(activity)]
    if not told:
        return []
    names = told[0] if len(told) == 1 else f"{', '.join(told[:-1])} and {told[-1]}"
    return [f"This activity is supported by {names}."]


def companies_of(activity: Activity) -> list[str]:
    """Supporters and exhibitors by name, each once: whom a learner’s consent is about (SII-12)."""
    supporters = [str(support.company) for support in supports_of(activity)]
    return list(dict.fromkeys([*supporters, *(str(exhibitor) for exhibitor in activity.exhibitors.all())]))
