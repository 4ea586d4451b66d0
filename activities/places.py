"""Where something is held, as people read it."""


def each_once(*places: str) -> list[str]:
    """From the room to the town. What a wider place names already goes without saying: “HSEB 1750, HSEB 1750”."""
    named = [place.strip() for place in places if place.strip()]
    return [place for number, place in enumerate(named) if not _is_named_in(place, named[number + 1 :])]


def _is_named_in(place: str, wider: list[str]) -> bool:
    parts = {part.strip().casefold() for one in wider for part in (one, *one.split(","))}
    return place.casefold() in parts
