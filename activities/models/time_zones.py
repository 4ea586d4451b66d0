"""The time zones one can choose from: those of the United States first, all others under their region."""

import zoneinfo
from itertools import groupby
from typing import Final

UNITED_STATES: Final = {
    "America/Denver": "Mountain (Salt Lake City, Denver)",
    "America/Boise": "Mountain (Boise)",
    "America/Phoenix": "Arizona",
    "America/Los_Angeles": "Pacific",
    "America/Chicago": "Central",
    "America/New_York": "Eastern",
    "America/Anchorage": "Alaska",
    "Pacific/Honolulu": "Hawaii",
    "America/Puerto_Rico": "Atlantic (Puerto Rico)",
    "Pacific/Guam": "Chamorro (Guam)",
}
_REGIONS: Final = {
    "Africa": "Africa",
    "America": "Americas",
    "Antarctica": "Antarctica",
    "Arctic": "Arctic",
    "Asia": "Asia",
    "Atlantic": "Atlantic Ocean",
    "Australia": "Australia",
    "Europe": "Europe",
    "Indian": "Indian Ocean",
    "Pacific": "Pacific Ocean",
}
_OTHER: Final = "Other names"


def time_zone_choices() -> list[tuple[str, list[tuple[str, str]]]]:
    others = sorted((_region(name), _town(name), name) for name in zoneinfo.available_timezones() - set(UNITED_STATES))
    others.sort(key=lambda other: other[0] == _OTHER)
    regions = groupby(others, key=lambda other: other[0])
    return [
        ("United States", list(UNITED_STATES.items())),
        *((region, [(name, town) for _, town, name in zones]) for region, zones in regions),
    ]


def _region(name: str) -> str:
    region, slash, _ = name.partition("/")
    return _REGIONS.get(region, _OTHER) if slash else _OTHER


def _town(name: str) -> str:
    """“Paris”, “Buenos Aires (Argentina)”; names that are of no region stay as they are."""
    if _region(name) == _OTHER:
        return name
    *within, town = name.replace("_", " ").split("/")[1:]
    return f"{town} ({', '.join(within)})" if within else town
