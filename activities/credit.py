"""How much AMA credit time is worth (AMA-1)."""

from collections.abc import Iterable
from datetime import datetime
from decimal import ROUND_HALF_UP, Decimal

QUARTER = Decimal("0.25")
Interval = tuple[datetime, datetime]


def round_to_quarter(minutes: int) -> Decimal:
    """Credits for `minutes`: 60 are 1.00, to the nearest quarter. 50 → 0.75, 53 → 1.00."""
    quarters = (Decimal(minutes) / 15).quantize(Decimal(1), rounding=ROUND_HALF_UP)
    return (quarters * QUARTER).quantize(Decimal("0.01"))


def worth_of_minutes(minutes: int, *, per_hour: Decimal, step: Decimal) -> Decimal:
    """What `minutes` are worth in another unit, to the nearest `step`."""
    steps = (Decimal(minutes) * per_hour / 60 / step).quantize(Decimal(1), rounding=ROUND_HALF_UP)
    return (steps * step).quantize(Decimal("0.01"))


def attendable_minutes(intervals: Iterable[Interval]) -> int:
    """Minutes one person can attend: time in which several intervals run counts once."""
    seconds = 0.0
    covered_until: datetime | None = None
    for start, end in sorted(intervals):
        if covered_until is None or start > covered_until:
            covered_until = start
        if end > covered_until:
            seconds += (end - covered_until).total_seconds()
            covered_until = end
    return round(seconds / 60)


def credit_for(intervals: Iterable[Interval]) -> Decimal:
    return round_to_quarter(attendable_minutes(intervals))


def credit_of_series(sessions: Iterable[Interval], maximum: Decimal) -> Decimal:
    """What somebody who attends all of `sessions` can claim: each by itself, at most `maximum` (AMA-3, STM-2)."""
    return sum((min(credit_for([session]), maximum) for session in sessions), Decimal("0.00"))


def is_in_steps(amount: Decimal, step: Decimal = QUARTER) -> bool:
    return amount.is_finite() and amount % step == 0


def plain(amount: Decimal) -> str:
    """As statements and certificates write it: 1.00, 3.75."""
    return f"{amount:.2f}"
