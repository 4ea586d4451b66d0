"""The drawing of how long decided reviews took, month by month: shapes for an SVG, in its own units."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from math import ceil

from activities.turnaround import Outcomes

WIDTH, HEIGHT = 720, 220
LEFT, TOP, GROUND = 36, 12, 192
STEPS = (1, 2, 5, 10, 20, 50, 100, 200, 500)
MOST_LINES = 5


@dataclass(frozen=True)
class Bar:
    kind: str  # office | planners
    x: float
    y: float
    width: float
    height: float


@dataclass(frozen=True)
class Label:
    x: float
    y: float
    text: str


@dataclass(frozen=True)
class Chart:
    width: int
    height: int
    left: int
    lines: list[Label]  # across, each with its number of days
    months: list[Label]
    bars: list[Bar]


def chart_of(months: Sequence[tuple[date, Outcomes]]) -> Chart:
    """For each month two bars: the median days with the office, and with planners where given back."""
    medians = [(outcomes.with_office.median or 0, outcomes.with_planners.median or 0) for _, outcomes in months]
    most = max(max(pair) for pair in medians)
    step = _step(most)
    marks = range(0, max(step, step * ceil(most / step)) + 1, step)
    per_day = (GROUND - TOP) / marks[-1]
    room = (WIDTH - LEFT) / len(months)
    return Chart(
        width=WIDTH,
        height=HEIGHT,
        left=LEFT,
        lines=[Label(LEFT - 6, round(GROUND - days * per_day, 1), str(days)) for days in marks],
        months=[
            Label(round(LEFT + (place + 0.5) * room, 1), HEIGHT - 8, f"{month:%b}")
            for place, (month, _) in enumerate(months)
        ],
        bars=[bar for place, pair in enumerate(medians) for bar in _bars(LEFT + place * room, room, pair, per_day)],
    )


def _bars(left: float, room: float, pair: tuple[float, float], per_day: float) -> Iterator[Bar]:
    """The two of one month, side by side in the middle of its room."""
    wide = room * 0.34
    for side, (kind, days) in enumerate(zip(("office", "planners"), pair, strict=True)):
        tall = days * per_day
        x = left + room * 0.15 + side * room * 0.36
        yield Bar(kind, round(x, 1), round(GROUND - tall, 1), round(wide, 1), round(tall, 1))


def _step(most: float) -> int:
    """Days between two lines, so that there are few enough of them."""
    return next((step for step in STEPS if most <= step * MOST_LINES), STEPS[-1])
