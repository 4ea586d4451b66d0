"""Whom the office's education reaches: where those practise who took part (EVL-4)."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Final

from django.db.models import Count, Q, QuerySet

from accounts.models import User
from activities.models import Activity
from activities.models.work_formats import WORK_FORMATS
from learners.models import Attendance, CompletedWork, Registration
from reports.places import MIDDLES, OUTLINES
from reports.protection import rounded

STATES: Final = {"UT": "Utah", "WY": "Wyoming", "MT": "Montana", "ID": "Idaho"}
WIDTH: Final = 560
_WEST, _EAST, _SOUTH, _NORTH = 117.5, 103.7, 36.7, 49.3
# A degree of longitude is shorter than one of latitude by this much, halfway up the map.
_NARROWER: Final = 0.73
_SCALE: Final = WIDTH / ((_WEST - _EAST) * _NARROWER)
HEIGHT: Final = round((_NORTH - _SOUTH) * _SCALE)
_LARGEST, _LEAST = 26.0, 2.2


@dataclass(frozen=True)
class Place:
    """One county or state; `people` is rounded, 0 where there are too few to show."""

    state: str
    name: str
    people: int
    x: float = 0
    y: float = 0
    radius: float = _LEAST


@dataclass(frozen=True)
class Outline:
    state: str
    points: str


@dataclass(frozen=True)
class Reach:
    everybody: int
    known: int
    states: list[Place]
    counties: list[Place]
    elsewhere: int
    outlines: list[Outline]
    width: int = WIDTH
    height: int = HEIGHT

    @property
    def named(self) -> list[Place]:
        """Counties with enough people to show, the most first."""
        return sorted((one for one in self.counties if one.people), key=lambda one: (-one.people, one.state, one.name))


def reach(held: QuerySet[Activity], *, smallest: int) -> Reach:
    """Each person once, however often they took part. Every number is a multiple of the smallest group."""
    places: dict[tuple[str, str], int] = defaultdict(int)
    for state, county, people in _people(held):
        places[state or "", county or ""] += people
    by_state: dict[str, int] = defaultdict(int)
    for (state, _), people in places.items():
        by_state[state] += people
    everybody, unknown = sum(by_state.values()), by_state.pop("", 0)
    largest = max((places[place] for place in MIDDLES if place in places), default=0)
    return Reach(
        rounded(everybody, smallest),
        rounded(everybody - unknown, smallest),
        [Place(state, name, rounded(by_state.pop(state, 0), smallest)) for state, name in STATES.items()],
        [_county(state, name, places.get((state, name), 0), largest, smallest) for state, name in MIDDLES],
        rounded(sum(by_state.values()), smallest),
        [Outline(state, _points(corners)) for state, corners in OUTLINES.items()],
    )


def _people(held: QuerySet[Activity]) -> Iterable[tuple[str | None, str | None, int]]:
    """State, county and how many practise there."""
    activities = held.order_by().values("pk")
    attended = Attendance.objects.filter(session__activity__in=activities).values("learner")
    registered = (
        Registration.objects.holding_seats()
        .filter(activity__in=activities)
        .exclude(activity__format__in=(*Activity.TIMED_FORMATS, *WORK_FORMATS))
        .values("learner")
    )
    handed_in = CompletedWork.objects.handed_in().filter(activity__in=activities).values("learner")
    learners = User.objects.filter(Q(pk__in=attended) | Q(pk__in=registered) | Q(pk__in=handed_in))
    where = ("profile__practice_state", "profile__practice_county")
    return learners.order_by().values_list(*where).annotate(people=Count("pk"))


def _county(state: str, name: str, people: int, largest: int, smallest: int) -> Place:
    shown = rounded(people, smallest) if people >= smallest else 0
    west, north = MIDDLES[state, name]
    x, y = _on_paper(west, north)
    # The area of a dot is as large as the number; from the rounded one, so that it tells no more.
    whole = max(rounded(largest, smallest), smallest)
    radius = max(_LARGEST * (shown / whole) ** 0.5, 4.0) if shown else _LEAST
    return Place(state, name, shown, x, y, round(radius, 1))


def _on_paper(west: float, north: float) -> tuple[float, float]:
    return round((_WEST - west) * _NARROWER * _SCALE, 1), round((_NORTH - north) * _SCALE, 1)


def _points(corners: Sequence[tuple[float, float]]) -> str:
    return " ".join(f"{x},{y}" for x, y in (_on_paper(*corner) for corner in corners))
